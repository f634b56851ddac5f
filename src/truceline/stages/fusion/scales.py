"""How large errors are, beside what is stated: from how reports differ from their cluster's rest.

Only a sharp rest tells about a report's own error. A quantile, the 80 %, is compared with a
Gaussian's, since it bears outliers; equal coordinates are left out, for they were copied from one
table. What was fused looks nearer than it is, so that only a clear overstatement lowers a scale.
"""

import math

import numpy as np

from truceline.stages.fusion.model import CLASSES, ErrorModel, short
from truceline.stages.fusion.seen import Seen

SURE = 0.5
"""Reports whose home is at least so sure tell about errors."""
QUANTILE = 0.8
PLANE_QUANTILE, LINE_QUANTILE = 3.219, 1.642
"""The 80 % quantiles of χ² with two and one degrees of freedom."""
GUARD = 0.9
LEAST, MOST = 0.4, 3.0
WEAK = 60
"""Reports by which the stated error is believed."""
ENOUGH = 20


def estimated_scales(model: ErrorModel, seen: Seen) -> dict[str, object]:
    """`place_scale`, `clock_scale`, `place_pool`, `clock_pool` estimated anew."""
    sure = (seen.rest_size > 0) & (seen.sure > SURE)
    return {**_place_errors(model, seen, sure), **_clock_errors(model, seen, sure)}


def _place_errors(model: ErrorModel, seen: Seen, sure: np.ndarray) -> dict[str, object]:
    sharp = sure & (seen.apart2 > 1e-8) & (seen.rest_place < seen.place)
    scales = np.array(model.place_scale)
    for source in range(len(model.sources)):
        for kind in range(CLASSES):
            some = sharp & (seen.source == source) & (seen.place_class == kind)
            scales[source, kind] = _scale(
                seen.apart2[some], seen.error[some], seen.rest_place[some], PLANE_QUANTILE
            )
    sharp &= seen.apart2 > 1e-6
    group = seen.source.astype(np.int64) * CLASSES + seen.place_class
    return {
        "place_scale": [[short(v) for v in row] for row in scales],
        "place_pool": 1 - _slope(seen.apart2[sharp], seen.sigma[sharp], group[sharp]),
    }


def _clock_errors(model: ErrorModel, seen: Seen, sure: np.ndarray) -> dict[str, object]:
    late2 = (seen.hour - seen.rest_hour) ** 2
    timed = sure & (seen.clock > 0) & (seen.rest_clock >= 0) & (late2 > 1e-8)
    sharp = timed & (seen.rest_clock < seen.clock2)
    scales = np.array(model.clock_scale)
    for source in range(len(model.sources)):
        some = sharp & (seen.source == source)
        scales[source] = _scale(late2[some], seen.clock[some], seen.rest_clock[some], LINE_QUANTILE)
    return {
        "clock_scale": [short(v) for v in scales],
        "clock_pool": 1 - _slope(late2[sharp], seen.stated_clock[sharp], seen.source[sharp]),
    }


def _scale(square: np.ndarray, stated: np.ndarray, rest: np.ndarray, quantile: float) -> float:
    """The c such that the quantile of difference² / (c²·stated² + rest) is a Gaussian's; 1 when few."""
    if len(square) <= ENOUGH:
        return 1.0
    lo, hi = 0.3, 4.0
    for _ in range(20):
        middle = math.sqrt(lo * hi)
        beyond = square > quantile * (middle * middle * stated**2 + rest)
        large = np.count_nonzero(beyond) > (1 - QUANTILE) * len(square)
        lo, hi = (middle, hi) if large else (lo, middle)
    scale: float = math.sqrt(lo * hi) ** (len(square) / (len(square) + WEAK))
    return min(max(scale if scale > 1 else min(1.0, scale / GUARD), LEAST), MOST)


def _slope(square: np.ndarray, stated: np.ndarray, group: np.ndarray) -> float:
    """How far single stated errors tell about single differences inside a group, 0 to 1: the slope
    of the logarithms.
    """
    if len(square) < 200:
        return 0.5
    x, y = _centred(np.log(stated), group), _centred(0.5 * np.log(square + 1e-2), group)
    if x.std() <= 0.02:
        return 1.0
    return short(np.clip((x * y).sum() / max((x * x).sum(), 1e-9), 0, 1))


def _centred(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    count = np.maximum(np.bincount(group), 1)
    centred: np.ndarray = values - (np.bincount(group, values) / count)[group]
    return centred
