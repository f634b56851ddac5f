"""What a plan is worth when the detection profiles are wrong, and plans that bear it.

Profiles are assumptions. Regret compares the plan with the best one that the quick method finds for
other profiles: it is at least so much. The robust plan makes the worst of stated cases best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from truceline.stages.plan.siting.bound import Marginal
from truceline.stages.plan.siting.check import check
from truceline.stages.plan.siting.columns import SEARCHED, Narrowed
from truceline.stages.plan.siting.exact import TINY, at_once
from truceline.stages.plan.siting.price import shares_used
from truceline.stages.plan.siting.problem import (
    Floats,
    Ints,
    Names,
    SitingProblem,
    subset,
    usable,
)
from truceline.stages.plan.siting.refill import improved, search_of
from truceline.stages.plan.siting.solve import Solved, Watch, gap_of, rounds_for, solve

SAMPLES: Final = ((300_000, 8), (3_000_000, 2))
"""Pairs of an option and a cell up to which so many samples cost less than the plan itself."""
WRONG: Final = 0.5
"""Each kind's detection lies within ± this share of its profile."""
QUICK: Final = 20
"""Effort of the quick method."""
ROUNDS_OF_WEIGHTS: Final = 6


@dataclass(frozen=True)
class Regret:
    """Share of what the best plan for wrong profiles would detect that this plan misses: mean and
    worst of the samples, the factor of each kind in the worst one, and all in order.
    """

    mean: float
    worst: float
    factors: tuple[tuple[float, ...], ...]
    of_sample: tuple[float, ...]

    @property
    def worst_factors(self) -> tuple[float, ...]:
        """Factors of the kinds in the worst sample."""
        return self.factors[int(np.argmax(self.of_sample))]


def regret(
    problem: SitingProblem,
    solved: Solved,
    seed: int = 1,
    samples: int = 8,
    watch: Watch | None = None,
) -> Regret:
    """Regret of a plan under `samples` sets of wrong profiles: factors of the kinds drawn jointly and
    evenly within 1 ± `WRONG`, p being cut at 1.
    """
    watch, factors = watch or Watch(), drawn_factors(problem, seed, samples)
    kinds = problem.kind
    lost = []
    for n, factor in enumerate(factors):
        watch.told(f"regret, sample {n + 1} of {samples}")
        lost.append(_regret_of(problem, solved, factor[kinds], seed))
        if not watch.going():
            break
    told = tuple(tuple(float(f) for f in factor) for factor in factors[: len(lost)])
    return Regret(float(np.mean(lost)), max(lost), told, tuple(lost))


def usual_samples(problem: SitingProblem) -> int:
    """How many wrong profiles are tried where nobody says: none for a problem beyond `SAMPLES`."""
    return next((n for pairs, n in SAMPLES if problem.pairs <= pairs), 0)


def drawn_factors(problem: SitingProblem, seed: int, samples: int) -> Floats:
    """Factors (samples, kinds) by which detection of each kind is wrong."""
    kinds = max(len(problem.names.kinds), int(problem.kind.max(initial=-1)) + 1)
    return np.random.default_rng(seed).uniform(1 - WRONG, 1 + WRONG, (samples, kinds))


def _regret_of(problem: SitingProblem, solved: Solved, factor: Floats, seed: int) -> float:
    """(best − plan) / best under other detection; the plan itself is one of those compared."""
    near = solved.narrowed
    assert near is not None
    options = np.union1d(_better_now(problem, near, factor), solved.plan)
    small = subset(problem, options, factor)
    small = replace(small, floor=np.zeros(len(small.floor)), critical=np.empty(0, np.int64))
    plan = np.searchsorted(options, solved.plan)
    have = check(small, plan.tolist()).detected
    best = _best_of(small, plan, near.relaxed.marginal, seed)
    return max(0.0, float((best - have) / best)) if best > 0 else 0.0


def _best_of(problem: SitingProblem, plan: Ints, prices: Marginal, seed: int) -> float:
    """What the quick method detects at best, from the plan and from nothing."""
    proved = at_once(problem) if problem.pairs <= TINY else None
    if proved is not None and proved.plan is not None:
        return check(problem, proved.plan.tolist()).detected
    search, none = search_of(problem), np.empty(0)
    prices = Marginal(_even(prices.limits), none, np.zeros(len(problem.floor)))
    rounds = rounds_for(problem, QUICK)
    starts = (plan, search.filled(problem.forced, prices.limits, none))
    return max(search.worth(improved(search, start, prices, rounds, seed)[0]) for start in starts)


def _even(limits: Floats) -> Floats:
    return limits if limits.sum() > 0 else np.ones(len(limits))


def _better_now(problem: SitingProblem, near: Narrowed, factor: Floats) -> Ints:
    """The options that would pay best with other detection: slopes grow about as p does."""
    price = near.relaxed.marginal.limits @ shares_used(problem)
    paying = (near.relaxed.reduced + price) * factor - price
    paying[~usable(problem)] = -np.inf
    order = np.argsort(-paying, kind="stable")
    return np.sort(order[np.isfinite(paying[order])][:SEARCHED])


@dataclass(frozen=True)
class Robust:
    """A plan that makes the worst case best: what it detects in each case, and a bound on the worst
    case of any plan.
    """

    solved: Solved
    of_case: tuple[float, ...]
    upper_bound: float

    @property
    def worst(self) -> float:
        """Detection in the worst case."""
        return min(self.of_case)

    @property
    def gap(self) -> float:
        """(bound − worst) / bound."""
        return gap_of(self.worst, self.upper_bound)


def robust(
    cases: Sequence[SitingProblem],
    effort: int = 100,
    seed: int = 1,
    watch: Watch | None = None,
) -> Robust:
    """The plan whose worst case is best among those found. Cases differ in detection alone; floors
    and cover must hold in each.

    Weights λ of the cases are moved towards the worst one (multiplicative weights: Arora, Hazan &
    Kale 2012); for any λ ≥ 0 of sum 1, max_x min_k f_k ≤ max_x Σ λ_k f_k, which proves the bound.
    """
    shares, best, bound = np.full(len(cases), 1.0 / len(cases)), None, np.inf
    watch = watch or Watch()
    start: tuple[int, ...] = ()
    for n in range(ROUNDS_OF_WEIGHTS if len(cases) > 1 else 1):
        watch.told(f"cases weighed, round {n + 1}: {np.round(shares, 2).tolist()}")
        solved = solve(stacked(cases, shares), effort, seed, watch, start)
        if solved.narrowed is None:
            return Robust(solved, tuple(0.0 for _ in cases), 0.0)
        bound, start = min(bound, solved.upper_bound), solved.plan
        found = Robust(solved, _of_cases(cases, solved.plan), bound)
        if best is None or _rank(found) > _rank(best):
            best = found
        shares = _moved(shares, found.of_case, n)
        if solved.stopped:
            break
    assert best is not None
    return replace(best, upper_bound=float(max(bound, best.worst)))


def _rank(found: Robust) -> tuple[bool, float]:
    return found.solved.checked.feasible, found.worst


def _of_cases(cases: Sequence[SitingProblem], plan: Sequence[int]) -> tuple[float, ...]:
    return tuple(check(case, plan).detected for case in cases)


def _moved(shares: Floats, of_case: Sequence[float], n: int) -> Floats:
    got = np.array(of_case)
    spread = float(got.max() - got.min())
    if spread <= 0:
        return shares
    moved = shares * np.exp(-2.0 / (1.0 + n) * (got - got.min()) / spread)
    return np.asarray(moved / moved.sum())


def stacked(cases: Sequence[SitingProblem], shares: Floats) -> SitingProblem:
    """One problem that holds the cells of all cases, the weight of each case multiplied by its share.
    Floors and cover hold in each.
    """
    first, cells = cases[0], len(cases[0].weight)
    parts = [[case.seen_by(option) for case in cases] for option in range(first.options)]
    sizes = [sum(len(c) for c, _ in part) for part in parts]
    shift = [n * cells for n in range(len(cases))]
    joined = [(c + by, p) for part in parts for (c, p), by in zip(part, shift, strict=True)]
    sectors = len(first.floor)
    return replace(
        first,
        weight=np.concatenate([c.weight * s for c, s in zip(cases, shares, strict=True)]),
        begins=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        cells=np.concatenate([np.empty(0, np.int64), *(c for c, _ in joined)]),
        p=np.concatenate([np.empty(0), *(p for _, p in joined)]),
        sector=np.concatenate([c.sector + n * sectors for n, c in enumerate(cases)]),
        floor=np.tile(first.floor, len(cases)),
        critical=np.concatenate([first.critical + by for by in shift]),
        names=_names(first, len(cases)),
    )


def _names(first: SitingProblem, cases: int) -> Names:
    names = first.names
    sectors = [names.of("sector", n) for n in range(len(first.floor))]
    return replace(
        names,
        sectors=tuple(f"{s} (case {k + 1})" for k in range(cases) for s in sectors),
        cells=tuple(str(c) for c in names.cells) * cases,
    )
