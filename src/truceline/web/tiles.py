"""Vector tiles of a query's incidents (Mapbox Vector Tile 2.1), written here: it takes a page of code.

In a tile, incidents that a mark would hide behind another are one point with their number, apart for
each accused side; alone, a point carries its incident's number and error.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from truceline.web.columns import Columns
from truceline.web.points import sides_of
from truceline.web.query import Asked

EXTENT: Final = 4096
TILE_PX: Final = 512
"""CSS pixels that a tile is drawn on."""
MERGED_PX: Final = 32
"""Points of one cell of so many pixels are one: the marks of two sides stand in it beside each other."""
DEEPEST: Final = 18
"""Zoom of the deepest tiles; the page draws these larger beyond."""
LAYER: Final = "incidents"
EQUATOR_KM: Final = 40075.016686
_CELL = EXTENT * MERGED_PX // TILE_PX
_SPAN = EXTENT // _CELL


class Spots(NamedTuple):
    """Points of one tile: x, y in tile units, `n` incidents, `side` an index of `sides_of`, whether all are
    corroborated; `number` and `pixels` (its error as pixels at zoom 0) of a lone incident, 0 of several.
    """

    x: np.ndarray
    y: np.ndarray
    n: np.ndarray
    side: np.ndarray
    sure: np.ndarray
    number: np.ndarray
    pixels: np.ndarray


def spots(asked: Asked, z: int, x: int, y: int) -> Spots:
    """The query's incidents in one tile, merged by cell and side."""
    at, wx, wy = asked.world
    tx, ty = (wx * 2.0**z - x) * EXTENT, (wy * 2.0**z - y) * EXTENT
    inside = np.flatnonzero((tx >= 0) & (tx < EXTENT) & (ty >= 0) & (ty < EXTENT))
    tx, ty = tx[inside], ty[inside]
    cell = (ty // _CELL * _SPAN + tx // _CELL).astype(np.int64)
    return _merged(asked, at[inside], cell, tx, ty)


def pixels_of(c: Columns, at: np.ndarray) -> np.ndarray:
    """The error of places in CSS pixels at zoom 0, where the world is one tile wide; twice that at each
    further zoom.
    """
    around = EQUATOR_KM * np.cos(np.radians(c.lat[at]))
    found: np.ndarray = c.radius_km[at] * TILE_PX / around
    return found


def _merged(
    asked: Asked, at: np.ndarray, cell: np.ndarray, tx: np.ndarray, ty: np.ndarray
) -> Spots:
    c = asked.columns
    codes = c.side[at]
    kinds = len(sides_of(c.parties))
    _, first, group = np.unique(cell * kinds + codes, return_index=True, return_inverse=True)
    n = np.bincount(group, minlength=len(first))
    lone = n == 1
    return Spots(
        x=(np.bincount(group, tx, len(first)) // np.maximum(n, 1)).astype(int),
        y=(np.bincount(group, ty, len(first)) // np.maximum(n, 1)).astype(int),
        n=n,
        side=codes[first],
        sure=np.bincount(group, c.sure[at], len(first)) == n,
        number=np.where(lone, c.number("number")[at[first]], 0).astype(int),
        pixels=np.where(lone, np.round(pixels_of(c, at[first]), 4), 0.0),
    )


def tile(asked: Asked, z: int, x: int, y: int) -> bytes:
    """One tile with the layer `incidents`: properties `n`, `side`, `sure`, and for a lone incident `r`
    (`pixels_of`);
    its id is the incident's number. Empty bytes where there is nothing.
    """
    found = spots(asked, z, x, y)
    if not len(found.x):
        return b""
    return field(3, _layer(found, sides_of(asked.columns.parties)))


# The encoding: https://github.com/mapbox/vector-tile-spec/tree/master/2.1


@cache
def varint(value: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def field(number: int, body: bytes) -> bytes:
    """A field of known length."""
    return varint(number << 3 | 2) + varint(len(body)) + body


def _plain(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _layer(found: Spots, sides: tuple[str, ...]) -> bytes:
    counts, which = np.unique(found.n, return_inverse=True)
    errors, error = np.unique(found.pixels, return_inverse=True)
    values = [
        *(field(1, side.encode()) for side in sides),
        *(_plain(7, flag) for flag in (0, 1)),
        *(_plain(5, int(count)) for count in counts),
        *(varint(3 << 3 | 1) + np.float64(km).tobytes() for km in errors),
    ]
    after = len(sides) + 2
    tags = zip(
        found.side.tolist(),
        (found.sure + len(sides)).tolist(),
        (which + after).tolist(),
        (error + after + len(counts)).tolist(),
        strict=True,
    )
    features = _features(found, tags)
    keys = (field(3, name.encode()) for name in ("side", "sure", "n", "r"))
    head = _plain(15, 2) + field(1, LAYER.encode())
    return b"".join((head, *features, *keys, *(field(4, v) for v in values), _plain(5, EXTENT)))


def _features(found: Spots, tags: Iterable[tuple[int, int, int, int]]) -> Iterable[bytes]:
    rows = zip(found.number.tolist(), found.x.tolist(), found.y.tolist(), tags, strict=True)
    for number, x, y, (side, flag, count, km) in rows:
        told = _TAG[0] + varint(side) + _TAG[1] + varint(flag) + _TAG[2] + varint(count)
        if number:
            told += _TAG[3] + varint(km)
        named = _plain(1, number) if number else b""
        point = b"\x09" + varint(x << 1) + varint(y << 1)  # MoveTo one point, zigzag
        yield field(2, named + field(2, told) + b"\x18\x01" + field(4, point))


_TAG: Final = tuple(varint(n) for n in range(4))
