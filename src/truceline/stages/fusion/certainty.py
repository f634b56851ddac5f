"""How sure it is that a report belongs where it was put.

p = w / (w + 1 + Σ others) with w = e^(T·gain), 1 for standing alone, and the sum over every other
cluster that it could join. T < 1 since the terms of a gain aren't independent; `shift` moves the
logit. Both are calibrated on data with known truth (`bench/fusion`).
"""

import numpy as np

from truceline.stages.fusion.sweep import Homes


def chances(
    h: Homes, alone: np.ndarray, temper: float, shift: float
) -> tuple[np.ndarray, np.ndarray]:
    """(probability of the report's own home, of its best other one), each in (0, 1)."""
    mine = np.where(alone, 1.0, np.exp(temper * np.minimum(h.own, 50.0)))
    rest = np.where(alone, 0.0, 1.0) + h.tempered
    own = mine / (mine + rest)
    other = np.where(h.other >= 0, np.exp(np.minimum(temper * h.most, 50.0)), 0.0) / (mine + rest)
    moved = _shifted(own, shift)
    return moved, other * np.where(own < 1, (1 - moved) / np.maximum(1 - own, 1e-12), 1.0)


def _shifted(p: np.ndarray, shift: float) -> np.ndarray:
    """The probability whose logit is moved."""
    odds = p / np.maximum(1 - p, 1e-12) * np.exp(shift)
    moved: np.ndarray = odds / (1 + odds)
    return moved
