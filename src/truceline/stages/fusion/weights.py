"""What the gain needs of the error model, as one array of numbers."""

from typing import TypeAlias

import numpy as np

from truceline.foundation.compiled import kernel

OUTLIER, REPEATS, REPEAT_KM2, REPEAT_H, REPEAT_ALIKE, BASE, CUTS = range(7)
MOST_SIZE = 256
MOST_UNITS = 20
"""So many units of numbers are compared."""
UNRELATED = CUTS + 4
VISIBLE = UNRELATED + MOST_UNITS
ROOTS = VISIBLE + 2 * MOST_SIZE
"""Where what the gain needs stands in the one array of weights (`weights`); kernels take an array
far faster than a record. `CUTS` … `CUTS + 3`: the columns of a state at which act, side and category
begin and end; `UNRELATED + u`: the share of numbers of unit u that are unrelated; `VISIBLE + n`: ln Γ(r + n) − ln Γ(r); `BASE`: r·ln((r + μ)/r), which two clusters have over
one; `ROOTS`: square roots of the priors, one per latent word; after them, from `again_from` on, the
log odds of a second report by each source.
"""
Weights: TypeAlias = np.ndarray


@kernel
def again_from(t: Weights) -> int:
    """Where the sources begin: there are as many roots as latent words."""
    return ROOTS + int(t[CUTS + 3] - t[CUTS])
