"""Why a question has no answer: which of its rules clash, in words, as far as that can be proved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from truceline.stages.plan.siting.bound import relax
from truceline.stages.plan.siting.check import called
from truceline.stages.plan.siting.covers import covers_of
from truceline.stages.plan.siting.problem import SitingProblem, subset, usable
from truceline.stages.plan.siting.together import together

NOTHING = np.empty(0, np.int64)


def stated(problem: SitingProblem) -> tuple[str, ...]:
    """What clashes before anything is searched: orders with limits, cover with what there is."""
    return (*_forced(problem), *_uncoverable(problem), *_unseen(problem))


def clashes(problem: SitingProblem, *, proved: bool = False) -> tuple[str, ...]:
    """What clashes in a question for which no plan was found. `proved`: there is none."""
    found = (*stated(problem), *_out_of_reach(problem))
    if found:
        return found
    if rules := together(problem):
        return (f"proved to clash, each rule needed for it: {'; '.join(rules)}",)
    if proved:
        return ("no plan keeps all rules together (proved)",)
    return ("no plan was found that keeps all rules; that there is none isn't proved",)


def _forced(problem: SitingProblem) -> Iterator[str]:
    for option in np.intersect1d(problem.forced, problem.barred):
        yield f"{called(problem, int(option))}: both forced in and left out"
    for limit in problem.limits:
        if limit.left(problem.forced) < 0:
            used = float(limit.use[problem.forced].sum())
            yield f"systems forced in use {used:g} of {limit.name}, which is limited to {limit.most:g}"
    for site, count in sorted(Counter(problem.site[problem.forced].tolist()).items()):
        if count > problem.per_site:
            name = problem.names.of("site", site)
            yield f"{name}: {count} systems forced in, at most {problem.per_site} may stand there"


def _uncoverable(problem: SitingProblem) -> Iterator[str]:
    """Critical cells that even all options together couldn't cover, sites being limited."""
    covers, free = covers_of(problem), usable(problem)
    of = np.repeat(np.arange(problem.options), np.diff(covers.begins))
    for number, cell in enumerate(problem.critical):
        seeing = of[(covers.critical == number) & free[of]]
        counts = Counter(problem.site[seeing].tolist())
        most = sum(min(count, problem.per_site) for count in counts.values())
        if most < problem.cover:
            name = problem.names.of("cell", int(cell))
            yield (
                f"critical {name}: at most {most} systems could see it with p ≥ {problem.sees:g},"
                f" {problem.cover} are wanted"
            )


def _unseen(problem: SitingProblem) -> Iterator[str]:
    """Floors above what all options together would detect, limits or none."""
    if not problem.floor.any():
        return
    missed = np.ones(len(problem.weight))
    for option in usable(problem).nonzero()[0]:
        cells, p = problem.seen_by(int(option))
        missed[cells] *= 1.0 - p
    got = problem.per_sector(problem.weight * (1.0 - missed))
    yield from _below(problem, got, "all options together detect")


def _out_of_reach(problem: SitingProblem) -> Iterator[str]:
    """Floors above what the limits allow, even if everything went to that sector."""
    if problem.pairs > MOST:
        return
    free = replace(problem, critical=NOTHING, floor=np.zeros(len(problem.floor)))
    near = subset(free, usable(problem).nonzero()[0])
    got = np.full(len(problem.floor), np.inf)
    for sector in (problem.floor > 0).nonzero()[0]:
        alone = replace(near, weight=np.where(near.sector == sector, near.weight, 0.0))
        got[sector] = relax(alone).bound
    yield from _below(problem, got, "under the limits at most so much can be detected:")


MOST = 3_000_000
"""Pairs up to which each sector is looked at alone."""


def _below(problem: SitingProblem, got: np.ndarray, words: str) -> Iterator[str]:
    whole = problem.per_sector(problem.weight)
    for sector, least in enumerate(problem.floor):
        if got[sector] < least * whole[sector] * (1.0 - 1e-9):
            share = got[sector] / whole[sector]
            name = problem.names.of("sector", sector)
            yield f"{name}: a floor of {least:g} is asked for, {words} {share:.3f}"
