"""Who sees an act: the coverage model, sampled system by system.

The chances are those of `foundation.coverage` and nothing else. Each pair of act and system has a
random number of its own, and so has the weather of a kind of system over a sector, so that taking a
system away leaves what the others see as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, hstack

from truceline.foundation.compiled import fitting
from truceline.foundation.coverage.detect import visible_h
from truceline.foundation.coverage.effort import hours_of
from truceline.foundation.coverage.kernels import watch
from truceline.foundation.coverage.night import dark_at
from truceline.foundation.coverage.pairs import (
    System,
    blind,
    by_day,
    in_order,
    losses_of,
    systems_of,
)
from truceline.foundation.coverage.passes import comes_by, lit, passes_per_hour
from truceline.model.plan import Asset, Profile, Shift
from truceline.stages.plan.simulate.acts import Acts
from truceline.stages.plan.simulate.kernels import sight
from truceline.stages.plan.simulate.scenario import Scenario
from truceline.stages.plan.simulate.streams import joined, keys_of, mix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEVELS: Final = ("none", "direction", "origin_area")
"""What a system can tell of who did it, least first."""


@dataclass(frozen=True)
class Pairs:
    """Acts and the systems within whose reach they lie: where each act's pairs begin, the act and
    the system of each pair, and its aᵢpᵢ.
    """

    begins: Ints
    act: Ints
    who: Ints
    p: Floats


class Sight:
    """What the systems of a setting see of acts of one kind.

    `profiles` replace those of the setting; `added` are systems that work as planned beside it.
    """

    def __init__(
        self,
        setting: Scenario,
        act: str,
        profiles: Sequence[Profile] | None = None,
        added: Sequence[Asset] = (),
    ) -> None:
        self.setting, self.act, self.visible = setting, act, visible_h(act)
        known = setting.profiles if profiles is None else profiles
        groups = [_Group(setting, act, setting.assets, setting.shifts, known)]
        if added:
            groups.append(_Group(setting, act, added, None, known))
        every = [system for group in groups for system in group.systems]
        number = {id(system): k for k, system in enumerate(every)}
        order = [number[id(system)] for system in in_order(every)]
        self.systems = tuple(every[k] for k in order)
        self._pairs = _whole(groups, setting.cells.num_rows)[:, order].tocsr()
        self._share = np.hstack([group.share for group in groups])[:, order]
        self._night = np.concatenate([group.night for group in groups])[order]
        self._rate = np.concatenate([group.rate for group in groups])[order]
        self._describe()

    def _describe(self) -> None:
        """What is asked of each system again and again, as arrays."""
        profiles = [system.profile for system in self.systems]
        kinds = [system.asset.kind for system in self.systems]
        self.kind, self._common, self._own, self.jamming = losses_of(self.systems)
        self.level = np.array([LEVELS.index(p.attribution) for p in profiles], np.int64)
        self.verifies = np.array([p.verifies for p in profiles], bool)
        self._delay = np.array([p.delay_h for p in profiles], float)
        self._kind_keys = keys_of(kinds)
        self._keys = keys_of([system.asset.id for system in self.systems])
        self._sector_keys = keys_of(list(self.setting.sectors))

    def pairs(self, acts: Acts) -> Pairs:
        """Systems that look where and when the acts happen, and how well."""
        first = self._pairs.indptr.astype(np.int64)
        count = (first[1:] - first[:-1])[acts.cell]
        act = np.repeat(np.arange(len(acts)), count)
        begins = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        at = np.arange(len(act)) + (first[acts.cell] - begins[:-1])[act]
        who = self._pairs.indices[at].astype(np.int64)
        hour = _hour(self.setting, acts.time)
        night = np.where(self.dark(acts)[act], self._night[who], 1.0)
        return Pairs(begins, act, who, self._pairs.data[at] * self._share[hour[act], who] * night)

    def dark(self, acts: Acts) -> Flags:
        """Did each act happen in the dark, as coverage counts it: by the middle of its hour?"""
        hours = self.setting.hours[_hour(self.setting, acts.time)]
        return dark_at(self.setting.lat[acts.cell], self.setting.lon[acts.cell], hours)

    def expected(
        self, pairs: Pairs, among: Flags | None = None, jammed: float | None = None
    ) -> Floats:
        """What coverage says of each act: the probability that it is seen, by those systems `among`
        all. 0 where nobody looks. With `jammed`, given that jamming takes the systems whose g is
        larger, and no others.
        """
        data = pairs.p if among is None else np.where(among[pairs.who], pairs.p, 0.0)
        count, size = len(self.systems), len(pairs.begins) - 1
        lost = (self._common, self._own, self.jamming)
        if jammed is not None:
            left = np.where(self.jamming <= jammed, 1.0 / (1.0 - self.jamming), 0.0)
            data, lost = data * left[pairs.who], (self._own, self._own, np.zeros(count))
        seen = np.empty((1, size))
        run = fitting(watch, float(len(data)))
        numbers = (self.kind, *lost, np.ones(count))
        whole, light = np.ones((1, count)), np.zeros((1, size), bool)
        run((pairs.begins, pairs.who, data), numbers, whole, light, seen)
        return np.asarray(np.nan_to_num(seen[0]))

    def seen(self, acts: Acts, replica: int) -> tuple[Floats, Floats]:
        """By act, in one replica (its key): hours after the start when it is first told, infinite
        where nobody sees it; and what coverage says of it, as in `expected`.
        """
        found = np.empty(len(acts)), np.empty(len(acts))
        block = (acts.time // self.setting.handling.weather_h).astype(np.uint64)
        sector = self._sector_keys[self.setting.sector[acts.cell]]
        given = (
            acts.cell,
            _hour(self.setting, acts.time),
            self.dark(acts),
            acts.time,
            mix(acts.key),
            joined(replica, sector, block),
        )
        held = self._pairs
        pairs = held.indptr.astype(np.int64), held.indices.astype(np.int64), held.data
        numbers = (self.kind, self._common, self._own, self.jamming, self._night)
        ways = (self._rate, self._delay, mix(self._kind_keys), mix(self._keys))
        run = fitting(sight, float(held.nnz) * len(acts) / max(1, held.shape[0]))
        with np.errstate(over="ignore"):  # keys wrap around, and are meant to
            run(pairs, numbers, ways, self._share, self.visible, given, found)
        return found


class _Group:
    """Systems that share a record of work, or work as planned."""

    def __init__(
        self,
        setting: Scenario,
        act: str,
        assets: Sequence[Asset],
        shifts: Sequence[Shift] | None,
        profiles: Sequence[Profile],
    ) -> None:
        known, visible = shifts is not None, visible_h(act)
        self.systems = tuple(s for s in systems_of(assets, profiles) if not blind(s, act))
        record = shifts if shifts is None else lit(shifts, _satellites(self.systems))
        own = [s.asset for s in self.systems]
        self.share = hours_of(own, record, setting.hours, setting.zone, visible)
        self.made = by_day(setting.cells, self.systems, act, setting.terrain, passes_known=known)
        passes = [known and s.asset.kind == "satellite_pass" for s in self.systems]
        night = [s.profile.night for s in self.systems]
        self.night = np.where(passes, 1.0, night) if self.systems else np.empty(0)
        rates = [passes_per_hour(a) if comes_by(a, known) else 0.0 for a in own]
        self.rate = np.array(rates, float)


def _satellites(systems: Sequence[System]) -> dict[str, tuple[Asset, float]]:
    """Those whose passes the record tells, with what a pass in the dark is worth."""
    found = (s for s in systems if s.asset.kind == "satellite_pass")
    return {s.asset.id: (s.asset, s.profile.night) for s in found}


def _whole(groups: Sequence[_Group], cells: int) -> csc_matrix:
    made = [group.made for group in groups]
    return hstack(made, "csc") if made else csc_matrix((cells, 0))


def _hour(setting: Scenario, time: Floats) -> Ints:
    return np.minimum(time.astype(np.int64), len(setting.hours) - 1)
