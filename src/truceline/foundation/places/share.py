"""How much of an uncertain place lies inside something.

The error is a round Gaussian, `radius_km` one standard deviation per axis. Deterministic: the same
nodes every time, so the same share on every machine.
"""

import math
from functools import cache

import numpy as np
import shapely
from scipy.special import chndtr
from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.geodesy import Floats, distance_km, near_lon, points_at
from truceline.model.place import Place

NODES = 2048  # half of them mirror the others, so that half-planes are exact


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Bearings (degrees) and distances (in s.d.) of nodes that each carry the same probability.

    A Fibonacci spiral through the quantiles of the Rayleigh distribution (Vogel 1979), and its
    mirror image through the middle.
    """
    half = np.arange(NODES // 2)
    radii = np.sqrt(-2 * np.log1p(-(half + 0.5) / (NODES // 2)))
    turns = np.degrees(half * math.pi * (3 - math.sqrt(5)))
    return np.concatenate([turns, turns + 180]) % 360, np.concatenate([radii, radii])


def spread(place: Place) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of points that each carry an equal part of the place's error."""
    bearings, radii = _nodes() if place.radius_km > 0 else (np.zeros(1), np.zeros(1))
    lat, lon = np.full(radii.shape, place.lat), np.full(radii.shape, place.lon)
    lats, lons = points_at(lat, lon, bearings, radii * place.radius_km)
    return lons, lats


def share_inside(geometry: BaseGeometry, place: Place) -> float:
    """Share of the place's error inside a lon/lat geometry, 0 to 1, to about 0.002; with
    `radius_km` 0 whether the point lies in it.
    """
    shapely.prepare(geometry)
    lons, lats = spread(place)
    west, _, east, _ = geometry.bounds
    return float(np.mean(shapely.intersects_xy(geometry, near_lon(lons, (west + east) / 2), lats)))


def share_within_km(place: Place, other_lat: float, other_lon: float, km: float) -> float:
    """Share of the place's error within `km` of a point: the Rice distribution, as a noncentral
    chi-squared with two degrees of freedom.
    """
    apart = distance_km(place.lat, place.lon, other_lat, other_lon)
    if place.radius_km == 0:
        return float(apart <= km)
    return float(chndtr((km / place.radius_km) ** 2, 2.0, (apart / place.radius_km) ** 2))
