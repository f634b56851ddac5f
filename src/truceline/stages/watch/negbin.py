"""Counts that scatter more than chance: the negative binomial with exposure, and rates in between.

A day's count is Poisson around λ · exposure · g with g ~ Gamma(k, k): the smaller k, the wilder. The
rate λ has a Gamma(a, b) belief. Nothing here knows what a change is, and no day without exposure says
anything.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SIZES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 1e6)
"""Sizes k that are weighed against each other; the last one is Poisson for any count there is."""
VAGUE: Final = 1.0
"""Shape a of the belief in a rate that nothing is known of yet: exponential."""


def log_chance(count: Floats, mean: Floats, size: Floats) -> Floats:
    """Log probability of counts (which may be parts of ones) under a negative binomial."""
    from scipy.special import gammaln, xlogy  # noqa: PLC0415 -- slow to import

    whole = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
    share = mean / (size + mean)
    return np.asarray(whole + xlogy(count, share) + size * np.log1p(-share))


def weight(mean: Floats, k: Floats) -> Floats:
    """What a day tells of the rate, compared with a Poisson day of the same mean: 1 / (1 + mean/k).

    The Fisher information of λ in a negative binomial count over that in a Poisson one.
    """
    return np.asarray(1.0 / (1.0 + mean / k))
