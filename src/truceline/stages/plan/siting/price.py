"""Lazy greedy on a surrogate price: the best gain for its price first, over all options at once.

A gain only shrinks as systems come in (submodularity: Nemhauser, Wolsey & Fisher 1978), so that an
old gain is a bound, and most options are never looked at again (Minoux 1978). Works on the pairs as
they lie, memory-mapped or not.
"""

import heapq
from typing import NamedTuple

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.plan.siting.compiled import fitting, in_parts
from truceline.stages.plan.siting.covers import Covers, covers_of
from truceline.stages.plan.siting.problem import (
    SUREST,
    Flags,
    Floats,
    Ints,
    Numbers,
    SitingProblem,
    usable,
)


class Pairs(NamedTuple):
    """The pairs of a problem by option."""

    begins: Ints
    cells: Numbers
    p: Numbers


class Stock(NamedTuple):
    """What greedy uses up: weight × chance missed by cell, needs, limits, room, who is free."""

    open_weight: Floats
    need: Ints
    left: Floats
    room: Ints
    free: Flags


def all_gains(first: int, last: int, pairs: Pairs, weight: Floats, out: Floats) -> None:
    """Σ w p of options `first` to `last`, into `out`."""
    for option in range(first, last):
        total = 0.0
        for k in range(pairs.begins[option], pairs.begins[option + 1]):
            total += weight[pairs.cells[k]] * pairs.p[k]
        out[option] = total


@kernel
def _gain(pairs: Pairs, covers: Covers, stock: Stock, option: int, bonus: float) -> float:
    total = 0.0
    for k in range(pairs.begins[option], pairs.begins[option + 1]):
        total += stock.open_weight[pairs.cells[k]] * pairs.p[k]
    for k in range(covers.begins[option], covers.begins[option + 1]):
        if stock.need[covers.critical[k]] > 0:
            total += bonus
    return total


@kernel
def _taken(
    pairs: Pairs, covers: Covers, stock: Stock, option: int, use: Floats, site: Ints
) -> None:
    stock.free[option] = False
    stock.room[site[option]] -= 1
    for limit in range(len(stock.left)):
        stock.left[limit] -= use[limit, option]
    for k in range(pairs.begins[option], pairs.begins[option + 1]):
        stock.open_weight[pairs.cells[k]] *= 1.0 - min(pairs.p[k], SUREST)
    for k in range(covers.begins[option], covers.begins[option + 1]):
        stock.need[covers.critical[k]] -= 1


@kernel
def _may(stock: Stock, option: int, use: Floats, site: Ints) -> bool:
    if not stock.free[option] or stock.room[site[option]] <= 0:
        return False
    for limit in range(len(stock.left)):  # noqa: SIM110 -- numba knows no generators here
        if use[limit, option] > stock.left[limit]:
            return False
    return True


def lazily(
    pairs: Pairs,
    covers: Covers,
    stock: Stock,
    use: Floats,
    site: Ints,
    price: Floats,
    gain: Floats,
    bonus: float,
    order: Ints,
) -> int:
    """Choose until nothing fits; how many, listed in `order`. `gain` are those of an empty plan."""
    heap = [(-gain[0] / price[0], 0, 0)]
    for option in range(1, len(price)):
        heap.append(  # noqa: PERF401 -- numba's lists
            (-gain[option] / price[option], option, 0)
        )
    heapq.heapify(heap)
    count = 0
    while len(heap) > 0:
        _, option, told = heapq.heappop(heap)
        if not _may(stock, option, use, site):
            continue
        if told < count:
            new = _gain(pairs, covers, stock, option, bonus)
            if new > 1e-15:
                heapq.heappush(heap, (-new / price[option], option, count))
            continue
        _taken(pairs, covers, stock, option, use, site)
        order[count] = option
        count += 1
    return count


def pairs_of(problem: SitingProblem) -> Pairs:
    """The pairs as they lie."""
    return Pairs(problem.begins, problem.cells, problem.p)


def gains(problem: SitingProblem, weight: Floats) -> Floats:
    """Σᵢ wᵢ pᵢⱼ of every option."""
    out, pairs = np.empty(problem.options), pairs_of(problem)
    run = fitting(all_gains, problem.pairs)
    in_parts(lambda first, last: run(first, last, pairs, weight, out), problem.begins)
    return out


def shares_used(problem: SitingProblem) -> Floats:
    """What each option uses up, as a share of each limit: (limits, options)."""
    rows = [limit.use / (limit.most if limit.most > 0 else 1.0) for limit in problem.limits]
    return np.array(rows).reshape(len(rows), problem.options)


def greedy(problem: SitingProblem, dear: Floats, room: Ints | None = None) -> Ints:
    """Options in the order in which greedy takes them, forced ones first. `dear` is the price of each
    limit; `room` is what sites hold, `per_site` by default. Critical cells come before all else.
    """
    use, covers = shares_used(problem), covers_of(problem)
    stock = _stock(problem, room)
    for option in problem.forced:
        _taken(pairs_of(problem), covers, stock, int(option), use, problem.site)
    bonus = float(problem.weight.sum()) + 1.0
    gain = gains(problem, stock.open_weight)
    gain += (
        bonus
        * np.add.reduceat(np.append(stock.need[covers.critical] > 0, 0), covers.begins[:-1])
        * (np.diff(covers.begins) > 0)
    )
    order = np.empty(problem.options, np.int64)
    run = fitting(lazily, problem.pairs)
    price = dear @ use + 1e-9
    count = run(pairs_of(problem), covers, stock, use, problem.site, price, gain, bonus, order)
    return np.concatenate([problem.forced, order[:count]])


def _stock(problem: SitingProblem, room: Ints | None) -> Stock:
    return Stock(
        open_weight=problem.weight.copy(),
        need=np.full(len(problem.critical), problem.cover, np.int64),
        left=full_limits(problem),
        room=np.full(problem.sites, problem.per_site) if room is None else room.astype(np.int64),
        free=usable(problem),
    )


def full_limits(problem: SitingProblem) -> Floats:
    """Every limit as a share of itself, with the slack of sums of decimals."""
    return np.array([1.0 + 1e-9 if limit.most > 0 else 1e-9 for limit in problem.limits])


def mixed(limits: int, first: float) -> Floats:
    """Prices of limits: the first as stated, the others sharing the rest."""
    if limits == 0:
        return np.empty(0)
    rest = (1.0 - first) / max(limits - 1, 1)
    return np.array([first, *[rest] * (limits - 1)])
