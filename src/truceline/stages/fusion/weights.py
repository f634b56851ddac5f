"""What the gain needs of the error model, as one array of numbers."""

from typing import TypeAlias

import numpy as np

OUTLIER, REPEATS, REPEAT_KM2, REPEAT_H, REPEAT_ALIKE, NUMBER, BASE, CUTS = range(8)
MOST_SIZE = 256
VISIBLE = 12
ROOTS = VISIBLE + 2 * MOST_SIZE
MOST_WORDS = 192
AGAIN = ROOTS + MOST_WORDS
"""Where what the gain needs stands in the one array of weights (`weights`); kernels take an array
far faster than a record. `CUTS` … `CUTS + 3`: the columns of a state at which act, side and category
begin and end; `VISIBLE + n`: ln Γ(r + n) − ln Γ(r); `BASE`: r·ln((r + μ)/r), which two clusters have over
one; `ROOTS`: square roots of the priors; `AGAIN + s`: the log odds of a second report by source s.
"""
Weights: TypeAlias = np.ndarray
