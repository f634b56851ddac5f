"""Which pairs of reports are worth weighing: near in place and time for their stated errors.

Reports lie in square cells as wide as the reach, in each by time, so that a report looks only at
its own and the eight cells around, forward in time. No pair within reach is missed or found twice.
"""

import math
from typing import NamedTuple

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.compiled import fitting

PLACE_GATE = 12.0
"""Square distance over variance beyond which two places are never one (e^−6 and the wide tail)."""
JOINT_GATE = 13.0
CLOCK_GATE = 2.5
"""Standard deviations of the clocks that a pair may lie apart, beside their boxes."""
BOX_GAP_H = 1.0
"""Two boxes, days or nights, may lie so far apart and still be neighbours."""


class Grid(NamedTuple):
    """Rows by cell, then time. `order` (rows), `cell` (per place in order), `starts` (per cell, one
    more at the end), `near` (cells × 9, −1 for none; own cell in the middle, column 4).
    """

    order: np.ndarray
    cell: np.ndarray
    starts: np.ndarray
    near: np.ndarray


class Spots(NamedTuple):
    """Where and when, by place in the grid's order: km, km², hours; `half` is half a box's width,
    −1 without a box; `clock` a clock's variance, 0 without one.
    """

    y: np.ndarray
    x: np.ndarray
    shrink: np.ndarray
    variance: np.ndarray
    hour: np.ndarray
    half: np.ndarray
    clock: np.ndarray


def grid(y: np.ndarray, x: np.ndarray, size_km: float, rank: np.ndarray) -> Grid:
    """Cells of `size_km` and more: all as wide in degrees as the one nearest to a pole needs.
    `rank` orders the rows in time.
    """
    most = min(float(np.abs(y).max(initial=0.0)) / KM_PER_DEGREE, 85.0)
    width = size_km / math.cos(math.radians(most))
    row, column = np.floor(y / size_km).astype(np.int64), np.floor(x / width).astype(np.int64)
    span = np.int64(1 << 31)
    key = row * span + column
    order = np.lexsort((rank, key))
    cells, starts = np.unique(key[order], return_index=True)
    steps = [north * span + east for north in (-1, 0, 1) for east in (-1, 0, 1)]
    near = np.stack([_found(cells, cells + step) for step in steps], axis=1)
    cell = np.repeat(np.arange(len(cells)), np.diff(np.append(starts, len(order))))
    ends = np.append(starts, len(order)).astype(np.int64)
    return Grid(order.astype(np.int32), cell.astype(np.int32), ends, near.astype(np.int32))


def _found(cells: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    at = np.searchsorted(cells, wanted)
    inside = np.minimum(at, len(cells) - 1)
    return np.where(cells[inside] == wanted, inside, -1) if len(cells) else at


def pairs(g: Grid, spots: Spots, gate_km: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows (i, j) within reach, int32; which of the two is first in time says the grid's rank."""
    find, room = fitting(_pairs, len(g.order)), 8 * len(g.order) + 64
    widest, clock = _most(spots.half, g.starts), _most(spots.clock, g.starts)
    while True:
        one, two = np.empty(room, np.int32), np.empty(room, np.int32)
        found = find(g, spots, gate_km * gate_km, widest, clock, one, two)
        if found <= room:
            return one[:found], two[:found]
        room = found


def _most(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The largest value of each cell, at least 0."""
    cells = np.zeros(0) if len(starts) < 2 else np.maximum.reduceat(values, starts[:-1])
    return np.maximum(cells, 0.0)


@kernel
def _pairs(
    g: Grid,
    spots: Spots,
    gate2: float,
    widest: np.ndarray,
    clock: np.ndarray,
    one: np.ndarray,
    two: np.ndarray,
) -> int:
    """Fills `one` and `two` as far as they reach; returns how many pairs there are."""
    starts, found = g.starts, 0
    for cell in range(len(starts) - 1):
        for q in range(9):
            other = g.near[cell, q]
            if other < 0:
                continue
            begin, end = starts[other], starts[other + 1]
            for p in range(starts[cell], starts[cell + 1]):
                hour = spots.hour[p]
                reach = hour + _reach(spots.half[p], spots.clock[p], widest[other], clock[other])
                while begin < end and (spots.hour[begin] < hour or (q == 4 and begin <= p)):
                    begin += 1
                r = begin
                while r < end and spots.hour[r] <= reach:
                    tie = q != 4 and spots.hour[r] == hour and r <= p
                    if not tie and _near(spots, p, r, gate2):
                        if found < len(one):
                            one[found], two[found] = g.order[p], g.order[r]
                        found += 1
                    r += 1
    return found


@kernel
def _near(spots: Spots, p: int, r: int, gate2: float) -> bool:
    """Are two rows, the first one earlier, within reach in place and time?"""
    north = spots.y[p] - spots.y[r]
    east = (spots.x[p] - spots.x[r]) * spots.shrink[p] * spots.shrink[r]
    square, total = north * north + east * east, spots.variance[p] + spots.variance[r]
    if square > gate2 or square > PLACE_GATE * total:
        return False
    late, clocks = spots.hour[r] - spots.hour[p], spots.clock[p] + spots.clock[r]
    return _soon(square / total, late, spots.half[p], spots.half[r], clocks)


@kernel
def _reach(half: float, clock: float, widest: float, vaguest: float) -> float:
    """Hours ahead in which a partner may lie, given the widest box and the vaguest clock among them."""
    clocks = math.sqrt(clock + vaguest)
    boxes = max(half, 0.0) + widest + CLOCK_GATE * clocks + BOX_GAP_H
    return max(boxes, math.sqrt(JOINT_GATE) * clocks)


@kernel
def _soon(place: float, late: float, half: float, other: float, clocks: float) -> bool:
    """Are two times near enough? `place` is the square distance over its variance."""
    if half < 0 and other < 0:
        return place + late * late / clocks <= JOINT_GATE
    gap = BOX_GAP_H if half >= 0 and other >= 0 else 0.0
    return late <= max(half, 0.0) + max(other, 0.0) + CLOCK_GATE * math.sqrt(clocks) + gap
