"""What reviewers look at: the queue, one incident with all behind it, its likes, and two beside each
other. For the mission's own people alone; what they open is noted.
"""

from threading import Lock
from typing import Annotated, Any, Final

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from truceline.assess.picture.card import IncidentCard, card
from truceline.assess.picture.near import Near, row_of, similar
from truceline.assess.picture.picture import Picture
from truceline.foundation.judging import needed
from truceline.foundation.propositions import accuses
from truceline.foundation.vocabulary import words
from truceline.model.finding import LedgerRow
from truceline.model.people import Person, Right
from truceline.model.record import Record
from truceline.stages.compliance.rulings import OPEN, SETTLED, VERIFYING_ROLES
from truceline.web.access import Key, needs
from truceline.web.candidates import Spot, named, spots
from truceline.web.desk import home_of
from truceline.web.moments import moment_asked
from truceline.web.parameters import IncidentId, Most, Start
from truceline.web.queued import Desk, Queued
from truceline.web.reader import reader
from truceline.web.reads import note_read
from truceline.web.room import Room

AnyRequest = Request[Person | None, Key | None, Any]
_MAKING = Lock()
PAGE: Final = 50


def desk_of(state: State) -> Desk:
    """The desk of this application, made when it is first asked for."""
    with _MAKING:
        if "desk" not in state:
            state["desk"] = Desk()
    desk: Desk = state["desk"]
    return desk


DESK: Final = {"desk": Provide(desk_of, sync_to_thread=False)}


class QueuePage(Record, frozen=True, kw_only=True):
    """Some of the queue from `start` on, of `total` that it holds."""

    items: tuple[Queued, ...]
    start: int
    total: int
    root: str


class ReviewCard(Record, frozen=True, kw_only=True):
    """An incident and all behind it; `ledger` its rows under each reading, `spots` where it may be,
    `accuses` the party that each report accuses, where one does.
    """

    card: IncidentCard
    accuses: dict[str, str]
    ledger: tuple[LedgerRow, ...]
    blamed: tuple[str, ...]
    spots: tuple[Spot, ...]
    root: str


class Compared(Record, frozen=True, kw_only=True):
    """Two incidents beside each other."""

    one: ReviewCard
    two: ReviewCard


class Choices(Record, frozen=True, kw_only=True):
    """What a judgement may say: acts, conditions of exemption, answers of a verification; and whether
    this person may verify. `needed` are the persons that a weighty judgement takes.
    """

    acts: tuple[str, ...]
    exemptions: tuple[str, ...]
    answers: tuple[str, ...]
    role: str
    may_verify: bool
    needed: int


def picture_asked(room: Room, as_of: str) -> Picture:
    """The picture of a moment, of now where none is asked for."""
    return room.picture(moment_asked(room, as_of))


@get("/api/review/queue", opt=needs(Right.REVIEW), dependencies=DESK, sync_to_thread=True)
def review_queue(
    request: AnyRequest,
    room: NamedDependency[Room],
    desk: NamedDependency[Desk],
    as_of: FromQuery[str] = "",
    start: Start = 0,
    limit: Most = PAGE,
) -> QueuePage:
    """What to look at: judgements that wait for a second person, then incidents in doubt by the
    figures that one judgement may move.
    """
    picture = picture_asked(room, as_of)
    every = desk.queue(picture, room.loaded())
    first = max(start, 0)
    items = every[first : first + max(limit, 0)]
    note_read(request, (queued.item.incident_id for queued in items if queued.item.incident_id))
    return QueuePage(items=items, start=first, total=len(every), root=picture.root)


@get("/api/review/incident", opt=needs(Right.REVIEW), sync_to_thread=True)
def review_incident(
    request: AnyRequest,
    room: NamedDependency[Room],
    id: IncidentId,  # noqa: A002
    as_of: FromQuery[str] = "",
) -> ReviewCard:
    """One incident with its claims, origins, times, findings, traces and judgements. An id that is no
    more, since a judgement put its first report elsewhere, leads to where that report is now.
    """
    picture = picture_asked(room, as_of)
    found = _card(room, picture, home_of(picture, id))
    note_read(request, (found.card.id,))
    return reader(request, room, as_of).told(found)


def _card(room: Room, picture: Picture, incident_id: str) -> ReviewCard:
    found = card(picture, room.loaded(), incident_id, room.engine)
    assessment = picture.assessment
    blamed = picture.rows["blamed"][row_of(picture.rows, incident_id)].as_py()
    reports = [assessment.reports[key] for key in found.incident.report_ids]
    told = ((r.key, accuses(r.stance, r.about, r.claimant_side, r.alleged_actor)) for r in reports)
    return ReviewCard(
        card=found,
        accuses={key: party for key, party in told if party},
        ledger=picture.sheet(incident_id).ledger,
        blamed=tuple(blamed),
        spots=spots(reports),
        root=picture.root,
    )


@get("/api/review/similar", opt=needs(Right.REVIEW), sync_to_thread=True)
def review_similar(
    request: AnyRequest,
    room: NamedDependency[Room],
    id: IncidentId,  # noqa: A002
    as_of: FromQuery[str] = "",
    most: Most = 6,
) -> tuple[Near, ...]:
    """Incidents like one, the likest first: near it in place and time, of its object and act."""
    found = similar(picture_asked(room, as_of), id, min(max(most, 0), PAGE))
    note_read(request, (near.id for near in found))
    return found


@get("/api/review/compare", opt=needs(Right.REVIEW), sync_to_thread=True)
def review_compare(
    request: AnyRequest,
    room: NamedDependency[Room],
    one: IncidentId,
    two: IncidentId,
    as_of: FromQuery[str] = "",
) -> Compared:
    """Two incidents beside each other."""
    picture = picture_asked(room, as_of)
    note_read(request, (one, two))
    found = Compared(one=_card(room, picture, one), two=_card(room, picture, two))
    return reader(request, room, as_of).told(found)


@get("/api/review/choices", opt=needs(Right.REVIEW), sync_to_thread=True)
def review_choices(request: AnyRequest, room: NamedDependency[Room]) -> Choices:
    """What may be said in a judgement here, and whether whoever asks may verify."""
    mission = room.loaded().mission
    mandate = mission.spec.mandate
    verifies = mandate.role in VERIFYING_ROLES
    name = request.user.name if request.user else ""
    return Choices(
        acts=tuple(sorted(words("acts"))),
        exemptions=tuple(sorted(words("exemptions"))),
        answers=(*(SETTLED if verifies else ()), *OPEN),
        role=mandate.role,
        may_verify=verifies and name in mandate.verifiers,
        needed=needed(mission.agreement),
    )


@get("/api/review/places", opt=needs(Right.REVIEW), sync_to_thread=True)
def review_places(
    room: NamedDependency[Room],
    name: Annotated[str, QueryParameter(description="A place's name")],
    country: Annotated[
        str, QueryParameter(description="A country's code; else the mandate's")
    ] = "",
) -> tuple[Spot, ...]:
    """Places of a name, by the gazetteer of the mission's boundaries: in a country, else in those of
    the mandate's territory. Nowhere else: the list of the whole world takes minutes to read.
    """
    spec = room.loaded().mission.spec
    among = (country,) if country else spec.mandate.territory
    return tuple(spot for code in among for spot in named(name, code, spec.boundaries))


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    review_queue,
    review_incident,
    review_similar,
    review_compare,
    review_choices,
    review_places,
)
