"""What a request asks of a layer: box, time, filter and properties, and the rows that answer it."""

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from litestar.exceptions import ValidationException

from truceline.web.ogc.cql_literals import boxes, flat, moment_of
from truceline.web.ogc.cql_mask import selected
from truceline.web.ogc.cql_parser import parsed
from truceline.web.ogc.cql_space import meeting
from truceline.web.ogc.cql_times import AFTER, BEFORE, micro
from truceline.web.ogc.cql_words import FilterError
from truceline.web.ogc.layer import Areas, Kind, Layer
from truceline.web.query import refuse

USUAL, MOST = 100, 1000
"""Features of a page."""
FURTHEST: Final = 10_000_000
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
BESIDES: Final = frozenset({"limit", "offset", "f", "as_of"})
"""Parameters that don't choose features."""
_ASKED: Final = frozenset({"bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs"})
_EQUAL: Final = frozenset({Kind.TEXT, Kind.NUMBER, Kind.WHOLE, Kind.FLAG})


class Ask(msgspec.Struct, frozen=True):
    """Which features: `during` are microseconds since 1970, both ends held; `equal` property and value as
    it was written.
    """

    bbox: tuple[float, float, float, float] | None = None
    during: tuple[int, int] | None = None
    filter: str = ""
    equal: tuple[tuple[str, str], ...] = ()


class Turn(msgspec.Struct, frozen=True):
    """Which page of them."""

    limit: int = USUAL
    offset: int = 0


def equals(layer: Layer) -> tuple[str, ...]:
    """Properties that may be given as parameters."""
    return tuple(n for n, k in layer.kinds.items() if k in _EQUAL and n not in _ASKED | BESIDES)


def read_ask(given: Mapping[str, str], layer: Layer) -> tuple[Ask, Turn]:
    """What parameters ask for. Raises `ValidationException` (400) that names the one at fault."""
    known = equals(layer)
    for name in given:
        if name not in _ASKED | BESIDES and name not in known:
            raise refuse(name, f"{layer.name} has no such parameter; /queryables lists them")
    _only(given, "filter-lang", "cql2-text")
    _only(given, "filter-crs", CRS84)
    _only(given, "bbox-crs", CRS84)
    chosen = tuple(sorted((n, v) for n, v in given.items() if n in known))
    return Ask(_box(given), _during(given), given.get("filter", ""), chosen), read_turn(given)


def _only(given: Mapping[str, str], name: str, value: str) -> None:
    if given.get(name, value) != value:
        raise refuse(name, f"only {value} is understood here")


def read_turn(given: Mapping[str, str]) -> Turn:
    """The page that is asked for; a longer one than there is becomes the longest."""
    limit, offset = _whole(given, "limit", USUAL), _whole(given, "offset", 0)
    if limit < 1:
        raise refuse("limit", "at least 1")
    return Turn(min(limit, MOST), min(offset, FURTHEST))


def _whole(given: Mapping[str, str], name: str, otherwise: int) -> int:
    text = given.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()):
        raise refuse(name, "a whole number, 0 or more")
    return int(text[:12])


def _box(given: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    if not (text := given.get("bbox", "")):
        return None
    try:
        return flat([float(part) for part in text.split(",")])
    except ValueError as error:
        hint = "write west,south,east,north in degrees, south of north; west may lie beyond 180°"
        raise refuse("bbox", hint) from error


def _during(given: Mapping[str, str]) -> tuple[int, int] | None:
    if not (text := given.get("datetime", "")):
        return None
    first, slash, last = text.partition("/")
    try:
        start = BEFORE if slash and first in {"", ".."} else micro(moment_of(first)[0])
        end = AFTER if slash and last in {"", ".."} else micro(moment_of(last or first)[1])
    except (ValueError, OverflowError) as error:
        hint = "write 2031-05-01T00:00:00Z, or two of them with / between, .. for an open end"
        raise refuse("datetime", hint) from error
    if start > end:
        raise refuse("datetime", "it ends before it begins")
    return int(start), int(end)


def found(layer: Layer, ask: Ask) -> np.ndarray:
    """Rows that answer, in the layer's order. Raises `ValidationException` for a filter that can't be
    used.
    """
    kept = layer.kept(ask)
    if kept is None:
        kept = np.flatnonzero(_mask(layer, ask)).astype(np.int32)
        layer.keep(ask, kept)
    return kept


def _mask(layer: Layer, ask: Ask) -> np.ndarray:
    fits = np.ones(len(layer), bool)
    if ask.bbox is not None:
        fits &= _inside(layer, ask.bbox)
    if ask.during is not None:
        fits &= _then(layer, *ask.during)
    if ask.filter:
        fits &= _filtered(layer, ask.filter)
    for name, value in ask.equal:
        fits &= _equal(layer, name, value)
    return fits


def _inside(layer: Layer, bbox: tuple[float, float, float, float]) -> np.ndarray:
    fits = np.zeros(len(layer), bool)
    for box in boxes(bbox):
        near = meeting(layer, box.bounds)
        if isinstance(layer.geometry, Areas):
            at = np.flatnonzero(near)
            near[at] = box.intersects(layer.geometry.shapes(at)) if len(at) else near[at]
        fits |= near
    return fits


def _then(layer: Layer, first: int, last: int) -> np.ndarray:
    """Half-open as incidents are: one that ended as the interval began lies before it."""
    if layer.times is None:
        return np.ones(len(layer), bool)
    (start, known), (end, ended) = (layer.micro(name) for name in layer.times)
    end = np.where(ended, end, start)
    found: np.ndarray = known & (start <= last) & ((end > first) | (start >= first))
    return found


def _filtered(layer: Layer, text: str) -> np.ndarray:
    try:
        return selected(parsed(text), layer)
    except FilterError as error:
        raise _unfit(error) from error


def _unfit(error: FilterError) -> ValidationException:
    return refuse("filter", str(error))


def _equal(layer: Layer, name: str, value: str) -> np.ndarray:
    column = layer.column(name)
    plain = column.dictionary if isinstance(column, pa.DictionaryArray) else column
    try:
        wanted = pa.scalar(value).cast(plain.type)
    except pa.ArrowInvalid as error:
        raise refuse(name, f"is {layer.kinds[name]}; {value[:40]} is not") from error
    same = pc.equal(plain, wanted)
    if plain is not column:
        same = same.take(column.indices)
    fits: np.ndarray = pc.fill_null(same, fill_value=False).to_numpy(zero_copy_only=False)
    return fits
