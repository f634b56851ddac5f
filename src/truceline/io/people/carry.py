"""People copied from one database to another: accounts, sessions, tokens, and who read what.

What changes (accounts, sessions, tokens, failed log-ins) is replaced, what only grows (the log of
reads) is continued. Must never show a password's hash, nor shorten a log of reads.
"""

from itertools import zip_longest

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from truceline.errors import UnreadableError
from truceline.io.people.tables import FAILURE, PEOPLE, PERSON, READ_NOTE
from truceline.io.stores.base import Base

_AT_ONCE = 1_000


def carry_people(source: Base, target: Base) -> int:
    """Make the target's tables, which are there, say what the source's say; returns the number of
    accounts. Raises `UnreadableError` where the target's log of reads isn't the beginning of the
    source's.
    """
    with source.reading() as told:
        if told is None:
            return 0
        with target.writing() as into:
            changing = [table for table in PEOPLE.sorted_tables if table is not READ_NOTE]
            for table in reversed(changing):
                into.execute(delete(table))
            for table in changing:
                _copy(told, into, table, 0)
            _copy(told, into, READ_NOTE, _begun(told, into, target.name))
            _number_on(into)
            return into.execute(select(func.count()).select_from(PERSON)).scalar() or 0


def _copy(told: Connection, into: Connection, table: Table, after: int) -> None:
    query = select(table).order_by(*table.primary_key.columns).offset(after)
    for rows in told.execute(query).mappings().partitions(_AT_ONCE):
        into.execute(insert(table), [dict(row) for row in rows])


def _begun(told: Connection, into: Connection, name: str) -> int:
    """How many notes of reads are there already, the same ones."""
    query = select(READ_NOTE).order_by(READ_NOTE.c.id)
    count = 0
    for ours, theirs in zip_longest(told.execute(query), into.execute(query)):
        if theirs is None:
            break
        if ours is None or tuple(ours) != tuple(theirs):
            raise UnreadableError(f"{name} holds another log of reads; nothing was copied")
        count += 1
    return count


def _number_on(into: Connection) -> None:
    """Let PostgreSQL count on from the ids that were written; SQLite does by itself."""
    if into.dialect.name != "postgresql":
        return
    for table in (FAILURE, READ_NOTE):
        last = into.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            counter = text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), :last)")
            into.execute(counter, {"last": last})
