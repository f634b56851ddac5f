"""The situation screen's questions: counts, rows, points, what lies beyond the map's edge.

Table, map and chart ask the same query of the same picture; whoever asks sees it at their clearance.
"""

from datetime import UTC
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truceline.assess.picture.card import card
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.zones import zone_of
from truceline.model.brief import IncidentView
from truceline.model.mission import Mission
from truceline.model.people import Right
from truceline.model.record import Record
from truceline.web.access import needs, person_of
from truceline.web.counts import BINS, Counts, counted
from truceline.web.ground import ground
from truceline.web.health import Source, sources
from truceline.web.moments import moment_asked
from truceline.web.points import Edge, Region, edges, regions
from truceline.web.query import Asked, asked, read_box, read_query, refuse
from truceline.web.reads import note_read
from truceline.web.room import Room
from truceline.web.sight import rows_at
from truceline.web.spots import WORLD, Drawn, drawn, read_zoom
from truceline.web.table import MOST_ROWS, Page, Row, page_of, read_count, read_sort, row_by
from truceline.web.tiles import DEEPEST, tile
from truceline.web.tray import Tray, tray

AnyRequest = Request[Any, Any, Any]
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


def query_of(
    request: AnyRequest, room: Room, *besides: str
) -> tuple[Asked, Mission, dict[str, str]]:
    """The query of a request, put to what its person may see at the moment that it names; the mission,
    and the parameters. `besides` are parameters that belong to the route.
    """
    given = {name: request.query_params[name] for name in request.query_params}
    picture = room.picture(moment_asked(room, given.get("as_of")))
    mission = picture.assessment.mission
    query = read_query(given, mission, ("as_of", *besides))
    parties = tuple(party.id for party in mission.spec.parties)
    rows = rows_at(picture, person_of(request).clearance)
    return asked(rows, query, parties), mission, given


def _readings(mission: Mission) -> tuple[str, ...]:
    return tuple(reading.party for reading in all_readings(mission.agreement))


@get("/api/situation", opt=needs(Right.READ), sync_to_thread=True)
def situation(request: AnyRequest, room: NamedDependency[Room]) -> Situation:
    """Counts per side of everything that one may filter by, and over time; `bin` is 1, 6 or 24 hours."""
    found, mission, given = query_of(request, room, "bin")
    hours = read_count(given.get("bin", "24"), "bin", 24)
    if hours not in BINS:
        raise refuse("bin", f"is none of {', '.join(map(str, BINS))}")
    zone = zone_of(mission.spec.timezone) or UTC
    counts = counted(found, _readings(mission), hours, zone)
    return Situation(
        root=mission.root,
        counts=counts,
        regions=regions(found, mission.spec.boundaries),
        countries=tuple(sorted(filter(None, found.columns.words("country").words))),
    )


@get("/api/situation/rows", opt=needs(Right.READ), sync_to_thread=True)
def rows(request: AnyRequest, room: NamedDependency[Room]) -> Page:
    """A page of incidents; `sort`, `offset`, `limit`, and `sel`, an id whose position is wanted."""
    found, mission, given = query_of(request, room, "sort", "offset", "limit", "sel")
    return page_of(
        found,
        _readings(mission),
        read_sort(given.get("sort", "start")),
        read_count(given.get("offset", "0"), "offset", 10**9),
        read_count(given.get("limit", "100"), "limit", MOST_ROWS),
        given.get("sel", ""),
    )


@get("/api/situation/incident", opt=needs(Right.READ), sync_to_thread=True)
def incident(request: AnyRequest, room: NamedDependency[Room]) -> Row:
    """One incident by `id` or `number`, whatever else is asked for. 404 where there is none."""
    found, mission, given = query_of(request, room, "id", "number")
    row = row_by(found.columns, given.get("id", ""), given.get("number", ""), _readings(mission))
    if row is None:
        raise NotFoundException("no such incident at this moment of knowledge")
    return row


@get("/api/situation/spots", opt=needs(Right.READ), sync_to_thread=True)
def spots(request: AnyRequest, room: NamedDependency[Room]) -> Drawn:
    """Marks of the query's placed incidents within `view` (west,south,east,north) at `zoom` (0 to 24)."""
    found, mission, given = query_of(request, room, "view", "zoom")
    view = read_box(given, "view") or WORLD
    return drawn(found, view, read_zoom(given.get("zoom", "0")), mission.spec.boundaries)


@get("/api/situation/edges", opt=needs(Right.READ), sync_to_thread=True)
def beyond(request: AnyRequest, room: NamedDependency[Room]) -> tuple[Edge, ...]:
    """Incidents outside of `view` (west,south,east,north), by the edge of the map they lie beyond."""
    found, _, given = query_of(request, room, "view")
    view = read_box(given, "view")
    return edges(found, view) if view else ()


@get("/api/situation/card", opt=needs(Right.READ), sync_to_thread=True)
def opened(
    request: AnyRequest,
    room: NamedDependency[Room],
    id: FromQuery[str],  # noqa: A002
    as_of: FromQuery[str] = "",
) -> IncidentView:
    """All that the brief says of one incident; for those cleared for what is restricted. 403 for others."""
    if person_of(request).clearance != "restricted":
        raise PermissionDeniedException("reports are shown to those who work for the mission")
    found = card(room.picture(moment_asked(room, as_of)), room.loaded(), id, room.engine)
    note_read(request, [found.id])
    return found.view


@get("/api/situation/tray", opt=needs(Right.READ), sync_to_thread=True)
def aside(request: AnyRequest, room: NamedDependency[Room]) -> Tray:
    """Incidents that no map shows, or none shows well, with what their places may be."""
    found, mission, given = query_of(request, room)
    public = person_of(request).clearance == "public"
    case = None if public else room.case(moment_asked(room, given.get("as_of")))
    return tray(found, case, mission.spec.boundaries)


@get("/api/situation/sources", opt=needs(Right.READ), sync_to_thread=True)
def health(
    request: AnyRequest, room: NamedDependency[Room], as_of: FromQuery[str] = ""
) -> tuple[Source, ...]:
    """Reports held and bulletins missing, by source and day; nothing of it for the public."""
    if person_of(request).clearance == "public":
        return ()
    return sources(room.case(moment_asked(room, as_of)))


@get("/api/situation/ground", opt=needs(Right.READ), sync_to_thread=True)
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
    opt=needs(Right.READ),
    sync_to_thread=True,
    media_type=MVT,
)
def tiles(
    request: AnyRequest,
    room: NamedDependency[Room],
    z: FromPath[int],
    x: FromPath[int],
    name: FromPath[str],
) -> Response[bytes]:
    """One vector tile of the query's incidents, `{y}.mvt`; `v` is ignored: it tells one log from the next."""
    found, _, _ = query_of(request, room, "v")
    y = read_count(name.removesuffix(".mvt"), "y", 2**DEEPEST)
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and y < 2**z):
        raise refuse("z", f"no such tile; zoom goes from 0 to {DEEPEST}")
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
