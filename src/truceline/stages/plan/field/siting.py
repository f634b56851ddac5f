"""The siting of one force option as the brief tells it: the plan, its certified gap, what would be
lost if profiles are wrong, what more would buy, what else would do.
"""

from collections.abc import Callable, Sequence
from typing import Final

from truceline.model.plan import Asset, ForceOption, Placement, SitingSettings
from truceline.model.planfield import FrontierPoint, Further, SitingTold, Swap
from truceline.stages.plan.field.systems import Offered
from truceline.stages.plan.siting import SitingProblem, Solved, Watch, placement, solve
from truceline.stages.plan.siting.report import Point, frontier, instead, next_systems
from truceline.stages.plan.siting.robust import regret

EFFORT: Final = 8
SAMPLES: Final = 3
STEPS: Final = (0.5, 1.5)
"""Shares of each limit at which the frontier is drawn, beside the plan's own."""
BINDS: Final = 0.9
"""Share of a limit that a plan uses where the limit binds."""
SWAPS: Final = 12
"""Systems for which a replacement is sought: those that would be missed most."""
NOTHING: Final = Placement(objective=0.0, upper_bound=0.0, gap=0.0, feasible=True, chosen=())
LOUD: Final = ("regret", "frontier")
"""What a reader hears of the solver's many steps."""
Said = Callable[[str], None]


def _watching(said: Said) -> Watch:
    return Watch(told=lambda text: said(text) if text.startswith(LOUD) else None)


def settings_of(plan: SitingSettings, option: ForceOption) -> SitingSettings:
    """What this option may spend: its own limits where it states any."""
    return plan.but(
        budget=plan.budget if option.budget is None else option.budget,
        crew=plan.crew if option.crew is None else option.crew,
        kinds=option.kinds or plan.kinds,
    )


def placed(
    problem: SitingProblem, choice: Offered, seed: int, said: Said
) -> tuple[Solved, Placement, tuple[Asset, ...]]:
    """The plan found, told, and its systems in order; the mission's own alone where there is none."""
    solved = solve(problem, EFFORT, seed, _watching(said))
    told = placement(problem, solved)
    chosen = solved.plan if told.feasible else tuple(range(choice.stated))
    return solved, told, tuple(choice.assets[n] for n in sorted(chosen))


def siting_told(
    problem: SitingProblem, solved: Solved, choice: Offered, seed: int, said: Said
) -> SitingTold:
    """What a reader asks next of a plan."""
    base = SitingTold(
        candidates=choice.candidates,
        options=problem.options,
        cells=len(problem.weight),
        samples=SAMPLES,
    )
    if not solved.checked.feasible or solved.narrowed is None:
        return base
    watch = _watching(said)
    wrong = regret(problem, solved, seed, SAMPLES, watch)
    more = next_systems(problem, solved.plan)
    return base.but(
        regret_mean=wrong.mean,
        regret_worst=wrong.worst,
        further=tuple(_further(x.kind, x.count, x.gained, x.used) for x in more),
        swaps=_swaps(problem, solved, choice),
        frontier=_frontier(problem, solved, seed, watch),
    )


def _further(kind: str, count: int, gained: float, used: dict[str, float]) -> Further:
    return Further(kind=kind, count=count, gained=gained, cost=used["budget"], crew=used["crew"])


def _swaps(problem: SitingProblem, solved: Solved, choice: Offered) -> tuple[Swap, ...]:
    """The best replacement of each of the systems that would be missed most."""
    told = placement(problem, solved).chosen
    free = sorted((c for c in told if c.option >= choice.stated), key=lambda c: -c.marginal)
    found = []
    for swap in instead(problem, solved.plan, [c.option for c in free[:SWAPS]]):
        one, other = choice.assets[swap.option], choice.assets[swap.other]
        found.append(
            Swap(
                site=choice.sites[swap.option],
                kind=one.kind,
                other_site=choice.sites[swap.other],
                other_kind=other.kind,
                lost=swap.lost,
            )
        )
    return tuple(sorted(found, key=lambda s: (-s.lost, s.site, s.kind)))


def _frontier(
    problem: SitingProblem, solved: Solved, seed: int, watch: Watch
) -> tuple[FrontierPoint, ...]:
    """Along every limit that binds: one of which much is left buys nothing."""
    points: list[Point] = []
    for limit in problem.limits:
        used = float(limit.use[list(solved.plan)].sum())
        if 0 < limit.most < float("inf") and used >= BINDS * limit.most:
            points += frontier(problem, limit.name, seed, watch, STEPS)
    return tuple(_point(point) for point in points if point.feasible)


def _point(point: Point) -> FrontierPoint:
    return FrontierPoint(
        limit=point.limit,
        most=point.most,
        objective=point.objective,
        bound=point.upper_bound,
        cost=point.used["budget"],
        crew=point.used["crew"],
        systems=len(point.plan),
    )


def unlimited(settings: SitingSettings) -> bool:
    """Is nothing limited, so that choosing says nothing?"""
    return settings.budget is None and settings.crew is None


def nothing_chosen(assets: Sequence[Asset]) -> tuple[Placement, tuple[Asset, ...]]:
    """The mission's own systems, where the plan sites none."""
    return NOTHING, tuple(sorted(assets, key=lambda asset: asset.id))
