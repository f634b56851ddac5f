"""What reviewers decided, carried on: a pair held apart parts all that is bonded to either of the two.

Must never bond anything that reviewers didn't; where evidence and a decision disagree, evidence yields.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from truceline.model.ports import Engine
from truceline.stages.fusion.block import Judged
from truceline.stages.fusion.unions import Unions

MOST_PAIRS = 50
"""So many of the nearest members on either side are barred for each member: what meets in a block is
near in time, and the bonded members that meet there are one cluster from the start."""


def carried(judged: Judged) -> Judged:
    """`same` as chains through each bonded part, in order of rows, so that those of its members that
    meet anywhere are bonded there; `different` between all members of two parts (of large ones
    `MOST_PAIRS` on either side).
    """
    parts: Unions[int] = Unions()
    for a, b in judged.same.tolist():
        parts.join(a, b)
    members: dict[int, list[int]] = defaultdict(list)
    for row in np.unique(np.concatenate([judged.same.ravel(), judged.different.ravel()])).tolist():
        members[parts.root(row)].append(row)
    chains = [pair for rows in members.values() for pair in pairwise(rows)]
    apart = {tuple(sorted((parts.root(a), parts.root(b)))) for a, b in judged.different.tolist()}
    barred = {p for a, b in apart for p in _across(members[a], members[b])}
    return Judged(_pairs(chains), _pairs(sorted(barred)))


def _across(one: list[int], two: list[int]) -> Iterator[tuple[int, int]]:
    for rows, others in ((one, two), (two, one)):
        places = np.searchsorted(others, rows).tolist()
        for row, place in zip(rows, places, strict=True):
            near = others[max(place - MOST_PAIRS, 0) : place + MOST_PAIRS]
            yield from ((min(row, other), max(row, other)) for other in near)


def _pairs(pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    return np.array(list(pairs), np.int64).reshape(-1, 2)


def grouped_apart(
    count: int, links: np.ndarray, different: np.ndarray, engine: Engine
) -> np.ndarray:
    """Labels of `count` rows under links (m, 2), of which those that would join what is held apart
    are left out; earlier links win.
    """
    label = engine.group(count, links)
    one, two = label[different[:, 0]], label[different[:, 1]]
    broken = np.isin(label[links[:, 0]], one[one == two])
    if not broken.any():
        return label
    parts = Unions(different.tolist())
    doubtful = [(a, b) for a, b in links[broken].tolist() if parts.join(a, b)]
    return engine.group(count, np.concatenate([links[~broken], _pairs(doubtful)]))
