"""OGC API Features under `/ogc`: parts 1 and 3, with filters in CQL2 text."""

from itertools import chain
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

import numpy as np
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, SkipValidation

from truceline.assess.picture.picture import Picture
from truceline.model.people import Right
from truceline.web.access import needs, person_of
from truceline.web.asking import asks
from truceline.web.languages import catalogue
from truceline.web.moments import moment_asked
from truceline.web.ogc import documents
from truceline.web.ogc.ask import FORM, Ask, Turn, found, parameters, read_ask
from truceline.web.ogc.documents import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, link
from truceline.web.ogc.feature import encoded, features, stamp
from truceline.web.ogc.layer import Layer
from truceline.web.ogc.layers import LAYERS, layer_of
from truceline.web.ogc.openapi import described
from truceline.web.ogc.pages import page
from truceline.web.parameters import AS_OF, Parameter, Told, demand_known
from truceline.web.reads import note_read
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]
ROOT: Final = "/ogc"
_PRIVATE: Final = {"cache-control": "no-store", "vary": "accept, cookie, authorization"}

Feature = Annotated[str, PathParameter(description="The feature's id")]
Name = Annotated[str, PathParameter(description=", ".join(LAYERS))]


class _Asked:
    """What every route here needs of a request."""

    def __init__(self, request: AnyRequest, room: Room) -> None:
        self.request, self.room = request, room
        self.base = str(request.base_url).rstrip("/") + ROOT
        self.given = {name: request.query_params[name] for name in request.query_params}
        self.person = person_of(request)
        self.picture: Picture = room.picture(moment_asked(room, self.given.get(AS_OF.name)))
        self.words = catalogue(self.person.language)

    @property
    def title(self) -> str:
        spec = self.picture.assessment.mission.spec
        return f"{spec.title or spec.name} · {self.words['ogc.landing']}"

    def layer(self, name: str) -> Layer:
        """A layer as this person may see it. Raises `NotFoundException`."""
        if name not in LAYERS:
            raise NotFoundException(f"no such collection; there are {', '.join(LAYERS)}")
        return layer_of(self.picture, self.person.clearance, name)

    def layers(self) -> list[Layer]:
        """All layers."""
        return [self.layer(name) for name in LAYERS]

    def answer(self, told: Told, title: str, kind: str = JSON) -> Response[bytes]:
        """As JSON, or as a page where that is asked for."""
        if self.wants_html():
            body = page(told, title, self.person.language, self.words)
            return Response(body, media_type=HTML, headers=_PRIVATE)
        return Response(encoded(told), media_type=kind, headers=_PRIVATE)

    def wants_html(self) -> bool:
        """A page for people? Raises `ValidationException` for a form that isn't known."""
        if self.given.get(FORM.name):
            return FORM.read(self.given) == "html"
        accepted = self.request.headers.get("accept", "")
        return accepted.startswith(HTML)


def _asked(request: AnyRequest, room: NamedDependency[Room]) -> _Asked:
    return _Asked(request, room)


def _asked_no_more(request: AnyRequest, room: NamedDependency[Room]) -> _Asked:
    """Where nothing is chosen."""
    demand_known(request.query_params, _PLAIN)
    return _Asked(request, room)


def _of_any_layer(picture: Picture, clearance: str) -> tuple[Parameter, ...]:
    every = (parameters(layer_of(picture, clearance, name)) for name in LAYERS)
    return tuple({told.name: told for told in chain.from_iterable(every)}.values())


_PLAIN: Final = (FORM, AS_OF)
_READ: Final = needs(Right.READ) | asks(lambda *_: _PLAIN)
_CHOOSE: Final = needs(Right.READ) | asks(_of_any_layer)
_ASKED: Final = {"asked": Provide(_asked_no_more, sync_to_thread=True)}
_CHOSEN: Final = {"asked": Provide(_asked, sync_to_thread=True)}
Asking = NamedDependency[SkipValidation[_Asked]]


@get(ROOT, opt=_READ, dependencies=_ASKED, sync_to_thread=True)
def landing(asked: Asking) -> Response[bytes]:
    """Where the service begins."""
    return asked.answer(documents.landing(asked.base, asked.title, asked.words), asked.title)


@get(f"{ROOT}/conformance", opt=_READ, dependencies=_ASKED, sync_to_thread=True)
def conformance(asked: Asking) -> Response[bytes]:
    """What the service conforms to."""
    return asked.answer({"conformsTo": documents.CONFORMS}, asked.words["ogc.conformance"])


@get(f"{ROOT}/api", opt=_READ, dependencies=_ASKED, sync_to_thread=True, media_type=OPENAPI)
def api(asked: Asking) -> Response[bytes]:
    """The service as OpenAPI 3.0."""
    told = described(asked.base, asked.title, asked.layers(), asked.words)
    return asked.answer(told, asked.words["ogc.api"], OPENAPI)


@get(f"{ROOT}/collections", opt=_READ, dependencies=_ASKED, sync_to_thread=True)
def collections(asked: Asking) -> Response[bytes]:
    """All collections."""
    told = documents.collections(asked.base, asked.layers(), asked.words)
    return asked.answer(told, asked.words["ogc.collections"])


@get(f"{ROOT}/collections/{{name:str}}", opt=_READ, dependencies=_ASKED, sync_to_thread=True)
def collection(asked: Asking, name: Name) -> Response[bytes]:
    """One collection."""
    told = documents.collection(asked.base, asked.layer(name), asked.words)
    return asked.answer(told, told["title"])


@get(
    f"{ROOT}/collections/{{name:str}}/queryables",
    opt=_READ,
    dependencies=_ASKED,
    sync_to_thread=True,
    media_type=SCHEMA,
)
def queryables(asked: Asking, name: Name) -> Response[bytes]:
    """What may be asked of a collection."""
    told = documents.queryables(asked.base, asked.layer(name), asked.words)
    return asked.answer(told, asked.words["ogc.queryables"], SCHEMA)


@get(
    f"{ROOT}/collections/{{name:str}}/items",
    opt=_CHOOSE,
    dependencies=_CHOSEN,
    sync_to_thread=True,
    media_type=GEOJSON,
)
def items(asked: Asking, name: Name) -> Response[bytes]:
    """Features of a collection, chosen by box, time, filter and any property of /queryables."""
    layer = asked.layer(name)
    ask, turn = read_ask(asked.given, layer)
    told, ids = _page(asked, layer, ask, turn)
    _noted(asked, ids)
    return asked.answer(told, asked.words[f"ogc.{name}"], GEOJSON)


def _page(asked: _Asked, layer: Layer, ask: Ask, turn: Turn) -> tuple[Told, list[str]]:
    rows = found(layer, ask)
    shown = features(layer, rows[turn.offset : turn.offset + turn.limit])
    told = {
        "type": "FeatureCollection",
        "timeStamp": stamp(asked.room.clock()),
        "numberMatched": len(rows),
        "numberReturned": len(shown),
        "links": _links(asked, layer.name, turn, len(rows)),
        "features": shown,
    }
    return told, [feature["id"] for feature in shown]


def _links(asked: _Asked, name: str, turn: Turn, matched: int) -> list[Told]:
    here = f"{asked.base}/collections/{name}"
    found = [link(_address(f"{here}/items", asked.given), "self", GEOJSON)]
    found.append(link(_address(f"{here}/items", asked.given | {"f": "html"}), "alternate", HTML))
    if turn.offset + turn.limit < matched:
        found.append(_turned(here, asked, turn, turn.offset + turn.limit, "next"))
    if turn.offset:
        found.append(_turned(here, asked, turn, max(turn.offset - turn.limit, 0), "prev"))
    return [*found, link(here, "collection")]


def _turned(here: str, asked: _Asked, turn: Turn, offset: int, rel: str) -> Told:
    page_ = {"limit": str(turn.limit), "offset": str(offset)}
    return link(_address(f"{here}/items", asked.given | page_), rel, GEOJSON)


def _address(path: str, given: dict[str, str]) -> str:
    return f"{path}?{urlencode(given)}" if given else path


@get(
    f"{ROOT}/collections/{{name:str}}/items/{{fid:str}}",
    opt=_READ,
    dependencies=_ASKED,
    sync_to_thread=True,
    media_type=GEOJSON,
)
def item(asked: Asking, name: Name, fid: Feature) -> Response[bytes]:
    """One feature."""
    layer = asked.layer(name)
    if fid not in layer.places:
        raise NotFoundException("no such feature, or not for you")
    (told,) = features(layer, np.array([layer.places[fid]]))
    here = f"{asked.base}/collections/{name}"
    own = documents.both(f"{here}/items/{quote(fid, safe='')}", "self", GEOJSON)
    _noted(asked, [fid])
    return asked.answer(told | {"links": [*own, link(here, "collection")]}, fid, GEOJSON)


def _noted(asked: _Asked, ids: list[str]) -> None:
    if asked.person.clearance == "restricted":
        note_read(asked.request, ids)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    landing,
    conformance,
    api,
    collections,
    collection,
    queryables,
    items,
    item,
)
