"""What the replicas show, as records: shares by kind and sector, waits, load."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.vocabulary import matches
from truceline.model.plan import Backstop
from truceline.model.simulation import Estimated, Reserve, SeenShare, Simulated, Waiting
from truceline.stages.plan.simulate.estimate import mean_of, quantiles_of, share_of
from truceline.stages.plan.simulate.handle import LIMITS, reinforced
from truceline.stages.plan.simulate.replica import Replica
from truceline.stages.plan.simulate.scenario import Scenario

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
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
        events=sum(replica.events for replica in played),
        notes=LIMITS,
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
    kinds = ["", *setting.acts]
    sectors = ["", *(name for name in setting.sectors if name)]
    for act, sector, night in product(kinds, sectors, (None, False, True)):
        among = [_among(setting, replica, act, sector, night) for replica in played]
        count = [int(mask.sum()) for mask in among]
        seen = [int(r.detected[mask].sum()) for r, mask in zip(played, among, strict=True)]
        yield SeenShare(
            act=act,
            sector=sector,
            night=night,
            per_day=sum(count) / len(played) / setting.days,
            detected=share_of(seen, count),
            expected=_over([r.expected for r in played], among),
            wrong=_span([_over(found, among) for found in wrong]),
        )


def _among(setting: Scenario, replica: Replica, act: str, sector: str, night: bool | None) -> Flags:
    mask = np.ones(len(replica.acts), bool)
    if act:
        mask &= replica.acts.kind == setting.acts.index(act)
    if sector:
        mask &= setting.sector[replica.acts.cell] == setting.sectors.index(sector)
    return mask if night is None else mask & (replica.dark == night)


def _over(values: Sequence[Floats], among: Sequence[Flags]) -> float | None:
    """Mean over the acts meant, of as many replicas as there are values for."""
    found = np.concatenate([v[mask] for v, mask in zip(values, among, strict=False)])
    return float(found.mean()) if len(found) else None


def _span(values: Sequence[float | None]) -> tuple[float, float] | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _waits(setting: Scenario, played: Sequence[Replica]) -> Iterator[Waiting]:
    """From the act until it is known, and until a team is there."""
    ways: dict[str, Callable[[Replica], Floats]] = {"known": _known_h, "there": _there_h}
    for until, way in ways.items():
        for sector in ("", *(name for name in setting.sectors if name)):
            parts = [way(r)[_among(setting, r, "", sector, None)] for r in played]
            yield _waiting(until, sector, "", parts)


def _waiting(until: str, sector: str, by: str, parts: Sequence[Floats]) -> Waiting:
    low, middle, high = quantiles_of(parts)
    return Waiting(until=until, sector=sector, by=by, q10=low, q50=middle, q90=high)


def _known_h(replica: Replica) -> Floats:
    return replica.known - replica.acts.time


def _there_h(replica: Replica) -> Floats:
    return replica.there - replica.acts.time


def _reinforcements(setting: Scenario, played: Sequence[Replica]) -> Iterator[Waiting]:
    """From a serious breach until a reserve, or the backstop, is in its sector."""
    patterns = setting.handling.serious
    grave = np.array([any(matches(p, act) for p in patterns) for act in setting.acts], bool)
    helpers: tuple[Reserve | Backstop, ...] = (*setting.reserves, *setting.backstop)
    for helper in helpers:
        name = helper.provider if isinstance(helper, Backstop) else helper.id
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
