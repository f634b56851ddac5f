"""The strongest zones of the record itself: the first, then others that share no place with it.

Of zones that stand out equally (sums differ in their last bits) the one with fewer places counts, then
the shorter window, then the order of names: never the order of the input.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.stages.watch.scan.zones import NOBODY, Rows

Floats = NDArray[np.float64]

_CHUNK = 256
EQUAL = 1e-9
"""Ratios closer than this are equal."""


@dataclass(frozen=True)
class Found:
    """A zone (numbers of its places with hours in the window, in order) and window, days until now."""

    ratio: float
    zone: tuple[int, ...]
    days: int
    observed: float
    expected: float


def likelihood(had: Floats, due: Floats) -> Floats:
    """Expectation-based Poisson: c·ln(c/b) + b − c where c > b > 0, else 0 (Neill 2009, Statistics in
    Medicine 28).
    """
    more = (had > due) & (due > 0)
    c, b = np.where(more, had, 1.0), np.where(more, due, 1.0)
    return np.asarray(np.where(more, c * np.log(c / b) + b - c, 0.0))


def strongest(rows: Rows, had: Floats, due: Floats, most: int) -> Iterator[Found]:
    """Up to `most` zones without a common place, strongest first. `had` and `due` (place, window)."""
    taken = np.zeros(len(had) + 1, bool)
    taken[NOBODY] = True
    for _ in range(most):
        best = min(_candidates(rows, had, due, taken), key=_order, default=None)
        if best is None:
            return
        yield best
        taken[list(best.zone)] = True


def _order(found: Found) -> tuple[object, ...]:
    return -round(found.ratio / EQUAL), len(found.zone), found.days, found.zone


def _candidates(rows: Rows, had: Floats, due: Floats, taken: NDArray[np.bool_]) -> Iterator[Found]:
    """The strongest zones of each part of the rows, as far as no place of theirs is taken."""
    padded = [np.vstack([values, np.zeros((1, values.shape[1]))]) for values in (had, due)]
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        c, b = (values[part].cumsum(axis=1) for values in padded)
        free = ~np.logical_or.accumulate(taken[part], axis=1)
        ratio = likelihood(c, b) * free[:, :, None]
        if ratio.size == 0 or ratio.max() <= 0:
            continue
        for r, k, w in np.argwhere(ratio >= ratio.max() - EQUAL).tolist():
            zone = [i for i in part[r, : k + 1].tolist() if due[i, w] > 0]
            at = r, k, w
            yield Found(float(ratio[at]), tuple(sorted(zone)), w + 1, float(c[at]), float(b[at]))
