"""Marks that would cover each other, gathered where they share a place and moved apart elsewhere.

Deterministic: the order of marks never matters.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from truceline.model.brief import MapMark
from truceline.stages.brief.draw.frame import Frame, Rect

_ROUNDS, _GAP, _PULL = 160, 1.2, 0.035


@dataclass(frozen=True, kw_only=True)
class Group:
    """Incidents of one kind at one place: (x, y) where the place is, `size` of the sign."""

    marks: tuple[MapMark, ...]
    x: float
    y: float
    size: float

    @property
    def reach(self) -> float:
        """Radius of the circle that the sign fills."""
        return self.size * (0.86 if len(self.marks) > 1 else 0.66)


def grouped(marks: Sequence[MapMark], frame: Frame, size: float) -> list[Group]:
    """Marks gathered by place (a hundredth of a degree), accused side and level. Those blamed on
    several sides stay single: their sign has no room for a number.
    """
    found: dict[tuple[float, float, tuple[str, ...], bool, bool, int], list[MapMark]]
    found = defaultdict(list)
    for mark in sorted(marks, key=lambda m: (m.number, m.incident_id)):
        alone = mark.number if len(mark.accused) > 1 else 0
        spot = (round(mark.lat, 2), round(mark.lon, 2))
        key = (*spot, mark.accused, mark.corroborated, mark.region_only, alone)
        found[key].append(mark)
    keys = sorted(found)
    if not keys:
        return []
    places = frame.place(np.array([k[0] for k in keys]), np.array([k[1] for k in keys]))
    return [
        Group(marks=tuple(found[k]), x=float(x), y=float(y), size=size)
        for k, (x, y) in zip(keys, places, strict=True)
    ]


def crowding(groups: Sequence[Group]) -> np.ndarray:
    """How many other signs each sign would touch if none were moved; int of shape (n,)."""
    pairs = _touching(np.array([[g.x, g.y] for g in groups]), np.array([g.reach for g in groups]))
    counts: np.ndarray = np.bincount(pairs.ravel(), minlength=len(groups))
    return counts


def _touching(at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Pairs (i < j) of circles that overlap, of shape (m, 2), in order."""
    points = shapely.points(at)
    one, two = shapely.STRtree(points).query(
        points, predicate="dwithin", distance=float(2 * reach.max() + _GAP)
    )
    pairs: np.ndarray = np.column_stack([one, two])[one < two]
    apart = np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T)
    pairs = pairs[apart < reach[pairs[:, 0]] + reach[pairs[:, 1]] + _GAP]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def spread(groups: Sequence[Group], rect: Rect, hole: Rect | None = None) -> np.ndarray:
    """Where signs are drawn, of shape (n, 2): apart from each other, near their places, inside
    `rect` and outside `hole`.
    """
    if not groups:
        return np.empty((0, 2))
    home: np.ndarray = np.array([[g.x, g.y] for g in groups])
    reach = np.array([g.reach for g in groups])
    at: np.ndarray = home + _nudges(len(groups))
    for turn in range(_ROUNDS):
        pairs = _touching(at, reach)
        outside = _out_of(hole, at, reach)
        if not len(pairs) and not outside.any():
            break
        calm = 1 - turn / _ROUNDS
        at += (home - at) * _PULL * calm
        at += _pushes(at, reach, pairs)
        at += _out_of(hole, at, reach)
        at[:, 0] = np.clip(at[:, 0], rect.left + reach + 1, rect.right - reach - 1)
        at[:, 1] = np.clip(at[:, 1], rect.top + reach + 1, rect.bottom - reach - 1)
    return at


def _out_of(hole: Rect | None, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Steps that bring signs out of a rectangle by the shortest way; zeros for those outside."""
    steps = np.zeros_like(at)
    if hole is None:
        return steps
    x, y, r = at[:, 0], at[:, 1], reach + 1
    ways = np.column_stack(
        [hole.left - r - x, hole.right + r - x, hole.top - r - y, hole.bottom + r - y]
    )
    within = (ways[:, 0] < 0) & (ways[:, 1] > 0) & (ways[:, 2] < 0) & (ways[:, 3] > 0)
    for row in np.flatnonzero(within):
        way = int(np.argmin(np.abs(ways[row])))
        steps[row, way // 2] = ways[row, way]
    return steps


def _nudges(count: int) -> np.ndarray:
    """Tiny steps in different directions, so that signs at one point can part."""
    turns = np.arange(count) * math.pi * (3 - math.sqrt(5))
    return 0.05 * np.column_stack([np.cos(turns), np.sin(turns)])


def _pushes(at: np.ndarray, reach: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    one, two = pairs[:, 0], pairs[:, 1]
    away = at[one] - at[two]
    apart = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-6)
    missing = reach[one] + reach[two] + _GAP - apart
    step = away / apart[:, None] * np.maximum(missing, 0)[:, None] * 0.5
    moved: np.ndarray = np.zeros_like(at)
    np.add.at(moved, one, step)
    np.add.at(moved, two, -step)
    return moved
