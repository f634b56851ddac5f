"""Which rules can't hold together: as few as still clash, found by leaving out one after another.

The deletion filter of Chinneck & Dravnieks (1991). A rule is told only where the clash of those told
was proved; nothing is told of problems too large for that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from truceline.stages.plan.siting.exact import TINY, impossible
from truceline.stages.plan.siting.problem import SitingProblem, subset, usable

SMALL: Final = 60_000
"""Pairs up to which a clash is looked for; up to `TINY` cell by cell and sector by sector."""
NOTHING: Final = np.empty(0, np.int64)


@dataclass(frozen=True)
class _Rule:
    """Its words, the same question without it, and the rules that it consists of."""

    words: str
    without: Callable[[SitingProblem], SitingProblem]
    parts: tuple["_Rule", ...] = ()


def together(problem: SitingProblem) -> tuple[str, ...]:
    """The rules of a clash in words; empty where none could be proved."""
    if problem.pairs > SMALL or not _clashing(problem):
        return ()
    kept, left = _filtered(problem, list(_rules(problem)))
    if problem.pairs <= TINY:
        kept, _ = _filtered(left, [part for rule in kept for part in rule.parts or (rule,)])
    return tuple(rule.words for rule in kept)


def _filtered(problem: SitingProblem, rules: Sequence[_Rule]) -> tuple[list[_Rule], SitingProblem]:
    """The rules that the clash needs, and the question without the others."""
    kept = []
    for rule in rules:
        fewer = rule.without(problem)
        if _clashing(fewer):
            problem = fewer
        else:
            kept.append(rule)
    return kept, problem


def _clashing(problem: SitingProblem) -> bool:
    return impossible(subset(problem, usable(problem).nonzero()[0]))


def _rules(problem: SitingProblem) -> Iterator[_Rule]:
    """What a plan must keep, each once; what binds nothing is left out."""
    for limit in problem.limits:
        if np.isfinite(limit.most):
            yield _Rule(f"{limit.name} {limit.most:g}", partial(_unlimited, limit.name))
    yield _Rule(
        f"at most {problem.per_site} systems at a site",
        lambda p: replace(p, per_site=max(p.options, 1)),
    )
    if len(problem.forced):
        words = f"{len(problem.forced)} systems forced in"
        yield _Rule(words, lambda p: replace(p, forced=NOTHING))
    if len(problem.barred):
        words = f"{len(problem.barred)} systems left out by order"
        yield _Rule(words, lambda p: replace(p, barred=NOTHING))
    if floors := tuple(_floors(problem)):
        no_floors = np.zeros(len(problem.floor))
        yield _Rule(
            f"floors of {len(floors)} sectors", lambda p: replace(p, floor=no_floors), floors
        )
    if len(problem.critical) and problem.cover:
        words = f"{problem.cover} systems over each of {len(problem.critical)} critical cells"
        yield _Rule(words, lambda p: replace(p, critical=NOTHING), tuple(_critical(problem)))


def _floors(problem: SitingProblem) -> Iterator[_Rule]:
    for sector in (problem.floors() > 0).nonzero()[0].tolist():
        words = f"floor {problem.floor[sector]:g} of {problem.names.of('sector', sector)}"
        yield _Rule(words, partial(_unfloored, sector))


def _critical(problem: SitingProblem) -> Iterator[_Rule]:
    for cell in problem.critical.tolist():
        words = f"{problem.cover} systems over critical {problem.names.of('cell', cell)}"
        yield _Rule(words, partial(_uncritical, cell))


def _unlimited(name: str, problem: SitingProblem) -> SitingProblem:
    return problem.with_limits({name: np.inf})


def _unfloored(sector: int, problem: SitingProblem) -> SitingProblem:
    others = np.arange(len(problem.floor)) != sector
    return replace(problem, floor=problem.floor * others)


def _uncritical(cell: int, problem: SitingProblem) -> SitingProblem:
    return replace(problem, critical=problem.critical[problem.critical != cell])
