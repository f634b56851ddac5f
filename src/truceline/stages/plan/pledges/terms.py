"""The mixed-integer programme of a match, as sparse columns and rows; docs/methods/pledges.md.

Columns: y (a way of a pledge is chosen, 0 or 1), v (strength sent, of ways that may come in part),
x (units of a class of pledges that serve a line in a month), s (shortfall of a line in a month).
Pledges that fit the same lines at the same rates are one class: whose unit serves where is nobody's
concern. Nothing here solves anything.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from scipy import sparse

from truceline.model.matching import MatchScenario
from truceline.model.plan import Backstop, Requirement
from truceline.stages.plan.pledges.fit import rate
from truceline.stages.plan.pledges.offers import Offer, Way, following, standing_by

Fit = tuple[tuple[int, float], ...]
"""The lines that a class serves, by their place, each with its rate."""


@dataclass
class Rows:
    """Rows as they are written down: lo ≤ Σ value · column ≤ hi."""

    entries: list[tuple[int, int, float]] = field(default_factory=list)
    lo: list[float] = field(default_factory=list)
    hi: list[float] = field(default_factory=list)

    def add(self, terms: Sequence[tuple[int, float]], lo: float, hi: float) -> None:
        """One more row; a row without terms says nothing and is left out."""
        if terms:
            self.entries += [(len(self.lo), column, value) for column, value in terms]
            self.lo.append(lo)
            self.hi.append(hi)


@dataclass
class Programme:
    """min cost · z over lo ≤ A z ≤ hi, 0 ≤ z ≤ upper, the first `integers` columns whole.

    `ways` name pledge and way of each whole column; `flows` class, line and month of each x column,
    from `flow_from` on; `missing` the column of each (line, month) that is required.
    """

    ways: list[tuple[str, Way]]
    fits: dict[str, Fit]
    lines: tuple[Requirement, ...]
    months: tuple[date, ...]
    rows: Rows = field(default_factory=Rows)
    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    strength: dict[int, int] = field(default_factory=dict)
    flows: list[tuple[Fit, int, int]] = field(default_factory=list)
    flow_from: int = 0
    missing: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def integers(self) -> int:
        """Whole columns: one for each way."""
        return len(self.ways)

    def column(self, cost: float, upper: float) -> int:
        """A new column and its place."""
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def matrix(self) -> sparse.csc_matrix:
        """The rows, by column."""
        row, column, value = (
            zip(*self.rows.entries, strict=True) if self.rows.entries else ((),) * 3
        )
        shape = (len(self.rows.lo), len(self.cost))
        return sparse.csc_matrix((np.array(value, float), (row, column)), shape=shape)


def required(line: Requirement, month: date) -> float:
    """What a line needs in a month: all of it in every month that its window touches."""
    return line.quantity if line.start < following(month) and month < line.end else 0.0


def programme(
    found: Mapping[str, Offer],
    lines: tuple[Requirement, ...],
    months: tuple[date, ...],
    backstop: Sequence[Backstop],
    scenario: MatchScenario,
) -> Programme:
    """The programme of a scenario; see the module."""
    fits = {n: _fit(offer, lines, scenario) for n, offer in found.items()}
    ways = [(name, way) for name, offer in found.items() for way in offer.ways]
    made = Programme(ways, fits, lines, months)
    for _ in ways:
        made.column(0.0, 1.0)
    _strengths(made)
    _one_way(made, found)
    supply = _supply(made)
    provided = _provided(made, backstop, scenario)
    made.flow_from = len(made.cost)
    _flows(made, supply, provided)
    _conditions(made, found)
    _lodging(made, found, scenario)
    return made


def _fit(offer: Offer, lines: tuple[Requirement, ...], scenario: MatchScenario) -> Fit:
    rates = [(place, rate(offer.pledge, line, scenario)) for place, line in enumerate(lines)]
    return tuple((place, value) for place, value in rates if value > 0)


def _strengths(made: Programme) -> None:
    """Strength of a way that may come in part: between its least and its full, if chosen."""
    for y, (_, way) in enumerate(made.ways):
        if way.least < way.strength:
            v = made.strength[y] = made.column(0.0, way.strength)
            made.rows.add([(v, 1.0), (y, -way.strength)], -np.inf, 0.0)
            made.rows.add([(v, 1.0), (y, -way.least)], 0.0, np.inf)


def sent(made: Programme, y: int) -> tuple[int, float]:
    """The term that counts the strength that a way sends."""
    return (made.strength[y], 1.0) if y in made.strength else (y, made.ways[y][1].strength)


def _one_way(made: Programme, found: Mapping[str, Offer]) -> None:
    places = _places(made)
    for name in found:
        if len(places[name]) > 1:
            made.rows.add([(y, 1.0) for y in places[name]], -np.inf, 1.0)


def _places(made: Programme) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for y, (name, _) in enumerate(made.ways):
        places[name].append(y)
    return places


def _supply(made: Programme) -> dict[tuple[Fit, int], list[tuple[int, float]]]:
    """Strength that each class has in each month, as terms."""
    supply: dict[tuple[Fit, int], list[tuple[int, float]]] = defaultdict(list)
    for y, (name, way) in enumerate(made.ways):
        for month in way.months if made.fits[name] else ():
            supply[made.fits[name], month].append(sent(made, y))
    return supply


def _provided(
    made: Programme, backstop: Sequence[Backstop], scenario: MatchScenario
) -> dict[tuple[Fit, int], float]:
    """Units that the backstop itself adds to lines of its capabilities, in any unit."""
    if not scenario.backstop or not made.months:
        return {}
    units: dict[tuple[Fit, int], float] = defaultdict(float)
    for one in backstop:
        for capability, first in standing_by(made.months, (one,)).items():
            served = enumerate(made.lines)
            fit = tuple((place, 1.0) for place, line in served if line.capability == capability)
            for month in range(first, len(made.months)) if fit else ():
                units[fit, month] += one.capabilities[capability]
    return units


def _flows(
    made: Programme,
    supply: Mapping[tuple[Fit, int], list[tuple[int, float]]],
    provided: Mapping[tuple[Fit, int], float],
) -> None:
    """Columns x with their supply rows, then s with its cover rows."""
    serving: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for fit, month in sorted(supply.keys() | provided.keys()):
        terms = []
        for line, value in fit:
            need = required(made.lines[line], made.months[month])
            if need > 0:
                x = made.column(0.0, need / value)
                made.flows.append((fit, line, month))
                serving[line, month].append((x, value))
                terms.append((x, 1.0))
        offered = [(y, -units) for y, units in supply.get((fit, month), [])]
        made.rows.add(terms and [*terms, *offered], -np.inf, provided.get((fit, month), 0.0))
    for place, wanted in enumerate(made.lines):
        for month, day in enumerate(made.months):
            if (need := required(wanted, day)) > 0:
                s = made.missing[place, month] = made.column(wanted.priority, need)
                made.rows.add([*serving[place, month], (s, 1.0)], need, np.inf)


def _conditions(made: Programme, found: Mapping[str, Offer]) -> None:
    """A pledge is there only in months in which, for each condition, one that meets it is."""
    places = _places(made)
    for name, offer in found.items():
        for any_of in offer.needs:
            others = [y for other in any_of for y in places[other]]
            for month in range(len(made.months)):
                own = [(y, 1.0) for y in places[name] if month in made.ways[y][1].months]
                met = [(y, -1.0) for y in others if month in made.ways[y][1].months]
                made.rows.add(own and [*own, *met], -np.inf, 0.0)


def _lodging(made: Programme, found: Mapping[str, Offer], scenario: MatchScenario) -> None:
    """Guests fit into the places that there are and that pledges bring."""
    if scenario.lodging is None:
        return
    for month in range(len(made.months)):
        terms: dict[int, float] = defaultdict(float)
        for y, (name, way) in enumerate(made.ways):
            if month in way.months:
                column, units = sent(made, y)
                terms[column] += units if found[name].guest else 0.0
                terms[y] -= found[name].brings
        known = [(column, value) for column, value in sorted(terms.items()) if value]
        made.rows.add(known, -np.inf, scenario.lodging)
