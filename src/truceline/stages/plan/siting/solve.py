"""A siting plan from beginning to end: narrow, round, search, prove; the gap is always told.

Effort counts rounds and nodes, so that the same question has the same answer on any machine. Who
watches may stop between rounds; that is told, since the answer may then depend on the machine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from truceline.model.plan import Choice, Placement
from truceline.stages.plan.siting.bound import ROUNDING
from truceline.stages.plan.siting.check import Checked, check
from truceline.stages.plan.siting.columns import Narrowed, everything, narrowed, provable
from truceline.stages.plan.siting.conflict import clashes, stated
from truceline.stages.plan.siting.exact import at_once, exact
from truceline.stages.plan.siting.problem import Ints, SitingProblem, subset, usable
from truceline.stages.plan.siting.refill import Search, improved, search_of
from truceline.stages.plan.siting.rounding import rounded

EFFORT: Final = 100
"""By default. A unit of effort is `ROUNDS` rounds of search, fewer on large problems."""
ROUNDS: Final = 100
PAIRS: Final = 500_000
"""Pairs of a narrowed problem from which on a round counts for more than one."""
NODES: Final = 40
"""Of branching, by default; with a plan of a few options they suffice for a proof."""
REPAIRS: Final = 6


@dataclass(frozen=True)
class Watch:
    """Who is told what is being done, and may stop it between rounds."""

    told: Callable[[str], None] = lambda _: None
    going: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Solved:
    """A plan (option numbers of the problem, ascending), what a check of it says, and the bound.

    `narrowed` is what the search looked at: those who ask further start there. `clashes` says in
    words why no plan can keep every rule, where that is known.
    """

    plan: tuple[int, ...]
    checked: Checked
    upper_bound: float
    narrowed: Narrowed | None
    stopped: bool = False
    clashes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """(bound − plan) / bound: no plan can be better by more."""
        return gap_of(self.checked.detected, self.upper_bound)


def gap_of(objective: float, upper_bound: float) -> float:
    """The certified gap, 0 where nothing can be detected."""
    return max(0.0, float((upper_bound - objective) / upper_bound)) if upper_bound > 0 else 0.0


def site(
    problem: SitingProblem, effort: int = EFFORT, seed: int = 1, watch: Watch | None = None
) -> Placement:
    """The plan as records. Weights are scaled so that the objective is a share of all weight."""
    return placement(problem, solve(problem, effort, seed, watch))


def solve(
    problem: SitingProblem,
    effort: int = EFFORT,
    seed: int = 1,
    watch: Watch | None = None,
    start: Sequence[int] = (),
) -> Solved:
    """The best plan found, never worse than `start` where that keeps every rule."""
    watch = watch or Watch()
    if wrong := stated(problem):
        return Solved((), check(problem, ()), 0.0, None, clashes=wrong)
    if (easy := _easy(problem, watch)) is not None:
        return easy
    near = narrowed(problem, watch.told, np.array(sorted(start), np.int64))
    if near.relaxed.bound < 0:  # no plan detects less than nothing
        why = clashes(problem, proved=True)
        return Solved((), check(problem, ()), 0.0, near, clashes=why)
    found, bound = _searched(near, effort, seed, watch, start), near.relaxed.bound
    if provable(near.problem) and not found.stopped:
        found, bound = _proved(problem, near, found, effort, watch)
    plan = tuple(sorted(int(option) for option in near.options[found.plan]))
    checked = check(problem, plan)
    why = () if checked.feasible else clashes(problem, proved=found.none)
    return Solved(plan, checked, float(bound), near, found.stopped, why)


def _easy(problem: SitingProblem, watch: Watch) -> Solved | None:
    """A small problem that HiGHS solves at once."""
    options = usable(problem).nonzero()[0]
    if not len(options) or not provable(problem):
        return None
    proved = at_once(subset(problem, options), watch.told)
    if proved is None:
        return None
    if proved.plan is None:
        why = clashes(problem, proved=True)
        return Solved((), check(problem, ()), 0.0, None, clashes=why)
    plan = tuple(options[proved.plan].tolist())
    bound = proved.bound + ROUNDING * float(problem.weight.sum())
    return Solved(plan, check(problem, plan), bound, everything(problem, options))


@dataclass(frozen=True)
class _Found:
    plan: Ints
    stopped: bool
    none: bool = False


def _searched(near: Narrowed, effort: int, seed: int, watch: Watch, start: Sequence[int]) -> _Found:
    """Rounding and search on the narrowed problem; guides are raised where floors aren't met."""
    prices = near.relaxed.marginal
    search = search_of(near.problem, prices.sectors)
    plan = rounded(search, near.relaxed.x, prices)
    given = np.searchsorted(near.options, sorted(start))
    if len(given) and search.worth(given) >= search.worth(plan):
        plan = given
    for _ in range(REPAIRS):
        lacking = _lacking(search, plan)
        if not lacking.any():
            break
        prices = replace(
            prices, sectors=np.where(lacking, 2 * prices.sectors + 0.5, prices.sectors)
        )
        search = search_of(near.problem, prices.sectors)
        plan = max((plan, rounded(search, near.relaxed.x, prices)), key=search.worth)
    rounds = rounds_for(near.problem, effort)
    plan, stopped = improved(search, plan, prices, rounds, seed, _going(watch))
    return _Found(np.sort(plan), stopped)


def rounds_for(problem: SitingProblem, effort: int) -> int:
    """Rounds of search for an effort: fewer where each one costs more."""
    return max(1, int(effort * ROUNDS * min(1.0, PAIRS / max(problem.pairs, 1))))


def _lacking(search: Search, plan: Ints) -> np.ndarray:
    return np.asarray(search.start(plan).got < search.problem.floors())


def _going(watch: Watch) -> Callable[[int, int, float], bool]:
    def going(done: int, of: int, best: float) -> bool:
        watch.told(f"search, round {done} of {of}: {best:.5f}")
        return watch.going()

    return going


def _proved(
    problem: SitingProblem, near: Narrowed, found: _Found, effort: int, watch: Watch
) -> tuple[_Found, float]:
    """What HiGHS adds: a better plan, a lower bound.

    A plan with option j detects at most bound + reduced gain of j, so that options which no better
    plan can hold are left out; the rest of those left out cap the bound.
    """
    bound, reduced = near.relaxed.bound, near.relaxed.reduced
    checked = check(near.problem, found.plan.tolist())
    least = checked.detected - bound if checked.feasible else -np.inf
    kept = (reduced[near.options] >= least - 1e-9).nonzero()[0]
    kept = np.unique(np.concatenate([kept, found.plan, near.problem.forced]))
    out = usable(problem)
    out[near.options[kept]] = False
    others = bound + float(np.minimum(reduced[out], 0.0).max(initial=-np.inf))
    small, at = subset(near.problem, kept), np.searchsorted(kept, found.plan)
    nodes = max(1, NODES * effort // EFFORT)
    proved = exact(small, at, nodes, watch.told, (near.relaxed.level,))
    plan = found.plan if proved.plan is None else kept[proved.plan]
    above = proved.bound + ROUNDING * float(problem.weight.sum())
    if checked.feasible and (proved.none or above < checked.detected):
        return found, bound  # it contradicts a plan that was checked: its word is worth nothing
    none = proved.none and not out.any()
    return replace(found, plan=plan, none=none), min(bound, max(above, others))


def placement(problem: SitingProblem, solved: Solved) -> Placement:
    """The plan as records, each system with what would be lost without it."""
    lost = losses(problem, solved.plan)
    chosen = tuple(_choice(problem, o, loss) for o, loss in zip(solved.plan, lost, strict=True))
    whole = float(problem.weight.sum()) or 1.0
    return Placement(
        objective=solved.checked.detected / whole,
        upper_bound=solved.upper_bound / whole,
        gap=solved.gap,
        feasible=solved.checked.feasible,
        chosen=chosen,
        shortfalls=(*solved.clashes, *(solved.checked.broken if solved.plan else ())),
    )


def _choice(problem: SitingProblem, option: int, loss: float) -> Choice:
    names, number = problem.names, int(problem.site[option])
    use = {limit.name: float(limit.use[option]) for limit in problem.limits}
    lat, lon, sector = names.where(number)
    return Choice(
        option=option,
        site=names.of("site", number),
        kind=names.of("kind", int(problem.kind[option])),
        lat=lat,
        lon=lon,
        sector=sector,
        cost=use.get("budget", 0.0),
        crew=use.get("crew", 0.0),
        marginal=loss / (float(problem.weight.sum()) or 1.0),
    )


def losses(problem: SitingProblem, plan: Sequence[int]) -> tuple[float, ...]:
    """What would not be detected any more without each system of a plan, in units of weight."""
    missed, sole = np.ones(len(problem.weight)), []
    for option in plan:
        cells, p = problem.seen_by(option)
        missed[cells] *= 1.0 - p
    for option in plan:
        cells, p = problem.seen_by(option)
        sole.append(float((problem.weight[cells] * missed[cells] * p / (1.0 - p)).sum()))
    return tuple(sole)
