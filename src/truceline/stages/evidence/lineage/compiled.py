"""Kernels run as plain Python on a few documents and compiled on many, with the same results.

Numba is imported only when something is compiled. Kernels use nothing but `math`, numpy arrays and
each other; the parts that a kernel calls are marked, and kept in the kernel's own file, since numba
looks at that file alone to tell whether what it compiled before is stale.
"""

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_PARTS: list[Callable[..., object]] = []


def part(function: Callable[P, T]) -> Callable[P, T]:
    """Marks a function that kernels may call."""
    _PARTS.append(function)
    return function


@cache
def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """The kernel as machine code that holds no lock."""
    from numba import njit  # noqa: PLC0415 -- seconds that few documents don't need
    from numba.extending import register_jitable  # noqa: PLC0415

    for each in _PARTS:
        register_jitable(each)
    made: Callable[P, T] = njit(nogil=True, cache=True, error_model="numpy")(function)
    return made
