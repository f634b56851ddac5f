"""How well do clusters match the truth? B-cubed, pairs, calibration; all on arrays, for 1e7 reports.

Reports of one cluster claim to be of one incident. Non-events take part: a rumour told twice is one
cluster of its own, a rumour told once stands alone.

B-cubed (Bagga and Baldwin 1998) asks each report which share of its cluster is of its incident
(precision) and which share of its incident is in its cluster (recall), and takes means. Pairwise
scores ask the same of pairs, so that large clusters weigh by their square.
"""

from typing import NamedTuple

import numpy as np

BINS = 10


class Overlap(NamedTuple):
    """Per report: how many are in its cluster, in its incident, and in both."""

    cluster: np.ndarray
    incident: np.ndarray
    both: np.ndarray


def overlap(found: np.ndarray, truth: np.ndarray) -> Overlap:
    _, a, of_a = np.unique(found, return_inverse=True, return_counts=True)
    _, b, of_b = np.unique(truth, return_inverse=True, return_counts=True)
    _, at, of_both = np.unique(a * len(of_b) + b, return_inverse=True, return_counts=True)
    return Overlap(of_a[a], of_b[b], of_both[at])


def scores(
    found: np.ndarray, truth: np.ndarray, probability: np.ndarray | None
) -> dict[str, float]:
    """Everything that is written down of one result. `probability`: that a report is in its cluster."""
    sizes = overlap(found, truth)
    told = {**b_cubed(sizes), **pairwise(sizes), **counts(found, sizes)}
    if probability is not None:
        told |= calibration(probability, right(sizes))
    return {name: round(value, 4) for name, value in told.items()}


def b_cubed(sizes: Overlap) -> dict[str, float]:
    precision = float(np.mean(sizes.both / sizes.cluster))
    recall = float(np.mean(sizes.both / sizes.incident))
    return {"b3_p": precision, "b3_r": recall, "b3_f1": f1(precision, recall)}


def pairwise(sizes: Overlap) -> dict[str, float]:
    """A report in a set of n has n − 1 pairs; each pair is seen from both of its ends."""
    hits = float(np.sum(sizes.both - 1))
    precision = hits / max(float(np.sum(sizes.cluster - 1)), 1)
    recall = hits / max(float(np.sum(sizes.incident - 1)), 1)
    return {"pair_p": precision, "pair_r": recall, "pair_f1": f1(precision, recall)}


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def counts(found: np.ndarray, sizes: Overlap) -> dict[str, int]:
    return {"clusters": len(np.unique(found)), "largest": int(sizes.cluster.max())}


def right(sizes: Overlap) -> np.ndarray:
    """A report is right when at least half of its companions, or its solitude, are true."""
    alone = sizes.cluster == 1
    companions, true = sizes.cluster - 1, sizes.both - 1
    return np.where(alone, sizes.incident == 1, (2 * true >= companions) & (true > 0))


def calibration(probability: np.ndarray, correct: np.ndarray) -> dict[str, float]:
    """Expected calibration error over ten equal bins (Naeini et al. 2015), and the Brier score."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    said = np.bincount(bins, probability, BINS)
    came = np.bincount(bins, correct, BINS)
    error = float(np.abs(said - came).sum() / len(probability))
    return {"ece": error, "brier": float(np.mean((probability - correct) ** 2))}
