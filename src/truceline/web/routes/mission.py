"""What every screen must know of the mission: names, sides, readings, zone of time."""

from datetime import datetime
from typing import Any, Final

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from truceline.model.brief import PartyView, ReadingView
from truceline.model.people import Right
from truceline.model.record import Record
from truceline.stages.brief.readings import reading_views
from truceline.web.access import needs
from truceline.web.basemap import Basemap, basemap_of
from truceline.web.reader import reader_of_countries
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]


class MissionFace(Record, frozen=True, kw_only=True):
    """The mission as the bar and every screen need it; `as_of` is the moment of what is known now,
    `basemap` the map that whoever runs the room lays under everything.
    """

    title: str
    timezone: str
    boundaries: str
    parties: tuple[PartyView, ...]
    readings: tuple[ReadingView, ...]
    as_of: datetime
    root: str
    entries: int
    basemap: Basemap | None = None


@get("/api/mission", opt=needs(Right.READ), sync_to_thread=True)
def mission(request: AnyRequest, room: NamedDependency[Room], state: State) -> MissionFace:
    """The mission's names, sides, readings and zone of time."""
    case = room.case()
    spec = case.mission.spec
    face = MissionFace(
        title=spec.title or spec.name,
        timezone=spec.timezone,
        boundaries=spec.boundaries,
        parties=case.parties,
        readings=reading_views(case),
        as_of=case.as_of,
        root=case.mission.root,
        entries=case.mission.entries,
        basemap=basemap_of(state.basemap),
    )
    return reader_of_countries(request, spec.boundaries).told(face)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (mission,)
