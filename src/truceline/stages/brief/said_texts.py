"""The texts behind "What is said": each document with the cited words marked where they stand.

Paragraphs without a cited word are left out and say so; of documents without any only the name is
told. Where a level shows no whole texts, only
the quotes are left.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple

from truceline.foundation.zones import zone_of
from truceline.model.claim import Claim, Document, Span
from truceline.model.register import Sayings
from truceline.stages.brief.cites import anchor, web_link
from truceline.stages.brief.words import day_words

Plain = dict[str, object]

_BREAK = "\n\n"
_HEADING = 120
"""Letters that a heading has at most."""


class Sources:
    """Documents by number, from old to new, and links to the words of claims."""

    def __init__(self, said: Sayings) -> None:
        self.ordered = sorted(said.documents, key=_age)
        self.number = {document.name: n for n, document in enumerate(self.ordered, 1)}
        self.text = {document.name: document.text for document in said.documents}
        self.shown = said.register.shown
        self.zone: tzinfo = zone_of(said.zone) or UTC

    def span(self, claim: Claim) -> Span:
        """What is shown of a claim: its quote, with a negation that stands just before it."""
        return self.shown.get(claim.claim_id, claim.span)

    def quote(self, claim: Claim) -> Plain:
        """A claim's words, its document's number, and where they are marked."""
        return {
            "text": self.span(claim).of(self.text[claim.source_file]),
            "anchor": claim_anchor(claim.claim_id),
            "number": self.number[claim.source_file],
            "condition": claim.condition or "",
        }

    def days(self, start: datetime | None, end: datetime | None) -> str:
        """The days of a half-open interval, as far as they are told."""
        if start is None:
            return ""
        first = start.astimezone(self.zone).date()
        last = (end - timedelta(microseconds=1)).astimezone(self.zone).date() if end else first
        if first == last:
            return day_words(first, year=True)
        return f"{day_words(first, year=True)} to {day_words(last, year=True)}"


def claim_anchor(claim_id: str) -> str:
    """The anchor of a claim's words."""
    return "said-" + anchor(claim_id)


def document_anchor(number: int) -> str:
    """The anchor of a document."""
    return f"document-{number}"


def _age(document: Document) -> tuple[bool, datetime, str]:
    told = document.published or datetime.max.replace(tzinfo=UTC)
    return (document.published is None, told, document.name)


def title_of(document: Document) -> str:
    """Its title; else its first line, where that stands alone and is short; else its file's name."""
    head, alone, _ = document.text.strip().partition(_BREAK)
    heading = alone and "\n" not in head and len(head) <= _HEADING
    return document.title or (head if heading else document.name)


class Piece(NamedTuple):
    """A run of a text: marked or not, and the claims whose words start here."""

    span: Span
    marked: bool
    starts: tuple[str, ...]


class Texts:
    """The appendix."""

    def __init__(self, said: Sayings, sources: Sources, cited: frozenset[str]) -> None:
        self.said, self.sources = said, sources
        self.marks: dict[str, list[Claim]] = {d.name: [] for d in said.documents}
        for claim in said.register.claims:
            if claim.claim_id in cited:
                self.marks[claim.source_file].append(claim)

    def documents(self) -> list[Plain]:
        """Every document in the order of the numbers."""
        return [self._document(document) for document in self.sources.ordered]

    def _document(self, document: Document) -> Plain:
        number = self.sources.number[document.name]
        return {
            "number": number,
            "anchor": document_anchor(number),
            "title": title_of(document),
            "facts": " · ".join(self._facts(document)),
            "url": web_link(document.url),
            "lang": document.language,
            "origin": self._origin(document),
            "cited": bool(self.marks[document.name]),
            "paragraphs": list(_gathered(self._paragraphs(document))),
        }

    def _facts(self, document: Document) -> Iterator[str]:
        if document.outlet:
            yield document.outlet
        yield self.sources.days(document.published, None) or "no date told"
        yield document.name

    def _origin(self, document: Document) -> int:
        """The number of the document that this one goes back to; 0 for its own."""
        origin = self.said.register.origin_of.get(document.name, document.name)
        return 0 if origin == document.name else self.sources.number[origin]

    def _paragraphs(self, document: Document) -> Iterator[Plain]:
        """Paragraphs that hold a cited word; a gap stands for those that don't."""
        claims = self.marks[document.name]
        for block in blocks(document.text):
            inside = [c for c in claims if _meets(self.sources.span(c), block)]
            if not inside:
                yield {"gap": True, "pieces": []}
                continue
            found = pieces(block, [(c.claim_id, self.sources.span(c)) for c in inside])
            shown = [p for p in found if p.marked or self.said.whole]
            yield {"gap": False, "pieces": [_piece(document.text, p) for p in shown]}


def _gathered(paragraphs: Iterable[Plain]) -> Iterator[Plain]:
    """One gap for several in a row."""
    gap = False
    for paragraph in paragraphs:
        if not (gap and paragraph["gap"]):
            yield paragraph
        gap = bool(paragraph["gap"])


def blocks(text: str) -> Iterator[Span]:
    """Paragraphs by their place; blank ones are left out."""
    start = 0
    for part in text.split(_BREAK):
        if part.strip():
            yield Span(start=start, end=start + len(part))
        start += len(part) + len(_BREAK)


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def pieces(block: Span, marks: Sequence[tuple[str, Span]]) -> Iterator[Piece]:
    """A paragraph cut where marks start and end; marks may overlap."""
    edges = {block.start, block.end}
    for _, span in marks:
        edges |= {max(span.start, block.start), min(span.end, block.end)}
    for start, end in pairwise(sorted(edges)):
        starts = tuple(sorted(n for n, span in marks if max(span.start, block.start) == start))
        marked = any(span.start < end and start < span.end for _, span in marks)
        opening = tuple(n for n in starts if _opens(n, marks, block))
        yield Piece(Span(start=start, end=end), marked, opening)


def _opens(name: str, marks: Iterable[tuple[str, Span]], block: Span) -> bool:
    """Does the claim begin in this paragraph? An anchor stands once."""
    return any(n == name and block.start <= span.start for n, span in marks)


def _piece(text: str, piece: Piece) -> Plain:
    words = piece.span.of(text)
    return {
        "text": words,
        "space": words[:1].isspace() or text[: piece.span.start][-1:].isspace(),
        "marked": piece.marked,
        "anchors": [claim_anchor(name) for name in piece.starts],
    }
