"""When a kernel of fusion is compiled: by how many reports there are (`foundation.compiled`).

A record of a few hundred reports doesn't wait for a compiler, and ten million don't wait for an
interpreter. Kernels here must never make an array: whoever calls them brings the room.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from truceline.foundation.compiled import compiled, digest_of

P = ParamSpec("P")
T = TypeVar("T")

ENOUGH = 3_000
"""From this many reports on, compiling pays a command that fuses once."""
_pays = {"from": ENOUGH}


def compile_from(reports: int) -> None:
    """For a program that fuses again and again: from so many reports on it compiles, and waits for that
    once. Groups are the same; probabilities are up to the last digits, which nothing published shows.
    """
    _pays["from"] = reports


def fitting(function: Callable[P, T], rows: int) -> Callable[P, T]:
    """The function for so many rows: itself, or its compiled form, which counts no references to
    arrays: half of the time went there. So kernels return numbers, never arrays.
    """
    return function if rows < _pays["from"] else compiled(function, counted=False)


@cache
def method_digest() -> str:
    """What says how reports are fused, as hex: the sources of this folder."""
    return digest_of(Path(__file__).parent)
