"""Times as tables tell them, column-wise: ISO 8601 and stated formats to moments in UTC.

A time without zone is nobody's moment and never read as one, unless the mapping states the zone. A
bare date is the whole local day. Distinct days and hours alone pass through Python, never rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from truceline.foundation.zones import day_end, day_start, zone_of
from truceline.stages.evidence.calendar import (
    DAY,
    ISO,
    Mask,
    Micros,
    Parts,
    filled,
    format_pattern,
    matched,
    repeated,
    whole_numbers,
)
from truceline.stages.evidence.coded import constant, is_coded

_QUARTER = 900_000_000
_YEARS = (1900, 2199)

UNREADABLE = ("isn't a time that we read", "write ISO 8601, e.g. 2031-05-01T18:00:00+02:00")
NAIVE = ("has no zone of time", "add the offset, e.g. +02:00, or state parse.zone in the mapping")
NOT_A_DAY = ("is no day or hour of the calendar", "day first or month first? see parse.formats")
NOT_OUR_AGE = (f"lies outside the years {_YEARS[0]} to {_YEARS[1]}", "check the year")


@dataclass(frozen=True, kw_only=True)
class Times:
    """Moments of a column: each lies from `lo` to `hi` (µs since 1970, UTC), equal when exact.

    `given` is false for empty and unreadable cells; `zones` (coded) is how each was told; `faults`
    say which rows couldn't be read and why.
    """

    lo: Micros
    hi: Micros
    given: Mask
    zones: pa.Array
    faults: list[tuple[Mask, tuple[str, str]]] = field(default_factory=list)

    def spread(self, codes: pa.Array) -> "Times":
        """Times of distinct words at the rows that hold them; `codes` is null where none is."""
        held, at = filled(codes), whole_numbers(codes)
        if not len(self.given):
            return nowhere(len(held))
        zones = pa.DictionaryArray.from_arrays(
            self.zones.indices.take(codes), self.zones.dictionary
        )
        spread = [(rows[at] & held, why) for rows, why in self.faults]
        return Times(
            lo=self.lo[at],
            hi=self.hi[at],
            given=self.given[at] & held,
            zones=zones,
            faults=[(rows, why) for rows, why in spread if rows.any()],
        )


def nowhere(size: int) -> Times:
    """A column that tells no time in any row."""
    none, zero = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.int64)
    zones = pa.nulls(size, pa.dictionary(pa.int32(), pa.string()))
    return Times(lo=zero, hi=zero, given=none, zones=zones)


def parse_times(column: pa.Array, formats: tuple[str, ...], local: str, day_zone: str) -> Times:
    """Moments of a column of texts (coded or not), timestamps or dates.

    `formats` are tried where ISO 8601 doesn't fit, in order. `local` is the zone of times that
    tell none ("" when they must not be read), `day_zone` that of bare dates.
    """
    if is_coded(column):
        told = parse_times(column.dictionary, formats, local, day_zone)
        return told.spread(column.indices)
    if pa.types.is_timestamp(column.type):
        return _typed(column, local)
    if pa.types.is_date(column.type):
        days = column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
        parts = _whole_days(whole_numbers(days), filled(column))
        return _resolved(parts, filled(column), local, day_zone)
    given = filled(column)
    parts = matched(column, (ISO, *map(format_pattern, formats)))
    return _resolved(parts, given, local, day_zone)


def _typed(column: pa.Array, local: str) -> Times:
    micros = whole_numbers(
        column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    )
    given = filled(column)
    told = {"UTC": "+00:00"}.get(column.type.tz or "", column.type.tz or "")
    if column.type.tz is not None:
        return _bounded(micros, micros, given, constant(told, len(column)), [])
    zones = repeated(told, len(column))
    parts = Parts(local=micros, matched=given, valid=given, bare=np.zeros_like(given), zone=zones)
    return _resolved(parts, given, local, local)


def _whole_days(days: Micros, given: Mask) -> Parts:
    zones = repeated("", len(days))
    return Parts(local=days * DAY, matched=given, valid=given, bare=np.ones_like(given), zone=zones)


def _resolved(parts: Parts, given: Mask, local: str, day_zone: str) -> Times:
    """Local fields to moments in UTC."""
    lo, hi, valid = parts.local.copy(), parts.local.copy(), parts.valid & given
    shift, zones = _offsets(parts.zone)
    offset_told: Mask = pc.not_equal(zones, "").to_numpy(zero_copy_only=False)
    lo, hi = lo - shift, hi - shift
    bare = valid & parts.bare
    plain = valid & ~parts.bare & ~offset_told
    wrong = given & ~parts.valid
    faults = [(wrong & ~parts.matched, UNREADABLE), (wrong & parts.matched, NOT_A_DAY)]
    if not local:
        faults.append((plain, NAIVE))
        valid &= ~plain
        plain = np.zeros_like(plain)
    for rows, zone, span in ((bare, day_zone or local, _day_span), (plain, local, _quarter_span)):
        if rows.any():
            lo[rows], hi[rows], known = _in_zone(parts.local[rows], zone, span)
            unread = np.flatnonzero(rows)[~known]
            valid[unread] = False
            faults.append((_mask(unread, len(valid)), NOT_OUR_AGE))
            zones = pc.if_else(pa.array(rows), zone, zones)
    return _bounded(lo, hi, valid, zones.dictionary_encode(), faults)


def _mask(rows: NDArray[np.int64], size: int) -> Mask:
    mask = np.zeros(size, dtype=np.bool_)
    mask[rows] = True
    return mask


def _bounded(
    lo: Micros, hi: Micros, given: Mask, zones: pa.Array, faults: list[tuple[Mask, tuple[str, str]]]
) -> Times:
    """Only years that a ceasefire may lie in: others are slips of the pen or serial numbers."""
    first, last = (datetime(y, 1, 1, tzinfo=UTC) for y in (_YEARS[0], _YEARS[1] + 1))
    least, most = (int(t.timestamp()) * 1_000_000 for t in (first, last))
    odd = given & ((lo < least) | (hi > most))
    given = given & ~odd if odd.any() else given
    told = zones if given.all() else _masked(zones, given)
    shown = [(mask, why) for mask, why in (*faults, (odd, NOT_OUR_AGE)) if mask.any()]
    return Times(lo=lo, hi=hi, given=given, zones=told, faults=shown)


def _masked(zones: pa.Array, given: Mask) -> pa.Array:
    codes = pc.if_else(pa.array(given), zones.indices, None)
    return pa.DictionaryArray.from_arrays(codes, zones.dictionary)


def _offsets(zones: pa.Array) -> tuple[Micros, pa.Array]:
    """Offsets in µs and how they are written, by distinct value; 0 and "" where none is told."""
    coded = zones.dictionary_encode()
    told = [_offset(text) for text in coded.dictionary.to_pylist()]
    spans = np.array([span for span, _ in told] or [0], dtype=np.int64)
    words = pa.array([word for _, word in told], pa.string())
    return spans[whole_numbers(coded.indices)], words.take(coded.indices)


def _offset(text: str) -> tuple[int, str]:
    if text in {"", "Z", "z"}:
        return 0, "+00:00" if text else ""
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    sign = -1 if text[0] == "-" else 1
    return sign * minutes * 60_000_000, f"{text[0]}{digits[:2]}:{digits[2:]}"


def _in_zone(
    local: Micros, zone: str, span: Callable[[int, tzinfo], tuple[int, int]]
) -> tuple[Micros, Micros, Mask]:
    """Local µs to the UTC interval they may mean, by distinct day or quarter of an hour."""
    place = zone_of(zone)
    assert place is not None, f"{zone} was checked when it was read"
    step = DAY if span is _day_span else _QUARTER
    units, where = np.unique(local // step, return_inverse=True)
    spans = np.array([span(int(u), place) for u in units], dtype=np.int64).reshape(-1, 2)
    within = np.zeros_like(local) if span is _day_span else local % step
    known = spans[where, 0] <= spans[where, 1]
    return spans[where, 0] + within, spans[where, 1] + within, known


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = (0, -1)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _day_span(day: int, zone: tzinfo) -> tuple[int, int]:
    if not 0 <= day + 25_600 <= 110_000:  # about 1899 to 2200: others are refused anyway
        return _NEVER
    local = date(1970, 1, 1) + timedelta(days=day)
    return _micros(day_start(local, zone)), _micros(day_end(local, zone))


def _quarter_span(quarter: int, zone: tzinfo) -> tuple[int, int]:
    """First and last moment that a clock may mean; two when clocks are put back."""
    if not 0 <= quarter + 25_600 * 96 <= 110_000 * 96:
        return _NEVER
    local = datetime(1970, 1, 1, tzinfo=zone) + timedelta(minutes=15 * quarter)
    both = sorted(_micros(local.replace(fold=fold).astimezone(UTC)) for fold in (0, 1))
    return both[0], both[1]
