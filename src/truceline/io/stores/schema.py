"""The evidence log's two tables, their guards, and how a SQLite file is opened.

Write-ahead log and synchronous FULL: a commit is on the disk when it returns. Must never hold a
statement that changes or deletes a row: the triggers refuse both.
"""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import (
    DDL,
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
)

SCHEMA = MetaData()
_COUNT = BigInteger().with_variant(Integer, "sqlite")  # SQLite's row id must be an INTEGER

ENTRY = Table(
    "entry",
    SCHEMA,
    Column("idx", _COUNT, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)
"""One row per entry: `entry` holds its canonical bytes, `leaf` their hash, the rest is for search."""

HEAD = Table(
    "head",
    SCHEMA,
    Column("size", _COUNT, primary_key=True, autoincrement=False),
    Column("previous", _COUNT, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)
"""One row per transaction: the tree after it, and the size that it continued."""

Index("entry_newest", ENTRY.c.kind, ENTRY.c.dataset, ENTRY.c.name, ENTRY.c.idx)

TRIGGERS: dict[str, str] = {
    f"{table}_no_{act.lower()}": (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )
    for table in ("entry", "head")
    for act in ("UPDATE", "DELETE")
} | {
    "entry_at_end": (
        "CREATE TRIGGER entry_at_end BEFORE INSERT ON entry "
        "WHEN NEW.idx <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM entry) "
        "BEGIN SELECT RAISE(ABORT, 'an entry goes to the end of the log'); END"
    ),
    "head_at_end": (
        "CREATE TRIGGER head_at_end BEFORE INSERT ON head "
        "WHEN NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM head) "
        "BEGIN SELECT RAISE(ABORT, 'a head goes to the end of the log'); END"
    ),
}
"""SQLite's guard of the two tables, by name; INSERT has one too, since REPLACE deletes unseen."""


def _guard(statement: str) -> DDL:
    guard = DDL(statement)  # type: ignore[no-untyped-call]
    guard.execute_if(dialect="sqlite")
    return guard


for _statement in TRIGGERS.values():
    event.listen(SCHEMA, "after_create", _guard(_statement))


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """A SQLAlchemy engine on a SQLite file; a read-only one never changes it, even by closing."""
    engine = create_engine(_address(path, read_only=read_only))
    event.listen(engine, "connect", _tolerant if read_only else _durable)
    event.listen(engine, "begin", _begin if read_only else _begin_writing)
    return engine


def _address(path: Path, *, read_only: bool) -> URL:
    if not read_only:
        return URL.create("sqlite", database=str(path))
    query = {"mode": "ro", "uri": "true"}
    if not os.access(
        path.parent, os.W_OK
    ):  # SQLite would need to write an index of its write-ahead log
        query["immutable"] = "1"
    return URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where this module says
    for pragma in ("busy_timeout = 60000", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _tolerant(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 60000")
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
