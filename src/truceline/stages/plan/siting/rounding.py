"""From fractions to whole systems: keep those that are nearly whole, fill the rest by price."""

from collections.abc import Iterator

import numpy as np

from truceline.stages.plan.siting.bound import Marginal
from truceline.stages.plan.siting.price import mixed
from truceline.stages.plan.siting.problem import Floats, Ints, SitingProblem
from truceline.stages.plan.siting.refill import Search

THRESHOLDS = (0.98, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 2.0)
"""Fractions from which on a system is kept; the last keeps none but the forced ones."""


def rounded(search: Search, x: Floats, prices: Marginal) -> Ints:
    """The best plan over thresholds and prices; the first of equals."""
    best, worth = np.empty(0, np.int64), -np.inf
    for threshold in THRESHOLDS:
        kept = whole(search.problem, x, threshold)
        for dear, bonus in _mixes(search, prices):
            plan = search.filled(kept, dear, bonus)
            found = search.worth(plan)
            if found > worth + 1e-13:
                best, worth = plan, found
    return best


def _mixes(search: Search, prices: Marginal) -> Iterator[tuple[Floats, Floats]]:
    """Prices of the relaxation with critical cells dearer and dearer, and even prices."""
    first = 1.0 + float(search.field.guide.sum())
    limits = len(prices.limits)
    dear = prices.limits if prices.limits.sum() > 0 else np.ones(limits)
    for bonus in (
        1.5 * prices.critical,
        4.0 * prices.critical,
        np.full(len(prices.critical), first),
    ):
        yield dear, bonus
    for share in (0.2, 0.5, 0.8):
        yield mixed(limits, share), bonus


def whole(problem: SitingProblem, x: Floats, threshold: float) -> Ints:
    """Options with x ≥ threshold, greatest first, as far as they go together; forced ones always."""
    order = np.argsort(-x, kind="stable")
    ranked = order[x[order] >= threshold]
    kept = list(problem.forced)
    room = np.bincount(problem.site[problem.forced], minlength=problem.sites)
    left = [limit.left(problem.forced) for limit in problem.limits]
    for option in ranked[~np.isin(ranked, problem.forced)]:
        use = [float(limit.use[option]) for limit in problem.limits]
        site = problem.site[option]
        if room[site] < problem.per_site and all(
            u <= have for u, have in zip(use, left, strict=True)
        ):
            kept.append(option)
            room[site] += 1
            left = [have - u for u, have in zip(use, left, strict=True)]
    return np.array(kept, np.int64)
