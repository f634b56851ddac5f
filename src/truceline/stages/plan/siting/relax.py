"""The relaxation over fractions of systems: its value, its slope, and the rules as linear rows.

Concave and, for whole systems, exact; so its greatest value is no less than that of any plan.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix, vstack

from truceline.stages.plan.siting.compiled import fitting, in_parts
from truceline.stages.plan.siting.covers import covers_of
from truceline.stages.plan.siting.curves import Columns, Rows, relaxed, slopes
from truceline.stages.plan.siting.price import shares_used
from truceline.stages.plan.siting.problem import Floats, Ints, SitingProblem, sure

BLOCK = 4_000_000
"""Pairs whose a is in memory at once when a whole problem is priced."""


@dataclass(frozen=True)
class Curves:
    """A problem's pairs, both ways round, with a = −ln(1 − p)."""

    rows: Rows
    columns: Columns

    def levels(self, x: Floats, share: float) -> tuple[Floats, Floats]:
        """Level and least bound of each cell at the fractions x."""
        cells = len(self.rows.begins) - 1
        level, value = np.empty(cells), np.empty(cells)
        run = fitting(relaxed, len(self.rows.a))
        in_parts(
            lambda first, last: run(first, last, self.rows, x, share, level, value),
            self.rows.begins,
        )
        return level, value

    def slope(self, level: Floats, weight: Floats, share: float) -> Floats:
        """Slope of the weighted bound at these levels, per option."""
        out = np.empty(len(self.columns.begins) - 1)
        _sloped(self.columns, level, weight, share, out)
        return out


def _sloped(columns: Columns, level: Floats, weight: Floats, share: float, out: Floats) -> None:
    run = fitting(slopes, len(columns.a))
    in_parts(
        lambda first, last: run(first, last, columns, level, weight, share, out), columns.begins
    )


def curves_of(problem: SitingProblem) -> Curves:
    """Both ways round, of a problem that fits into memory (see `subset`)."""
    columns, rows = _columns(problem, 0, problem.options), rows_of(problem)
    return Curves(Rows(rows.begins, rows.options, -np.log1p(-rows.a)), columns)


def rows_of(problem: SitingProblem) -> Rows:
    """The pairs by cell, with p where `Rows` has a."""
    shape = (problem.options, len(problem.weight))
    turned = csr_matrix((sure(problem.p), problem.cells, problem.begins), shape=shape).tocsc()
    return Rows(turned.indptr.astype(np.int64), turned.indices.astype(np.int64), turned.data)


def slope_of_all(problem: SitingProblem, level: Floats, weight: Floats, share: float) -> Floats:
    """The slope of every option of a problem of any size, block by block."""
    out = np.empty(problem.options)
    for first, last in _blocks(problem.begins):
        columns = _columns(problem, first, last)
        _sloped(columns, level, weight, share, out[first:last])
    return out


def _columns(problem: SitingProblem, first: int, last: int) -> Columns:
    at = slice(int(problem.begins[first]), int(problem.begins[last]))
    p = sure(problem.p[at])
    begins = problem.begins[first : last + 1] - problem.begins[first]
    return Columns(begins, problem.cells[at].astype(np.int64), -np.log1p(-p), p)


def _blocks(begins: Ints) -> list[tuple[int, int]]:
    """Runs of options with about `BLOCK` pairs each."""
    cuts, last = [0], len(begins) - 1
    while cuts[-1] < last:
        end = int(np.searchsorted(begins, begins[cuts[-1]] + BLOCK, side="right")) - 1
        cuts.append(min(last, max(end, cuts[-1] + 1)))
    return list(pairwise(cuts))


@dataclass(frozen=True)
class Linear:
    """Rules that are linear: `rows` x ≤ `most`, each scaled so that its numbers are near 1."""

    rows: csr_matrix
    most: Floats


def linear_of(problem: SitingProblem) -> Linear:
    """Limits, then sites, then critical cells."""
    limits = csr_matrix(shares_used(problem))
    sites, cover = _sites(problem), _covers(problem)
    most = [
        *(1.0 if limit.most > 0 else 0.0 for limit in problem.limits),
        *np.full(sites.shape[0], float(problem.per_site) * SITE),
        *np.full(cover.shape[0], -float(problem.cover) * SITE),
    ]
    return Linear(vstack([limits, sites, cover]).tocsr(), np.array(most))


SITE = 0.1
"""Scale of the rows that count systems."""


def _sites(problem: SitingProblem) -> csr_matrix:
    """One row per site, so that prices of rows mean the same for every subset of the options."""
    at = (problem.site, np.arange(problem.options))
    return csr_matrix((np.full(problem.options, SITE), at), shape=(problem.sites, problem.options))


def _covers(problem: SitingProblem) -> csr_matrix:
    covers = covers_of(problem)
    of = np.repeat(np.arange(problem.options), np.diff(covers.begins))
    shape = (len(problem.critical), problem.options)
    return csr_matrix((np.full(len(of), -SITE), (covers.critical, of)), shape=shape)
