"""Blobs: files stored under the SHA-256 of their bytes, `blobs/ab/cdef…`.

Must never rewrite a blob, never hold a whole file in memory, and never return before the blob
would survive a crash: an entry of the log may point to it at once.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from truceline.errors import StoreError
from truceline.io.stores import durable

_CHUNK = 1 << 20


class BlobFolder:
    """Content-addressed files in `folder`; `spare` takes the temporary ones."""

    def __init__(self, folder: Path, spare: Path, lock: Path) -> None:
        self._folder, self._spare, self._lock = folder, spare, lock

    def put_file(self, path: Path) -> tuple[str, int]:
        """Store a file's bytes; returns (hex digest, size).

        What counts is what was copied, should the file change while it is read.
        """
        digest, size = file_digest(path), path.stat().st_size
        if self._has(digest, size):
            return digest, size
        return self._put(_chunks(path))

    def put_bytes(self, data: bytes) -> tuple[str, int]:
        """Store bytes; returns (hex digest, size)."""
        digest = hashlib.sha256(data).hexdigest()
        return (digest, len(data)) if self._has(digest, len(data)) else self._put([data])

    def path(self, sha256: str) -> Path:
        """Where the blob lies, or would lie."""
        return self._folder / sha256[:2] / sha256[2:]

    def demand(self, sha256: str, size: int) -> None:
        """Raise `StoreError` unless the blob is here with this size."""
        path = self.path(sha256)
        found = path.stat().st_size if path.is_file() else None
        if found is None:
            raise StoreError(f"blob {sha256} is not in the store; put it before its entry")
        if found != size:
            raise StoreError(f"blob {path} holds {found} bytes, not {size}; run truceline verify")

    def _has(self, sha256: str, size: int) -> bool:
        path = self.path(sha256)
        if not path.exists():
            return False
        self.demand(sha256, size)
        durable.sync(path)  # another process may have renamed it and not yet synced its folder
        return True

    def _put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        with durable.locked(self._lock, shared=True):
            staged = durable.stage(self._spare, chunks)
            target = self.path(staged.sha256)
            durable.make_folder(target.parent)
            staged.settle(target)
        return staged.sha256, staged.size


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes in hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
