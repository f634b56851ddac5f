"""Kernels run as they are written: as plain Python on little work, compiled by numba on much.

A mission of a few posts doesn't wait for a compiler, and a whole line doesn't wait for an
interpreter. Numba is imported only when something is compiled. Kernels must use nothing but `math`,
numpy arrays, named tuples, tuples and each other.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from types import FunctionType
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ENOUGH: Final = 100_000
"""Steps of the innermost loop from which on compiling pays."""
_KERNELS: Final[set[Callable[..., object]]] = set()
_NEW: Final[list[Callable[..., object]]] = []
_ASKED: Final[dict[Callable[..., object], float]] = {}
_ONE_AT_A_TIME: Final = Lock()


def kernel(function: Callable[P, T]) -> Callable[P, T]:
    """Marks a function that other kernels may call."""
    _KERNELS.add(function)
    _NEW.append(function)
    return function


def fitting(function: Callable[P, T], steps: float) -> Callable[P, T]:
    """The function for so much work: itself, or its compiled form, which is taken once all the work
    that was asked of it would have paid for compiling. Both give the same results.
    """
    asked = _ASKED[function] = _ASKED.get(function, 0.0) + steps
    return function if asked < ENOUGH else compiled(function)


@cache
def compiled(function: Callable[P, T], counted: bool = True) -> Callable[P, T]:
    """The compiled form, which holds no lock; what was compiled is kept per state of the sources.

    A kernel that is not `counted` counts no references to arrays: it may make and return none.
    """
    with _ONE_AT_A_TIME:
        return _compiled(function, {} if counted else {"_nrt": False})


def _compiled(function: Callable[P, T], more: dict[str, Any]) -> Callable[P, T]:
    """Where numba keeps the code of others stays theirs."""
    import numba  # noqa: PLC0415 -- seconds that small work doesn't need

    _register()
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(_folder(function))  # type: ignore[attr-defined]
    try:
        how: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"} | more
        made: Callable[P, T] = numba.njit(**how)(function)
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
    return made


def _register() -> None:
    """Lets compiled kernels call the others, those of modules imported since included."""
    from numba.extending import register_jitable  # noqa: PLC0415

    while _NEW:
        register_jitable(_NEW.pop())


def _folder(function: Callable[..., object]) -> Path:
    """Numba looks at one file's time to tell whether its cache is stale; a kernel calls into several,
    so that the folder is named after the folders of all that it reaches.
    """
    from platformdirs import user_cache_path  # noqa: PLC0415

    folders = {Path(one.__code__.co_filename).parent for one in _reached(function)}
    return user_cache_path("truceline") / "kernels" / digest_of(*sorted(folders))


def _reached(function: Callable[..., object]) -> set[FunctionType]:
    """The function and every kernel that it calls, at once or through others."""
    found, open_ = set[FunctionType](), [function]
    while open_:
        one = open_.pop()
        if not isinstance(one, FunctionType) or one in found:
            continue
        found.add(one)
        named = (one.__globals__.get(name) for name in one.__code__.co_names)
        open_ += [other for other in named if isinstance(other, FunctionType) and other in _KERNELS]
    return found


@cache
def digest_of(*folders: Path) -> str:
    """The sources that lie in these folders, as hex."""
    sources = [source for folder in folders for source in sorted(folder.glob("*.py"))]
    return blake2b(b"".join(s.read_bytes() for s in sources), digest_size=16).hexdigest()
