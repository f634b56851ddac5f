"""A plan checked anew from the problem alone: what it detects, and every rule that it breaks.

Shares no code with the search, and must never trust a number that the search computed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from truceline.stages.plan.siting.problem import Floats, Ints, SitingProblem

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Checked:
    """`detected` = Σ wᵢ (1 − Πⱼ (1 − pᵢⱼ)) of the plan, by sector too; broken rules in words."""

    detected: float
    by_sector: Floats
    covered: Ints
    broken: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Does it keep every rule?"""
        return not self.broken


def check(problem: SitingProblem, options: Sequence[int]) -> Checked:
    """The plan's worth and every rule that it breaks. `covered` counts the systems over each
    critical cell.
    """
    missed = np.ones(len(problem.weight))
    seeing = np.zeros(len(problem.weight), np.int64)
    for option in sorted(options):
        part = slice(int(problem.begins[option]), int(problem.begins[option + 1]))
        cells, p = problem.cells[part], problem.p[part].astype(float)
        missed[cells] *= 1.0 - p
        seeing[cells] += p >= problem.sees
    got = problem.weight * (1.0 - missed)
    by_sector, covered = problem.per_sector(got), seeing[problem.critical]
    broken = (
        *_limits(problem, options),
        *_sites(problem, options),
        *_floors(problem, by_sector),
        *_cover(problem, covered),
        *_stated(problem, options),
    )
    return Checked(float(got.sum()), by_sector, covered, broken)


def _limits(problem: SitingProblem, options: Sequence[int]) -> Iterator[str]:
    for limit in problem.limits:
        used = sum(float(limit.use[option]) for option in options)
        if used > limit.most + TOLERANCE * max(1.0, limit.most):
            yield f"{limit.name}: {used:g} used of {limit.most:g}"


def _sites(problem: SitingProblem, options: Sequence[int]) -> Iterator[str]:
    for site, count in sorted(Counter(int(problem.site[option]) for option in options).items()):
        if count > problem.per_site:
            name = problem.names.of("site", site)
            yield f"{name}: {count} systems at a site that may have {problem.per_site}"


def _floors(problem: SitingProblem, got: Floats) -> Iterator[str]:
    whole = problem.per_sector(problem.weight)
    for sector, least in enumerate(problem.floor):
        if got[sector] < least * whole[sector] - TOLERANCE * whole[sector]:
            share = got[sector] / whole[sector]
            yield f"{problem.names.of('sector', sector)}: {share:.3f} detected, floor {least:g}"


def _cover(problem: SitingProblem, covered: Ints) -> Iterator[str]:
    for cell, count in zip(problem.critical, covered, strict=True):
        if count < problem.cover:
            name = problem.names.of("cell", int(cell))
            yield f"critical {name}: seen by {count} systems of {problem.cover}"


def _stated(problem: SitingProblem, options: Sequence[int]) -> Iterator[str]:
    chosen = set(options)
    if len(chosen) < len(options):
        yield "an option was chosen twice"
    for word, wrong in (
        ("forced in, but left out", set(problem.forced.tolist()) - chosen),
        ("left out by order, but chosen", set(problem.barred.tolist()) & chosen),
    ):
        for option in sorted(wrong):
            yield f"{called(problem, option)}: {word}"


def called(problem: SitingProblem, option: int) -> str:
    """An option in words."""
    kind = problem.names.of("kind", int(problem.kind[option]))
    return f"{kind} at {problem.names.of('site', int(problem.site[option]))}"
