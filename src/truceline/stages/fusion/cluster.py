"""From evidence on pairs to groups: merge the two groups that most agree, as wholes.

A merge is judged by the mean evidence over all pairs across the two groups, so that one likely
pair can't chain two acts together; pairs out of reach of each other count against it. Pairs that
are barred never meet in one group. Evidence is in whole thousandths: sums are exact, whatever
their order.
"""

import msgspec
import numpy as np


class Edges(msgspec.Struct, frozen=True):
    """Pairs of groups: roots a < b, summed evidence, pairs summed, pairs barred; whole numbers of
    any width, int64 once they are sums.
    """

    a: np.ndarray
    b: np.ndarray
    score: np.ndarray
    count: np.ndarray
    bars: np.ndarray

    def where(self, keep: np.ndarray) -> "Edges":
        """Some of the edges, by a mask."""
        return Edges(*(getattr(self, f)[keep] for f in self.__struct_fields__))

    @classmethod
    def barring(cls, pairs: np.ndarray, absent: int) -> "Edges":
        """Edges that forbid: one per pair (int64 of shape (m, 2))."""
        one = np.ones(len(pairs), dtype=np.int64)
        return cls(pairs.min(axis=1), pairs.max(axis=1), absent * one, one, one)

    def joined(self, more: "Edges") -> "Edges":
        """These edges and more."""
        names = self.__struct_fields__
        return Edges(*(np.concatenate([getattr(self, n), getattr(more, n)]) for n in names))

    def between(self, label: np.ndarray) -> "Edges":
        """The edges between groups, summed; those inside a group are gone."""
        a, b = label[self.a], label[self.b]
        across = a != b
        low, high = np.minimum(a, b)[across], np.maximum(a, b)[across]
        return self.where(across).summed(low, high)

    def summed(self, a: np.ndarray, b: np.ndarray) -> "Edges":
        """The edges between other ends, those with equal ends summed, in order of the ends."""
        order = np.lexsort((b, a))
        a, b = a[order], b[order]
        new = np.flatnonzero(np.diff(a, prepend=-1) | np.diff(b, prepend=-1))
        rest = (getattr(self, f)[order] for f in ("score", "count", "bars"))
        return Edges(a[new], b[new], *(_sums(v, new) for v in rest))


def _sums(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Sums of the runs that begin at `first`."""
    wide = values.astype(np.int64)
    return np.add.reduceat(wide, first) if len(first) else wide


def mean(edges: Edges, size: np.ndarray, absent: int) -> np.ndarray:
    """Mean evidence (thousandths) over all pairs across each edge's two groups."""
    pairs = size[edges.a] * size[edges.b]
    total = edges.score + (pairs - edges.count) * absent
    found: np.ndarray = np.where(edges.bars > 0, absent, total // pairs).astype(np.int32)
    return found


def cluster(label: np.ndarray, edges: Edges, absent: int) -> np.ndarray:
    """Labels after merging while any two groups agree (mean evidence above 0).

    `label` (int64) gives the groups to begin with, by their smallest member; `absent` is what a
    pair without an edge counts.
    """
    label = label.astype(np.int32)
    edges = edges.between(label)
    while True:
        size = np.bincount(label, minlength=len(label))
        gain = mean(edges, size, absent)
        a, b = _reciprocal(edges.where(gain > 0), gain[gain > 0], len(label))
        if not len(a):
            return label.astype(np.int64)
        step = np.arange(len(label), dtype=np.int32)
        step[b] = a
        label, edges = step[label], _moved(edges, step, np.concatenate([a, b]))


def _moved(edges: Edges, step: np.ndarray, merged: np.ndarray) -> Edges:
    """The edges after a round; those that touch no merged group stay as they are."""
    active = np.zeros(len(step), dtype=bool)
    active[merged] = True
    touched = active[edges.a] | active[edges.b]
    return edges.where(~touched).joined(edges.where(touched).between(step))


def _reciprocal(edges: Edges, gain: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of groups that are each other's best; ties go to the smaller root."""
    node = np.concatenate([edges.a, edges.b])
    other = np.concatenate([edges.b, edges.a])
    order = np.lexsort((other, np.concatenate([-gain, -gain]), node))
    node, other = node[order], other[order]
    first = np.flatnonzero(np.diff(node, prepend=-1))
    best = np.full(count, -1, dtype=np.int32)
    best[node[first]] = other[first]
    a = np.flatnonzero(best >= 0)
    a = a[(best[best[a]] == a) & (a < best[a])]
    return a, best[a]
