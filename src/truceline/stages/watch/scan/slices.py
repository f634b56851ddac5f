"""What a scan takes from the record: analyses, each with its windows and the days before them.

Every analysis has days of reference (the usual rate) and behind them the days that its windows may
cover. Only hours of effort decide what takes part, never counts: replicas share it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from truceline.stages.watch.scan.ground import Observed

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scanning:
    """How to scan.

    `windows`: the longest window, days. `nearest`: places of the largest circle; `longest`: of the
    longest run along the line, ended by a gap of `gap_km`. `reference`: days before the windows from
    which the usual rate is taken, at most. A place takes part where it was observed on `least_days`
    of them. `analyses`: daily analyses over which a p-value is adjusted, this one included.
    `others`: secondary clusters, at most. `spread`: dispersion of daily counts (variance over mean),
    None to take it from the days of reference.
    """

    windows: int = 14
    nearest: int = 50
    longest: int = 12
    gap_km: float = np.inf
    reference: int = 56
    least_days: int = 7
    analyses: int = 14
    others: int = 5
    replicas: int = 999
    seed: int = 1
    spread: float | None = None

    def __post_init__(self) -> None:
        least = (self.windows, self.nearest + self.longest, self.least_days, self.analyses)
        if min(least) < 1 or self.replicas < 1:
            raise ValueError("windows, zones, days, analyses and replicas must be at least 1")
        if self.spread is not None and not 1.0 <= self.spread < np.inf:
            raise ValueError("a spread is at least 1")


@dataclass(frozen=True)
class Slices:
    """`ends[a]`: the day after the last of analysis a, this one's first. `hours` (mode, place, day),
    0 where nobody looked; `reference_h` (analysis, mode, place) hours of reference, 0 where the
    place doesn't take part in that mode. `days` of reference, `windows` behind them.
    """

    ends: NDArray[np.int64]
    days: int
    windows: int
    hours: Floats
    reference_h: Floats


def sliced(seen: Observed, how: Scanning) -> tuple[Observed, Slices] | None:
    """The part of the record that a scan uses, and its analyses; None where it is too short.

    A short record costs earlier analyses first, then days of reference.
    """
    room = len(seen.days) - how.windows - how.least_days
    if room < 0:
        return None
    analyses = min(how.analyses, room + 1)
    days = min(how.reference, room - analyses + 1 + how.least_days)
    part = _last(seen, days + how.windows + analyses - 1)
    hours = np.nan_to_num(part.effort)
    ends = np.arange(len(part.days), len(part.days) - analyses, -1)
    known = np.stack(
        [_reference(hours, int(end) - how.windows, days, how.least_days) for end in ends]
    )
    return part, Slices(ends, days, how.windows, hours, known)


def _last(seen: Observed, days: int) -> Observed:
    return replace(
        seen,
        days=seen.days[-days:],
        counts=seen.counts[..., -days:],
        effort=seen.effort[..., -days:],
    )


def _reference(hours: Floats, end: int, days: int, least: int) -> Floats:
    before = hours[..., end - days : end]
    return np.where((before > 0).sum(axis=2) >= least, before.sum(axis=2), 0.0)
