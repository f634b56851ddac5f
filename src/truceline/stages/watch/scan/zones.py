"""Which places a scan looks at together: circles, and runs along the line, since a front is a curve.

A family of zones is a matrix of place numbers, −1 behind the last: the zones of a row are its first
place, its first two, and so on. Each row is a nested family, so that a scan adds one place at a time.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from truceline.stages.watch.scan.ground import Floats, Places

Rows = NDArray[np.int32]

NOBODY = -1
EARTH_KM = 6371.0088
_CHUNK = 256
_GRID_KM = 1e-6
"""Distances closer than this are equal; then the name decides."""


def circles(places: Places, nearest: int) -> Rows:
    """(places, nearest): each place with its nearest ones, itself first, by great circles (mean
    earth radius); of equally near ones in the order given.
    """
    points = _on_globe(places)
    width = max(0, min(nearest, len(points)))
    rows = np.full((len(points), width), NOBODY, np.int32)
    for start in range(0, len(points), _CHUNK):
        part = points[start : start + _CHUNK]
        chord = ((part[:, None, :] - points[None]) ** 2).sum(axis=2)
        near = np.rint(EARTH_KM * 2 * np.arcsin(np.minimum(np.sqrt(chord) / 2, 1.0)) / _GRID_KM)
        near[np.arange(len(part)), start + np.arange(len(part))] = -1.0
        rows[start : start + len(part)] = np.argsort(near, axis=1, kind="stable")[:, :width]
    return rows


def _on_globe(places: Places) -> Floats:
    lat, lon = np.radians(places.lat), np.radians(places.lon)
    flat = np.cos(lat)
    return np.stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)], axis=1)


def runs(places: Places, longest: int, gap_km: float = np.inf) -> Rows:
    """Consecutive places along the line, from each place onwards, up to `longest` of them.

    A run ends where the next place is more than `gap_km` further on. Places off the line are in none.
    """
    on = np.flatnonzero(np.isfinite(places.along_km))
    order = on[np.argsort(places.along_km[on], kind="stable")].tolist()
    joined = [float(places.along_km[b] - places.along_km[a]) <= gap_km for a, b in pairwise(order)]
    rows = np.full((len(order), max(0, longest)), NOBODY, np.int32)
    for start in range(len(order)):
        members = _onwards(order, joined, start, longest)
        rows[start, : len(members)] = members
    return rows


def _onwards(order: list[int], joined: list[bool], start: int, longest: int) -> list[int]:
    end = start + 1
    while end < len(order) and end - start < longest and joined[end - 1]:
        end += 1
    return order[start:end][: max(0, longest)]


def stacked(families: Sequence[Rows]) -> Rows:
    """Families of zones as one."""
    width = max((f.shape[1] for f in families), default=0)
    padded = [
        np.pad(f, ((0, 0), (0, width - f.shape[1])), constant_values=NOBODY) for f in families
    ]
    return np.concatenate(padded) if padded else np.zeros((0, 0), np.int32)
