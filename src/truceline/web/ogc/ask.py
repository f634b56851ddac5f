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
from truceline.web.ogc.cql_words import LONGEST, FilterError
from truceline.web.ogc.layer import Areas, Kind, Layer
from truceline.web.parameters import (
    AS_OF,
    Choice,
    Parameter,
    Text,
    Told,
    Whole,
    demand_known,
    refuse,
)

USUAL, MOST = 100, 1000
"""Features of a page."""
FURTHEST: Final = 10_000_000
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class _Box(Parameter, frozen=True):
    """A box with or without heights."""

    @property
    def schema(self) -> Told:
        """Four numbers or six."""
        sizes = [{"minItems": n, "maxItems": n} for n in (4, 6)]
        return {"type": "array", "items": {"type": "number"}, "oneOf": sizes}


class _Property(Parameter, frozen=True):
    """A property of a layer."""

    kind: Kind

    @property
    def schema(self) -> Told:
        """As the property's own."""
        return self.kind.schema


FORM: Final = Choice("f", "For people or for programs; else as is accepted", ("json", "html"))
PAGING: Final = (
    Whole("limit", "Features of a page; more than the most is the most", MOST, USUAL, 1),
    Whole("offset", "Features to pass over", FURTHEST),
)
CHOOSING: Final = (
    _Box("bbox", "Meets west,south,east,north; it may cross the 180th meridian"),
    Choice("bbox-crs", "Of bbox", (CRS84,), CRS84),
    Text("datetime", "Meets a moment, a day, or an interval with / that .. leaves open"),
    Text("filter", "CQL2 text", LONGEST),
    Choice("filter-lang", "Of filter", ("cql2-text",), "cql2-text"),
    Choice("filter-crs", "Of filter", (CRS84,), CRS84),
)
_BESIDES: Final = frozenset(told.name for told in (*PAGING, FORM, AS_OF))
"""Parameters that don't choose features."""
_ASKED: Final = frozenset(told.name for told in CHOOSING)
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
    return tuple(n for n, k in layer.kinds.items() if k in _EQUAL and n not in _ASKED | _BESIDES)


def parameters(layer: Layer) -> tuple[Parameter, ...]:
    """All that may be asked of a layer."""
    own = (_Property(name, "Equals", layer.kinds[name]) for name in equals(layer))
    return (*CHOOSING, *PAGING, FORM, AS_OF, *own)


def read_ask(given: Mapping[str, str], layer: Layer) -> tuple[Ask, Turn]:
    """What parameters ask for. Raises `ValidationException` (400) that names the one at fault."""
    demand_known(given, parameters(layer))
    known = equals(layer)
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
    return layer.kept(ask, lambda: np.flatnonzero(_mask(layer, ask)).astype(np.int32))


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
