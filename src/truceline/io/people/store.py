"""What the server must remember beside evidence: `model.people.PeopleStore` on a database.

`MISSION/.truceline/people.sqlite`, or tables in the mission's schema of a PostgreSQL database.
Must never keep a token or a password, only what they can be checked against, and never raise
because of what a stranger typed.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, Self

import msgspec
from sqlalchemy import Connection, Row, Select, Table, delete, insert, select, update

from truceline.errors import LastAdminError, PeopleError
from truceline.io.people import rows
from truceline.io.people.names import (
    demand_language,
    demand_release,
    demand_sound,
    demand_token,
    looked_up,
)
from truceline.io.people.passwords import Passwords, objection
from truceline.io.people.tables import FAILURE, PERSON, READ_NOTE, SESSION, TOKEN
from truceline.io.people.throttle import address_key, name_key
from truceline.io.stores.base import Base
from truceline.model.people import (
    SCOPES,
    SESSION_HOURS,
    ApiToken,
    Issued,
    LogIn,
    LogInRefused,
    Opened,
    Person,
    ReadNote,
    Right,
    Role,
    Session,
)

_SEEN_EVERY: Final = timedelta(minutes=1)


class PeopleDatabase:
    """`model.people.PeopleStore` in the tables of `base`; several threads may share one."""

    def __init__(
        self,
        base: Base,
        create: Callable[[], None],
        passwords: Passwords,
        demand: Callable[[], None],
    ) -> None:
        """`create` makes what `base` stands on and its tables, where they are missing; `demand` raises
        where they are the mission's no longer.
        """
        self._base, self._create, self._passwords = base, create, passwords
        self._demand = demand
        self._made = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; the store may be used again."""
        self._base.close()

    # --- accounts ----------------------------------------------------------------------------

    def add_account(self, person: Person, password: str) -> None:
        """Make an account. `PeopleError`: the name is taken or no name, the password too weak."""
        demand_sound(person)
        kept = self._kept(password, person.name)
        told = msgspec.structs.asdict(person) | {"role": person.role.value, "password": kept}
        with self._writing() as connection:
            if connection.execute(
                select(PERSON.c.name).where(PERSON.c.name == person.name)
            ).first():
                raise PeopleError(f"there is an account {person.name} already")
            connection.execute(insert(PERSON).values(**told))

    def account(self, name: str) -> Person | None:
        """The account of that name, active or not."""
        row = self._one(rows.people().where(PERSON.c.name == looked_up(name)))
        return rows.person_of(row) if row else None

    def accounts(self) -> tuple[Person, ...]:
        """All accounts by name."""
        return tuple(map(rows.person_of, self._all(rows.people())))

    def check_password(self, name: str, password: str) -> Person | None:
        """The active account that this password opens. An unknown name takes as long."""
        known = select(PERSON).where(PERSON.c.name == looked_up(name), PERSON.c.active)
        row = self._one(known)
        if not self._passwords.fits(password, row.password if row else None) or row is None:
            return None
        if self._passwords.is_stale(row.password):
            self._renew(row, password)
        return rows.person_of(row)

    def set_password(self, name: str, password: str) -> None:
        """A new password, which ends the account's sessions. `PeopleError` where it is too weak."""
        self._change(name, {"password": self._kept(password, looked_up(name))})

    def set_role(self, name: str, role: Role, release: str = "public") -> None:
        """A new role and release level, which ends the account's sessions. `LastAdminError`: nobody else
        is an admin.
        """
        demand_release(release)
        told: dict[str, object] = {"role": role.value, "release": release}
        self._change(name, told, unmakes_admin=role is not Role.ADMIN)

    def set_language(self, name: str, language: str) -> None:
        """The language in which this person reads the pages."""
        demand_language(language)
        self._change(name, {"language": language}, ends=())

    def deactivate(self, name: str) -> None:
        """Nobody comes in by this account any more; its sessions end and its tokens are revoked.
        `LastAdminError`: nobody else is an admin.
        """
        self._change(name, {"active": False}, ends=(SESSION, TOKEN), unmakes_admin=True)

    def reactivate(self, name: str) -> None:
        """The account may be used again, by its old password."""
        self._change(name, {"active": True})

    # --- sessions ----------------------------------------------------------------------------

    def log_in(
        self, name: str, password: str, address: str, at: datetime, hours: float = SESSION_HOURS
    ) -> LogIn:
        """Check a password and open a session; failures are counted and slow the next ones down."""
        until = self.note_failure(name, address, at)
        if until:
            return LogInRefused(until=until)
        person = self.check_password(name, password)
        if person is None:
            return LogInRefused()
        self.clear_failures(name, address, at)
        try:
            return self.open_session(person.name, at, hours)
        except PeopleError:  # deactivated since
            return LogInRefused()

    def open_session(self, name: str, at: datetime, hours: float = SESSION_HOURS) -> Opened:
        """Open a session of at most `SESSION_HOURS`, without asking for a password."""
        person, token = self._active(name), secrets.token_urlsafe(32)
        session = Session(
            id=rows.digest(token),
            person=person,
            created=at,
            last_seen=at,
            expires=at + timedelta(hours=min(hours, SESSION_HOURS)),
            csrf=secrets.token_urlsafe(32),
        )
        times = {"began": at, "last_seen": at, "expires": session.expires}
        told = {"id": session.id, "person": person.name, "csrf": session.csrf}
        with self._writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.expires <= at))
            connection.execute(insert(SESSION).values(**told, **times))
        return Opened(token=token, session=session)

    def session(self, token: str, at: datetime) -> Session | None:
        """The open session of this token, if its account is active; remembers that it was seen."""
        row = self._one(rows.sessions(at).where(SESSION.c.id == rows.digest(token)))
        if row is None:
            return None
        found = rows.session_of(row)
        if at - found.last_seen < _SEEN_EVERY:
            return found
        with self._writing() as connection:
            same = (SESSION.c.id == found.id, SESSION.c.last_seen < at)
            connection.execute(update(SESSION).where(*same).values(last_seen=at))
        return found.but(last_seen=at)

    def sessions_of(self, name: str, at: datetime) -> tuple[Session, ...]:
        """The account's open sessions, the newest first."""
        query = rows.sessions(at).where(SESSION.c.person == looked_up(name))
        return tuple(map(rows.session_of, self._all(query)))

    def close_session(self, session_id: str) -> None:
        """End one session; nothing happens where it is gone."""
        with self._writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.id == session_id))

    # --- tokens ------------------------------------------------------------------------------

    def issue_token(
        self, name: str, label: str, scopes: tuple[Right, ...], at: datetime, expires: datetime
    ) -> Issued:
        """Issue a token. `PeopleError`: no scope, one that the role doesn't have, or a wrong end."""
        person, secret = self._active(name), f"tl_{secrets.token_urlsafe(32)}"
        token = ApiToken(
            id=rows.digest(secret),
            person=person,
            label=label,
            scopes=tuple(right for right in SCOPES if right in scopes),
            created=at,
            expires=expires,
        )
        demand_token(token, scopes)
        times = {"issued": at, "expires": token.expires}
        told = {"person": person.name, "label": label, "scopes": " ".join(token.scopes)}
        with self._writing() as connection:
            connection.execute(insert(TOKEN).values(id=token.id, **told, **times))
        return Issued(secret=secret, token=token)

    def token(self, secret: str, at: datetime) -> ApiToken | None:
        """The valid token of this secret, if its owner is active."""
        row = self._one(rows.tokens(at).where(TOKEN.c.id == rows.digest(secret)))
        return rows.token_of(row) if row else None

    def tokens_of(self, name: str, at: datetime) -> tuple[ApiToken, ...]:
        """The account's valid tokens, the newest first."""
        query = rows.tokens(at).where(TOKEN.c.person == looked_up(name))
        return tuple(map(rows.token_of, self._all(query)))

    def revoke_token(self, token_id: str) -> None:
        """End one token; nothing happens where it is gone."""
        with self._writing() as connection:
            connection.execute(delete(TOKEN).where(TOKEN.c.id == token_id))

    # --- failed log-ins ----------------------------------------------------------------------

    def note_failure(self, name: str, address: str, at: datetime) -> datetime | None:
        """Count an attempt before its password is looked at, or say until when it must wait."""
        with self._writing(alone=True) as connection:
            rows.forget_old(connection, at)
            until = rows.throttled(connection, name, address, at)
            if until is None:
                told = {"name": name_key(name), "address": address_key(address), "at": at}
                connection.execute(insert(FAILURE).values(**told))
        return until

    def throttle_until(self, name: str, address: str, at: datetime) -> datetime | None:
        """The moment until which this account or address must wait, None when it needn't."""
        with self._base.reading() as connection:
            return rows.throttled(connection, name, address, at) if connection else None

    def clear_failures(self, name: str, address: str, at: datetime) -> None:
        """After an account was opened by its password: forget what failed for it from there, and
        from then on count against it there only what fails there.
        """
        with self._writing(alone=True) as connection:
            rows.welcome(connection, name, address, at)

    # --- reads of restricted fields ----------------------------------------------------------

    def note_read(self, account: str, route: str, ids: tuple[str, ...], at: datetime) -> None:
        """Remember that restricted fields of these objects were read. Nothing can take it back."""
        told = {"account": account, "route": route, "ids": msgspec.json.encode(ids).decode()}
        with self._writing() as connection:
            connection.execute(insert(READ_NOTE).values(at=at, **told))

    def reads(
        self, account: str | None = None, since: datetime | None = None, most: int = 1000
    ) -> tuple[ReadNote, ...]:
        """What was read, the newest first, of one account or all."""
        return tuple(map(rows.note_of, self._all(rows.notes(account, since, most))))

    # --- the database ------------------------------------------------------------------------

    def _active(self, name: str) -> Person:
        person = self.account(name)
        if person is None or not person.active:
            raise PeopleError(f"there is no active account {name!r}")
        return person

    def _kept(self, password: str, name: str) -> str:
        wrong = objection(password, name)
        if wrong:
            raise PeopleError(wrong)
        return self._passwords.hash(password)

    def _renew(self, row: Row[Any], password: str) -> None:
        """Hash with today's parameters, unless the password was changed meanwhile."""
        same = (PERSON.c.name == row.name, PERSON.c.password == row.password)
        kept = self._passwords.hash(password)
        with self._writing() as connection:
            connection.execute(update(PERSON).where(*same).values(password=kept))

    def _change(
        self,
        name: str,
        values: dict[str, object],
        ends: tuple[Table, ...] = (SESSION,),
        *,
        unmakes_admin: bool = False,
    ) -> None:
        known = looked_up(name)
        with self._writing(alone=unmakes_admin) as connection:  # of the last two, one stays
            if unmakes_admin and rows.admins(connection) == [known]:
                raise LastAdminError(
                    f"{known} is the only active admin; first make another: "
                    "truceline users role MISSION NAME admin"
                )
            done = connection.execute(update(PERSON).where(PERSON.c.name == known).values(**values))
            if not done.rowcount:
                raise PeopleError(f"there is no account {name!r}")
            for table in ends:
                connection.execute(delete(table).where(table.c.person == known))

    @contextmanager
    def _writing(self, *, alone: bool = False) -> Iterator[Connection]:
        self._demand()
        if not self._made:
            self._create()
            self._made = True
        with self._base.writing(alone=alone) as connection:
            yield connection

    def _one(self, query: Select[Any]) -> Row[Any] | None:
        with self._base.reading() as connection:
            return connection.execute(query).first() if connection else None

    def _all(self, query: Select[Any]) -> list[Row[Any]]:
        with self._base.reading() as connection:
            return list(connection.execute(query)) if connection else []
