"""The compliance screen's questions: the grid, the incidents of a cell, one finding."""

from datetime import date
from typing import Annotated, Any, Final

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, PathParameter, QueryParameter

from truceline.model.people import Right
from truceline.web.access import needs, person_of
from truceline.web.compliance import CellFinding, ComplianceView, cell_findings, view
from truceline.web.findings import FindingView, finding_view
from truceline.web.moments import moment_asked
from truceline.web.reader import reader
from truceline.web.reads import note_read
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]
TermAsked = Annotated[str, QueryParameter(description="A term's id")]
AccusedAsked = Annotated[str, QueryParameter(description="A party's id")]
SUMS_ONLY: Final = "who is accused, and of what, is told in sums alone at your level: see the brief"


@get("/api/compliance", opt=needs(Right.READ), sync_to_thread=True)
def grid(
    request: AnyRequest,
    room: NamedDependency[Room],
    as_of: FromQuery[str] = "",
    reading: Annotated[str, QueryParameter(description="A party's; else the first")] = "",
    per: Annotated[int, QueryParameter(description="1 or 7 days; else as fits")] = 0,
) -> ComplianceView:
    """Terms by accused side and day under one reading."""
    moment = moment_asked(room, as_of)
    clearance = person_of(request).clearance
    wanted = per if per in {1, 7} else 0
    found = view(room.picture(moment), room.case(moment), reading, clearance, wanted)
    return reader(request, room, as_of).told(found)


@get("/api/compliance/findings", opt=needs(Right.READ), sync_to_thread=True)
def of_cell(
    request: AnyRequest,
    room: NamedDependency[Room],
    term: TermAsked,
    accused: AccusedAsked,
    first: Annotated[date | None, QueryParameter(description="A day of the mission's zone")] = None,
    days: Annotated[int, QueryParameter(description="From 1 to 31")] = 1,
    as_of: FromQuery[str] = "",
) -> tuple[CellFinding, ...]:
    """The incidents of `days` from `first` on, or those without a time; each under every reading."""
    _more_than_sums(request)
    picture = room.picture(moment_asked(room, as_of))
    restricted = person_of(request).clearance == "restricted"
    span = max(1, min(days, 31))
    return cell_findings(picture, term, accused, first, span, restricted=restricted)


@get("/api/compliance/findings/{incident:str}", opt=needs(Right.READ), sync_to_thread=True)
def finding(
    request: AnyRequest,
    room: NamedDependency[Room],
    incident: Annotated[str, PathParameter(description="An incident's id")],
    term: TermAsked,
    accused: AccusedAsked,
    as_of: FromQuery[str] = "",
) -> FindingView:
    """One finding: the rule trace under every reading, and what it rests on."""
    _more_than_sums(request)
    moment = moment_asked(room, as_of)
    restricted = person_of(request).clearance == "restricted"
    picture, case, loaded = room.picture(moment), room.case(moment), room.loaded()
    found = finding_view(
        picture, loaded, case, room.engine, incident, term, accused, restricted=restricted
    )
    if restricted:
        note_read(request, [incident])
    return reader(request, room, as_of).told(found)


def _more_than_sums(request: AnyRequest) -> None:
    """Raises `PermissionDeniedException` where the level is told sums alone."""
    if person_of(request).clearance == "public":
        raise PermissionDeniedException(SUMS_ONLY)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (grid, of_cell, finding)
