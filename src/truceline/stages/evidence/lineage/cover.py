"""Sentence cover: how much of a document's sentences has a counterpart in another's.

Weights come from the two documents alone (what they repeat is their topic and weighs little), so
that no third document can change what is said of a pair.
"""

import math

import numpy as np
import numpy.typing as npt

from truceline.stages.evidence.lineage.compiled import compiled, part
from truceline.stages.evidence.lineage.wording import NUMBER, Ints, Wording

Floats = npt.NDArray[np.float64]

COUNTERPART = 0.25
"""Overlap from which a sentence is a counterpart."""
_FAINT = 0.125
_MANY = 500

MEASURES = ("cover_a", "cover_b", "evidence", "agree", "differ", "faint", "order", "names")
COVER_A, COVER_B, EVIDENCE, AGREE, DIFFER, FAINT, ORDER, NAMES = range(len(MEASURES))


def covers(columns: Wording, pairs: Ints) -> Floats:
    """Per pair (a, b) the measures of `MEASURES`; shape (m, 8).

    Weight of stem t: w = ln(1 + N / n_t), n_t of the N sentences of both documents holding it.
    Overlap of sentences s, u: Σ w over both / Σ w over either (weighted Jaccard). A sentence's
    counterpart is the one of greatest overlap, from 0.25 on. cover_a: share of a's sentences that
    have one in b; evidence: sum of these overlaps, of the better side; agree and differ:
    counterparts that both hold numbers and share one or none; faint: share of the shorter
    document's sentences with an overlap from 0.125 on; order: share of neighbours among these
    whose counterparts stand in the same order; names: share of the numbers and names of the
    document with fewer that stand in the other.
    """
    measures = np.zeros((len(pairs), len(MEASURES)))
    most = int(columns.sentences.max(initial=1))
    both, same, side = np.zeros((most, most)), np.zeros((most, most)), np.zeros((2, most, 2))
    kernel = compiled(_all_covers) if len(pairs) >= _MANY else _all_covers
    kernel(columns, pairs, both, same, side, measures)
    return measures


def overlaps(columns: Wording, a: int, b: int) -> Floats:
    """The overlap of each sentence of `a` with each of `b`."""
    size = int(columns.sentences[a]), int(columns.sentences[b])
    both, same, side = np.zeros(size), np.zeros(size), np.zeros((2, max(size), 2))
    _meet(columns, a, b, both, same, side)
    return both


def _all_covers(
    columns: Wording, pairs: Ints, both: Floats, same: Floats, side: Floats, measures: Floats
) -> None:
    """Fills `measures`; the next three are room to work in, as large as the longest document."""
    for m in range(len(pairs)):
        a, b = pairs[m]
        rows, cols = columns.sentences[a], columns.sentences[b]
        over, alike = both[:rows, :cols], same[:rows, :cols]
        measures[m, NAMES] = _meet(columns, a, b, over, alike, side)
        of_a = _from(over, alike, side[0], side[1])
        of_b = _from(over.T, alike.T, side[1], side[0])
        better = of_a if of_a[0] >= of_b[0] else of_b
        shorter = of_a if rows <= cols else of_b
        measures[m, COVER_A], measures[m, COVER_B] = of_a[0], of_b[0]
        measures[m, EVIDENCE], measures[m, AGREE], measures[m, DIFFER] = better[1:4]
        measures[m, FAINT], measures[m, ORDER] = shorter[4:]


@part
def _meet(columns: Wording, a: int, b: int, both: Floats, same: Floats, side: Floats) -> float:
    """Fills `both` with overlaps, `same` with shared numbers, `side` with each sentence's weight
    and numbers; returns the share of names and numbers.
    """
    both[:], same[:], side[:] = 0.0, 0.0, 0.0
    total = both.shape[0] + both.shape[1]
    i, j = columns.first[a], columns.first[b]
    told_a, told_b, told = 0, 0, 0
    while i < columns.first[a + 1] or j < columns.first[b + 1]:
        in_a = j == columns.first[b + 1] or (
            i < columns.first[a + 1] and columns.stem[i] <= columns.stem[j]
        )
        in_b = i == columns.first[a + 1] or (
            j < columns.first[b + 1] and columns.stem[j] <= columns.stem[i]
        )
        holding = (columns.at[i + 1] - columns.at[i] if in_a else 0) + (
            columns.at[j + 1] - columns.at[j] if in_b else 0
        )
        weight = math.log(1.0 + total / holding)
        if in_a:
            told_a += _put(columns, i, weight, side[0])
        if in_b:
            told_b += _put(columns, j, weight, side[1])
        if in_a and in_b:
            told += _share(columns, i, j, weight, both, same)
        i, j = i + in_a, j + in_b
    _divide(both, side)
    return told / max(min(told_a, told_b), 1)


@part
def _put(columns: Wording, row: int, weight: float, side: Floats) -> int:
    """Adds a stem to the sentences that hold it; is it a name or a number?"""
    number = columns.kind[row] == NUMBER
    for p in range(columns.at[row], columns.at[row + 1]):
        side[columns.sentence[p], 0] += weight
        side[columns.sentence[p], 1] += number
    return int(columns.kind[row] > 0)


@part
def _share(columns: Wording, i: int, j: int, weight: float, both: Floats, same: Floats) -> int:
    """Adds a stem to the pairs of sentences that share it; is it a name or a number?"""
    number = columns.kind[i] == NUMBER
    for p in range(columns.at[i], columns.at[i + 1]):
        for q in range(columns.at[j], columns.at[j + 1]):
            both[columns.sentence[p], columns.sentence[q]] += weight
            same[columns.sentence[p], columns.sentence[q]] += number
    return int(columns.kind[i] > 0 and columns.kind[j] > 0)


@part
def _divide(both: Floats, side: Floats) -> None:
    """From shared weight to overlap."""
    for s in range(both.shape[0]):
        for u in range(both.shape[1]):
            if both[s, u] > 0.0:
                both[s, u] /= side[0, s, 0] + side[1, u, 0] - both[s, u]


@part
def _from(
    over: Floats, same: Floats, here: Floats, there: Floats
) -> tuple[float, float, float, float, float, float]:
    """cover, evidence, agree, differ, faint and order as one document sees them."""
    cover, evidence, agree, differ, faint, ordered = 0, 0.0, 0, 0, 0, 0
    before = -1
    for s in range(over.shape[0]):
        best = 0
        for u in range(over.shape[1]):
            if over[s, u] > over[s, best]:
                best = u
        if over.shape[1] == 0 or over[s, best] < _FAINT:
            continue
        ordered += faint > 0 and best >= before
        faint, before = faint + 1, best
        if over[s, best] >= COUNTERPART:
            cover, evidence = cover + 1, evidence + over[s, best]
            if here[s, 1] > 0.0 and there[best, 1] > 0.0:
                agree += same[s, best] > 0.0
                differ += same[s, best] == 0.0
    rows = max(over.shape[0], 1)
    return cover / rows, evidence, agree, differ, faint / rows, ordered / max(faint - 1, 1)
