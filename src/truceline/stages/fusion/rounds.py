"""Rounds of merging: in each, clusters that are each other's best partner become one.

A merge is weighed against whole clusters; in later rounds only clusters whose surroundings changed
look again. Ties go to the smaller root, so that the order of the rows is all that decides them.
"""

from typing import NamedTuple

import numpy as np

from truceline.stages.fusion.compiled import fitting, kernel
from truceline.stages.fusion.gain import NEVER, gain
from truceline.stages.fusion.graph import Graph
from truceline.stages.fusion.state import NS, take_in
from truceline.stages.fusion.weights import Weights

ROUNDS = 60
MERGED = -0.5
"""Clusters look for partners along pairs whose own gain is above this, or that names and words oppose:
these count in what a whole cluster says."""


class Clusters(NamedTuple):
    """`label` (row → root), member lists (`after` chains rows, `tail` ends a root's chain), and per
    root its state and the mask of its sources.
    """

    label: np.ndarray
    after: np.ndarray
    tail: np.ndarray
    states: np.ndarray
    masks: np.ndarray


class Search(NamedTuple):
    """Scratch for looking around: `looks` counts looks, `stamp` marks roots that were seen in the
    present one, `near` lists them, `words` and `bar` sum what the pairs across say; `w` is the
    gain's.
    """

    looks: np.ndarray
    stamp: np.ndarray
    near: np.ndarray
    words: np.ndarray
    bar: np.ndarray
    w: np.ndarray


def singles(states: np.ndarray, masks: np.ndarray) -> Clusters:
    """Every row a cluster of its own."""
    rows = np.arange(len(states), dtype=np.int32)
    return Clusters(
        rows, np.full(len(rows), -1, np.int32), rows.copy(), states.copy(), masks.copy()
    )


def merge_rounds(clusters: Clusters, bonds: np.ndarray, graph: Graph, t: Weights) -> int:
    """Merges in place until nobody gains; `bonds` (m, 2) are joined first. Returns the rounds."""
    run = fitting(_merge_rounds, len(clusters.label))
    rounds: int = run(clusters, bonds.astype(np.int32), graph, t, ROUNDS)
    return rounds


@kernel
def searching(count: int) -> Search:
    """Scratch for `count` rows."""
    return Search(
        np.zeros(1, np.int64),
        np.full(count, -1, np.int64),
        np.empty(count, np.int32),
        np.zeros(count),
        np.zeros(count, np.bool_),
        np.zeros(5),
    )


@kernel
def _merge_rounds(c: Clusters, bonds: np.ndarray, g: Graph, t: Weights, most: int) -> int:
    count = len(c.label)
    s = searching(count)
    best, own = np.full(count, -1, np.int32), np.zeros(count)
    for k in range(len(bonds)):
        one, two = c.label[bonds[k, 0]], c.label[bonds[k, 1]]
        if one != two:
            join(c, min(one, two), max(one, two), t, s.w)
    active = np.empty(count, np.int32)
    size = 0
    for i in range(count):
        if c.label[i] == i:
            best[i], own[i] = _start(c, i, g, t, s)
            if best[i] >= 0:
                active[size] = i
                size += 1
    merged, again, full = (
        np.empty(count, np.int32),
        np.empty(count, np.int32),
        np.zeros(count, np.bool_),
    )
    for done in range(most):
        joined = _join_mutual(c, best, active[:size], merged, t, s.w)
        if joined == 0:
            return done
        _look_again(c, g, t, s, best, own, merged[:joined], again, full)
        size = _still_active(c, best, active, size)
    return most


@kernel
def join(c: Clusters, one: int, two: int, t: Weights, w: np.ndarray) -> None:
    """Root `two` becomes part of root `one`."""
    take_in(c.states[one], c.masks[one], c.states[two], c.masks[two], t, w)
    member = two
    while member >= 0:
        c.label[member] = one
        member = c.after[member]
    c.after[c.tail[one]] = two
    c.tail[one] = c.tail[two]


@kernel
def _start(c: Clusters, i: int, g: Graph, t: Weights, s: Search) -> tuple[int, float]:
    """The best partner before any merge: the pairs' own gains are known."""
    if c.after[i] >= 0:
        return best_partner(c, i, g, t, s)
    best, most = -1, 0.0
    for e in range(g.ptr[i], g.ptr[i + 1]):
        root = c.label[g.to[e]]
        value = float(g.gain[e])
        if c.after[root] >= 0:
            return best_partner(c, i, g, t, s)
        if better(value, root, most, best):
            best, most = root, value
    return best, most


@kernel
def _join_mutual(
    c: Clusters, best: np.ndarray, active: np.ndarray, merged: np.ndarray, t: Weights, w: np.ndarray
) -> int:
    count = 0
    for k in range(len(active)):
        one = active[k]
        two = best[one]
        if two >= 0 and c.label[one] == one and c.label[two] == two and best[two] == one:
            root = min(one, two)
            join(c, root, max(one, two), t, w)
            best[max(one, two)] = -1
            active[k] = root
            merged[count] = root
            count += 1
    return count


@kernel
def around(c: Clusters, root: int, g: Graph, s: Search) -> int:
    """Fills `s.near` with the roots around a cluster, and sums what the pairs across say. Returns
    how many there are.
    """
    s.looks[0] += 1
    found = 0
    member = root
    while member >= 0:
        for e in range(g.ptr[member], g.ptr[member + 1]):
            other = c.label[g.to[e]]
            if other == root or (g.gain[e] <= MERGED and not g.bar[e] and g.words[e] >= 0):
                continue
            found = note(other, e, g, s, found)
        member = c.after[member]
    return found


@kernel
def note(other: int, e: int, g: Graph, s: Search, found: int) -> int:
    """Notes one pair across to the root `other`; returns how many roots there are by now."""
    if s.stamp[other] != s.looks[0]:
        s.stamp[other] = s.looks[0]
        s.near[found] = other
        s.words[other], s.bar[other] = 0.0, False
        found += 1
    s.words[other] += g.words[e]
    s.bar[other] = s.bar[other] or g.bar[e]
    return found


@kernel
def gain_with(
    state: np.ndarray, mask: np.ndarray, other: int, c: Clusters, t: Weights, s: Search
) -> float:
    """The gain of merging reports with the cluster `other`, after every pair across was noted."""
    if s.bar[other]:
        return NEVER
    pairs = state[NS] * c.states[other, NS]
    value = gain(state, c.states[other], mask, c.masks[other], t, s.w)
    return float(value + s.words[other] / pairs)


@kernel
def best_partner(c: Clusters, root: int, g: Graph, t: Weights, s: Search) -> tuple[int, float]:
    """The root with which to merge gains most, −1 where none gains."""
    best, most = -1, 0.0
    for k in range(around(c, root, g, s)):
        other = s.near[k]
        value = gain_with(c.states[root], c.masks[root], other, c, t, s)
        if better(value, other, most, best):
            best, most = other, value
    return best, most


@kernel
def _look_again(
    c: Clusters,
    g: Graph,
    t: Weights,
    s: Search,
    best: np.ndarray,
    own: np.ndarray,
    merged: np.ndarray,
    again: np.ndarray,
    full: np.ndarray,
) -> None:
    """Merged clusters look all around and announce themselves; who lost a favourite looks too."""
    full[merged] = True
    count = 0
    for k in range(len(merged)):
        root = merged[k]
        best[root], own[root] = -1, 0.0
        for n in range(around(c, root, g, s)):
            other = s.near[n]
            value = gain_with(c.states[root], c.masks[root], other, c, t, s)
            if better(value, other, own[root], best[root]):
                best[root], own[root] = other, value
            if full[other]:
                continue
            if best[other] >= 0 and c.label[best[other]] == root:
                full[other] = True
                again[count] = other
                count += 1
            elif better(value, root, own[other], best[other]):
                best[other], own[other] = root, value
    for k in range(count):
        best[again[k]], own[again[k]] = best_partner(c, again[k], g, t, s)
    full[again[:count]] = False
    full[merged] = False


@kernel
def better(value: float, root: int, most: float, best: int) -> bool:
    """Is it a better partner than the best so far? Ties go to the smaller root."""
    return value > most or (value == most and best >= 0 and root < best)


@kernel
def _still_active(c: Clusters, best: np.ndarray, active: np.ndarray, size: int) -> int:
    kept = 0
    for k in range(size):
        root = active[k]
        if c.label[root] == root and best[root] >= 0:
            active[kept] = root
            kept += 1
    return kept
