"""An upper bound that anybody can check: no plan detects more than this.

The concave relaxation is climbed by limited-memory quasi-Newton steps on its augmented Lagrangian;
the bound is then Frank and Wolfe's (1956): a concave function lies below its tangent, and the
greatest value of the tangent over all fractions, at stated prices of the rules, needs no search.
It holds at any point and any prices ≥ 0, however badly they were found.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from truceline.stages.plan.siting.problem import Flags, Floats, Ints, SitingProblem, usable
from truceline.stages.plan.siting.relax import (
    SITE,
    Curves,
    Linear,
    curves_of,
    linear_of,
    slope_of_all,
)

SHARES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1)
"""How much of the plain tangent stays in the bound, climb by climb: smooth first, sharp last."""
STEPS = 60
GROWTH = 1.5
ROUNDING = 1e-8
"""Added to every bound, per unit of weight: for sums of floats, and for p that counts as below 1."""


@dataclass(frozen=True)
class Prices:
    """What the rules cost at the margin: linear rows, and floors (per unit of weight), all ≥ 0."""

    rows: Floats
    floors: Floats


@dataclass(frozen=True)
class Marginal:
    """What a whole limit and one more system over a critical cell are worth, and what a unit of
    detection in a sector counts beyond itself.
    """

    limits: Floats
    critical: Floats
    sectors: Floats


@dataclass(frozen=True)
class Relaxed:
    """Fractions of each option, the levels of the cells, prices, and the bound they prove.

    `reduced` is what each option would add beyond its price: one below −(bound − plan) can be in no
    better plan.
    """

    x: Floats
    level: Floats
    prices: Prices
    bound: float
    reduced: Floats
    marginal: Marginal
    share: float


@dataclass(frozen=True)
class _Climb:
    problem: SitingProblem
    curves: Curves
    linear: Linear
    floors: Floats
    scale: Floats

    def __call__(
        self, x: Floats, share: float, stiff: float, rows: Floats, floors: Floats
    ) -> tuple[float, Floats]:
        """The augmented Lagrangian, to be made small, and its slope."""
        p = self.problem
        level, value = self.curves.levels(x, share)
        got = p.weight * value
        lack = np.maximum(0.0, floors + stiff * self.lack(p.per_sector(got)))
        over = np.maximum(0.0, rows + stiff * (self.linear.rows @ x - self.linear.most))
        weight = p.weight * (1.0 + lack / self.scale)[p.sector]
        slope = self.curves.slope(level, weight, share)
        fine = (over @ over + lack @ lack) / (2.0 * stiff)
        return fine - float(got.sum()), self.linear.rows.T @ over - slope

    def lack(self, got: Floats) -> Floats:
        """What each floor lacks, as a share of the sector."""
        return (self.floors - got) / self.scale


def relax(
    problem: SitingProblem,
    start: Floats | None = None,
    told: Callable[[str], None] = lambda _: None,
    prices: Prices | None = None,
    shares: tuple[float, ...] = SHARES,
) -> Relaxed:
    """The relaxation of a problem that fits into memory, nearly solved, with its bound.

    `start` are fractions to begin with, `prices` those of an earlier, similar problem. Climbed with
    weights of a sum near 1, whatever the unit they come in: a power of two, so that nothing is rounded.
    """
    unit = _unit(problem)
    small = replace(problem, weight=problem.weight / unit)
    before = None if prices is None else _priced(prices, 1.0 / unit)
    found = _relaxed(small, start, told, before, shares)
    marginal = replace(
        found.marginal, limits=found.marginal.limits * unit, critical=found.marginal.critical * unit
    )
    return replace(
        found,
        prices=_priced(found.prices, unit),
        bound=found.bound * unit,
        reduced=found.reduced * unit,
        marginal=marginal,
    )


def _unit(problem: SitingProblem) -> float:
    whole = float(problem.weight.sum())
    return float(2.0 ** np.round(np.log2(whole))) if whole > 0 else 1.0


def _priced(prices: Prices, unit: float) -> Prices:
    return Prices(prices.rows * unit, prices.floors * unit)


def _relaxed(
    problem: SitingProblem,
    start: Floats | None,
    told: Callable[[str], None],
    prices: Prices | None,
    shares: tuple[float, ...],
) -> Relaxed:
    """Climb by climb, the sharpest bound on the way."""
    climb = _climb(problem)
    first = Prices(np.zeros(len(climb.linear.most)), np.zeros(len(climb.floors)))
    best, prices = None, prices or first
    every = float(problem.weight.sum()) or 1.0
    x = np.clip(np.full(problem.options, 0.01) if start is None else start, *_box(problem))
    for n, share in enumerate(shares):
        if best is not None and best.bound < 0:
            break  # no plan keeps the rules
        x, prices = _climbed(climb, x, share, GROWTH**n, prices)
        level, _ = climb.curves.levels(x, share)
        found = certify(problem, climb.linear, level, prices, share, climb.curves)
        told(f"relaxation {n + 1} of {len(shares)}: at most {found.bound / every:.3%}")
        best = found if best is None or found.bound < best.bound else best
    assert best is not None
    return replace(best, x=x)


def _climb(problem: SitingProblem) -> _Climb:
    whole = problem.per_sector(problem.weight)
    scale = np.where(whole > 0, whole, 1.0)
    return _Climb(problem, curves_of(problem), linear_of(problem), problem.floors(), scale)


def _box(problem: SitingProblem) -> tuple[Floats, Floats]:
    low = np.zeros(problem.options)
    low[problem.forced] = 1.0
    return low, usable(problem).astype(float)


def _climbed(
    climb: _Climb, x: Floats, share: float, stiff: float, prices: Prices
) -> tuple[Floats, Prices]:
    """One climb, and the prices after it (method of multipliers: Hestenes 1969, Powell 1969)."""
    if not len(x):
        return x, prices
    given = (share, stiff, prices.rows, prices.floors)
    box = np.column_stack(_box(climb.problem))
    x, _, _ = fmin_l_bfgs_b(
        climb,
        x,
        args=given,
        bounds=box,
        m=20,
        maxiter=STEPS,
        maxfun=STEPS + 20,
        factr=10,
        pgtol=1e-9,
    )
    _, value = climb.curves.levels(x, share)
    over = climb.linear.rows @ x - climb.linear.most
    lack = climb.lack(climb.problem.per_sector(climb.problem.weight * value))
    floors = np.maximum(0.0, prices.floors + stiff * lack) * (climb.floors > 0)
    return x, Prices(np.maximum(0.0, prices.rows + stiff * over), floors)


def certify(
    problem: SitingProblem,
    linear: Linear,
    level: Floats,
    prices: Prices,
    share: float,
    curves: Curves | None = None,
) -> Relaxed:
    """The bound that these levels and prices prove for the whole problem, and reduced gains:

    Σᵢ w̃ᵢ (1 − (1 + sᵢ) e^−sᵢ) + prices · most − Σ floors + Σⱼ max(0, slopeⱼ − pricesⱼ)
    """
    whole = problem.per_sector(problem.weight)
    extra = prices.floors / np.where(whole > 0, whole, 1.0)
    weight = problem.weight * (1.0 + extra)[problem.sector]
    slope = (
        curves.slope(level, weight, share)
        if curves
        else slope_of_all(problem, level, weight, share)
    )
    reduced = slope - linear.rows.T @ prices.rows
    fixed = float((weight * (1.0 - (1.0 + level) * np.exp(-level))).sum())
    fixed += float(prices.rows @ linear.most) - float(extra @ problem.floors())
    free = usable(problem)
    bound = fixed + float(_most(reduced, free, problem.forced).sum())
    limits, sites = len(problem.limits), len(problem.limits) + problem.sites
    marginal = Marginal(prices.rows[:limits], prices.rows[sites:] * SITE, extra)
    every = float(problem.weight.sum())
    bound = min(bound + ROUNDING * every, every) if bound else 0.0  # nothing seen: exactly nothing
    return Relaxed(np.empty(0), level, prices, bound, reduced, marginal, share)


def _most(reduced: Floats, free: Flags, forced: Ints) -> Floats:
    """The greatest that each option can add to the tangent."""
    most = np.where(free, np.maximum(reduced, 0.0), 0.0)
    most[forced] = reduced[forced]
    return most
