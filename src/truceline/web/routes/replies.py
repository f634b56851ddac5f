"""A party's reply to a finding, recorded beside it. Nothing here changes a finding."""

from datetime import datetime
from typing import Any, Final

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from truceline.assess.picture.near import row_of
from truceline.assess.replies import append_reply
from truceline.errors import UnreadableError
from truceline.model.people import Person, Right
from truceline.model.record import Record
from truceline.model.release import Reply
from truceline.web.access import needs, person_of
from truceline.web.herald import Event
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]


class ReplyForm(Record, frozen=True, kw_only=True):
    """A reply as it came in: `received` is now where it isn't told."""

    party: str
    incident: str
    term: str
    accused: str
    reading: str = ""
    text: str
    received_by: str
    received: datetime | None = None


@post("/api/replies", opt=needs(Right.WRITE), sync_to_thread=True)
def reply(request: AnyRequest, room: NamedDependency[Room], data: JSONBody[ReplyForm]) -> Reply:
    """Append a party's reply to a finding. 422: it says nothing, or of no finding."""
    person = person_of(request)
    if person.clearance != "restricted":
        raise PermissionDeniedException("replies are recorded by those who see the evidence")
    made = _reply(room, data, person)
    mission = room.loaded().mission
    event = Event(kind="reply", about=(made.incident,), by=person.name)
    room.append(lambda store: append_reply(store, made, mission), event)
    return made


def _reply(room: Room, form: ReplyForm, person: Person) -> Reply:
    picture = room.picture()
    row_of(picture.rows, form.incident)
    found = picture.assessment
    if not any(
        f.incident_id == form.incident
        and f.term_id == form.term
        and f.accused == form.accused
        and form.reading in {"", f.reading}
        for f in found.findings
    ):
        raise UnreadableError(f"{form.incident}: no such finding to reply to")
    now = room.clock()
    incident = next(i for i in found.incidents if i.id == form.incident)
    return Reply(
        party=form.party,
        incident=form.incident,
        about=incident.report_ids,
        term=form.term,
        accused=form.accused,
        reading=form.reading,
        text=form.text.strip(),
        received_by=form.received_by.strip(),
        received=form.received or now,
        recorded_by=person.name,
        at=now,
    )


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (reply,)
