"""From tables to a question: every allowed type at every candidate, with what it would see.

Detection comes from `foundation.coverage`, the same as planning and monitoring use. Rows are put in
order first, so that their order in a file never matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from truceline.foundation.coverage.pairs import detection_matrix
from truceline.model.plan import Asset, Profile
from truceline.model.record import Problem, in_order
from truceline.model.siting import Candidate, Demand
from truceline.stages.plan.siting.problem import Floats, Ints, Limit, Names, SitingProblem

ACT: Final = "fire/explosion_undetermined"
KM: Final = 111.195
"""Length of a degree of latitude."""


@dataclass(frozen=True)
class Terms:
    """What a plan may spend and must hold; None stands for no limit. `sectors` names those that have
    the floor, empty for all; `crew_of` limits the crew of contributors; `territory` lists whose
    ground may be used, empty for any.
    """

    budget: float | None = None
    crew: float | None = None
    floor: float = 0.0
    sectors: tuple[str, ...] = ()
    per_site: int = 2
    cover: int = 2
    sees: float = 0.2
    crew_of: Mapping[str, float] = field(default_factory=dict)
    territory: tuple[str, ...] = ()
    act: str = ACT
    dark: float = 0.5


@dataclass(frozen=True)
class Tables:
    """The records that a question is made of, each sorted by id."""

    demand: tuple[Demand, ...]
    candidates: tuple[Candidate, ...]
    types: tuple[Profile, ...]


def pose(tables: Tables, terms: Terms) -> tuple[SitingProblem | None, tuple[Problem, ...]]:
    """The question, or None where there is nothing to choose or nothing to see."""
    problems = in_order(_told(tables, terms))
    assets = options_of(tables, terms)
    if not assets or not tables.demand:
        what = "no system may stand anywhere" if tables.demand else "no cell is left"
        return None, (*problems, Problem(file="candidates", message=what))
    return _problem(tables, terms, assets), problems


def options_of(tables: Tables, terms: Terms) -> tuple[Asset, ...]:
    """A system of every allowed type at every candidate whose ground may be used."""
    return tuple(
        _asset(candidate, profile)
        for candidate in tables.candidates
        if not terms.territory or candidate.territory in terms.territory
        for profile in tables.types
        if not candidate.kinds or {profile.id, profile.kind} & set(candidate.kinds)
    )


def _asset(candidate: Candidate, profile: Profile) -> Asset:
    return Asset(
        id=f"{candidate.site_id} {profile.id}",
        kind=profile.kind,
        profile=profile.id,
        contributor=candidate.contributor,
        lat=candidate.lat,
        lon=candidate.lon,
        sector=candidate.sector,
        crew=profile.crew,
        cost=profile.cost,
    )


def _problem(tables: Tables, terms: Terms, assets: Sequence[Asset]) -> SitingProblem:
    matrix = detection_matrix(cells_of(tables), assets, tables.types, terms.act, dark=terms.dark)
    sectors = sorted({d.sector for d in tables.demand})
    at = {c.site_id: n for n, c in enumerate(tables.candidates)}
    of = [a.id.removesuffix(f" {a.profile}") for a in assets]
    kinds = [t.id for t in tables.types]
    critical = [n for n, d in enumerate(tables.demand) if d.critical]
    return SitingProblem(
        weight=np.array([d.weight for d in tables.demand]),
        begins=matrix.indptr.astype(np.int64),
        cells=matrix.indices.astype(np.int64),
        p=matrix.data,
        site=np.array([at[name] for name in of], np.int64),
        sites=len(at),
        kind=np.array([kinds.index(a.profile) for a in assets], np.int64),
        place=_plane(assets),
        sector=np.array([sectors.index(d.sector) for d in tables.demand], np.int64),
        floor=np.array([_floor(name, terms) for name in sectors]),
        limits=_limits(assets, terms),
        per_site=terms.per_site,
        critical=np.array(critical, np.int64),
        cover=terms.cover,
        sees=terms.sees,
        forced=_stated(tables, assets, of, forced=True),
        barred=_stated(tables, assets, of, forced=False),
        names=_names(tables, sectors, kinds),
    )


def cells_of(tables: Tables) -> pa.Table:
    """Demand as the table of cells that detection is computed for."""
    lat, lon = [d.lat for d in tables.demand], [d.lon for d in tables.demand]
    return pa.table({"cell": [d.cell for d in tables.demand], "lat": lat, "lon": lon})


def _floor(sector: str, terms: Terms) -> float:
    return terms.floor if not terms.sectors or sector in terms.sectors else 0.0


def _plane(assets: Sequence[Asset]) -> Floats:
    """Km east and north, near enough to tell what is near."""
    lat, lon = np.array([a.lat for a in assets]), np.array([a.lon for a in assets])
    return np.column_stack([lon * KM * np.cos(np.radians(lat.mean())), lat * KM])


def _limits(assets: Sequence[Asset], terms: Terms) -> tuple[Limit, ...]:
    cost, crew = np.array([a.cost for a in assets]), np.array([a.crew for a in assets])
    budget = np.inf if terms.budget is None else terms.budget
    people = np.inf if terms.crew is None else terms.crew
    found = [Limit("budget", cost, budget), Limit("crew", crew, people)]
    for name in sorted(terms.crew_of):
        mine = np.array([a.contributor == name for a in assets])
        found.append(Limit(f"crew of {name}", crew * mine, terms.crew_of[name]))
    return tuple(found)


def _stated(tables: Tables, assets: Sequence[Asset], of: Sequence[str], *, forced: bool) -> Ints:
    """Options that are forced in, or left out."""
    known = {c.site_id: c for c in tables.candidates}
    found = [
        n
        for n, (asset, name) in enumerate(zip(assets, of, strict=True))
        if (asset.profile in known[name].forced if forced else known[name].barred)
    ]
    return np.array(found, np.int64)


def _names(tables: Tables, sectors: Sequence[str], kinds: Sequence[str]) -> Names:
    return Names(
        sites=[c.site_id for c in tables.candidates],
        kinds=kinds,
        sectors=[name or "(no sector)" for name in sectors],
        cells=[d.cell for d in tables.demand],
        places=[(c.lat, c.lon) for c in tables.candidates],
        site_sectors=[c.sector for c in tables.candidates],
    )


def _told(tables: Tables, terms: Terms) -> list[Problem]:
    """Names that nothing answers to."""
    types = {t.id for t in tables.types}
    kinds = types | {t.kind for t in tables.types}
    sectors = {d.sector for d in tables.demand}
    contributors = {c.contributor for c in tables.candidates}
    said = [
        (f"{c.site_id}: {name!r} is no type", "candidates")
        for c in tables.candidates
        for name in (*(set(c.kinds) - kinds), *(set(c.forced) - types))
    ]
    there = {asset.id for asset in options_of(tables, terms)}
    said += [
        (f"{c.site_id}: {name} is forced in where it may not stand", "candidates")
        for c in tables.candidates
        for name in c.forced
        if name in types and f"{c.site_id} {name}" not in there
    ]
    said += [
        (f"{s!r} is no sector of the demand", "--sectors") for s in set(terms.sectors) - sectors
    ]
    said += [
        (f"{name!r} contributes no candidate", "--crew-of")
        for name in set(terms.crew_of) - contributors
    ]
    return [Problem(file=file, message=message) for message, file in said]
