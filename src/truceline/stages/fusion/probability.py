"""How sure it is that a report belongs where it was put: own group against the next best, and
against standing alone.

Evidence is tempered, since its terms aren't independent: p = w_own / (w_own + 1 + w_next) with
w = exp(TEMPER · mean evidence); a report alone has 1 / (1 + w_next). Not a calibrated frequency.
"""

import numpy as np

from truceline.stages.fusion.cluster import Edges
from truceline.stages.fusion.evidence import OUT_OF_REACH, UNIT

TEMPER = 0.7
_CHUNK = 200_000  # reports at once: bounds the memory


def probabilities(label: np.ndarray, edges: Edges) -> np.ndarray:
    """Probability in (0, 1] per report; `edges` are those between single reports."""
    size = np.bincount(label, minlength=len(label))
    own, rest = np.full(len(label), OUT_OF_REACH), np.full(len(label), OUT_OF_REACH)
    for lo in range(0, len(label), _CHUNK):
        report, group, mean = _means(_towards(edges, label, lo, lo + _CHUNK), label, size)
        mine = label[report] == group
        own[report[mine]] = mean[mine]
        np.maximum.at(rest, report[~mine], mean[~mine])
    weight = np.where(size[label] == 1, 0.0, np.exp(TEMPER * own))
    found: np.ndarray = np.where(weight, weight, 1.0) / (weight + 1 + np.exp(TEMPER * rest))
    return found


def _towards(edges: Edges, label: np.ndarray, lo: int, hi: int) -> Edges:
    """Evidence between the reports lo..hi (as `a`) and groups (as `b`), summed; none where a bar
    closes the group to the report, for then it is no alternative.
    """
    ahead = edges.where((edges.a >= lo) & (edges.a < hi))
    back = edges.where((edges.b >= lo) & (edges.b < hi))
    both = ahead.joined(Edges(back.b, back.a, back.score, back.count, back.bars))
    summed = both.summed(both.a, label[both.b])
    return summed.where(summed.bars == 0)


def _means(
    edges: Edges, label: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(report, group, mean evidence in nats over the group's other members)."""
    others = size[edges.b] - (label[edges.a] == edges.b)
    mean = (edges.score / UNIT + (others - edges.count) * OUT_OF_REACH) / others
    return edges.a, edges.b, mean
