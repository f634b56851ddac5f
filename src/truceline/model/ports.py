"""Ports: what the stages need from machines, and nothing of how it is done."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from truceline.model.evidence import Entry, Receipt
from truceline.model.record import Problem

Kernel: TypeAlias = Callable[[pa.Table], pa.Table]
"""Work on one block and its halo. The table has the columns given plus `owned` (bool): the kernel
returns only rows whose first member is owned, so that each edge is found once."""


class Engine(Protocol):
    """Runs kernels over blocks of a table, on this machine or on many."""

    def map_blocks(self, table: pa.Table, key: str, halo: int, kernel: Kernel) -> pa.Table:
        """Run `kernel` on every block of `key` (an int64 column, e.g. a cell or a day).

        A block holds the rows of one or more adjacent key values, plus the rows within `halo` key
        values on either side, marked `owned = False`. Results are concatenated in key order, so
        the answer doesn't depend on how blocks were cut.
        """
        ...

    def group(self, count: int, edges: np.ndarray) -> np.ndarray:
        """Connected components: `edges` is int64 of shape (m, 2) over `count` nodes; returns
        int64 of shape (count,), each node labelled with the smallest node of its component.
        """
        ...


class Store(Protocol):
    """The append-only evidence log and the blobs that it points to."""

    def put_file(self, path: Path) -> tuple[str, int]:
        """Store a file's bytes under their SHA-256; returns (hex digest, size)."""
        ...

    def put_bytes(self, data: bytes) -> tuple[str, int]:
        """Store bytes under their SHA-256; returns (hex digest, size)."""
        ...

    def blob(self, sha256: str) -> Path:
        """A local path that holds the blob's bytes. Raises `StoreError` when it is missing."""
        ...

    def append(self, entries: Iterable[Entry]) -> tuple[Receipt, ...]:
        """Append entries durably, in order; one that equals the newest entry of its name is not
        appended again. When this returns, every entry survives a crash.
        """
        ...

    def entries(self) -> Iterator[Entry]:
        """All entries, oldest first."""
        ...

    def size(self) -> int:
        """How many entries the log holds."""
        ...

    def root(self, size: int | None = None) -> str:
        """RFC 6962 Merkle tree hash (hex) over the first `size` entries, all by default."""
        ...

    def seal(self) -> str:
        """Write a sealed checkpoint (root, size, digest of the whole log file); returns the root."""
        ...

    def verify(self) -> tuple[Problem, ...]:
        """Recompute every hash, the tree and the checkpoints; the first misfit comes first."""
        ...
