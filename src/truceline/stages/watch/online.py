"""How long has the present rate held? Asked again every day, as a duty officer would.

Bayesian run lengths (R. P. Adams and D. J. C. MacKay 2007, *Bayesian online changepoint detection*,
arXiv 0710.3742) for Gamma–Poisson counts with exposure, scatter k weighed over a grid at the same
time. It looks at nothing later than the day itself, and learns nothing from days without exposure.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import fitting
from truceline.stages.watch.negbin import SIZES, VAGUE
from truceline.stages.watch.runs import follow_one

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WIDE: Final = 4.0
"""A new spell's rate is believed to be exponential around so many times the mean so far: what breaks
out is often many times what was, and must not be told later for it."""
_STEPS: Final = 150.0
"""Runs that a day keeps in all, about: how much work a day is."""


@dataclass(frozen=True)
class Followed:
    """Arrays of (series, days): the probability that the rate changed within the last `recent` days,
    the day (index) on which the newest run most likely began, and the mean rate (per exposure) since
    then; `size` is the scatter k as far as it was known that day.
    """

    probability: Floats
    start: Ints
    rate: Floats
    size: Floats


def follow(counts: Floats, exposure: Floats, spell_days: float, recent: int) -> Followed:
    """Follow series of (series, days). Exposure 0 or NaN is a day that wasn't observed.

    `spell_days` is the mean length of a steady spell: the chance of a change is 1/spell_days a day.
    """
    seen = np.nan_to_num(exposure) > 0
    n, e = np.where(seen, np.nan_to_num(counts), 0.0), np.where(seen, exposure, 0.0)
    believed, sizes = WIDE * _means(n, e), np.array(SIZES)
    held = np.array([1.0 / spell_days, float(recent), VAGUE])
    out = np.zeros((*n.shape, 4))
    run = fitting(follow_one, _STEPS * n.size)
    for k in range(len(n)):
        run(n[k], e[k], believed[k], sizes, held, out[k])
    return Followed(out[..., 0], out[..., 1].astype(np.int64), out[..., 2], out[..., 3])


def _means(n: Floats, e: Floats) -> Floats:
    """The mean rate of the days before each, half an act more than were counted; the first day's
    own where there is none before.
    """
    acts, hours = np.cumsum(n, axis=1) + 0.5, np.cumsum(e, axis=1)
    rate = np.divide(acts, hours, out=np.full(n.shape, np.nan), where=hours > 0)
    first = np.array([r[~np.isnan(r)][0] if (~np.isnan(r)).any() else 1.0 for r in rate])
    before = np.column_stack([first, rate[:, :-1]])
    return np.where(np.isnan(before), first[:, None], before)
