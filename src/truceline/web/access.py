"""Who comes in, and what each route asks of them.

Deny by default: a route that doesn't say what it needs answers nobody. A session's cookie is sent by
any page that the browser shows, so that what changes something must also carry the session's own
word; a token is sent by its program alone and needs none.
"""

import secrets
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from truceline.errors import InvariantError
from truceline.model.people import ApiToken, PeopleStore, Person, Right, Session

COOKIE: Final = "truceline"
CSRF_HEADER: Final = "x-truceline-csrf"
BEARER: Final = "bearer "
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]
Key: TypeAlias = Session | ApiToken
"""What somebody came in by."""

OPEN: Final[dict[str, object]] = {"needs": None}
"""The `opt` of a route for everybody, signed in or not."""


def needs(right: Right) -> dict[str, object]:
    """The `opt` of a route that asks for a right."""
    return {"needs": right}


class Doorkeeper(AbstractAuthenticationMiddleware):
    """Sets `user` to a `Person` and `auth` to the `Key` that they came in by, or both to None."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """Never refuses: that is the guard's business, who knows what the route needs."""
        people: PeopleStore = connection.app.state.people
        key = key_of(connection, people)
        return AuthenticationResult(user=key.person if key else None, auth=key)


def key_of(connection: Connection, people: PeopleStore) -> Key | None:
    """What somebody comes in by, looked up now: None where it is unknown or has ended."""
    now = datetime.now(UTC)
    said = connection.headers.get("authorization", "")
    if said.lower().startswith(BEARER):
        return people.token(said[len(BEARER) :].strip(), now)
    cookie = connection.cookies.get(COOKIE, "")
    return people.session(cookie, now) if cookie else None


async def permitted(connection: Connection, handler: BaseRouteHandler) -> None:
    """Litestar guard. Raises `NotAuthorizedException` for nobody, `PermissionDeniedException` for
    somebody who may not, `InvariantError` for a route that doesn't say what it needs.
    """
    if connection.scope["method"] == "OPTIONS":  # type: ignore[typeddict-item]
        return  # Litestar's own answer, which names methods and nothing else
    wanted = needed(handler)
    key: Key | None = connection.scope.get("auth")
    if isinstance(key, Session):
        _own_word(connection, key)
    if wanted is None:
        return
    if key is None:
        raise NotAuthorizedException("sign in first")
    if not may(key, wanted):
        raise PermissionDeniedException(f"this needs the right to {wanted}")


def needed(handler: BaseRouteHandler) -> Right | None:
    """What a route asks for, None where it is open. Raises `InvariantError` where it says nothing."""
    if "needs" not in handler.opt:
        raise InvariantError(f"{handler.handler_name} doesn't say what it needs")
    wanted: Right | None = handler.opt["needs"]
    return wanted


def may(key: Key, right: Right) -> bool:
    """Has whoever came in by this key a right?"""
    return key.may(right) if isinstance(key, ApiToken) else key.person.may(right)


def _own_word(connection: Connection, session: Session) -> None:
    if connection.scope["method"] in SAFE:  # type: ignore[typeddict-item]
        return
    said = connection.headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(said.encode(), session.csrf.encode()):
        raise PermissionDeniedException("this page is out of date; load it anew")


def person_of(connection: Connection) -> Person:
    """Whoever is signed in; behind a guard that asked for a right there is always one."""
    person: Person | None = connection.scope.get("user")
    if person is None:
        raise NotAuthorizedException("sign in first")
    return person
