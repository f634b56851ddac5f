"""A query's incidents on the map: as points with their true error, each under who is accused.

Up to `MOST_POINTS` they are told one by one; beyond, tiles merge those that one pixel would hide.
Whatever is drawn keeps accused sides apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np

from truceline.foundation.places.regions import units_named
from truceline.model.record import Record
from truceline.web.columns import Columns
from truceline.web.query import EACH, NOBODY, Asked

MOST_POINTS: Final = 5000
REGION: Final = frozenset({"region"})
SHOWN_NAMES: Final = 2
"""Places that a pill at the map's edge names."""


class Edge(Record, frozen=True, kw_only=True):
    """Incidents beyond one edge of the map (north, east, south, west): names of places, the most frequent
    first, and how many per side (in the order of `sides_of`). `lon`, `lat` is their middle.
    """

    edge: str
    places: tuple[str, ...]
    more: int
    sides: dict[str, int]
    lat: float
    lon: float


class Region(Record, frozen=True, kw_only=True):
    """A first-level unit of which some incidents tell no more than its name, and how many per side."""

    code: str
    sides: dict[str, int]


@lru_cache(maxsize=20_000)
def unit_of(place: str, country: str, boundaries: str) -> str:
    """The code of the one first-level unit that a place's name means, empty where it means none."""
    found = units_named(place, country, boundaries) if place else ()
    return found[0] if len(found) == 1 else ""


def sides_of(parties: tuple[str, ...]) -> tuple[str, ...]:
    """Under what a point is drawn: one accused party, several, or nobody."""
    return (*parties, EACH, NOBODY)


def point_json(asked: Asked, boundaries: str) -> bytes:
    """The query's placed incidents as a GeoJSON FeatureCollection (RFC 7946). A feature's id is the
    incident's number; properties: `id`, `side`, `sure`, `km` (one standard deviation), `region` where no more
    is known, and then `unit`, the code of the first-level unit that is meant.
    """
    c = asked.columns
    at = np.flatnonzero(asked.mask & ~np.isnan(c.lat))
    columns = (
        c.number("number")[at].astype(int).tolist(),
        np.round(c.lon[at], 5).tolist(),
        np.round(c.lat[at], 5).tolist(),
        _properties(c, at, boundaries),
    )
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": {"type": "Point", "coordinates": (lon, lat)},
            "properties": properties,
        }
        for number, lon, lat, properties in zip(*columns, strict=True)
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def _properties(c: Columns, at: np.ndarray, boundaries: str) -> list[dict[str, object]]:
    named = sides_of(c.parties)
    wide = c.words("place_state").among(REGION)[at].tolist()
    columns = (
        c.rows["id"].take(at).to_pylist(),
        [named[code] for code in c.side[at].tolist()],
        c.sure[at].tolist(),
        np.round(c.radius_km[at], 2).tolist(),
        wide,
        _units(c, at, wide, boundaries),
    )
    names = ("id", "side", "sure", "km", "region", "unit")
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _units(c: Columns, at: np.ndarray, wide: list[bool], boundaries: str) -> list[str]:
    place, country = c.words("place"), c.words("country")
    codes = zip(wide, place.codes[at].tolist(), country.codes[at].tolist(), strict=True)
    return [
        unit_of(place.words[p], country.words[k], boundaries) if region else ""
        for region, p, k in codes
    ]


def regions(asked: Asked, boundaries: str) -> tuple[Region, ...]:
    """Units that hold incidents of which no more is known than the region."""
    c = asked.columns
    state = c.words("place_state").among(REGION)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (place, country), side in _told(c, asked.mask & state, ("place", "country")):
        found[unit_of(place, country, boundaries)][side] += 1
    return tuple(
        Region(code=code, sides=dict(sorted(sides.items())))
        for code, sides in sorted(found.items())
        if code
    )


def _told(
    c: Columns, fits: np.ndarray, names: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    at, named = np.flatnonzero(fits), sides_of(c.parties)
    columns = [[c.words(n).words[k] for k in c.words(n).codes[at].tolist()] for n in names]
    codes = c.side[at].tolist()
    for *row, code in zip(*columns, codes, strict=True):
        yield tuple(row), named[code]


def edges(asked: Asked, view: tuple[float, float, float, float]) -> tuple[Edge, ...]:
    """The query's incidents outside of a view (west, south, east, north), by the edge they lie beyond."""
    c = asked.columns
    west, south, east, north = view
    placed = asked.mask & ~np.isnan(c.lat)
    up, down = c.lat > north, c.lat < south
    beyond = {
        "north": up,
        "south": down,
        "west": (c.lon < west) & ~up & ~down,
        "east": (c.lon > east) & ~up & ~down,
    }
    return tuple(_edge(c, name, placed & m) for name, m in beyond.items() if (placed & m).any())


def _edge(c: Columns, name: str, fits: np.ndarray) -> Edge:
    named, places = sides_of(c.parties), c.words("place")
    counts = np.bincount(places.codes[fits], minlength=len(places.words))
    held = [n for n in np.argsort(-counts, kind="stable").tolist() if counts[n]]
    sides = np.bincount(c.side[fits], minlength=len(named)).tolist()
    return Edge(
        edge=name,
        places=tuple(places.words[n] for n in held[:SHOWN_NAMES] if places.words[n]),
        more=max(len(held) - SHOWN_NAMES, 0),
        sides={side: n for side, n in zip(named, sides, strict=True) if n},
        lat=float(c.lat[fits].mean()),
        lon=float(c.lon[fits].mean()),
    )
