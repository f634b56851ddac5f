"""Military grid references, beside degrees in every output."""

from functools import cache

import mgrs


@cache
def _converter() -> mgrs.MGRS:
    return mgrs.MGRS()


def mgrs_of(lat: float, lon: float, digits: int = 3) -> str:
    """MGRS reference of a point, `digits` per axis (5 = 1 m, 3 = 100 m, 1 = 10 km)."""
    return str(_converter().toMGRS(lat, lon, MGRSPrecision=digits))
