"""Which database a mission's tables stand in: a file of its folder, or a PostgreSQL server.

A mission has one log. Must never begin a second one beside it because an address was left out or
given by mistake.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData

from truceline.errors import UnreadableError
from truceline.io.stores.base import Base
from truceline.io.stores.layout import Layout
from truceline.io.stores.schema import POSTGRES_GUARDS, SCHEMA, TRIGGERS
from truceline.io.stores.sqlite import SqliteBase

if TYPE_CHECKING:
    from truceline.io.stores.postgres import PostgresBase


def log_base(folder: Path, database: str | None) -> Base:
    """What the evidence log in `folder` (a mission's `.truceline`) stands on."""
    at = Layout(folder)
    demand_one_log(at, database)
    if database is not None:
        return postgres_base(folder, database, SCHEMA, POSTGRES_GUARDS)
    return SqliteBase(at.log, SCHEMA, TRIGGERS, at.told(at.log))


def postgres_base(
    folder: Path,
    database: str,
    tables: MetaData,
    guards: Mapping[str, str],
    *,
    left: bool = False,
) -> "PostgresBase":
    """Tables in the mission's schema of the database at this address, or in the schema that it `left`
    or moves to. Raises `UnreadableError` when it is no address or the driver is missing.
    """
    from truceline.io.stores.address import Address, Home  # noqa: PLC0415 (only a team needs it)
    from truceline.io.stores.postgres import PostgresBase  # noqa: PLC0415

    return PostgresBase(Address(database), Home(folder, left=left), tables, guards)


def demand_one_log(at: Layout, database: str | None) -> None:
    """Raise `UnreadableError` where the mission keeps its log in another kind of database, or is
    between the two.
    """
    if not (at.log.exists() or at.database.exists()) and at.left_log.exists():
        raise UnreadableError(
            f"{at.folder.parent}: moving this mission's log was interrupted; run truceline move again"
        )
    if database is None and at.database.exists():
        raise UnreadableError(
            f"{at.folder.parent}: this mission's log is in a PostgreSQL database; "
            "give its address with --database"
        )
    if database is not None and at.log.exists():
        raise UnreadableError(
            f"{at.log} holds this mission's log already; "
            "leave --database and TRUCELINE_DATABASE out"
        )
