"""Records: frozen, canonical, identified by their content.

Every row that a person can argue with is a `Record`. Equal records have equal bytes and so equal
ids, on every machine. Records refuse NaN and naive times, and keep times in UTC.
"""

import hashlib
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Self

import msgspec

_LOOKED_AT = (float, datetime, tuple)
_plain = {int, str, bool, bytes, type(None)}
"""Types of values that need no look; what else is met joins them."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records.

    Raises `ValueError` on construction when a float is NaN or infinite, or a time has no zone.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            kind = type(value)
            if kind in _plain:  # most fields; reading makes records by the million
                continue
            if not issubclass(kind, _LOOKED_AT):
                _plain.add(kind)
                continue
            fixed = _checked(value, name)
            if fixed is not value:
                msgspec.structs.force_setattr(self, name, fixed)

    def but(self, **changes: object) -> Self:
        """Copy with some fields changed; the copy is checked anew."""
        return msgspec.structs.replace(self, **changes)


def _checked(value: object, name: str) -> object:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{name}: {value} is not a number")
        return value + 0.0  # -0.0 and 0.0 are one value and must be one id
    if isinstance(value, datetime):
        return utc(value, name)
    if isinstance(value, tuple) and any(isinstance(v, float | datetime) for v in value):
        return tuple(_checked(v, name) for v in value)
    return value


def utc(moment: datetime, name: str = "time") -> datetime:
    """The same moment in UTC; `ValueError` when it has no zone, or none of our years there."""
    if moment.tzinfo is None:
        raise ValueError(f"{name}: {moment.isoformat()} has no zone")
    try:
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except OverflowError as e:
        raise ValueError(f"{name}: {moment.isoformat()} lies in no year of the calendar") from e


def canonical_bytes(record: msgspec.Struct) -> bytes:
    """The record as JSON with sorted keys, prefixed by its type's name.

    Two records are equal exactly when these bytes are equal.
    """
    body = msgspec.json.encode(record, order="deterministic")
    return type(record).__name__.encode() + b"\n" + body


def content_id(record: msgspec.Struct) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits."""
    return hashlib.sha256(canonical_bytes(record)).hexdigest()


class Interval(Record, frozen=True, kw_only=True):
    """Half-open interval of time in UTC; equal ends mean an exact instant.

    `zone` keeps how the source told the time (`+03:00`, or an IANA name).
    """

    start: datetime
    end: datetime
    zone: str = "+00:00"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end < self.start:
            raise ValueError(f"interval ends ({self.end}) before it starts ({self.start})")

    @property
    def hours(self) -> float:
        """Length in hours."""
        return (self.end - self.start).total_seconds() / 3600

    def meets(self, other: "Interval") -> bool:
        """True when the two share a moment; an instant at an open end shares none."""
        latest, earliest = max(self.start, other.start), min(self.end, other.end)
        if latest < earliest:
            return True
        return latest == earliest and self.holds(latest) and other.holds(latest)

    def holds(self, moment: datetime) -> bool:
        """True when the moment lies inside, the end left out (an instant holds itself)."""
        return self.start <= moment < self.end or self.start == moment == self.end


class Problem(Record, frozen=True, kw_only=True, order=True):
    """Something wrong with the input, told so that a person can mend it.

    `line` counts from 1, 0 when the problem belongs to the whole file or to a report that is named
    in `field`. `error` problems set something aside, `warning` problems don't.
    """

    file: str
    line: int = 0
    field: str = ""
    message: str
    hint: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        what = f"{self.field}: {self.message}" if self.field else self.message
        return f"{where}: {self.severity}: {what}" + (f" ({self.hint})" if self.hint else "")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without repetition, by file, line and field."""
    return tuple(sorted(set(problems)))
