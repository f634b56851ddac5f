"""Ports: what the stages need from machines, and nothing of how it is done."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from truceline.model.claim import Document, Draft, Name
from truceline.model.evidence import Entry, Receipt
from truceline.model.record import Problem

Kernel: TypeAlias = Callable[[pa.Table], pa.Table]
"""Work on one block: a picklable function of a table with the columns given plus `owned` (bool).

Its result depends on that table alone and always has one schema, also for a table of no rows. What
a block's halo tells is for looking at: a kernel returns only what belongs to rows it owns, so that
nothing is found twice.
"""


class Engine(Protocol):
    """Runs kernels over fixed blocks of a table, on this machine or on many."""

    def map_blocks(
        self, table: pa.Table, key: str, width: int, halo: int, kernel: Kernel
    ) -> pa.Table:
        """Run `kernel` once per block that owns rows; its results, one after another.

        `table` is sorted by the int64 column `key` (e.g. a day; no nulls), equal keys in any fixed
        order. Block b owns the rows whose key lies in [b·width, (b + 1)·width); b may be negative.
        The kernel is given, in the order of `table`, all rows whose key lies in
        [b·width − halo, (b + 1)·width + halo), and the bool column `owned`. Results are
        concatenated by ascending b, rows in the kernel's order. A table of no rows is one block of
        no rows, so that the result has the kernel's schema.

        Blocks depend on the table alone: how an engine schedules them never changes the answer.
        Raises `InvariantError` when `table` isn't sorted by `key`.
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


class Extractor(Protocol):
    """Reads a document and proposes claims. Whatever it says is checked by the gate."""

    name: str
    """Stands in every claim: what it is and its version, e.g. `rules-1`."""

    def extract(self, document: Document) -> tuple[Draft, ...]:
        """Drafts in the order of their quotes; an extractor that can't read it gives none."""
        ...


class Namer(Protocol):
    """Finds names in a document that the program itself doesn't know."""

    name: str
    """Stands in every claim that was read with its names: what it is and which data it uses."""

    def names(self, document: Document) -> tuple[Name, ...]:
        """Names in the order of the text, none overlapping."""
        ...
