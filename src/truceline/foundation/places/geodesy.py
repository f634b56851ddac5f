"""Distances on WGS84 and flat maps around a point: the only place that knows about projections."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

GEOD = Geod(ellps="WGS84")
Floats = NDArray[np.float64]


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Geodesic distance, km."""
    return float(GEOD.inv(lon, lat, other_lon, other_lat)[2]) / 1000


def within_km(outline: BaseGeometry, lat: float, lon: float, km: float) -> bool:
    """Does a point lie in a lon/lat outline or within so many km of it? The nearest point is
    sought in degrees, which is good to a few percent over a few km.
    """
    nearest = shapely.get_coordinates(shapely.shortest_line(shapely.Point(lon, lat), outline))[-1]
    return distance_km(lat, lon, float(nearest[1]), float(nearest[0])) <= km


def points_at(lat: Floats, lon: Floats, bearing_deg: Floats, km: Floats) -> tuple[Floats, Floats]:
    """Latitudes and longitudes reached by geodesics from points, arrays of one shape."""
    lons, lats, _ = GEOD.fwd(lon, lat, bearing_deg, km * 1000)
    return np.asarray(lats), np.asarray(lons)


class Flat:
    """Azimuthal equidistant map around a point, in km: distances from the middle are exact, and
    within 0.2 % up to 600 km from it.
    """

    def __init__(self, lat: float, lon: float) -> None:
        here = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=km +no_defs"
        self._lon = lon
        self._there = Transformer.from_crs("EPSG:4326", here, always_xy=True)
        self._back = Transformer.from_crs(here, "EPSG:4326", always_xy=True)

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """From lon/lat degrees to km."""
        return shapely.transform(geometry, self._there.transform, interleaved=False)

    def globe(self, geometry: BaseGeometry) -> BaseGeometry:
        """From km to lon/lat degrees; longitudes run on past ±180 where the shape crosses it."""
        return shapely.transform(geometry, self._degrees, interleaved=False)

    def _degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = self._back.transform(x, y)
        return near_lon(lon, self._lon), lat


def near_lon(lon: Floats, middle: float) -> Floats:
    """Longitudes told within 180 degrees of a middle, by adding or taking 360."""
    off = np.asarray(lon) - middle
    return np.asarray(lon - 360.0 * (off > 180) + 360.0 * (off < -180))


def running_on(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners (lat, lon) as (lon, lat), each the short way round from the one before."""
    told: list[tuple[float, float]] = []
    for lat, lon in points:
        before = told[-1][0] if told else lon
        told.append((lon - 360.0 * round((lon - before) / 360.0), lat))
    return told


def middle_of(geometry: BaseGeometry) -> Flat:
    """The flat map around a geometry's middle."""
    west, south, east, north = geometry.bounds
    return Flat((south + north) / 2, (west + east) / 2)
