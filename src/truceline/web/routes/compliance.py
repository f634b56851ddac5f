"""The compliance screen's questions: the grid, the incidents of a cell, one finding."""

from datetime import date
from typing import Any, Final

from litestar import Request, get
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler

from truceline.model.people import Right
from truceline.web.access import needs, person_of
from truceline.web.compliance import CellFinding, ComplianceView, cell_findings, view
from truceline.web.findings import FindingView, finding_view
from truceline.web.moments import moment_asked
from truceline.web.reads import note_read
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]
SUMS_ONLY: Final = "who is accused, and of what, is told in sums alone at your level: see the brief"


@get("/api/compliance", opt=needs(Right.READ), sync_to_thread=True)
def grid(
    request: AnyRequest,
    room: Room,
    as_of: str | None = None,
    reading: str = "",
    per: int = 0,
) -> ComplianceView:
    """Terms by accused side and day under one reading; `per` is 1 or 7 days, 0 as fits."""
    moment = moment_asked(room, as_of)
    clearance = person_of(request).clearance
    wanted = per if per in {1, 7} else 0
    return view(room.picture(moment), room.case(moment), reading, clearance, wanted)


@get("/api/compliance/findings", opt=needs(Right.READ), sync_to_thread=True)
def of_cell(
    request: AnyRequest,
    room: Room,
    term: str,
    accused: str,
    first: date | None = None,
    days: int = 1,
    as_of: str | None = None,
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
    room: Room,
    incident: str,
    term: str,
    accused: str,
    as_of: str | None = None,
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
    return found


def _more_than_sums(request: AnyRequest) -> None:
    """Raises `PermissionDeniedException` where the level is told sums alone."""
    if person_of(request).clearance == "public":
        raise PermissionDeniedException(SUMS_ONLY)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (grid, of_cell, finding)
