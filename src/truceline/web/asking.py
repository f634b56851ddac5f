"""What a request asks of incidents, by the parameters that its route says it reads.

A route names them once, in its `opt`: they are what it takes, and what the server's description tells.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.handlers import BaseRouteHandler

from truceline.assess.picture.picture import Picture
from truceline.model.mission import Mission
from truceline.web.access import person_of
from truceline.web.moments import moment_asked
from truceline.web.parameters import AS_OF, Parameter
from truceline.web.query import Asked, asked, fields_of, read_query
from truceline.web.room import Room
from truceline.web.sight import rows_at

Asks = Callable[[Picture, str], tuple[Parameter, ...]]
"""What may be asked of a picture at a clearance."""
_KEY: Final = "asks"


def asks(every: Asks) -> dict[str, object]:
    """The `opt` of a route that reads these parameters and refuses any other."""
    return {_KEY: every}


def asks_query(*besides: Parameter) -> dict[str, object]:
    """The `opt` of a route that reads the query of incidents, `as_of` and some besides."""
    return asks(lambda picture, _: (*fields_of(picture.assessment.mission).every, AS_OF, *besides))


def asks_of(handler: BaseRouteHandler) -> Asks | None:
    """What a route said of itself by `asks`."""
    return handler.opt.get(_KEY)


class Put(msgspec.Struct, frozen=True):
    """A query as it was put: the parameters of the request, and the rows that they find."""

    given: dict[str, str]
    picture: Picture
    mission: Mission
    found: Asked


def put(request: Request[Any, Any, Any], room: Room) -> Put:
    """The query of a request, put to what its person may see at the moment that it names. Raises
    `ValidationException` (400) for a parameter that its route doesn't know, or can't read.
    """
    given = {name: request.query_params[name] for name in request.query_params}
    picture = room.picture(moment_asked(room, given.get(AS_OF.name)))
    clearance, mission = person_of(request).clearance, picture.assessment.mission
    known: Asks = request.route_handler.opt[_KEY]
    query = read_query(given, mission, known(picture, clearance))
    parties = tuple(party.id for party in mission.spec.parties)
    found = asked(rows_at(picture, clearance), query, parties)
    return Put(given, picture, mission, found)
