"""In which first-level unit a point lies, and how an uncertain place spreads over units."""

from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import shapely

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.geodesy import within_km
from truceline.foundation.places.share import spread
from truceline.model.incident import Share
from truceline.model.place import Place

SHORE_KM = 5.0  # outlines are simplified: a harbour may lie a little outside


class AdminUnit(NamedTuple):
    """A first-level unit: ISO 3166-2 code, name, ISO 3166-1 alpha-2 country. Where the map draws
    a country whole, the country itself, under its own code.
    """

    code: str
    name: str
    country: str


@cache
def _units(boundaries: str) -> tuple[AdminUnit, ...]:
    """All units, then the countries that have none, in the tree's order."""
    basemap = load_basemap(boundaries)
    units = [AdminUnit(c, unit.name, unit.country) for c, unit in basemap.admin1.items()]
    divided = {unit.country for unit in units}
    whole = [AdminUnit(c, k.name, c) for c, k in basemap.countries.items() if c not in divided]
    return (*units, *whole)


@cache
def _tree(boundaries: str) -> shapely.STRtree:
    basemap = load_basemap(boundaries)
    return shapely.STRtree(
        [
            basemap.admin1[unit.code].geometry
            if unit.code in basemap.admin1
            else basemap.countries[unit.code].geometry
            for unit in _units(boundaries)
        ]
    )


def _holding(lons: np.ndarray, lats: np.ndarray, boundaries: str) -> list[AdminUnit | None]:
    """The unit of each point, None where there is none; the first in order on a border."""
    tree, found = _tree(boundaries), np.full(len(lons), -1)
    area = shapely.box(lons.min(), lats.min(), lons.max(), lats.max())
    for unit in sorted(tree.query(area).tolist(), reverse=True):
        shapely.prepare(tree.geometries[unit])  # once prepared, many points cost little
        found[shapely.intersects_xy(tree.geometries[unit], lons, lats)] = unit
    return [None if unit < 0 else _units(boundaries)[unit] for unit in found.tolist()]


def admin_unit(lat: float, lon: float, boundaries: str = "recognised") -> AdminUnit | None:
    """The unit that holds a point, or the nearest one within 5 km; None at sea.

    Raises `UnreadableError` for an unknown boundary policy.
    """
    held = _holding(np.array([lon]), np.array([lat]), boundaries)[0]
    return held or _shore(lat, lon, boundaries)


def _shore(lat: float, lon: float, boundaries: str) -> AdminUnit | None:
    point, tree = shapely.Point(lon, lat), _tree(boundaries)
    row = int(tree.nearest(point))
    near = within_km(tree.geometries[row], lat, lon, SHORE_KM)
    return _units(boundaries)[row] if near else None


@lru_cache(maxsize=4096)
def admin_shares(place: Place, boundaries: str = "recognised") -> tuple[Share, ...]:
    """Units by the share of the place's error in them, largest first; "" stands for no unit."""
    held = _holding(*spread(place), boundaries)
    counts = Counter(unit.code if unit else "" for unit in held)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(value=code, share=n / counts.total()) for code, n in ranked)
