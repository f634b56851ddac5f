"""A first match without any solver: the way that meets most for the lodging it takes, again and again.

It is a start for the search and nothing more: no choice is taken back, and a pledge that waits for
another comes only after it.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from truceline.model.matching import MatchScenario
from truceline.stages.plan.pledges.offers import Offer, Way
from truceline.stages.plan.pledges.terms import Fit, Programme, required

Vector = npt.NDArray[np.float64]
_LITTLE: Final = 1e-6


class _State:
    """What is still needed by line and month, the places left by month, and who is there.

    Arrays of all ways: `months` (way, month) whether it is there, `guests` the places it takes.
    """

    def __init__(
        self, made: Programme, found: Mapping[str, Offer], scenario: MatchScenario
    ) -> None:
        self.made, self.found = made, found
        needs = [[required(line, month) for month in made.months] for line in made.lines]
        self.need: Vector = np.array(needs).reshape(len(made.lines), len(made.months))
        places = np.inf if scenario.lodging is None else scenario.lodging
        self.places = np.full(len(made.months), places)
        self.weight = [line.priority for line in made.lines]
        self.months = np.zeros((len(made.ways), len(made.months)), bool)
        for y, (_, way) in enumerate(made.ways):
            self.months[y, list(way.months)] = True
        self.guests = np.array([_guests(found[name], way) for name, way in made.ways])
        rows = [(made.fits[name], way.strength) for name, way in made.ways]
        self.kinds = sorted(set(rows))
        place = {key: number for number, key in enumerate(self.kinds)}
        self.kind_of = np.array([place[key] for key in rows])
        number = {name: place for place, name in enumerate(found)}
        self.pledge = np.array([number[name] for name, _ in made.ways])
        self.open = np.ones(len(rows), bool)
        self.there: dict[str, int] = {}

    def order(self, fit: Fit) -> Fit:
        """A class's lines, the most urgent first."""
        return tuple(sorted(fit, key=lambda f: -self.weight[f[0]] * f[1]))

    def gains(self, fit: Fit, strength: float) -> Vector:
        """What so many more units would meet in each month, weighed."""
        left = np.full(self.need.shape[1], strength)
        gain = np.zeros_like(left)
        for line, rate in self.order(fit):
            used = np.minimum(left, self.need[line] / rate)
            left -= used
            gain += used * rate * self.weight[line]
        return gain

    def take(self, y: int) -> None:
        """The way is chosen."""
        name, way = self.made.ways[y]
        months = list(way.months)
        left = np.full(len(months), way.strength)
        for line, rate in self.order(self.made.fits[name]):
            used = np.minimum(left, self.need[line, months] / rate)
            left -= used
            self.need[line, months] -= used * rate
        self.places[months] -= self.guests[y]
        self.there[name] = y
        self.open &= self.pledge != self.pledge[y]

    def worth(self) -> Vector:
        """Of each way, what it meets for each place that it takes in a month; 0 where there is no
        room, or its pledge is there already.
        """
        gains = np.array([self.gains(*kind) for kind in self.kinds])
        gain = (gains[self.kind_of] * self.months).sum(axis=1)
        room = np.where(self.months, self.places, np.inf).min(axis=1)
        worth = gain / np.maximum(self.guests * self.months.sum(axis=1), 1.0)
        return np.where((gain > _LITTLE) & (self.guests <= room) & self.open, worth, 0.0)

    def can(self, y: int) -> bool:
        """Is somebody there in all its months for each of its conditions?"""
        for any_of in self.found[self.made.ways[y][0]].needs:
            present = [self.months[self.there[name]] for name in any_of if name in self.there]
            if not present or (self.months[y] & ~np.logical_or.reduce(present)).any():
                return False
        return True


def greedy(made: Programme, found: Mapping[str, Offer], scenario: MatchScenario) -> Vector:
    """Values of all columns: the chosen ways are 1; the others are left for the solver to fill in."""
    values = np.zeros(len(made.cost))
    if not made.ways:
        return values
    state = _State(made, found, scenario)
    while (best := _best(state)) is not None:
        state.take(best)
    for y in state.there.values():
        values[y] = 1.0
        if y in made.strength:
            values[made.strength[y]] = made.ways[y][1].strength
    return values


def _guests(offer: Offer, way: Way) -> float:
    return (way.strength if offer.guest else 0.0) - offer.brings


def _best(state: _State) -> int | None:
    """The way that meets most for each place it takes; None when none meets any more."""
    worth = state.worth()
    ranked = np.lexsort((np.arange(len(worth)), -worth))
    return next((int(y) for y in ranked[: int((worth > 0).sum())] if state.can(int(y))), None)
