"""Clusters seen by their members: who they are, what all of them say, and all but one.

A cluster's state is made of its members in the order of their rows, so that it never depends on how
it came about. Must never decide who belongs where.
"""

from typing import NamedTuple

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.compiled import fitting
from truceline.stages.fusion.rounds import Clusters
from truceline.stages.fusion.state import NS, take_in
from truceline.stages.fusion.weights import Weights


class Told(NamedTuple):
    """States, and masks of the sources behind them, a row each; one with `NS` 0 says nothing."""

    states: np.ndarray
    masks: np.ndarray


class Members(NamedTuple):
    """Rows by root: `rows[ptr[c]:ptr[c + 1]]`."""

    ptr: np.ndarray
    rows: np.ndarray


def members(label: np.ndarray) -> Members:
    """Members of every root, in order of the rows."""
    count = len(label)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(label, minlength=count))])
    rows = np.empty(count, np.int32)
    fitting(_listed, count)(label, ptr[:-1].copy(), rows)
    return Members(ptr, rows)


@kernel
def _listed(label: np.ndarray, at: np.ndarray, rows: np.ndarray) -> None:
    for i in range(len(label)):
        rows[at[label[i]]] = i
        at[label[i]] += 1


def silent(count: int, like: Told) -> Told:
    """So many rows that say nothing."""
    words = like.masks.shape[1]
    return Told(np.zeros((count, like.states.shape[1])), np.zeros((count, words), np.int64))


@kernel
def leave_out(
    m: Members,
    changed: np.ndarray,
    each: Told,
    rests: Told,
    before: Told,
    t: Weights,
    w: np.ndarray,
) -> None:
    """The rest of every report of a changed cluster: all `before` it, which is gathered on the way, and
    one by one those behind it, in the order in which clusters are stated.
    """
    for root in range(len(m.rows)):
        rows = m.rows[m.ptr[root] : m.ptr[root + 1]]
        if len(rows) == 0 or not changed[rows[0]]:
            continue
        before.states[0, NS] = 0.0
        for k in range(len(rows)):
            rests.states[rows[k], :] = 0.0
            add(rests, rows[k], before, 0, t, w)
            for behind in range(k + 1, len(rows)):
                add(rests, rows[k], each, rows[behind], t, w)
            add(before, 0, each, rows[k], t, w)


@kernel
def add(a: Told, i: int, b: Told, j: int, t: Weights, w: np.ndarray) -> None:
    """Row i of a ← itself and row j of b; a row with `NS` 0 says nothing."""
    if b.states[j, NS] == 0:
        return
    if a.states[i, NS] > 0:
        take_in(a.states[i], a.masks[i], b.states[j], b.masks[j], t, w)
        return
    for k in range(a.states.shape[1]):
        a.states[i, k] = b.states[j, k]
    for k in range(a.masks.shape[1]):
        a.masks[i, k] = b.masks[j, k]


def restate(c: Clusters, changed: np.ndarray, each: Told, t: Weights) -> None:
    """States of changed clusters from their members; a root is its cluster's smallest row again."""
    m = members(c.label)
    fitting(_state_anew, len(c.label))(c, m, changed, each, t, np.zeros(5))


@kernel
def _state_anew(
    c: Clusters, m: Members, changed: np.ndarray, each: Told, t: Weights, w: np.ndarray
) -> None:
    whole = Told(c.states, c.masks)
    for root in range(len(c.label)):
        rows = m.rows[m.ptr[root] : m.ptr[root + 1]]
        if len(rows) == 0 or not changed[rows[0]]:
            continue
        first = rows[0]
        c.states[first, NS] = 0.0
        for k in range(len(rows)):
            c.label[rows[k]] = first
            add(whole, first, each, rows[k], t, w)
