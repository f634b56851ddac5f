"""Cells of an asset's row that need more than a number: where it stands, its way, its hours.

Whether an asset stands in the sea is judged by the shipped base map, which is coarse: that is a
warning, never a refusal.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import numpy as np
import shapely

from truceline.foundation.mission.cells import Cells, shown
from truceline.foundation.mission.rows import Columns
from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.geodesy import distance_km
from truceline.model.plan import Asset

ASSETS: Final = Columns(
    ("asset_id", "kind", "lat", "lon"),
    (
        "contributor",
        "range_km",
        "profile",
        "crew",
        "cost",
        "route",
        "rounds_per_day",
        "speed_kmh",
        "hours",
        "territory",
        "options",
        "sector",
        "note",
    ),
)
ON_LAND: Final = ("observation_post", "vehicle_patrol", "camera", "acoustic_array", "ground_radar")
"""Kinds that stand on the ground."""
COAST_DEG: Final = 0.06
"""Degrees, about 6 km: outlines of the base map are simplified by about as much."""
_NUMBER: Final = r"[+-]?\d{1,3}(?:\.\d+)?"
_VERTEX: Final = re.compile(rf"({_NUMBER})\s+({_NUMBER})", re.ASCII)
_DUTY: Final = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?", re.ASCII)

Place = tuple[float, float]


def position(row: Cells, track: tuple[Place, ...]) -> Place | None:
    """Degrees; where a route is given, its first vertex when both cells are empty."""
    if track and not row.text("lat") and not row.text("lon"):
        return track[0]
    row.needed("lat"), row.needed("lon")
    lat, lon = row.number("lat", -180, 180), row.number("lon", -180, 180)
    if lat is None or lon is None:
        return None
    if abs(lat) > 90:
        hint = "lat and lon look swapped" if abs(lon) <= 90 else ""
        row.wrong("lat", f"{lat:g} is not a latitude", hint)
    return lat, lon


def route(row: Cells) -> tuple[Place, ...]:
    """Vertices from `48.1 37.2; 48.3 37.4`; nothing when the cell is empty or wrong."""
    told = [part.strip() for part in row.text("route").split(";")]
    if not any(told):
        return ()
    found = [_VERTEX.fullmatch(part) for part in told if part]
    if None in found:
        bad = next(part for part in told if part and not _VERTEX.fullmatch(part))
        row.wrong("route", f"{shown(bad)!r} is no vertex", "write lat lon; lat lon: 48.1 37.2; …")
        return ()
    track = tuple((float(v[1]), float(v[2])) for v in found if v is not None)
    if off := [v for v in track if abs(v[0]) > 90 or abs(v[1]) > 180]:
        row.wrong("route", f"{off[0][0]:g} {off[0][1]:g} is not on the globe", "lat before lon")
    elif len(set(track)) < 2:
        row.wrong("route", "has one vertex", "a route needs two; leave it empty for a fixed place")
    return track


def duty(row: Cells) -> tuple[float, float] | None:
    """Local hours from `06:00-18:00`, or `20-4` over midnight; None for all."""
    told = row.text("hours")
    if not told:
        return None
    found = _DUTY.fullmatch(told)
    if found is None:
        row.wrong("hours", f"{shown(told)!r} are no hours", "write 06:00-18:00")
        return None
    start, end = (int(found[i]) + int(found[i + 1] or 0) / 60 for i in (1, 3))
    if max(start, end) > 24 or start == end or any(int(found[i] or 0) > 59 for i in (2, 4)):
        row.wrong("hours", f"{told} are no hours of a day", "write 06:00-18:00, empty for all")
        return None
    return start, end


def check_route(
    row: Cells,
    track: tuple[Place, ...],
    rounds: float | None,
    speed: float | None,
    hours: tuple[float, float] | None,
) -> None:
    """Tells a route nobody follows, and more rounds than a day of work has room for."""
    if track and not rounds:
        hint = "write rounds_per_day; a route without rounds is never followed"
        row.wrong("rounds_per_day", "is empty or 0, and there is a route", hint)
    if len(track) < 2 or not rounds or not row.usable:
        return
    km = sum(distance_km(*a, *b) for a, b in pairwise(track))
    needed, there = rounds * km / (speed or 30.0), duty_hours(hours)
    if needed > there + 1e-9:
        message = f"{rounds:g} rounds of {km:.0f} km take {needed:.1f} h of the {there:g} h on duty"
        row.wrong("rounds_per_day", message, "it is taken to be under way all the time", "warning")


def duty_hours(hours: tuple[float, float] | None) -> float:
    """Length of the hours of a day, over midnight where they end before they start."""
    return 24.0 if hours is None else (hours[1] - hours[0]) % 24 or 24.0


def check_position(pairs: Iterable[tuple[Cells, Asset]]) -> None:
    """Tells systems that stand on the ground but far from all land."""
    grounded = [(row, asset) for row, asset in pairs if asset.kind in ON_LAND]
    if not grounded:
        return
    points = shapely.points([(asset.lon, asset.lat) for _, asset in grounded])
    land = shapely.STRtree([c.geometry for c in load_basemap().countries.values()])
    near = np.unique(land.query(points, predicate="dwithin", distance=COAST_DEG)[0])
    for i in sorted(set(range(len(grounded))) - set(near.tolist())):
        row, asset = grounded[i]
        message = f"{asset.id} ({asset.kind}) stands in the sea: {asset.lat:g}, {asset.lon:g}"
        row.wrong("lat", message, "are lat and lon right, and not swapped?", "warning")
