"""Kernels run as they are written: as plain Python on little data, compiled by numba on much.

One source, two ways to run it, with the same results: a record of a few hundred reports doesn't
wait for a compiler, and ten million don't wait for an interpreter. Numba is imported only when
something is compiled. Kernels must use nothing but `math`, numpy arrays, tuples and each other, and
must never make an array: whoever calls them brings the room.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ENOUGH = 3_000
"""From this many reports on, compiling pays."""
_PARTS: list[Callable[..., object]] = []


def kernel(function: Callable[P, T]) -> Callable[P, T]:
    """Marks a function that other kernels may call."""
    _PARTS.append(function)
    return function


def fitting(function: Callable[P, T], rows: int) -> Callable[P, T]:
    """The function for so many rows: itself, or its compiled form, which counts no references to
    arrays: half of the time went there. So kernels return numbers, never arrays.
    """
    return function if rows < ENOUGH else _compiled(function)


@cache
def _compiled(function: Callable[P, T]) -> Callable[P, T]:
    from numba import njit  # noqa: PLC0415 -- seconds that small data don't need

    _prepare()
    how: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}
    run: Callable[P, T] = njit(**how)(function)
    return run


@cache
def _prepare() -> None:
    """Lets compiled kernels call the others, and keeps what was compiled per state of the source."""
    import numba  # noqa: PLC0415
    from numba.extending import register_jitable  # noqa: PLC0415

    numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]
    for part in _PARTS:
        register_jitable(part)


def _folder() -> Path:
    """Where compiled kernels are kept. Numba looks at one file's time to tell whether it is
    stale; a kernel calls into several, so that the folder is named after all of them.
    """
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("truceline") / "kernels" / method_digest()


@cache
def method_digest() -> str:
    """What says how reports are fused, as hex: the sources of this folder."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return blake2b(b"".join(s.read_bytes() for s in sources), digest_size=16).hexdigest()
