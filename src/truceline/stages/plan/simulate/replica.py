"""One replica: acts, who sees them, who handles them. A function of the setting, seed and number."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from truceline.stages.plan.simulate.acts import Acts, Drawer
from truceline.stages.plan.simulate.alarms import Alarmed, Alarms
from truceline.stages.plan.simulate.handle import Cases, Handled, Handler
from truceline.stages.plan.simulate.scenario import Scenario
from truceline.stages.plan.simulate.sight import Sight
from truceline.stages.plan.simulate.streams import key_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Replica:
    """What happened: acts, whether it was dark, what coverage says of each, hours when it was first
    told (infinite where nobody saw it); false alarms; and how the cases were handled (acts that
    were seen first, in their order, then alarms).
    """

    acts: Acts
    dark: Flags
    expected: Floats
    told: Floats
    alarms: Alarms
    handled: Handled

    @cached_property
    def detected(self) -> Flags:
        """Was each act seen by anybody?"""
        return np.isfinite(self.told)

    @property
    def known(self) -> Floats:
        """Hours when each act was classified; infinite where nobody saw it."""
        return self._of_acts(self.handled.known)

    @property
    def there(self) -> Floats:
        """Hours when a team was on the spot of each act; infinite where none was."""
        return self._of_acts(self.handled.there)

    def _of_acts(self, values: Floats) -> Floats:
        found = np.full(len(self.acts), np.inf)
        found[self.detected] = values[: int(self.detected.sum())]
        return found

    @property
    def events(self) -> int:
        """Acts, words that came in, classifications, arrivals of teams."""
        there = int(np.isfinite(self.handled.there).sum())
        return len(self.acts) + 2 * len(self.handled.known) + there


class Player:
    """Plays replicas; what is the same for all is prepared once."""

    def __init__(self, setting: Scenario) -> None:
        self.setting = setting
        self.drawer, self._alarmed = Drawer(setting), Alarmed(setting)
        self.handler = Handler(setting)
        self._sights = [Sight(setting, act) for act in setting.acts]

    def play(self, seed: int, number: int) -> Replica:
        """One replica."""
        acts, key = self.drawer.draw(seed, number), key_of(seed, number)
        dark, expected = np.zeros(len(acts), bool), np.zeros(len(acts))
        told = np.full(len(acts), np.inf)
        for kind, sight in enumerate(self._sights):
            mine = np.flatnonzero(acts.kind == kind)
            some = acts.only(mine)
            told[mine], expected[mine] = sight.seen(some, key)
            dark[mine] = sight.dark(some)
        alarms = self._alarmed.draw(key)
        handled = self.handler.handle(_cases(acts, told, alarms))
        return Replica(acts, dark, expected, told, alarms, handled)


def _cases(acts: Acts, told: Floats, alarms: Alarms) -> Cases:
    """Acts that were seen, then false alarms."""
    seen = np.isfinite(told)
    false = np.repeat([False, True], [int(seen.sum()), len(alarms.time)])
    return Cases(
        np.concatenate([told[seen], alarms.time]),
        np.concatenate([acts.cell[seen], alarms.cell]),
        np.concatenate([acts.key[seen], alarms.key]),
        false,
    )
