"""Verification of a whole store: log, blobs, checkpoints, recomputed from the bytes on the disk.

Damage is data: whatever is found is told as a `Problem`, the first misfit first. Must never
raise on damage, and never write or mend anything.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from truceline.errors import StoreError
from truceline.io.stores.base import Base
from truceline.io.stores.blobs import file_digest
from truceline.io.stores.layout import Layout
from truceline.io.stores.scan import Scan, scan_log
from truceline.io.stores.sealed import (
    Checkpoint,
    Sealed,
    Witness,
    checkpoint_name,
    from_bytes,
)
from truceline.model.record import Problem, Record

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being checked (`entries`, `blobs`, `checkpoints`), how many are done, of how many."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def quiet(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody asked for."""


class Audit(Record, frozen=True, kw_only=True):
    """What verification found: how much there was, the tree's root, and every misfit in order."""

    entries: int
    blobs: int
    checkpoints: int
    root: str
    problems: tuple[Problem, ...] = ()


def audit_store(at: Layout, base: Base, progress: Progress = quiet) -> Audit:
    """Recompute everything in the store at `at`, whose log stands in `base`."""
    return _Auditor(at, base, progress).run()


class _Auditor:
    def __init__(self, at: Layout, base: Base, progress: Progress) -> None:
        self._at, self._base, self._progress = at, base, progress
        self._problems: list[Problem] = []
        self._read: dict[Path, bytes | None] = {}

    def run(self) -> Audit:
        paths = self._at.checkpoint_files()
        sealed = {path: self._sealed(path, Checkpoint) for path in paths}
        witness = self._sealed(self._at.head, Witness)
        spoken = {one.size for one in (*sealed.values(), witness) if one}
        scan = scan_log(self._base, spoken, lambda n, of: self._progress("entries", n, of))
        self._problems += scan.problems
        self._check_witness(witness, scan, begun=scan.begun or bool(paths))
        blobs = self._check_blobs(scan)
        self._check_checkpoints(sealed, scan)
        return Audit(
            entries=scan.size,
            blobs=blobs,
            checkpoints=len(paths),
            root=scan.grown.root().hex(),
            problems=tuple(self._problems),
        )

    def _misfit(self, path: Path | None, message: str, field: str = "", hint: str = "") -> None:
        """A misfit in a file, or in the log itself."""
        file = self._at.told(path) if path else self._base.file
        self._problems.append(Problem(file=file, field=field, message=message, hint=hint))

    def _sealed(self, path: Path, kind: type[Sealed]) -> Sealed | None:
        data = self._bytes(path)
        return from_bytes(data, kind) if data else None

    def _bytes(self, path: Path) -> bytes | None:
        """The file's bytes, None when they can't be read; each file is read once."""
        if path not in self._read:
            try:
                self._read[path] = path.read_bytes()
            except OSError:
                self._read[path] = None
        return self._read[path]

    # --- the witness -------------------------------------------------------------------------

    def _check_witness(self, witness: Witness | None, scan: Scan, *, begun: bool) -> None:
        if witness:
            self._check_acknowledged(witness, scan)
        elif self._bytes(self._at.head) is not None:
            self._misfit(self._at.head, "was changed: its own digest doesn't fit")
        elif begun or self._at.head.exists():
            self._misfit(self._at.head, "is missing or can't be read")

    def _check_acknowledged(self, witness: Witness, scan: Scan) -> None:
        if scan.readable and scan.size < witness.size:
            self._misfit(None, f"holds {scan.size} entries, {witness.size} were acknowledged")
        tree = scan.roots.get(witness.size)
        if tree and tree.root().hex() != witness.root:
            message = f"the first {witness.size} entries were acknowledged as {witness.root}"
            self._misfit(None, message, hint=f"they now give {tree.root().hex()}")

    # --- blobs -------------------------------------------------------------------------------

    def _check_blobs(self, scan: Scan) -> int:
        found = dict(self._blob_files())
        total = len(scan.blobs.keys() | found.keys())
        for done, (sha256, (index, size)) in enumerate(scan.blobs.items(), start=1):
            path = self._at.blobs / sha256[:2] / sha256[2:]
            self._check_blob(path, sha256, f"entry {index}", size)
            self._progress("blobs", done, total)
        for sha256 in sorted(found.keys() - scan.blobs.keys()):
            self._check_blob(found[sha256], sha256, "no entry", None)
        return len(found)

    def _blob_files(self) -> Iterator[tuple[str, Path]]:
        """Every blob by its digest; whatever else lies there is told."""
        for path in sorted(self._at.blobs.rglob("*")):
            parts = path.relative_to(self._at.blobs).parts
            if len(parts) == 2 and _SHA256.fullmatch("".join(parts)) and len(parts[0]) == 2:
                yield "".join(parts), path
            elif not (len(parts) == 1 and path.is_dir() and re.fullmatch("[0-9a-f]{2}", path.name)):
                self._misfit(path, "is not a blob: nothing else belongs here")

    def _check_blob(self, path: Path, sha256: str, field: str, size: int | None) -> None:
        try:
            digest, found = file_digest(path), path.stat().st_size
        except FileNotFoundError:
            self._misfit(path, "the blob is missing", field)
        except OSError as error:
            self._misfit(path, f"can't be read: {error.strerror}", field)
        else:
            if digest != sha256:
                self._misfit(path, f"the blob was changed: its SHA-256 is {digest}", field)
            elif size not in {None, found}:
                self._misfit(path, f"the blob holds {found} bytes, its entry says {size}", field)

    # --- checkpoints -------------------------------------------------------------------------

    def _check_checkpoints(self, sealed: dict[Path, Checkpoint | None], scan: Scan) -> None:
        previous = ""
        for done, (path, one) in enumerate(sealed.items(), start=1):
            for field, message in self._checkpoint_misfits(path, one, previous, scan):
                self._misfit(path, message, field)
            previous = hashlib.sha256(self._bytes(path) or b"").hexdigest()
            self._progress("checkpoints", done, len(sealed))
        for path in self._at.stranger_files():
            self._misfit(path, "is not a checkpoint: nothing else belongs here")
        newest = list(sealed.values())[-1] if sealed else None
        if newest and newest.size == scan.size:
            self._check_digest(newest)

    def _checkpoint_misfits(
        self, path: Path, one: Checkpoint | None, previous: str, scan: Scan
    ) -> Iterator[tuple[str, str]]:
        if one is None:
            yield "", "was changed or can't be read: its own digest doesn't fit"
            return
        if path.name != checkpoint_name(one.size):
            yield "size", f"is {one.size}, its name says otherwise"
        if one.previous != previous:
            yield "previous", "the checkpoint before it is not the one it was sealed on"
        tree = scan.roots.get(one.size)
        if tree and tree.root().hex() != one.root:
            yield "root", f"the first {one.size} entries give {tree.root().hex()}"
        if tree is None and scan.readable:
            yield "size", f"{one.size} entries were sealed, the log holds {scan.size}"

    def _check_digest(self, newest: Checkpoint) -> None:
        """The digest of the whole log, which holds while nothing was appended since the seal."""
        try:
            digest, length = self._base.digest()
        except StoreError as error:
            self._misfit(None, str(error))
            return
        if digest == newest.log_sha256 and length == newest.log_bytes:
            return
        if scan_log(self._base, set(), lambda _n, _of: None).size == newest.size:  # not just grown
            message = f"its SHA-256 is {digest}, sealed was {newest.log_sha256}"
            self._misfit(None, message, f"checkpoint {newest.size}")
