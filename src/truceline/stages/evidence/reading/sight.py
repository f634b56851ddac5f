"""What the host itself sees in a document: its sentences, and who is mentioned where.

A pure function of the document, worked out once for whoever reads it and for the gate that judges
what was read. Nothing an extractor says goes in, and what comes out can't be changed. Names that a
tool found are added where the host knows nobody, and stay unresolved.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from truceline.foundation.text import fold, sentences, tokens
from truceline.model.claim import UNRESOLVED, Document, Mention, Name, Span
from truceline.model.record import Record
from truceline.stages.evidence.reading.actors.catalogue import catalogue
from truceline.stages.evidence.reading.actors.mentions import ActorMention, find_mentions
from truceline.stages.evidence.reading.actors.uses import ACTOR, PLACE

_BEFORE = 40


class Sight(Record, frozen=True, kw_only=True):
    """Sentences and mentions, each in the order of the text."""

    sentences: tuple[Span, ...]
    mentions: tuple[ActorMention, ...]


@lru_cache(maxsize=1)  # the gate follows the readers of one document; more would only hold memory
def sight(document: Document) -> Sight:
    """The sentences of a document and its mentions by their start."""
    spans = sentences(document.text, document.language or "en")
    found = sorted(find_mentions(document, spans), key=_start)
    added = (_named(document, name) for name in document.names if _free(found, name.span))
    return Sight(sentences=spans, mentions=tuple(sorted([*found, *added], key=_start)))


def _start(found: ActorMention) -> int:
    return found.span.start


def _free(found: Sequence[ActorMention], span: Span) -> bool:
    """Does the host see nobody at these words?"""
    first = bisect_right(found, span.start, key=lambda m: m.span.end)
    return first >= bisect_left(found, span.end, key=_start)


def _named(document: Document, name: Name) -> ActorMention:
    words = " ".join(name.span.of(document.text).split())
    return ActorMention(
        mention=Mention(actor=UNRESOLVED + words, span=name.span),
        category=name.category,
        speaker_form=words,
        use=PLACE if name.category == "state" and _placed(document, name.span) else ACTOR,
    )


def _placed(document: Document, span: Span) -> bool:
    """Do the words before it make a state a place?"""
    before = tokens(document.text[max(0, span.start - _BEFORE) : span.start])
    words = [fold(token.text) for token in before if fold(token.text) != "the"]
    known = catalogue(document.language or "en")
    return bool(words) and words[-1] in known.topic("placing") | known.topic("within")
