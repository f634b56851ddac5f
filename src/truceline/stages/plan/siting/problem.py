"""What is asked of a siting plan: options, what each would see, and what must hold.

An option is one system of a kind at a site. The pairs of option and cell stand by option, as large
as they come (tens of millions), and are never copied whole. Nothing here decides anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]
"""Numbers as a file holds them, 32 or 64 bits wide."""

SUREST: Final = 1.0 - 1e-9
"""A probability of 1 counts as this, so that −ln(1 − p) is a number."""
SLACK: Final = 1e-9
"""Relative slack with which a limit holds: sums of decimal costs aren't exact."""


@dataclass(frozen=True)
class Limit:
    """At most `most` of something that options use up: `use` per option, ≥ 0."""

    name: str
    use: Floats
    most: float

    def left(self, options: Sequence[int] | Ints) -> float:
        """What remains after these options; negative where they use too much."""
        used = float(self.use[np.asarray(options, np.int64)].sum())
        return self.most - used + SLACK * max(1.0, self.most)


@dataclass(frozen=True)
class Names:
    """How people call what stands here as numbers; empty where nobody named it."""

    sites: Sequence[str] = ()
    kinds: Sequence[str] = ()
    sectors: Sequence[str] = ()
    cells: Sequence[str] = ()
    places: Sequence[tuple[float, float]] = ()
    site_sectors: Sequence[str] = ()

    def where(self, site: int) -> tuple[float | None, float | None, str]:
        """Latitude, longitude and sector of a site, where they were told."""
        lat, lon = self.places[site] if site < len(self.places) else (None, None)
        return lat, lon, self.site_sectors[site] if site < len(self.site_sectors) else ""

    def of(self, what: str, number: int) -> str:
        """The name of a site, kind, sector or cell, else its number."""
        listed: Sequence[str] = getattr(self, f"{what}s")
        return str(listed[number]) if number < len(listed) else f"{what} {number}"


@dataclass(frozen=True)
class SitingProblem:
    """Choose options x ∈ {0, 1} to maximise Σᵢ wᵢ (1 − Πⱼ (1 − pᵢⱼ)^xⱼ).

    Pairs by option: those of option j are `begins[j]:begins[j + 1]` of `cells` and `p` (0 to 1; each
    cell once per option). `weight` (cells) ≥ 0. `sector` (cells) and `floor` (sectors): the least
    share of the sector's weight to detect. `critical`: cells that at least `cover` chosen systems
    must see with p ≥ `sees`. At most `per_site` systems at a `site` (options; numbers below
    `sites`). `kind` (options)
    counts into `names.kinds`. `place` (options, 2): where in km on a plane, for the search alone.
    """

    weight: Floats
    begins: Ints
    cells: Numbers
    p: Numbers
    site: Ints
    sites: int
    kind: Ints
    place: Floats
    sector: Ints
    floor: Floats
    limits: tuple[Limit, ...] = ()
    per_site: int = 1
    critical: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    cover: int = 1
    sees: float = 0.2
    forced: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    barred: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    names: Names = field(default_factory=Names)

    @property
    def options(self) -> int:
        """How many there are to choose from."""
        return len(self.begins) - 1

    @property
    def pairs(self) -> int:
        """How many pairs of option and cell there are."""
        return int(self.begins[-1])

    def seen_by(self, option: int) -> tuple[Ints, Floats]:
        """The cells that an option sees, and how well (p < 1)."""
        part = slice(int(self.begins[option]), int(self.begins[option + 1]))
        return self.cells[part].astype(np.int64), sure(self.p[part])

    def per_sector(self, of_cells: Floats) -> Floats:
        """Sums over the cells of each sector."""
        return np.bincount(self.sector, of_cells, len(self.floor)).astype(float)

    def floors(self) -> Floats:
        """The least weighted detection of each sector, in units of weight."""
        return self.floor * self.per_sector(self.weight)

    def with_limits(self, most: dict[str, float]) -> "SitingProblem":
        """The same question with other limits, by name."""
        limits = tuple(replace(x, most=most.get(x.name, x.most)) for x in self.limits)
        return replace(self, limits=limits)


def sure(p: Numbers) -> Floats:
    """Probabilities as the search uses them: below 1."""
    return np.minimum(np.asarray(p, np.float64), SUREST)


def usable(problem: SitingProblem) -> Flags:
    """Options that may be chosen at all: not barred, and within every limit alone."""
    free = np.ones(problem.options, bool)
    free[problem.barred] = False
    for limit in problem.limits:
        free &= limit.use <= limit.most + SLACK * max(1.0, limit.most)
    free[problem.forced] = True
    return free


def subset(problem: SitingProblem, options: Ints, factor: Floats | None = None) -> SitingProblem:
    """The question for some of the options (ascending), with pairs of its own. `factor` (options of
    the whole problem) multiplies p. Forced options must be among them.
    """
    sizes = np.diff(problem.begins)[options]
    begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    cells, p = np.empty(begins[-1], np.int32), np.empty(begins[-1])
    for j, option in enumerate(options):
        at = slice(begins[j], begins[j + 1])
        cells[at], p[at] = problem.seen_by(int(option))
        if factor is not None:
            p[at] = np.minimum(p[at] * factor[option], SUREST)
    kept = np.isin(options, problem.forced).nonzero()[0]
    return replace(
        problem,
        begins=begins,
        cells=cells,
        p=p,
        site=problem.site[options],
        kind=problem.kind[options],
        place=problem.place[options],
        limits=tuple(replace(x, use=x.use[options]) for x in problem.limits),
        forced=kept,
        barred=np.isin(options, problem.barred).nonzero()[0],
    )
