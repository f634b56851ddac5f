"""How sure it is that a report belongs where it was put.

p = w / (w + 1 + Σ others), with w = e^(T·gain) for a report in company, and the sum over every other
cluster that it could join. T < 1 since the terms of a gain aren't independent. A report alone has
p = 1 / (1 + u + Σ others): u is the weight of companions that were out of reach, since a report in the
wrong place finds none. T and u were chosen on simulated data whose truth is known.
"""

import numpy as np

from truceline.stages.fusion.sweep import Homes


def chances(
    h: Homes, alone: np.ndarray, temper: float, unseen: float
) -> tuple[np.ndarray, np.ndarray]:
    """(probability of the report's own home, of its best other one), each in (0, 1)."""
    mine = np.where(alone, 1.0, np.exp(temper * np.minimum(h.own, 50.0)))
    total = mine + np.where(alone, unseen, 1.0) + h.tempered
    other = np.where(h.other >= 0, np.exp(np.minimum(temper * h.most, 50.0)), 0.0)
    return mine / total, other / total
