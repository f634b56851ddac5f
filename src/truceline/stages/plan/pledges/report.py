"""A solved programme told as a match: shortfall by line and month, who is deployed, who isn't and why.

Deployments that serve nothing and hold nobody else up are not told as deployments: they were free
choices of the solver.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from truceline.model.matching import Deployment, Matched, MatchScenario, Unused
from truceline.model.plan import Pledge, Requirement, Shortfall
from truceline.stages.plan.pledges.offers import Offer
from truceline.stages.plan.pledges.solve import Solved
from truceline.stages.plan.pledges.terms import Fit, Programme, required, sent

_LITTLE = 1e-6


def told(
    scenario: MatchScenario,
    made: Programme,
    found: Mapping[str, Offer],
    solved: Solved,
    pledges: Sequence[Pledge],
) -> Matched:
    """The match; quantities to a millionth, so that noise of the solver isn't told as shortfall."""
    deployments = tuple(_deployments(made, found, solved))
    used = {deployment.pledge_id for deployment in deployments}
    rest = {p.pledge_id: p for p in pledges if p.pledge_id not in used}
    objective, bound = _tidy(solved.objective), _tidy(solved.bound)
    return Matched(
        scenario=scenario.id,
        status="optimal" if solved.optimal else "limit",
        objective=objective,
        bound=bound,
        gap=0.0 if solved.optimal else _tidy((objective - bound) / objective),
        required=_tidy(sum(line.priority * need for line, need in _needs(made))),
        shortfalls=tuple(_shortfalls(scenario, made, solved)),
        deployments=deployments,
        unused=tuple(
            Unused(pledge_id=n, why=_why(rest[n], scenario, found, made)) for n in sorted(rest)
        ),
    )


def _tidy(value: float) -> float:
    return round(max(value, 0.0), 6)


def _needs(made: Programme) -> Iterator[tuple[Requirement, float]]:
    for place, month in made.missing:
        line = made.lines[place]
        yield line, required(line, made.months[month])


def _shortfalls(scenario: MatchScenario, made: Programme, solved: Solved) -> Iterator[Shortfall]:
    for (place, month), column in sorted(made.missing.items()):
        line, day = made.lines[place], made.months[month]
        need = required(line, day)
        yield Shortfall(
            scenario=scenario.id,
            line_id=line.line_id,
            capability=line.capability,
            sector=line.sector,
            month=day,
            required=need,
            met=_tidy(need - float(solved.values[column])),
        )


def _deployments(
    made: Programme, found: Mapping[str, Offer], solved: Solved
) -> Iterator[Deployment]:
    """Chosen ways, without those that neither serve, nor lodge, nor meet a condition of one told."""
    chosen = {made.ways[y][0]: y for y in range(made.integers) if solved.values[y] > 0.5}
    served = _served(made, solved)
    told_of = _wanted(made, found, chosen, served)
    for name, y in sorted(chosen.items()):
        way, (column, units) = made.ways[y][1], sent(made, y)
        if name in told_of:
            lines = {n for month in way.months for n in served.get((made.fits[name], month), ())}
            yield Deployment(
                pledge_id=name,
                months=tuple(made.months[m] for m in way.months),
                strength=_tidy(float(solved.values[column]) * units),
                lines=tuple(sorted(lines)),
            )


def _served(made: Programme, solved: Solved) -> dict[tuple[Fit, int], set[str]]:
    served: dict[tuple[Fit, int], set[str]] = defaultdict(set)
    for place, (fit, line, month) in enumerate(made.flows):
        if solved.values[made.flow_from + place] > _LITTLE:
            served[fit, month].add(made.lines[line].line_id)
    return served


def _wanted(
    made: Programme,
    found: Mapping[str, Offer],
    chosen: Mapping[str, int],
    served: Mapping[tuple[Fit, int], set[str]],
) -> set[str]:
    wanted = {
        n
        for n, y in chosen.items()
        if found[n].brings or any((made.fits[n], m) in served for m in made.ways[y][1].months)
    }
    while True:
        asked = {o for n in wanted for any_of in found[n].needs for o in any_of if o in chosen}
        if asked <= wanted:
            return wanted
        wanted |= asked


def _why(
    pledge: Pledge, scenario: MatchScenario, found: Mapping[str, Offer], made: Programme
) -> str:
    if pledge.status not in scenario.statuses:
        return f"its status is {pledge.status}"
    if pledge.contributor in scenario.without or pledge.pledge_id in scenario.barred:
        return "left out of the scenario"
    if pledge.pledge_id not in found:
        return "what it waits for is not there"
    if not found[pledge.pledge_id].ways:
        return _no_way(pledge)
    if not made.fits[pledge.pledge_id]:
        return "no requirement that it fits in kind, unit, place and caveats"
    return "it would meet nothing more, or others use the lodging better"


def _no_way(pledge: Pledge) -> str:
    waits = [name for name in pledge.depends_on if name.startswith("backstop:")]
    window = "no whole month of the need lies in its window, or it stays below its minimum"
    return "waits for " + ", ".join(waits) + f"; or {window}" if waits else window
