"""Where blocks begin and end: the one reading of `Engine.map_blocks` that every engine shares.

A table may lie in a file mapped into memory and be larger than it: its key is searched where it
lies, and a block is a slice. Must never copy the table.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import numpy as np
import pyarrow as pa

from truceline.errors import InvariantError

LEAST = int(np.iinfo(np.int64).min)


class Block(msgspec.Struct, frozen=True):
    """Rows [start, stop) of a table, of which [low, high) are owned by block `number`."""

    number: int
    start: int
    low: int
    high: int
    stop: int

    def of(self, table: pa.Table) -> pa.Table:
        """The kernel's input: a slice of the table and the column `owned`."""
        owned = np.zeros(self.stop - self.start, dtype=bool)
        owned[self.low - self.start : self.high - self.start] = True
        seen = table.slice(self.start, self.stop - self.start)
        return seen.append_column("owned", pa.array(owned, pa.bool_()))


def blocks(keys: "Keys", width: int, halo: int) -> Iterator[Block]:
    """The blocks that own rows, in order; one without rows for a table without rows."""
    low = 0
    while low < len(keys):
        number = keys.at(low) // width
        begin, end = number * width, (number + 1) * width
        start, high, stop = map(keys.below, (begin - halo, end, end + halo))
        yield Block(number, start, low, high, stop)
        low = high
    if not len(keys):
        yield Block(0, 0, 0, 0, 0)


class Keys:
    """A sorted int64 column, searched chunk by chunk. Raises `InvariantError` if it isn't sorted."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._chunks = [chunk.to_numpy() for chunk in column.chunks if len(chunk)]
        self._firsts = np.cumsum([0, *map(len, self._chunks)]).tolist()
        self._lasts = [int(chunk[-1]) for chunk in self._chunks]
        if not _ascending(self._chunks):
            raise InvariantError("the table isn't sorted by the key of its blocks")

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def at(self, row: int) -> int:
        """The key of a row."""
        chunk = bisect_left(self._firsts, row + 1) - 1
        return int(self._chunks[chunk][row - self._firsts[chunk]])

    def below(self, value: int) -> int:
        """How many rows have a key less than `value`."""
        chunk = bisect_left(self._lasts, value)
        if chunk == len(self._chunks):
            return len(self)
        found = np.searchsorted(self._chunks[chunk], max(value, LEAST))
        return int(self._firsts[chunk] + found)


def _ascending(chunks: list[np.ndarray]) -> bool:
    inside = all(bool((chunk[:-1] <= chunk[1:]).all()) for chunk in chunks)
    return inside and all(one[-1] <= two[0] for one, two in pairwise(chunks))
