"""Destroy and refill: the search that turns good plans into better ones.

Two searches with different luck run beside each other and meet after every leg; the better plan is
kept. The same effort and seed give the same plan, whatever the number of cores.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from truceline.stages.plan.siting.bound import Marginal
from truceline.stages.plan.siting.compiled import fitting, threads
from truceline.stages.plan.siting.covers import covers_of
from truceline.stages.plan.siting.moves import Field, State, fill, put_in, worth_of
from truceline.stages.plan.siting.price import full_limits, gains, shares_used
from truceline.stages.plan.siting.problem import Floats, Ints, SitingProblem
from truceline.stages.plan.siting.relax import rows_of
from truceline.stages.plan.siting.search import Desk, Rules, rounds_of

SEARCHES: Final = 2
LEGS: Final = 20
HEAT: Final = 0.03
"""Loss accepted at first, as a share of what one system of a plan detects on average."""
Going = Callable[[int, int, float], bool]
"""Told rounds done, of how many, and the best so far; false stops."""


@dataclass(frozen=True)
class Search:
    """A problem laid out for the kernels, none of whose options is barred."""

    problem: SitingProblem
    field: Field
    free: Floats

    def start(self, plan: Sequence[int] | Ints, seed: int = 1) -> State:
        """The state that holds a plan."""
        problem, cells = self.problem, len(self.problem.weight)
        state = State(
            missed=np.ones(cells),
            gain=self.free.copy(),
            chosen=np.zeros(problem.options, bool),
            left=full_limits(problem),
            room=np.full(problem.sites, problem.per_site, np.int64),
            got=np.zeros(len(problem.floor)),
            need=np.full(len(problem.critical), problem.cover, np.int64),
            luck=np.array([1 + (seed * 7919 + 12345) % 2147483645], np.int64),
        )
        run = fitting(put_in, problem.pairs)
        for option in plan:
            run(self.field, state, int(option))
        return state

    def filled(self, plan: Sequence[int] | Ints, dear: Floats, bonus: Floats) -> Ints:
        """The plan with whatever still fits, at these prices of limits and critical cells."""
        state, room = self.start(plan), np.empty(self.problem.options, np.int64)
        price = dear @ self.field.use + 1e-9
        count = fitting(fill, self.problem.pairs)(self.field, state, price, bonus, room)
        return np.concatenate([np.asarray(plan, np.int64), room[:count]])

    def worth(self, plan: Sequence[int] | Ints) -> float:
        """Detection less a fine for broken rules that can be broken here: floors and cover."""
        fine = float(self.problem.weight.sum())
        return worth_of(self.start(plan), self.problem.floors(), fine)


def search_of(problem: SitingProblem, extra: Floats | None = None) -> Search:
    """Lay out a problem that fits into memory. `extra` (sectors) is what a unit of detection there
    counts beyond its weight as a guide: prices of floors.
    """
    extra = np.zeros(len(problem.floor)) if extra is None else extra
    guide = problem.weight * (1.0 + extra)[problem.sector]
    rows, covers = rows_of(problem), covers_of(problem)
    fixed = np.zeros(problem.options, bool)
    fixed[problem.forced] = True
    field = Field(
        begins=problem.begins,
        cells=problem.cells,
        p=problem.p,
        row_begins=rows.begins,
        row_options=rows.options,
        row_p=rows.a,
        weight=problem.weight,
        guide=guide,
        sector=problem.sector,
        use=shares_used(problem),
        site=problem.site,
        cover_begins=covers.begins,
        covers=covers.critical,
        fixed=fixed,
        place=problem.place,
    )
    return Search(problem, field, gains(problem, guide))


def improved(
    search: Search,
    plan: Sequence[int] | Ints,
    prices: Marginal,
    effort: int,
    seed: int,
    going: Going = lambda *_: True,
) -> tuple[Ints, bool]:
    """The plan after `effort` rounds of each search, and whether `going` stopped it early."""
    best, worth = np.sort(np.asarray(plan, np.int64)), search.worth(plan)
    legs = max(1, min(LEGS, effort // 50))
    ends = np.linspace(0, effort, legs + 1).astype(int).tolist()
    chains = [_Chain(search, best, prices, seed + n) for n in range(SEARCHES)]
    for first, last in pairwise(ends):
        _run(chains, first, last, effort)
        best, worth = _met(chains, best, worth, again=last > effort * MEETING)
        if not going(last, effort, worth) and last < effort:
            return best, True
    return best, False


MEETING: Final = 0.5
"""Part of the rounds after which both searches go on from the better plan."""


class _Chain:
    """One search: its state, its rules and its desk."""

    def __init__(self, search: Search, plan: Ints, prices: Marginal, seed: int) -> None:
        self.search, self.seed, options = search, seed, search.problem.options
        detected = float(search.start(plan).got.sum())
        self.rules = _rules(search, prices, HEAT * detected / max(len(plan), 1))
        lists = np.empty(64, np.int64), np.empty(options, np.int64)
        price, far, worth = np.empty(options), np.empty(options), np.empty(2)
        self.desk = Desk(
            price, far, *lists, np.zeros(options, bool), worth, self.rules.bonus.copy()
        )
        self.state = search.start(plan, seed)
        self.desk.worth[:] = search.worth(plan)
        self.desk.best[plan] = True

    def run(self, first: int, last: int, of: int) -> None:
        run = fitting(rounds_of, self.search.problem.pairs)
        run(self.search.field, self.state, self.rules, self.desk, first, last, of)

    def plan(self) -> tuple[float, tuple[int, ...]]:
        """The best so far, in an order that doesn't depend on the searches' order."""
        return float(self.desk.worth[0]), tuple(self.desk.best.nonzero()[0].tolist())

    def go_on_from(self, plan: Ints) -> None:
        luck = self.state.luck.copy()
        self.state = self.search.start(plan)
        self.state.luck[:] = luck
        self.desk.worth[:] = self.search.worth(plan)
        self.desk.best[:] = False
        self.desk.best[plan] = True


def _rules(search: Search, prices: Marginal, heat: float) -> Rules:
    dear = prices.limits if prices.limits.sum() > 0 else np.ones(len(prices.limits))
    return Rules(
        dear=np.ascontiguousarray(dear),
        floor=search.problem.floors(),
        bonus=prices.critical + heat,
        fine=float(search.problem.weight.sum()),
        heat=heat,
        fewest=2,
        most=24,
    )


def _run(chains: Sequence[_Chain], first: int, last: int, of: int) -> None:
    with ThreadPoolExecutor(threads()) as pool:
        list(pool.map(lambda chain: chain.run(first, last, of), chains))


def _met(chains: Sequence[_Chain], best: Ints, worth: float, *, again: bool) -> tuple[Ints, float]:
    found, plan = max(chain.plan() for chain in chains)
    if found > worth + 1e-13:
        best, worth = np.array(plan, np.int64), found
    if again:
        for chain in chains:
            chain.go_on_from(best)
    return best, worth
