"""The service described as OpenAPI 3.0, which geographic programs read; the whole server is described
at `/api/openapi.json`.
"""

from collections.abc import Iterable
from typing import Final

from truceline.web.ogc.ask import FORM, parameters
from truceline.web.ogc.documents import GEOJSON, HTML, JSON, SCHEMA
from truceline.web.ogc.layer import Layer
from truceline.web.parameters import AS_OF, Parameter, Told

_TEXT: Final[Told] = {"type": "string"}
_PLAIN: Final = (FORM, AS_OF)


def described(base: str, title: str, layers: Iterable[Layer], words: dict[str, str]) -> Told:
    """The OpenAPI 3.0 document."""
    paths = {
        "/": _get(words["ogc.landing"], "landing", JSON),
        "/conformance": _get(words["ogc.conformance"], "conformance", JSON),
        "/api": _get(words["ogc.api"], "api", "application/vnd.oai.openapi+json;version=3.0"),
        "/collections": _get(words["ogc.collections"], "collections", JSON),
    }
    for layer in layers:
        paths |= _paths(layer, words)
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "description": words["ogc.about"], "version": "1"},
        "servers": [{"url": base}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {"securitySchemes": SECURITY, "schemas": {"problem": PROBLEM}},
    }


SECURITY: Final[Told] = {
    "token": {"type": "http", "scheme": "bearer", "description": "truceline users token"},
    "session": {"type": "apiKey", "in": "cookie", "name": "truceline"},
}
PROBLEM: Final[Told] = {
    "type": "object",
    "required": ["type", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def _paths(layer: Layer, words: dict[str, str]) -> dict[str, Told]:
    here, title = f"/collections/{layer.name}", words[f"ogc.{layer.name}"]
    one = _get(title, f"{layer.name}_item", GEOJSON)
    one["get"]["parameters"].append(
        {"name": "fid", "in": "path", "required": True, "schema": _TEXT}
    )
    return {
        here: _get(title, f"{layer.name}_collection", JSON),
        f"{here}/queryables": _get(title, f"{layer.name}_queryables", SCHEMA),
        f"{here}/items": _get(title, f"{layer.name}_items", GEOJSON, parameters(layer)),
        f"{here}/items/{{fid}}": one,
    }


def _get(summary: str, name: str, kind: str, asked: Iterable[Parameter] = _PLAIN) -> Told:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    refused = {code: {"description": code, "content": problem} for code in ("400", "401", "404")}
    found = {kind: {"schema": {"type": "object"}}, HTML: {"schema": _TEXT}}
    return {
        "get": {
            "summary": summary,
            "operationId": name,
            "parameters": [parameter.told() for parameter in asked],
            "responses": {"200": {"description": summary, "content": found}} | refused,
        }
    }
