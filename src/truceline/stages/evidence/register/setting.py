"""A claim where it stands: its document, day, sentence, and what was said just before.

Words before a claim are looked at only where its own words point back to them. Nothing is read
across paragraphs.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from functools import cached_property, lru_cache
from typing import NamedTuple

from truceline.foundation.text import language_of, sentences, stems, tokens
from truceline.model.claim import Claim, ClaimKind, Document, Modality, Span
from truceline.stages.evidence.register.phrases import topic

_SHORT = 3
_NEAR = 24
_EVENTS = frozenset({ClaimKind.INCIDENT, ClaimKind.MEETING, ClaimKind.FIGURE})


class Text:
    """A document with its sentences, found once."""

    def __init__(self, document: Document, zone: tzinfo) -> None:
        self.document = document
        self.language = document.language or language_of(document.text) or "en"
        self.day = document.published.astimezone(zone).date() if document.published else None

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the text."""
        return sentences(self.document.text, self.language)

    @cached_property
    def starts(self) -> list[int]:
        """Where the sentences start."""
        return [span.start for span in self.sentences]

    def number(self, at: int) -> int:
        """The sentence that holds a place."""
        return max(bisect_right(self.starts, at) - 1, 0)

    def before(self, at: int) -> str:
        """The words of the same paragraph before a place: the last sentence, and the begun one."""
        if not self.sentences:
            return ""
        n = self.number(at)
        start = self.sentences[max(n - 1, 0)].start
        return self.document.text[start:at].rpartition("\n\n")[2]


class Said(NamedTuple):
    """A claim, and the text that it stands in."""

    claim: Claim
    text: Text

    @property
    def quote(self) -> str:
        """Its words."""
        return self.claim.quote

    @property
    def day(self) -> date | None:
        """The day of its document."""
        return self.text.day

    @property
    def language(self) -> str:
        """The language of its document."""
        return self.text.language

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.claim_id

    @property
    def source(self) -> str:
        """Its document."""
        return self.claim.source_file

    def has(self, file: str, *path: str) -> bool:
        """Does the quote hold a phrase of the data?"""
        return topic(file, *path)(self.quote, self.language)

    def mentioned(self, via: str = "") -> dict[str, list[Span]]:
        """Actors that words of the quote stand for, with where in the quote; of one way if told."""
        start, end = self.claim.char_start, self.claim.char_end
        named: dict[str, list[Span]] = {}
        for m in self.claim.mentions:
            if start <= m.span.start and m.span.end <= end and via in {"", m.via}:
                place = Span(start=m.span.start - start, end=m.span.end - start)
                named.setdefault(m.actor, []).append(place)
        return named

    def names_its_actor(self) -> bool:
        """Does the quote name one of its actors? Claims without mentions are believed to."""
        return not self.claim.mentions or bool(self.mentioned(via="alias"))

    @property
    def before(self) -> str:
        """What stands before it in its paragraph: the sentence before and the begun one."""
        return self.text.before(self.claim.char_start)

    @property
    def begun(self) -> str:
        """What stands before it in its own sentence."""
        if not self.text.sentences:
            return ""
        start = self.text.sentences[self.sentence].start
        return self.text.document.text[start : self.claim.char_start]

    @property
    def paragraph(self) -> str:
        """All that stands before it in its paragraph."""
        text, at = self.text.document.text, self.claim.char_start
        return text[:at].rpartition("\n\n")[2]

    @property
    def sentence(self) -> int:
        """The number of its sentence."""
        return self.text.number(self.claim.char_start)

    @property
    def around(self) -> str:
        """The whole sentence that it stands in."""
        if not self.text.sentences:
            return self.quote
        return self.text.sentences[self.sentence].of(self.text.document.text)

    @property
    def content(self) -> frozenset[str]:
        """The stems of its longer words and its numbers, names of actors aside."""
        named = self.mentioned(via="alias").values()
        names = sorted((span.start, span.end) for at in named for span in at)
        return _content(self.quote, self.language, tuple(names))


@lru_cache(maxsize=1 << 14)
def _content(quote: str, language: str, names: tuple[tuple[int, int], ...]) -> frozenset[str]:
    kept = (t for t in tokens(quote) if not any(a <= t.start < b for a, b in names))
    words = [t.text for t in kept if t.is_number or len(t.text) > _SHORT]
    return frozenset(stems(words, language))


def order(said: Said) -> tuple[bool, date, str, int, str]:
    """From old to new; documents without a day last, then by name and place."""
    day = said.day or date.max
    return (said.day is None, day, said.source, said.claim.char_start, said.id)


def widened(said: Said) -> Span | None:
    """The quote with what it must not be shown without: a negation just before it, or the main
    clause to which its own concedes something. None where the quote does by itself.
    """
    return _with_negation(said) or _with_main_clause(said)


def _with_main_clause(said: Said) -> Span | None:
    """`While he supported it, he set out conditions`: the whole sentence."""
    lead = topic("issues", "concessions").first(said.begun, said.language)
    if lead is None or "," in said.begun[lead.end :] or said.claim.kind in _EVENTS:
        return None
    whole = said.text.sentences[said.sentence]
    return whole if said.claim.char_end < whole.end - 1 else None


def _with_negation(said: Said) -> Span | None:
    claim = said.claim
    negative = claim.polarity == "-" or claim.modality is Modality.DENIED
    if not negative or any(said.has("issues", "stances", t) for t in ("negation", "refuses")):
        return None
    start = max(claim.char_start - _NEAR, 0)
    lead = said.text.document.text[start : claim.char_start]
    last = list(topic("issues", "stances", "negation").all(lead, said.language))[-1:]
    if not last or any(sign in lead[last[0].end :] for sign in ".!?\n"):
        return None
    return Span(start=start + last[0].start, end=claim.char_end)


def settings(
    claims: Iterable[Claim], documents: Sequence[Document], zone: tzinfo
) -> Iterator[Said]:
    """Every claim where it stands; claims of documents that aren't given are left out."""
    texts: Mapping[str, Text] = {d.name: Text(d, zone) for d in documents}
    for claim in claims:
        if claim.source_file in texts:
            yield Said(claim, texts[claim.source_file])
