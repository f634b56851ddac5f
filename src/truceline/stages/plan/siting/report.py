"""What a plan's reader asks next: what more would buy, what else would do, what less would cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from truceline.stages.plan.siting.check import check
from truceline.stages.plan.siting.price import greedy
from truceline.stages.plan.siting.problem import Floats, SitingProblem, subset, usable
from truceline.stages.plan.siting.solve import Solved, Watch, solve

NEXT: Final = 10
STEPS: Final = (0.5, 0.75, 1.0, 1.25, 1.5)
"""Shares of a limit at which the frontier is drawn."""
QUICK: Final = 25
"""Effort of each point of the frontier."""


@dataclass(frozen=True)
class More:
    """What the next systems of a kind would buy beyond every limit but those of sites: detection as a
    share of all weight, with what they use up.
    """

    kind: str
    count: int
    gained: float
    used: dict[str, float]


def next_systems(
    problem: SitingProblem, plan: Sequence[int], count: int = NEXT
) -> tuple[More, ...]:
    """The next `count` systems of each kind, chosen one by one, best gain first."""
    whole, found = float(problem.weight.sum()) or 1.0, []
    missed = _missed(problem, plan)
    for kind in np.unique(problem.kind):
        mine = usable(problem) & (problem.kind == kind)
        mine[list(plan)] = False
        options = mine.nonzero()[0]
        if len(options):
            added = options[_best_of(problem, plan, options, missed, count)]
            gained = check(problem, [*plan, *added.tolist()]).detected
            gained -= check(problem, plan).detected
            used = {limit.name: float(limit.use[added].sum()) for limit in problem.limits}
            name = problem.names.of("kind", int(kind))
            found.append(More(name, len(added), gained / whole, used))
    return tuple(found)


def _best_of(
    problem: SitingProblem, plan: Sequence[int], options: np.ndarray, missed: Floats, count: int
) -> np.ndarray:
    """Greedy among these options, with the room that the plan leaves at each site; positions."""
    near = subset(problem, options)
    room = problem.per_site - np.bincount(problem.site[list(plan)], minlength=problem.sites)
    near = replace(
        near,
        weight=problem.weight * missed,
        limits=(),
        forced=np.empty(0, np.int64),
        critical=np.empty(0, np.int64),
    )
    order = greedy(near, np.empty(0), room=room)
    return order[:count]


def _missed(problem: SitingProblem, plan: Sequence[int]) -> Floats:
    missed = np.ones(len(problem.weight))
    for option in plan:
        cells, p = problem.seen_by(option)
        missed[cells] *= 1.0 - p
    return missed


@dataclass(frozen=True)
class Instead:
    """The best option in place of a chosen one, and the detection lost by it (share of all weight)."""

    option: int
    other: int
    lost: float


def instead(
    problem: SitingProblem, plan: Sequence[int], asked: Sequence[int] | None = None
) -> tuple[Instead, ...]:
    """For each system chosen (of those `asked` about alone), the option not chosen that would do best
    in its place within limits, sites, floors and cover; systems without one are left out.
    """
    wanted = plan if asked is None else asked
    return tuple(x for option in wanted if (x := _instead(problem, plan, option)) is not None)


TRIED: Final = 5
"""Replacements that are checked against floors and cover, the best first."""


def _instead(problem: SitingProblem, plan: Sequence[int], option: int) -> Instead | None:
    rest = [o for o in plan if o != option]
    before, whole = check(problem, plan), float(problem.weight.sum()) or 1.0
    for other in _fitting(problem, rest, plan):
        found = check(problem, [*rest, other])
        if found.feasible or not before.feasible:
            return Instead(option, other, (before.detected - found.detected) / whole)
    return None


def _fitting(problem: SitingProblem, rest: Sequence[int], plan: Sequence[int]) -> Iterator[int]:
    """Options that limits and sites leave room for, the greatest gain first."""
    free = usable(problem)
    free[list(plan)] = False
    count = np.bincount(problem.site[list(rest)], minlength=problem.sites)
    free &= count[problem.site] < problem.per_site
    for limit in problem.limits:
        free &= limit.use <= limit.left(list(rest))
    options = free.nonzero()[0]
    gain = _gains(problem, options, problem.weight * _missed(problem, rest))
    return iter(options[np.argsort(-gain, kind="stable")][:TRIED].tolist())


def _gains(problem: SitingProblem, options: np.ndarray, weight: Floats) -> Floats:
    found = []
    for option in options:
        cells, p = problem.seen_by(int(option))
        found.append(float((weight[cells] * p).sum()))
    return np.array(found)


@dataclass(frozen=True)
class Point:
    """A point of the frontier: what a limit allows, what the plan uses of all, what it detects and
    what no plan could exceed there.
    """

    limit: str
    most: float
    objective: float
    upper_bound: float
    feasible: bool
    used: dict[str, float]
    plan: tuple[int, ...]


def frontier(
    problem: SitingProblem,
    limit: str,
    seed: int = 1,
    watch: Watch | None = None,
    steps: Sequence[float] = STEPS,
) -> tuple[Point, ...]:
    """Plans at shares of one limit, the others as they are. Each starts from the plan before it, which
    keeps its rules, so that more of a limit never detects less.
    """
    stated = next(x.most for x in problem.limits if x.name == limit)
    watch, points = watch or Watch(), []
    plan: tuple[int, ...] = ()
    for step in sorted(steps):
        if not watch.going():
            break
        watch.told(f"frontier of {limit}: {step:.0%}")
        wider = problem.with_limits({limit: stated * step})
        solved = solve(wider, QUICK, seed, watch, plan)
        plan = solved.plan if solved.checked.feasible else ()
        points.append(_point(wider, limit, stated * step, solved))
    return tuple(points)


def _point(problem: SitingProblem, limit: str, most: float, solved: Solved) -> Point:
    whole = float(problem.weight.sum()) or 1.0
    return Point(
        limit=limit,
        most=most,
        objective=solved.checked.detected / whole,
        upper_bound=solved.upper_bound / whole,
        feasible=solved.checked.feasible,
        used={x.name: float(x.use[list(solved.plan)].sum()) for x in problem.limits},
        plan=solved.plan,
    )
