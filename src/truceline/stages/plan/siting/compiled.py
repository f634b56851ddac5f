"""When a kernel of siting is compiled, by pairs of option and cell (`foundation.compiled`), and how
one job runs on all cores.

A plan of twenty options doesn't wait for a compiler, and forty thousand don't wait for an
interpreter.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Final, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import compiled

P = ParamSpec("P")
T = TypeVar("T")

ENOUGH: Final = 300
"""Pairs of option and cell from which on compiling pays: a search looks at each many times."""
ALONE: Final = 100_000
"""Pairs up to which one core is as fast as several."""
MOST_THREADS: Final = 8


def fitting(function: Callable[P, T], pairs: int) -> Callable[P, T]:
    """The function for so many pairs: itself, or its compiled form."""
    return function if pairs < ENOUGH else compiled(function)


def threads() -> int:
    """How many parts of one job run at once: results never depend on it."""
    return min(cpu_count() or 1, MOST_THREADS)


def in_parts(work: Callable[[int, int], object], begins: NDArray[np.int64]) -> None:
    """Calls `work(first, last)` for parts of `range(len(begins) − 1)` that hold about as many pairs,
    on all cores. Parts must write to different places.
    """
    last, pairs = len(begins) - 1, int(begins[-1])
    if pairs < ALONE or threads() == 1:
        work(0, last)
        return
    parts = 4 * threads()
    cuts = np.searchsorted(begins, np.linspace(0, pairs, parts + 1)[1:-1]).tolist()
    ends = [0, *cuts, last]
    with ThreadPoolExecutor(threads()) as pool:
        list(pool.map(work, ends[:-1], ends[1:]))
