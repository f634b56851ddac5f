"""Runs kernels on this machine's cores: blocks in threads, memory bounded by a few of them.

Kernels spend their time in compiled code, numpy and Arrow, which let other threads run, so threads
are enough. Must never hold more than the blocks at work and, unless they are spilled, the results.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from truceline.io.engines.blocks import Block, Keys, blocks
from truceline.io.engines.components import smallest_connected
from truceline.io.engines.spill import spilled
from truceline.model.ports import Engine, Kernel


class EmbeddedEngine(Engine):
    """The engine of one machine: `workers` blocks are worked on at once.

    With `spill`, a folder, results go to a file of their own there as they come, and the table
    returned is mapped from it. The file is the caller's to remove, with the folder.
    """

    def __init__(self, workers: int = 2, spill: Path | None = None) -> None:
        self._workers = workers
        self._spill = spill

    def map_blocks(
        self, table: pa.Table, key: str, width: int, halo: int, kernel: Kernel
    ) -> pa.Table:
        """See `Engine.map_blocks`. `table` may be mapped from a file larger than the memory."""
        results = self._results(table, blocks(Keys(table[key]), width, halo), kernel)
        if self._spill is None:
            return pa.concat_tables(list(results))
        return spilled(results, self._spill)

    def _results(
        self, table: pa.Table, found: Iterator[Block], kernel: Kernel
    ) -> Iterator[pa.Table]:
        """In the order of the blocks; at most one more is at work or waits than there are workers."""
        waiting: deque[Future[pa.Table]] = deque()
        with ThreadPoolExecutor(self._workers) as pool:
            for block in found:
                waiting.append(pool.submit(_worked, kernel, table, block))
                if len(waiting) > self._workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def group(self, count: int, edges: np.ndarray) -> np.ndarray:
        """See `Engine.group`."""
        return smallest_connected(count, edges)


def _worked(kernel: Kernel, table: pa.Table, block: Block) -> pa.Table:
    return kernel(block.of(table))
