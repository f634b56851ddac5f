"""The drafter's bench: a copy of the agreement, edited, and what would flip. Nothing is ever saved."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from truceline.assess.picture.bench import bench
from truceline.assess.picture.changes import Changes
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.foundation.agreement.edit import EditTerm, edited, fields_of
from truceline.foundation.agreement.read import read_agreement
from truceline.model.people import Right
from truceline.model.record import Problem, Record
from truceline.web.access import needs, person_of
from truceline.web.moments import moment_asked
from truceline.web.reader import reader
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]


class Draft(Record, frozen=True, kw_only=True):
    """An agreement's text, what of it can be edited by form, and what is wrong with it by line."""

    text: str
    terms: tuple[EditTerm, ...]
    problems: tuple[Problem, ...]


class Edit(Record, frozen=True, kw_only=True):
    """A text, and another value at one of its fields; no `path` leaves it as it is."""

    text: str
    path: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


class Trial(Record, frozen=True, kw_only=True):
    """A text to judge by, and the moment of what is known."""

    text: str
    as_of: str | None = None


class Flips(Record, frozen=True, kw_only=True):
    """What would change, None where the text can't be used: `problems` say why, by line."""

    changes: Changes | None
    problems: tuple[Problem, ...]


@get("/api/bench", opt=needs(Right.READ), sync_to_thread=True)
def agreement(request: AnyRequest, room: NamedDependency[Room]) -> Draft:
    """The agreement as it is, to be edited."""
    _own(request)
    file = _file(room)
    found = _draft(Shelf(room.store).text("agreement", file) or "", file)
    return reader(request, room).told(found)


@post("/api/bench/edit", opt=needs(Right.READ), sync_to_thread=True, status_code=HTTP_200_OK)
def edit(request: AnyRequest, room: NamedDependency[Room], data: JSONBody[Edit]) -> Draft:
    """A copy with another value in one field. 422: no such field, or no such value."""
    _own(request)
    text = edited(data.text, data.path, data.values) if data.path else data.text
    return reader(request, room).told(_draft(text, _file(room)))


@post("/api/bench/judge", opt=needs(Right.READ), sync_to_thread=True, status_code=HTTP_200_OK)
def judge(request: AnyRequest, room: NamedDependency[Room], data: JSONBody[Trial]) -> Flips:
    """What the record would look like under the edited copy."""
    _own(request)
    told = reader(request, room)
    found, wrong = read_agreement(data.text, _file(room))
    problems = told.told(wrong)
    if found is None:
        return Flips(changes=None, problems=problems)
    picture = room.picture(moment_asked(room, data.as_of))
    try:
        return Flips(changes=bench(picture, data.text), problems=problems)
    except UnreadableError as error:
        barred = Problem(file=_file(room), message=str(error))
        return Flips(changes=None, problems=(*problems, told.told(barred)))


def _draft(text: str, file: str) -> Draft:
    terms, refused = fields_of(text, file)
    _, problems = read_agreement(text, file)
    return Draft(text=text, terms=terms, problems=problems or refused)


def _file(room: Room) -> str:
    return room.loaded().mission.spec.agreement


def _own(request: AnyRequest) -> None:
    """Raises `PermissionDeniedException` for whoever isn't cleared for single incidents' findings."""
    if person_of(request).clearance != "restricted":
        raise PermissionDeniedException(
            "the bench shows findings that are told in sums at your level"
        )


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (agreement, edit, judge)
