"""The server as OpenAPI 3.1, at `/api/openapi.json`: routes as they are, who may use each, and how each
refuses.
"""

from typing import Any, Final, NamedTuple

import msgspec
from litestar import Litestar, Request, Router
from litestar.enums import OpenAPIMediaType
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.routes import HTTPRoute

from truceline.assess.picture.picture import Picture
from truceline.model.people import Right
from truceline.web.access import COOKIE, CSRF_HEADER, needs, person_of
from truceline.web.asking import asks_of
from truceline.web.errors import PROBLEM_JSON
from truceline.web.parameters import AS_OF, Parameter, Told

REFUSALS: Final = {
    "400": "A parameter or a body can't be read; `errors` names it.",
    "401": "Nobody is signed in.",
    "403": "Whoever is signed in may not, or the page's word is missing.",
    "404": "There is no such thing, or not for you.",
    "409": "Somebody else did it in the meantime.",
    "413": "Too large.",
    "422": "It can be read, but makes no sense here.",
    "429": "Too many attempts; `retry-after` says how long to wait.",
    "500": "The server could not do it; its log says more.",
}
_PROBLEM: Final[Told] = {
    "type": "object",
    "description": "What is wrong, in words (RFC 9457).",
    "required": ["type", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "message": {"type": "string"},
                    "key": {"type": "string"},
                    "source": {"type": "string"},
                },
            },
        },
    },
    "example": {"type": "about:blank", "status": 401, "detail": "sign in first"},
}
_SCHEMES: Final[Told] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A program's token, of some scopes and with an end.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "A person's."},
    "word": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "With a session's cookie: its `csrf`, for whatever changes something.",
    },
}
_READS: Final = ("get", "head", "options")
_METHODS: Final = (*_READS, "post", "put", "patch", "delete")


class Want(NamedTuple):
    """The right that an operation asks for, None where it is open, and parameters that it reads itself."""

    right: Right | None = None
    asked: tuple[Parameter, ...] = ()


Wanted = dict[tuple[str, str], Want]


class Described(OpenAPIRenderPlugin):
    """Litestar's description of the routes, and what all of them have in common."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request[Any, Any, Any], openapi_schema: Told) -> bytes:
        """The document as JSON."""
        picture, clearance = request.app.state.room.picture(), person_of(request).clearance
        told = completed(openapi_schema, wanted(request.app, picture, clearance))
        return msgspec.json.encode(told)


def wanted(app: Litestar, picture: Picture, clearance: str) -> Wanted:
    """What each operation asks for, by path and method; of what may be asked of a picture at a
    clearance.
    """
    return {
        (route.path_format, method.lower()): _want(_first(handler), picture, clearance)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, handler in route.route_handler_map.items()
    }


def _want(handler: BaseRouteHandler, picture: Picture, clearance: str) -> Want:
    asked = asks_of(handler)
    return Want(handler.opt.get("needs"), asked(picture, clearance) if asked else ())


def _first(handler: Any) -> Any:  # noqa: ANN401 - Litestar keeps a handler, or one with its model
    return handler[0] if isinstance(handler, tuple) else handler


def completed(told: Told, wants: Wanted) -> Told:
    """The document with parameters, security and refusals of every operation."""
    parts = told.get("components", {})
    schemas = parts.get("schemas", {}) | {"Problem": _PROBLEM}
    paths = {path: _path(path, item, wants) for path, item in told["paths"].items()}
    shared = parts | {"schemas": schemas, "securitySchemes": _SCHEMES}
    return told | {"paths": paths, "components": shared}


def _path(path: str, item: Told, wants: Wanted) -> Told:
    return item | {
        method: _operation(path, method, item[method], wants.get((path, method), Want()))
        for method in _METHODS
        if method in item
    }


def _operation(path: str, method: str, told: Told, want: Want) -> Told:
    refused = {
        code: {"description": words, "content": _content()} for code, words in REFUSALS.items()
    }
    answers = refused | _own(path, told)
    secured: Told = {"security": _security(method, want.right), "responses": answers}
    if want.right is not None:
        secured["x-right"] = want.right
    if parameters := _parameters(told.get("parameters", []), want.asked):
        secured["parameters"] = parameters
    return told | secured


def _parameters(declared: list[Told], asked: tuple[Parameter, ...]) -> list[Told]:
    """Those of a handler's signature and those that it reads itself; `as_of` is the same everywhere."""
    own = [AS_OF.told() if _is_as_of(told) else told for told in declared]
    return [*own, *(parameter.told() for parameter in asked)]


def _is_as_of(told: Told) -> bool:
    return (told["in"], told["name"]) == ("query", AS_OF.name)


def _own(path: str, told: Told) -> Told:
    """Answers that aren't refusals: Litestar describes refusals of its own form, which none here has."""
    found = {code: how for code, how in told["responses"].items() if code < "400"}
    if "204" in found:
        found["204"] = {"description": found["204"]["description"]}
    if path.startswith("/ogc"):
        page = {"text/html": {"schema": {"type": "string"}}}
        found["200"] = found["200"] | {"content": found["200"]["content"] | page}
    return found


def _content() -> Told:
    return {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _security(method: str, right: Right | None) -> list[Told]:
    """An open route asks for nothing; one that changes something wants a session's word beside it."""
    if right is None:
        return [{}]
    session: Told = {"session": []} if method in _READS else {"session": [], "word": []}
    return [{"token": []}, session]


def description() -> OpenAPIConfig:
    """What Litestar needs to describe the routes."""
    router = Router(path="/api", route_handlers=[], opt=needs(Right.READ), include_in_schema=False)
    return OpenAPIConfig(
        title="Truceline",
        version="1",
        description="The situation room of one ceasefire mission. What an answer holds depends on"
        " what whoever asks is cleared for.",
        openapi_router=router,
        render_plugins=[Described()],
    )
