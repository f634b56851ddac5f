"""Sentence cover: how much of a document's sentences has a counterpart in another's.

Weights come from the two documents alone (what they repeat is their topic and weighs little), so
that no third document can change what is said of a pair.
"""

import math

import numpy as np
import numpy.typing as npt

from truceline.foundation.compiled import compiled, kernel
from truceline.stages.evidence.lineage.wording import NUMBER, Ints, Wording

Floats = npt.NDArray[np.float64]

COUNTERPART = 0.25
"""Overlap from which a sentence is a counterpart."""
_WORDING = 0.125
_FAINT = 0.125
_FEWEST_IN_ORDER = 4  # three stand in order by chance
_MANY = 500

MEASURES = ("cover_a", "cover_b", "evidence", "agree", "differ", "faint", "order", "names")
COVER_A, COVER_B, EVIDENCE, AGREE, DIFFER, FAINT, ORDER, NAMES = range(len(MEASURES))

_PLAIN, _FACTS, _NUMBERS = range(3)


def covers(columns: Wording, pairs: Ints) -> Floats:
    """Per pair (a, b) the measures of `MEASURES`; shape (m, 8).

    Weight of stem t: w = ln(1 + N / n_t), n_t of the N sentences of both documents holding it.
    Overlap of sentences s, u: Σ w over both / Σ w over either (weighted Jaccard). A sentence's
    counterpart is the one of greatest overlap, from 0.25 on, that shares a name or number where
    both have some, a number where both have some, and words beside: an overlap of 0.125 without
    names and numbers, which belong to the facts and not to who tells them.

    cover_a: share of a's sentences that have a counterpart in b; evidence: sum of these overlaps,
    of the better side; agree: how many of them share a name or number; differ: sentences that would have a
    counterpart but for its names and numbers; faint: share of the shorter document's sentences
    with an overlap from 0.125 on; order: share of neighbours among these whose counterparts stand
    in the same order; names: share of the numbers and names of the document with fewer that stand
    in the other.
    """
    measures = np.zeros((len(pairs), len(MEASURES)))
    most = int(columns.sentences.max(initial=1))
    shared, side = np.zeros((3, most, most)), np.zeros((2, most, 3))
    run = compiled(_all_covers) if len(pairs) >= _MANY else _all_covers
    run(columns, pairs, shared, side, measures)
    return measures


def overlaps(columns: Wording, a: int, b: int) -> Floats:
    """The overlap of each sentence of `a` with each of `b`; negative where names or numbers rule a
    counterpart out.
    """
    rows, cols = int(columns.sentences[a]), int(columns.sentences[b])
    shared, side = np.zeros((3, rows, cols)), np.zeros((2, max(rows, cols), 3))
    _meet(columns, a, b, shared, side)
    found: Floats = shared[_PLAIN]
    return found


def _all_covers(
    columns: Wording, pairs: Ints, shared: Floats, side: Floats, measures: Floats
) -> None:
    """Fills `measures`; `shared` and `side` are room to work in, as large as the longest text."""
    for m in range(len(pairs)):
        a, b = pairs[m]
        rows, cols = columns.sentences[a], columns.sentences[b]
        here = shared[:, :rows, :cols]
        measures[m, NAMES] = _meet(columns, a, b, here, side)
        of_a = _from(here[_PLAIN], here[_FACTS])
        of_b = _from(here[_PLAIN].T, here[_FACTS].T)
        better = of_a if of_a[0] >= of_b[0] else of_b
        shorter = of_a if rows <= cols else of_b
        measures[m, COVER_A], measures[m, COVER_B] = of_a[0], of_b[0]
        measures[m, EVIDENCE], measures[m, AGREE], measures[m, DIFFER] = better[1:4]
        measures[m, FAINT], measures[m, ORDER] = shorter[4:]


@kernel
def _meet(columns: Wording, a: int, b: int, shared: Floats, side: Floats) -> float:
    """Fills `shared` with overlaps, facts and numbers, `side` with each sentence's weights and
    numbers; returns the share of names and numbers.
    """
    shared[:], side[:] = 0.0, 0.0
    total = shared.shape[1] + shared.shape[2]
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
        kind = max(columns.kind[i] if in_a else 0, columns.kind[j] if in_b else 0)
        told_a += _put(columns, i, weight, kind, side[0]) if in_a else 0
        told_b += _put(columns, j, weight, kind, side[1]) if in_b else 0
        told += _share(columns, i, j, weight, kind, shared) if in_a and in_b else 0
        i, j = i + in_a, j + in_b
    _divide(shared, side)
    return told / max(min(told_a, told_b), 1)


@kernel
def _put(columns: Wording, row: int, weight: float, kind: int, side: Floats) -> int:
    """Adds a stem to the sentences that hold it; is it a name or a number?"""
    what = _FACTS if kind > 0 else _PLAIN
    for p in range(columns.at[row], columns.at[row + 1]):
        side[columns.sentence[p], what] += weight
        side[columns.sentence[p], _NUMBERS] += kind == NUMBER
    return int(kind > 0)


@kernel
def _share(columns: Wording, i: int, j: int, weight: float, kind: int, shared: Floats) -> int:
    """Adds a stem to the pairs of sentences that share it; is it a name or a number?"""
    what = _FACTS if kind > 0 else _PLAIN
    for p in range(columns.at[i], columns.at[i + 1]):
        for q in range(columns.at[j], columns.at[j + 1]):
            shared[what, columns.sentence[p], columns.sentence[q]] += weight
            shared[_NUMBERS, columns.sentence[p], columns.sentence[q]] += kind == NUMBER
    return int(kind > 0)


@kernel
def _divide(shared: Floats, side: Floats) -> None:
    """From shared weights to overlap, put in the place of plain words."""
    for s in range(shared.shape[1]):
        for u in range(shared.shape[2]):
            plain, facts = shared[_PLAIN, s, u], shared[_FACTS, s, u]
            if plain + facts == 0.0:
                continue
            all_plain = side[0, s, _PLAIN] + side[1, u, _PLAIN] - plain
            all_facts = side[0, s, _FACTS] + side[1, u, _FACTS] - facts
            over = (plain + facts) / (all_plain + all_facts)
            if plain < _WORDING * all_plain:
                over = min(over, COUNTERPART - 1e-9)
            bare = facts == 0.0 and side[0, s, _FACTS] > 0.0 and side[1, u, _FACTS] > 0.0
            other = shared[_NUMBERS, s, u] == 0.0 and (
                side[0, s, _NUMBERS] > 0.0 and side[1, u, _NUMBERS] > 0.0
            )
            shared[_PLAIN, s, u] = -over if bare or other else over


@kernel
def _from(over: Floats, facts: Floats) -> tuple[float, float, float, float, float, float]:
    """cover, evidence, agree, differ, faint and order as one document sees them."""
    cover, evidence, agree, differ, faint, ordered = 0, 0.0, 0, 0, 0, 0
    before = -1
    for s in range(over.shape[0]):
        best, worst = 0, 0
        for u in range(over.shape[1]):
            best = u if over[s, u] > over[s, best] else best
            worst = u if over[s, u] < over[s, worst] else worst
        if over.shape[1] == 0:
            continue
        if over[s, best] >= COUNTERPART:
            cover, evidence = cover + 1, evidence + over[s, best]
            agree += facts[s, best] > 0.0
        elif over[s, worst] <= -COUNTERPART:
            differ += 1
        if over[s, best] >= _FAINT:
            ordered += faint > 0 and best >= before
            faint, before = faint + 1, best
    rows = max(over.shape[0], 1)
    order = ordered / (faint - 1) if faint >= _FEWEST_IN_ORDER else 0.0
    return cover / rows, evidence, agree, differ, faint / rows, order
