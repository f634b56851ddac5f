"""When it is dark where: the sun's elevation, by place and hour.

Good to about 0.01 degree between 1950 and 2050, without refraction. It knows nothing of moon, cloud
or lamps.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CIVIL_TWILIGHT: Final = -6.0
"""Degrees: below it, outdoor work needs light (the usual definition of civil dusk and dawn)."""
_J2000: Final = np.datetime64("2000-01-01T12:00:00")


def sun(moments: NDArray[np.datetime64]) -> tuple[Floats, Floats]:
    """Declination (degrees) and equation of time (minutes) at moments in UTC.

    J. Meeus, `Astronomical Algorithms` (2nd ed. 1998), chapters 25 (low accuracy) and 28, as in the
    solar calculator of NOAA (gml.noaa.gov/grad/solcalc).
    """
    t = (moments - _J2000) / np.timedelta64(1, "s") / 86400.0 / 36525.0
    mean_lon = np.radians((280.46646 + t * (36000.76983 + t * 0.0003032)) % 360.0)
    anomaly = np.radians(357.52911 + t * (35999.05029 - t * 0.0001537))
    eccentric = 0.016708634 - t * (0.000042037 + t * 0.0000001267)
    node = np.radians(125.04 - 1934.136 * t)
    lon = mean_lon + np.radians(_centre(anomaly, t) - 0.00569 - 0.00478 * np.sin(node))
    tilt = np.radians(23.4392911 - 0.0130042 * t + 0.00256 * np.cos(node))
    declination = np.degrees(np.arcsin(np.sin(tilt) * np.sin(lon)))
    return declination, _equation_of_time(mean_lon, anomaly, eccentric, tilt)


def _centre(anomaly: Floats, t: Floats) -> Floats:
    """The equation of the centre, degrees."""
    first = 1.914602 - t * (0.004817 + 0.000014 * t)
    second = 0.019993 - 0.000101 * t
    return np.asarray(
        first * np.sin(anomaly) + second * np.sin(2 * anomaly) + 0.000289 * np.sin(3 * anomaly)
    )


def _equation_of_time(mean_lon: Floats, anomaly: Floats, e: Floats, tilt: Floats) -> Floats:
    """Minutes by which the sun is ahead of the clock (Meeus, formula 28.3)."""
    y = np.tan(tilt / 2) ** 2
    radians = (
        y * np.sin(2 * mean_lon)
        - 2 * e * np.sin(anomaly)
        + 4 * e * y * np.sin(anomaly) * np.cos(2 * mean_lon)
        - 0.5 * y * y * np.sin(4 * mean_lon)
        - 1.25 * e * e * np.sin(2 * anomaly)
    )
    return np.asarray(4 * np.degrees(radians))


def elevation(lat: Floats, lon: Floats, moments: NDArray[np.datetime64]) -> Floats:
    """The sun's elevation in degrees: array of (moments, places). Moments are UTC."""
    return elevation_at(np.asarray(lat)[None, :], np.asarray(lon)[None, :], moments[:, None])


def elevation_at(lat: Floats, lon: Floats, moments: NDArray[np.datetime64]) -> Floats:
    """The sun's elevation in degrees, place by place and moment by moment (arrays that fit)."""
    declination, ahead = sun(np.asarray(moments))
    day = (moments - moments.astype("datetime64[D]")) / np.timedelta64(1, "m")
    hour_angle = np.radians((day + ahead) / 4 - 180.0 + lon)
    phi, delta = np.radians(lat), np.radians(declination)
    sine = np.sin(phi) * np.sin(delta) + np.cos(phi) * np.cos(delta) * np.cos(hour_angle)
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))


def dark(lat: Floats, lon: Floats, hours: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Is it darker than civil twilight in the middle of an hour? Array of (hours, places)."""
    return np.asarray(elevation(lat, lon, _middles(hours)) < CIVIL_TWILIGHT)


def dark_at(lat: Floats, lon: Floats, hours: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """The same, place by place and hour by hour."""
    return np.asarray(elevation_at(lat, lon, _middles(hours)) < CIVIL_TWILIGHT)


def _middles(hours: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    seconds = hours.astype("datetime64[s]").astype(np.int64) + 1800
    return seconds.astype("datetime64[s]")
