"""Coming in and going out."""

from datetime import UTC, datetime
from typing import Any, Final

from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.exceptions import (
    NotAuthorizedException,
    TooManyRequestsException,
    ValidationException,
)
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from truceline.model.people import (
    SESSION_HOURS,
    LogInRefused,
    Opened,
    PeopleStore,
    Person,
    Right,
    Session,
    rights_of,
)
from truceline.model.record import Record
from truceline.web.access import COOKIE, OPEN, Key, may, needs, person_of
from truceline.web.alone import Alone
from truceline.web.languages import LANGUAGES

AnyRequest = Request[Person | None, Key | None, Any]


class LogInForm(Record, frozen=True, kw_only=True):
    """Who says to be whom."""

    name: str
    password: str


class KeyForm(Record, frozen=True, kw_only=True):
    """The key of the link that the server printed when it was started."""

    key: str


class LanguageForm(Record, frozen=True, kw_only=True):
    """The language in which somebody wants to read the pages."""

    language: str


class Here(Record, frozen=True, kw_only=True):
    """Who is signed in, by which rights; `csrf` goes back with whatever changes something."""

    name: str
    display: str
    role: str
    language: str
    clearance: str
    rights: tuple[Right, ...]
    csrf: str = ""


@get("/api/session", opt=OPEN, sync_to_thread=False)
def who(request: AnyRequest) -> Here | None:
    """Who is signed in, null for nobody."""
    return _here(request.auth) if request.auth else None


@post("/api/session", opt=OPEN, sync_to_thread=True)
def log_in(
    request: AnyRequest, people: NamedDependency[PeopleStore], data: JSONBody[LogInForm]
) -> Response[Here]:
    """Sign in by name and password. 401: one of them is wrong. 429: too many wrong ones before."""
    found = people.log_in(data.name, data.password, _address(request), datetime.now(UTC))
    if isinstance(found, LogInRefused):
        raise _refusal(found)
    return _let_in(request, found)


@post("/api/session/key", opt=OPEN, sync_to_thread=True)
def log_in_alone(
    request: AnyRequest, alone: NamedDependency[Alone], data: JSONBody[KeyForm]
) -> Response[Here]:
    """Sign in by the link that was printed at the start: for one person at this machine, once."""
    opened = alone.opened(data.key, _address(request), datetime.now(UTC))
    if opened is None:
        raise NotAuthorizedException("this link was used already, or is of an earlier start")
    return _let_in(request, opened)


@put("/api/session/language", opt=needs(Right.READ), sync_to_thread=True, status_code=204)
def read_in(
    request: AnyRequest, people: NamedDependency[PeopleStore], data: JSONBody[LanguageForm]
) -> None:
    """Read the pages in another language from now on, wherever one signs in. 400 where there is none."""
    if data.language not in LANGUAGES:
        raise ValidationException(f"no such language; there are {', '.join(LANGUAGES)}")
    people.set_language(person_of(request).name, data.language)


@delete("/api/session", opt=needs(Right.READ), sync_to_thread=True)
def log_out(request: AnyRequest, people: NamedDependency[PeopleStore]) -> Response[None]:
    """Sign out."""
    if isinstance(request.auth, Session):
        people.close_session(request.auth.id)
    gone = Cookie(key=COOKIE, value="", max_age=0, path="/", httponly=True, samesite="strict")
    return Response(None, cookies=[gone], status_code=204)


def _refusal(refused: LogInRefused) -> NotAuthorizedException | TooManyRequestsException:
    if refused.until is None:
        return NotAuthorizedException("name or password is wrong")
    seconds = max(int((refused.until - datetime.now(UTC)).total_seconds()) + 1, 1)
    wait = {"retry-after": str(seconds)}
    return TooManyRequestsException(f"too many wrong ones; wait {seconds} s", headers=wait)


def _let_in(request: AnyRequest, opened: Opened) -> Response[Here]:
    cookie = Cookie(
        key=COOKIE,
        value=opened.token,
        max_age=int(SESSION_HOURS * 3600),
        path="/",
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
    )
    return Response(_here(opened.session), cookies=[cookie], status_code=200)


def _here(key: Key) -> Here:
    person = key.person
    return Here(
        name=person.name,
        display=person.display,
        role=person.role,
        language=person.language,
        clearance=person.clearance,
        rights=tuple(right for right in rights_of(person.role) if may(key, right)),
        csrf=key.csrf if isinstance(key, Session) else "",
    )


def _address(request: AnyRequest) -> str:
    return request.client.host if request.client else ""


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (who, log_in, log_in_alone, read_in, log_out)
