"""Calendar fields of texts, column-wise: which pattern fits, which day and hour it tells.

Only the calendar is known here, no zone: what a local time means is the business of `times`. A day
that no calendar has is not read as the next one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]
Micros: TypeAlias = NDArray[np.int64]

DAY = 86_400_000_000

ISO = (
    r"(?P<Y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ](?P<H>\d{2}):(?P<M>\d{2})"
    r"(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)? ?(?P<z>Z|z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "B": r"(?P<b>[A-Za-z]{3,9})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "p": r"(?P<p>[AaPp][Mm])",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "f": r"(?P<f>\d{1,9})",
    "z": r"(?P<z>Z|[+-]\d{2}(?::?\d{2})?)",
    "s": r"(?P<s>\d{1,10})",
    "%": "%",
}
_LONG = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = [*(name[:3] for name in _LONG), *_LONG]


@dataclass(kw_only=True)
class Parts:
    """Calendar fields of the cells that fit one pattern; `bare` where no hour is told."""

    local: Micros
    matched: Mask
    valid: Mask
    bare: Mask
    zone: pa.Array


def format_pattern(text: str) -> str:
    """The regular expression of a date format such as `%d/%m/%Y %H:%M`.

    Raises `ValueError` for a directive that isn't one of Y m d b B H I p M S f z s.
    """
    pattern = ""
    for directive, plain in re.findall(r"%(.?)|([^%]+)", text):
        if plain:
            pattern += re.escape(plain)
        elif directive in _DIRECTIVES:
            pattern += _DIRECTIVES[directive]
        else:
            raise ValueError(f"%{directive} isn't a directive that we read")
    names = re.findall(r"\?P<(\w)>", pattern)
    if len(set(names)) < len(names):
        raise ValueError("a directive stands twice")
    if "s" not in names and not ({"Y", "d"} <= set(names) and {"m", "b"} & set(names)):
        raise ValueError("a format needs year, month and day")
    return pattern


def repeated(text: str, size: int) -> pa.Array:
    """One text in every row."""
    return pa.array([text], pa.string()).take(pa.array(np.zeros(size, dtype=np.int64)))


def filled(column: pa.Array) -> Mask:
    """Which cells hold something."""
    if not column.null_count:
        return np.ones(len(column), dtype=np.bool_)
    mask: Mask = pc.is_valid(column).to_numpy(zero_copy_only=False)
    return mask


def whole_numbers(column: pa.Array) -> Micros:
    """Integers, 0 for empty cells."""
    whole = pc.fill_null(column, 0) if column.null_count else column
    numbers: Micros = whole.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return numbers


def matched(column: pa.Array, patterns: tuple[str, ...]) -> Parts:
    """Fields by the first pattern that fits, row by row."""
    parts = _fields(column, patterns[0])
    for pattern in patterns[1:]:
        open_ = ~parts.valid & filled(column)
        if not open_.any():
            break
        rows = np.flatnonzero(open_)
        more = _fields(column.take(pa.array(rows)), pattern)
        parts.local[rows], parts.bare[rows] = more.local, more.bare
        parts.valid[rows] = more.valid
        parts.matched[rows] |= more.matched
        parts.zone = pc.replace_with_mask(parts.zone, pa.array(open_), more.zone)
    return parts


def _fields(column: pa.Array, pattern: str) -> Parts:
    found = pc.extract_regex(column, f"^(?:{pattern})$")
    valid = filled(found)
    names = {found.type.field(i).name for i in range(found.type.num_fields)}

    def number(name: str, default: int) -> Micros:
        if name not in names:
            return np.full(len(column), default, dtype=np.int64)
        cells = pc.struct_field(found, name)
        digits = pc.if_else(pc.equal(cells, ""), str(default), cells)
        return whole_numbers(digits.cast(pa.int64()))

    def text(name: str) -> pa.Array:
        if name not in names:
            return repeated("", len(column))
        return pc.fill_null(pc.struct_field(found, name), "")

    if "s" in names:
        return Parts(
            local=number("s", 0) * 1_000_000,
            matched=valid.copy(),
            valid=valid,
            bare=np.zeros_like(valid),
            zone=repeated("+00:00", len(column)),
        )
    month = _month(text("b")) if "b" in names else number("m", 1)
    day, fits = _day(number("Y", 1970), month, number("d", 1))
    hour, hour_fits = _hour(number, text, names)
    clock = hour * 3600 + number("M", 0) * 60 + number("S", 0)
    sane = hour_fits & (number("M", 0) < 60) & (number("S", 0) < 60) & (clock <= 86_400)
    bare = ~_told_hour(text, names)
    micros = day * DAY + clock * 1_000_000 + _fraction(text("f"))
    fine = valid & fits & sane
    return Parts(local=micros, matched=valid, valid=fine, bare=bare, zone=text("z"))


def _told_hour(text: Callable[[str], pa.Array], names: set[str]) -> Mask:
    told = text("H") if "H" in names else text("I")
    mask: Mask = pc.not_equal(told, "").to_numpy(zero_copy_only=False)
    return mask


def _month(words: pa.Array) -> Micros:
    """1 to 12 by an English name or its first three letters, 0 where it is neither."""
    place = whole_numbers(pc.fill_null(pc.index_in(pc.utf8_lower(words), pa.array(_MONTHS)), -1))
    return np.where(place < 0, 0, place % 12 + 1)


def _day(year: Micros, month: Micros, day: Micros) -> tuple[Micros, Mask]:
    """Days since 1970, and whether the calendar has that day."""
    months = (year - 1970) * 12 + month - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    days = first + (day - 1).astype("timedelta64[D]")
    same = days.astype("datetime64[M]").astype(np.int64) == months
    fits = same & (month >= 1) & (month <= 12) & (day >= 1)
    return days.astype(np.int64), fits


def _hour(
    number: Callable[[str, int], Micros], text: Callable[[str], pa.Array], names: set[str]
) -> tuple[Micros, Mask]:
    if "I" not in names:
        hour = number("H", 0)
        return hour, hour <= 24  # 24:00 is the end of a day in ISO 8601
    hour = number("I", 12)
    late: Mask = pc.equal(pc.utf8_lower(text("p")), "pm").to_numpy(zero_copy_only=False)
    return hour % 12 + 12 * late, (hour >= 1) & (hour <= 12)


def _fraction(digits: pa.Array) -> Micros:
    """Digits behind the decimal point as microseconds; finer ones are cut."""
    padded = pc.utf8_slice_codeunits(pc.binary_join_element_wise(digits, "000000", ""), 0, 6)
    return whole_numbers(padded.cast(pa.int64()))
