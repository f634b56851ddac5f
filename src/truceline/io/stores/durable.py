"""Files that survive a crash: written aside, synced, renamed into place; and locks.

Must never leave a half-written file under its final name, and never report success before the
bytes and the name are on the disk.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Staged:
    """Bytes that lie synced in a temporary file, waiting for their name."""

    def __init__(self, path: Path, sha256: str, size: int) -> None:
        self.path, self.sha256, self.size = path, sha256, size

    def settle(self, target: Path) -> None:
        """Give the bytes their final name, atomically, and sync the folder."""
        self.path.replace(target)
        sync_folder(target.parent)


def stage(folder: Path, chunks: Iterable[bytes]) -> Staged:
    """Write chunks to a new file in `folder`, sync it, and hash what was written on the way.

    The file is created read-only: evidence isn't edited in place.
    """
    path = folder / f"{os.getpid()}-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    with open(path, "xb", opener=_read_only) as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Staged(path, digest.hexdigest(), size)


def _read_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o444)


def write(target: Path, data: bytes, spare: Path) -> None:
    """Replace `target` by `data`, durably and atomically; `spare` is a folder on the same disk."""
    stage(spare, [data]).settle(target)


def sync(path: Path) -> None:
    """Wait until a file's bytes, and its name in its folder, are on the disk."""
    _sync(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder, durably, if it isn't there."""
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock file `path`, alone or shared, against other threads and processes.

    The kernel drops it when a process dies, so that a crash never leaves it held.
    """
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def clear_if_idle(folder: Path, lock: Path) -> None:
    """Remove what crashed writers left in `folder`, unless someone holds `lock` right now."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for left in folder.iterdir():
            left.unlink()
