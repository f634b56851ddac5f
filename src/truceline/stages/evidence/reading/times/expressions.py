"""Expressions of time, resolved from the dateline to half-open intervals in UTC.

"On Tuesday" is a Tuesday only beside a dateline and a tense. Where either is missing the words are
kept with null bounds, or with the nearest day marked `inferred_from_content`; no clock is read.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from truceline.foundation.zones import zone_of
from truceline.model.claim import ClaimTime, Span
from truceline.model.record import Record
from truceline.stages.evidence.reading.numbers.scan import LANGUAGES, NUMBER, Scan, even, scan_of
from truceline.stages.evidence.reading.times.forms import TimeWords, time_words
from truceline.stages.evidence.reading.times.rules import RULES
from truceline.stages.evidence.reading.times.spans import (
    INFERRED,
    Resolved,
    Setting,
    setting_of,
)

Tense = Callable[[Span], bool | None]
_BACK = 7  # words from the beginning of an expression to its first trigger
_NEIGHBOURS = 8  # expressions among which an hour looks for its day
_BRIDGE = 16  # characters between a day and its hour
_NEW_SENTENCE = re.compile(r"[.!?…]\s+[^\W\d_a-zа-яіїєґ]|\n")
_CLOCKS = frozenset({"clock", "clocks", "noon"})
_DAYS = frozenset({"date", "iso", "dotted", "slashed", "weekday", "today", "night_to", "night_of"})


class FoundTime(Record, frozen=True, kw_only=True):
    """An expression of time and what it resolves to."""

    span: Span
    time: ClaimTime


class _Hit(NamedTuple):
    """A form that fits [start, end) of the text, and the words that it names."""

    start: int
    end: int
    rule: str
    given: dict[str, str]


class _Read(NamedTuple):
    """A hit with its meaning."""

    hit: _Hit
    start: int
    end: int
    meaning: Resolved


def find_times(
    text: str,
    anchor: datetime | None,
    zone: str,
    language: str,
    past: Tense | None = None,
) -> tuple[FoundTime, ...]:
    """The expressions of time in a text, in order; their spans never overlap.

    `anchor` is the dateline's moment (midnight in `zone` for a bare date), None where there is
    none; `zone` an IANA name or offset, UTC if unknown; `past` tells the tense of the clause at a
    span: True, False (future) or None. Languages other than `en`, `ru`, `uk` give none.
    """
    if language not in LANGUAGES:
        return ()
    setting = setting_of(anchor, zone_of(zone) or UTC)
    reader = _Reader(scan_of(text, language), time_words(language), setting, past)
    return tuple(reader.found())


class _Reader:
    """One pass over a text."""

    def __init__(self, scan: Scan, words: TimeWords, setting: Setting, past: Tense | None) -> None:
        self.scan, self.words, self.setting, self.past = scan, words, setting, past
        self.low = even(scan.text)

    def found(self) -> Iterator[FoundTime]:
        """Every expression, resolved."""
        reads = self._joined(self._read(self._hits()))
        for read in reads:
            span = Span(start=read.start, end=read.end)
            start, end = read.meaning.start, read.meaning.end
            if start and end and end < start:
                start = end = None
            yield FoundTime(
                span=span,
                time=ClaimTime(
                    start=start,
                    end=end,
                    precision=read.meaning.precision,
                    expression=span.of(self.scan.text),
                    basis=read.meaning.basis,
                ),
            )

    def _hits(self) -> list[_Hit]:
        """Every form that fits around a trigger, the earliest and longest first."""
        hits, tried, end = list[_Hit](), -1, 0
        for at, word in enumerate(self.scan.words):
            low = word.low.removesuffix("'s")
            if word.start < end or not (word.kind == NUMBER or low in self.words.triggers):
                continue
            needed = word.start + len(low)
            for begin in range(max(tried + 1, at - _BACK), at + 1):
                hit = self._hit(begin, needed) if self._may_begin(begin, end) else None
                if hit:
                    hits.append(hit)
                    end = hit.end
                    break
        return hits

    def _may_begin(self, at: int, end: int) -> bool:
        word = self.scan.words[at]
        low = word.low.removesuffix("'s")
        starts = word.kind == NUMBER or low in self.words.starters
        return starts and word.start >= end and not self._tied(at)

    def _tied(self, at: int) -> bool:
        """Is the word a part of a longer sign, such as F-16 or 1,200?"""
        return self.scan.glued(at) and self.scan.low(at - 1)[-1:] not in '(-[,;:"' + "'"

    def _hit(self, begin: int, needed: int) -> _Hit | None:
        """The longest form that begins at a word and reaches over the trigger."""
        start, best = self.scan.words[begin].start, None
        if not self.words.any_form.match(self.low, start):
            return None
        for rule, pattern in self.words.forms:
            match = pattern.match(self.low, start)
            if match and match.end() >= needed and (best is None or match.end() > best.end):
                given = {name: value for name, value in match.groupdict().items() if value}
                hit = _Hit(start, match.end(), rule, _single_spaced(given))
                best = hit if self._fits(hit, match) else best
        return best

    def _fits(self, hit: _Hit, match: re.Match[str]) -> bool:
        """Capitals where the language writes them, and no bare number taken for a year."""
        text = self.scan.text
        names = [n for n in ("month", "weekday") if n in hit.given]
        if self.words.capitals and any(not text[match.start(n)].isupper() for n in names):
            return False
        before = self.low[max(0, hit.start - 24) : hit.start].split()[-1:]
        if match[0] in self.words.ambiguous and not set(before) & self.words.year_before:
            return False
        bare = hit.rule == "year" and match[0] == hit.given["year"]
        return not bare or bool(set(before) & self.words.year_before)

    def _when(self, hit: _Hit) -> Setting:
        tense = self.past(Span(start=hit.start, end=hit.end)) if self.past else None
        return self.setting._replace(past=tense)

    def _read(self, hits: list[_Hit]) -> list[_Read]:
        """The meaning of each hit; hours take the day that stands in their sentence."""
        clocks = [at for at, hit in enumerate(hits) if hit.rule in _CLOCKS]
        beside = {at: self._day_beside(hits, at) for at in clocks}
        days = {at: k for at, k in beside.items() if k is not None}
        bridges = self._bridges(hits, days)
        taken = set(bridges.values())
        reads = list[_Read]()
        for at, hit in enumerate(hits):
            day = hits[days[at]] if at in days else None
            meaning = None if at in taken else self._meaning(hit, day)
            if meaning:
                reads.append(self._opened(hit, hits[bridges.get(at, at)], meaning))
        return reads

    def _bridges(self, hits: list[_Hit], days: dict[int, int]) -> dict[int, int]:
        """The day that each hour makes one expression with; a day that two could have goes to one."""
        near = [(self._gap(hits[at], hits[k]), at, k) for at, k in days.items()]
        free = {
            k: at for _, at, k in sorted(near, reverse=True) if self._bridged(hits[at], hits[k])
        }
        return {at: k for k, at in free.items()}

    def _meaning(self, hit: _Hit, day: _Hit | None) -> Resolved | None:
        """What a hit means, its hours on the day that is told."""
        when = self._when(hit)
        if day is None:
            return RULES[hit.rule](hit.given, when, self.words)
        told = RULES[day.rule](day.given, self._when(day), self.words)
        if told is None or told.start is None:
            return Resolved(precision="instant", basis=INFERRED)
        local = told.start.astimezone(when.zone).date()
        meaning = RULES[hit.rule](hit.given, when._replace(anchor=local), self.words)
        return meaning and meaning._replace(basis=told.basis)

    def _day_beside(self, hits: list[_Hit], at: int) -> int | None:
        """The nearest day of the same sentence, the earlier one of two as near."""
        reach = range(max(0, at - _NEIGHBOURS), min(len(hits), at + _NEIGHBOURS + 1))
        near = [k for k in reach if hits[k].rule in _DAYS and self._same(hits[at], hits[k])]
        return min(near, key=lambda k: (self._gap(hits[at], hits[k]), k), default=None)

    def _gap(self, one: _Hit, other: _Hit) -> int:
        return max(one.start, other.start) - min(one.end, other.end)

    def _between(self, one: _Hit, other: _Hit) -> str:
        return self.scan.text[min(one.end, other.end) : max(one.start, other.start)]

    def _same(self, one: _Hit, other: _Hit) -> bool:
        """Do two hits stand in one sentence?"""
        return self._gap(one, other) < 300 and not _NEW_SENTENCE.search(self._between(one, other))

    def _bridged(self, one: _Hit, other: _Hit) -> bool:
        """Do a day and its hour make one expression?"""
        gap = even(self._between(one, other))
        return len(gap) <= _BRIDGE and " ".join(gap.split()) in self.words.bridges

    def _opened(self, hit: _Hit, other: _Hit, meaning: Resolved) -> _Read:
        """With the "since" or "until" before it, which opens one side."""
        start, end = min(hit.start, other.start), max(hit.end, other.end)
        found = self.words.opening.search(self.low[max(0, start - 30) : start])
        if not found:
            return _Read(hit, start, end, meaning)
        opener = self.words.openers[" ".join(found[1].split())]
        begin = start - len(found[0])
        return _Read(hit, begin, end, _open(meaning, opener))

    def _joined(self, reads: list[_Read]) -> list[_Read]:
        """From Monday to Friday, March to May: one interval from two."""
        joined = list[_Read]()
        for read in reads:
            whole = self._join(joined[-1], read) if joined else None
            if whole:
                joined[-1] = whole
            else:
                joined.append(read)
        return joined

    def _join(self, one: _Read, other: _Read) -> _Read | None:
        """One interval of two that words join, when they follow each other in time."""
        gap = self.low[one.end : other.hit.start]
        if not self.words.joining.fullmatch(gap) or not self._opens(one, gap):
            return None
        first, end = self._first_of(one, other.hit), self._unopened(other).end
        start = first.start
        if start is None or end is None or end <= start:
            return None
        meaning = other.meaning._replace(start=start, end=end, basis=first.basis)
        precision = self._unopened(other).precision
        return _Read(other.hit, one.start, other.end, meaning._replace(precision=precision))

    def _first_of(self, one: _Read, other: _Hit) -> Resolved:
        """The first of two joined dates, in the year that the second tells for both."""
        given, shared = one.hit.given, other.given.get("year")
        if shared is None or "month" not in given or "year" in given:
            return one.meaning
        dated = one.hit._replace(given=given | {"year": shared})
        return self._meaning(dated, None) or one.meaning

    def _unopened(self, read: _Read) -> Resolved:
        """The meaning without the opener that turned out to be the join."""
        meaning = self._meaning(read.hit, None)
        return meaning if meaning and read.start != read.hit.start else read.meaning

    def _opens(self, read: _Read, gap: str) -> bool:
        """Is it "from … to", or a dash without words?"""
        opener = self.low[read.start : read.hit.start].split()
        before = opener or self.low[max(0, read.start - 12) : read.start].split()[-1:]
        return gap.strip() == "-" or bool(set(before) & self.words.join_openers)


def _single_spaced(given: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in given.items()}


def _open(meaning: Resolved, opener: str) -> Resolved:
    """One side of an interval opened: since its start, until its end, before its start …"""
    start, end = meaning.start, meaning.end
    sides = {
        "since": (start, None),
        "until": (None, end),
        "by": (None, end),
        "before": (None, start),
        "after": (end, None),
    }
    opened = sides[opener]
    if opened == (None, None):
        return meaning._replace(start=None, end=None)
    return Resolved(opened[0], opened[1], "open", meaning.basis)
