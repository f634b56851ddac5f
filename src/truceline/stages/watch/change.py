"""When did the rate change, how surely, by how much, and what else changed then?

With hindsight over a whole series, or day by day as a duty officer would have been told. A change
of the record is not a change of conduct: where effort isn't known, or changed as well, that is said
beside it. What stands beside a change is coincidence, never a cause.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.model.watch import Bounded, Change, SourceHealth, WatchSpec
from truceline.stages.watch.counted import Counted
from truceline.stages.watch.negbin import weight
from truceline.stages.watch.online import Followed, follow
from truceline.stages.watch.segments import Break, breaks

Floats = NDArray[np.float64]

LEARNING_DAYS: Final = 7
"""Days with observation before anything is told: a rate must be known before it can change."""
NEAR_DAYS: Final = 7
"""What changed within so many days of a change stands beside it."""
COMPARED_DAYS: Final = 14
"""Hours of effort are compared over so many days before and after."""
NOTEWORTHY: Final = 1.25
"""From this factor on a change of effort is told."""
STEADY: Final = (64.0, 512.0)
"""From the first size k on a record counts as steadier, at the second as steady: it scatters as chance does."""
_SPELL: Final = 120


def looked_back(counted: Counted, spec: WatchSpec | None = None) -> tuple[Change, ...]:
    """Every change of a series, with hindsight, in its order. See `segments` for the method."""
    spec = spec or WatchSpec()
    size = _scatter(counted, spec)
    found = breaks(counted.counts, counted.exposure, spec.spell_days, size)
    return tuple(_of_break(counted, one, size) for one in found if one.probability >= spec.level)


def strongest(changes: Iterable[Change]) -> Change | None:
    """The change that is surest, of equally sure ones the largest."""
    size = lambda c: (round(c.probability, 6), abs(math.log(c.ratio.value)), c.day)  # noqa: E731
    return max(changes, key=size, default=None)


def told_daily(series: Sequence[Counted], spec: WatchSpec | None = None) -> tuple[Change, ...]:
    """Changes as they would have been told, day by day, each once: nothing later is known.

    A change is told on the first day on which it lies within the last `recent_days` with a probability
    of at least `level`, of a steady, corrected record `steady_level`; another one only where its run begins after
    that day.
    """
    spec = spec or WatchSpec()
    if not series:
        return ()
    longest = max(len(one.days) for one in series)
    padded = [
        np.array([np.pad(x, (0, longest - len(x))) for x in every])
        for every in ([c.counts for c in series], [c.exposure for c in series])
    ]
    followed = follow(padded[0], padded[1], spec.spell_days, spec.recent_days)
    told = (c for k, one in enumerate(series) for c in _raised(one, followed, k, spec))
    return tuple(sorted(told, key=lambda c: (c.told or c.day, c.series)))


def _scatter(counted: Counted, spec: WatchSpec) -> float:
    """The size k of a whole series."""
    found = follow(counted.counts[None], counted.exposure[None], spec.spell_days, spec.recent_days)
    return float(found.size[0, -1])


def _raised(counted: Counted, found: Followed, k: int, spec: WatchSpec) -> Iterator[Change]:
    """Each change of one series on the day on which it is told."""
    observed = np.cumsum(counted.exposure > 0)
    last, before = -1, 0
    for day in range(len(counted.days)):
        start = int(found.start[k, day])
        enough = enough_of(counted, spec, float(found.size[k, day]))
        sure = found.probability[k, day] >= enough and observed[day] > LEARNING_DAYS
        if not sure or start <= last:
            continue
        cuts = max(before, start - _SPELL), start, day + 1
        change = _change(counted, cuts, float(found.size[k, day]))
        if change is not None:
            yield change.but(
                probability=float(found.probability[k, day]),
                earliest=counted.days[max(0, day - spec.recent_days + 1)],
                latest=counted.days[day],
                told=counted.days[day],
            )
            last, before = day, start


def enough_of(counted: Counted, spec: WatchSpec, size: float) -> float:
    """The probability from which a change is told, by how much the record scatters: wild days look like
    changes more often than the model says, and so does effort that isn't taken out; the days of a steady,
    corrected record don't.
    """
    if not counted.corrected:
        return spec.level
    first, last = (math.log(edge) for edge in STEADY)
    share = min(1.0, max(0.0, (math.log(size) - first) / (last - first)))
    return spec.level + share * (min(spec.steady_level, spec.level) - spec.level)


def _of_break(counted: Counted, one: Break, size: float) -> Change:
    change = _change(counted, (one.before, one.at, one.after), size)
    assert change is not None
    return change.but(
        probability=one.probability,
        earliest=counted.days[one.earliest],
        latest=counted.days[one.latest],
    )


def _change(counted: Counted, cuts: tuple[int, int, int], size: float) -> Change | None:
    """The change at the middle cut, by the rates on both sides; None where one side wasn't observed."""
    first, at, end = cuts
    sides = [_side(counted, a, b, size) for a, b in ((first, at), (at, end))]
    if not all(hours for _, _, hours in sides):
        return None
    (before, a, _), (after, b, _) = sides
    return Change(
        series=counted.name,
        day=counted.days[at],
        earliest=counted.days[at],
        latest=counted.days[at],
        probability=1.0,
        ratio=_ratio((before, a), (after, b)),
        before=before,
        after=after,
        unit=counted.unit,
        per=counted.per,
        corrected=counted.corrected,
        basis=counted.cites(first, end),
    )


def _side(counted: Counted, start: int, end: int, size: float) -> tuple[float, float, float]:
    """Rate of a stretch, the acts' worth that it rests on, and its exposure.

    The worth is λ² times the Fisher information: what the acts count beside independent ones.
    """
    seen = counted.exposure[start:end] > 0
    n, e = counted.counts[start:end][seen], counted.exposure[start:end][seen]
    if not e.sum():
        return 0.0, 0.0, 0.0
    rate = float((n.sum() + 0.5) / e.sum())
    expected = rate * e
    worth = float((expected * weight(expected, np.full(1, size))).sum())
    return rate, worth, float(e.sum())


def _ratio(before: tuple[float, float], after: tuple[float, float]) -> Bounded:
    """After over before: the ratio of two Gamma beliefs is a scaled F, its 95 % interval."""
    from scipy.special import fdtri  # noqa: PLC0415 -- slow to import

    value = after[0] / before[0]
    low, high = (float(fdtri(2 * after[1], 2 * before[1], q)) for q in (0.025, 0.975))
    return Bounded(value=value, lo=min(value, value * low), hi=max(value, value * high))


def with_beside(
    change: Change,
    effort_h: dict[date, float] | None = None,
    health: Sequence[SourceHealth] = (),
    dates: Sequence[tuple[date, str]] = (),
) -> Change:
    """The change with what else changed within days of it: effort, sources, agreement dates.

    `effort_h` are hours by day (None: not known), `dates` days of the agreement with their words.
    """
    near = (change.earliest, change.latest)
    near = near if (near[1] - near[0]).days <= 2 * NEAR_DAYS else (change.day, change.day)
    told = (*_effort(change, effort_h), *_silent(near, health), *_dated(near, dates))
    return change.but(beside=told)


def _effort(change: Change, effort_h: dict[date, float] | None) -> Iterator[str]:
    if effort_h is None:
        if not change.corrected:
            yield "hours of effort aren't known, so that access may have changed instead"
        return
    days = [timedelta(days=n) for n in range(1, COMPARED_DAYS + 1)]
    before = _mean(effort_h, [change.day - d for d in days])
    after = _mean(effort_h, [change.day - timedelta(days=1) + d for d in days])
    if before is None or after is None:
        return
    if max(before, after) >= NOTEWORTHY * min(before, after) and before != after:
        verb = "fell" if after < before else "rose"
        by = abs(after - before) / before if before else math.inf
        share = f" by {by:.0%}" if math.isfinite(by) else ""
        yield f"hours of effort {verb}{share}, from {before:.3g} to {after:.3g} a day"


def _mean(effort_h: dict[date, float], days: Iterable[date]) -> float | None:
    """Mean hours of the days that are known."""
    known = [effort_h[day] for day in days if day in effort_h]
    return sum(known) / len(known) if known else None


def _silent(near: tuple[date, date], health: Sequence[SourceHealth]) -> Iterator[str]:
    for source in sorted(health, key=lambda h: h.source):
        for gap in source.gaps:
            if gap.first <= near[1] + timedelta(days=NEAR_DAYS) and gap.last >= near[0]:
                days = (gap.last - gap.first).days + 1
                share = f", on which {source.share:.0%} of the record rests" if source.share else ""
                yield (
                    f"no bulletin of {source.source} for {days} day{'s' * (days != 1)} "
                    f"from {gap.first}{share}"
                )


def _dated(near: tuple[date, date], dates: Sequence[tuple[date, str]]) -> Iterator[str]:
    margin = timedelta(days=NEAR_DAYS)
    for day, words in sorted(dates):
        if near[0] - margin <= day <= near[1] + margin:
            yield f"{day}: {words}"


def sentence(change: Change) -> str:
    """The change in one plain sentence with its numbers."""
    verb = "rose" if change.ratio.value > 1 else "fell"
    kind = "effort-corrected rate" if change.corrected else "recorded rate"
    where = f" on {change.day}"
    if change.earliest != change.latest:
        where += f" (between {change.earliest} and {change.latest})"
    return (
        f"The {kind} of {change.series} {verb}{where} to {change.ratio.value:.2g} times what it was "
        f"({change.ratio.lo:.2g} to {change.ratio.hi:.2g}), from {change.before:.3g} to "
        f"{change.after:.3g} a {change.per}; probability of a change {_percent(change.probability)}."
    )


def _percent(share: float) -> str:
    return "above 99 %" if share > 0.99 else f"{100 * share:.0f} %"
