"""Acts as a point process in space and time: Poisson, or self-exciting by branching.

Each line of violations has a stream of its own, so that changing one leaves the others' acts where
they were. Nothing here knows who looks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from truceline.model.simulation import Violations
from truceline.stages.plan.simulate.scenario import EARTH_KM, Scenario
from truceline.stages.plan.simulate.streams import Keys, generator, joined, key_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MEMORY: Final = 10.0
"""How many mean times of setting off (over 1 − offspring) the process runs before the clock starts."""


@dataclass(frozen=True)
class Acts:
    """Acts in order of time: kind (number in `Scenario.acts`), cell, hours since the start, key."""

    kind: Ints
    cell: Ints
    time: Floats
    key: Keys

    def __len__(self) -> int:
        return len(self.time)

    def only(self, which: Ints) -> "Acts":
        """Some of them, in the order asked for."""
        return Acts(self.kind[which], self.cell[which], self.time[which], self.key[which])


class Drawer:
    """Draws the acts of replicas; what doesn't change between them is prepared once."""

    def __init__(self, setting: Scenario) -> None:
        self.setting = setting
        self._tree = KDTree(setting.places)
        self._inside = {v.sector: self._cells(v.sector) for v in setting.violations}

    def _cells(self, sector: str) -> tuple[Ints, Floats]:
        """Cells of a sector and the cumulated shares of acts that begin there."""
        every = np.arange(len(self.setting.sector))
        named = self.setting.sector == self.setting.sectors.index(sector) if sector else every >= 0
        cells = every[named]
        weight = np.cumsum(self.setting.weight[cells])
        if weight[-1] <= 0:
            raise ValueError(
                f"sector {sector}: every cell has weight 0, so that nothing happens there"
            )
        return cells, weight / weight[-1]

    def draw(self, seed: int, replica: int) -> Acts:
        """The acts of one replica."""
        lines = [self._line(v, (seed, replica, "acts", *_name(v))) for v in self.setting.violations]
        kinds = [self.setting.acts.index(v.act) for v in self.setting.violations]
        kind = np.repeat(np.array(kinds, np.int64), [len(time) for time, _, _ in lines])
        time, cell, key = (_whole([line[n] for line in lines]) for n in range(3))
        order = np.lexsort((key, time))
        return Acts(kind[order], cell.astype(np.int64)[order], time[order], key[order])

    def _line(self, said: Violations, stream: tuple[object, ...]) -> tuple[Floats, Ints, Keys]:
        """One line's acts. Branching form of the self-exciting process (Hawkes and Oakes, J. Appl.
        Prob. 11, 1974; the process: Hawkes, Biometrika 58, 1971): immigrants come at a constant rate,
        each act sets off Poisson(offspring) more after exponential times, at normal distances.
        """
        random, end = generator(*stream), self.setting.days * 24.0
        begin = -MEMORY * said.decay_h / (1.0 - said.offspring) if said.offspring else 0.0
        first = random.poisson(said.per_day / 24.0 * (1.0 - said.offspring) * (end - begin))
        time, cell = random.uniform(begin, end, first), self._begun(said.sector, random, first)
        times, cells = [time], [cell]
        while said.offspring and len(time):
            time, cell = self._set_off(said, random, time, cell, end)
            times.append(time)
            cells.append(cell)
        time, cell = np.concatenate(times), np.concatenate(cells)
        key = joined(key_of(*stream), np.arange(len(time), dtype=np.uint64))
        kept = time >= 0.0
        return time[kept], cell[kept], key[kept]

    def _begun(self, sector: str, random: np.random.Generator, count: int) -> Ints:
        cells, share = self._inside[sector]
        return np.asarray(cells[np.searchsorted(share, random.random(count), side="right")])

    def _set_off(
        self, said: Violations, random: np.random.Generator, time: Floats, cell: Ints, end: float
    ) -> tuple[Floats, Ints]:
        """The next generation; what falls outside the area counts at its nearest cell."""
        children = random.poisson(said.offspring, len(time))
        time = np.repeat(time, children) + random.exponential(said.decay_h, children.sum())
        steps = random.normal(0.0, said.spread_km, (len(time), 2))
        there = _moved(self.setting.places[np.repeat(cell, children)], steps)
        inside = time < end
        found = self._tree.query(there[inside])[1] if inside.any() else np.empty(0)
        return time[inside], np.asarray(found, np.int64)


def _name(said: Violations) -> tuple[str, str]:
    return said.act, said.sector


def _whole(parts: list[NDArray]) -> NDArray:  # type: ignore[type-arg]  # of any number
    return np.concatenate(parts) if parts else np.empty(0)


def _moved(places: Floats, steps: Floats) -> Floats:
    """Points moved east and north by so many km."""
    up = places / EARTH_KM
    flat = np.hypot(up[:, 0], up[:, 1])
    flat = np.where(flat > 0, flat, 1.0)
    east = np.column_stack([-up[:, 1] / flat, up[:, 0] / flat, np.zeros(len(up))])
    moved = places + steps[:, :1] * east + steps[:, 1:] * np.cross(up, east)
    return np.asarray(EARTH_KM * moved / np.linalg.norm(moved, axis=1)[:, None])
