"""Observations from a post: a bearing and a distance make a place, and their errors its error.

The errors are assumptions of the method, stated here and in the method notes, never fitted to a case.
"""

import numpy as np

from truceline.foundation.places.geodesy import Floats, points_at
from truceline.model.place import Place, PlaceBasis

BEARING_ERROR_DEG = 3.0  # hand-held compass, one s.d.
DISTANCE_ERROR = 0.2  # share of the distance, one s.d.: estimated by ear or eye
LEAST_KM = 0.05


def observed(
    lat: Floats, lon: Floats, bearing_deg: Floats, km: Floats
) -> tuple[Floats, Floats, Floats]:
    """Latitude, longitude and error (km, one s.d. per axis) of observations, column by column."""
    lats, lons = points_at(lat, lon, bearing_deg, km)
    return lats, lons, error_km(km, BEARING_ERROR_DEG, DISTANCE_ERROR)


def error_km(km: Floats, bearing_error_deg: float, distance_error: float) -> Floats:
    """One s.d. per axis of the disc that has the error ellipse's mean variance: across the line of
    sight distance × bearing error, along it distance × its relative error.
    """
    across, along = km * np.radians(bearing_error_deg), km * distance_error
    return np.asarray(np.maximum(np.sqrt((across**2 + along**2) / 2), LEAST_KM))


def observed_place(
    lat: float,
    lon: float,
    bearing_deg: float,
    distance_km: float,
    *,
    bearing_error_deg: float = BEARING_ERROR_DEG,
    distance_error: float = DISTANCE_ERROR,
    name: str = "",
) -> Place:
    """The place seen from a post at `lat`, `lon`; bearing in degrees clockwise from true north.

    Raises `ValueError` for a negative distance.
    """
    if distance_km < 0:
        raise ValueError(f"a distance of {distance_km} km is negative")
    km = np.array([distance_km])
    lats, lons = points_at(np.array([lat]), np.array([lon]), np.array([bearing_deg]), km)
    radius = error_km(km, bearing_error_deg, distance_error)
    return Place(
        name=name,
        lat=float(lats[0]),
        lon=float(lons[0]),
        radius_km=float(radius[0]),
        basis=PlaceBasis.OBSERVATION,
    )
