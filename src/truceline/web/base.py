"""The base map as the page draws it: outlines and names that ship with the package, as GeoJSON."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec
import shapely

from truceline.foundation.places.basemap import Basemap, Unit, load_basemap
from truceline.web.geojson import Plain, collection, feature

GRID: Final = 1e-3
"""Degrees to which coordinates are rounded: a hundred metres, finer than the outlines are."""


@cache
def base_map(policy: str) -> bytes:
    """JSON: `countries` and `places` as GeoJSON feature collections, `attribution`.

    A place has `name`, `rank` (1 capital to 4 town) and `country`. Raises `UnreadableError` for a
    boundary policy that the data don't know.
    """
    drawn = load_basemap(policy)
    layers = {
        "countries": collection(_outlines(drawn)),
        "places": collection(_places(drawn)),
        "attribution": drawn.attribution,
    }
    return msgspec.json.encode(layers)


@cache
def regions_of(policy: str, country: str) -> bytes:
    """The first-level units of a country (ISO 3166-1 alpha-2) as a GeoJSON feature collection, empty where
    it has none. Raises `UnreadableError` for an unknown policy.
    """
    units = load_basemap(policy).admin1.items()
    return msgspec.json.encode(collection(_region(*u) for u in units if u[1].country == country))


def _outlines(drawn: Basemap) -> Iterator[Plain]:
    for code, country in drawn.countries.items():
        yield feature(country.geometry, grid=GRID, code=code, name=country.name)


def _region(code: str, unit: Unit) -> Plain:
    return feature(unit.geometry, grid=GRID, code=code, name=unit.name, country=unit.country)


def _places(drawn: Basemap) -> Iterator[Plain]:
    for place in drawn.places:
        at = shapely.Point(place.lon, place.lat)
        yield feature(at, grid=GRID, name=place.name, rank=place.rank, country=place.country)
