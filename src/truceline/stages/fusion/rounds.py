"""Rounds of merging: in each, clusters that are each other's best partner become one.

A merge is weighed against whole clusters; in later rounds only clusters whose surroundings changed
look again. Ties go to the smaller root, so that the order of the rows is all that decides them.
"""

from typing import NamedTuple

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.compiled import fitting
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


class Tries(NamedTuple):
    """Per root its `best` partner (−1 none) and their gain; lists of roots: `active` ones, those just
    `merged`, those that look `again`; `full` marks roots that look all around anyway.
    """

    best: np.ndarray
    gain: np.ndarray
    active: np.ndarray
    merged: np.ndarray
    again: np.ndarray
    full: np.ndarray


def singles(states: np.ndarray, masks: np.ndarray) -> Clusters:
    """Every row a cluster of its own."""
    rows = np.arange(len(states), dtype=np.int32)
    return Clusters(
        rows, np.full(len(rows), -1, np.int32), rows.copy(), states.copy(), masks.copy()
    )


def merge_rounds(clusters: Clusters, bonds: np.ndarray, graph: Graph, t: Weights) -> int:
    """Merges in place until nobody gains; `bonds` (m, 2) are joined first. Returns the rounds."""
    count = len(clusters.label)
    active, merged, again = (np.empty(count, np.int32) for _ in range(3))
    best = np.full(count, -1, np.int32)
    tries = Tries(best, np.zeros(count), active, merged, again, np.zeros(count, np.bool_))
    run = fitting(_merge_rounds, count)
    rounds: int = run(clusters, bonds.astype(np.int32), graph, t, searching(count), tries, ROUNDS)
    return rounds


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
def _merge_rounds(
    c: Clusters, bonds: np.ndarray, g: Graph, t: Weights, s: Search, r: Tries, most: int
) -> int:
    for k in range(len(bonds)):
        one, two = c.label[bonds[k, 0]], c.label[bonds[k, 1]]
        if one != two:
            join(c, min(one, two), max(one, two), t, s.w)
    size = 0
    for i in range(len(c.label)):
        if c.label[i] == i:
            r.best[i], r.gain[i] = _start(c, i, g, t, s)
            if r.best[i] >= 0:
                r.active[size] = i
                size += 1
    for done in range(most):
        joined = _join_mutual(c, r, size, t, s.w)
        if joined == 0:
            return done
        _look_again(c, g, t, s, r, joined)
        size = _still_active(c, r, size)
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
def _join_mutual(c: Clusters, r: Tries, size: int, t: Weights, w: np.ndarray) -> int:
    """Joins each other's best among the `size` active roots; returns how many."""
    count = 0
    for k in range(size):
        one = r.active[k]
        two = r.best[one]
        if two >= 0 and c.label[one] == one and c.label[two] == two and r.best[two] == one:
            root = min(one, two)
            join(c, root, max(one, two), t, w)
            r.best[max(one, two)] = -1
            r.active[k] = root
            r.merged[count] = root
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
def _look_again(c: Clusters, g: Graph, t: Weights, s: Search, r: Tries, joined: int) -> None:
    """Merged clusters look all around and announce themselves; who lost a favourite, and doesn't like
    what became of it at least as well, looks too.
    """
    for k in range(joined):
        r.full[r.merged[k]] = True
    count = 0
    for k in range(joined):
        root = r.merged[k]
        r.best[root], r.gain[root] = -1, 0.0
        for n in range(around(c, root, g, s)):
            other = s.near[n]
            value = gain_with(c.states[root], c.masks[root], other, c, t, s)
            if better(value, other, r.gain[root], r.best[root]):
                r.best[root], r.gain[root] = other, value
            if not r.full[other] and _disappointed(c, other, root, value, r):
                r.full[other] = True
                r.again[count] = other
                count += 1
    for k in range(count):
        other = r.again[k]
        r.best[other], r.gain[other] = best_partner(c, other, g, t, s)
        r.full[other] = False
    for k in range(joined):
        r.full[r.merged[k]] = False


@kernel
def _disappointed(c: Clusters, other: int, root: int, value: float, r: Tries) -> bool:
    """Has `other` to look for another best partner, now that merging with `root` gains it `value`?"""
    lost = r.best[other] >= 0 and c.label[r.best[other]] == root
    if better(value, root, r.gain[other], r.best[other]) or (lost and value >= r.gain[other]):
        r.best[other], r.gain[other] = root, value
        return False
    return bool(lost)


@kernel
def better(value: float, root: int, most: float, best: int) -> bool:
    """Is it a better partner than the best so far? Ties go to the smaller root."""
    return value > most or (value == most and best >= 0 and root < best)


@kernel
def _still_active(c: Clusters, r: Tries, size: int) -> int:
    kept = 0
    for k in range(size):
        root = r.active[k]
        if c.label[root] == root and r.best[root] >= 0:
            r.active[kept] = root
            kept += 1
    return kept
