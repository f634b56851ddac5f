"""The plan brief put together: ground, sizes, consent, matches, and every number that is published.

What a file doesn't give is left out, never made up. No mean is taken over methods.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.mission.sizingfile import (
    overlaid,
    shipped_methods,
    shipped_proposals,
    shipped_support,
)
from truceline.model.matching import Marginal, MatchScenario
from truceline.model.mission import MissionSpec, Site
from truceline.model.plan import PlanSpec, Pledge, Requirement, Sector, Sized
from truceline.model.planbrief import (
    ConsentTold,
    GroundTold,
    PlanBrief,
    ScenarioTold,
    StretchTold,
)
from truceline.model.record import Problem
from truceline.stages.plan.consent import changed
from truceline.stages.plan.ground import Ground, Stretch, survey
from truceline.stages.plan.pledge import horizon, match
from truceline.stages.plan.quoted import figures
from truceline.stages.plan.requirement import size_ground, spans
from truceline.stages.plan.scenarios import marginals, scenarios
from truceline.stages.plan.tally import calendar, waterfall

LABELS = {
    "all": "All pledges",
    "firm_only": "Firm pledges only",
    "without_backstop": "All, without the backstop",
    "open_line": "All, if no sector were a combat zone",
}
_STEPS = len(LABELS) + 4
COMPARED = ("condition", "contributor")
Told = Callable[[str, int, int], None]
T = TypeVar("T")


class Given(NamedTuple):
    """What a plan brief is made of. `sectors` in the order of the line; `zone` lon/lat."""

    spec: MissionSpec
    plan: PlanSpec
    zone: BaseGeometry
    sectors: tuple[Sector, ...]
    sites: tuple[Site, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    requirements: tuple[Requirement, ...] = ()


def compose(given: Given, seconds: float, seed: int, told: Told) -> PlanBrief | Problem:
    """The brief; a Problem where the ground can't be computed. `seconds` of the solver's time for
    each match, `told` hears of each step.
    """
    spec, plan = given.spec, given.plan
    assert spec.line is not None
    told("line and zone", 1, _STEPS)
    ground = survey(spec.line, given.zone, given.sectors, given.sites, plan.tolerances_km)
    if isinstance(ground, Problem):
        return ground
    told("requirement", 2, _STEPS)
    sized = _by_consent(plan, lambda consent: size_ground(ground, plan, consent))
    consents = _by_consent(plan, lambda consent: _consent(ground, plan, consent))
    if isinstance(sized, Problem):
        return sized
    if isinstance(consents, Problem):
        return consents
    matches, growth = _matched(given, seconds, seed, told)
    told("page", _STEPS, _STEPS)
    brief = _brief(given, ground, sized).but(consents=consents, scenarios=matches, marginals=growth)
    return brief.but(figures=figures(brief))


def _brief(given: Given, ground: Ground, sized: tuple[Sized, ...]) -> PlanBrief:
    spec, plan = given.spec, given.plan
    methods = shipped_methods()
    return PlanBrief(
        title=spec.title or spec.name,
        mission=spec.name,
        start=plan.start,
        end=plan.end,
        host=plan.host,
        parties=spec.parties,
        ground=_ground(given, ground),
        consents=(),
        sized=sized,
        spans=spans(sized),
        published=shipped_proposals(),
        options=plan.options,
        methods=tuple(
            m.but(parameters=overlaid(m.parameters, plan.overrides.get(m.id, ()))) for m in methods
        ),
        support={
            name: overlaid(numbers, plan.overrides.get(name, ()))
            for name, numbers in shipped_support().items()
        },
        replaced=tuple((m, p.name) for m, new in sorted(plan.overrides.items()) for p in new),
        backstop=plan.backstop,
        combat_zone=tuple(sector.id for sector in given.sectors),
        pledges=len(given.pledges),
        contributors=len({p.contributor for p in given.pledges}),
    )


def _by_consent(
    plan: PlanSpec,
    make: Callable[[str], tuple[T, ...] | Problem],
) -> tuple[T, ...] | Problem:
    """What is made for each consent scenario, in one; the first Problem where there is one."""
    found: list[T] = []
    for consent in plan.consents:
        said = make(consent)
        if isinstance(said, Problem):
            return said
        found += said
    return tuple(found)


def _consent(ground: Ground, plan: PlanSpec, consent: str) -> tuple[ConsentTold] | Problem:
    found = changed(ground, plan, consent)
    if isinstance(found, Problem):
        return found
    return (
        ConsentTold(consent=consent, words=found.words, area_km2=found.area_km2, sites=found.sites),
    )


def _ground(given: Given, ground: Ground) -> GroundTold:
    assert given.spec.line is not None
    total = given.sectors[-1].to_km
    return GroundTold(
        line=given.spec.line,
        zone=shapely.to_geojson(given.zone),
        boundaries=given.spec.boundaries,
        lengths=tuple((found.tolerance_km, found.km) for found in ground.lengths),
        step_km=ground.resolution_km,
        whole=_stretch(ground.whole, Sector(id="", from_km=0.0, to_km=total)),
        sectors=tuple(
            _stretch(part, sector)
            for part, sector in zip(ground.sectors, given.sectors, strict=True)
        ),
    )


def _stretch(part: Stretch, sector: Sector) -> StretchTold:
    return StretchTold(
        id=sector.id,
        name=sector.name,
        from_km=sector.from_km,
        to_km=sector.to_km,
        length_km=part.length_km,
        area_km2=part.area_km2,
        sites=part.sites,
    )


def _matched(
    given: Given, seconds: float, seed: int, heard: Told
) -> tuple[tuple[ScenarioTold, ...], tuple[Marginal, ...]]:
    """Every scenario with common settings, then what grows without each condition and contributor.
    Every sector counts as combat zone (cautious); one scenario tells what that decides.
    """
    pledges, lines, stand = given.pledges, given.requirements, given.plan.backstop
    if not (pledges and lines):
        return (), ()
    base = MatchScenario(combat_zone=tuple(sector.id for sector in given.sectors))
    chosen = (*scenarios(base), base.but(id="open_line", combat_zone=()))
    months = horizon(lines)
    told = []
    for n, one in enumerate(chosen, 3):
        heard(f"pledges: {LABELS[one.id].lower()}", n, _STEPS)
        told.append(_told(given, one, months, seconds, seed))
    heard("pledges: without each contributor and condition", _STEPS - 1, _STEPS)
    whole = told[0].match
    growth = marginals(pledges, lines, stand, whole, base, seconds, seed, COMPARED)
    return tuple(told), growth


def _told(
    given: Given, scenario: MatchScenario, months: Sequence[date], seconds: float, seed: int
) -> ScenarioTold:
    lines = given.requirements
    found = match(given.pledges, lines, given.plan.backstop, scenario, seconds, seed)
    return ScenarioTold(
        label=LABELS[scenario.id],
        match=found,
        waterfall=waterfall(given.pledges, found, len(months)),
        calendar=calendar(lines, found),
    )
