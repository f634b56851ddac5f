"""One document as this reader sees it: sentences of words and clauses, with the actors, numbers
and times in them. Computed once, only read afterwards.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from truceline.foundation.text import Token, sentences, tokens
from truceline.model.claim import Document, Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention, find_mentions
from truceline.stages.evidence.reading.numbers.quantities import FoundQuantity, find_quantities
from truceline.stages.evidence.reading.slavic.clauses import Clause, clauses_of
from truceline.stages.evidence.reading.slavic.lexicon import Lexicon, lexicon
from truceline.stages.evidence.reading.slavic.words import Word, words_of
from truceline.stages.evidence.reading.times.expressions import FoundTime, find_times

HARMED = frozenset({"killed", "wounded", "injured", "missing", "casualties"})


class Sentence(NamedTuple):
    """A sentence; `opens` where a paragraph begins with it."""

    span: Span
    words: list[Word]
    clauses: list[Clause]
    mentions: Sequence[ActorMention]
    quantities: Sequence[FoundQuantity]
    times: Sequence[FoundTime]
    opens: bool

    def chars(self, start: int, end: int) -> Span:
        """Where words [start, end) stand."""
        return Span(start=self.words[start].start, end=self.words[end - 1].end)

    def within(self, start: int, end: int) -> list[ActorMention]:
        """The mentions in words [start, end)."""
        span = self.chars(start, end) if end > start else self.span
        return [m for m in self.mentions if span.start <= m.span.start and m.span.end <= span.end]

    def counted(self, start: int, end: int) -> list[FoundQuantity]:
        """The numbers in words [start, end)."""
        span = self.chars(start, end)
        return [q for q in self.quantities if span.start <= q.span.start and q.span.end <= span.end]


class Scene(NamedTuple):
    """A document, its sentences and the lexicon of its language."""

    document: Document
    sentences: Sequence[Sentence]
    known: Lexicon


def scene_of(document: Document) -> Scene:
    """Everything that is found in a document; offsets count its text."""
    text, language = document.text, document.language
    spans, known = sentences(text, language), lexicon(language)
    mentions = sorted(find_mentions(document, spans), key=lambda m: m.span.start)
    numbers = find_quantities(text, language)
    times = find_times(text, document.published, document.zone, language)
    every = tokens(text)
    starts = [0, *(b.start if "\n" in text[a.end : b.start] else -1 for a, b in pairwise(spans))]
    parsed = [
        _sentence(span, _cut(every, span), language, known, mentions, numbers, times, start >= 0)
        for span, start in zip(spans, starts, strict=False)
    ]
    return Scene(document, parsed, known)


def _cut(found: Sequence[Token], span: Span) -> Sequence[Token]:
    first = bisect_left(found, span.start, key=lambda t: t.start)
    return found[first : bisect_left(found, span.end, key=lambda t: t.start)]


def _sentence(
    span: Span,
    found: Sequence[Token],
    language: str,
    known: Lexicon,
    mentions: Sequence[ActorMention],
    numbers: Sequence[FoundQuantity],
    times: Sequence[FoundTime],
    opens: bool,
) -> Sentence:
    words = words_of(found, language)
    inside = [q for q in numbers if span.start <= q.span.start < span.end]
    harmed = [q for q in inside if q.quantity.unit in HARMED]
    extra = frozenset(
        max(at for at, w in enumerate(words) if w.start < q.span.end) for q in harmed if words
    )
    return Sentence(
        span=span,
        words=words,
        clauses=clauses_of(words, known, extra),
        mentions=[m for m in mentions if span.start <= m.span.start < span.end],
        quantities=inside,
        times=[t for t in times if span.start <= t.span.start < span.end],
        opens=opens,
    )
