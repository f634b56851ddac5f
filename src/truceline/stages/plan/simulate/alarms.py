"""False alarms: what systems tell that was nothing, and that somebody must look at all the same.

Each system has its own alarms, so that taking one away leaves the others' as they were.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.stats import poisson

from truceline.foundation.coverage.effort import hours_of
from truceline.foundation.coverage.pairs import systems_of
from truceline.stages.plan.simulate.scenario import Scenario, on_sphere
from truceline.stages.plan.simulate.streams import Keys, joined, key_of, keys_of, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_COUNT, _WHEN, _KEPT = (key_of("alarm", word) for word in ("count", "when", "kept"))


class Alarms(NamedTuple):
    """False alarms of one replica: hours since the start, cell, key."""

    time: Floats
    cell: Ints
    key: Keys


class Alarmed:
    """Draws the false alarms of replicas: a Poisson process per system, as dense as it works."""

    def __init__(self, setting: Scenario) -> None:
        self._end = setting.days * 24.0
        systems = systems_of(setting.assets, setting.profiles)
        self._keys = keys_of([s.asset.id for s in systems])
        rate = np.array([s.profile.false_alarms for s in systems], float)
        self._share = hours_of(setting.assets, setting.shifts, setting.hours, setting.zone)
        self._mean = rate * setting.days
        tree = KDTree(setting.places)
        near = [tree.query(on_sphere(s.asset.lat, s.asset.lon))[1] for s in systems]
        self._cell = np.array(near, np.int64)

    def draw(self, replica: int) -> Alarms:
        """The alarms of one replica (its key): as many as full work would bring, those in hours in
        which the system didn't look taken away.
        """
        own = joined(replica, self._keys)
        count = poisson.ppf(uniform(joined(own, _COUNT)), self._mean).astype(np.int64)
        who = np.repeat(np.arange(len(own)), count)
        number = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
        key = joined(own[who], number.astype(np.uint64))
        time = uniform(joined(key, _WHEN)) * self._end
        hour = np.minimum(time.astype(np.int64), len(self._share) - 1)
        kept = uniform(joined(key, _KEPT)) < self._share[hour, who]
        return Alarms(time[kept], self._cell[who[kept]], key[kept])
