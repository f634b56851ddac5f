"""The ways in which a pledge could be deployed: one of them, or none.

A way is a set of months with a strength. Ways that another one includes are left out only where
being there costs nobody anything; nothing here looks at what other pledges do.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.foundation.mission.conditions import BACKSTOP, alternatives
from truceline.model.matching import MatchScenario
from truceline.model.plan import Backstop, Pledge
from truceline.stages.plan.pledges.fit import stated

PEOPLE = "personnel"
HOUSING = "crew_housing"
_ELSEWHERE = ("backfill", HOUSING)
_BLOCKS = 400
"""So many ways a pledge may have at most: with more, starts are taken further apart."""


@dataclass(frozen=True, order=True)
class Way:
    """Months by their place in the horizon, full strength, and the least that may be sent."""

    months: tuple[int, ...]
    strength: float
    least: float


@dataclass(frozen=True)
class Offer:
    """A pledge with its ways, the conditions others must meet (any one of each), and its lodging."""

    pledge: Pledge
    ways: tuple[Way, ...]
    needs: tuple[tuple[str, ...], ...]
    guest: bool
    brings: float


def offers(
    pledges: Mapping[str, Pledge],
    months: tuple[date, ...],
    backstop: tuple[Backstop, ...],
    scenario: MatchScenario,
) -> dict[str, Offer]:
    """The offer of each pledge, by id. Months are first days; see `Way` for the rest."""
    provided = standing_by(months, backstop) if scenario.backstop else {}
    return {n: _offer(p, pledges, months, provided, scenario) for n, p in sorted(pledges.items())}


def standing_by(months: tuple[date, ...], backstop: tuple[Backstop, ...]) -> dict[str, int]:
    """The first month, by its place, in which each capability of the backstop is there: it is
    called on the first day of the horizon.
    """
    first: dict[str, int] = {}
    for one in backstop:
        there = months[0] + timedelta(days=one.delay_days)
        place = sum(month < there for month in months)
        for capability in one.capabilities:
            first[capability] = min(place, first.get(capability, len(months)))
    return first


def _offer(
    pledge: Pledge,
    pledges: Mapping[str, Pledge],
    months: tuple[date, ...],
    provided: Mapping[str, int],
    scenario: MatchScenario,
) -> Offer:
    start, end = _window(pledge, months, provided)
    limited = scenario.lodging is not None
    guest = limited and pledge.unit == PEOPLE and pledge.capability not in _ELSEWHERE
    housing = pledge.quantity if pledge.capability == HOUSING else 0.0
    needs = alternatives(pledge, pledges)
    ways = sorted(set(_ways(pledge, start, end, scenario.tour_months, guest)))
    if not guest and not needs:
        ways = _widest(ways)
    brings = stated(pledge, "lodging", 0.0) + housing if limited else 0.0
    return Offer(pledge, tuple(ways), needs, guest, brings)


def _window(
    pledge: Pledge, months: tuple[date, ...], provided: Mapping[str, int]
) -> tuple[int, int]:
    """Places of the whole months in which it could be there, the second left out."""
    waits = [name.partition(":") for name in pledge.depends_on]
    called = [provided.get(rest, len(months)) for word, _, rest in waits if word == BACKSTOP]
    whole = [i for i, m in enumerate(months) if pledge.start <= m and following(m) <= pledge.end]
    whole = [i for i in whole if i >= max(called, default=0)]
    return (whole[0], whole[-1] + 1) if whole else (0, 0)


def following(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _ways(pledge: Pledge, start: int, end: int, usual: int, guest: bool) -> Iterator[Way]:
    tour = int(stated(pledge, "tour_months", usual))
    rest = math.ceil(stated(pledge, "dwell", 0.0) * tour)
    floor = stated(pledge, "minimum", 0.0)
    for months, strength in _patterns(pledge, start, end, tour, rest):
        least = floor if guest and floor else strength
        if strength >= floor and strength > 0:
            yield Way(months, strength, least)


def _patterns(
    pledge: Pledge, start: int, end: int, tour: int, rest: int
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Whole tours one after another, cut by the window's end: all of it with rests between, or the
    share that can be kept there by turns.
    """
    turns = 1 + rest / tour
    shared = pledge.quantity / turns
    shared = shared if pledge.unit == PEOPLE else float(math.floor(shared + 1e-9))
    for first, last in _spans(start, end, tour):
        yield tuple(range(first, last)), shared
    if rest:
        for first, last in _spans(start, end, tour + rest):
            on = [m for m in range(first, last) if (m - first) % (tour + rest) < tour]
            yield tuple(on), pledge.quantity


def _spans(start: int, end: int, block: int) -> Iterator[tuple[int, int]]:
    """Where whole blocks may begin and end, the last one cut by the end of the window."""
    every = 1 + (end - start) * ((end - start) // block + 1) // _BLOCKS
    for first in range(start, end, every):
        for last in range(first + block, end + block, block):
            yield first, min(last, end)


def _widest(ways: list[Way]) -> list[Way]:
    """Without those that another includes with no less strength: nobody loses by the wider one."""
    return [w for w in ways if not any(v != w and _includes(v, w) for v in ways)]


def _includes(wide: Way, narrow: Way) -> bool:
    return wide.strength >= narrow.strength and set(wide.months) >= set(narrow.months)
