"""How sure it is that a report belongs where it was put: own group against the next best, and
against standing alone.

Evidence is tempered, since its terms aren't independent: p = w_own / (w_own + 1 + w_next) with
w = exp(TEMPER · mean evidence); a report alone has 1 / (1 + w_next). Not a calibrated frequency.
"""

import numpy as np

from truceline.stages.fusion.cluster import Edges
from truceline.stages.fusion.evidence import FLOOR, UNIT

TEMPER = 0.7


def probabilities(label: np.ndarray, edges: Edges) -> np.ndarray:
    """Probability in (0, 1] per report; `edges` are those between single reports."""
    report, group, mean = _means(label, edges.where(~_excluded(label, edges)))
    own = np.full(len(label), FLOOR)
    mine = label[report] == group
    own[report[mine]] = mean[mine]
    rest = np.full(len(label), FLOOR)
    np.maximum.at(rest, report[~mine], mean[~mine])
    alone = np.bincount(label, minlength=len(label))[label] == 1
    weight = np.where(alone, 0.0, np.exp(TEMPER * own))
    found: np.ndarray = np.where(alone, 1.0, weight) / (weight + 1 + np.exp(TEMPER * rest))
    return found


def _excluded(label: np.ndarray, edges: Edges) -> np.ndarray:
    """Edges to a group that a bar closes to the report: no alternative for it."""
    n = len(label)
    bars = np.flatnonzero(edges.bars)
    a, b = edges.a[bars], edges.b[bars]
    closed = np.unique(np.concatenate([a * n + label[b], b * n + label[a]]))
    shut: np.ndarray = np.isin(edges.a * n + label[edges.b], closed)
    return shut | np.isin(edges.b * n + label[edges.a], closed)


def _means(label: np.ndarray, edges: Edges) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(report, group, mean evidence in nats over the group's other members) where any is known."""
    n = len(label)
    key = np.concatenate([edges.a * n + label[edges.b], edges.b * n + label[edges.a]])
    order = np.argsort(key, kind="stable")
    key, score = key[order], np.concatenate([edges.score, edges.score])[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    report, group = np.divmod(key[first], n) if n else (key, key)
    total = np.add.reduceat(score, first) if len(first) else score
    count = np.diff(first, append=len(key))
    others = np.bincount(label, minlength=n)[group] - (label[report] == group)
    mean = (total / UNIT + (others - count) * FLOOR) / others
    return report, group, mean
