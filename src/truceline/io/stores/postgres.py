"""Tables in a schema of a PostgreSQL database.

Every commit waits for the server's disk, whatever the server's default. Writers of one mission
take an advisory lock first, so that they come one after another; readers wait for nobody. A
survey runs in one read-only transaction with one snapshot.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Row,
    Table,
    create_engine,
    func,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema

from truceline.errors import StoreError, UnreadableError
from truceline.io.stores.address import EXTRA, Address, Home
from truceline.io.stores.base import Survey, has_tables

_SETTINGS: Final = "-csynchronous_commit=on -clock_timeout=60s -ctimezone=UTC"
_SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_OBJECTS: Final = text("""
    SELECT relname AS name, CASE WHEN indisvalid IS FALSE THEN '' END AS told
      FROM pg_class LEFT JOIN pg_index ON indexrelid = pg_class.oid
     WHERE relnamespace = to_regnamespace(:schema) AND relkind IN ('r', 'i')
       AND (relname = ANY(:tables) OR indrelid IN (
           SELECT oid FROM pg_class
            WHERE relnamespace = to_regnamespace(:schema) AND relname = ANY(:tables)))
     UNION ALL
    SELECT proname, 'CREATE FUNCTION ' || proname || '() RETURNS trigger LANGUAGE plpgsql SET'
           ' search_path FROM CURRENT AS $$' || prosrc || '$$'
      FROM pg_proc
     WHERE pronamespace = to_regnamespace(:schema) AND proname = ANY(:guards)
       AND proconfig = ARRAY['search_path=' || :schema]
     UNION ALL
    SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true)
      FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
     WHERE relnamespace = to_regnamespace(:schema) AND relname = ANY(:tables)
       AND NOT tgisinternal AND tgenabled IN ('O', 'A')
""")


class PostgresBase:
    """`Base` on a schema of a PostgreSQL database; `guards` are what a survey asks for."""

    def __init__(
        self, address: Address, home: Home, tables: MetaData, guards: Mapping[str, str]
    ) -> None:
        self.name = self.file = address.name
        self._address, self._home = address, home
        self._tables, self._guards = tables, guards
        self._engine: Engine | None = None
        self._made = False
        self._opening = Lock()
        _demand_driver()

    def begun(self) -> bool:
        """Has the mission's schema these tables?"""
        with self.reading() as connection:
            return connection is not None

    def create(self) -> None:
        """Make the schema and the tables if they aren't there."""
        schema = self._home.make_schema()
        with self.writing() as connection:
            if has_tables(connection, self._tables):
                return  # a role that may only read and append gets no further
            _wait_for(connection, schema, "schema")  # two kinds of tables may be made at once
            connection.execute(CreateSchema(schema, if_not_exists=True))
            self._tables.create_all(connection)

    @contextmanager
    def writing(self, *, alone: bool = True) -> Iterator[Connection]:
        """A transaction; no other one that is `alone` in these tables runs beside it."""
        schema = self._home.schema()
        if schema is None:
            raise StoreError(f"{self.name} has no schema of this mission")
        with self._told(), self._opened(schema).begin() as connection:
            if alone:
                _wait_for(connection, schema, *sorted(self._tables.tables))
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection that can't write, None while there are no tables."""
        schema = self._home.schema()
        if schema is None:
            yield None
            return
        with self._told(), self._opened(schema).connect() as connection:
            connection.execution_options(postgresql_readonly=True)
            self._made = self._made or has_tables(connection, self._tables)
            yield connection if self._made else None

    @contextmanager
    def surveying(self) -> Iterator[Survey | None]:
        """One unchanging look at the schema, None while there is none."""
        schema = self._home.schema()
        if schema is None:
            yield None
            return
        with self._opened(schema).connect() as connection:
            connection.execution_options(**_SNAPSHOT)
            yield _PostgresSurvey(connection, schema, self._tables, self._guards)

    def flush(self) -> None:
        """Nothing to do: every commit is in the rows that the digest covers."""

    def digest(self) -> tuple[str, int]:
        """SHA-256 over all rows: table by table in order of its key, each row as MessagePack."""
        digest, length = hashlib.sha256(), 0
        with self.reading() as connection:
            for row in self._rows(connection) if connection else ():
                data = msgspec.msgpack.encode(tuple(row))
                digest.update(data)
                length += len(data)
        return digest.hexdigest(), length

    def said(self, error: Exception) -> str:
        """The server's words on one line, the password taken out."""
        origin = getattr(error, "orig", None) or error
        diagnosis = getattr(origin, "diag", None)
        lines = str(getattr(diagnosis, "message_primary", None) or origin).splitlines()
        return self._address.scrubbed("; ".join(line.strip() for line in lines if line.strip()))

    def close(self) -> None:
        """Let go of all connections."""
        with self._opening:
            if self._engine:
                self._engine.dispose()
            self._engine, self._made = None, False

    def _rows(self, connection: Connection) -> Iterator[Row[Any]]:
        stream = connection.execution_options(yield_per=500)
        for table in self._tables.sorted_tables:
            yield from stream.execute(select(table).order_by(*table.primary_key.columns))

    def _opened(self, schema: str) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = _open(self._address, schema)
            return self._engine

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the database as the project's own error, and nothing secret behind it."""
        try:
            yield
        except SQLAlchemyError as error:
            told = StoreError(f"{self.name}: {self.said(error)}")
            raise told from (None if str(error) != self._address.scrubbed(str(error)) else error)


class _PostgresSurvey:
    def __init__(
        self, connection: Connection, schema: str, tables: MetaData, guards: Mapping[str, str]
    ) -> None:
        self._connection, self._schema = connection, schema
        self._tables, self._guards = tables, guards

    def objects(self) -> Mapping[str, str | None]:
        """The tables, their indexes and triggers that work, the functions that these call."""
        names = {"tables": list(self._tables.tables), "guards": list(self._guards)}
        rows = self._connection.execute(_OBJECTS, names | {"schema": self._schema})
        told = {row.name: row.told for row in rows}
        return told if self._tables.tables.keys() & told.keys() else {}

    def guards(self) -> Mapping[str, str]:
        return self._guards

    def rows(self, table: Table, order: str) -> Iterator[Row[Any]]:
        stream = self._connection.execution_options(yield_per=500)
        yield from stream.execute(select(table).order_by(table.c[order]))

    def pages(self) -> Iterator[str]:
        """PostgreSQL minds its own pages (checksums, amcheck); nothing of it is seen from here."""
        yield from ()


def _open(address: Address, schema: str) -> Engine:
    given = address.url.query.get("options", "")
    path = f"-csearch_path={schema}"
    options = " ".join(filter(None, (given if isinstance(given, str) else "", path, _SETTINGS)))
    return create_engine(
        address.url.difference_update_query(["options"]),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        connect_args={
            "options": options,
            "connect_timeout": 10,
            "application_name": "truceline",
        },
    )


def _wait_for(connection: Connection, *told: str) -> None:
    """Hold, until the transaction's end, a lock whose number only these words give."""
    digest = hashlib.sha256(" ".join(("truceline", *told)).encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def _demand_driver() -> None:
    try:
        import psycopg  # noqa: F401, PLC0415 (an extra, imported by SQLAlchemy)
    except ImportError as error:
        raise UnreadableError(EXTRA) from error
