"""Vector tiles of a query's incidents (Mapbox Vector Tile 2.1), written here: it takes a page of code.

In a tile, incidents that a mark would hide behind another are one point with their number, apart for
each accused side; alone, a point carries its incident's number and error.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import numpy as np

from truceline.web.points import sides_of
from truceline.web.query import Asked
from truceline.web.spots import MERGED_PX, TILE_PX, Spots, merged

EXTENT: Final = 4096
DEEPEST: Final = 18
"""Zoom of the deepest tiles; the page draws these larger beyond."""
LAYER: Final = "incidents"


def spots(asked: Asked, z: int, x: int, y: int) -> Spots:
    """The query's incidents in one tile, merged by cell and side; `x`, `y` in tile units."""
    _, wx, wy = asked.world
    tx, ty = wx * 2.0**z - x, wy * 2.0**z - y
    inside = np.flatnonzero((tx >= 0) & (tx < 1) & (ty >= 0) & (ty < 1))
    found = merged(asked, inside, TILE_PX * 2.0**z / MERGED_PX)
    units = ((w * 2.0**z - n) * EXTENT for w, n in ((found.x, x), (found.y, y)))
    tx, ty = (np.floor(u).astype(int) for u in units)
    return found._replace(x=tx, y=ty, pixels=np.round(found.pixels, 4))


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


@lru_cache(maxsize=1 << 17)
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
