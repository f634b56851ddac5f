"""How busy a place is: acts to be expected per km² and hour around each report.

Counted from reports in the nine cells around, near cells more, two to twelve days before and after:
what lies nearer in time may be the same act. Divided by the reports that an act brings. Days outside
the record count as quiet ones, so that a day that is added changes nothing but its neighbours.
"""

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.candidates import Grid
from truceline.stages.fusion.compiled import fitting

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
    counts, days = np.zeros(len(day)), day[g.order].astype(np.int64)
    if len(days):
        days -= days.min()
        fitting(_count, len(day))(g, days, np.zeros(int(days.max()) + 2), counts)
    quiet = 2 * (FAR_DAYS - NEAR_DAYS)
    found = np.empty(len(day))
    found[g.order] = (counts / cell_km2 / 24 + background) / (quiet + 1) / company
    return found


@kernel
def _count(g: Grid, days: np.ndarray, until: np.ndarray, counts: np.ndarray) -> None:
    """Adds weighted counts per place in the grid's order. `until[d]` is for the reports of one cell
    before day d.
    """
    for cell in range(len(g.starts) - 1):
        until[:] = 0.0
        for p in range(g.starts[cell], g.starts[cell + 1]):
            until[days[p] + 1] += 1.0
        for day in range(1, len(until)):
            until[day] += until[day - 1]
        for q in range(9):
            other = g.near[cell, q]
            if other >= 0:
                weight = (MIDDLE if q // 3 == 1 else SIDE) * (MIDDLE if q % 3 == 1 else SIDE)
                for p in range(g.starts[other], g.starts[other + 1]):
                    counts[p] += weight * _around(until, days[p])


@kernel
def _around(until: np.ndarray, day: int) -> float:
    """The reports of a cell that lie NEAR + 1 to FAR days before or after a day."""
    last = len(until) - 1
    before = until[max(day - NEAR_DAYS, 0)] - until[max(day - FAR_DAYS, 0)]
    after = until[min(day + FAR_DAYS + 1, last)] - until[min(day + NEAR_DAYS + 1, last)]
    return float(before + after)
