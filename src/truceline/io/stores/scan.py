"""Reads a whole log without trusting it: every column against the entry's bytes, every head
against the tree that is grown anew.

Must never raise on damage, whatever the file holds, and never write to it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from truceline.errors import StoreError
from truceline.io.stores.base import Base, Survey
from truceline.io.stores.log import read_entry
from truceline.io.stores.merkle import Frontier, leaf_hash
from truceline.io.stores.schema import ENTRY, HEAD
from truceline.model.evidence import Entry
from truceline.model.record import Problem

Step = Callable[[int, int], None]
"""Told after each entry: how many are done, of how many."""


class Scan:
    """What the log holds. `roots` gives the tree hash after each size that a head, a checkpoint
    or the witness speaks of; `blobs` the first entry and the size of each blob.
    """

    def __init__(self, wanted: set[int]) -> None:
        self.wanted = wanted
        self.begun = False
        self.readable = True
        self.grown = Frontier()
        self.roots: dict[int, Frontier] = {0: Frontier()}
        self.blobs: dict[str, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    @property
    def size(self) -> int:
        """How many rows were read."""
        return self.grown.size


def scan_log(base: Base, wanted: set[int], step: Step) -> Scan:
    """Read the log; `wanted` are sizes whose root is asked for beside those of the heads."""
    scan = Scan(wanted)
    try:
        with base.surveying() as survey:
            if survey:
                _Reader(base.file, scan, survey, step).read()
    except (SQLAlchemyError, sqlite3.Error, OSError, ValueError, StoreError) as error:
        scan.readable = False
        scan.problems.append(_unreadable(base, scan, error))
    return scan


def _unreadable(base: Base, scan: Scan, error: Exception) -> Problem:
    where = f"after entry {scan.size - 1}" if scan.size else ""
    told = _printable(base.said(error))
    return Problem(file=base.file, field=where, message=f"can't be read: {told}")


def _printable(text: str) -> str:
    """Text without the stand-ins for bytes that are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


class _Reader:
    def __init__(self, file: str, scan: Scan, survey: Survey, step: Step) -> None:
        self._file, self._scan, self._survey, self._step = file, scan, survey, step

    def read(self) -> None:
        """Everything, in the order in which a person would look for the first misfit."""
        objects = self._survey.objects()
        self._scan.begun = bool(objects)
        if objects:
            heads = list(self._survey.rows(HEAD, "size"))
            self._entries(heads)
            self._check_heads(heads)
            self._check_schema(objects)
            for message in self._survey.pages():
                self._misfit("pages", message)

    def _misfit(self, field: str, message: str) -> None:
        told = _printable(message)
        self._scan.problems.append(Problem(file=self._file, field=field, message=told))

    def _entries(self, heads: list[Row[Any]]) -> None:
        wanted = self._scan.wanted | {head.size for head in heads}
        total = max((head.size for head in heads), default=0)
        expected = 0
        for row in self._survey.rows(ENTRY, "idx"):
            if row.idx != expected:
                self._misfit(f"entry {expected}, column idx", f"{row.idx} stands here")
            self._entry(row)
            expected = row.idx + 1
            if self._scan.size in wanted:
                self._scan.roots[self._scan.size] = self._scan.grown
            self._step(self._scan.size, total)

    def _entry(self, row: Row[Any]) -> None:
        for name, message in _misfits(row):
            self._misfit(f"entry {row.idx}, column {name}", message)
        data = row.entry if isinstance(row.entry, bytes) else b""
        self._scan.grown = self._scan.grown.add(leaf_hash(data))
        entry = _entry_of(data)
        if entry:
            self._scan.blobs.setdefault(entry.sha256, (row.idx, entry.size))

    def _check_heads(self, heads: list[Row[Any]]) -> None:
        before = 0
        for head in heads:
            for name, message in self._head_misfits(head, before):
                self._misfit(f"head {head.size}, column {name}", message)
            before = head.size
        if before != self._scan.size:
            self._misfit(
                f"head {before}",
                f"the newest head is over {before} entries, the log holds {self._scan.size}",
            )

    def _head_misfits(self, head: Row[Any], before: int) -> Iterator[tuple[str, str]]:
        tree = self._scan.roots.get(head.size)
        if not _same(head.previous, before):
            yield "previous", f"is {head.previous!r}, the head before is {before}"
        if tree is None:
            yield "size", f"there are no {head.size} entries"
            return
        if not _same(head.root, tree.root()):
            yield "root", f"the first {head.size} entries give {tree.root().hex()}"
        if not _same(head.frontier, tree.packed()):
            yield "frontier", f"isn't that of the first {head.size} entries"

    def _check_schema(self, objects: Mapping[str, str | None]) -> None:
        for name, statement in self._survey.guards().items():
            if objects.get(name) != statement:
                self._misfit(f"trigger {name}", "is missing or changed: rows are not guarded")
        for index in ENTRY.indexes:
            if objects.get(str(index.name), "") == "":
                self._misfit(f"index {index.name}", "is missing")


def _misfits(row: Row[Any]) -> list[tuple[str, str]]:
    """Columns that don't say what the entry's bytes say.

    When the bytes differ from a column and from the leaf, it is the bytes that changed.
    """
    if not isinstance(row.entry, bytes):
        return [("entry", "is no longer bytes")]
    entry, leaf = _entry_of(row.entry), leaf_hash(row.entry)
    fits = _same(row.leaf, leaf)
    if entry is None:
        return [("entry", "is not the canonical form of an entry")]
    told = msgspec.structs.asdict(entry)
    wrong = [(n, f"{getattr(row, n)!r}, the entry says {v!r}") for n, v in told.items()
             if not _same(getattr(row, n), v)]  # fmt: skip
    if wrong and not fits:
        return [("entry", f"its hash is {leaf.hex()}, not its leaf")]
    return wrong if fits else [("leaf", f"the entry's hash is {leaf.hex()}")]


def _same(found: object, expected: object) -> bool:
    """Equal and of one type: a 1 that became 1.0 is a misfit."""
    return type(found) is type(expected) and found == expected


def _entry_of(data: bytes) -> Entry | None:
    try:
        return read_entry(data)
    except StoreError:
        return None
