"""A batch of a raw table seen through its mapping: our columns, one kind at a time.

A cell that can't be read sets its row aside with a `Problem`; the cell is never replaced by a
likely one. Distinct words pass through Python, rows never do. Columns of text come coded (see
`coded`), except those whose cells are seldom equal (`PLAIN`).
"""

from collections.abc import Callable
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from truceline.foundation.vocabulary import nearest, words
from truceline.stages.evidence.bearings import bearing_distance
from truceline.stages.evidence.calendar import filled
from truceline.stages.evidence.cells import as_text, clean, huge, joined
from truceline.stages.evidence.coded import (
    at_rows,
    by_word,
    coded,
    constant,
    first_given,
    from_places,
    is_coded,
    plain,
    words_of,
)
from truceline.stages.evidence.mapping import NUMBERS, VOCABULARIES, Mapping
from truceline.stages.evidence.sieve import Sieve
from truceline.stages.evidence.times import Times, nowhere, parse_times

LINE = "_line"
PLAIN = ("report_id", "source_url", "text")
"""Columns of text that are kept as they are: their cells are seldom equal."""
_PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_TRUE, _FALSE = ("true", "yes", "1", "y", "t"), ("false", "no", "0", "n", "f")
_MINUS_ZERO = np.float64(-0.0).view(np.int64)
_SET = ("1", "1.0", *_TRUE)
_WHOLE = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")


class Sheet:
    """Columns of one batch. `sieve` collects what is wrong with its rows."""

    def __init__(self, raw: pa.Table, mapping: Mapping, file: str, zone: str) -> None:
        self.raw = raw
        self.mapping = mapping
        self.zone = mapping.parse.zone or zone
        self.size = raw.num_rows
        self.sieve = Sieve(file, _lines(raw))
        self._used: dict[str, pa.Array] = {}
        self._read: dict[str, Times] = {}
        self._coded = coded_columns(mapping)

    # columns as they stand

    def has(self, ours: str) -> bool:
        """Can the column be filled from this table?"""
        return ours in self.mapping.constants or bool(self._held(ours))

    def _held(self, ours: str) -> list[str]:
        """Their columns that ours is read from, as far as this table has them."""
        return [t for t in self.mapping.columns.get(ours, ()) if t in self.raw.column_names]

    def _column(self, theirs: str) -> pa.Array:
        column = self.raw[theirs]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def cells(self, theirs: str) -> pa.Array:
        """A column of theirs as clean text."""
        if theirs not in self._used:
            self._used[theirs] = self._cleaned(theirs)
        return self._used[theirs]

    def _cleaned(self, theirs: str) -> pa.Array:
        try:
            column = as_text(self._column(theirs))
        except ValueError as fault:
            self.sieve.tell(str(fault), field=theirs, hint="the column isn't read", warn=True)
            return pa.nulls(self.size, pa.string())
        column = coded(column) if theirs in self._coded else column
        hint = "is this a document? take it in as a file"
        too_long = huge(column)
        self.sieve.reject(too_long, theirs, lambda _: ("a cell of more than 1 MiB", hint))
        column, touched = clean(column, self.mapping.parse.missing)
        if touched:
            message = f"characters that nobody sees were taken out of {touched:,} cells"
            self.sieve.tell(message, field=theirs, warn=True)
        return column

    def text(self, ours: str) -> pa.Array:
        """Our column as clean text: joined, or the constant, or null."""
        held = self._held(ours)
        if not held:
            word = self.mapping.constants.get(ours)
            return pa.nulls(self.size, pa.string()) if word is None else constant(word, self.size)
        column = self.cells(held[0])
        if len(held) > 1:
            column = joined([plain(self.cells(theirs)) for theirs in held], " ")
        return self._translated(ours, plain(column) if ours in PLAIN else coded(column))

    def _translated(self, ours: str, column: pa.Array) -> pa.Array:
        """Their words as ours, by distinct word."""
        table, rest = self.mapping.values.get(ours), self.mapping.unlisted.get(ours)
        if table is None and rest is None:
            return column
        said = coded(column)
        translated = by_word(said, lambda cells: _as_ours(cells, table or {}, rest))
        return translated if is_coded(column) else plain(translated)

    # columns of one kind

    def ids(self) -> pa.Array:
        """The reports' ids: whole numbers where the table has such and the mapping leaves them."""
        held, mapping = self._held("report_id"), self.mapping
        left = not (mapping.parse.missing or {"report_id"} & {*mapping.values, *mapping.unlisted})
        if left and len(held) == 1 and str(self.raw.schema.field(held[0]).type) in _WHOLE:
            return self._column(held[0]).cast(pa.int64())
        return self.text("report_id")

    def word(self, ours: str, default: str | None = None) -> pa.Array:
        """A column whose words are ours; rows with another word are set aside."""
        column = self.text(ours)
        known = words(VOCABULARIES[ours])
        allowed = pc.is_in(words_of(column), pa.array(sorted(known), pa.string()))
        unknown = at_rows(column, pc.and_(pc.invert(allowed), pc.is_valid(words_of(column))))
        self.sieve.reject(unknown, self.shown(ours), lambda c: _unknown(c, known), column)
        return column if default is None else first_given(column, constant(default, self.size))

    def number(self, ours: str) -> pa.Array:
        """A number column; rows with a cell that is no number or makes no sense are set aside."""
        held = self._held(ours)
        if ours in self.mapping.lookup and held:
            numbers = self._looked_up(ours)
        elif len(held) == 1 and _is_number(self.raw.schema.field(held[0]).type):
            numbers = self._column(held[0]).cast(pa.float64(), safe=False)
        else:
            numbers = self._parsed(ours)
        return self._sensible(ours, numbers)

    def _looked_up(self, ours: str) -> pa.Array:
        codes, table = self.text(ours), self.mapping.lookup[ours]
        numbers = _numbers(codes, table.get)
        unlisted = filled(codes) & ~filled(numbers)
        hint = "known codes: " + ", ".join(sorted(table))
        self.sieve.reject(
            unlisted, self.shown(ours), lambda c: (f"{c} is no code of the mapping", hint), codes
        )
        return numbers

    def _parsed(self, ours: str) -> pa.Array:
        cells, comma = self.text(ours), self.mapping.parse.decimal == ","
        numbers = by_word(cells, lambda texts: _plain_numbers(texts, comma=comma))
        wrong = filled(cells) & ~filled(numbers)
        self.sieve.reject(wrong, self.shown(ours), _no_number, cells)
        return numbers

    def _sensible(self, ours: str, numbers: pa.Array) -> pa.Array:
        low, high = NUMBERS[ours]
        values = pc.fill_null(numbers, low) if numbers.null_count else numbers
        values = values.to_numpy(zero_copy_only=False)
        if (values.view(np.int64) == _MINUS_ZERO).any():
            numbers = pc.add(numbers, 0.0)  # -0.0 and 0.0 are one
        fine = (values >= low) & (values <= high)
        if fine.all():
            return numbers
        self.sieve.reject(~fine, self.shown(ours), lambda c: _out_of_range(ours, c), numbers)
        return pc.if_else(pa.array(fine), numbers, None)

    def flag(self, ours: str) -> pa.Array:
        """A yes-or-no column; rows with another word are set aside."""
        lower = by_word(self.text(ours), pc.utf8_lower)
        flags = by_word(lower, _yes_or_no)
        wrong = filled(lower) & ~filled(flags)
        say = lambda c: (f"{c} is neither yes nor no", "write true or false")  # noqa: E731
        self.sieve.reject(wrong, self.shown(ours), say, lower)
        return flags

    def times(self, ours: str) -> Times:
        """A column of times; rows with one that can't be read are set aside."""
        if not self.has(ours):
            return nowhere(self.size)
        held = self._held(ours)
        typed = len(held) == 1 and _is_time(self.raw.schema.field(held[0]).type)
        column = self._column(held[0]) if typed else self.text(ours)
        times = self._moments(column, held[0] if typed else "")
        for rows, (message, hint) in times.faults:
            say = lambda c, m=message, h=hint: (f"{c} {m}", h)  # noqa: E731
            self.sieve.reject(rows, self.shown(ours), say, column)
        return times

    def _moments(self, column: pa.Array, typed: str) -> Times:
        """Times of a column; `typed` names one of theirs that is read once, whatever it fills."""
        if typed in self._read:
            return self._read[typed]
        parse = self.mapping.parse
        times = parse_times(column, parse.formats, parse.zone, self.zone)
        if typed:
            self._read[typed] = times
        return times

    def kinds(self) -> pa.Array:
        """The act: from its column, else by the first flag that is set."""
        flags = [(t, act) for t, act in self.mapping.one_hot if t in self.raw.column_names]
        if not flags:
            return self.word("kind", "other/other")
        acts = [*(act for _, act in flags), self.mapping.unlisted.get("kind", "other/other")]
        first = np.full(self.size, len(flags), dtype=np.int32)
        for place, (theirs, _) in reversed(list(enumerate(flags))):
            cells = self.cells(theirs)
            first[at_rows(cells, pc.is_in(words_of(cells), pa.array(_SET)))] = place
        return first_given(self.text("kind"), from_places(first, acts))

    def bearings(self) -> tuple[pa.Array, pa.Array]:
        """`bearing_deg` and `distance_km` from the one column that tells both."""
        told = self.mapping.parse.bearing_distance
        cells = self.cells(told)
        degrees = _numbers(cells, lambda c: (bearing_distance(c) or (None, None))[0])
        km = _numbers(cells, lambda c: (bearing_distance(c) or (None, None))[1])
        unread = filled(cells) & ~filled(km)
        hint = "write e.g. 3-5 km NE"
        self.sieve.reject(
            unread, told, lambda c: (f"{c} is no distance and direction", hint), cells
        )
        return degrees, km

    def shown(self, ours: str) -> str:
        """How a message calls the column: by their name."""
        return " ".join(self.mapping.columns.get(ours, (ours,)))

    def others(self) -> dict[str, pa.Array]:
        """Columns that the mapping doesn't name."""
        named = {t for theirs in self.mapping.columns.values() for t in theirs} | {LINE}
        return {t: plain(self.cells(t)) for t in self.raw.column_names if t not in named}


def coded_columns(mapping: Mapping) -> frozenset[str]:
    """Their columns whose cells are words that many rows share."""
    theirs = [t for ours, held in mapping.columns.items() if ours not in PLAIN for t in held]
    flags = [t for t, _ in mapping.one_hot]
    rare = [t for ours in PLAIN for t in mapping.columns.get(ours, ())]
    return frozenset({*theirs, *flags, mapping.parse.bearing_distance} - {"", *rare})


def _lines(raw: pa.Table) -> NDArray[np.int64]:
    if LINE in raw.column_names:
        lines: NDArray[np.int64] = raw[LINE].to_numpy()
        return lines
    return np.arange(1, raw.num_rows + 1, dtype=np.int64)


def _numbers(column: pa.Array, say: Callable[[str], float | None]) -> pa.Array:
    def numbers(cells: pa.Array) -> pa.Array:
        return pa.array([say(word) for word in cells.to_pylist()], pa.float64())

    return by_word(coded(column), numbers)


def _plain_numbers(cells: pa.Array, *, comma: bool) -> pa.Array:
    texts = pc.replace_substring(cells, ",", ".") if comma else cells
    return pc.if_else(pc.match_substring_regex(texts, _PLAIN), texts, None).cast(pa.float64())


def _yes_or_no(lower: pa.Array) -> pa.Array:
    known = pc.is_in(lower, pa.array(_TRUE + _FALSE))
    return pc.if_else(known, pc.is_in(lower, pa.array(_TRUE)), pa.scalar(None, pa.bool_()))


def _as_ours(cells: pa.Array, table: dict[str, str], rest: str | None) -> pa.Array:
    return pa.array([_our_word(word, table, rest) for word in cells.to_pylist()], pa.string())


def _our_word(word: str, table: dict[str, str], rest: str | None) -> str | None:
    """The listed word, the first pattern that fits, the word for all others, or the word itself."""
    if word in table:
        return table[word] or None
    for theirs, ours in table.items():
        if "*" in theirs and fnmatchcase(word.casefold(), theirs.casefold()):
            return ours
    return word if rest is None else rest


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _is_time(kind: pa.DataType) -> bool:
    """Types that `parse_times` reads by themselves; others go there as text."""
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def _unknown(cell: str, known: frozenset[str]) -> tuple[str, str]:
    near = nearest(cell.strip("`"), known)
    hint = f"did you mean `{near}`?" if near else "see data/vocabulary.yaml, or map it to a word"
    return f"{cell} isn't a word that we know", hint


def _no_number(cell: str) -> tuple[str, str]:
    if "," in cell:
        hint = f"a decimal point is meant? write {cell.replace(',', '.')}, or set parse.decimal"
        return f"{cell} isn't a number", hint
    return f"{cell} isn't a number", "leave the cell empty where nothing is known"


def _out_of_range(ours: str, cell: str) -> tuple[str, str]:
    low, high = NUMBERS[ours]
    hint = "are lat and lon swapped?" if ours == "lat" else ""
    if cell.strip("`").lower() in {"nan", "inf", "-inf"}:
        return f"{cell} isn't a number", "leave the cell empty where nothing is known"
    return f"{cell} lies outside {low:g} to {high:g}", hint
