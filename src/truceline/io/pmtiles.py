"""Tiles of a map in one file: PMTiles version 3, read from the disk tile by tile.

Written here rather than taken from a package: what is needed of the format is a page, and the file is
somebody else's, so that every offset and length in it is checked before it is used. The format:
github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. Nothing is written, and no tile is looked into.
"""

import json
import os
import re
import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from truceline.errors import UnreadableError

MAGIC: Final = b"PMTiles"
VERSION: Final = 3
FORMATS: Final[Mapping[int, str]] = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp"}
"""Of tiles: vector (Mapbox Vector Tile), or pictures."""
PLAIN, GZIP = 1, 2
DEEPEST: Final = 24
"""No map has deeper tiles."""
MOST: Final = 32 * 1024 * 1024
"""Bytes of a tile, of a directory, unpacked too, or of the metadata: far more than a map of the world has."""
MOST_LEAVES: Final = 64
"""Directories that are kept unpacked."""
LEVELS: Final = 4
"""A directory leads to tiles within so many steps, as the format has it."""
_HEADER: Final = struct.Struct("<7sB 11Q 6B 4i B 2i")
_TOLD: Final = re.compile(r"<[^>]*>")


class Directory(NamedTuple):
    """Entries by tile: an entry with no run leads to a directory, else to the bytes of `run` tiles."""

    tile: NDArray[np.int64]
    run: NDArray[np.int64]
    length: NDArray[np.int64]
    offset: NDArray[np.int64]


class Face(NamedTuple):
    """What a map must know of the file: `bounds` west, south, east, north in degrees; `version` another
    one for another file.
    """

    format: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    attribution: str
    version: str
    layers: tuple[str, ...]


class _Header(NamedTuple):
    """As in the file, offsets and lengths in bytes."""

    root: tuple[int, int]
    metadata: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]
    internal: int
    packing: int
    kind: int
    zooms: tuple[int, int]
    bounds: tuple[float, float, float, float]


class Archive:
    """An open file. Threads may read at once. Raises `UnreadableError` in words for a file that isn't
    PMTiles 3, is cut off, or holds what no page can show.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            self._file = path.open("rb")
        except OSError as e:
            raise UnreadableError(f"{path}: can't be opened ({e.strerror})") from e
        try:
            self._size = os.fstat(self._file.fileno()).st_size
            self._header = self._checked(os.pread(self._file.fileno(), _HEADER.size, 0))
            self._root = self._directory(*self._header.root)
            self._leaf = lru_cache(maxsize=MOST_LEAVES)(self._directory)
            self.face = self._face()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def gzipped(self) -> bool:
        """Are tiles packed with gzip?"""
        return self._header.packing == GZIP

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it lies in the file; None where it has none. Raises `UnreadableError` for a directory
        that can't be read.
        """
        number, found = tile_number(z, x, y), self._root
        start, room = self._header.leaves
        for _ in range(LEVELS):
            at = int(np.searchsorted(found.tile, number, side="right")) - 1
            if at < 0:
                return None
            offset, length = int(found.offset[at]), int(found.length[at])
            if found.run[at]:
                near = number - int(found.tile[at]) < int(found.run[at])
                return self._part(offset, length) if near else None
            self._within(offset, length, room)
            found = self._leaf(start + offset, length)
        raise self._wrong("its directories lead nowhere")

    def _part(self, offset: int, length: int) -> bytes:
        start, room = self._header.tiles
        self._within(offset, length, room)
        return self._bytes(start + offset, length)

    def _within(self, offset: int, length: int, room: int) -> None:
        if offset < 0 or offset + length > room:
            raise self._wrong("a directory points past the end of the file")

    def _bytes(self, offset: int, length: int) -> bytes:
        if length > MOST:
            raise self._wrong("a part of it is larger than any map has")
        found = os.pread(self._file.fileno(), length, offset)
        if len(found) != length:
            raise self._wrong(f"is cut off: {offset + length} bytes are needed")
        return found

    def _wrong(self, message: str) -> UnreadableError:
        return UnreadableError(f"{self._name}: {message}")

    def _checked(self, raw: bytes) -> _Header:
        if raw[:7] != MAGIC:
            older = "PMTiles version 1 or 2; `pmtiles convert` makes it 3"
            raise self._wrong(f"is {older if raw[:2] == MAGIC[:2] else 'no PMTiles file'}")
        if len(raw) < _HEADER.size:
            raise self._wrong("is cut off within its header")
        if raw[7] != VERSION:
            raise self._wrong(f"is PMTiles version {raw[7]}; version {VERSION} can be read")
        header = _read(raw)
        self._whole(header)
        self._showable(header)
        return header

    def _whole(self, header: _Header) -> None:
        """Raises where the file ends before what its header speaks of."""
        end = max(start + room for start, room in header[:4])
        if end > self._size:
            raise self._wrong(f"is cut off: its header speaks of {end} bytes, it has {self._size}")

    def _showable(self, header: _Header) -> None:
        if header.kind not in FORMATS:
            raise self._wrong("holds tiles that are neither vector (MVT) nor PNG, JPEG or WebP")
        if header.internal not in {PLAIN, GZIP} or header.packing not in {PLAIN, GZIP}:
            raise self._wrong("is packed by something else than gzip")
        low, high = header.zooms
        west, south, east, north = header.bounds
        placed = -90 <= south <= north <= 90 and max(abs(west), abs(east)) <= 180
        if not (placed and low <= high <= DEEPEST):
            raise self._wrong("its zooms or bounds make no sense")

    def _unpacked(self, offset: int, length: int) -> bytes:
        raw = self._bytes(offset, length)
        if self._header.internal == PLAIN:
            return raw
        try:
            return unpacked(raw, MOST)
        except ValueError as e:
            raise self._wrong(f"a directory or its metadata can't be unpacked: {e}") from e

    def _directory(self, offset: int, length: int) -> Directory:
        try:
            return directory(self._unpacked(offset, length))
        except ValueError as e:
            raise self._wrong(f"a directory can't be read: {e}") from e

    def _face(self) -> Face:
        told = self._metadata()
        layers = told.get("vector_layers")
        named = (
            [one.get("id") for one in layers if isinstance(one, dict)]
            if isinstance(layers, list)
            else []
        )
        return Face(
            format=FORMATS[self._header.kind],
            min_zoom=self._header.zooms[0],
            max_zoom=self._header.zooms[1],
            bounds=self._header.bounds,
            attribution=_plain(told.get("attribution")),
            version=self._version(),
            layers=tuple(str(name) for name in named if name),
        )

    def _metadata(self) -> dict[str, Any]:
        offset, length = self._header.metadata
        try:
            told = json.loads(self._unpacked(offset, length)) if length else {}
        except (ValueError, RecursionError) as e:
            raise self._wrong("its metadata aren't JSON") from e
        return told if isinstance(told, dict) else {}

    def _version(self) -> str:
        """Of the header and the root directory: they change whenever a tile does, or nearly so; and of
        when the file was written.
        """
        state = os.fstat(self._file.fileno())
        seen = self._bytes(0, _HEADER.size) + struct.pack("<Q", state.st_mtime_ns)
        return blake2b(seen, digest_size=6).hexdigest()


def _read(raw: bytes) -> _Header:
    """The fields of a header, in the order of the format."""
    _, _, *parts = _HEADER.unpack(raw)
    root, metadata, leaves, tiles = (((parts[n], parts[n + 1])) for n in range(0, 8, 2))
    internal, packing, kind, low, high = parts[12:17]
    west, south, east, north = (part / 1e7 for part in parts[17:21])
    return _Header(
        root=root,
        metadata=metadata,
        leaves=leaves,
        tiles=tiles,
        internal=internal,
        packing=packing,
        kind=kind,
        zooms=(low, high),
        bounds=(west, south, east, north),
    )


def _plain(attribution: object) -> str:
    """An attribution without its marks, short enough for a map's corner."""
    return (
        unescape(_TOLD.sub("", attribution))[:200].strip() if isinstance(attribution, str) else ""
    )


def unpacked(raw: bytes, most: int) -> bytes:
    """What gzip packed. Raises `ValueError` where it isn't gzip, is cut off or larger than `most`."""
    worker = zlib.decompressobj(wbits=31)
    try:
        found = worker.decompress(raw, most)
    except zlib.error as e:
        raise ValueError("not gzip") from e
    if not worker.eof:
        raise ValueError("too large" if worker.unconsumed_tail else "cut off")
    return found


def directory(raw: bytes) -> Directory:
    """The entries of an unpacked directory. Raises `ValueError` where it makes no sense."""
    values = _varints(raw)
    count = int(values[0]) if len(values) else 0
    if count < 1 or len(values) != 1 + 4 * count:
        raise ValueError("it doesn't hold as many entries as it says")
    step, run, length, offset = values[1:].reshape(4, count)
    if (step[1:] < 1).any() or (length < 1).any() or offset[0] < 1:
        raise ValueError("its entries aren't in order, or are empty")
    return Directory(np.cumsum(step), run, length, _offsets(length, offset))


def _offsets(length: NDArray[np.int64], told: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 means: where the entry before ends. Else one less than what is told."""
    ends = np.cumsum(length) - length  # each as if all followed one another
    known = np.flatnonzero(told > 0)
    last = known[np.searchsorted(known, np.arange(len(told)), side="right") - 1]
    found: NDArray[np.int64] = told[last] - 1 + ends - ends[last]
    return found


def _varints(raw: bytes) -> NDArray[np.int64]:
    """Numbers in 7 bits a byte, the lowest first; the high bit says that more follow. Below 2⁶³."""
    parts = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(parts < 128)
    if not len(ends) or ends[-1] != len(parts) - 1:
        raise ValueError("it is cut off")
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (ends - starts).max() > 8:
        raise ValueError("a number is too large")
    place = np.arange(len(parts)) - np.repeat(starts, ends - starts + 1)
    bits = (parts & 127).astype(np.int64) << (7 * place)
    found: NDArray[np.int64] = np.add.reduceat(bits, starts)
    return found


def tile_number(z: int, x: int, y: int) -> int:
    """The tile's place along Hilbert curves, one a zoom, from 0 at zoom 0."""
    before = ((1 << (2 * z)) - 1) // 3
    along, half = 0, 1 << z >> 1
    while half:
        right, down = x & half > 0, y & half > 0
        along += half * half * ((3 * right) ^ down)
        x, y = x & (half - 1), y & (half - 1)
        if not down:
            x, y = (half - 1 - y, half - 1 - x) if right else (y, x)
        half >>= 1
    return before + along
