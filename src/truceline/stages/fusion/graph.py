"""Neighbours of each report: the pairs that may be one act, kept as a symmetric list.

In a crowded place a pair stays if it is among the best of either end. A barred pair always stays,
since it must be seen to be obeyed; so does one that names and words oppose, since left out it
would count as if they had said nothing.
"""

from typing import NamedTuple

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.compiled import fitting
from truceline.stages.fusion.gain import NEVER, gain
from truceline.stages.fusion.weights import Weights

MOST_NEIGHBOURS = 20
KEPT = -2.0
"""Pairs below this gain are no alternative worth counting in a probability."""


class Graph(NamedTuple):
    """`ptr` (n + 1) into the rest; per half edge the neighbour, the gain of the pair alone, what
    words say (nats), and whether the pair is barred.
    """

    ptr: np.ndarray
    to: np.ndarray
    gain: np.ndarray
    words: np.ndarray
    bar: np.ndarray


class Pairs(NamedTuple):
    """Pairs of rows with what words say (float32, nats) and whether they are barred."""

    one: np.ndarray
    two: np.ndarray
    words: np.ndarray
    bar: np.ndarray


def graph(states: np.ndarray, masks: np.ndarray, found: Pairs, t: Weights) -> Graph:
    """The graph of the pairs that count: gain above `KEPT`, or barred."""
    count, gains = len(states), np.empty(len(found.one), np.float32)
    fitting(_weigh, count)(states, masks, found, t, gains, np.zeros(5))
    keep = (gains > KEPT) | found.bar | (found.words < 0)
    some, gains = _only(found, keep), gains[keep]
    g = _linked(count, some, gains)
    if not len(some.one) or np.diff(g.ptr).max() <= MOST_NEIGHBOURS:
        return g
    least = np.full(count, -np.inf, np.float32)
    fitting(_least, count)(g, np.empty(MOST_NEIGHBOURS, np.float32), least)
    stay = some.bar | (some.words < 0) | (gains >= np.minimum(least[some.one], least[some.two]))
    return _linked(count, _only(some, stay), gains[stay])


def _only(found: Pairs, keep: np.ndarray) -> Pairs:
    return Pairs(*(column[keep] for column in found))


def _linked(count: int, found: Pairs, gains: np.ndarray) -> Graph:
    """Every pair as two half edges."""
    degree = np.bincount(found.one, minlength=count) + np.bincount(found.two, minlength=count)
    ptr = np.concatenate([[0], np.cumsum(degree)])
    size = 2 * len(gains)
    kinds = (np.int32, np.float32, np.float32, np.bool_)
    g = Graph(ptr, *(np.empty(size, kind) for kind in kinds))
    fitting(_link, count)(found, gains, ptr[:-1].copy(), g)
    return g


@kernel
def _weigh(
    states: np.ndarray,
    masks: np.ndarray,
    found: Pairs,
    t: Weights,
    gains: np.ndarray,
    w: np.ndarray,
) -> None:
    for e in range(len(gains)):
        i, j = found.one[e], found.two[e]
        gains[e] = NEVER
        if not found.bar[e]:
            gains[e] = gain(states[i], states[j], masks[i], masks[j], t, w) + found.words[e]


@kernel
def _link(found: Pairs, gains: np.ndarray, at: np.ndarray, g: Graph) -> None:
    """Fills the graph; `at` is where the next half edge of each row goes."""
    for e in range(len(gains)):
        for side in range(2):
            i, j = found.one[e], found.two[e]
            if side == 1:
                i, j = j, i
            k = at[i]
            g.to[k], g.gain[k], g.words[k], g.bar[k] = j, gains[e], found.words[e], found.bar[e]
            at[i] += 1


@kernel
def _least(g: Graph, best: np.ndarray, least: np.ndarray) -> None:
    """Per row the gain of its last pair that counts, where it has more than `best` has room for."""
    most = len(best)
    for i in range(len(least)):
        if g.ptr[i + 1] - g.ptr[i] <= most:
            continue
        size = 0
        for e in range(g.ptr[i], g.ptr[i + 1]):
            if size == most and g.gain[e] <= best[size - 1]:
                continue
            size = min(size + 1, most)
            k = size - 1
            while k > 0 and best[k - 1] < g.gain[e]:
                best[k] = best[k - 1]
                k -= 1
            best[k] = g.gain[e]
        least[i] = best[most - 1]
