"""The evidence store of one mission: `MISSION/.truceline`, and a database where one is named.

    log.sqlite     the entries and the Merkle tree over them; or
    database.json  the name of the schema that holds them in a PostgreSQL database
    head.json      the newest acknowledged size and root
    blobs/ab/cd…   the bytes, by SHA-256
    checkpoints/   sealed states of the log, each naming the one before
    tmp/, *.lock   of no lasting meaning

Must never acknowledge what a crash could take back, and never build on a log that has lost what
it acknowledged. Nothing is written until something is stored.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from truceline.errors import StoreError, UnreadableError
from truceline.io.stores import durable
from truceline.io.stores.audit import Audit, Progress, audit_store, quiet
from truceline.io.stores.base import Base
from truceline.io.stores.blobs import BlobFolder
from truceline.io.stores.choose import demand_one_log, log_base
from truceline.io.stores.layout import Layout
from truceline.io.stores.log import EntryLog
from truceline.io.stores.sealed import Checkpoint, Witness, checkpoint_name, from_bytes, to_bytes
from truceline.model.evidence import Entry, Receipt
from truceline.model.record import Problem


def open_store(mission_folder: Path, database: str | None = None) -> "FolderStore":
    """The store of a mission folder, its log in a file of the folder or in the PostgreSQL database
    at the address `database` (`postgresql://user@host/name`).

    Raises `UnreadableError` when there is no such folder, the address isn't one, or the mission's
    log lies elsewhere already.
    """
    if not mission_folder.is_dir():
        raise UnreadableError(f"{mission_folder} is not a mission folder")
    folder = mission_folder / ".truceline"
    return FolderStore(folder, log_base(folder, database), database)


class FolderStore:
    """`model.ports.Store` on a folder; several processes may use it at once.

    Every method raises `StoreError` when the store can't be read or written.
    """

    def __init__(self, folder: Path, base: Base, database: str | None = None) -> None:
        self._at, self._base, self._database = Layout(folder), base, database
        self._log = EntryLog(base)
        self._blobs = BlobFolder(self._at.blobs, self._at.spare, self._at.spare_lock)
        self._begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the log's database; the store may be used again."""
        self._base.close()

    def exists(self) -> bool:
        """Has anything ever been stored here?"""
        return any(p.exists() for p in (self._at.head, self._at.blobs)) or self._base.begun()

    def put_file(self, path: Path) -> tuple[str, int]:
        """Store a file's bytes under their SHA-256, read in pieces; returns (hex digest, size)."""
        self._begin()
        with _told(path):
            return self._blobs.put_file(path)

    def put_bytes(self, data: bytes) -> tuple[str, int]:
        """Store bytes under their SHA-256; returns (hex digest, size)."""
        self._begin()
        with _told(self._at.blobs):
            return self._blobs.put_bytes(data)

    def blob(self, sha256: str) -> Path:
        """A local path that holds the blob's bytes. Raises `StoreError` when it is missing."""
        path = self._blobs.path(sha256)
        if not path.is_file():
            raise StoreError(f"blob {sha256} is missing from {self._at.blobs}")
        return path

    def append(self, entries: Iterable[Entry]) -> tuple[Receipt, ...]:
        """Append entries durably, in order, all or none.

        An entry that equals the newest of its kind, dataset and name is not appended again. Its
        blob must have been put before.
        """
        wanted = tuple(entries)
        self._begin()
        for entry in wanted:
            self._blobs.demand(entry.sha256, entry.size)
        with self._alone():
            self._refuse_damage()
            receipts = self._log.append(wanted)
            self._acknowledge()
        return receipts

    def entries(self) -> Iterator[Entry]:
        """All entries, oldest first."""
        return self._log.entries()

    def size(self) -> int:
        """How many entries the log holds."""
        return self._log.size()

    def root(self, size: int | None = None) -> str:
        """RFC 6962 tree hash (hex) over the first `size` entries, all by default."""
        return self._log.root(size)

    def seal(self) -> str:
        """Write a checkpoint of the log as it stands, unless the newest one is just that.

        Returns the root. An empty log isn't sealed.
        """
        self._begin()
        with self._alone():
            self._refuse_damage()
            size, root = self._log.size(), self._log.root()
            newest = self._newest_checkpoint()
            if size and (newest is None or newest.size < size):
                self._base.flush()
                self._write_checkpoint(size, root)
        return root

    def seal_again(self, digest: str) -> None:
        """Where the log was sealed as it stands, and the newest checkpoint says `digest` of the place
        that it was moved from, let it say that of the place where it lies now.
        """
        with self._alone():
            newest, size = self._newest_checkpoint(), self._log.size()
            if newest and (newest.size, newest.log_sha256) == (size, digest):
                self._base.flush()
                self._write_checkpoint(size, self._log.root())

    def audit(self, progress: Progress = quiet) -> Audit:
        """Recompute everything, and say how much there was; never raises on damage."""
        return audit_store(self._at, self._base, progress)

    def verify(self, progress: Progress = quiet) -> tuple[Problem, ...]:
        """Recompute every hash, the tree and the checkpoints; the first misfit comes first."""
        return self.audit(progress).problems

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with _told(self._at.folder), durable.locked(self._at.log_lock):
            demand_one_log(self._at, self._database)  # it may have been moved since this was opened
            yield

    def _begin(self) -> None:
        """Make what is missing, once; clear away what crashed writers left."""
        if self._begun:
            return
        for folder in (self._at.folder, self._at.blobs, self._at.checkpoints, self._at.spare):
            with _told(folder):
                durable.make_folder(folder)
        with self._alone():
            durable.clear_if_idle(self._at.spare, self._at.spare_lock)
            self._begin_log()
        self._begun = True

    def _begin_log(self) -> None:
        """The witness comes before the log, so that a log without one has lost it."""
        if not self._at.head.exists() and not self._base.begun():
            self._witness(Witness(size=0, root=self._log.root()))
        self._refuse_damage()
        self._base.create()

    def _refuse_damage(self) -> None:
        """Raise `StoreError` when the log holds less than was acknowledged, or isn't as sealed."""
        witness = from_bytes(_bytes_of(self._at.head), Witness)
        size = self._log.size()
        if witness is None or size < witness.size or self._log.root(witness.size) != witness.root:
            raise StoreError(
                f"{self._base.name} doesn't hold what was acknowledged; run truceline verify"
            )
        self._log.check()
        sealed = self._newest_checkpoint()
        if sealed and sealed.size == size and self._base.digest()[0] != sealed.log_sha256:
            raise StoreError(f"{self._base.name} is not as it was sealed; run truceline verify")

    def _acknowledge(self) -> None:
        now = Witness(size=self._log.size(), root=self._log.root())
        if to_bytes(now) != _bytes_of(self._at.head):
            self._witness(now)

    def _witness(self, witness: Witness) -> None:
        durable.write(self._at.head, to_bytes(witness), self._at.spare)

    def _newest_checkpoint(self) -> Checkpoint | None:
        paths = self._at.checkpoint_files()
        if not paths:
            return None
        found = from_bytes(_bytes_of(paths[-1]), Checkpoint)
        if found is None:
            raise StoreError(f"{paths[-1]} is damaged; run truceline verify")
        return found

    def _write_checkpoint(self, size: int, root: str) -> None:
        before = [p for p in self._at.checkpoint_files() if p.name != checkpoint_name(size)]
        digest, length = self._base.digest()
        sealed = Checkpoint(
            size=size,
            root=root,
            log_sha256=digest,
            log_bytes=length,
            previous=hashlib.sha256(_bytes_of(before[-1])).hexdigest() if before else "",
        )
        path = self._at.checkpoints / checkpoint_name(size)
        durable.write(path, to_bytes(sealed), self._at.spare)


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, none when it is missing."""
    return path.read_bytes() if path.is_file() else b""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Failures of the disk as the project's own error."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{error.filename or path}: {error.strerror or error}") from error
