"""Where the mission looks, as a layer: for those cleared for what is restricted, and on record when read."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler

from truceline.model.people import Right
from truceline.web.access import needs, person_of
from truceline.web.asking import asks_query, put
from truceline.web.coverage import coverage_json
from truceline.web.reads import note_read
from truceline.web.room import Room

_PRIVATE: Final = {"cache-control": "no-store"}


@get("/api/situation/coverage", opt=needs(Right.READ) | asks_query(), sync_to_thread=True)
def coverage(request: Request[Any, Any, Any], room: NamedDependency[Room]) -> Response[bytes]:
    """With what probability one act of a kind (`act`) was or would be seen, by cell, by day and in the
    dark, between `from` and `to` and never after `as_of`. 403 for those not cleared for restricted.
    """
    if person_of(request).clearance != "restricted":
        raise PermissionDeniedException("coverage is shown to those who work for the mission")
    asked = put(request, room)
    told = coverage_json(asked.picture, room.store, asked.found.query, room.clock())
    note_read(request, ["coverage"])
    return Response(told, media_type="application/json", headers=_PRIVATE)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (coverage,)
