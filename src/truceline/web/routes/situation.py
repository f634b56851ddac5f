"""The situation screen's questions: counts, rows, points, what lies beyond the map's edge.

Table, map and chart ask the same query of the same picture; whoever asks sees it at their clearance.
"""

from datetime import UTC
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, PathParameter

from truceline.assess.picture.card import card
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.zones import zone_of
from truceline.model.brief import IncidentView
from truceline.model.mission import Mission
from truceline.model.people import Right
from truceline.model.record import Record
from truceline.web.access import needs, person_of
from truceline.web.asking import asks_query, put
from truceline.web.columns import SORTS
from truceline.web.counts import BINS, Counts, counted
from truceline.web.ground import ground
from truceline.web.health import Source, sources
from truceline.web.moments import moment_asked
from truceline.web.parameters import (
    AS_OF,
    Bounds,
    Choice,
    IncidentId,
    Number,
    Text,
    Whole,
    refuse,
    whole,
)
from truceline.web.points import Edge, Region, edges, regions
from truceline.web.reader import reader
from truceline.web.reads import note_read
from truceline.web.room import Room
from truceline.web.spots import DEEPEST as CLOSEST
from truceline.web.spots import WORLD, Drawn, drawn
from truceline.web.table import MOST_ROWS, Page, Row, page_of, row_by
from truceline.web.tiles import DEEPEST, tile
from truceline.web.tray import Tray, tray

AnyRequest = Request[Any, Any, Any]
LONGEST: Final = 500
"""Letters of an incident's id."""
BIN: Final = Choice("bin", "Hours of a bar", tuple(map(str, BINS)), str(BINS[-1]))
SORT: Final = Choice(
    "sort",
    "A column; with - before it the largest first",
    (*SORTS, *(f"-{name}" for name in SORTS)),
    "start",
)
OFFSET: Final = Whole("offset", "Rows to pass over", 10**9)
LIMIT: Final = Whole("limit", "Rows at most", MOST_ROWS, 100)
SEL: Final = Text("sel", "An incident's id, whose position is wanted", LONGEST)
ID: Final = Text("id", "The incident's id", LONGEST)
NUMBER: Final = Whole("number", "The incident's number, where no id is given", 2**31 - 1)
VIEW: Final = Bounds("view", "What the map shows: west,south,east,north, degrees")
ZOOM: Final = Number("zoom", "The map's: 0 shows the world on 512 pixels", CLOSEST)
VERSION: Final = Text("v", "Anything: tells tiles of one log from those of the next")
READS: Final = needs(Right.READ)
PRIVATE: Final = {"cache-control": "no-store"}
MVT: Final = "application/vnd.mapbox-vector-tile"


class Situation(Record, frozen=True, kw_only=True):
    """What a query finds, counted. `root` names the log that it rests on; `countries` are those of all
    incidents (ISO 3166-1), whatever is asked for.
    """

    root: str
    counts: Counts
    regions: tuple[Region, ...]
    countries: tuple[str, ...]


def _readings(mission: Mission) -> tuple[str, ...]:
    return tuple(reading.party for reading in all_readings(mission.agreement))


@get("/api/situation", opt=READS | asks_query(BIN), sync_to_thread=True)
def situation(request: AnyRequest, room: NamedDependency[Room]) -> Situation:
    """Counts per side of everything that one may filter by, and over time."""
    told = put(request, room)
    zone = zone_of(told.mission.spec.timezone) or UTC
    counts = counted(told.found, _readings(told.mission), int(BIN.read(told.given)), zone)
    return Situation(
        root=told.mission.root,
        counts=counts,
        regions=regions(told.found, told.mission.spec.boundaries),
        countries=tuple(sorted(filter(None, told.found.columns.words("country").words))),
    )


@get("/api/situation/rows", opt=READS | asks_query(SORT, OFFSET, LIMIT, SEL), sync_to_thread=True)
def rows(request: AnyRequest, room: NamedDependency[Room]) -> Page:
    """A page of incidents."""
    told = put(request, room)
    return page_of(
        told.found,
        _readings(told.mission),
        SORT.read(told.given),
        OFFSET.read(told.given),
        LIMIT.read(told.given),
        SEL.read(told.given),
    )


@get("/api/situation/incident", opt=READS | asks_query(ID, NUMBER), sync_to_thread=True)
def incident(request: AnyRequest, room: NamedDependency[Room]) -> Row:
    """One incident by `id` or `number`, whatever else is asked for. 404 where there is none."""
    told = put(request, room)
    key, number = ID.read(told.given), NUMBER.read(told.given)
    row = row_by(told.found.columns, key, number, _readings(told.mission))
    if row is None:
        raise NotFoundException("no such incident at this moment of knowledge")
    return row


@get("/api/situation/spots", opt=READS | asks_query(VIEW, ZOOM), sync_to_thread=True)
def spots(request: AnyRequest, room: NamedDependency[Room]) -> Drawn:
    """Marks of the query's placed incidents within `view` at `zoom`."""
    told = put(request, room)
    view, zoom = VIEW.read(told.given) or WORLD, ZOOM.read(told.given)
    return drawn(told.found, view, zoom, told.mission.spec.boundaries)


@get("/api/situation/edges", opt=READS | asks_query(VIEW), sync_to_thread=True)
def beyond(request: AnyRequest, room: NamedDependency[Room]) -> tuple[Edge, ...]:
    """Incidents outside of `view`, by the edge of the map they lie beyond."""
    told = put(request, room)
    view = VIEW.read(told.given)
    return edges(told.found, view) if view else ()


@get("/api/situation/card", opt=READS, sync_to_thread=True)
def opened(
    request: AnyRequest,
    room: NamedDependency[Room],
    id: IncidentId,  # noqa: A002
    as_of: FromQuery[str] = "",
) -> IncidentView:
    """All that the brief says of one incident; for those cleared for what is restricted. 403 for others."""
    if person_of(request).clearance != "restricted":
        raise PermissionDeniedException("reports are shown to those who work for the mission")
    found = card(room.picture(moment_asked(room, as_of)), room.loaded(), id, room.engine)
    note_read(request, [found.id])
    return reader(request, room, as_of).told(found.view)


@get("/api/situation/tray", opt=READS | asks_query(), sync_to_thread=True)
def aside(request: AnyRequest, room: NamedDependency[Room]) -> Tray:
    """Incidents that no map shows, or none shows well, with what their places may be."""
    told = put(request, room)
    public = person_of(request).clearance == "public"
    as_of = told.given.get(AS_OF.name)
    case = None if public else room.case(moment_asked(room, as_of))
    found = tray(told.found, case, told.mission.spec.boundaries)
    return reader(request, room, as_of).told(found)


@get("/api/situation/sources", opt=READS, sync_to_thread=True)
def health(
    request: AnyRequest, room: NamedDependency[Room], as_of: FromQuery[str] = ""
) -> tuple[Source, ...]:
    """Reports held and bulletins missing, by source and day; nothing of it for the public."""
    if person_of(request).clearance == "public":
        return ()
    return sources(room.case(moment_asked(room, as_of)))


@get("/api/situation/ground", opt=READS, sync_to_thread=True)
def layers(
    request: AnyRequest, room: NamedDependency[Room], as_of: FromQuery[str] = ""
) -> dict[str, object]:
    """Layers to lay under the incidents, as GeoJSON by name: line, zones, sites, assets."""
    mission = room.picture(moment_asked(room, as_of)).assessment.mission
    clearance = person_of(request).clearance
    store = room.store if clearance == "restricted" else None
    found = ground(mission, store, sites=clearance != "public")
    note_read(request, ["assets"] if "assets" in found else [])
    return dict(found)


@get(
    "/tiles/incidents/{z:int}/{x:int}/{name:str}",
    opt=READS | asks_query(VERSION),
    sync_to_thread=True,
    media_type=MVT,
)
def tiles(
    request: AnyRequest,
    room: NamedDependency[Room],
    z: Annotated[int, PathParameter(description="Zoom", ge=0, le=DEEPEST)],
    x: Annotated[int, PathParameter(description="Column from the west", ge=0)],
    name: Annotated[str, PathParameter(description="Row from the north, .mvt")],
) -> Response[bytes]:
    """One vector tile of the query's incidents, `{y}.mvt`."""
    found = put(request, room).found
    y = whole(name.removesuffix(".mvt"), "y", 2**DEEPEST)
    if not (x < 2**z and y < 2**z):
        raise refuse("x", f"no such tile at zoom {z}")
    return Response(tile(found, z, x, y), media_type=MVT, headers=PRIVATE)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    situation,
    rows,
    incident,
    spots,
    beyond,
    opened,
    aside,
    health,
    layers,
    tiles,
)
