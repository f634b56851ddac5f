"""The service described as OpenAPI 3.0, which geographic programs read; the whole server is described
at `/api/openapi.json`.
"""

from collections.abc import Iterable
from typing import Final

from truceline.web.ogc.ask import CRS84, MOST, USUAL, equals
from truceline.web.ogc.documents import GEOJSON, HTML, JSON, SCHEMA, Told, properties
from truceline.web.ogc.layer import Layer

_TEXT: Final[Told] = {"type": "string"}
_BOX: Final[Told] = {
    "type": "array",
    "items": {"type": "number"},
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
}
_CHOICE: Final = {"type": "string", "enum": ["json", "html"]}


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
        f"{here}/items": _get(title, f"{layer.name}_items", GEOJSON, _choosing(layer)),
        f"{here}/items/{{fid}}": one,
    }


def _choosing(layer: Layer) -> list[Told]:
    told = properties(layer)
    whole = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    return [
        _query("bbox", _BOX) | {"style": "form", "explode": False},
        _query("bbox-crs", {"type": "string", "enum": [CRS84]}),
        _query("datetime", _TEXT),
        _query("limit", whole),
        _query("offset", {"type": "integer", "minimum": 0, "default": 0}),
        _query("filter", _TEXT),
        _query("filter-lang", {"type": "string", "enum": ["cql2-text"]}),
        _query("filter-crs", {"type": "string", "enum": [CRS84]}),
        *(_query(name, told[name]) for name in equals(layer)),
    ]


def _query(name: str, schema: Told) -> Told:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _get(summary: str, name: str, kind: str, parameters: Iterable[Told] = ()) -> Told:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    refused = {code: {"description": code, "content": problem} for code in ("400", "401", "404")}
    found = {kind: {"schema": {"type": "object"}}, HTML: {"schema": _TEXT}}
    return {
        "get": {
            "summary": summary,
            "operationId": name,
            "parameters": [*parameters, _query("f", _CHOICE), _query("as_of", _TEXT)],
            "responses": {"200": {"description": summary, "content": found}} | refused,
        }
    }
