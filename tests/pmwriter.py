"""PMTiles and vector tiles written by hand, as small as a test wants them."""

import gzip
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise

Tile = tuple[int, int, int]
WORLD = (-180.0, -85.0, 180.0, 85.0)


def varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def directory(entries: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Entries as (tile, run, length, offset), in order."""
    tiles = [0, *(e[0] for e in entries)]
    steps = [b - a for a, b in pairwise(tiles)]
    columns = [steps, *([e[k] for e in entries] for k in (1, 2))]
    offsets = []
    for k, (_, _, _, offset) in enumerate(entries):
        follows = k > 0 and offset == entries[k - 1][3] + entries[k - 1][2]
        offsets.append(0 if follows else offset + 1)
    values = [len(entries), *(value for column in (*columns, offsets) for value in column)]
    return b"".join(map(varint, values))


def archive(
    tiles: Mapping[int, bytes],
    kind: int,
    *,
    zooms: tuple[int, int] = (0, 0),
    bounds: tuple[float, float, float, float] = WORLD,
    metadata: Mapping[str, object] | None = None,
    leaf: int = 0,
    packed: bool = True,
) -> bytes:
    """A file of tiles by their number; with `leaf` the directory is cut into leaves of so many."""
    pack = gzip.compress if packed else bytes
    data, entries = b"", []
    for number in sorted(tiles):
        entries.append((number, 1, len(tiles[number]), len(data)))
        data += tiles[number]
    leaves, told = b"", entries
    if leaf:
        told = []
        for at in range(0, len(entries), leaf):
            part = pack(directory(entries[at : at + leaf]))
            told.append((entries[at][0], 0, len(part), len(leaves)))
            leaves += part
    root, meta = pack(directory(told)), pack(json.dumps(metadata or {}).encode())
    spans, start = [], 127
    for part in (root, meta, leaves, data):
        spans += [start, len(part)]
        start += len(part)
    how = 2 if packed else 1
    corners = [round(part * 1e7) for part in bounds]
    header = struct.pack("<7sB", b"PMTiles", 3) + struct.pack("<8Q3Q", *spans, *[len(tiles)] * 3)
    header += struct.pack("<6B", 1, how, how if kind == 1 else 1, kind, *zooms)
    header += struct.pack("<4iBii", *corners, zooms[0], 0, 0)
    return header + root + meta + leaves + data


def picture(colour: tuple[int, int, int], size: int = 256) -> bytes:
    """A PNG of one colour."""
    rows = (b"\0" + bytes(colour) * size) * size

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">2I5B", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


POINT, LINE, AREA = 1, 2, 3
Feature = tuple[int, Sequence[tuple[int, int]], Mapping[str, object]]


def vector(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """A vector tile: features are (kind, places of 4,096 a side, properties), packed with gzip."""
    return gzip.compress(
        b"".join(_field(3, _layer(name, layers[name])) for name in layers), mtime=0
    )


def _field(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def _number(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys = sorted({key for _, _, told in features for key in told})
    values = sorted(
        {(type(v).__name__, v) for _, _, told in features for v in told.values()}, key=repr
    )
    found = _number(15, 2) + _field(1, name.encode())
    for kind, places, told in features:
        tags = [
            n for k, v in told.items() for n in (keys.index(k), values.index((type(v).__name__, v)))
        ]
        body = _field(2, b"".join(map(varint, tags))) + _number(3, kind)
        found += _field(2, body + _field(4, b"".join(map(varint, _shape(kind, places)))))
    found += b"".join(_field(3, key.encode()) for key in keys)
    found += b"".join(_field(4, _value(value)) for _, value in values)
    return found + _number(5, 4096)


def _value(value: object) -> bytes:
    return _field(1, value.encode()) if isinstance(value, str) else _number(4, int(value))


def _shape(kind: int, places: Sequence[tuple[int, int]]) -> list[int]:
    at, moves = (0, 0), []
    for place in places:
        moves += [(d << 1) ^ (d >> 31) for d in (place[0] - at[0], place[1] - at[1])]
        at = place
    if kind == POINT:
        return [len(places) << 3 | 1, *moves]
    found = [1 << 3 | 1, *moves[:2], (len(places) - 1) << 3 | 2, *moves[2:]]
    return [*found, 1 << 3 | 7] if kind == AREA else found
