"""The base map as the page draws it: outlines and names that ship with the package, as GeoJSON."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec
import shapely

from truceline.foundation.places.basemap import Basemap, load_basemap
from truceline.web.geojson import Plain, collection, feature

GRID: Final = 1e-3
"""Degrees to which coordinates are rounded: a hundred metres, finer than the outlines are."""


@cache
def base_map(policy: str) -> bytes:
    """JSON: `countries`, `regions` and `places` as GeoJSON feature collections, `attribution`.

    A place has `name`, `rank` (1 capital to 4 town) and `country`. Raises `UnreadableError` for a
    boundary policy that the data don't know.
    """
    drawn = load_basemap(policy)
    layers = {
        "countries": collection(_outlines(drawn)),
        "regions": collection(_regions(drawn)),
        "places": collection(_places(drawn)),
        "attribution": drawn.attribution,
    }
    return msgspec.json.encode(layers)


def _outlines(drawn: Basemap) -> Iterator[Plain]:
    for code, country in drawn.countries.items():
        yield feature(country.geometry, GRID, code=code, name=country.name)


def _regions(drawn: Basemap) -> Iterator[Plain]:
    for code, unit in drawn.admin1.items():
        yield feature(unit.geometry, GRID, code=code, name=unit.name, country=unit.country)


def _places(drawn: Basemap) -> Iterator[Plain]:
    for place in drawn.places:
        at = shapely.Point(place.lon, place.lat)
        yield feature(at, GRID, name=place.name, rank=place.rank, country=place.country)
