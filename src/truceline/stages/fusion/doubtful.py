"""Reports that may belong to one of several places: they stay only where that is likelier than all else."""

import math

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.compiled import fitting
from truceline.stages.fusion.gain import gain
from truceline.stages.fusion.graph import Graph
from truceline.stages.fusion.members import Members, Told, add, members, restate, silent
from truceline.stages.fusion.rounds import Clusters
from truceline.stages.fusion.state import NS
from truceline.stages.fusion.weights import Weights

FREE, FIXED, DOUBTFUL = 0, 1, 2
"""Reports that go where they fit best; nowhere; only where that is likelier than all else together."""


def leave_doubtful(
    c: Clusters, others: np.ndarray, kind: np.ndarray, each: Told, g: Graph, t: Weights
) -> int:
    """Doubtful reports whose home isn't likelier than all else together leave it, those of one home
    as one. Returns how many left.
    """
    count, m = len(c.label), members(c.label)
    out, touched = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    rest, before = silent(1, each), c.label.copy()
    fitting(_find_unclear, count)(c, m, others, kind, each, g, t, rest, out, np.zeros(5))
    touched[c.label[out]] = True
    fitting(_part, count)(c, m, out, touched)
    restate(c, touched[before], each, t)
    return int(out.sum())


@kernel
def _find_unclear(
    c: Clusters,
    m: Members,
    others: np.ndarray,
    kind: np.ndarray,
    each: Told,
    g: Graph,
    t: Weights,
    rest: Told,
    out: np.ndarray,
    w: np.ndarray,
) -> None:
    for i in range(len(out)):
        if kind[i] == DOUBTFUL:
            out[i] = _unclear(i, c, m, others[i], kind, each, g, t, rest, w)


@kernel
def _unclear(
    i: int,
    c: Clusters,
    m: Members,
    others: float,
    kind: np.ndarray,
    each: Told,
    g: Graph,
    t: Weights,
    rest: Told,
    w: np.ndarray,
) -> bool:
    """Is what speaks for the home of row i, but for doubtful reports in it, less than all else?"""
    root = c.label[i]
    rest.states[0, NS] = 0.0
    for k in range(m.ptr[root], m.ptr[root + 1]):
        if kind[m.rows[k]] != DOUBTFUL:
            add(rest, 0, each, m.rows[k], t, w)
    if rest.states[0, NS] == 0:
        return False
    said = 0.0
    for e in range(g.ptr[i], g.ptr[i + 1]):
        if c.label[g.to[e]] == root and kind[g.to[e]] != DOUBTFUL:
            said += g.words[e]
    own = gain(each.states[i], rest.states[0], each.masks[i], rest.masks[0], t, w)
    return bool(math.exp(min(own + said / rest.states[0, NS], 50.0)) <= 1.0 + others)


@kernel
def _part(c: Clusters, m: Members, out: np.ndarray, touched: np.ndarray) -> None:
    """Members that stay and those that go, each named after the first of them."""
    for root in range(len(out)):
        stay, gone = -1, -1
        for k in range(m.ptr[root], m.ptr[root + 1] if touched[root] else m.ptr[root]):
            j = m.rows[k]
            if out[j]:
                gone = j if gone < 0 else gone
            else:
                stay = j if stay < 0 else stay
            c.label[j] = gone if out[j] else stay
