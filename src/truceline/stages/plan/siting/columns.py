"""Which options are worth a closer look: a few thousand of tens of thousands.

Leaving an option out never makes a bound wrong, since bounds are proved on the whole problem; it
may only leave a better plan unfound.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from truceline.stages.plan.siting.bound import SHARES, Marginal, Prices, Relaxed, certify, relax
from truceline.stages.plan.siting.covers import covers_of
from truceline.stages.plan.siting.price import greedy, mixed, shares_used
from truceline.stages.plan.siting.problem import (
    SUREST,
    Floats,
    Ints,
    SitingProblem,
    subset,
    usable,
)
from truceline.stages.plan.siting.relax import linear_of, slope_of_all

FEW = 3_000
"""Options that are taken as they are, without a choice among them."""
SEARCHED = 2_000
"""Options among which the search looks."""
PER_CRITICAL = 20
MIXES = (0.9, 0.5, 0.1)
PROVABLE = 60_000
"""Pairs up to which HiGHS proves more than the relaxation can: it then need not be climbed to the top."""
PLAIN = 300_000
"""The same where every p is 1, as in the maximal covering location problem."""
BRIEF = (1.0, 0.5, 0.2)
LATER = (0.3, 0.2, 0.1, 0.1)
"""Shares of the plain tangent when a climb goes on with new options."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Narrowed:
    """A smaller question with the options it has of the whole one, and the relaxation.

    `relaxed.reduced` and `relaxed.bound` are of the whole problem, `relaxed.x` of the smaller one.
    """

    problem: SitingProblem
    options: Ints
    relaxed: Relaxed


def narrowed(problem: SitingProblem, told: Told, start: Ints) -> Narrowed:
    """The promising options and those of `start`, and the bound proved on all of them."""
    options, small, found = _first(problem, told, start)
    whole = _whole(problem, found)
    for _ in range(2):
        new = _missing(problem, whole, options)
        if not len(new):
            break
        told(f"{len(new)} more options may pay")
        fractions = np.zeros(problem.options)
        fractions[options] = found.x
        options = np.union1d(options, new)
        small = subset(problem, options)
        found = relax(small, fractions[options], told, found.prices, LATER)
        whole = min(whole, _whole(problem, found), key=lambda proved: proved.bound)
    return _closer(problem, Narrowed(small, options, replace(whole, x=found.x)), start)


def provable(problem: SitingProblem) -> bool:
    """Is it small enough for HiGHS?"""
    if problem.pairs <= PROVABLE:
        return True
    return problem.pairs <= PLAIN and bool((problem.p >= SUREST).all())


def everything(problem: SitingProblem, options: Ints) -> Narrowed:
    """All usable options, not relaxed: even prices, every option as good as any."""
    even = Marginal(
        np.ones(len(problem.limits)), np.zeros(len(problem.critical)), np.zeros(len(problem.floor))
    )
    level, whole = np.zeros(len(problem.weight)), float(problem.weight.sum())
    prices = Prices(np.empty(0), np.empty(0))
    gains = np.zeros(problem.options)
    relaxed = Relaxed(np.zeros(len(options)), level, prices, whole, gains, even, 1.0)
    return Narrowed(subset(problem, options), options, relaxed)


def _first(problem: SitingProblem, told: Told, start: Ints) -> tuple[Ints, SitingProblem, Relaxed]:
    options = np.union1d(promising(problem), start)
    small = subset(problem, options)
    told(f"{len(options)} of {problem.options} options, {small.pairs} pairs")
    shares = BRIEF if provable(small) else SHARES
    return options, small, relax(small, told=told, shares=shares)


def promising(problem: SitingProblem) -> Ints:
    """Options that pay best beside a greedy plan at one price of the limits or another."""
    free = usable(problem)
    if int(free.sum()) <= FEW:
        return free.nonzero()[0]
    use, kept = shares_used(problem), [problem.forced]
    for mix in MIXES:
        dear = mixed(len(problem.limits), mix)
        plan = greedy(problem, dear)
        level = _level(problem, plan, 0.6)
        score = slope_of_all(problem, level, problem.weight, 1.0) / (dear @ use + 1e-9)
        score[~free] = -1.0
        kept += [plan, np.argsort(-score, kind="stable")[: FEW // len(MIXES)]]
        kept.append(_seeing(problem, score))
    options = np.unique(np.concatenate(kept)).astype(np.int64)
    return options[free[options]]


def _level(problem: SitingProblem, plan: Ints, part: float) -> Floats:
    """Levels when a part of each system of a plan is there."""
    level = np.zeros(len(problem.weight))
    for option in plan:
        cells, p = problem.seen_by(int(option))
        level[cells] -= part * np.log1p(-p)
    return level


def _seeing(problem: SitingProblem, score: Floats) -> Ints:
    """For each critical cell the options that see it and score best."""
    covers = covers_of(problem)
    of = np.repeat(np.arange(problem.options), np.diff(covers.begins))
    order = np.lexsort((of, -score[of], covers.critical))
    critical = covers.critical[order]
    rank = np.arange(len(order)) - np.searchsorted(critical, critical)
    return of[order[rank < PER_CRITICAL]]


def _whole(problem: SitingProblem, found: Relaxed) -> Relaxed:
    """The bound that the same levels and prices prove for all options."""
    return certify(problem, linear_of(problem), found.level, found.prices, found.share)


def _missing(problem: SitingProblem, whole: Relaxed, options: Ints) -> Ints:
    """Options left out that would pay at these prices, the best first where there are many."""
    open_ = usable(problem) & (whole.reduced > 0)
    open_[options] = False
    order = np.argsort(-whole.reduced, kind="stable")
    return np.sort(order[open_[order]][:FEW])


def _closer(problem: SitingProblem, found: Narrowed, start: Ints) -> Narrowed:
    """The options nearest to paying, and those that the relaxation uses."""
    reduced = found.relaxed.reduced[found.options]
    used = found.relaxed.x > 1e-3
    used[found.problem.forced] = True
    used |= np.isin(found.options, start)
    used |= np.isin(found.options, _seeing(problem, found.relaxed.reduced))
    order = np.argsort(-np.where(used, np.inf, reduced), kind="stable")
    kept = np.sort(order[: max(SEARCHED, int(used.sum()))])
    options = found.options[kept]
    relaxed = replace(found.relaxed, x=found.relaxed.x[kept])
    return Narrowed(subset(problem, options), options, relaxed)
