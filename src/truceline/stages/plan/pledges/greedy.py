"""A first match without any solver: the way that meets most for the lodging it takes, again and again.

It is a start for the search and nothing more: no choice is taken back, and a pledge that waits for
another comes only after it.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from truceline.model.matching import MatchScenario
from truceline.stages.plan.pledges.offers import Offer, Way
from truceline.stages.plan.pledges.terms import Fit, Programme, required

Vector = npt.NDArray[np.float64]


class _State:
    """What is still needed by line and month, the places left by month, and who is there."""

    def __init__(self, made: Programme, scenario: MatchScenario) -> None:
        needs = [[required(line, month) for month in made.months] for line in made.lines]
        self.need: Vector = np.array(needs).reshape(len(made.lines), len(made.months))
        self.places = np.full(
            len(made.months), np.inf if scenario.lodging is None else scenario.lodging
        )
        self.weight = [line.priority for line in made.lines]
        self.there: dict[str, Way] = {}

    def gains(self, fit: Fit, strength: float) -> Vector:
        """What so many more units would meet in each month, weighed, the most urgent lines first."""
        left = np.full(self.need.shape[1], strength)
        gain = np.zeros_like(left)
        for line, rate in sorted(fit, key=lambda f: -self.weight[f[0]] * f[1]):
            used = np.minimum(left, self.need[line] / rate)
            left -= used
            gain += used * rate * self.weight[line]
        return gain

    def take(self, name: str, way: Way, fit: Fit, guests: float) -> None:
        """The way is chosen."""
        months = list(way.months)
        left = np.full(len(months), way.strength)
        for line, rate in sorted(fit, key=lambda f: -self.weight[f[0]] * f[1]):
            used = np.minimum(left, self.need[line, months] / rate)
            left -= used
            self.need[line, months] -= used * rate
        self.places[months] -= guests
        self.there[name] = way


def greedy(made: Programme, found: Mapping[str, Offer], scenario: MatchScenario) -> Vector:
    """Values of all columns: the chosen ways are 1; the others are left for the solver to fill in."""
    state = _State(made, scenario)
    while (best := _best(made, found, state)) is not None:
        name, way = best
        state.take(name, way, made.fits[name], _guests(found[name], way))
    values = np.zeros(len(made.cost))
    for y, (name, way) in enumerate(made.ways):
        chosen = state.there.get(name) == way
        values[y] = float(chosen)
        if chosen and y in made.strength:
            values[made.strength[y]] = way.strength
    return values


def _guests(offer: Offer, way: Way) -> float:
    return (way.strength if offer.guest else 0.0) - offer.brings


def _best(made: Programme, found: Mapping[str, Offer], state: _State) -> tuple[str, Way] | None:
    """The way that meets most for each place it takes in a month; None when none meets any more."""
    best, score = None, 0.0
    known: dict[tuple[str, float], Vector] = {}
    for name, way in made.ways:
        if name in state.there or not _can(found, state, name, way):
            continue
        key = (name, way.strength)
        if key not in known:
            known[key] = state.gains(made.fits[name], way.strength)
        gain = float(known[key][list(way.months)].sum())
        worth = gain / max(_guests(found[name], way) * len(way.months), 1.0)
        if worth > score * (1 + 1e-9) and gain > 1e-6:
            best, score = (name, way), worth
    return best


def _can(found: Mapping[str, Offer], state: _State, name: str, way: Way) -> bool:
    """Is there room in all its months, and is somebody there for each of its conditions?"""
    months = set(way.months)
    if _guests(found[name], way) > state.places[list(way.months)].min():
        return False
    met = (
        {m for n in any_of if n in state.there for m in state.there[n].months}
        for any_of in found[name].needs
    )
    return all(months <= there for there in met)
