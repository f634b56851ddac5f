"""Where a mission's people are remembered: beside its evidence, on the same kind of database.

Must never let anybody but the server's own user read the file.
"""

from functools import partial
from pathlib import Path

from argon2 import PasswordHasher

from truceline.errors import StoreError, UnreadableError
from truceline.io.people.passwords import Passwords
from truceline.io.people.store import PeopleDatabase
from truceline.io.people.tables import PEOPLE
from truceline.io.stores import durable
from truceline.io.stores.choose import demand_one_log, postgres_base
from truceline.io.stores.layout import Layout
from truceline.io.stores.sqlite import SqliteBase


def open_people(
    mission_folder: Path, database: str | None = None, hasher: PasswordHasher | None = None
) -> PeopleDatabase:
    """The people of a mission, in a file of its folder or in the PostgreSQL database at the
    address `database`. Nothing is written until somebody is added.

    Raises `UnreadableError` when there is no such folder, the address isn't one, or the mission's
    log lies in another kind of database.
    """
    if not mission_folder.is_dir():
        raise UnreadableError(f"{mission_folder} is not a mission folder")
    at = Layout(mission_folder / ".truceline")
    demand_one_log(at, database)
    passwords, demand = Passwords(hasher), partial(demand_one_log, at, database)
    if database is not None:
        base = postgres_base(at.folder, database, PEOPLE, {})
        return PeopleDatabase(base, base.create, passwords, demand)
    lite = people_file(at, at.people)
    return PeopleDatabase(lite, partial(make_file, at, at.people, lite), passwords, demand)


def people_file(at: Layout, path: Path) -> SqliteBase:
    """The people's tables in a file."""
    return SqliteBase(path, PEOPLE, {}, at.told(path))


def make_file(at: Layout, path: Path, base: SqliteBase) -> None:
    """A file that is its owner's alone (SQLite gives its side files the same rights), by one
    process at a time: SQLite can't wait while a new file's journal is chosen.
    """
    try:
        durable.make_folder(at.folder)
        with durable.locked(at.people_lock):
            path.touch(mode=0o600)
            base.create()
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error
