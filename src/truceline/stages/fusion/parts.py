"""A gain in parts: each term of the log odds that `gain` sums up, by name.

Computed by the same functions as `gain`, so that the parts add up to it. Place, time and busyness
are densities; each is told in units of a usual surrounding, a square of `SIDE_KM` and `SPAN_H`, so
that the three are numbers of their own and still add up:

    place = ln(P · 50²), time = ln(T · 24), busyness = −ln(λ · 50² · 24).

So a place speaks for one act where the reports lie much closer than 50 km, a time where they lie
much closer than a day, and busyness where much less than one act is to be expected there. Where
both times are told by a clock, P · T is one density of three axes: `place` is that of place alone,
`time` that of time given the place.
"""

import math

import numpy as np

from truceline.stages.fusion.gain import (
    NEVER,
    alike,
    alike_in,
    chance,
    distance2,
    mixture,
    number_ratio,
    place_time,
    same_source,
    variance,
    visibility,
)
from truceline.stages.fusion.weights import OUTLIER, REPEATS, Weights

SIDE_KM, SPAN_H = 50.0, 24.0
LATENT = ("act", "side", "category")
LEAST = -math.log(1e300)
"""Nats at which evidence against is counted no further (`gain`)."""


def parts(
    a: np.ndarray, b: np.ndarray, one: np.ndarray, two: np.ndarray, t: Weights
) -> dict[str, float]:
    """Nats by name, in the order in which they are told; arguments as of `gain`. One entry alone,
    `place` or `time` with `NEVER`, where that rules one act out.
    """
    together = place_time(a, b, t, np.zeros(5))
    if together <= 0:
        near = _place_density(a, b, t) > 0
        return {"time" if near else "place": NEVER}
    found = _densities(a, b, together, t)
    found |= {name: _log(alike_in(a, b, t, c)) for c, name in enumerate(LATENT)}
    found["number"] = _log(number_ratio(a, b, t))
    found["floor"] = _floor(found)
    found["company"] = visibility(a, b, t)
    found["source"] = same_source(one, two, t)
    return found


def _densities(a: np.ndarray, b: np.ndarray, together: float, t: Weights) -> dict[str, float]:
    place = _place_density(a, b, t)
    agreement = alike(a, b, t)
    local = local_intensity(a, b, t)
    return {
        "place": _log(place) + 2 * math.log(SIDE_KM),
        "time": _log(together) - _log(place) + math.log(SPAN_H),
        "busyness": -math.log(local) - 2 * math.log(SIDE_KM) - math.log(SPAN_H),
        "repeats": -math.log(chance(a, b, agreement, t) / local),
    }


def local_intensity(a: np.ndarray, b: np.ndarray, t: Weights) -> float:
    """λ, acts per km² and hour: the chance of another act, near repeats left out."""
    quiet = t.copy()
    quiet[REPEATS] = 0.0
    return chance(a, b, 1.0, quiet)


def _place_density(a: np.ndarray, b: np.ndarray, t: Weights) -> float:
    """P per km²; 0 where `place_time` takes the distance for impossible."""
    square, total = distance2(a, b), variance(a, b)
    if square > 40.0 * total:
        return 0.0
    return mixture(square / total, t[OUTLIER], 2) / (2 * math.pi * total)


def _log(value: float) -> float:
    """ln, and so far below `LEAST` for 0 that nothing else makes up for it."""
    return math.log(value) if value > 0 else 2 * LEAST


def _floor(found: dict[str, float]) -> float:
    """What `gain` gives back by adding e^LEAST to the ratio; 0 but for the very unlikely."""
    known = sum(found.values())
    return float(np.logaddexp(known, LEAST)) - known
