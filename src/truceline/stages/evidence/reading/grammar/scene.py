"""One document as the grammar sees it: text, chunks, and sentences parsed into clauses.

Everything is computed once and only read afterwards. It must never hold what a text doesn't say.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from truceline.foundation.text import Token, tokens
from truceline.model.claim import Document, Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.clauses import Clause, clauses_of
from truceline.stages.evidence.reading.grammar.frames import Frames, frames
from truceline.stages.evidence.reading.grammar.groups import Group, groups_of
from truceline.stages.evidence.reading.grammar.tagging import tag_words
from truceline.stages.evidence.reading.grammar.tense import tense_of
from truceline.stages.evidence.reading.grammar.words import Chunks, Word, words_of
from truceline.stages.evidence.reading.lexicon import Lexicon, lexicon
from truceline.stages.evidence.reading.numbers.quantities import FoundQuantity, find_quantities
from truceline.stages.evidence.reading.sight import sight
from truceline.stages.evidence.reading.times.expressions import FoundTime, find_times

LONGEST = 1_200
"""Code points of a sentence beyond which it isn't read: a table, a list, or no text at all."""


class Parsed(NamedTuple):
    """A sentence: its words, all its verb groups, its finite clauses."""

    span: Span
    words: list[Word]
    groups: list[Group]
    clauses: list[Clause]


class Scene(NamedTuple):
    """A document with all that was found in it; chunks are sorted by their start."""

    document: Document
    text: str
    mentions: Sequence[ActorMention]
    quantities: Sequence[FoundQuantity]
    times: Sequence[FoundTime]
    parsed: Sequence[Parsed]
    frames: Frames

    def mentions_in(self, start: int, end: int) -> list[ActorMention]:
        """The mentions whose words stand within code points [start, end)."""
        first = bisect_left(self.mentions, start, key=_mention_start)
        last = bisect_left(self.mentions, end, key=_mention_start)
        return [m for m in self.mentions[first:last] if m.mention.span.end <= end]

    def nearest(self, actor: str, at: int) -> ActorMention | None:
        """The last mention of an actor before a place, else the first one behind it."""
        found = [m for m in self.mentions if m.mention.actor == actor]
        before = [m for m in found if m.mention.span.start <= at]
        return before[-1] if before else next(iter(found), None)

    def quantities_in(self, start: int, end: int) -> list[FoundQuantity]:
        """The numbers whose words stand within code points [start, end)."""
        first = bisect_left(self.quantities, start, key=_start)
        last = bisect_right(self.quantities, end, key=_start)
        return [q for q in self.quantities[first:last] if q.span.end <= end]

    def times_in(self, start: int, end: int) -> list[FoundTime]:
        """The times whose words stand within code points [start, end)."""
        first = bisect_left(self.times, start, key=_start)
        last = bisect_right(self.times, end, key=_start)
        return [t for t in self.times[first:last] if t.span.end <= end]


def _mention_start(found: ActorMention) -> int:
    return found.mention.span.start


def _start(found: FoundQuantity | FoundTime) -> int:
    return found.span.start


def scene_of(document: Document) -> Scene:
    """Read a document's sentences; offsets count its text."""
    text, language = document.text, document.language or "en"
    seen = sight(document)
    spans, mentions = seen.sentences, seen.mentions
    quantities = find_quantities(text, language)
    known, words = frames(language), lexicon(language)
    tense = tense_of(text, spans, known, words)
    times = find_times(text, document.published, document.zone, language, tense)
    chunks = Chunks(
        names=[m.mention.span for m in mentions],
        numbers=[q.span for q in quantities],
        times=[t.span for t in times],
    )
    found = tokens(text)
    parsed = [_parse(text, found, span, chunks, words, known) for span in spans]
    return Scene(document, text, mentions, quantities, times, parsed, known)


def _parse(
    text: str, found: Sequence[Token], span: Span, chunks: Chunks, known: Lexicon, shapes: Frames
) -> Parsed:
    if span.end - span.start > LONGEST:
        return Parsed(span, [], [], [])
    near = Chunks(*(_within(spans, span) for spans in chunks))
    words = tag_words(words_of(text, found, span, near, known), known)
    groups = groups_of(words, known, shapes.clausal)
    return Parsed(span, words, groups, clauses_of(words, groups, shapes.clausal))


def _within(spans: Sequence[Span], sentence: Span) -> list[Span]:
    first = bisect_left(spans, sentence.start, key=lambda s: s.start)
    last = bisect_left(spans, sentence.end, key=lambda s: s.start)
    return list(spans[first:last])
