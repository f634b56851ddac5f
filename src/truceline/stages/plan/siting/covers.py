"""Which options would see a critical cell well enough to count for it."""

from typing import NamedTuple

import numpy as np

from truceline.stages.plan.siting.problem import Flags, Ints, SitingProblem


class Covers(NamedTuple):
    """Pairs by option: those of option j are `begins[j]:begins[j + 1]` of `critical`, which counts
    into the problem's critical cells.
    """

    begins: Ints
    critical: Ints


def covers_of(problem: SitingProblem) -> Covers:
    """Pairs of option and critical cell with p ≥ `sees`. Reads all cells once, in blocks."""
    if not len(problem.critical):
        return Covers(np.zeros(problem.options + 1, np.int64), np.empty(0, np.int64))
    number = np.full(len(problem.weight), -1, np.int64)
    number[problem.critical] = np.arange(len(problem.critical))
    found = [
        first + ((number[problem.cells[part]] >= 0) & _well(problem, part)).nonzero()[0]
        for first, part in _blocks(problem.pairs)
    ]
    at = np.concatenate([np.empty(0, np.int64), *found])
    begins = np.searchsorted(at, problem.begins).astype(np.int64)
    return Covers(begins, number[problem.cells[at]])


def coverable(problem: SitingProblem) -> Ints:
    """How many options could see each critical cell."""
    return np.bincount(covers_of(problem).critical, minlength=len(problem.critical))


def _well(problem: SitingProblem, part: slice) -> Flags:
    well: Flags = problem.p[part] >= np.float64(problem.sees)  # as a check compares: in 64 bits
    return well


def _blocks(pairs: int, size: int = 4_000_000) -> list[tuple[int, slice]]:
    return [(first, slice(first, min(first + size, pairs))) for first in range(0, pairs, size)]
