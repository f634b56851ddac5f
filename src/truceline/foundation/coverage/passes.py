"""Those who come by: patrols along a route, satellites, and the chance that an act is still there.

A patrol that passes an hour too late sees nothing. How long an act can be seen is an assumption
(`data/plan/visible.yaml`). Rounds are taken to come at times that nobody can foresee; a patrol that
keeps a timetable sees less than is computed here.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.coverage.kernels import RADIUS_KM
from truceline.foundation.coverage.night import dark
from truceline.model.plan import Asset, Shift

Floats = NDArray[np.float64]


def comes_by(asset: Asset, passes_known: bool) -> bool:
    """Is it there only in passing? A satellite whose passes are in the record of effort isn't
    guessed at: the record says when it passed.
    """
    if asset.kind == "satellite_pass":
        return not passes_known
    return len(asset.route) > 1


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Points on the unit sphere, one row (x, y, z) each."""
    phi, theta = np.radians(lat), np.radians(lon)
    flat = np.cos(phi)
    return np.column_stack([flat * np.cos(theta), flat * np.sin(theta), np.sin(phi)])


def points_of(asset: Asset, step_km: float) -> tuple[Floats, float]:
    """Where it looks from: (lat, lon, x, y, z) of points along its route, each the middle of a
    piece of equal length of at most `step_km`, and that length; its own place and 0 without a route.
    """
    if len(asset.route) < 2:
        lat, lon = np.array([asset.lat]), np.array([asset.lon])
        return np.column_stack([lat, lon, unit_vectors(lat, lon)]), 0.0
    track = unit_vectors(*np.array(asset.route, float).T)
    legs = np.array([_angle(a, b) for a, b in pairwise(track)])
    along = np.concatenate([[0.0], np.cumsum(legs)])
    count = max(1, int(np.ceil(along[-1] * RADIUS_KM / step_km)))
    middles = (np.arange(count) + 0.5) / count * along[-1]
    flat = np.column_stack([np.interp(middles, along, axis) for axis in track.T])
    there = flat / np.linalg.norm(flat, axis=1)[:, None]
    lat = np.degrees(np.arcsin(np.clip(there[:, 2], -1.0, 1.0)))
    lon = np.degrees(np.arctan2(there[:, 1], there[:, 0]))
    return np.column_stack([lat, lon, there]), float(along[-1]) * RADIUS_KM / count


def _angle(a: Floats, b: Floats) -> float:
    return float(2.0 * np.arcsin(min(1.0, float(np.linalg.norm(a - b)) / 2.0)))


def route_km(asset: Asset) -> float:
    """Length of its route on the sphere, km; 0 without one."""
    track = unit_vectors(*np.array(asset.route, float).T) if len(asset.route) > 1 else np.empty(0)
    return RADIUS_KM * sum(_angle(a, b) for a, b in pairwise(track))


def duty_h(asset: Asset) -> float:
    """Hours of a day on which it works, 24 where none are written."""
    if asset.hours is None:
        return 24.0
    return (asset.hours[1] - asset.hours[0]) % 24.0 or 24.0


def passes_per_hour(asset: Asset) -> float:
    """Rounds (or passes) in an hour on duty: rounds a day over hours on duty, and never more than
    its speed allows on its route.
    """
    planned, km = asset.rounds_per_day / duty_h(asset), route_km(asset)
    return min(planned, asset.speed_kmh / km) if km > 0 else planned


def met(rate: Floats, visible_h: float, dwell_h: Floats) -> Floats:
    """Probability that a pass and an act share a moment: 1 − exp(−λ(v + w)).

    λ passes an hour (`rate`), v hours for which the act can be seen, w hours for which one pass has
    the place within reach (`dwell_h`). A pass that begins between w before the act begins and the
    end of its v hours meets it: a window of v + w. Rounds at random times (Poisson) put none of them
    there with probability exp(−λ(v + w)); evenly spaced rounds would do better, min(1, λ(v + w)).
    """
    return np.asarray(-np.expm1(-rate * (visible_h + dwell_h)))


def lit(
    shifts: Sequence[Shift], satellites: Mapping[str, tuple[Asset, float]]
) -> tuple[Shift, ...]:
    """Shifts, with a satellite's pass in the dark worth its factor at night.

    What counts for a satellite is the light when it passes, not when the act began. `satellites`
    are assets by id, with that factor.
    """
    passes = [s for s in shifts if s.asset_id in satellites]
    others = tuple(s for s in shifts if s.asset_id not in satellites)
    return others + tuple(_lit(s, *satellites[s.asset_id]) for s in passes)


def _lit(shift: Shift, asset: Asset, night: float) -> Shift:
    middle = shift.start + (shift.end - shift.start) / 2
    hour = np.array([int(middle.timestamp()) - 1800]).astype("datetime64[s]")
    in_dark = bool(dark(np.array([asset.lat]), np.array([asset.lon]), hour)[0, 0])
    return shift.but(share=shift.share * night) if in_dark else shift
