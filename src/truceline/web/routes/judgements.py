"""What reviewers say: judgements tried, said, undone; a second person's word; and who is where.

A judgement is an entry of the log and nothing is edited. Must never let anybody approve what they said
themselves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.exceptions import (
    ClientException,
    NotFoundException,
    PermissionDeniedException,
    ValidationException,
)
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, QueryParameter
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from truceline.assess.load import Loaded
from truceline.assess.picture.changes import Changes
from truceline.assess.picture.judging import (
    append_approval,
    append_judgement,
    judgements_log,
    pending,
)
from truceline.assess.picture.picture import Picture
from truceline.foundation.judging import Weighed
from truceline.model.evidence import Approval, Judgement
from truceline.model.people import Person, Right
from truceline.model.ports import Store
from truceline.model.record import Problem, Record
from truceline.web.access import Key, needs, person_of
from truceline.web.desk import (
    JudgementForm,
    judgement_of,
    known_of,
    objections,
    said,
    same_said,
    state_of,
    tried,
)
from truceline.web.herald import Event
from truceline.web.parameters import Most, Start
from truceline.web.queued import Desk
from truceline.web.reader import reader
from truceline.web.room import Room
from truceline.web.routes.review import DESK

AnyRequest = Request[Person | None, Key | None, Any]
MOST: Final = 100
"""Judgements that may be said at once."""
LONGEST: Final = 500
"""Letters of an incident's id that are looked at."""


class Saying(Record, frozen=True, kw_only=True):
    """Judgements that belong together: they are tried, and said, at once."""

    judgements: tuple[JudgementForm, ...]


class Tried(Record, frozen=True, kw_only=True):
    """What judgements would change, None where something stands against them."""

    objections: tuple[Problem, ...] = ()
    changes: Changes | None = None


class Objected(ValidationException):
    """What stands against judgements, each with its field."""

    status_code = HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, told: Sequence[Problem]) -> None:
        extra = [{"message": str(p.message), "key": p.field, "source": "body"} for p in told]
        super().__init__(detail="; ".join(p.message for p in told), extra=extra)


class Said(Record, frozen=True, kw_only=True):
    """How each judgement stands once it is said; `root` is the log's."""

    judgements: tuple[Weighed, ...]
    root: str


class ApprovalForm(Record, frozen=True, kw_only=True):
    """A second person's word on a judgement, by its id; a refusal gives its reason."""

    judgement: str
    approved: bool = True
    reason: str = ""


class Waiting(Record, frozen=True, kw_only=True):
    """A judgement that waits and its incidents; `own` where whoever asks stands behind it already."""

    said: Weighed
    incidents: tuple[str, ...]
    own: bool


class Whereabouts(Record, frozen=True, kw_only=True):
    """The incident that somebody looks at, empty for none."""

    incident: str = ""


class Company(Record, frozen=True, kw_only=True):
    """Who else looks at it."""

    others: tuple[str, ...]


@post("/api/review/preview", opt=needs(Right.REVIEW), sync_to_thread=True, status_code=HTTP_200_OK)
def preview_judgements(
    request: AnyRequest, room: NamedDependency[Room], data: JSONBody[Saying]
) -> Tried:
    """What judgements would change; nothing is appended. A reason may still be missing."""
    picture, loaded = room.picture(), room.loaded()
    forms = (f if f.reason.strip() else f.but(reason="…") for f in data.judgements)
    made = _made(request, picture, Saying(judgements=tuple(forms)), picture.as_of)
    if against := objections(loaded, known_of(picture, made), made):
        return reader(request, room).told(Tried(objections=against))
    return Tried(changes=tried(picture, loaded, made, room.engine))


def _made(
    request: AnyRequest, picture: Picture, data: Saying, at: datetime
) -> tuple[Judgement, ...]:
    if not 0 < len(data.judgements) <= MOST:
        raise ClientException(f"say 1 to {MOST} judgements at once")
    person = person_of(request)
    return tuple(judgement_of(form, picture, person, at) for form in data.judgements)


@post("/api/review/judgements", opt=needs(Right.REVIEW), dependencies=DESK, sync_to_thread=True)
def say_judgements(
    request: AnyRequest,
    room: NamedDependency[Room],
    desk: NamedDependency[Desk],
    data: JSONBody[Saying],
) -> Said:
    """Append judgements, all or none. 422 with what stands against them; what the same person said
    before is no second entry.
    """
    with desk.saying:
        made = _made(request, room.picture(), data, room.clock())
        before = [same_said(room.loaded(), judgement) for judgement in made]
        new = tuple(j for j, told in zip(made, before, strict=True) if told is None)
        picture = _say(room, new, person_of(request).display) if new else room.picture()
    now = room.loaded()
    found = tuple(w or state_of(now, j) for j, w in zip(made, before, strict=True))
    return Said(judgements=found, root=picture.root)


def _say(room: Room, new: tuple[Judgement, ...], by: str) -> Picture:
    picture = room.picture()
    if against := objections(room.loaded(), known_of(picture, new), new):
        raise Objected(against)
    event = Event(kind="judgement", about=_concerned(picture, new), by=by)
    return room.append(lambda store: _append(store, new), event)


def _append(store: Store, made: Iterable[Judgement]) -> None:
    for judgement in made:
        append_judgement(store, judgement)


def _concerned(picture: Picture, made: Iterable[Judgement]) -> tuple[str, ...]:
    """The incidents that hold reports of judgements, by id."""
    groups = picture.work.groups
    keys = pa.array(sorted({key for j in made for key in j.about}), pa.string())
    found = groups.filter(pc.is_in(groups["report_id"], value_set=keys))["incident_id"]
    return tuple(sorted(set(found.to_pylist())))


@get("/api/review/judgements", opt=needs(Right.REVIEW), sync_to_thread=True)
def all_judgements(
    room: NamedDependency[Room],
    by: Annotated[str, QueryParameter(description="A reviewer's account; else all")] = "",
    start: Start = 0,
    limit: Most = 50,
) -> tuple[Weighed, ...]:
    """Judgements with their states, the latest first; `by` those of one person."""
    log = [w for w in judgements_log(room.loaded()) if by in {"", w.judgement.reviewer}]
    return tuple(log[::-1][max(start, 0) :][: max(limit, 0)])


@get("/api/review/pending", opt=needs(Right.REVIEW), sync_to_thread=True)
def pending_judgements(request: AnyRequest, room: NamedDependency[Room]) -> tuple[Waiting, ...]:
    """Judgements that wait for another person, the oldest first."""
    name, picture = person_of(request).name, room.picture()
    return tuple(
        Waiting(said=w, incidents=_concerned(picture, (w.judgement,)), own=name in w.by)
        for w in pending(room.loaded())
    )


@get("/api/review/pending/changes", opt=needs(Right.REVIEW), sync_to_thread=True)
def preview_pending(
    room: NamedDependency[Room],
    judgement: Annotated[str, QueryParameter(description="The id of one that waits")],
) -> Tried:
    """What a judgement that waits would change once it is approved."""
    loaded = room.loaded()
    told = _waiting(loaded, judgement)
    return Tried(changes=tried(room.picture(), loaded, (told.judgement,), room.engine))


def _waiting(loaded: Loaded, key: str) -> Weighed:
    told = said(loaded, key)
    if told is None:
        raise NotFoundException("no such judgement")
    if told.state != "pending":
        raise ClientException(f"it is {told.state} already", status_code=HTTP_409_CONFLICT)
    return told


@post("/api/review/approvals", opt=needs(Right.REVIEW), dependencies=DESK, sync_to_thread=True)
def approve(
    request: AnyRequest,
    room: NamedDependency[Room],
    desk: NamedDependency[Desk],
    data: JSONBody[ApprovalForm],
) -> Said:
    """A second person's word. 403 for one's own judgement, 409 where it waits no more."""
    person = person_of(request)
    with desk.saying:
        told = _waiting(room.loaded(), data.judgement)
        if person.name in told.by:
            raise PermissionDeniedException(
                "nobody is the second person behind their own judgement"
            )
        approval = Approval(
            judgement=told.id,
            reviewer=person.name,
            at=room.clock(),
            approved=data.approved,
            reason=data.reason.strip(),
        )
        about = _concerned(room.picture(), (told.judgement,))
        event = Event(kind="approval", about=about, by=person.display)
        after = room.append(lambda store: append_approval(store, approval), event)
    return Said(judgements=(state_of(room.loaded(), told.judgement),), root=after.root)


@put("/api/review/presence", opt=needs(Right.REVIEW), dependencies=DESK, sync_to_thread=False)
def be_present(
    request: AnyRequest,
    room: NamedDependency[Room],
    desk: NamedDependency[Desk],
    data: JSONBody[Whereabouts],
) -> Company:
    """Say where one looks, every ten seconds; who else looks there. Empty: nowhere any more."""
    person, now, at = person_of(request), room.clock(), data.incident[:LONGEST]
    for incident in desk.presence.beat(person, at, now):
        room.herald.tell(Event(kind="presence", about=(incident,), by=person.display))
    return Company(others=desk.presence.beside(person, at, now))


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    preview_judgements,
    say_judgements,
    all_judgements,
    pending_judgements,
    preview_pending,
    approve,
    be_present,
)
