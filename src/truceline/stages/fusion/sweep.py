"""After the rounds: every report is weighed against the rest of its cluster and all around it.

One sweep moves reports that fit elsewhere, or nowhere, better; all moves of a sweep are decided on
the same state, and a cluster takes part in its best move only, so that order doesn't matter. Then
the weights of all homes that a report could have become its probability, and what they say
about the errors of its source is summed for learning.
"""

import math
from typing import NamedTuple

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.compiled import fitting
from truceline.stages.fusion.doubtful import DOUBTFUL, FIXED, leave_doubtful
from truceline.stages.fusion.gain import NEVER, gain
from truceline.stages.fusion.graph import Graph
from truceline.stages.fusion.members import Members, Told, leave_out, members, restate, silent
from truceline.stages.fusion.rounds import Clusters, Search, better, gain_with, note, searching
from truceline.stages.fusion.state import NS
from truceline.stages.fusion.weights import Weights

SWEEPS = 4
LEAST_MOVE = 1e-6


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


class Moves(NamedTuple):
    """Per report what the best move gains (0: it stays), and where `to` (root, −1: alone)."""

    gained: np.ndarray
    to: np.ndarray


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
    each = Told(states, masks)
    found, rests = _swept(c, kind, each, g, t, temper, SWEEPS)
    if (kind == DOUBTFUL).any() and leave_doubtful(c, found.weight, kind, each, g, t):
        found, rests = _swept(c, kind, each, g, t, temper, 0)
    return found, rests.states


def _swept(
    c: Clusters, kind: np.ndarray, each: Told, g: Graph, t: Weights, temper: float, sweeps: int
) -> tuple[Homes, Told]:
    """Sweeps look again only at reports around which something changed."""
    count = len(c.label)
    h, moves = _no_homes(count), Moves(np.zeros(count), np.full(count, -1, np.int32))
    rests, before, s = silent(count, each), silent(1, each), searching(count)
    changed, stale = np.ones(count, np.bool_), np.ones(count, np.bool_)
    for done in range(sweeps + 1):
        m = members(c.label)
        fitting(leave_out, count)(m, changed, each, rests, before, t, s.w)
        fitting(_weigh_homes, count)(c, kind, each, rests, g, t, s, temper, stale, h, moves)
        if done == sweeps or not _moved(c, m, moves, each, t, changed):
            break
        fitting(_mark, count)(changed, g, stale)
    return h, rests


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
def _weigh_homes(
    c: Clusters,
    kind: np.ndarray,
    each: Told,
    rests: Told,
    g: Graph,
    t: Weights,
    s: Search,
    temper: float,
    stale: np.ndarray,
    h: Homes,
    moves: Moves,
) -> None:
    """Weighs the homes of stale reports, and where each would go."""
    for i in range(len(stale)):
        if stale[i]:
            own = _own_gain(i, c, each, rests, g, t, s.w)
            h.own[i] = own
            best, value = _look(i, c, kind, each, g, t, s, temper, h)
            company = rests.states[i, NS]
            mine = math.exp(min(own, 50.0)) if company > 0 else 0.0
            h.company[i] = (h.company[i] + mine * company) / (1.0 + mine + h.weight[i])
            goes = kind[i] != FIXED and value - own > LEAST_MOVE
            moves.gained[i], moves.to[i] = (value - own, best) if goes else (0.0, -1)


@kernel
def _own_gain(
    i: int, c: Clusters, each: Told, rests: Told, g: Graph, t: Weights, w: np.ndarray
) -> float:
    """The gain of row i with the rest of its cluster, 0 alone."""
    size = rests.states[i, NS]
    if size == 0:
        return 0.0
    value = gain(each.states[i], rests.states[i], each.masks[i], rests.masks[i], t, w)
    said = 0.0
    for e in range(g.ptr[i], g.ptr[i + 1]):
        if c.label[g.to[e]] == c.label[i]:
            said += g.words[e]
    return float(value + said / size)


@kernel
def _look(
    i: int,
    c: Clusters,
    kind: np.ndarray,
    each: Told,
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
        value = gain_with(each.states[i], each.masks[i], other, c, t, s)
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


def _moved(
    c: Clusters, m: Members, moves: Moves, each: Told, t: Weights, changed: np.ndarray
) -> int:
    """Carries out the moves that are the best one for both clusters that they touch. Returns how
    many; `changed` are the reports in clusters that aren't what they were.
    """
    count = len(c.label)
    before, winner = c.label.copy(), np.full(count, -1, np.int32)
    touched = np.zeros(count, np.bool_)
    moved: int = fitting(_move, count)(c, m, before, winner, moves, touched)
    changed[:] = touched[before]
    if moved:
        restate(c, changed, each, t)
    return moved


@kernel
def _move(
    c: Clusters,
    m: Members,
    label: np.ndarray,
    winner: np.ndarray,
    moves: Moves,
    touched: np.ndarray,
) -> int:
    """Moves by the `label` before; marks `touched` roots."""
    gained, to = moves
    for i in range(len(label)):
        if gained[i] > 0:
            _bid(winner, gained, label[i], i)
            if to[i] >= 0:
                _bid(winner, gained, to[i], i)
    moved = 0
    for i in range(len(label)):
        root = label[i]
        if gained[i] > 0 and winner[root] == i and (to[i] < 0 or winner[to[i]] == i):
            moved += 1
            touched[root] = True
            if to[i] >= 0:
                touched[to[i]] = True
            _leave(c, m, i, root)
            c.label[i] = to[i] if to[i] >= 0 else i
    return moved


@kernel
def _mark(changed: np.ndarray, g: Graph, stale: np.ndarray) -> None:
    """Stale are the reports of changed clusters and all around them."""
    for i in range(len(changed)):
        stale[i] = changed[i]
        for e in range(g.ptr[i], g.ptr[i + 1]):
            stale[i] = stale[i] or changed[g.to[e]]


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
