"""Estimates over replicas, each with an interval: replicas are independent, cases within one aren't."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.model.simulation import Estimated

Floats = NDArray[np.float64]

LEVEL: Final = 0.95


def mean_of(values: Sequence[float], cases: int = 0) -> Estimated | None:
    """Mean of one value per replica with Student's interval; None without a finite one. One
    replica tells no interval: it is the value itself.
    """
    known = np.array([v for v in values if np.isfinite(v)])
    if not len(known):
        return None
    mean, half = float(known.mean()), _half(known)
    return Estimated(mean=mean, lo=mean - half, hi=mean + half, cases=cases)


def share_of(seen: Sequence[float], whole: Sequence[float]) -> Estimated | None:
    """Σ seen / Σ whole over replicas; None without a case.

    Ratio estimator (Cochran, `Sampling Techniques`, 3rd ed. 1977, 6.3): the residuals
    (sᵣ − p wᵣ) / w̄ carry its error, so that acts that come in bursts widen it. Cut to [0, 1].
    """
    s, w = np.array(seen, float), np.array(whole, float)
    if w.sum() == 0:
        return None
    share = float(s.sum() / w.sum())
    half = _half((s - share * w) / w.mean())
    lo, hi = max(0.0, share - half), min(1.0, share + half)
    return Estimated(mean=share, lo=lo, hi=hi, cases=int(w.sum()))


def _half(values: Floats) -> float:
    """Half the width of Student's interval for the mean."""
    from scipy.stats import t  # noqa: PLC0415 -- slow to import

    count = len(values)
    if count < 2:
        return 0.0
    return float(t.ppf((1 + LEVEL) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count))


def quantiles_of(
    parts: Sequence[Floats],
) -> tuple[Estimated | None, Estimated | None, Estimated | None]:
    """The 10 %, 50 % and 90 % quantiles, each the mean over replicas that have any case."""
    known = [part[np.isfinite(part)] for part in parts]
    found = [np.quantile(part, (0.1, 0.5, 0.9)) for part in known if len(part)]
    cases = sum(map(len, known))
    low, middle, high = np.array(found).reshape(-1, 3).T.tolist()
    return mean_of(low, cases), mean_of(middle, cases), mean_of(high, cases)
