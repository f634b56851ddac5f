"""Pledges matched with requirements, month by month: what would be met, and what would be missing.

A match chooses for each pledge one way to be deployed, or none, so that the shortfall weighed by
priority is least; docs/methods/pledges.md has the formulation. It never fills a gap with what nobody
offered, and never breaks a caveat or a condition to close one.
"""

from collections.abc import Sequence
from datetime import date

from truceline.foundation.mission.conditions import alternatives
from truceline.model.matching import Matched, MatchScenario
from truceline.model.plan import Backstop, Pledge, Requirement
from truceline.stages.plan.pledges.greedy import greedy
from truceline.stages.plan.pledges.offers import following, offers
from truceline.stages.plan.pledges.report import told
from truceline.stages.plan.pledges.solve import solve
from truceline.stages.plan.pledges.terms import programme


def match(
    pledges: Sequence[Pledge],
    requirements: Sequence[Requirement],
    backstop: Sequence[Backstop],
    scenario: MatchScenario,
    seconds: float,
    seed: int,
    *,
    warm: bool = True,
) -> Matched:
    """The match of a scenario, the best found within so many seconds of the solver's time.

    Order and repetition of pledges and lines don't matter. `warm` False leaves the solver alone.
    Conditions that no pledge can meet make a pledge unused, never an error.
    """
    lines = tuple(sorted({line.line_id: line for line in requirements}.values(), key=_line))
    months = horizon(lines)
    standing = taking_part(pledges, scenario)
    behind = tuple(one for one in backstop if one.agreed or not scenario.agreed_only)
    found = offers(standing, months, behind, scenario) if months else {}
    made = programme(found, lines, months, behind, scenario)
    first = greedy(made, found, scenario) if warm else None
    return told(scenario, made, found, solve(made, first, seconds, seed), pledges)


def _line(line: Requirement) -> str:
    return line.line_id


def horizon(lines: Sequence[Requirement]) -> tuple[date, ...]:
    """First days of all months from the first that a line touches to the last."""
    if not lines:
        return ()
    months = [min(line.start for line in lines).replace(day=1)]
    last = max(line.end for line in lines)
    while following(months[-1]) < last:
        months.append(following(months[-1]))
    return tuple(months)


def taking_part(pledges: Sequence[Pledge], scenario: MatchScenario) -> dict[str, Pledge]:
    """Pledges that count in a scenario, by id, without those whose conditions nobody left meets."""
    count = {
        p.pledge_id: p
        for p in sorted(pledges, key=lambda p: p.pledge_id)
        if p.status in scenario.statuses
        and p.contributor not in scenario.without
        and p.pledge_id not in scenario.barred
    }
    while True:
        met = {n: p for n, p in count.items() if _could(p, count)}
        if len(met) == len(count):
            return met
        count = met


def _could(pledge: Pledge, count: dict[str, Pledge]) -> bool:
    return all(any(name in count for name in any_of) for any_of in alternatives(pledge, count))
