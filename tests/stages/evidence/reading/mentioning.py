"""Help for tests of mentions: a text in, its mentions by their words out."""

from datetime import UTC, datetime

from truceline.foundation.text import sentences
from truceline.model.claim import Document
from truceline.stages.evidence.reading.actors.mentions import find_mentions


def mentions(text, month="", language="en"):
    """The mentions of a text published in the middle of a month (`YYYY-MM`)."""
    published = datetime.fromisoformat(f"{month}-15").replace(tzinfo=UTC) if month else None
    document = Document(
        name="text.txt", sha256="0", text=text, language=language, published=published
    )
    return find_mentions(document, sentences(text, language))


def told(text, month="", language="en"):
    """(words, actors joined by `+`) of each mention."""
    return [
        (m.span.of(text), "+".join(one.actor for one in m.each))
        for m in mentions(text, month, language)
    ]


def who(text, words, month="", language="en"):
    """The actors of the last mention with these words."""
    found = [m for m in mentions(text, month, language) if m.span.of(text) == words]
    assert found, f"no mention of {words!r} among {told(text, month, language)}"
    return found[-1]
