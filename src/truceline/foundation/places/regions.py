"""First-level units by name, and their extent as an error."""

import math
from collections import defaultdict
from functools import cache

from truceline.foundation.places.basemap import Unit, load_basemap
from truceline.foundation.places.geodesy import GEOD
from truceline.foundation.places.qualifier import unit_name
from truceline.foundation.places.spelling import key, skeletons
from truceline.model.place import Place, PlaceBasis


@cache
def _index(country: str, boundaries: str) -> dict[str, frozenset[str]]:
    """Codes of one country's units, or of all, by every spelling of their names."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, unit in load_basemap(boundaries).admin1.items():
        if country in {"", unit.country}:
            for spelling in {s for n in (code, unit.name, *unit.aliases) for s in spellings(n)}:
                found[spelling].add(code)
    return {spelling: frozenset(codes) for spelling, codes in found.items()}


def spellings(name: str) -> set[str]:
    """Keys and skeletons of a unit's name, with and without `oblast` and the like; skeletons are
    marked by a tilde.
    """
    bare = unit_name(name)
    return {key(name), key(bare)} | {f"~{s}" for s in skeletons(bare)}


@cache
def units_named(name: str, country: str, boundaries: str) -> tuple[str, ...]:
    """Codes of the first-level units that a name may mean, in one country or in all."""
    index, wanted = _index(country, boundaries), spellings(name)
    for marked in (False, True):
        fits = {c for s in wanted if s.startswith("~") is marked for c in index.get(s, ())}
        if fits:
            return tuple(sorted(fits))
    return ()


@cache
def unit_place(code: str, boundaries: str) -> Place:
    """The middle of a unit; the error is the radius of the disc of equal area."""
    unit = load_basemap(boundaries).admin1[code]
    middle = unit.geometry.centroid
    return Place(
        name=unit.name,
        lat=round(middle.y, 4),
        lon=round(middle.x, 4),
        radius_km=round(_extent_km(unit), 1),
        country=unit.country,
        admin1=code,
        basis=PlaceBasis.REGION,
    )


def _extent_km(unit: Unit) -> float:
    square_m, _ = GEOD.geometry_area_perimeter(unit.geometry)
    return max(5.0, math.sqrt(abs(square_m) / math.pi) / 1000)
