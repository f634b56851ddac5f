"""A part of the reports to learn from: whole stretches of days, since learning needs neighbours."""

import numpy as np
import pyarrow as pa

MOST = 100_000
STRETCHES = (0.5, 0.2, 0.8)
"""Where in the record the stretches lie, so that a slow change of habits is seen. A round of learning
looks at one more than the round before: what the first rounds teach is rough in any case."""


def samples(table: pa.Table) -> list[pa.Table]:
    """A table sorted by `day` as each round of learning looks at it: first one stretch, last `sample`."""
    few = [_within(table, STRETCHES[:n]) for n in range(1, len(STRETCHES))]
    return [*few, sample(table)]


def sample(table: pa.Table) -> pa.Table:
    """All of a table sorted by `day` when it is small, else three stretches of it, in whole days."""
    return table if len(table) <= 1.2 * MOST else _within(table, STRETCHES)


def _within(table: pa.Table, places: tuple[float, ...]) -> pa.Table:
    """Stretches of a third of `MOST` reports and somewhat more, in whole days."""
    day, length = table["day"].to_numpy(), MOST // len(STRETCHES)
    keep = np.zeros(len(day), bool)
    for place in places if len(day) else ():
        lo = max(int(place * len(day)) - length // 2, 0)
        hi = min(lo + length, len(day) - 1)
        keep[np.searchsorted(day, day[lo]) : np.searchsorted(day, day[hi], side="right")] = True
    return table.filter(pa.array(keep))
