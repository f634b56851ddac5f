"""What the replicas show, as records: shares by kind and sector, waits, load."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.vocabulary import matches
from truceline.model.simulation import Estimated, SeenShare, Simulated, Waiting
from truceline.stages.plan.simulate.estimate import mean_of, quantiles_of, share_of
from truceline.stages.plan.simulate.handle import LIMITS, arrivals, helpers_of, reinforced
from truceline.stages.plan.simulate.replica import Replica
from truceline.stages.plan.simulate.scenario import Scenario

Floats = NDArray[np.float64]
Wrong = Sequence[Sequence[Floats]]

NOTHING = Estimated(mean=0.0, lo=0.0, hi=0.0)


def told(setting: Scenario, played: Sequence[Replica], wrong: Wrong, seed: int) -> Simulated:
    """The replicas in sums. `wrong` by set and (first) replicas: what coverage says of each act."""
    hours, analysts = 24.0 * setting.days, setting.handling.analysts
    alarms = [len(replica.alarms.time) / setting.days for replica in played]
    work = [replica.handled.analysts_h for replica in played]
    return Simulated(
        replicas=len(played),
        days=setting.days,
        seed=seed,
        seen=tuple(_seen(setting, played, wrong)),
        waits=(*_waits(setting, played), *_reinforcements(setting, played)),
        false_alarms=_mean(alarms),
        busy=_mean([h / (hours * analysts) for h in work]),
        analyst_hours=_mean([h / (setting.days * analysts) for h in work]),
        queue_h=_mean([_queued(replica) for replica in played]),
        teams_busy=_teams(setting, played),
        arrivals=tuple(arrivals(setting)),
        events=sum(replica.events for replica in played),
        notes=(*LIMITS, *_uncalled(setting)),
    )


def _mean(values: Sequence[float]) -> Estimated:
    return mean_of(values) or NOTHING


def _queued(replica: Replica) -> float:
    """Mean hours that a case waits for an analyst; no number without a case."""
    came = np.concatenate([replica.told[replica.detected], replica.alarms.time])
    return float((replica.handled.taken - came).mean()) if len(came) else np.nan


def _teams(setting: Scenario, played: Sequence[Replica]) -> dict[str, Estimated]:
    """By sector with teams: the share of their time that is work."""
    count = {t.sector: t.count for t in setting.teams}
    whole = {
        name: count.get(name, count.get("", 0)) * 24.0 * setting.days for name in setting.sectors
    }
    return {
        name: _mean([float(r.handled.teams_h[n]) / whole[name] for r in played])
        for n, name in enumerate(setting.sectors)
        if whole[name] > 0
    }


def _seen(setting: Scenario, played: Sequence[Replica], wrong: Wrong) -> Iterator[SeenShare]:
    """By kind (empty for all), sector (empty for all), and day, dark or both."""
    count = _sums(setting, played, [np.ones(len(r.acts)) for r in played])
    seen = _sums(setting, played, [r.detected.astype(float) for r in played])
    expected = _sums(setting, played, [r.expected for r in played])
    again = [_again(setting, played, found) for found in wrong]
    kinds, sectors = ["", *setting.acts], ["", *(name for name in setting.sectors if name)]
    for act, sector, night in product(kinds, sectors, (None, False, True)):
        part = _part(setting, act, sector, night)
        cases = count[part].sum(axis=(1, 2, 3))
        yield SeenShare(
            act=act,
            sector=sector,
            night=night,
            per_day=float(cases.mean()) / setting.days,
            detected=share_of(seen[part].sum(axis=(1, 2, 3)).tolist(), cases.tolist()),
            expected=_over(expected[part], count[part]),
            wrong=_span([_over(sums[part], looked[part]) for sums, looked in again]),
        )


def _sums(setting: Scenario, played: Sequence[Replica], values: Sequence[Floats]) -> Floats:
    """Sums of values by act: array of (replicas, kinds, sectors, day or dark)."""
    shape = len(setting.acts), len(setting.sectors), 2
    found = np.zeros((len(values), *shape))
    for n, (replica, value) in enumerate(zip(played, values, strict=False)):
        where = (replica.acts.kind, setting.sector[replica.acts.cell], replica.dark.astype(int))
        flat = np.ravel_multi_index(where, shape)
        found[n] = np.bincount(flat, value, int(np.prod(shape))).reshape(shape)
    return found


def _again(
    setting: Scenario, played: Sequence[Replica], found: Sequence[Floats]
) -> tuple[Floats, Floats]:
    """Sums of what coverage says under one set of wrong profiles, and of acts looked at."""
    looked = [(~np.isnan(values)).astype(float) for values in found]
    known = [np.nan_to_num(values) for values in found]
    return _sums(setting, played, known), _sums(setting, played, looked)


def _part(setting: Scenario, act: str, sector: str, night: bool | None) -> tuple[slice, ...]:
    """Where a kind, sector and time of day stand in sums."""
    kind = _one(setting.acts.index(act)) if act else slice(None)
    place = _one(setting.sectors.index(sector)) if sector else slice(None)
    return slice(None), kind, place, slice(None) if night is None else _one(int(night))


def _one(number: int) -> slice:
    return slice(number, number + 1)


def _over(values: Floats, count: Floats) -> float | None:
    """Mean over all acts of a part."""
    return float(values.sum() / count.sum()) if count.sum() else None


def _span(values: Sequence[float | None]) -> tuple[float, float] | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _waits(setting: Scenario, played: Sequence[Replica]) -> Iterator[Waiting]:
    """From the act until it is known, and until a team is there."""
    where = [setting.sector[replica.acts.cell] for replica in played]
    ways: dict[str, Callable[[Replica], Floats]] = {"known": _known_h, "there": _there_h}
    for until, way in ways.items():
        hours = [way(replica) for replica in played]
        yield _waiting(until, "", "", hours)
        for n, sector in enumerate(setting.sectors):
            if sector:
                parts = [h[w == n] for h, w in zip(hours, where, strict=True)]
                yield _waiting(until, sector, "", parts)


def _waiting(until: str, sector: str, by: str, parts: Sequence[Floats]) -> Waiting:
    low, middle, high = quantiles_of(parts)
    return Waiting(until=until, sector=sector, by=by, q10=low, q50=middle, q90=high)


def _known_h(replica: Replica) -> Floats:
    return replica.known - replica.acts.time


def _there_h(replica: Replica) -> Floats:
    return replica.there - replica.acts.time


def _grave(setting: Scenario) -> NDArray[np.bool_]:
    """Which kinds of act call for reinforcement."""
    patterns = setting.handling.serious
    return np.array([any(matches(p, act) for p in patterns) for act in setting.acts], bool)


def _uncalled(setting: Scenario) -> Iterator[str]:
    """What keeps reinforcement from ever being played."""
    if helpers_of(setting) and not _grave(setting).any():
        serious = ", ".join(setting.handling.serious)
        yield f"no act of the scenario is serious ({serious}): nobody calls for reinforcement"
    yield from (
        f"{one.provider} hasn't agreed ({one.condition or 'no condition told'}); its times are for "
        "the case that it comes"
        for one in setting.backstop
        if not one.agreed
    )


def _reinforcements(setting: Scenario, played: Sequence[Replica]) -> Iterator[Waiting]:
    """From a serious breach until a reserve, or the backstop, is in its sector."""
    grave = _grave(setting)
    for name, helper in helpers_of(setting):
        parts: dict[str, list[Floats]] = {sector: [] for sector in setting.sectors}
        for replica in played:
            breach = np.flatnonzero(grave[replica.acts.kind] & replica.detected)
            sector = setting.sector[replica.acts.cell[breach]]
            there, calls = reinforced(replica.known[breach], sector, setting, helper)
            hours = there - replica.acts.time[breach][calls]
            for n, known in enumerate(setting.sectors):
                parts[known].append(hours[sector[calls] == n])
        for known, found in parts.items():
            yield _waiting("reinforced", known, name, found)
