"""How alike two names are: each two distinct names are compared once, never two rows."""

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz, utils


def name_likeness(names: pa.Array, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """0..1 per pair of codes; NaN where either is null. Each pair of names is compared once."""
    known = (a >= 0) & (b >= 0)
    out = np.full(len(a), np.nan)
    low, high = np.minimum(a, b)[known].astype(np.int64), np.maximum(a, b)[known]
    distinct, back = np.unique(low * max(len(names), 1) + high, return_inverse=True)
    one, two = np.divmod(distinct, max(len(names), 1))
    both = zip(
        names.take(pa.array(one)).to_pylist(), names.take(pa.array(two)).to_pylist(), strict=True
    )
    out[known] = np.array([_likeness(*pair) for pair in both], dtype=float)[back]
    return out


def _likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    return fuzz.token_sort_ratio(a, b, processor=utils.default_process) / 100
