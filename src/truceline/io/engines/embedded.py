"""Runs kernels on this machine's cores: blocks of adjacent keys, in threads.

The answer never depends on how blocks were cut or on which thread was first: blocks are cut at
changes of the key, and results are put together in key order. Kernels spend their time in numpy
and Arrow, which let other threads run, so threads are enough.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from truceline.model.ports import Engine, Kernel


class EmbeddedEngine(Engine):
    """The engine of one machine. `rows` is about how many rows a block owns, `workers` how many
    blocks are worked on at once: together they bound the memory, never the answer.
    """

    def __init__(self, rows: int = 50_000, workers: int = 2) -> None:
        self._rows = rows
        self._workers = workers

    def map_blocks(self, table: pa.Table, key: str, halo: int, kernel: Kernel) -> pa.Table:
        """See `Engine.map_blocks`; rows of one key value keep their order of arrival."""
        keys = table[key].to_numpy().astype(np.int64)
        order = np.argsort(keys, kind="stable")
        table, keys = table.take(pa.array(order)), keys[order]
        blocks = (_block(table, keys, lo, hi, halo) for lo, hi in _cuts(keys, self._rows))
        with ThreadPoolExecutor(self._workers) as pool:
            return pa.concat_tables(list(pool.map(kernel, blocks)))

    def group(self, count: int, edges: np.ndarray) -> np.ndarray:
        """See `Engine.group`."""
        from scipy.sparse import coo_array  # noqa: PLC0415 -- half a second that only fusion needs
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

        pairs = edges.reshape(-1, 2)
        ones = np.ones(len(pairs), dtype=np.int8)
        graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        _, label = connected_components(graph, directed=False)
        _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
        smallest: np.ndarray = first.astype(np.int64)[inverse]
        return smallest


def _cuts(keys: np.ndarray, rows: int) -> Iterator[tuple[int, int]]:
    """Ranges of rows of about `rows` each that never part equal keys; one empty range for none."""
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else np.zeros(0, int)
    lo = 0
    while lo < len(keys):
        at = int(np.searchsorted(starts, lo + rows))
        hi = int(starts[at]) if at < len(starts) else len(keys)
        yield lo, hi
        lo = hi
    if not len(keys):
        yield 0, 0


def _block(table: pa.Table, keys: np.ndarray, lo: int, hi: int, halo: int) -> pa.Table:
    if lo == hi:
        return table.slice(0, 0).append_column("owned", pa.array([], pa.bool_()))
    a = int(np.searchsorted(keys, keys[lo] - halo, side="left"))
    b = int(np.searchsorted(keys, keys[hi - 1] + halo, side="right"))
    owned = np.zeros(b - a, dtype=bool)
    owned[lo - a : hi - a] = True
    return table.slice(a, b - a).append_column("owned", pa.array(owned))
