"""What the service says of itself: its landing page, what it conforms to, its collections and their
properties.
"""

from collections.abc import Iterable
from typing import Final

from truceline.web.ogc.ask import CRS84
from truceline.web.ogc.layer import Layer
from truceline.web.parameters import Told

_FEATURES: Final = "http://www.opengis.net/spec/ogcapi-features"
_CQL2: Final = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMS: Final = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(f"{_FEATURES}-1/1.0/conf/{part}" for part in ("core", "oas30", "geojson", "html")),
    *(
        f"{_FEATURES}-3/1.0/conf/{part}"
        for part in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"{_CQL2}/{part}"
        for part in (
            "cql2-text",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "property-property",
        )
    ),
)
"""Conformance classes, every one of them met and tested."""

JSON, HTML = "application/json", "text/html"
GEOJSON, SCHEMA = "application/geo+json", "application/schema+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"


def link(href: str, rel: str, kind: str = JSON, title: str = "") -> Told:
    """A link."""
    told = {"href": href, "rel": rel, "type": kind}
    return told | {"title": title} if title else told


def landing(base: str, title: str, words: dict[str, str]) -> Told:
    """The landing page; `words` are those of the reader's language."""
    return {
        "title": title,
        "description": words["ogc.about"],
        "links": [
            *both(base, "self"),
            link(f"{base}/api", "service-desc", OPENAPI, words["ogc.api"]),
            link(f"{base}/api?f=html", "service-doc", HTML, words["ogc.api"]),
            link(f"{base}/conformance", "conformance", JSON, words["ogc.conformance"]),
            link(f"{base}/collections", "data", JSON, words["ogc.collections"]),
        ],
    }


def both(href: str, rel: str, kind: str = JSON) -> list[Told]:
    """A resource as what it is, and as a page for people."""
    mark = "&" if "?" in href else "?"
    return [link(href, rel, kind), link(f"{href}{mark}f=html", "alternate", HTML)]


def collections(base: str, layers: Iterable[Layer], words: dict[str, str]) -> Told:
    """All collections."""
    every = [collection(base, layer, words) for layer in layers]
    return {"links": both(f"{base}/collections", "self"), "collections": every}


def collection(base: str, layer: Layer, words: dict[str, str]) -> Told:
    """One collection."""
    here = f"{base}/collections/{layer.name}"
    told: Told = {
        "id": layer.name,
        "title": words[f"ogc.{layer.name}"],
        "description": words[f"ogc.{layer.name}.about"],
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            *both(here, "self"),
            *(link(f"{here}/items", "items", GEOJSON), link(f"{here}/items?f=html", "items", HTML)),
            link(f"{here}/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", SCHEMA),
        ],
    }
    if extent := layer.extent():
        box, ends = extent
        told["extent"] = {
            "spatial": {"bbox": [box], "crs": CRS84},
            "temporal": {"interval": [ends]},
        }
    return told


def queryables(base: str, layer: Layer, words: dict[str, str]) -> Told:
    """What may be asked of a collection, as a JSON Schema."""
    every: Told = {name: {"title": name} | told for name, told in properties(layer).items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/collections/{layer.name}/queryables",
        "type": "object",
        "title": words[f"ogc.{layer.name}"],
        "properties": {
            "geometry": {
                "title": "geometry",
                "format": "geometry-any",
                "x-ogc-role": "primary-geometry",
            }
        }
        | every,
        "additionalProperties": False,
    }


def properties(layer: Layer) -> dict[str, Told]:
    """Each property's schema."""
    return {name: kind.schema for name, kind in layer.kinds.items()}
