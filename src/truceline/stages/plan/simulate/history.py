"""Rates from what was recorded: how many, where, and how much they come in bursts.

The record is what was told, not what happened; its rates go on as they were only by assumption.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.spatial import KDTree

from truceline.foundation.coverage.passes import unit_vectors
from truceline.model.simulation import Past, Violations
from truceline.stages.plan.simulate.scenario import EARTH_KM

Floats = NDArray[np.float64]

FAR_KM: Final = 10.0
"""An incident farther from all cells than this belongs to another area."""
ENOUGH_DAYS: Final = 30
ENOUGH: Final = 20
"""Incidents of a kind; with fewer, or over fewer days, bursts aren't estimated."""
MOST: Final = 0.9


def violations_from(past: Sequence[Past], cells: pa.Table) -> tuple[Violations, ...]:
    """Rates by kind and sector over the days from the first incident to the last, and by kind how
    many acts one sets off. Incidents far from all cells are left out.
    """
    if not past:
        return ()
    first = min(p.when for p in past)
    day = np.array([int((p.when - first).total_seconds() // 86400) for p in past])
    where = _sectors(past, cells)
    days = int(day.max()) + 1
    found = []
    for act in sorted({p.act for p in past}):
        mine = np.array([p.act == act for p in past]) & np.array([w is not None for w in where])
        counts = np.bincount(day[mine], minlength=days)
        sectors = sorted({str(where[n]) for n in np.flatnonzero(mine)})
        for sector in sectors:
            number = sum(where[n] == sector for n in np.flatnonzero(mine))
            found.append(
                Violations(
                    act=act, sector=sector, per_day=number / days, offspring=offspring(counts)
                )
            )
    return tuple(found)


def offspring(counts: NDArray[np.int64]) -> float:
    """How many acts one sets off, from daily counts: 1 − 1/√F with F = variance / mean.

    Counts over times long against the memory of a self-exciting process have F = 1 / (1 − n)²
    (Hawkes, Biometrika 58, 1971: the spectrum at frequency 0). Other causes of bursts count as well,
    so that it is too large rather than too small. 0 where there is too little to tell.
    """
    if len(counts) < ENOUGH_DAYS or counts.sum() < ENOUGH:
        return 0.0
    ratio = float(counts.var(ddof=1) / counts.mean())
    return float(np.clip(1.0 - 1.0 / np.sqrt(max(ratio, 1.0)), 0.0, MOST))


def _sectors(past: Sequence[Past], cells: pa.Table) -> list[str | None]:
    """The sector of each incident's nearest cell; None where none is near."""
    lat, lon = (cells[name].to_numpy().astype(float) for name in ("lat", "lon"))
    tree = KDTree(EARTH_KM * unit_vectors(lat, lon))
    there = np.array([(p.lat, p.lon) for p in past], float).T
    far, near = tree.query(EARTH_KM * unit_vectors(there[0], there[1]))
    named = "sector" in cells.column_names
    names = cells["sector"].to_pylist() if named else [""] * cells.num_rows
    return [
        (names[n] or "") if d <= FAR_KM else None
        for d, n in zip(far.tolist(), near.tolist(), strict=True)
    ]
