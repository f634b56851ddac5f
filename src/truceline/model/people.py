"""People: who may use the server, what each may do, and what is remembered of their coming in.

No record here holds a password, its hash or the hash of a secret that could be used again. What a
caller must be handed once (`Opened`, `Issued`) never shows it when printed. No clock: every moment
is an argument.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, runtime_checkable

from truceline.model.record import Record
from truceline.model.release import RELEASES

SESSION_HOURS: Final = 12
"""The longest that a session may last."""


HERE: Final = "here"
"""The account of whoever sits at the server's machine while there is no other: a link opens it once, its
password is known to nobody, so that it is nobody's once others have accounts.
"""


class Role(StrEnum):
    """What a person is here for; each may do what the one before may, and one thing more."""

    READER = "reader"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    RELEASER = "releaser"
    ADMIN = "admin"


class Right(StrEnum):
    """What a route asks for. A token's scopes are rights too, never the last one."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    RELEASE = "release"
    ADMINISTER = "administer"


SCOPES: Final = (Right.READ, Right.WRITE, Right.REVIEW, Right.RELEASE)
"""What a token may be issued for: accounts are never made by a program."""


def rights_of(role: Role) -> tuple[Right, ...]:
    """Rights of a role: reader reads, …, admin does everything, since who makes accounts could
    give themselves any right.
    """
    return tuple(Right)[: tuple(Role).index(role) + 1]


class Person(Record, frozen=True, kw_only=True):
    """Someone with an account, who may log in. `release` is the narrowest audience that a reader belongs to; all
    other roles work for the mission and see what is restricted.
    """

    name: str
    display: str
    role: Role
    release: str = "public"
    language: str = "en"
    active: bool = True
    created: datetime

    @property
    def clearance(self) -> str:
        """The narrowest release that this person may see."""
        return self.release if self.role is Role.READER else "restricted"

    def may(self, right: Right) -> bool:
        """Does the role give this right? A deactivated account has none."""
        return self.active and right in rights_of(self.role)

    def sees(self, release: str) -> bool:
        """May this person see what is meant for this audience? No for an unknown one."""
        wide = RELEASES[RELEASES.index(self.clearance) :] if self.clearance in RELEASES else ()
        return self.active and release in wide


class Session(Record, frozen=True, kw_only=True):
    """A person's time at the server. `id` is the SHA-256 of the token, which isn't kept; `csrf`
    must come back with whatever changes something.
    """

    id: str
    person: Person
    created: datetime
    last_seen: datetime
    expires: datetime
    csrf: str

    def __repr__(self) -> str:
        return f"Session(person={self.person.name!r}, expires={self.expires})"


class Opened(Record, frozen=True, kw_only=True):
    """A session as it was opened: the only time that its token is told."""

    token: str
    session: Session

    def __repr__(self) -> str:
        return f"Opened({self.session!r})"


class LogInRefused(Record, frozen=True, kw_only=True):
    """A log-in that failed, without saying why: `until` when nothing was looked at because too
    many had failed before, else name or password were wrong.
    """

    until: datetime | None = None


LogIn: TypeAlias = Opened | LogInRefused


class ApiToken(Record, frozen=True, kw_only=True):
    """A program's key to the server in its owner's name. `id` is the SHA-256 of the secret."""

    id: str
    person: Person
    label: str
    scopes: tuple[Right, ...]
    created: datetime
    expires: datetime

    def may(self, right: Right) -> bool:
        """Both the token and its owner must have the right."""
        return right in self.scopes and self.person.may(right)


class Issued(Record, frozen=True, kw_only=True):
    """A token as it was issued: the only time that its secret is told."""

    secret: str
    token: ApiToken

    def __repr__(self) -> str:
        return f"Issued({self.token!r})"


class ReadNote(Record, frozen=True, kw_only=True):
    """Who read restricted fields, when, by which route, of which objects."""

    at: datetime
    account: str
    route: str
    ids: tuple[str, ...]


@runtime_checkable
class PeopleStore(Protocol):
    """What the server remembers beside evidence; several threads and processes may use it at once.

    Methods that change an account raise `PeopleError` where there is no such account or what is
    asked for isn't allowed; the message says what would be. Every method raises `StoreError` when
    the database can't be read or written. A name is looked up as it is written, in lower case.
    """

    def add_account(self, person: Person, password: str) -> None:
        """Make an account. `PeopleError`: the name is taken or no name, the password too weak."""
        ...

    def account(self, name: str) -> Person | None:
        """The account of that name, active or not."""
        ...

    def accounts(self) -> tuple[Person, ...]:
        """All accounts by name."""
        ...

    def check_password(self, name: str, password: str) -> Person | None:
        """The active account that this password opens. An unknown name takes as long."""
        ...

    def set_password(self, name: str, password: str) -> None:
        """A new password, which ends the account's sessions. `PeopleError` where it is too weak."""
        ...

    def set_role(self, name: str, role: Role, release: str = "public") -> None:
        """A new role and release level, which ends the account's sessions. `LastAdminError`: nobody else
        is an admin.
        """
        ...

    def set_language(self, name: str, language: str) -> None:
        """The language in which this person reads the pages."""
        ...

    def deactivate(self, name: str) -> None:
        """Nobody comes in by this account any more; its sessions end and its tokens are revoked.
        `LastAdminError`: nobody else is an admin.
        """
        ...

    def reactivate(self, name: str) -> None:
        """The account may be used again, by its old password."""
        ...

    def log_in(
        self, name: str, password: str, address: str, at: datetime, hours: float = SESSION_HOURS
    ) -> LogIn:
        """Check a password and open a session; failures are counted and slow the next ones down."""
        ...

    def open_session(self, name: str, at: datetime, hours: float = SESSION_HOURS) -> Opened:
        """Open a session of at most `SESSION_HOURS`, without asking for a password."""
        ...

    def session(self, token: str, at: datetime) -> Session | None:
        """The open session of this token, if its account is active; remembers that it was seen."""
        ...

    def sessions_of(self, name: str, at: datetime) -> tuple[Session, ...]:
        """The account's open sessions, the newest first."""
        ...

    def close_session(self, session_id: str) -> None:
        """End one session; nothing happens where it is gone."""
        ...

    def issue_token(
        self, name: str, label: str, scopes: tuple[Right, ...], at: datetime, expires: datetime
    ) -> Issued:
        """Issue a token. `PeopleError`: no scope, one that the role doesn't have, or a wrong end."""
        ...

    def token(self, secret: str, at: datetime) -> ApiToken | None:
        """The valid token of this secret, if its owner is active."""
        ...

    def tokens_of(self, name: str, at: datetime) -> tuple[ApiToken, ...]:
        """The account's valid tokens, the newest first."""
        ...

    def revoke_token(self, token_id: str) -> None:
        """End one token; nothing happens where it is gone."""
        ...

    def note_failure(self, name: str, address: str, at: datetime) -> datetime | None:
        """Count an attempt as failed *before* its password is looked at, so that many at once
        can't slip through; `clear_failures` takes it back. Returns the moment until which this
        account or address must wait: then nothing was counted, and nothing is to be looked at.
        """
        ...

    def throttle_until(self, name: str, address: str, at: datetime) -> datetime | None:
        """The moment until which this account or address must wait, None when it needn't."""
        ...

    def clear_failures(self, name: str, address: str, at: datetime) -> None:
        """After an account was opened by its password: forget what failed for it from there, and
        from then on count against it there only what fails there, so that nobody can keep a person
        out by failing in her name from elsewhere.
        """
        ...

    def note_read(self, account: str, route: str, ids: tuple[str, ...], at: datetime) -> None:
        """Remember that restricted fields of these objects were read. Nothing can take it back."""
        ...

    def reads(
        self, account: str | None = None, since: datetime | None = None, most: int = 1000
    ) -> tuple[ReadNote, ...]:
        """What was read, the newest first, of one account or all."""
        ...
