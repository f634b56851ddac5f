"""Tests of time between two instants or intervals, by their ends (OGC 21-065r2, table 12).

The standard's intervals hold both their ends. An open end lies before, or after, everything.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from truceline.web.ogc.cql_tree import Moment, Name, Span, Temporal, Time
from truceline.web.ogc.layer import Layer

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)
BEFORE, AFTER = np.int64(-(2**62)), np.int64(2**62)
"""Where an open interval begins and ends, in microseconds."""

Test: TypeAlias = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


class _Ends(NamedTuple):
    start: np.ndarray
    end: np.ndarray
    known: np.ndarray


_TESTS: Final[dict[str, Test]] = {
    "T_AFTER": lambda a, _b, _c, d: a > d,
    "T_BEFORE": lambda _a, b, c, _d: b < c,
    "T_CONTAINS": lambda a, b, c, d: (a < c) & (b > d),
    "T_DISJOINT": lambda a, b, c, d: (b < c) | (a > d),
    "T_DURING": lambda a, b, c, d: (a > c) & (b < d),
    "T_EQUALS": lambda a, b, c, d: (a == c) & (b == d),
    "T_FINISHEDBY": lambda a, b, c, d: (a < c) & (b == d),
    "T_FINISHES": lambda a, b, c, d: (a > c) & (b == d),
    "T_INTERSECTS": lambda a, b, c, d: (b >= c) & (a <= d),
    "T_MEETS": lambda _a, b, c, _d: b == c,
    "T_METBY": lambda a, _b, _c, d: a == d,
    "T_OVERLAPPEDBY": lambda a, b, c, d: (a > c) & (a < d) & (b > d),
    "T_OVERLAPS": lambda a, b, c, d: (a < c) & (b > c) & (b < d),
    "T_STARTEDBY": lambda a, b, c, d: (a == c) & (b > d),
    "T_STARTS": lambda a, b, c, d: (a == c) & (b < d),
}


def micro(at: datetime) -> np.int64:
    """Whole microseconds since 1970."""
    return np.int64((at - _EPOCH) // _MICRO)


def temporal(test: Temporal, layer: Layer) -> pa.Array:
    """A mask, null where a moment isn't known."""
    a, b = _ends(test.left, layer), _ends(test.right, layer)
    found = _TESTS[test.function](a.start, a.end, b.start, b.end)
    shape = len(layer)
    gone = ~np.broadcast_to(a.known & b.known, shape)
    return pa.array(np.broadcast_to(found, shape), mask=gone)


def _ends(said: Time, layer: Layer) -> _Ends:
    if isinstance(said, Span):
        start, known = _end(said.start, layer, first=True)
        end, also = _end(said.end, layer, first=False)
        return _Ends(start, end, known & also)
    start, known = _end(said, layer, first=True)
    return _Ends(start, _end(said, layer, first=False)[0], known)


def _end(said: Name | Moment | None, layer: Layer, *, first: bool) -> tuple[np.ndarray, np.ndarray]:
    if said is None:
        return np.asarray(BEFORE if first else AFTER), np.asarray(True)  # noqa: FBT003
    if isinstance(said, Moment):
        return np.asarray(micro(said.start if first else said.end)), np.asarray(True)  # noqa: FBT003
    return layer.micro(said.name)
