"""Where an incident happened: what the precise reports say, with no more certainty than theirs.

Reports of one incident often share one geocoding, so that many of them are no more certain than
the best of them: the error never falls below the smallest stated one.
"""

import math
from collections.abc import Sequence

from truceline.model.evidence import Report
from truceline.model.place import KM_PER_DEGREE, Place, PlaceBasis
from truceline.stages.fusion.columns import REGION_KM

PRECISE = 2.0
"""Reports this many times as uncertain as the best one don't move the place."""


def best_place(reports: Sequence[Report]) -> Place | None:
    """The mean of the precise reports' places, weighed by 1/σ²; None when no report has one.

    `radius_km` is √(σ² of the best + mean square distance from the mean per axis); name, region
    and basis are the best report's (the smallest key among equals).
    """
    placed = [r for r in reports if r.lat is not None and r.lon is not None]
    if not placed:
        return None
    best = min(placed, key=lambda r: (_sigma(r), r.key))
    near = [r for r in placed if _sigma(r) <= PRECISE * _sigma(best)]
    lat, lon, spread = _mean(near)
    return Place(
        name=best.place_name or "",
        lat=lat,
        lon=lon,
        radius_km=round(math.sqrt(_sigma(best) ** 2 + spread), 6),
        country=best.country or "",
        admin1=best.admin1 or "",
        basis=PlaceBasis(best.place_basis),
    )


def _sigma(report: Report) -> float:
    stated = report.place_uncertainty_km
    return REGION_KM if stated is None else max(stated, 0.001)


def _mean(reports: Sequence[Report]) -> tuple[float, float, float]:
    """(lat, lon, mean square distance in km² per axis), weighed; exact sums, in any order."""
    places = [(r.lat or 0.0, r.lon or 0.0, _sigma(r) ** -2) for r in reports]
    total = math.fsum(w for _, _, w in places)
    lat = math.fsum(w * y for y, _, w in places) / total
    lon = math.fsum(w * x for _, x, w in places) / total
    shrink = math.cos(math.radians(lat))
    square = math.fsum(w * ((y - lat) ** 2 + (shrink * (x - lon)) ** 2) for y, x, w in places)
    return round(lat, 9), round(lon, 9), square / total * KM_PER_DEGREE**2 / 2
