"""Values that a filter writes out: moments and geometries."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from truceline.web.ogc.cql_tree import Moment, Number, Scalar
from truceline.web.ogc.cql_words import FilterError

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST: Final = timedelta(days=1) - timedelta(microseconds=1)


def moment_of(text: str) -> tuple[datetime, datetime]:
    """A day's first and last microsecond (UTC), or an instant twice. Raises `ValueError`."""
    if _DAY.fullmatch(text):
        day = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return day, day + _LAST
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("no zone")
    at = at.astimezone(UTC)
    return at, at


def date(text: str, at: int) -> Moment:
    """A whole day. Raises `FilterError`."""
    if not _DAY.fullmatch(text):
        raise FilterError("not a date; write 2031-05-01", at)
    return _read(text, at)


def instant(text: str, at: int) -> Moment:
    """An instant with its zone. Raises `FilterError`."""
    if _DAY.fullmatch(text):
        raise FilterError("a TIMESTAMP has a time and a zone; for a whole day write DATE", at)
    return _read(text, at)


def _read(text: str, at: int) -> Moment:
    try:
        return Moment(at, *moment_of(text))
    except (ValueError, OverflowError) as error:
        hint = "not a moment; write 2031-05-01T06:00:00Z"
        raise FilterError(hint, at) from error


def envelope(options: Sequence[Scalar], at: int) -> BaseGeometry:
    """BBOX(west, south, east, north), of six numbers the height is passed over; it may cross the 180th
    meridian. Raises `FilterError`.
    """
    numbers = [o.value for o in options if isinstance(o, Number)]
    if len(numbers) != len(options) or len(numbers) not in {4, 6}:
        raise FilterError("BBOX takes west, south, east, north", at)
    try:
        return shapely.union_all(boxes(flat(numbers)))
    except ValueError as error:
        raise FilterError(str(error), at) from error


def flat(numbers: Sequence[float]) -> tuple[float, float, float, float]:
    """West, south, east, north of four numbers, or of six with heights. Raises `ValueError`."""
    if len(numbers) not in {4, 6} or not all(map(math.isfinite, numbers)):
        raise ValueError("four numbers: west, south, east, north in degrees")
    west, south, *_ = numbers
    east, north = numbers[len(numbers) // 2 : len(numbers) // 2 + 2]
    if south > north:
        raise ValueError("its south lies north of its north")
    if max(abs(south), abs(north)) > 90 or max(abs(west), abs(east)) > 180:
        raise ValueError("not on the globe: longitude first, in degrees")
    return west, south, east, north


def boxes(bbox: tuple[float, float, float, float]) -> list[BaseGeometry]:
    """One box, or two where it crosses the 180th meridian."""
    west, south, east, north = bbox
    if west <= east:
        return [shapely.box(west, south, east, north)]
    return [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]


def shape_of(text: str, at: int) -> BaseGeometry:
    """A geometry in well-known text. Raises `FilterError`."""
    try:
        found = shapely.force_2d(shapely.from_wkt(text))
    except (ShapelyError, ValueError) as error:
        raise FilterError("not a geometry; write POINT(36.2 50.0), longitude first", at) from error
    if found.is_empty or not all(map(math.isfinite, found.bounds)):
        raise FilterError("a geometry with nothing in it", at)
    if not found.is_valid:
        raise FilterError(f"a geometry that isn't one: {shapely.is_valid_reason(found)}", at)
    return found
