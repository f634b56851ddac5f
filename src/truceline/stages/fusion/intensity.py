"""How busy a place is: acts to be expected per km² and hour around each report.

Counted from reports in the nine cells around, near cells more, two to twelve days before and after:
what lies nearer in time may be the same act. Divided by the reports that an act brings. Days outside
the record count as quiet ones, so that a day that is added changes nothing but its neighbours.
"""

import numpy as np

from truceline.stages.fusion.candidates import Grid
from truceline.stages.fusion.compiled import fitting, kernel

NEAR_DAYS, FAR_DAYS = 1, 12
"""Days at distance NEAR + 1 to FAR count."""
CELL_PART = 4.0
"""Cells are so many times smaller than the reach of candidates."""
MIDDLE, SIDE = 0.5, 0.25
"""Weights of a tent over three cells; their product over both axes adds to 1."""

MOST_CELL_KM = 20.0


def intensity_cell(reach_km: float) -> float:
    """Side of the cells in which reports are counted, km."""
    return min(reach_km / CELL_PART, MOST_CELL_KM)


def intensity(
    g: Grid, day: np.ndarray, cell_km2: float, background: float, company: float
) -> np.ndarray:
    """Acts per km² and hour at each row (n,). `background` is the mean number of reports per km²
    and hour, which counts as one more day; `company` the reports that an act brings.
    """
    counts = fitting(_count, len(day))(g, day[g.order].astype(np.int64))
    days = 2 * (FAR_DAYS - NEAR_DAYS)
    found = np.empty(len(day))
    found[g.order] = (counts / cell_km2 / 24 + background) / (days + 1) / company
    return found


@kernel
def _count(g: Grid, days: np.ndarray) -> np.ndarray:
    """Weighted counts per place in the grid's order."""
    counts = np.zeros(len(days))
    for cell in range(len(g.starts) - 1):
        for q in range(9):
            other = g.near[cell, q]
            if other >= 0:
                weight = (MIDDLE if q // 3 == 1 else SIDE) * (MIDDLE if q % 3 == 1 else SIDE)
                _count_cell(g, days, cell, other, weight, counts)
    return counts


@kernel
def _count_cell(
    g: Grid, days: np.ndarray, cell: int, other: int, weight: float, counts: np.ndarray
) -> None:
    """Adds what cell `other` holds to the rows of `cell`; four marks run along with the time."""
    lo, end = g.starts[other], g.starts[other + 1]
    a, b, c, d = lo, lo, lo, lo
    for p in range(g.starts[cell], g.starts[cell + 1]):
        while a < end and days[a] < days[p] - FAR_DAYS:
            a += 1
        while b < end and days[b] < days[p] - NEAR_DAYS:
            b += 1
        while c < end and days[c] <= days[p] + NEAR_DAYS:
            c += 1
        while d < end and days[d] <= days[p] + FAR_DAYS:
            d += 1
        counts[p] += weight * (b - a + d - c)
