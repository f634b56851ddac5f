"""A part of the reports to learn from: whole stretches of days, since learning needs neighbours."""

import numpy as np
import pyarrow as pa

MOST = 100_000
STRETCHES = (0.2, 0.5, 0.8)
"""Where in the record the stretches lie, so that a slow change of habits is seen."""


def sample(table: pa.Table) -> pa.Table:
    """All of a table sorted by `day` when it is small, else three stretches of it, in whole days."""
    if len(table) <= 1.2 * MOST:
        return table
    day = table["day"].to_numpy()
    keep = np.zeros(len(day), bool)
    for place in STRETCHES:
        lo = int(place * len(day)) - MOST // (2 * len(STRETCHES))
        hi = lo + MOST // len(STRETCHES)
        keep[np.searchsorted(day, day[lo]) : np.searchsorted(day, day[hi], side="right")] = True
    return table.filter(pa.array(keep))
