"""Neighbours of each report: the pairs that may be one act, kept as a symmetric list.

In a crowded place a pair stays if it is among the best of either end. A barred pair always stays,
since it must be seen to be obeyed; so does one that names and words oppose, since left out it
would count as if they had said nothing.
"""

from typing import NamedTuple

import numpy as np

from truceline.stages.fusion.compiled import fitting, kernel
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
    count = len(states)
    gains = fitting(_weigh, count)(states, masks, found, t)
    keep = (gains > KEPT) | found.bar | (found.words < 0)
    some = Pairs(*(column[keep] for column in found))
    return Graph(*fitting(_link, count)(count, some, gains[keep], MOST_NEIGHBOURS))


@kernel
def _weigh(states: np.ndarray, masks: np.ndarray, found: Pairs, t: Weights) -> np.ndarray:
    gains = np.empty(len(found.one), np.float32)
    w = np.zeros(5)
    for e in range(len(gains)):
        i, j = found.one[e], found.two[e]
        gains[e] = NEVER
        if not found.bar[e]:
            gains[e] = gain(states[i], states[j], masks[i], masks[j], t, w) + found.words[e]
    return gains


@kernel
def _link(
    count: int, found: Pairs, gains: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    least = _least(count, found, gains, most)
    size = 0
    ptr = np.zeros(count + 1, np.int64)
    for e in range(len(gains)):
        if _stays(e, found, gains, least):
            ptr[found.one[e] + 1] += 1
            ptr[found.two[e] + 1] += 1
            size += 2
    for i in range(count):
        ptr[i + 1] += ptr[i]
    at = ptr[:-1].copy()
    to, own = np.empty(size, np.int32), np.empty(size, np.float32)
    words, bar = np.empty(size, np.float32), np.empty(size, np.bool_)
    for e in range(len(gains)):
        if _stays(e, found, gains, least):
            for i, j in ((found.one[e], found.two[e]), (found.two[e], found.one[e])):
                k = at[i]
                to[k], own[k], words[k], bar[k] = j, gains[e], found.words[e], found.bar[e]
                at[i] += 1
    return ptr, to, own, words, bar


@kernel
def _stays(e: int, found: Pairs, gains: np.ndarray, least: np.ndarray) -> bool:
    best = min(least[found.one[e]], least[found.two[e]])
    return bool(found.bar[e]) or found.words[e] < 0 or gains[e] >= best


@kernel
def _least(count: int, found: Pairs, gains: np.ndarray, most: int) -> np.ndarray:
    """Per row the gain of its last pair that counts, −∞ where it has no more than `most`."""
    ptr = np.zeros(count + 1, np.int64)
    for e in range(len(gains)):
        ptr[found.one[e] + 1] += 1
        ptr[found.two[e] + 1] += 1
    for i in range(count):
        ptr[i + 1] += ptr[i]
    at = ptr[:-1].copy()
    all_gains = np.empty(ptr[count], np.float32)
    for e in range(len(gains)):
        for i in (found.one[e], found.two[e]):
            all_gains[at[i]] = gains[e]
            at[i] += 1
    least = np.full(count, -np.inf, np.float32)
    for i in range(count):
        degree = ptr[i + 1] - ptr[i]
        if degree > most:
            least[i] = np.sort(all_gains[ptr[i] : ptr[i + 1]])[degree - most]
    return least
