"""Rows of the tables of people, as records; and the queries that look them up.

Must never put a hash of a password into a record.
"""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    select,
)

from truceline.io.people.tables import FAILURE, KNOWN, PERSON, READ_NOTE, SESSION, TOKEN
from truceline.io.people.throttle import (
    COUNTS_FOR,
    FREE_BY_ADDRESS,
    FREE_BY_NAME,
    KNOWN_FOR,
    address_key,
    name_key,
    wait_until,
)
from truceline.model.people import HERE, ApiToken, Person, ReadNote, Right, Role, Session

_PERSON = [column for column in PERSON.columns if column.name != "password"]
_FIELDS = tuple(column.name for column in _PERSON)


def digest(secret: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def people() -> Select[Any]:
    """Everything of accounts but the password's hash."""
    return select(*_PERSON).order_by(PERSON.c.name)


def person_of(row: Row[Any]) -> Person:
    """The account in a row of `people`, `sessions` or `tokens`."""
    told = {name: getattr(row, name) for name in _FIELDS}
    return Person(**told | {"role": Role(row.role)})


def admins(connection: Connection) -> list[str]:
    """Names of active admins whom somebody can come in as."""
    same = (PERSON.c.role == Role.ADMIN.value, PERSON.c.active, PERSON.c.name != HERE)
    return list(connection.scalars(select(PERSON.c.name).where(*same)))


def sessions(at: datetime) -> Select[Any]:
    """Open sessions of active accounts, with the account; the newest first."""
    joined = select(SESSION, *_PERSON).join(PERSON, SESSION.c.person == PERSON.c.name)
    return joined.where(SESSION.c.expires > at, PERSON.c.active).order_by(SESSION.c.began.desc())


def session_of(row: Row[Any]) -> Session:
    """The session in a row of `sessions`."""
    return Session(
        id=row.id,
        person=person_of(row),
        created=row.began,
        last_seen=row.last_seen,
        expires=row.expires,
        csrf=row.csrf,
    )


def tokens(at: datetime) -> Select[Any]:
    """Valid tokens of active accounts, with the account; the newest first."""
    joined = select(TOKEN, *_PERSON).join(PERSON, TOKEN.c.person == PERSON.c.name)
    return joined.where(TOKEN.c.expires > at, PERSON.c.active).order_by(TOKEN.c.issued.desc())


def token_of(row: Row[Any]) -> ApiToken:
    """The token in a row of `tokens`."""
    return ApiToken(
        id=row.id,
        person=person_of(row),
        label=row.label,
        scopes=tuple(Right(scope) for scope in row.scopes.split()),
        created=row.issued,
        expires=row.expires,
    )


def notes(account: str | None, since: datetime | None, most: int) -> Select[Any]:
    """What was read, the newest first."""
    query = select(READ_NOTE).order_by(READ_NOTE.c.id.desc()).limit(most)
    query = query.where(READ_NOTE.c.account == account) if account is not None else query
    return query.where(READ_NOTE.c.at >= since) if since is not None else query


def note_of(row: Row[Any]) -> ReadNote:
    """The note in a row of `notes`."""
    ids = msgspec.json.decode(row.ids, type=tuple[str, ...])
    return ReadNote(at=row.at, account=row.account, route=row.route, ids=ids)


def throttled(connection: Connection, name: str, address: str, at: datetime) -> datetime | None:
    """The moment until which this account or address must wait."""
    here = FAILURE.c.address == address_key(address)
    theirs = FAILURE.c.name == name_key(name)
    own = and_(theirs, here) if _is_known(connection, name, address, at) else theirs
    waits = (_wait(connection, own, FREE_BY_NAME, at), _wait(connection, here, FREE_BY_ADDRESS, at))
    return max((wait for wait in waits if wait), default=None)


def _wait(
    connection: Connection, same: ColumnElement[bool], free: int, at: datetime
) -> datetime | None:
    count = select(func.count().label("failed"), func.max(FAILURE.c.at).label("last"))
    row = connection.execute(count.where(same, FAILURE.c.at > at - COUNTS_FOR)).one()
    return wait_until(row.failed, row.last, free, at)


def _is_known(connection: Connection, name: str, address: str, at: datetime) -> bool:
    """Was the account opened from there not long ago?"""
    same = (KNOWN.c.name == name_key(name), KNOWN.c.address == address_key(address))
    found = select(KNOWN.c.at).where(*same, KNOWN.c.at > at - KNOWN_FOR)
    return connection.execute(found).first() is not None


def welcome(connection: Connection, name: str, address: str, at: datetime) -> None:
    """Forget what failed for this account from there, and remember that it was opened from there."""
    told = {"name": name_key(name), "address": address_key(address)}
    for table in (FAILURE, KNOWN):
        same = (table.c.name == told["name"], table.c.address == told["address"])
        connection.execute(delete(table).where(*same))
    connection.execute(insert(KNOWN).values(**told, at=at))


def forget_old(connection: Connection, at: datetime) -> None:
    """Remove what no longer counts."""
    connection.execute(delete(FAILURE).where(FAILURE.c.at <= at - COUNTS_FOR))
    connection.execute(delete(KNOWN).where(KNOWN.c.at <= at - KNOWN_FOR))
