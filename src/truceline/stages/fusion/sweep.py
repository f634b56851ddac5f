"""After the rounds: every report is weighed against the rest of its cluster and all around it.

One sweep moves reports that fit elsewhere, or nowhere, better; all moves of a sweep are decided on
the same state, and a cluster takes part in its best move only, so that order doesn't matter. Then
the weights of all homes that a report could have become its probability, and what they say
about the errors of its source is summed for learning.
"""

import math
from typing import NamedTuple

import numpy as np

from truceline.stages.fusion.compiled import fitting, kernel
from truceline.stages.fusion.gain import NEVER, gain
from truceline.stages.fusion.graph import Graph
from truceline.stages.fusion.rounds import Clusters, Search, better, gain_with, note, searching
from truceline.stages.fusion.state import NS, take_in
from truceline.stages.fusion.weights import Weights

SWEEPS = 4
LEAST_MOVE = 1e-6
FREE, FIXED, DOUBTFUL = 0, 1, 2
"""Reports that go where they fit best; nowhere; only where that is likelier than all else together."""


class Homes(NamedTuple):
    """Per report: `own` gain with the rest of its cluster (0 alone), the root of the best other
    cluster (−1 none) and its gain, the sum of e^gain and of e^(temper·gain) over all others, and
    the companions to be expected over all homes.
    """

    own: np.ndarray
    other: np.ndarray
    most: np.ndarray
    weight: np.ndarray
    tempered: np.ndarray
    company: np.ndarray


class Members(NamedTuple):
    """Rows by root: `rows[ptr[c]:ptr[c + 1]]`."""

    ptr: np.ndarray
    rows: np.ndarray


@kernel
def members(label: np.ndarray) -> Members:
    """Members of every root, in order of the rows."""
    count = len(label)
    ptr = np.zeros(count + 1, np.int64)
    for i in range(count):
        ptr[label[i] + 1] += 1
    for i in range(count):
        ptr[i + 1] += ptr[i]
    at = ptr[:-1].copy()
    rows = np.empty(count, np.int32)
    for i in range(count):
        rows[at[label[i]]] = i
        at[label[i]] += 1
    return Members(ptr, rows)


def settle(
    c: Clusters,
    kind: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
    temper: float,
) -> tuple[Homes, np.ndarray]:
    """Moves reports in place, each by its `kind` (`FREE`, `FIXED`, `DOUBTFUL`). Returns every report's homes
    after that, and the states of the rest of its cluster (n × columns; `NS` 0 alone).

    Only `label`, `states` and `masks` of the clusters are kept up; their chains aren't.
    """
    run = fitting(_settle, len(c.label))
    found, rests = run(c, kind, states, masks, g, t, temper, SWEEPS)
    leave = fitting(_leave_doubtful, len(c.label))
    if (kind == DOUBTFUL).any() and leave(c, Homes(*found), kind, states, masks, g, t):
        found, rests = run(c, kind, states, masks, g, t, temper, 0)
    return Homes(*found), rests


@kernel
def _settle(
    c: Clusters,
    kind: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
    temper: float,
    sweeps: int,
) -> tuple[Homes, np.ndarray]:
    """Sweeps look again only at reports around which something changed."""
    count = len(c.label)
    h, rests = _no_homes(count), np.zeros(states.shape)
    rest_mask = np.zeros(masks.shape[1], np.int64)
    gained, to = np.zeros(count), np.full(count, -1, np.int32)
    stale = np.ones(count, np.bool_)
    s = searching(count)
    for done in range(sweeps + 1):
        m = members(c.label)
        for i in range(count):
            if stale[i]:
                own = _own_gain(i, c, m, states, masks, g, t, s, rests[i], rest_mask)
                h.own[i] = own
                best, value = _look(i, c, kind, states, masks, g, t, s, temper, h)
                mine = math.exp(min(own, 50.0)) if rests[i, NS] > 0 else 0.0
                h.company[i] = (h.company[i] + mine * rests[i, NS]) / (1.0 + mine + h.weight[i])
                moves = kind[i] != FIXED and value - own > LEAST_MOVE
                gained[i], to[i] = (value - own, best) if moves else (0.0, -1)
        if done == sweeps or not _move(c, m, gained, to, states, masks, g, t, s.w, stale):
            break
    return h, rests


@kernel
def _leave_doubtful(
    c: Clusters,
    h: Homes,
    kind: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
) -> int:
    """Doubtful reports whose home isn't likelier than all else together leave it, those of one home
    as one. Returns how many left.
    """
    count = len(c.label)
    m, w = members(c.label), np.zeros(5)
    out, touched = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for i in range(count):
        if kind[i] == DOUBTFUL:
            out[i] = _unclear(i, c, m, h.weight[i], kind, states, masks, g, t, w)
            touched[c.label[i]] = touched[c.label[i]] or out[i]
    before, left = c.label.copy(), 0
    for root in range(count):
        if touched[root]:
            stay, gone = -1, -1
            for k in range(m.ptr[root], m.ptr[root + 1]):
                j = m.rows[k]
                if out[j]:
                    gone = j if gone < 0 else gone
                    left += 1
                else:
                    stay = j if stay < 0 else stay
                c.label[j] = gone if out[j] else stay
    _restate(c, before, touched, states, masks, t, w)
    return left


@kernel
def _unclear(
    i: int,
    c: Clusters,
    m: Members,
    others: float,
    kind: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
    w: np.ndarray,
) -> bool:
    """Is what speaks for the home of row i, but for doubtful reports in it, less than all else?"""
    root = c.label[i]
    rest, mask, size = states[i].copy(), masks[i].copy(), 0
    for k in range(m.ptr[root], m.ptr[root + 1]):
        j = m.rows[k]
        if kind[j] != DOUBTFUL:
            if size == 0:
                rest[:] = states[j]
                mask[:] = masks[j]
            else:
                take_in(rest, mask, states[j], masks[j], t, w)
            size += 1
    if size == 0:
        return False
    said = 0.0
    for e in range(g.ptr[i], g.ptr[i + 1]):
        if c.label[g.to[e]] == root and kind[g.to[e]] != DOUBTFUL:
            said += g.words[e]
    own = gain(states[i], rest, masks[i], mask, t, w) + said / size
    return bool(math.exp(min(own, 50.0)) <= 1.0 + others)


@kernel
def _no_homes(count: int) -> Homes:
    return Homes(
        np.zeros(count),
        np.full(count, -1, np.int32),
        np.full(count, NEVER),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
    )


@kernel
def _look(
    i: int,
    c: Clusters,
    kind: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
    s: Search,
    temper: float,
    h: Homes,
) -> tuple[int, float]:
    """Weighs all other homes of row i into `h`; returns the best one to move to (−1: alone)."""
    h.other[i], h.most[i] = -1, NEVER
    h.weight[i], h.tempered[i], h.company[i] = 0.0, 0.0, 0.0
    best, most = -1, 0.0
    for k in range(_homes_around(i, c, kind, g, s)):
        other = s.near[k]
        value = gain_with(states[i], masks[i], other, c, t, s)
        odds = math.exp(min(value, 50.0))
        h.weight[i] += odds
        h.tempered[i] += math.exp(min(temper * value, 50.0))
        h.company[i] += odds * c.states[other, NS]
        if value > h.most[i]:
            h.most[i], h.other[i] = value, other
        if better(value, other, most, best):
            best, most = other, value
    return best, most


@kernel
def _homes_around(i: int, c: Clusters, kind: np.ndarray, g: Graph, s: Search) -> int:
    """Fills `s.near` with the other roots that neighbours of row i belong to; a doubtful one opens its
    home to others of its kind alone.
    """
    s.looks[0] += 1
    found = 0
    for e in range(g.ptr[i], g.ptr[i + 1]):
        other = c.label[g.to[e]]
        if other == c.label[i] or (kind[g.to[e]] == DOUBTFUL and kind[i] != DOUBTFUL):
            continue
        found = note(other, e, g, s, found)
    return found


@kernel
def _own_gain(
    i: int,
    c: Clusters,
    m: Members,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
    s: Search,
    rest: np.ndarray,
    rest_mask: np.ndarray,
) -> float:
    """The gain of row i with the rest of its cluster, 0 alone; leaves the rest's state in `rest`."""
    root = c.label[i]
    first = True
    for k in range(m.ptr[root], m.ptr[root + 1]):
        j = m.rows[k]
        if j == i:
            continue
        if first:
            rest[:] = states[j]
            rest_mask[:] = masks[j]
            first = False
        else:
            take_in(rest, rest_mask, states[j], masks[j], t, s.w)
    if first:
        rest[:] = 0.0
        return 0.0
    said = 0.0
    for e in range(g.ptr[i], g.ptr[i + 1]):
        if c.label[g.to[e]] == root:
            said += g.words[e]
    return float(gain(states[i], rest, masks[i], rest_mask, t, s.w) + said / rest[NS])


@kernel
def _move(
    c: Clusters,
    m: Members,
    gained: np.ndarray,
    to: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    g: Graph,
    t: Weights,
    w: np.ndarray,
    stale: np.ndarray,
) -> int:
    """Carries out the moves that are the best one for both clusters that they touch, and marks the
    reports that have to be looked at again.
    """
    count = len(c.label)
    winner = np.full(count, -1, np.int32)
    for i in range(count):
        if gained[i] > 0:
            _bid(winner, gained, c.label[i], i)
            if to[i] >= 0:
                _bid(winner, gained, to[i], i)
    moved = 0
    label = c.label.copy()
    touched = np.zeros(count, np.bool_)
    for i in range(count):
        root = label[i]
        if gained[i] > 0 and winner[root] == i and (to[i] < 0 or winner[to[i]] == i):
            moved += 1
            touched[root] = True
            if to[i] >= 0:
                touched[to[i]] = True
            _leave(c, m, i, root)
            c.label[i] = to[i] if to[i] >= 0 else i
    if moved:
        _mark(label, touched, g, stale)
        _restate(c, label, touched, states, masks, t, w)
    return moved


@kernel
def _mark(label: np.ndarray, touched: np.ndarray, g: Graph, stale: np.ndarray) -> None:
    """Stale are the members of touched clusters (by their labels before) and all around them."""
    for i in range(len(label)):
        stale[i] = touched[label[i]]
        for e in range(g.ptr[i], g.ptr[i + 1]):
            stale[i] = stale[i] or touched[label[g.to[e]]]


@kernel
def _bid(winner: np.ndarray, gained: np.ndarray, root: int, i: int) -> None:
    if winner[root] < 0 or gained[i] > gained[winner[root]]:
        winner[root] = i


@kernel
def _leave(c: Clusters, m: Members, i: int, root: int) -> None:
    """When the root itself leaves, the rest takes the name of its next member."""
    if i != root:
        return
    heir = -1
    for k in range(m.ptr[root], m.ptr[root + 1]):
        j = m.rows[k]
        if j != i:
            heir = j if heir < 0 else heir
            c.label[j] = heir


@kernel
def _restate(
    c: Clusters,
    before: np.ndarray,
    touched: np.ndarray,
    states: np.ndarray,
    masks: np.ndarray,
    t: Weights,
    w: np.ndarray,
) -> None:
    """States of touched clusters from their members; a root is its cluster's smallest row again."""
    m = members(c.label)
    for root in range(len(c.label)):
        if m.ptr[root + 1] == m.ptr[root] or not touched[before[m.rows[m.ptr[root]]]]:
            continue
        first = m.rows[m.ptr[root]]
        for k in range(m.ptr[root], m.ptr[root + 1]):
            j = m.rows[k]
            c.label[j] = first
            if j == first:
                c.states[first] = states[j]
                c.masks[first] = masks[j]
            else:
                take_in(c.states[first], c.masks[first], states[j], masks[j], t, w)
