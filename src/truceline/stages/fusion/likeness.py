"""How alike two words or names are: tables over the distinct values, never over the rows."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz, utils

from truceline.foundation.vocabulary import family, names_member

_VAGUE_MEMBERS = frozenset({"unspecified", "explosion_undetermined", "fire_unknown"})
_VAGUE_FAMILIES = frozenset({"effect", "other"})


def kind_table(words: pa.Array) -> np.ndarray:
    """Evidence (nats) by code × code; the last row and column, of zeros, are for null (−1)."""
    return _table(words.to_pylist(), _act)


def category_table(words: pa.Array) -> np.ndarray:
    """As `kind_table`, for categories of site."""
    return _table(words.to_pylist(), _category)


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


def _table(words: list[str], weigh: Callable[[str, str], float]) -> np.ndarray:
    table = np.zeros((len(words) + 1, len(words) + 1))
    for a, one in enumerate(words):
        table[a, :-1] = [weigh(one, two) for two in words]
    return table


def _act(a: str, b: str) -> float:
    """A report of unstated means fits any act; two stated means are rarely one act."""
    if a == b:
        return 0.2 if _vague_act(a) else 0.7
    return 0.0 if _vague_act(a) or _vague_act(b) else -1.5


def _vague_act(word: str) -> bool:
    member = word.partition("/")[2]
    return not names_member(word) or member in _VAGUE_MEMBERS or family(word) in _VAGUE_FAMILIES


def _category(a: str, b: str) -> float:
    """A family fits its members; two members of one family are two sites."""
    vague = not (names_member(a) and names_member(b))
    if a == b:
        return 0.4 if vague else 1.0
    if family(a) == family(b):
        return 0.0 if vague else -3.0
    return 0.0 if "other" in {family(a), family(b)} else -1.0


def _likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    return fuzz.token_sort_ratio(a, b, processor=utils.default_process) / 100
