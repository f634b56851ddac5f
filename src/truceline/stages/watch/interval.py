"""Intervals of a rate: acts over exposure, wider where days scatter or detection isn't known well.

A quasi-Poisson Gamma interval (shape acts/φ + ½: Jeffreys' prior), mixed over a lognormal error of
the probability of detection. No acts give an interval from 0, never a rate of "none".
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.model.watch import Bounded

Floats = NDArray[np.float64]

_NODES: Final = 21
_TAILS: Final = (0.025, 0.975)
_HALVINGS: Final = 60
_STUDENT: Final = 2.6
"""Student's 97.5 % quantile over the normal one, squared, is about 1 + 2.6 / degrees of freedom."""
DOUBT_DAYS: Final = 4.0
"""Days' worth of belief in `USUAL_SPREAD`, before a record shows its own scatter."""
USUAL_SPREAD: Final = 1.5


def spread(counts: Floats, expected: Floats) -> float:
    """Dispersion φ ≥ 1 of daily counts: Pearson's statistic over its degrees of freedom, drawn
    towards `USUAL_SPREAD` where there are few days and widened for being estimated. Days on which nothing was expected don't count.
    """
    some = expected > 0
    if not some.any():
        return USUAL_SPREAD
    squares = float((((counts - expected) ** 2)[some] / expected[some]).sum())
    free = max(0.0, float(some.sum()) - 1.0) + DOUBT_DAYS
    return max(1.0, (squares + DOUBT_DAYS * USUAL_SPREAD) / free * (1.0 + _STUDENT / free))


def bounded(total: float, variance: float, unit: float, error: float = 0.0) -> Bounded:
    """An estimated total with its 95 % interval.

    `variance` is that of the total, `unit` what one act adds to it (for a total of nought); `error`
    one standard deviation of the logarithm of what it was divided by.
    """
    from scipy.special import gammainc  # noqa: PLC0415 -- slow to import

    scale = variance / total if total > 0 else unit
    shape = total / scale + 0.5
    z, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    factors, weights = np.exp(error * z), weights / weights.sum()
    below = lambda x: float((weights * gammainc(shape, x * factors / scale)).sum())  # noqa: E731
    top = scale * (shape + 12.0 * math.sqrt(shape) + 40.0) * float(factors.max())
    low, high = (_where(below, q, top) for q in _TAILS)
    return Bounded(value=total, lo=0.0 if total == 0 else min(low, total), hi=max(high, total))


def _where(below: Callable[[float], float], share: float, top: float) -> float:
    """The value below which this share lies, by halving [0, top]."""
    low, high = 0.0, top
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return (low + high) / 2


def scaled(one: Bounded, factor: float) -> Bounded:
    """The same in another unit."""
    return Bounded(value=one.value * factor, lo=one.lo * factor, hi=one.hi * factor)
