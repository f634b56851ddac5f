"""In which first-level unit a point lies, and how an uncertain place spreads over units."""

from collections import Counter
from functools import cache
from typing import NamedTuple

import numpy as np
import shapely

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.regions import near_unit
from truceline.foundation.places.share import spread
from truceline.model.incident import Share
from truceline.model.place import Place

SHORE_KM = 5.0  # outlines are simplified: a harbour may lie a little outside


class AdminUnit(NamedTuple):
    """A first-level unit: ISO 3166-2 code, name, ISO 3166-1 alpha-2 country."""

    code: str
    name: str
    country: str


@cache
def _tree(boundaries: str) -> tuple[tuple[str, ...], shapely.STRtree]:
    units = load_basemap(boundaries).admin1
    return tuple(units), shapely.STRtree([unit.geometry for unit in units.values()])


def _codes(lons: np.ndarray, lats: np.ndarray, boundaries: str) -> list[str]:
    """The unit of each point, "" where there is none; the first by code on a border."""
    codes, tree = _tree(boundaries)
    rows, units = tree.query(shapely.points(lons, lats), predicate="intersects")
    found = [""] * len(lons)
    for row, unit in sorted(zip(rows.tolist(), units.tolist(), strict=True), reverse=True):
        found[row] = codes[unit]
    return found


def admin_unit(lat: float, lon: float, boundaries: str = "recognised") -> AdminUnit | None:
    """The unit that holds a point, or the nearest one within 5 km; None at sea.

    Raises `UnreadableError` for an unknown boundary policy.
    """
    units = load_basemap(boundaries).admin1
    code = _codes(np.array([lon]), np.array([lat]), boundaries)[0] or _shore(lat, lon, boundaries)
    return AdminUnit(code, units[code].name, units[code].country) if code else None


def _shore(lat: float, lon: float, boundaries: str) -> str:
    codes, tree = _tree(boundaries)
    nearest = tree.nearest(shapely.Point(lon, lat))
    code = codes[int(nearest)]
    return code if near_unit(code, lat, lon, SHORE_KM, boundaries) else ""


def admin_shares(place: Place, boundaries: str = "recognised") -> tuple[Share, ...]:
    """Units by the share of the place's error in them, largest first; "" stands for no unit."""
    counts = Counter(_codes(*spread(place), boundaries))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(value=code, share=n / counts.total()) for code, n in ranked)
