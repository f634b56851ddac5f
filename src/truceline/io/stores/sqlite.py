"""Tables in a SQLite file, and how such a file is opened.

Write-ahead log and synchronous FULL: a commit is on the disk when it returns. A read-only look
must never change the file, even by closing it.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    ColumnClause,
    Connection,
    Engine,
    MetaData,
    Row,
    Table,
    column,
    create_engine,
    event,
    select,
    table,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from truceline.errors import StoreError
from truceline.io.stores.base import Survey, has_tables
from truceline.io.stores.blobs import file_digest


class SqliteBase:
    """`Base` on the SQLite file `path`; `guards` are the triggers that a survey asks for.

    SQLite lets one writer in at a time.
    """

    def __init__(
        self, path: Path, tables: MetaData, guards: Mapping[str, str], file: str = ""
    ) -> None:
        self.name = str(path)
        self.file = file or self.name
        self._path, self._tables, self._guards = path, tables, guards
        self._engines: dict[bool, Engine] = {}
        self._opening = Lock()

    def begun(self) -> bool:
        """Is there a file?"""
        return self._path.exists()

    def create(self) -> None:
        """Make the tables if they aren't there."""
        with self.writing() as connection:
            if not has_tables(connection, self._tables):
                self._tables.create_all(connection)

    @contextmanager
    def writing(self, *, alone: bool = True) -> Iterator[Connection]:
        """A transaction that holds SQLite's own lock from its beginning, `alone` or not."""
        del alone
        with self._told(), self._engine(read_only=False).begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection that can't write, None while there are no tables."""
        if not self._path.exists():
            yield None
            return
        with self._told(), self._engine(read_only=True).connect() as connection:
            yield connection if has_tables(connection, self._tables) else None

    @contextmanager
    def surveying(self) -> Iterator[Survey | None]:
        """One unchanging look at the file, None while there is none."""
        if not self._path.exists():
            yield None
            return
        engine = _open(self._path, read_only=True)
        try:
            length = self._path.stat().st_size  # before the snapshot: a log that grows adds pages
            with engine.connect() as connection:
                yield _SqliteSurvey(connection, self._guards, length)
        finally:
            engine.dispose()

    def flush(self) -> None:
        """Move everything from SQLite's write-ahead log into the file itself."""
        with self._told(), closing(self._engine(read_only=False).raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, _, _), *_ = cursor.fetchall()
        if busy:
            raise StoreError(f"{self._path} is being read by another program; try again")

    def digest(self) -> tuple[str, int]:
        """SHA-256 of the file's bytes: it covers pages that belong to no row, too."""
        try:
            return file_digest(self._path), self._path.stat().st_size
        except OSError as error:
            raise StoreError(f"can't be read: {error.strerror}") from error

    def said(self, error: Exception) -> str:
        """SQLite's own words."""
        return str(getattr(error, "orig", None) or error)

    def close(self) -> None:
        """Let go of the file; the writer goes last, so that SQLite merges its write-ahead log."""
        with self._opening:
            for read_only in (True, False):
                engine = self._engines.pop(read_only, None)
                if engine:
                    engine.dispose()

    def _engine(self, *, read_only: bool) -> Engine:
        with self._opening:
            if read_only not in self._engines:
                self._engines[read_only] = _open(self._path, read_only=read_only)
            return self._engines[read_only]

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the database as the project's own error."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StoreError(f"{self.name}: {self.said(error)}; run truceline verify") from error


class _SqliteSurvey:
    def __init__(self, connection: Connection, guards: Mapping[str, str], length: int) -> None:
        self._connection, self._guards, self._length = connection, guards, length

    def objects(self) -> Mapping[str, str | None]:
        return dict(self._all("SELECT name, sql FROM sqlite_master"))

    def guards(self) -> Mapping[str, str]:
        return self._guards

    def rows(self, told: Table, order: str) -> Iterator[Row[Any]]:
        """Rows as SQLite stored them: a type that changed must show, not be mended."""
        query = select(*map(_column, told.columns.keys())).select_from(table(told.name))
        stream = self._connection.execution_options(yield_per=500)
        yield from stream.execute(query.order_by(column(order)))

    def pages(self) -> Iterator[str]:
        for (told,) in self._all("PRAGMA integrity_check(1)"):
            if told != "ok":
                yield str(told)
        ((pages,),), ((width,),) = self._all("PRAGMA page_count"), self._all("PRAGMA page_size")
        if self._length % width or self._length > pages * width:
            yield f"{self._length} bytes are not {pages} pages of {width}"

    def _all(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(text(statement))]


def _column(name: str) -> ColumnClause[Any]:
    return column(name)


def _open(path: Path, *, read_only: bool) -> Engine:
    engine = create_engine(_address(path, read_only=read_only), hide_parameters=True)
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
