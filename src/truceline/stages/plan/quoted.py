"""The figures of a plan brief: every number that its page prints, with a stable id and its basis.

All are restricted. No figure is a mean over methods, or a sum over capabilities of different units.
"""

from collections.abc import Iterator

from truceline.model.finding import Figure
from truceline.model.plan import Span
from truceline.model.planbrief import PlanBrief, ScenarioTold, StretchTold

LEVEL = "restricted"


def figures(brief: PlanBrief) -> tuple[Figure, ...]:
    """All figures, sorted by id."""
    found = [*_ground(brief), *_consents(brief)]
    for span in brief.spans:
        found += _span(span)
    for scenario in brief.scenarios:
        found += [*_waterfall(scenario), *_shortfall(scenario)]
    found += _growth(brief)
    return tuple(sorted(found, key=lambda figure: figure.id))


def _figure(id_: str, label: str, value: float, unit: str, basis: tuple[str, ...] = ()) -> Figure:
    return Figure(id=id_, label=label, value=round(value, 3), unit=unit, basis=basis, release=LEVEL)


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
