"""The plan on the ground, option by option: choose systems, look, play it through, ask each term.

All options share ground, need, acts, hours and random numbers, so that they differ by their systems
alone. The first option is told in full.
"""

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Final, NamedTuple

from shapely.geometry.base import BaseGeometry

from truceline.foundation.agreement.usual import forbidden
from truceline.foundation.vocabulary import matches
from truceline.foundation.zones import day_start, zone_of
from truceline.model.agreement import OBSERVABLE, Agreement, AnyTerm
from truceline.model.mission import MissionSpec, Site
from truceline.model.plan import Asset, ForceOption, PlanSpec, Profile, Sector, Verifiability
from truceline.model.planfield import ConsentSeen, FieldTold, OptionSeen, SitingTold
from truceline.model.record import Problem
from truceline.model.simulation import Handling, ScenarioSpec, Simulated, Violations
from truceline.stages.plan.consent import keep_assets
from truceline.stages.plan.extent import Where
from truceline.stages.plan.field.need import Ground, acts_at_stake, ground_of
from truceline.stages.plan.field.seen import (
    Clock,
    cells_seen,
    clock_of,
    gaps_of,
    look,
    sectors_seen,
    whole_of,
)
from truceline.stages.plan.field.siting import (
    nothing_chosen,
    placed,
    settings_of,
    siting_told,
    unlimited,
)
from truceline.stages.plan.field.systems import offered, question
from truceline.stages.plan.simulate import Scenario, simulate
from truceline.stages.plan.verifiability import verifiability

PROBES: Final = 60
WRONG_SETS: Final = 4
"""Sets of wrong profiles under which the first option is looked at again."""
FEWEST: Final = 4
"""Replicas of the other options: a third of the first's, but so many."""
ALONE: Final = ForceOption(id="plan", name="The plan", concept="monitor", lo=0.0, hi=0.0)
"""Stands for the plan itself where it compares no options."""
Said = Callable[[str], None]


class Watched(NamedTuple):
    """What the plan on the ground is made of; `profiles` are all that assets and siting may use."""

    spec: MissionSpec
    plan: PlanSpec
    zone: BaseGeometry
    sectors: tuple[Sector, ...]
    sites: tuple[Site, ...]
    agreement: Agreement | None
    assets: tuple[Asset, ...]
    profiles: tuple[Profile, ...]
    scenario: ScenarioSpec

    @property
    def asked(self) -> bool:
        """Does the plan name any system, or let any be chosen?"""
        return bool(self.assets) or bool(self.plan.siting.kinds and not unlimited(self.plan.siting))


class _Shared(NamedTuple):
    """What all options share."""

    given: Watched
    ground: Ground
    mix: dict[str, float]
    clock: Clock
    seed: int


def watch(given: Watched, seed: int, said: Said) -> FieldTold:
    """All options on one ground; `said` hears what is being done."""
    spec, plan = given.spec, given.plan
    assert spec.line is not None
    said("need")
    ground = ground_of(given.zone, spec.line, given.sectors, given.sites, spec.boundaries)
    mix = acts_at_stake(given.agreement, plan.simulation.rates)
    shared = _Shared(given, ground, mix, clock_of(plan.start, spec.timezone), seed)
    options = plan.options or (ALONE,)
    first, siting = _option(shared, options[0], said, full=True)
    told = [first, *(_option(shared, option, said, full=False)[0] for option in options[1:])]
    looked = look(ground, first.systems, given.profiles, mix, shared.clock)
    return FieldTold(
        resolution=ground.resolution,
        mix=mix,
        parts=ground.parts,
        options=tuple(told),
        cells=cells_seen(ground, looked),
        gaps=gaps_of(ground, looked),
        consents=_consents(shared, first.systems),
        siting=siting,
        days=shared.clock.days,
    )


def _option(
    shared: _Shared, option: ForceOption, said: Said, *, full: bool
) -> tuple[OptionSeen, SitingTold | None]:
    """One option: its systems, what they see, how it plays, what it makes of each term."""
    given, ground = shared.given, shared.ground
    settings, siting = settings_of(given.plan.siting, option), None
    own = tuple(a for a in given.assets if not a.options or option.id in a.options)
    said(f"{option.id}: siting")
    if not settings.kinds or unlimited(settings):
        told, systems = nothing_chosen(own)
    else:
        assert given.spec.line is not None
        choice = offered(given.spec.line, given.sectors, settings, own, given.profiles)
        asked = question(ground, choice, given.profiles, shared.mix, settings, given.sectors)
        solved, told, systems = placed(asked, choice, shared.seed, said)
        siting = siting_told(asked, solved, choice, shared.seed, said) if full else None
    said(f"{option.id}: coverage")
    looked = look(ground, systems, given.profiles, shared.mix, shared.clock)
    setting = _setting(shared, systems)
    seen = OptionSeen(
        option=option,
        budget=settings.budget,
        crew=settings.crew,
        systems=systems,
        placement=told,
        whole=whole_of(ground, looked),
        seen=sectors_seen(ground, looked),
        simulated=_played(shared, setting, option, said, full=full),
        terms=_terms(shared, setting, option, said, full=full),
    )
    return seen, siting


def _setting(shared: _Shared, systems: Sequence[Asset]) -> Scenario | None:
    """The simulation's setting; None where the plan states no acts, or nothing that could see."""
    given, scenario, plan = shared.given, shared.given.scenario, shared.given.plan
    rates = sorted(plan.simulation.rates.items())
    violations = scenario.violations or tuple(Violations(act=a, per_day=n) for a, n in rates)
    if not violations or not systems:
        return None
    used = {asset.profile for asset in systems}
    return Scenario(
        cells=shared.ground.cells,
        start=day_start(plan.start, zone_of(given.spec.timezone) or UTC),
        days=scenario.days or plan.simulation.days,
        assets=tuple(systems),
        profiles=tuple(p for p in given.profiles if p.id in used),
        violations=violations,
        teams=scenario.teams,
        reserves=scenario.reserves,
        backstop=scenario.backstop or plan.backstop,
        handling=scenario.handling or Handling(analysts=plan.simulation.analysts),
        zone=given.spec.timezone,
    )


def _played(
    shared: _Shared, setting: Scenario | None, option: ForceOption, said: Said, *, full: bool
) -> Simulated | None:
    if setting is None:
        return None
    said(f"{option.id}: simulation")
    stated = shared.given.plan.simulation.replicas
    replicas = stated if full else max(min(stated, FEWEST), stated // 3)
    return simulate(setting, replicas, shared.seed, wrong_sets=WRONG_SETS if full else 0)


def _terms(
    shared: _Shared, setting: Scenario | None, option: ForceOption, said: Said, *, full: bool
) -> tuple[Verifiability, ...]:
    """What this option could verify of each term; sectors and acts of the first option alone."""
    given = shared.given
    if setting is None or given.agreement is None:
        return ()
    said(f"{option.id}: verifiability")
    told = verifiability(
        _narrowed(given.agreement, setting.acts),
        given.spec.mandate,
        setting,
        shared.seed,
        where=Where(given.spec.line, given.sites, given.spec.boundaries),
        probes=PROBES,
        wrong_sets=WRONG_SETS if full else 0,
        advice=full,
    )
    return told if full else tuple(row for row in told if not (row.act or row.sector))


def _narrowed(agreement: Agreement, stated: Sequence[str]) -> Agreement:
    """The agreement, each term with those of its acts that the plan gives a rate, if there are any:
    a term may name dozens of kinds, and the plan says which it expects.
    """
    return agreement.but(terms=tuple(_expected(term, stated) for term in agreement.terms))


def _expected(term: AnyTerm, stated: Sequence[str]) -> AnyTerm:
    if not isinstance(term, OBSERVABLE):
        return term
    acts = tuple(a for a in stated if any(matches(p, a) for p in forbidden(term)))
    return term.but(acts=acts) if acts else term


def _consents(shared: _Shared, systems: Sequence[Asset]) -> tuple[ConsentSeen, ...]:
    """What each consent scenario leaves of the first option's systems, and what they would see."""
    given, found = shared.given, list[ConsentSeen]()
    assert given.spec.line is not None
    for consent in given.plan.consents:
        kept = keep_assets(systems, given.spec.line, given.plan, consent)
        if isinstance(kept, Problem):
            continue  # told with the ground, where the same side is asked for
        looked = look(shared.ground, kept.working, given.profiles, shared.mix, shared.clock)
        day, night = whole_of(shared.ground, looked)
        lost = [asset.kind for asset, _ in kept.out]
        found.append(
            ConsentSeen(
                consent=consent, kept=len(kept.working), day=day, night=night,
                lost={kind: lost.count(kind) for kind in sorted(set(lost))},
            )
        )  # fmt: skip
    return tuple(found)
