"""Which pairs of documents are worth comparing: those that share rare stems within a window of days.

An inverted index of stems, asked rarest first with a bounded number of answers, finds rewrites that
share hardly a run of three words. It decides nothing: what it doesn't name is not compared.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truceline.foundation.compiled import compiled, kernel
from truceline.stages.evidence.lineage.wording import Ints, Wording

WINDOW = timedelta(days=7)
"""Copies come within days; a document without a date is compared with those of all days."""
MOST = 16
"""Earlier documents that one document is compared with, at most."""
_BUDGET = 4_000
_LEAST_SHARED = 3
_MANY = 300

Floats = npt.NDArray[np.float64]


def earliest(times: Sequence[datetime | None]) -> Ints:
    """Per document the first one it may be compared with; documents are in the order of their
    times, those without one last.
    """
    dated = [t for t in times if t is not None]
    moments = np.array([t.timestamp() for t in dated], dtype=np.float64)
    starts = np.searchsorted(moments, moments - WINDOW.total_seconds())
    return np.append(starts, np.zeros(len(times) - len(dated))).astype(np.int64)


def candidates(columns: Wording, start: Ints) -> Ints:
    """Pairs (earlier, later) of documents, shape (m, 2), in the order of the later.

    `start[d]` is the first document that d may be compared with. The score of a pair is
    Σ ln(n / df(t)) over the shared stems t that were asked, by the square root of the same sum over
    all stems of the earlier document. Each later document asks its stems, the rarest first, until
    4,000 answers have come, and keeps the 16 best that share three stems or more.
    """
    document = np.repeat(np.arange(columns.documents), np.diff(columns.first))
    count = np.bincount(columns.stem, minlength=1)
    weight = np.log(max(columns.documents, 2) / np.maximum(count, 1)) + 1.0
    by_stem = np.lexsort((document, columns.stem))
    by_rarity = np.lexsort((columns.stem, count[columns.stem], document))
    size = np.sqrt(np.bincount(document, weight[columns.stem], columns.documents))
    pairs = np.empty((columns.documents * MOST, 2), np.int64)
    index = _Index(
        first=columns.first,
        stem=columns.stem[by_rarity],
        posting=np.append(0, np.cumsum(count)),
        document=document[by_stem],
        weight=weight,
        size=size,
    )
    run = compiled(_ask) if columns.documents >= _MANY else _ask
    return pairs[: run(index, start, pairs)]


class _Index(NamedTuple):
    """Document d asks `stem[first[d]:first[d + 1]]`, the rarest first; stem t stands in the
    documents `document[posting[t]:posting[t + 1]]`, ascending.
    """

    first: Ints
    stem: npt.NDArray[np.int32]
    posting: Ints
    document: Ints
    weight: Floats
    size: Floats


def _ask(index: _Index, start: Ints, pairs: Ints) -> int:
    """Fills `pairs`; returns how many."""
    total = len(start)
    score, shared = np.zeros(total), np.zeros(total, np.int64)
    met = np.empty(total, np.int64)
    found = 0
    for d in range(total):
        many = _answers(index, start, d, score, shared, met)
        best = np.sort(met[:many])
        kept = 0
        for e in best[np.argsort(-score[best], kind="mergesort")]:
            if kept < MOST and shared[e] >= _LEAST_SHARED:
                pairs[found, 0], pairs[found, 1] = e, d
                found += 1
                kept += 1
            score[e], shared[e] = 0.0, 0
    return found


@kernel
def _answers(index: _Index, start: Ints, d: int, score: Floats, shared: Ints, met: Ints) -> int:
    """Scores of the earlier documents that share stems with `d`; how many were met."""
    left, many = _BUDGET, 0
    for u in range(index.first[d], index.first[d + 1]):
        t = index.stem[u]
        low, end = index.posting[t], index.posting[t + 1]
        high = low + np.searchsorted(index.document[low:end], d)
        low += np.searchsorted(index.document[low:end], start[d])
        left -= high - low
        if left < 0:
            break
        for p in range(low, high):
            e = index.document[p]
            if shared[e] == 0:
                met[many] = e
                many += 1
            score[e] += index.weight[t] / index.size[e]
            shared[e] += 1
    return many
