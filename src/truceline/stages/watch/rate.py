"""How often acts were recorded, beside the hours, and how often they happened where that can be said.

A rate per hour of effort stands wherever somebody worked. A corrected rate divides by the
probability of having been seen (Horvitz and Thompson 1952, J. Am. Stat. Assoc. 47) and is given only
where `Support` and the data bear it; else `why` says why not. No hours: not observed, never nought.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.model.watch import Bounded, Curves, Rate
from truceline.stages.watch.counted import Counted, days_between
from truceline.stages.watch.interval import bounded, scaled, spread
from truceline.stages.watch.support import NOT_LOGGED, Support

Floats = NDArray[np.float64]

STRATUM: Final = ("sector", "act", "side", "light")
NOT_OBSERVED: Final = "not observed: nobody worked there"


@dataclass(frozen=True)
class Ground:
    """Part of a tally as arrays of (strata, days): counts and hours; NaN where hours aren't known.

    `names` are the strata; days without a row have no hours at all.
    """

    names: tuple[tuple[str, ...], ...]
    unit: str
    days: tuple[date, ...]
    count: Floats
    effort: Floats
    seen: Floats
    whole: Floats

    @property
    def logged(self) -> bool:
        """Were hours of effort logged, everywhere and always?"""
        return not bool(np.isnan(self.effort[self.whole > 0]).any())

    @property
    def worked(self) -> Floats:
        """Hours of effort by day, NaN where they aren't known: an hour counts once, however many acts
        it was spent watching for.
        """
        ground = [(name[0], *name[2:]) for name in self.names]
        once = [
            self.effort[[own == place for own in ground]].max(axis=0)
            for place in sorted(set(ground))
        ]
        return np.asarray(np.sum(once, axis=0))

    @property
    def p(self) -> Floats:
        """Mean probability of having been seen, by stratum; NaN where it isn't known."""
        whole = self.whole.sum(axis=1)
        return np.asarray(self.seen.sum(axis=1) / np.where(whole > 0, whole, np.nan))


def rates(tally: pa.Table, by: Sequence[str], held: Support) -> tuple[Rate, ...]:
    """A rate for each group of a tally (`model.watch.TALLY_SCHEMA`), `by` some of `STRATUM`.

    Units stay apart: each has rates of its own. Times run from the first day of the tally to its last.
    """
    return tuple(_rate(ground, label, held) for label, ground in grounds(tally, by))


def grounds(tally: pa.Table, by: Sequence[str]) -> Iterator[tuple[dict[str, str], Ground]]:
    """The groups of a tally, each with its strata by day, in the order of their names."""
    own: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in tally.to_pylist():
        own[*(row[name] for name in by), row["unit"]].append(row)
    if not own:
        return
    every = tally["day"].unique().to_pylist()
    days = days_between(min(every), max(every))
    for key in sorted(own):
        yield dict(zip(by, key, strict=False)), _ground(own[key], days, key[-1])


def _ground(rows: Sequence[dict[str, Any]], days: tuple[date, ...], unit: str) -> Ground:
    names = sorted({tuple(row[name] for name in STRATUM) for row in rows})
    number = {name: k for k, name in enumerate(names)}
    arrays = {
        c: np.zeros((len(names), len(days))) for c in ("count", "effort_h", "seen_h", "whole_h")
    }
    for row in rows:
        at = number[tuple(row[name] for name in STRATUM)], (row["day"] - days[0]).days
        for column, array in arrays.items():
            array[at] += np.nan if row[column] is None else row[column]
    return Ground(tuple(names), unit, days, *arrays.values())


def _rate(ground: Ground, label: dict[str, str], held: Support) -> Rate:
    worked = float(ground.worked.sum())
    count = float(ground.count.sum())
    fields: dict[str, Any] = {
        **label,
        "unit": ground.unit,
        "start": ground.days[0],
        "end": ground.days[-1],
        "count": count,
    }
    if not ground.logged:
        return Rate(**fields, observed=count > 0, why=_because(held.why, NOT_LOGGED))
    if worked == 0:
        return Rate(**fields, observed=False, effort_h=0.0, why=NOT_OBSERVED)
    phi = _spread(ground)
    p, why = _p(ground), _because(held.why, _doubt(ground, held))
    return Rate(
        **fields,
        observed=True,
        effort_h=worked,
        per_hour=scaled(bounded(count, phi * count, 1.0), 1.0 / worked),
        p=p,
        corrected=None if why else _corrected(ground, phi, held.error),
        spread=phi,
        why=why,
    )


def _because(*whys: str) -> str:
    """Reasons, each once; support tells of hours that weren't logged in the same words."""
    parts = (part for why in whys for part in why.split("; ") if part)
    return "; ".join(dict.fromkeys(parts))


def _p(ground: Ground) -> float | None:
    value = float(ground.seen.sum() / ground.whole.sum())
    return None if np.isnan(value) else value


def _doubt(ground: Ground, held: Support) -> str:
    """Strata that were seen too little for the rest to be worked out."""
    p = ground.p
    if np.isnan(p).any():
        return "the probability of having been seen isn't known"
    k = int(np.argmin(p))
    if p[k] >= held.least_p:
        return ""
    where = ", ".join(filter(None, ground.names[k]))
    return (
        f"too little was seen: probability {p[k]:.2f}{f' ({where})' if where else ''}, "
        f"at least {held.least_p:g} is needed"
    )


def _spread(ground: Ground) -> float:
    """Dispersion of the daily counts around what effort or sight would give."""
    hours = ground.effort if np.isnan(ground.seen).any() else ground.seen
    total = hours.sum(axis=1)
    rate = np.divide(ground.count.sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)
    expected = (rate[:, None] * hours).sum(axis=0)
    return spread(ground.count.sum(axis=0), expected)


def _corrected(ground: Ground, phi: float, error: float) -> Bounded:
    """Acts a day of the whole ground: Σ acts / p over strata, over days."""
    p, count = ground.p, ground.count.sum(axis=1)
    total, variance = float((count / p).sum()), float((phi * count / p**2).sum())
    unit = phi * float((1.0 / p).mean())
    return scaled(bounded(total, variance, unit, error), 1.0 / len(ground.days))


def curves(
    tally: pa.Table, by: Sequence[str], held: Support, mean_of: int = 1
) -> tuple[Curves, ...]:
    """The three curves of each group: recorded, corrected, effort. A day on which nobody worked has
    no recorded count, and one on which too little was seen no corrected one. The corrected curve may be the
    mean of so many days up to each day, of those among them on which enough was
    seen, half of them at least.
    """
    return tuple(_curve(ground, label, held, mean_of) for label, ground in grounds(tally, by))


def _curve(ground: Ground, label: dict[str, str], held: Support, mean_of: int) -> Curves:
    worked, count = ground.worked, ground.count.sum(axis=0)
    why = _because(held.why, "" if ground.logged else NOT_LOGGED)
    phi = 1.0 if why else _spread(ground)
    days = range(len(ground.days))
    corrected = tuple(None if why else _of_day(ground, d, phi, held, mean_of) for d in days)
    if not any(corrected):
        why = why or _doubt(ground, held) or NOT_OBSERVED
    observed = [bool(np.isnan(worked[d]) or worked[d] > 0) for d in days]
    return Curves(
        sector=label.get("sector", ""),
        act=label.get("act", ""),
        unit=ground.unit,
        days=ground.days,
        recorded=tuple(float(count[d]) if observed[d] else None for d in days),
        effort_h=tuple(None if np.isnan(worked[d]) else float(worked[d]) for d in days),
        corrected=corrected,
        why=why,
    )


def _of_day(ground: Ground, day: int, phi: float, held: Support, mean_of: int) -> Bounded | None:
    """The corrected count of a day, or the mean of the days up to it; None where too little of any
    stratum was seen that day.
    """
    days = [d for d in range(max(0, day + 1 - mean_of), day + 1) if _enough(ground, d, held)]
    if day not in days or 2 * len(days) < mean_of:
        return None
    there = ground.whole[:, days] > 0
    p = ground.seen[:, days][there] / ground.whole[:, days][there]
    count = ground.count[:, days][there]
    variance = float((phi * count / p**2).sum())
    total = bounded(float((count / p).sum()), variance, phi * float((1 / p).mean()), held.error)
    return scaled(total, 1.0 / len(days))


def _enough(ground: Ground, day: int, held: Support) -> bool:
    """Was enough of every stratum seen that day? Where it isn't known, no."""
    there = ground.whole[:, day] > 0
    p = ground.seen[there, day] / ground.whole[there, day]
    return bool(len(p) and p.min() >= held.least_p)


def to_counted(ground: Ground, name: str, held: Support) -> Counted:
    """A ground's days for the search for changes.

    Where rates may be corrected, a day's exposure is the share of its acts that would have been seen
    (by the strata's own shares), else 1 where somebody worked or hours aren't known, and 0 where
    nobody did.
    """
    count, worked = ground.count.sum(axis=0), ground.worked
    why = _because(held.why, "" if ground.logged else NOT_LOGGED) or _doubt(ground, held)
    if why:
        exposure = np.where(np.isnan(worked) | (worked > 0), 1.0, 0.0)
        return Counted(name, ground.unit, ground.days, count, exposure)
    rate = (ground.count.sum(axis=1) + 0.5) / ground.seen.sum(axis=1)
    whole = float((rate[:, None] * ground.whole).sum()) / len(ground.days)
    exposure = (rate[:, None] * ground.seen).sum(axis=0) / whole
    return Counted(name, ground.unit, ground.days, count, exposure, "day", corrected=True)


def hours_counted(ground: Ground, name: str) -> Counted | None:
    """Hours of effort by day as a series of their own, so that a fall of access is found like any
    other change; None where they weren't logged.
    """
    if not ground.logged:
        return None
    return Counted(name, "hour of effort", ground.days, ground.worked, np.ones(len(ground.days)))
