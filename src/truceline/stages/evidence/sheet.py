"""A batch of a raw table seen through its mapping: our columns, one kind at a time.

A cell that can't be read sets its row aside with a `Problem`; the cell is never replaced by a
likely one. Distinct words pass through Python, rows never do.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from truceline.foundation.vocabulary import nearest, words
from truceline.stages.evidence.bearings import bearing_distance
from truceline.stages.evidence.calendar import filled, repeated
from truceline.stages.evidence.cells import as_text, clean, huge, joined
from truceline.stages.evidence.mapping import NUMBERS, VOCABULARIES, Mapping
from truceline.stages.evidence.sieve import Sieve
from truceline.stages.evidence.times import Times, parse_times

LINE = "_line"
_PLAIN = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_COMMA = r"^[+-]?\d+,\d+$"
_TRUE, _FALSE = ("true", "yes", "1", "y", "t"), ("false", "no", "0", "n", "f")


class Sheet:
    """Columns of one batch. `sieve` collects what is wrong with its rows."""

    def __init__(self, raw: pa.Table, mapping: Mapping, file: str, zone: str) -> None:
        self.raw = raw
        self.mapping = mapping
        self.zone = mapping.parse.zone or zone
        self.size = raw.num_rows
        self.sieve = Sieve(file, _lines(raw))
        self._used: dict[str, pa.Array] = {}

    # columns as they stand

    def has(self, ours: str) -> bool:
        """Can the column be filled from this table?"""
        theirs = self.mapping.columns.get(ours, ())
        return ours in self.mapping.constants or any(t in self.raw.column_names for t in theirs)

    def _column(self, theirs: str) -> pa.Array:
        column = self.raw[theirs].combine_chunks()
        return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column

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
        too_long = huge(column).to_numpy(zero_copy_only=False)
        if too_long.any():
            hint = "is this a document? take it in as a file"
            self.sieve.reject(too_long, theirs, lambda _: ("a cell of more than 1 MiB", hint))
        column, touched = clean(column, self.mapping.parse.missing)
        if touched:
            message = f"characters that nobody sees were taken out of {touched:,} cells"
            self.sieve.tell(message, field=theirs, warn=True)
        return column

    def text(self, ours: str) -> pa.Array:
        """Our column as clean text: joined, or the constant, or null."""
        held = [t for t in self.mapping.columns.get(ours, ()) if t in self.raw.column_names]
        if not held:
            constant = self.mapping.constants.get(ours)
            blank = pa.nulls(self.size, pa.string())
            return blank if constant is None else repeated(constant, self.size)
        column = self.cells(held[0])
        if len(held) > 1:
            column = joined([self.cells(theirs) for theirs in held], " ")
        return self._translated(ours, column)

    def _translated(self, ours: str, column: pa.Array) -> pa.Array:
        """Their words as ours, by distinct word."""
        table, rest = self.mapping.values.get(ours), self.mapping.unlisted.get(ours)
        if table is None and rest is None:
            return column
        return _by_word(column, lambda word: _our_word(word, table or {}, rest))

    # columns of one kind

    def word(self, ours: str, default: str | None = None) -> pa.Array:
        """A column whose words are ours; rows with another word are set aside."""
        column = self.text(ours)
        known = words(VOCABULARIES[ours])
        allowed = pa.array(sorted(known), pa.string())
        wrong = pc.invert(pc.is_in(column, allowed, skip_nulls=False))
        unknown = filled(column) & wrong.to_numpy(zero_copy_only=False)
        self.sieve.reject(unknown, self.shown(ours), lambda c: _unknown(c, known), column)
        return column if default is None else pc.fill_null(column, default)

    def number(self, ours: str) -> pa.Array:
        """A number column; rows with a cell that is no number or makes no sense are set aside."""
        held = [t for t in self.mapping.columns.get(ours, ()) if t in self.raw.column_names]
        if ours in self.mapping.lookup and held:
            numbers = self._looked_up(ours)
        elif len(held) == 1 and _is_number(self.raw.schema.field(held[0]).type):
            numbers = self._column(held[0]).cast(pa.float64(), safe=False)
        else:
            numbers = self._parsed(ours)
        return self._sensible(ours, numbers)

    def _looked_up(self, ours: str) -> pa.Array:
        codes, table = self.text(ours), self.mapping.lookup[ours]
        numbers = _numbers_by_word(codes, table.get)
        unlisted = filled(codes) & ~filled(numbers)
        hint = "known codes: " + ", ".join(sorted(table))
        self.sieve.reject(
            unlisted, self.shown(ours), lambda c: (f"{c} is no code of the mapping", hint), codes
        )
        return numbers

    def _parsed(self, ours: str) -> pa.Array:
        cells = self.text(ours)
        comma = self.mapping.parse.decimal == ","
        plain = pc.replace_substring(cells, ",", ".") if comma else cells
        fits = pc.match_substring_regex(plain, _PLAIN)
        wrong = filled(cells) & ~pc.fill_null(fits, False).to_numpy(zero_copy_only=False)  # noqa: FBT003
        self.sieve.reject(wrong, self.shown(ours), _no_number, cells)
        return pc.if_else(fits, plain, None).cast(pa.float64())

    def _sensible(self, ours: str, numbers: pa.Array) -> pa.Array:
        low, high = NUMBERS[ours]
        values = pc.fill_null(numbers, low).to_numpy(zero_copy_only=False)
        odd = filled(numbers) & ~((values >= low) & (values <= high))
        self.sieve.reject(odd, self.shown(ours), lambda c: _out_of_range(ours, c), numbers)
        return pc.if_else(pa.array(odd), None, pc.add(numbers, 0.0))  # -0.0 and 0.0 are one

    def flag(self, ours: str) -> pa.Array:
        """A yes-or-no column; rows with another word are set aside."""
        lower = pc.utf8_lower(self.text(ours))
        yes = pc.is_in(lower, pa.array(_TRUE))
        wrong = filled(lower) & ~pc.is_in(lower, pa.array(_TRUE + _FALSE)).to_numpy(
            zero_copy_only=False
        )
        say = lambda c: (f"{c} is neither yes nor no", "write true or false")  # noqa: E731
        self.sieve.reject(wrong, self.shown(ours), say, lower)
        return pc.if_else(pc.is_valid(lower), yes, pa.scalar(None, pa.bool_()))

    def times(self, ours: str) -> Times:
        """A column of times; rows with one that can't be read are set aside."""
        held = [t for t in self.mapping.columns.get(ours, ()) if t in self.raw.column_names]
        column = self._column(held[0]) if len(held) == 1 else self.text(ours)
        if not _is_time(column.type):
            column = self.text(ours)
        parse = self.mapping.parse
        times = parse_times(column, parse.formats, parse.zone, self.zone)
        for rows, (message, hint) in times.faults:
            say = lambda c, m=message, h=hint: (f"{c} {m}", h)  # noqa: E731
            self.sieve.reject(rows, self.shown(ours), say, column)
        return times

    def kinds(self) -> pa.Array:
        """The act: from its column, else by the first flag that is set."""
        flags = [(t, act) for t, act in self.mapping.one_hot if t in self.raw.column_names]
        if not flags:
            return self.word("kind", "other/other")
        acts = self.text("kind")
        for theirs, act in flags:
            set_ = pc.is_in(self.cells(theirs), pa.array(("1", "1.0", *_TRUE)))
            acts = pc.if_else(pc.and_(set_, pc.is_null(acts)), act, acts)
        return pc.fill_null(acts, self.mapping.unlisted.get("kind", "other/other"))

    def bearings(self) -> tuple[pa.Array, pa.Array]:
        """`bearing_deg` and `distance_km`: their columns, or one column that tells both."""
        told = self.mapping.parse.bearing_distance
        if told not in self.raw.column_names:
            return self.number("bearing_deg"), self.number("distance_km")
        cells = self.cells(told)
        degrees = _numbers_by_word(cells, lambda c: (bearing_distance(c) or (None, None))[0])
        km = _numbers_by_word(cells, lambda c: (bearing_distance(c) or (None, None))[1])
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
        return {t: self.cells(t) for t in self.raw.column_names if t not in named}


def _lines(raw: pa.Table) -> NDArray[np.int64]:
    if LINE in raw.column_names:
        lines: NDArray[np.int64] = raw[LINE].to_numpy()
        return lines
    return np.arange(1, raw.num_rows + 1, dtype=np.int64)


def _by_word(column: pa.Array, say: Callable[[str], str | None]) -> pa.Array:
    coded = column.dictionary_encode()
    ours = [say(word) for word in coded.dictionary.to_pylist()]
    return pa.array(ours, pa.string()).take(coded.indices)


def _numbers_by_word(column: pa.Array, say: Callable[[str], float | None]) -> pa.Array:
    coded = column.dictionary_encode()
    ours = [say(word) for word in coded.dictionary.to_pylist()]
    return pa.array(ours, pa.float64()).take(coded.indices)


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
