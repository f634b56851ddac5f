"""Where a query's incidents lie beside being points: in a region of which no more is known, or beyond
the map's edge. Whatever is told keeps accused sides apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from truceline.foundation.places.regions import units_named
from truceline.model.record import Record
from truceline.web.columns import Columns
from truceline.web.query import EACH, NOBODY, Asked

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


def areas(c: Columns, at: np.ndarray, boundaries: str) -> tuple[np.ndarray, np.ndarray]:
    """Of which rows no more is known than an area, and of which that area is a first-level unit."""
    place, country = c.words("place"), c.words("country")
    area = c.words("place_state").among(REGION)[at]
    pairs, which = np.unique(
        np.stack([place.codes[at[area]], country.codes[at[area]]]), axis=1, return_inverse=True
    )
    named = [unit_of(place.words[p], country.words[k], boundaries) for p, k in pairs.T.tolist()]
    outlined = np.zeros(len(at), bool)
    outlined[area] = np.array([bool(code) for code in named], bool)[which.reshape(-1)]
    return area, outlined


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
