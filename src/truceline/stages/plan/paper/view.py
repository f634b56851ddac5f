"""What the page of a plan brief prints, section by section: strings and drawings, no numbers left to
round.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from truceline.foundation.places.basemap import load_basemap
from truceline.model.plan import SIZED_CONCEPTS, Sized, Span
from truceline.model.planbrief import PlanBrief, StretchTold
from truceline.model.sizing import Parameter, Task
from truceline.stages.plan.paper.fieldview import field_view
from truceline.stages.plan.paper.groundmap import ground_map
from truceline.stages.plan.paper.pledged import needs_of, pledged_view, what_matters
from truceline.stages.plan.paper.ranges import range_chart
from truceline.stages.plan.paper.words import (
    CONCEPTS,
    CONSENTS,
    as_said,
    between,
    day_of,
    exact,
    kinds_of,
    month,
    percent,
    rounded,
    spoken,
    unit_of,
)

Row = dict[str, object]


def view_of(brief: PlanBrief) -> Mapping[str, object]:
    """Everything that the template names."""
    labels = {method.id: method.label for method in brief.methods}
    return {
        "title": brief.title,
        "as_of": day_of(brief.as_of),
        "release": brief.release.replace("_", " "),
        "restricted": brief.release == "restricted",
        "root": brief.root,
        "seed": brief.seed,
        "months": f"{month(brief.start)} until {month(brief.end)}",
        "problems": [str(p) for p in brief.problems if p.severity == "error"],
        "keys": list(_keys(brief)),
        "map": ground_map(brief.ground),
        "attribution": load_basemap(brief.ground.boundaries).attribution,
        "ground": _ground(brief),
        "charts": list(_charts(brief)),
        "methods": [_sized(s, labels) for s in _whole(brief, "both")],
        "consent": _consent(brief),
        "pledged": pledged_view(brief) if brief.scenarios else None,
        "field": field_view(brief) if brief.field else None,
        "profiles": [*_profiles(brief)] if brief.field else [],
        "numbers": [*_numbers(brief), *_support(brief)],
        "published": [_published(brief, c) for c in CONCEPTS],
        "options": [
            {"name": o.name, "concept": CONCEPTS[o.concept], "strength": as_said(o.lo, o.hi)}
            | {"source": o.source, "watch": o.watch_note}
            for o in brief.options
        ],
        "backstop": [
            {"provider": b.provider, "condition": b.condition, "agreed": b.agreed}
            | {"delay": exact(b.delay_days), "what": _amounts(b.capabilities)}
            for b in brief.backstop
        ],
        "combat_zone": _combat_zone(brief),
        "inputs": [(name, digest) for _, name, digest in brief.inputs],
    }


def _combat_zone(brief: PlanBrief) -> str:
    """Which sectors count as combat zone, in words."""
    named, every = brief.combat_zone, tuple(s.id for s in brief.ground.sectors)
    if not named:
        return "No sector counts as combat zone."
    head = "Every sector" if named == tuple(sorted(every)) else "Sectors"
    verb = "counts" if head == "Every sector" else "count"
    return (
        f"{head} ({', '.join(named)}) {verb} as combat zone, so that pledges with “no combat zone” "
        "serve elsewhere only; the last row shows what that decides."
    )


def _profiles(brief: PlanBrief) -> Iterator[Row]:
    """How well each kind of system sees, as this plan assumes."""
    assert brief.field is not None
    used = {asset.profile for seen in brief.field.options for asset in seen.systems}
    for p in brief.profiles:
        if p.id in used:
            yield {
                "kind": kinds_of(p.kind),
                "range": f"{p.range_km:g}, reach {p.range_km * p.reach:g}",
                "peak": f"{p.peak:g}",
                "night": f"{p.night:g}",
                "weather": f"{p.weather:g}",
                "common": f"{p.common_cause:g}",
                "cost": f"{p.cost:g}",
                "crew": f"{p.crew:g}",
                "source": p.source,
            }


def _whole(brief: PlanBrief, consent: str) -> Iterator[Sized]:
    """Sizings of the whole line under one scenario, or under the plan's first where it lacks it."""
    known = [told.consent for told in brief.consents]
    chosen = consent if consent in known else known[0]
    return (s for s in brief.sized if not s.sector and s.consent == chosen)


def _keys(brief: PlanBrief) -> Iterator[tuple[str, str]]:
    ground = brief.ground
    shortest, _, drawn = ground.whole.length_km
    told = (
        f"{drawn:,.0f} km as drawn, {shortest:,.0f} km at the coarsest resolution; the zone "
        f"covers {sum(ground.whole.area_km2):,.0f} km² in {len(ground.sectors)} sectors."
    )
    yield "The line", told
    told = "; ".join(_axis(brief))
    yield (
        "Requirement",
        f"Persons deployed, whole force, by method: {told}. Deterrence isn't computed.",
    )
    if brief.scenarios:
        yield from _pledge_keys(brief)
    if brief.field:
        yield from _field_keys(brief)


def _field_keys(brief: PlanBrief) -> Iterator[tuple[str, str]]:
    """What the first option would see, and what of the terms it could verify."""
    assert brief.field is not None
    first = brief.field.options[0]
    told = (
        f"{first.option.name}: {len(first.systems)} systems would see {percent(first.whole[0])} of "
        f"the acts at stake by day and {percent(first.whole[1])} in the dark, if profiles hold."
    )
    yield "Would be seen", told
    rows = sorted(
        (t for t in first.terms if not (t.act or t.sector) and t.night is None),
        key=lambda t: (t.verifiable, t.term_id),
    )
    if rows:
        least, most = rows[0], rows[-1]
        told = (
            f"Least: {least.term_id.replace('_', ' ')}, {percent(least.verifiable)} of breaches to "
            f"the term's standard; most: {most.term_id.replace('_', ' ')}, "
            f"{percent(most.verifiable)}."
        )
        yield "Could be verified", told


def _axis(brief: PlanBrief) -> Iterator[str]:
    first = brief.consents[0].consent
    for span in brief.spans:
        plain = not span.sector and span.consent == first and span.capability == "force"
        if plain and not span.methods[0].startswith("reserve:"):
            yield f"{CONCEPTS[span.concept].lower()} {between(span.lo, span.hi)}"


def _pledge_keys(brief: PlanBrief) -> Iterator[tuple[str, str]]:
    fall = brief.scenarios[0].waterfall
    told = (
        f"{brief.pledges} pledges of {brief.contributors} contributors hold {exact(fall.pledged)} "
        f"persons; if every offer and condition held, {exact(round(fall.there))} would be there in "
        "the mean of all months, because of rest between tours, conditions and caveats."
    )
    yield "Pledges", told
    needs = needs_of(brief.scenarios[0])
    bare = [f"{spoken(n.capability)} ({percent(n.share)})" for n in needs if n.share > 0][:5]
    yield "Missing most", f"Of the need, all pledges counted: {', '.join(bare) or 'nothing'}."
    yield "What matters most", what_matters(brief)


def _ground(brief: PlanBrief) -> Mapping[str, object]:
    ground, line = brief.ground, brief.ground.line
    names = {party.id: party.name for party in brief.parties}
    rows = [_sector(part) for part in ground.sectors]
    return {
        "lengths": [
            {"at": f"simplified to {t:g} km" if t else "as drawn", "km": f"{km:,.0f}"}
            for t, km in ground.lengths
        ],
        "step": [f"{km:,.0f}" for km in ground.step_km],
        "vertices": len(line.vertices),
        "as_of": f"{line.as_of.day} {line.as_of:%B %Y}" if line.as_of else "not dated",
        "left": names.get(line.left, line.left or "left"),
        "right": names.get(line.right, line.right or "right"),
        "sectors": rows,
        "whole": _sector(ground.whole),
        "far": sum(ground.whole.sites) - sum(sum(s.sites) for s in ground.sectors),
    }


def _sector(part: StretchTold) -> Row:
    left, right = part.area_km2
    return {
        "id": part.id,
        "name": part.name,
        "km": f"{part.from_km:,.0f}–{part.to_km:,.0f}",
        "length": f"{part.to_km - part.from_km:,.0f}",
        "left": f"{left:,.0f}",
        "right": f"{right:,.0f}",
        "area": f"{left + right:,.0f}",
        "sites": sum(part.sites),
    }


def _charts(brief: PlanBrief) -> Iterator[Row]:
    """A chart for each axis that is computed, and one of the literature alone for the last."""
    labels = {method.id: method.label for method in brief.methods}
    sized = [s for s in _whole(brief, "both") if s.unit == "personnel" and not s.part]
    for concept, title in CONCEPTS.items():
        own = [s for s in sized if s.concept == concept and not s.method.startswith("reserve:")]
        said = [p for p in brief.published if p.concept == concept]
        if own or said:
            computed = concept in SIZED_CONCEPTS
            yield {
                "title": title,
                "computed": computed,
                "svg": range_chart(concept, own, said, labels),
            }


def _sized(s: Sized, labels: Mapping[str, str]) -> Row:
    lo, mid, hi = rounded(s.lo), rounded(s.mid), rounded(s.hi)
    return {
        "axis": CONCEPTS[s.concept],
        "method": _method(s.method, labels),
        "counts": spoken(s.capability),
        "unit": unit_of(s.unit),
        "part": s.part,
        "lo": lo,
        "mid": mid,
        "hi": hi,
        "pool": between(s.pool[0], s.pool[2]) if s.pool else "",
        "limits": s.limits,
    }


def _method(name: str, labels: Mapping[str, str]) -> str:
    """A method's label; a reserve stands behind the method that it names."""
    behind, _, whole = name.rpartition(":")
    return f"Reserve behind: {labels[whole]}" if behind else labels[whole]


def _consent(brief: PlanBrief) -> Mapping[str, object]:
    known = [told.consent for told in brief.consents]
    alone = {method.id for method in brief.methods if method.part}
    spans = {_span_key(s, alone): s for s in brief.spans if not s.sector and not _reserve(s)}
    lines = list(dict.fromkeys((key[1:], _span_label(s, key[-1])) for key, s in spans.items()))
    return {
        "heads": [CONSENTS[c] for c in known],
        "rows": [
            {"label": label, "cells": [_cell(spans.get((c, *key))) for c in known]}
            for key, label in lines
        ],
        "told": [
            {
                "name": CONSENTS[told.consent],
                "words": told.words,
                "area": f"{told.area_km2[0]:,.0f} of {sum(told.area_km2):,.0f} km²",
                "sites": f"{told.sites[0]} of {sum(told.sites)}",
            }
            for told in brief.consents
        ],
    }


def _reserve(span: Span) -> bool:
    return span.methods[0].startswith("reserve:")


def _span_key(span: Span, alone: AbstractSet[str]) -> tuple[str, ...]:
    """Consent, and what the span counts; a method that sizes a part of the work stands alone."""
    part = span.methods[0] if span.methods[0] in alone else ""
    return span.consent, span.concept, span.capability, span.unit, part


def _span_label(span: Span, part: str) -> str:
    counted = "whole force" if span.capability == "force" else spoken(span.capability)
    about = f", for {spoken(part)} only" if part else ""
    return f"{CONCEPTS[span.concept]}: {counted} ({unit_of(span.unit)}){about}"


def _cell(span: Span | None) -> str:
    return between(span.lo, span.hi) if span else "–"


def _numbers(brief: PlanBrief) -> Iterator[Row]:
    for method in brief.methods:
        rows = [
            _number(p, replaced=(method.id, p.name) in brief.replaced) for p in method.parameters
        ]
        tasks = [_task(task) for task in method.tasks]
        yield {"label": method.label, "rows": rows, "tasks": tasks, "limits": method.limits}


def _task(task: Task) -> str:
    """A line of a troop-to-task list in words."""
    per = task.per.replace("100km", "100 km of line")
    teams, people, shifts = map(_triple, (task.teams, task.people, task.shifts))
    return f"{task.name}: {teams} teams of {people} persons in {shifts} shifts, per {per}"


def _support(brief: PlanBrief) -> Iterator[Row]:
    for name, numbers in brief.support.items():
        rows = [_number(p, replaced=(name, p.name) in brief.replaced) for p in numbers]
        yield {"label": spoken(name).capitalize(), "rows": rows, "tasks": [], "limits": ""}


def _number(p: Parameter, *, replaced: bool) -> Row:
    return {
        "name": spoken(p.name),
        "value": _triple((p.lo, p.mid, p.hi)),
        "unit": p.unit,
        "basis": p.basis,
        "source": p.source,
        "replaced": replaced,
    }


def _triple(values: Sequence[float]) -> str:
    parts = [f"{value:,.4g}" for value in values]
    return parts[0] if len(set(parts)) == 1 else " / ".join(parts)


def _published(brief: PlanBrief, concept: str) -> Row:
    own = [p for p in brief.published if p.concept == concept]
    rows = [{"label": p.label, "strength": as_said(p.lo, p.hi), "source": p.source} for p in own]
    return {"title": CONCEPTS[concept], "rows": rows}


def _amounts(given: Mapping[str, float]) -> str:
    return ", ".join(f"{spoken(name)} {exact(n)}" for name, n in sorted(given.items()))
