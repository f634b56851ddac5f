"""The figures of a plan brief: every number that its page prints, with a stable id and its basis.

What a mission would see and miss is restricted; pledges go to political bodies, sizes to everybody.
No figure is a mean over methods, or a sum over capabilities of different units.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from truceline.model.finding import Figure
from truceline.model.plan import Span, Verifiability
from truceline.model.planbrief import PlanBrief, ScenarioTold, StretchTold
from truceline.model.planfield import FieldTold, OptionSeen
from truceline.model.simulation import Estimated, Simulated


class Family(NamedTuple):
    """A family of figures: its method's page, the kinds of input that it rests on, its audience."""

    method: str
    inputs: tuple[str, ...]
    release: str


_GROUND: Final = ("mission", "line", "agreement", "plan", "sites")
_OFFERS: Final = ("plan", "pledges", "requirements")
_FIELD: Final = (*_GROUND, "assets", "profiles", "scenario")
FAMILIES: Final = {
    "line": Family("docs/methods/requirement.md", _GROUND, "public"),
    "zone": Family("docs/methods/requirement.md", _GROUND, "public"),
    "sites": Family("docs/methods/requirement.md", _GROUND, "public"),
    "consent": Family("docs/methods/requirement.md", _GROUND, "public"),
    "requirement": Family("docs/methods/requirement.md", _GROUND, "public"),
    "pledges": Family("docs/methods/pledges.md", _OFFERS, "political_body"),
    "shortfall": Family("docs/methods/pledges.md", _OFFERS, "political_body"),
    "month": Family("docs/methods/pledges.md", _OFFERS, "political_body"),
    "without": Family("docs/methods/pledges.md", _OFFERS, "political_body"),
    "seen": Family("docs/methods/coverage.md", _FIELD, "restricted"),
    "siting": Family("docs/methods/siting.md", _FIELD, "restricted"),
    "simulated": Family("docs/methods/simulation.md", _FIELD, "restricted"),
    "term": Family("docs/methods/verifiability.md", _FIELD, "restricted"),
}


def family_of(name: str) -> Family:
    """The family of a figure, by the first word of its id."""
    return FAMILIES[name.partition(".")[0]]


def figures(brief: PlanBrief) -> tuple[Figure, ...]:
    """All figures, sorted by id."""
    found = [*_ground(brief), *_consents(brief)]
    for span in brief.spans:
        found += _span(span)
    for scenario in brief.scenarios:
        found += [*_waterfall(scenario), *_shortfall(scenario)]
    found += _growth(brief)
    if brief.field:
        found += _field(brief.field)
    return tuple(sorted(found, key=lambda figure: figure.id))


def _figure(id_: str, label: str, value: float, unit: str, basis: tuple[str, ...] = ()) -> Figure:
    level = family_of(id_).release
    return Figure(id=id_, label=label, value=round(value, 4), unit=unit, basis=basis, release=level)


def _ground(brief: PlanBrief) -> Iterator[Figure]:
    for tolerance, km in brief.ground.lengths:
        label = f"length of the line, simplified to {tolerance:g} km" if tolerance else "as drawn"
        yield _figure(f"line.length.{tolerance:g}", label, km, "km")
    for part in (brief.ground.whole, *brief.ground.sectors):
        yield from _stretch(part, brief)


def _stretch(part: StretchTold, brief: PlanBrief) -> Iterator[Figure]:
    name, line = part.id or "whole", brief.ground.line
    yield _figure(f"line.{name}.drawn", f"length of {name}", part.to_km - part.from_km, "km")
    sides = (line.left or "left", line.right or "right")
    for side, area, sites in zip(sides, part.area_km2, part.sites, strict=True):
        yield _figure(f"zone.{name}.{side}", f"zone in {name}, side of {side}", area, "km²")
        yield _figure(f"sites.{name}.{side}", f"protected sites, {side}", sites, "sites")


def _consents(brief: PlanBrief) -> Iterator[Figure]:
    for told in brief.consents:
        yield _figure(f"consent.{told.consent}.kept", told.words, told.area_km2[0], "km²")
        yield _figure(f"consent.{told.consent}.lost", told.words, told.area_km2[1], "km²")


def span_id(span: Span) -> str:
    """A span's id: axis, capability, unit, sector, consent, and the method where it sizes a part."""
    alone = span.methods[0].partition(":")[0] if len(span.methods) == 1 else ""
    reserve = "reserve" if span.methods[0].startswith("reserve:") else alone
    unit = span.unit.replace("/", "_per_")
    parts = (span.consent, span.concept, span.capability, unit, span.sector or "whole", reserve)
    return "requirement." + ".".join(part for part in parts if part)


def _span(span: Span) -> Iterator[Figure]:
    label = f"{span.capability.replace('_', ' ')}, {span.concept.replace('_', ' ')}"
    name = span_id(span)
    yield _figure(f"{name}.lo", f"{label}: lowest method", span.lo, span.unit, span.methods)
    yield _figure(f"{name}.hi", f"{label}: highest method", span.hi, span.unit, span.methods)
    if span.pool:
        for end, value in zip(("lo", "hi"), span.pool, strict=True):
            yield _figure(f"{name}.pool.{end}", f"{label}: pool", value, span.unit, span.methods)


def _waterfall(told: ScenarioTold) -> Iterator[Figure]:
    fall, name = told.waterfall, told.match.scenario
    yield _figure(f"pledges.{name}.pledged", "pledged", fall.pledged, "persons", fall.pledges)
    for n, step in enumerate(fall.falls, 1):
        yield _figure(
            f"pledges.{name}.falls.{n}", step.reason, step.persons, "persons", step.pledges
        )
    used = tuple(d.pledge_id for d in told.match.deployments)
    yield _figure(f"pledges.{name}.there", "there, mean of months", fall.there, "persons", used)


def _shortfall(told: ScenarioTold) -> Iterator[Figure]:
    match = told.match
    unit = "weighed unit-months"
    yield _figure(f"shortfall.{match.scenario}.weighed", told.label, match.objective, unit)
    yield _figure(f"shortfall.{match.scenario}.bound", "no match has less", match.bound, unit)
    yield _figure(f"shortfall.{match.scenario}.required", "required", match.required, unit)
    for need in told.calendar:
        parts = (match.scenario, need.capability, need.unit.replace("/", "_per_"))
        name = ".".join(("month", *parts, f"{need.month:%Y-%m}"))
        yield _figure(f"{name}.required", "required", need.required, need.unit)
        yield _figure(f"{name}.met", "met", need.met, need.unit)


def _growth(brief: PlanBrief) -> Iterator[Figure]:
    for one in brief.marginals:
        name = one.id.replace(" ", "_")
        label = f"shortfall grows without {one.id}"
        yield _figure(f"without.{one.kind}.{name}", label, one.growth, "weighed unit-months")


def _field(field: FieldTold) -> Iterator[Figure]:
    for option in field.options:
        yield from _option(option)
    for consent in field.consents:
        name = f"seen.consent.{consent.consent}"
        yield _figure(f"{name}.systems", "systems that may work", consent.kept, "systems")
        yield _figure(f"{name}.day", "share seen by day", consent.day, "share")
        yield _figure(f"{name}.night", "share seen in the dark", consent.night, "share")
    for gap in field.gaps:
        side = "left" if gap.left else "right"
        name = f"seen.gap.{gap.sector}.{side}.{gap.from_km:g}"
        yield _figure(f"{name}.day", "share seen by day", gap.day, "share")
        yield _figure(f"{name}.night", "share seen in the dark", gap.night, "share")
    if field.siting and field.siting.regret_mean is not None:
        yield _figure("siting.regret.mean", "mean regret", field.siting.regret_mean, "share")
        worst = field.siting.regret_worst or 0.0
        yield _figure("siting.regret.worst", "worst regret", worst, "share")


def _option(seen: OptionSeen) -> Iterator[Figure]:
    name, plan = seen.option.id, seen.placement
    basis = tuple(sorted(asset.id for asset in seen.systems))
    yield _figure(f"siting.{name}.systems", "systems", len(seen.systems), "systems", basis)
    for what in ("cost", "crew"):
        total = sum(getattr(asset, what) for asset in seen.systems)
        yield _figure(f"siting.{name}.{what}", what, total, {"crew": "persons"}.get(what, what))
    if plan.chosen:
        yield _figure(f"siting.{name}.detected", "share detected", plan.objective, "share")
        yield _figure(f"siting.{name}.bound", "no plan beats", plan.upper_bound, "share")
        yield _figure(f"siting.{name}.gap", "certified gap", plan.gap, "share")
    for row in seen.seen:
        part = ".".join((name, row.sector or "whole", row.act.replace("/", "-") or "mix"))
        yield _figure(f"seen.{part}.day", "share seen by day", row.day, "share")
        yield _figure(f"seen.{part}.night", "share seen in the dark", row.night, "share")
    if seen.simulated:
        yield from _simulated(name, seen.simulated)
    for term in seen.terms:
        if term.night is None and not (term.act and term.sector):
            yield from _term(name, term)


def _simulated(name: str, told: Simulated) -> Iterator[Figure]:
    for row in told.seen:
        if row.night is None and row.detected:
            part = ".".join((name, row.sector or "whole", row.act.replace("/", "-") or "all"))
            yield from _estimate(f"simulated.{part}.detected", row.detected, "share")
    for wait in told.waits:
        if wait.q50 and wait.q90:
            parts = (name, wait.sector or "whole", wait.until, wait.by.replace(" ", "_"))
            head = "simulated." + ".".join(part for part in parts if part)
            yield from _estimate(f"{head}.median", wait.q50, "hours")
            yield from _estimate(f"{head}.nine_of_ten", wait.q90, "hours")
    yield from _estimate(f"simulated.{name}.false_alarms", told.false_alarms, "a day")
    yield from _estimate(f"simulated.{name}.analysts_busy", told.busy, "share")


def _estimate(name: str, told: Estimated, unit: str) -> Iterator[Figure]:
    for end in ("mean", "lo", "hi"):
        yield _figure(f"{name}.{end}", f"{end} of the replicas", getattr(told, end), unit)


def _term(name: str, row: Verifiability) -> Iterator[Figure]:
    night = {None: "", False: "day", True: "dark"}[row.night]
    parts = (name, row.term_id, row.sector or "whole", row.act.replace("/", "-"), night)
    head = "term." + ".".join(part for part in parts if part)
    for what in ("detected", "attributed", "verifiable"):
        yield _figure(f"{head}.{what}", f"share {what}", getattr(row, what), "share")
    for end, value in zip(("lo", "hi"), row.interval, strict=True):
        yield _figure(f"{head}.verifiable.{end}", "verifiable if profiles err", value, "share")
