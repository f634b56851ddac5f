"""Names of places in a reader's language: of the base map, open to all; of the mission, for who sees it."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, PathParameter, QueryParameter

from truceline.foundation.places.basemap import policies
from truceline.model.people import Right
from truceline.web.access import OPEN, needs
from truceline.web.languages import LANGUAGES
from truceline.web.names import PlaceNames, labels
from truceline.web.reader import names_for
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]
_DAY: Final = {"cache-control": "public, max-age=86400"}


@get("/names/{policy:str}/{file:str}", opt=OPEN, sync_to_thread=True)
def base_names(
    policy: Annotated[str, PathParameter(description="A policy of boundaries")],
    file: Annotated[str, PathParameter(description="A language, .json")],
) -> Response[dict[str, str]]:
    """What the base map's places are called in one language, by `country/name`: `recognised/uk.json`."""
    language = file.removesuffix(".json")
    if language not in LANGUAGES or policy not in policies():
        raise NotFoundException(f"no such language or policy; there are {', '.join(LANGUAGES)}")
    return Response(labels(language, policy), headers=_DAY)


@get("/api/names", opt=needs(Right.READ), sync_to_thread=True)
def names(
    request: AnyRequest,
    room: NamedDependency[Room],
    language: Annotated[str, QueryParameter(description="A language of the pages")] = "en",
    as_of: FromQuery[str] = "",
) -> PlaceNames:
    """What the mission's places are called in a language, by what reports call them."""
    if language not in LANGUAGES:
        raise NotFoundException(f"no such language; there are {', '.join(LANGUAGES)}")
    return names_for(request, room, language, as_of)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (base_names, names)
