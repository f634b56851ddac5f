"""Kernels run as they are written: as plain Python on little work, compiled by numba on much.

A plan of twenty options doesn't wait for a compiler, and forty thousand don't wait for an
interpreter. Numba is imported only when something is compiled. Kernels must use nothing but `math`,
numpy arrays, named tuples and each other.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import blake2b
from os import cpu_count
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

P = ParamSpec("P")
T = TypeVar("T")

ENOUGH: Final = 300
"""Pairs of option and cell from which on compiling pays: a search looks at each many times."""
ALONE: Final = 100_000
"""Pairs up to which one core is as fast as several."""
MOST_THREADS: Final = 8
_PARTS: list[Callable[..., object]] = []


def kernel(function: Callable[P, T]) -> Callable[P, T]:
    """Marks a function that other kernels may call."""
    _PARTS.append(function)
    return function


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


@cache
def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """The compiled form; what was compiled is kept per state of the source.

    Numba looks at one file's time to tell whether its cache is stale; a kernel calls into several,
    so that the folder is named after all of them. Where numba keeps the code of others stays theirs.
    """
    import numba  # noqa: PLC0415 -- seconds that small work doesn't need

    _register()
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]
    try:
        made: Callable[P, T] = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
    return made


@cache
def _register() -> None:
    """Lets compiled kernels call the others."""
    from numba.extending import register_jitable  # noqa: PLC0415

    for part in _PARTS:
        register_jitable(part)


def _folder() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415

    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = blake2b(b"".join(s.read_bytes() for s in sources), digest_size=16).hexdigest()
    return user_cache_path("truceline") / "kernels" / digest
