"""The base map as the page draws it: outlines and names that ship with the package, as GeoJSON."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.basemap import Basemap, load_basemap

GRID: Final = 1e-3
"""Degrees to which coordinates are rounded: a hundred metres, finer than the outlines are."""

Plain = dict[str, object]


@cache
def base_map(policy: str) -> bytes:
    """JSON: `countries`, `regions` and `places` as GeoJSON feature collections, `attribution`.

    A place has `name`, `rank` (1 capital to 4 town) and `country`. Raises `UnreadableError` for a
    boundary policy that the data don't know.
    """
    drawn = load_basemap(policy)
    layers = {
        "countries": _collection(_outlines(drawn)),
        "regions": _collection(_regions(drawn)),
        "places": _collection(_places(drawn)),
        "attribution": drawn.attribution,
    }
    return msgspec.json.encode(layers)


def _collection(features: Iterable[Plain]) -> Plain:
    return {"type": "FeatureCollection", "features": list(features)}


def _outlines(drawn: Basemap) -> Iterator[Plain]:
    for code, country in drawn.countries.items():
        yield _feature(country.geometry, code=code, name=country.name)


def _regions(drawn: Basemap) -> Iterator[Plain]:
    for code, unit in drawn.admin1.items():
        yield _feature(unit.geometry, code=code, name=unit.name, country=unit.country)


def _places(drawn: Basemap) -> Iterator[Plain]:
    for place in drawn.places:
        at = shapely.Point(place.lon, place.lat)
        yield _feature(at, name=place.name, rank=place.rank, country=place.country)


def _feature(geometry: BaseGeometry, **properties: object) -> Plain:
    rounded = shapely.set_precision(geometry, GRID)
    return {
        "type": "Feature",
        "geometry": msgspec.Raw(shapely.to_geojson(rounded).encode()),
        "properties": properties,
    }
