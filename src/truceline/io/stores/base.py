"""What the log and the accounts stand on: tables in a SQLite file, or in a schema of PostgreSQL.

Names only, and what both have in common. Must never let a database's own error pass, nor a
password in a message.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import DDL, Connection, MetaData, Row, Table, event


class Base(Protocol):
    """Tables of one mission. Every method raises `StoreError` when the database can't be used."""

    name: str
    """How messages name the database; never with a password."""
    file: str
    """How a `Problem` names it: from the mission folder on, where it is a file."""

    def begun(self) -> bool:
        """Is there a database already, with anything in it or nothing?"""
        ...

    def create(self) -> None:
        """Make the tables if they aren't there."""
        ...

    def writing(self, *, alone: bool = True) -> AbstractContextManager[Connection]:
        """A transaction; no other one that is `alone` in these tables runs beside it."""
        ...

    def reading(self) -> AbstractContextManager[Connection | None]:
        """A connection that can't write, None while there are no tables."""
        ...

    def surveying(self) -> AbstractContextManager["Survey | None"]:
        """One unchanging look at everything, None while there is no database. Here the database's
        own errors pass: damage is what one looks for.
        """
        ...

    def flush(self) -> None:
        """Make the digest cover all that was written."""
        ...

    def digest(self) -> tuple[str, int]:
        """SHA-256 (hex) over all that the database holds of these tables, and over how many bytes."""
        ...

    def said(self, error: Exception) -> str:
        """An error in words, without what must not be shown."""
        ...

    def close(self) -> None:
        """Let go of the database; it may be used again."""
        ...


class Survey(Protocol):
    """A look at a database that trusts nothing in it."""

    def objects(self) -> Mapping[str, str | None]:
        """What guards the tables and finds rows: names of triggers and indexes, and what they say."""
        ...

    def guards(self) -> Mapping[str, str]:
        """What `objects` ought to say of the guards."""
        ...

    def rows(self, table: Table, order: str) -> Iterator[Row[Any]]:
        """Rows as they are stored, without a look at what type they should be."""
        ...

    def pages(self) -> Iterator[str]:
        """What is wrong with the database beneath its rows."""
        ...


def has_tables(connection: Connection, tables: MetaData) -> bool:
    """Were these tables made? They are made together or not at all."""
    first = tables.sorted_tables[0].name
    return connection.dialect.has_table(connection, first)


def guard(tables: MetaData, dialect: str, statements: Mapping[str, str]) -> None:
    """Let these statements follow the making of the tables, in databases of this dialect."""
    for statement in statements.values():
        made = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(tables, "after_create", made.execute_if(dialect=dialect))
