"""The share of an incident's error in time that lies inside a window.

Closed forms only: no sampling, so the same incident always has the same share.
"""

from datetime import datetime
from math import erf, exp, pi, sqrt

from truceline.model.record import Interval


def share_between(when: Interval, error_h: float, window: Interval) -> float:
    """Probability that the act fell in [window.start, window.end).

    The act is uniform over `when` (an instant is a point), convolved with a Gaussian of one
    standard deviation `error_h` hours. The window is half-open: an act at its very end is outside.
    """
    inside = _before(when, error_h, window.end) - _before(when, error_h, window.start)
    return min(1.0, max(0.0, inside))


def _before(when: Interval, error_h: float, moment: datetime) -> float:
    """Probability that the act came before a moment."""
    after_start = (moment - when.start).total_seconds()
    after_end = (moment - when.end).total_seconds()
    length, error = after_start - after_end, error_h * 3600
    if error <= 0:
        return _uniform_before(after_start, length)
    # a length far below the error is an instant; the difference below would only cancel
    if length <= error * 1e-6:
        return _normal(after_start / error)
    return (_normal_integral(after_start / error) - _normal_integral(after_end / error)) * (
        error / length
    )


def _uniform_before(after_start: float, length: float) -> float:
    if length == 0:
        return 1.0 if after_start > 0 else 0.0
    return min(1.0, max(0.0, after_start / length))


def _normal(x: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * (1 + erf(x / sqrt(2)))


def _normal_integral(x: float) -> float:
    """Its integral from minus infinity: x·Φ(x) + φ(x)."""
    return x * _normal(x) + exp(-x * x / 2) / sqrt(2 * pi)
