"""From the first word to somebody on the spot: classification by analysts, then teams by sector.

False alarms wait in the same queue as what happened. Nobody outside the mission acts here.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.model.plan import Backstop
from truceline.model.simulation import Arrival, Handling, Reserve, Teams
from truceline.stages.plan.simulate.queues import served
from truceline.stages.plan.simulate.scenario import Scenario, apart_km, on_sphere
from truceline.stages.plan.simulate.streams import Keys, joined, key_of, lognormal, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_CLASSIFY, _STAY, _SENT = (key_of("handle", word) for word in ("classify", "stay", "sent"))


class Cases(NamedTuple):
    """What reaches the analysts: when it was told (hours), cell, key, and whether it was nothing."""

    told: Floats
    cell: Ints
    key: Keys
    false: Flags


class Handled(NamedTuple):
    """By case: hours when it was taken up, when it was known, when a team was there (infinite where
    none is sent); hours of analysts, and of teams by sector (leaving the base until back again).
    """

    taken: Floats
    known: Floats
    there: Floats
    analysts_h: float
    teams_h: Floats


class Handler:
    """Handles the cases of replicas."""

    def __init__(self, setting: Scenario) -> None:
        self._setting, self._said = setting, setting.handling
        by_sector = {team.sector: team for team in setting.teams}
        whole = by_sector.get("")
        self._teams = [by_sector.get(name, whole) for name in setting.sectors]
        self.servers = np.array([t.count if t else 0 for t in self._teams], np.int64)
        self._drive = _drives(setting, self._teams)

    def handle(self, cases: Cases) -> Handled:
        """Classification, then response; both first come, first served."""
        said, nobody = self._said, np.zeros(len(cases.told), np.int64)
        work = lognormal(joined(cases.key, _CLASSIFY), said.classify_h, said.classify_spread)
        taken = served(cases.told, work, nobody, np.array([said.analysts], np.int64))
        known = taken + work
        survives = uniform(joined(cases.key, _SENT)) < said.alarms_sent
        sent = (~cases.false | survives) & np.isfinite(known)
        there, busy = self._respond(cases, known, sent)
        return Handled(taken, known, there, float(work[np.isfinite(known)].sum()), busy)

    def _respond(self, cases: Cases, known: Floats, sent: Flags) -> tuple[Floats, Floats]:
        """When a team is on the spot. It drives out after it is ready, stays, and drives back."""
        sector, drive = self._setting.sector[cases.cell[sent]], self._drive[cases.cell[sent]]
        ready_h = np.array([t.ready_h if t else 0.0 for t in self._teams])[sector]
        stay = lognormal(
            joined(cases.key[sent], _STAY), self._said.on_site_h, self._said.on_site_spread
        )
        lasting = ready_h + 2 * drive + stay
        start = served(known[sent], lasting, sector, self.servers)
        there = np.full(len(known), np.inf)
        there[sent] = start + ready_h + drive
        went = np.isfinite(start)
        busy = np.bincount(sector[went], lasting[went], len(self.servers))
        return there, busy.astype(float)


def _drives(setting: Scenario, teams: list[Teams | None]) -> Floats:
    """Hours on the road from the base of its sector's teams to each cell."""
    hours = np.zeros(len(setting.sector))
    for n, team in enumerate(teams):
        if team is None:
            continue
        cells = setting.sector == n
        known = team.lat is not None and team.lon is not None
        base = (
            on_sphere(team.lat or 0.0, team.lon or 0.0)
            if known
            else setting.middle(setting.sectors[n])
        )
        far = apart_km(setting.places[cells], base)
        hours[cells] = far * setting.handling.detour / team.speed_kmh
    return hours


def helpers_of(setting: Scenario) -> tuple[tuple[str, Reserve | Backstop], ...]:
    """Who reinforces, each with a name of its own: offers of one provider are told apart by what they
    wait for, or by their delay.
    """
    names = [one.provider for one in setting.backstop]
    backstop = [
        (name if names.count(name) == 1 else f"{name}, after {one.delay_days:g} days", one)
        for name, one in zip(names, setting.backstop, strict=True)
    ]
    return (*((one.id, one) for one in setting.reserves), *backstop)


def arrivals(setting: Scenario) -> Iterator[Arrival]:
    """Hours from a breach that is known until each helper is in each sector, with a unit free."""
    for name, helper in helpers_of(setting):
        for n, sector in enumerate(setting.sectors):
            if isinstance(helper, Backstop):
                hours = setting.handling.decision_h + 24.0 * helper.delay_days
                yield Arrival(
                    by=name,
                    sector=sector,
                    hours=hours,
                    agreed=helper.agreed,
                    condition=helper.condition,
                )
            elif not helper.sectors or sector in helper.sectors:
                drive = float(_ways(setting, helper)[n])
                hours = setting.handling.decision_h + helper.ready_h + drive
                yield Arrival(by=name, sector=sector, hours=hours)


def _ways(setting: Scenario, helper: Reserve) -> Floats:
    """Hours on the road to the middle of each sector."""
    middles = np.array([setting.middle(name) for name in setting.sectors])
    km = apart_km(middles, on_sphere(helper.lat, helper.lon)) * setting.handling.detour
    return np.asarray(km / helper.speed_kmh)


def reinforced(
    known: Floats, sector: Ints, setting: Scenario, helper: Reserve | Backstop
) -> tuple[Floats, Ints]:
    """When a helper's units are in the sector of each call (hours), and which breach called.

    `known` are the times at which serious breaches became known, in any order. A sector that called
    doesn't call again for `hold_h`. Units of a reserve are engaged for their way and the stay; a
    backstop has no end of units but its delay.
    """
    said, calls = setting.handling, _calls(known, sector, setting.handling)
    if isinstance(helper, Backstop):
        return known[calls] + said.decision_h + 24.0 * helper.delay_days, calls
    names = np.array(setting.sectors, object)[sector[calls]]
    calls = calls[[not helper.sectors or name in helper.sectors for name in names.tolist()]]
    drive = _ways(setting, helper)[sector[calls]]
    lasting = helper.ready_h + 2 * drive + said.hold_h
    ready, one = known[calls] + said.decision_h, np.zeros(len(calls), np.int64)
    start = served(ready, lasting, one, np.array([helper.count], np.int64))
    return start + helper.ready_h + drive, calls


def _calls(known: Floats, sector: Ints, said: Handling) -> Ints:
    """Breaches that call: the first of each sector, then the first after the hold."""
    found, until = [], np.full(int(sector.max(initial=0)) + 1, -np.inf)
    for i in np.argsort(known, kind="stable").tolist():
        if np.isfinite(known[i]) and known[i] >= until[sector[i]]:
            until[sector[i]] = known[i] + said.hold_h
            found.append(i)
    return np.array(found, np.int64)


LIMITS: Final = (
    "acts don't change with what the mission sees or does",
    "analysts work around the clock and at one pace",
    "teams know the way and meet no checkpoint",
)
"""What the handling leaves out, in words that stand beside every result."""
