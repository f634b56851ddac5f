"""Sheets on the disk: each packed apart, so that one incident is read without the others."""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from truceline.assess.picture.sheets import Sheet

_LEVEL = 1  # field names repeat: the quickest packing makes a tenth of it


class Stored(Mapping[str, Sheet]):
    """Sheets of a file that `stored` wrote, by incident id; `ids` in order."""

    def __init__(self, path: Path, ids: Sequence[str], ends: np.ndarray) -> None:
        self._data = (
            np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)
        )
        self._ids, self._ends = ids, ends
        self._decoder = msgspec.msgpack.Decoder(Sheet)

    def __getitem__(self, key: str) -> Sheet:
        at = bisect_left(self._ids, key)
        if at == len(self._ids) or self._ids[at] != key:
            raise KeyError(key)
        start, end = (int(self._ends[at - 1]) if at else 0), int(self._ends[at])
        return self._decoder.decode(zlib.decompress(self._data[start:end].tobytes()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def stored(sheets: Iterable[Sheet], path: Path) -> np.ndarray:
    """Writes sheets one after another; returns where each ends (int64, bytes)."""
    ends, encoder = [], msgspec.msgpack.Encoder()
    with path.open("wb") as sink:
        for sheet in sheets:
            sink.write(zlib.compress(encoder.encode(sheet), _LEVEL))
            ends.append(sink.tell())
    return np.array(ends, np.int64)
