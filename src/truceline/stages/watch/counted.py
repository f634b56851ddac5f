"""One day's count beside one day's exposure: what every search for changes starts from.

A day without exposure was not observed; it is never a nought. A count of several days stands on the
last of them with the exposure of all, and what its publisher set apart is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from truceline.model.watch import Period

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Counts by consecutive local day. `exposure` 0: not observed; `per` names its unit.

    `corrected` where exposure takes out how hard anybody looked. `basis` are ids by day.
    """

    name: str
    unit: str
    days: tuple[date, ...]
    counts: Floats
    exposure: Floats
    per: str = "day"
    corrected: bool = False
    basis: tuple[tuple[str, ...], ...] = ()

    def cites(self, start: int, end: int) -> tuple[str, ...]:
        """Ids behind the days [start, end)."""
        return tuple(sorted({name for day in self.basis[start:end] for name in day}))


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Every day from the first to the last, both of them too."""
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def of_periods(periods: Sequence[Period], zone: tzinfo, name: str = "") -> Counted | None:
    """A published series by day; None without any number.

    A lower bound counts as itself. Of a figure that is set apart in part, what certainly isn't stays.
    """
    known = [p for p in periods if p.basis]
    if not known:
        return None
    ends = [(p.end - timedelta(microseconds=1)).astimezone(zone).date() for p in known]
    days = days_between(min(ends), max(ends))
    counts, exposure = np.zeros(len(days)), np.zeros(len(days))
    basis: list[set[str]] = [set() for _ in days]
    for period, end in zip(known, ends, strict=True):
        at = (end - days[0]).days
        counts[at] += period.kept[0]
        exposure[at] += period.days
        basis[at] |= set(period.basis)
    told = tuple(tuple(sorted(ids)) for ids in basis)
    first = known[0]
    label = name or ".".join(filter(None, (first.series, first.part)))
    return Counted(label, first.unit, days, counts, exposure, basis=told)


def of_days(name: str, unit: str, when: Iterable[date], first: date, last: date) -> Counted:
    """Acts by the day on which they happened, each day observed alike; others are left out."""
    days = days_between(first, last)
    counts = np.zeros(len(days))
    for day in when:
        if first <= day <= last:
            counts[(day - first).days] += 1.0
    return Counted(name, unit, days, counts, np.ones(len(days)))
