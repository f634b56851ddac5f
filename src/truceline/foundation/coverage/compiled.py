"""Kernels run as they are written: as plain Python on little work, compiled by numba on much.

A mission of a few posts doesn't wait for a compiler, and a whole line doesn't wait for an
interpreter. Numba is imported only when something is compiled. Kernels must use nothing but `math`,
numpy arrays, tuples and each other.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ENOUGH: Final = 100_000
"""Steps of the innermost loop from which on compiling pays."""
_PARTS: list[Callable[..., object]] = []
_ASKED: Final[dict[Callable[..., object], float]] = {}
_ONE_AT_A_TIME: Final = Lock()


def kernel(function: Callable[P, T]) -> Callable[P, T]:
    """Marks a function that other kernels may call."""
    _PARTS.append(function)
    return function


def fitting(function: Callable[P, T], steps: float) -> Callable[P, T]:
    """The function for so much work: itself, or its compiled form, which is taken once all the work
    that was asked of it would have paid for compiling. Both give the same results.
    """
    asked = _ASKED[function] = _ASKED.get(function, 0.0) + steps
    return function if asked < ENOUGH else compiled(function)


@cache
def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """The compiled form; what was compiled is kept per state of the source.

    Numba looks at one file's time to tell whether its cache is stale; a kernel calls into several,
    so that the folder is named after all of them. Where numba keeps the code of others stays theirs.
    """
    with _ONE_AT_A_TIME:
        return _compiled(function)


def _compiled(function: Callable[P, T]) -> Callable[P, T]:
    import numba  # noqa: PLC0415 -- seconds that small work doesn't need

    _register()
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]
    try:
        made: Callable[P, T] = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
    return made


def _register() -> None:
    """Lets compiled kernels call the others, those of modules imported since included."""
    from numba.extending import register_jitable  # noqa: PLC0415

    while _PARTS:
        register_jitable(_PARTS.pop())


def _folder() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415

    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = blake2b(b"".join(s.read_bytes() for s in sources), digest_size=16).hexdigest()
    return user_cache_path("truceline") / "kernels" / digest
