"""The loops of coverage: which cells a system reaches, and what all systems see hour by hour.

Written for numba (see `compiled`), and run as they stand on little work. They know arrays only:
cells in the order of a grid of degrees, systems as points on the unit sphere.
"""

import math

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RADIUS_KM = 6371.0
"""Of the sphere on which distances are taken: within 0.6 % of the ellipsoid's."""
GRID_DEG = 0.05
"""Side of a square of the grid, degrees: about 5 km."""
COLUMNS = 7200
NOBODY = 1e-12
"""A system that sees less than this isn't looking."""
_REFRACTED_KM = RADIUS_KM * 7.0 / 6.0
"""Radius of an Earth on which light runs straight, for a refraction coefficient of 1/7."""


@kernel
def blocked(
    ends: tuple[float, float, float, float], km: float, ground: Floats, frame: Floats
) -> bool:
    """Does the ground hide one point from another?

    `ends` are latitude and longitude of both, degrees; `frame` the grid's north edge, west edge,
    step (degrees), height of the eye and of what is looked for (m above ground). The line of sight
    is straight over an Earth whose radius is 7/6 of the true one. Heights that aren't known (NaN,
    or outside the grid) hide nothing.
    """
    from_lat, from_lon, to_lat, to_lon = ends
    if km <= 0.0 or ground.shape[0] == 0:
        return False
    start, end = height(from_lat, from_lon, ground, frame), height(to_lat, to_lon, ground, frame)
    if math.isnan(start) or math.isnan(end):
        return False
    start, end = start + frame[3], end + frame[4]
    steps = int(km / (frame[2] * 111.195)) + 2
    for k in range(1, steps):
        f = k / steps
        here = height(
            from_lat + f * (to_lat - from_lat), from_lon + f * (to_lon - from_lon), ground, frame
        )
        bulge = 1000.0 * f * (1.0 - f) * km * km / (2.0 * _REFRACTED_KM)
        if here + bulge > start + f * (end - start):
            return True
    return False


@kernel
def height(lat: float, lon: float, ground: Floats, frame: Floats) -> float:
    """Metres at a point, of the grid's square that holds it; NaN outside."""
    row, column = math.floor((frame[0] - lat) / frame[2]), math.floor((lon - frame[1]) / frame[2])
    if row < 0 or column < 0 or row >= ground.shape[0] or column >= ground.shape[1]:
        return math.nan
    return float(ground[row, column])


@kernel
def columns_within(lat: float, lon: float, radians: float) -> tuple[int, int]:
    """First and last column of the grid that a disc may touch; the last may run on past the
    eastern edge. Around a pole, all of them.
    """
    if abs(lat) + math.degrees(radians) >= 89.9:
        return 0, COLUMNS - 1
    half = math.degrees(math.asin(min(1.0, math.sin(radians) / math.cos(math.radians(lat)))))
    west = math.floor((lon - half + 180.0) / GRID_DEG)
    east = math.floor((lon + half + 180.0) / GRID_DEG)
    return (0, COLUMNS - 1) if east - west >= COLUMNS else (west, east)


@kernel
def look(
    cells: tuple[Ints, Floats],
    point: Floats,
    sight: tuple[float, float, bool],
    terrain: tuple[Floats, Floats],
    found: tuple[Floats, Ints, Ints],
    touched: int,
) -> int:
    """Adds what a system sees from one point: per cell the sum of exp(−(d / range)²) and the
    number of points from which the cell is within reach. Gives the number of cells so far.

    `cells` are the sorted grid keys and (lat, lon, x, y, z) of each; `point` the same five;
    `sight` range and reach in km and whether the ground can hide; `found` sums and counts per cell
    and the list of cells that have any.
    """
    keys, places = cells
    range_km, reach_km, hidden = sight
    radians = reach_km / RADIUS_KM
    limit = (2.0 * math.sin(min(radians, math.pi) / 2.0)) ** 2
    west, east = columns_within(point[0], point[1], radians)
    low = max(0, math.floor((point[0] + 90.0 - math.degrees(radians)) / GRID_DEG))
    high = min(3600, math.floor((point[0] + 90.0 + math.degrees(radians)) / GRID_DEG))
    for row in range(low, high + 1):
        for turn in (-1, 0, 1):
            first, last = max(west + turn * COLUMNS, 0), min(east + turn * COLUMNS, COLUMNS - 1)
            if first > last:
                continue
            for i in range(
                np.searchsorted(keys, row * COLUMNS + first),
                np.searchsorted(keys, row * COLUMNS + last, side="right"),
            ):
                square = (
                    (places[i, 2] - point[2]) ** 2
                    + (places[i, 3] - point[3]) ** 2
                    + (places[i, 4] - point[4]) ** 2
                )
                if square > limit:
                    continue
                km = 2.0 * RADIUS_KM * math.asin(min(1.0, math.sqrt(square) / 2.0))
                ends = (point[0], point[1], places[i, 0], places[i, 1])
                if hidden and blocked(ends, km, terrain[0], terrain[1]):
                    continue
                touched = note(i, math.exp(-((km / range_km) ** 2)), found, touched)
    return touched


@kernel
def note(i: int, seen: float, found: tuple[Floats, Ints, Ints], touched: int) -> int:
    """Adds one sight of cell i."""
    sums, counts, listed = found
    if counts[i] == 0:
        listed[touched] = i
        touched += 1
    counts[i] += 1
    sums[i] += seen
    return touched


def reach(
    cells: tuple[Ints, Floats],
    points: tuple[Ints, Floats],
    sight: tuple[Floats, Floats, NDArray[np.bool_]],
    terrain: tuple[Floats, Floats],
    filled: tuple[Ints, Floats, Ints],
    starts: Ints,
    begin: int,
) -> int:
    """Pairs of system and cell within reach, system by system from number `begin` on. Gives the
    number of the first system whose pairs found no room, else the number of systems.

    `points` are, per system, the place of its first in the list of all, then (lat, lon, x, y, z) of
    each. Writes to `starts` where each system's pairs begin, and to `filled` the cell, the mean of
    exp(−(d / range)²) over the points within reach, and their number.
    """
    size = len(cells[0])
    found = (np.zeros(size), np.zeros(size, np.int64), np.zeros(size, np.int64))
    for k in range(begin, len(points[0]) - 1):
        touched = 0
        for j in range(points[0][k], points[0][k + 1]):
            far = (sight[0][k], sight[1][k], sight[2][k])
            touched = look(cells, points[1][j], far, terrain, found, touched)
        starts[k + 1] = starts[k] + touched
        if starts[k + 1] > len(filled[0]):
            return k
        for m in range(touched):
            i, at = found[2][m], starts[k] + m
            filled[0][at] = i
            filled[1][at] = found[0][i] / found[1][i]
            filled[2][at] = found[1][i]
            found[0][i] = 0.0
            found[1][i] = 0
    return len(points[0]) - 1


@kernel
def unseen(
    pairs: tuple[Ints, Floats, int, int],
    systems: tuple[Ints, Floats, Floats, Floats, Floats],
    share: Floats,
    dark: bool,
) -> float:
    """Probability that nobody sees an act in one cell and hour; -1 where nobody looks.

    `pairs`: systems and probabilities by day, and from which to before which they are the cell's;
    `systems`: number of the kind, c, c′, g and the factor at night, in order of kind, then c′;
    `share` of the hour in which each looks. Formula as in `combine.combined`: between two values of
    g, those systems work that need at least as much jamming to be lost.
    """
    who, by_day, first, last = pairs
    kinds, common, own, jamming, night = systems
    level, missed, looked = 0.0, 0.0, False
    while level < 1.0:
        above, product, of_kind, working, before, kind = 1.0, 1.0, 0.0, 1.0, 0.0, -1
        for j in range(first, last):
            k = who[j]
            p = by_day[j] * share[k]
            if dark:
                p *= night[k]
            if p <= NOBODY:
                continue
            looked = True
            if jamming[k] > level:
                above = min(above, jamming[k])
                continue
            if kinds[k] != kind:
                product *= of_kind + (1.0 - before) * working
                of_kind, working, before, kind = 0.0, 1.0, 0.0, kinds[k]
            if own[k] > before:
                of_kind += (own[k] - before) * working
                before = own[k]
            working *= 1.0 - min(p / (1.0 - common[k]), 1.0)
        missed += (above - level) * product * (of_kind + (1.0 - before) * working)
        level = above
    return missed if looked else -1.0


def watch(
    pairs: tuple[Ints, Ints, Floats],
    systems: tuple[Ints, Floats, Floats, Floats, Floats],
    share: Floats,
    dark: NDArray[np.bool_],
    seen: Floats,
) -> None:
    """Probability that somebody sees an act, by hour and cell: into `seen`, NaN where nobody looks.

    `pairs` by cell: where a cell's pairs begin, the systems, the probability by day; `systems` as in
    `unseen`; `share` of each hour (hours, systems) in which a system looks; `dark` (hours, cells).
    """
    begins, who, by_day = pairs
    for hour in range(share.shape[0]):
        for cell in range(len(begins) - 1):
            own = (who, by_day, begins[cell], begins[cell + 1])
            missed = unseen(own, systems, share[hour], dark[hour, cell])
            seen[hour, cell] = 1.0 - missed if missed >= 0.0 else math.nan
