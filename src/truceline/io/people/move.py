"""A mission's log and people moved from files of its folder to a PostgreSQL server, or back.

The place that isn't used lies beside the one that is, as `*.moved`; it is filled first, and then both
change their names. Blobs, checkpoints and the witness stay where they are. Must never lose an entry that
somebody was promised, nor leave two logs that could both be continued.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from truceline.errors import StoreError, UnreadableError
from truceline.io.people.carry import carry_people
from truceline.io.people.opening import make_file, people_file
from truceline.io.people.tables import PEOPLE
from truceline.io.stores import durable, open_store
from truceline.io.stores.audit import Progress
from truceline.io.stores.base import Base
from truceline.io.stores.carry import carry_log
from truceline.io.stores.choose import postgres_base
from truceline.io.stores.layout import Layout
from truceline.io.stores.schema import POSTGRES_GUARDS, SCHEMA, TRIGGERS
from truceline.io.stores.sqlite import SqliteBase
from truceline.model.record import Record

Bases: TypeAlias = tuple[Base, Base]
"""What the log stands on, and what the people stand on."""


class Moved(Record, frozen=True, kw_only=True):
    """What was moved: `copied` entries of all, and accounts; `left` is where the log lay before, which
    isn't touched any more. Nothing was copied where the log lay there already.
    """

    entries: int
    copied: int
    accounts: int
    root: str
    left: str


def move_mission(folder: Path, database: str, progress: Progress, *, to_server: bool) -> Moved:
    """Move the log and the people of a mission to the PostgreSQL database at an address, or from there
    into files. Nobody can write meanwhile; whoever was killed in it may begin again.

    Raises `UnreadableError` where there is no log, or another one at the target; `StoreError` where
    the log is damaged or a database can't be used: then nothing was moved.
    """
    if not folder.is_dir():
        raise UnreadableError(f"{folder} is not a mission folder")
    at = Layout(folder / ".truceline")
    before, after = (None, database) if to_server else (database, None)
    if not _there(at, to_server=to_server):
        _demand_sound(folder, before)
        copied, accounts = _carried(at, database, progress, to_server=to_server)
    else:
        copied, accounts = 0, 0
    digest, left = _left(at, database, to_server=to_server)
    with open_store(folder, after) as store:
        store.seal_again(digest)
        root = store.seal()
        return Moved(entries=store.size(), copied=copied, accounts=accounts, root=root, left=left)


def _there(at: Layout, *, to_server: bool) -> bool:
    """Does the log lie there already? One that was left between the two places is put there."""
    if not at.folder.is_dir():
        raise UnreadableError(f"{at.folder.parent} has no evidence log; nothing to move")
    with durable.locked(at.log_lock):
        if at.left_log.exists() and not (at.log.exists() or at.database.exists()):
            _change_places(at, to_server=to_server)
        return at.database.exists() if to_server else at.log.exists()


def _demand_sound(folder: Path, database: str | None) -> None:
    """Nothing is built on a log that isn't as it was acknowledged and sealed."""
    with open_store(folder, database) as store:
        if not store.exists():
            raise UnreadableError(f"{folder} has no evidence log; nothing to move")
        store.seal()


def _carried(at: Layout, database: str, progress: Progress, *, to_server: bool) -> tuple[int, int]:
    """Copy all that the target lacks, then change places; how many entries, how many accounts."""
    files = _files(at, left=not to_server)
    server = _server(at, database, left=to_server)
    source, target = (files, server) if to_server else (server, files)
    with _let_go(*source, *target), durable.locked(at.log_lock):
        target[0].create()
        copied = carry_log(source[0], target[0], lambda n, of: progress("entries", n, of))
        accounts = _people(at, source[1], target[1])
        for base in (*source, *target):
            if base.begun():
                base.flush()
            base.close()
        _change_places(at, to_server=to_server)
    return copied, accounts


def _people(at: Layout, source: Base, target: Base) -> int:
    if not source.begun():
        return 0
    if isinstance(target, SqliteBase):
        make_file(at, at.left_people, target)
    else:
        target.create()
    return carry_people(source, target)


@contextmanager
def _let_go(*bases: Base) -> Iterator[None]:
    try:
        yield
    finally:
        for base in bases:
            base.close()


def _files(at: Layout, *, left: bool) -> Bases:
    log, people = (at.left_log, at.left_people) if left else (at.log, at.people)
    return SqliteBase(log, SCHEMA, TRIGGERS, at.told(log)), people_file(at, people)


def _server(at: Layout, database: str, *, left: bool) -> Bases:
    log = postgres_base(at.folder, database, SCHEMA, POSTGRES_GUARDS, left=left)
    return log, postgres_base(at.folder, database, PEOPLE, {}, left=left)


def _change_places(at: Layout, *, to_server: bool) -> None:
    """The place that was filled becomes the mission's. Between two names nobody finds a log, and the
    next move goes on here.
    """
    names = [(at.log, at.left_log), (at.left_database, at.database), (at.people, at.left_people)]
    if not to_server:
        names = [(b, a) for a, b in reversed(names)]
    for before, after in names:
        if before.exists():
            before.replace(after)
    durable.sync_folder(at.folder)


def _left(at: Layout, database: str, *, to_server: bool) -> tuple[str, str]:
    """The digest of the log in the place that was left, empty where there is none, and its name."""
    base = (_files(at, left=True) if to_server else _server(at, database, left=True))[0]
    with _let_go(base):
        try:
            digest = base.digest()[0] if base.begun() else ""
        except StoreError:
            digest = ""
    return digest, base.file if digest else ""
