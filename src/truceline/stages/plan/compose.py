"""The plan brief put together: ground, sizes, consent, matches, and every number that is published.

What a file doesn't give is left out, never made up. No mean is taken over methods.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.mission.sizingfile import (
    overlaid,
    shipped_methods,
    shipped_proposals,
    shipped_support,
)
from truceline.model.agreement import Agreement
from truceline.model.matching import Marginal, Matched, MatchScenario
from truceline.model.mission import MissionSpec, Site
from truceline.model.plan import (
    Asset,
    PlanSpec,
    Pledge,
    Profile,
    Requirement,
    Sector,
    Sized,
)
from truceline.model.planbrief import (
    ConsentTold,
    GroundTold,
    PlanBrief,
    ScenarioTold,
    StretchTold,
)
from truceline.model.planfield import FieldTold
from truceline.model.record import Problem
from truceline.model.simulation import ScenarioSpec
from truceline.stages.plan.audience import may_see
from truceline.stages.plan.consent import changed
from truceline.stages.plan.field import Watched, watch
from truceline.stages.plan.ground import Ground, Stretch, survey
from truceline.stages.plan.pledge import horizon, match
from truceline.stages.plan.quoted import figures
from truceline.stages.plan.requirement import size_ground, spans
from truceline.stages.plan.scenarios import marginals, scenarios
from truceline.stages.plan.tally import calendar, waterfall

LABELS = {
    "all": "All pledges",
    "firm_only": "Firm pledges, agreed backstop only",
    "without_backstop": "All, without the backstop",
    "open_line": "All, if no sector were a combat zone",
}
_STEPS = len(LABELS) + 5
COMPARED = ("condition", "contributor")
Told = Callable[[str, int, int], None]
T = TypeVar("T")


class Given(NamedTuple):
    """What a plan brief is made of. `sectors` in the order of the line; `zone` lon/lat. `profiles`
    are the shipped ones where the mission has none of its own.
    """

    spec: MissionSpec
    plan: PlanSpec
    zone: BaseGeometry
    sectors: tuple[Sector, ...]
    sites: tuple[Site, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    agreement: Agreement | None = None
    assets: tuple[Asset, ...] = ()
    profiles: tuple[Profile, ...] = ()
    scenario: ScenarioSpec = ScenarioSpec()


def compose(
    given: Given, as_of: date, seconds: float, seed: int, told: Told, release: str = "restricted"
) -> PlanBrief | Problem:
    """The brief; a Problem where the ground can't be computed. `seconds` of the solver's time for
    each match, `told` hears of each step. What the level of `release` may not see isn't computed.
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
    offered = may_see(release, "political_body")
    matches, growth = _matched(given, seconds, seed, told) if offered else ((), ())
    field = _field(given, seed, told) if release == "restricted" else None
    told("page", _STEPS, _STEPS)
    brief = _brief(given, ground, sized, as_of, seed).but(
        release=release, consents=consents, scenarios=matches, marginals=growth, field=field
    )
    return brief.but(figures=figures(brief))


def _field(given: Given, seed: int, told: Told) -> FieldTold | None:
    """The plan on the ground; None where it names no systems and chooses none."""
    watched = Watched(
        given.spec,
        given.plan,
        given.zone,
        given.sectors,
        given.sites,
        given.agreement,
        given.assets,
        given.profiles or shipped_profiles(),
        given.scenario,
    )
    if not watched.asked:
        return None
    return watch(watched, seed, lambda said: told(said, _STEPS - 1, _STEPS))


def _brief(
    given: Given, ground: Ground, sized: tuple[Sized, ...], as_of: date, seed: int
) -> PlanBrief:
    spec, plan = given.spec, given.plan
    methods = shipped_methods()
    return PlanBrief(
        title=spec.title or spec.name,
        mission=spec.name,
        as_of=as_of,
        seed=seed,
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
        combat_zone=_combat_zone(given),
        profiles=given.profiles or shipped_profiles(),
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
        sites=tuple(sorted((site.lat, site.lon) for site in given.sites)),
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


def _combat_zone(given: Given) -> tuple[str, ...]:
    """The sectors that the plan says, else all: the cautious reading of the caveat."""
    said = given.plan.combat_zone
    return tuple(s.id for s in given.sectors) if said is None else tuple(sorted(set(said)))


def _matched(
    given: Given, seconds: float, seed: int, heard: Told
) -> tuple[tuple[ScenarioTold, ...], tuple[Marginal, ...]]:
    """Every scenario with common settings, then what grows without each condition, contributor and
    pledge. Where sectors count as combat zone, one scenario tells what that decides.
    """
    pledges, lines = given.pledges, given.requirements
    if not (pledges and lines):
        return (), ()
    base = MatchScenario(combat_zone=_combat_zone(given), ground=given.plan.ground)
    more = (base.but(id="open_line", combat_zone=()),) if base.combat_zone else ()
    months = horizon(lines)
    told = []
    for n, one in enumerate((*scenarios(base), *more), 3):
        heard(f"pledges: {LABELS[one.id].lower()}", n, _STEPS)
        told.append(_told(given, one, months, seconds, seed))
    heard("pledges: without each condition, contributor and pledge", _STEPS - 2, _STEPS)
    stand, whole = given.plan.backstop, told[0].match
    growth = marginals(pledges, lines, stand, whole, base, seconds, seed, COMPARED)
    alone = _alone(given, whole, growth, base, (seconds, seed))
    return tuple(told), in_growth((*growth, *alone))


def in_growth(found: Sequence[Marginal]) -> tuple[Marginal, ...]:
    """Those that matter most first."""
    return tuple(sorted(found, key=lambda m: (-m.growth, m.kind, m.id)))


def _alone(
    given: Given,
    whole: Matched,
    growth: Sequence[Marginal],
    base: MatchScenario,
    limits: tuple[float, int],
) -> Iterator[Marginal]:
    """What grows without each pledge. A contributor's only pledge matters as much as he does, and
    what isn't used can't matter, so that few matches remain to be made.
    """
    of = {m.id: m for m in growth if m.kind == "contributor"}
    used = {d.pledge_id for d in whole.deployments}
    count = Counter(p.contributor for p in given.pledges)
    for name, contributor in sorted((p.pledge_id, p.contributor) for p in given.pledges):
        if count[contributor] == 1:
            yield of[contributor].but(kind="pledge", id=name)
        elif name in used:
            barred = base.but(barred=(name,))
            lines, stand = given.requirements, given.plan.backstop
            less = match(given.pledges, lines, stand, barred, *limits)
            yield Marginal(
                kind="pledge",
                id=name,
                growth=max(less.objective - whole.objective, 0.0),
                lo=max(less.bound - whole.objective, 0.0),
                hi=max(less.objective - whole.bound, 0.0),
            )


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
