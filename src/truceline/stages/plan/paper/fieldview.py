"""What the page prints of the plan on the ground: options compared, what stands where, what is seen."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from truceline.model.plan import Verifiability
from truceline.model.planbrief import PlanBrief
from truceline.model.planfield import FieldTold, Gap, OptionSeen, SectorSeen, SitingTold
from truceline.model.simulation import Simulated
from truceline.stages.plan.paper.fieldmaps import layers_map, seen_map, strips
from truceline.stages.plan.paper.played import played_view, terms_view
from truceline.stages.plan.paper.words import (
    CONCEPTS,
    CONSENTS,
    act_of,
    as_said,
    day_of,
    exact,
    hours,
    kind_of,
    kinds_of,
    percent,
    span_percent,
)

Row = dict[str, object]
GAPS = 12
"""Gaps on the page; gaps.csv has all."""


def field_view(brief: PlanBrief) -> Mapping[str, object]:
    """Everything that the template prints of it."""
    field = brief.field
    assert field is not None
    first = field.options[0]
    sides = _sides(brief)
    return {
        "first": first.option.name,
        "compared": _compared(field),
        "layers": layers_map(brief.ground, first.systems),
        "sited": _sited(field),
        "by_sector": _by_sector(brief, first),
        "siting": _siting(field.siting) if field.siting else None,
        "shortfalls": list(first.placement.shortfalls),
        "seen_map": seen_map(brief.ground, field.cells),
        "strips": strips(brief.ground, field.cells, sides),
        "sectors": _sectors(first.seen, brief),
        "acts": _acts(first.seen),
        "gaps": [_gap(gap, sides) for gap in field.gaps[:GAPS]],
        "more_gaps": max(len(field.gaps) - GAPS, 0),
        "consents": [_consent(c.consent, c.kept, c.lost, c.day, c.night) for c in field.consents],
        "resolution": field.resolution,
        "cells": f"{len(field.cells):,}",
        "days": ", ".join(day_of(date.fromisoformat(day)) for day in field.days),
        "mix": [{"act": act_of(act), "share": percent(x)} for act, x in _most(field.mix)],
        "parts": ", ".join(f"{_PARTS[name]} {percent(x)}" for name, x in field.parts.items()),
        "played": played_view(field, [s.id for s in brief.ground.sectors])
        if first.simulated
        else None,
        "terms": terms_view(field, brief) if first.terms else None,
    }


_PARTS = {"line": "nearness to the line", "people": "people", "sites": "protected sites"}


def _most(mix: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(mix.items(), key=lambda item: (-item[1], item[0]))


def _sides(brief: PlanBrief) -> tuple[str, str]:
    """What the two sides of the line are called, left and right."""
    names = {party.id: party.name for party in brief.parties}
    line = brief.ground.line
    sides = (line.left, "left"), (line.right, "right")
    found = [f"side of {names.get(side, side)}" if side else f"{word} side" for side, word in sides]
    return found[0], found[1]


def _compared(field: FieldTold) -> list[Row]:
    return [_option(seen) for seen in field.options]


def _option(seen: OptionSeen) -> Row:
    option = seen.option
    return {
        "name": option.name,
        "concept": CONCEPTS[option.concept],
        "strength": as_said(option.lo, option.hi) if option.hi else "–",
        "systems": len(seen.systems),
        "crew": exact(round(sum(a.crew for a in seen.systems))),
        "day": percent(seen.whole[0]),
        "night": percent(seen.whole[1]),
        "known": _wait(seen.simulated, "known"),
        "there": _wait(seen.simulated, "there"),
        "terms": _best(seen.terms),
        "note": option.watch_note.rstrip("."),
        "kinds": ", ".join(f"{kinds_of(k).lower()} {n}" for k, n in _counted(seen)),
    }


def _counted(seen: OptionSeen) -> Iterator[tuple[str, int]]:
    kinds = [asset.kind for asset in seen.systems]
    yield from ((kind, kinds.count(kind)) for kind in sorted(set(kinds)))


def _wait(told: Simulated | None, until: str) -> str:
    """Median hours over the whole line, with the nine-in-ten mark."""
    found = [w for w in told.waits if w.until == until and not w.sector] if told else []
    if not found or not found[0].q50 or not found[0].q90:
        return "–"
    return f"{hours(found[0].q50.mean)} ({hours(found[0].q90.mean)})"


def _best(terms: Sequence[Verifiability]) -> str:
    """The range over terms of what could be verified."""
    shares = [t.verifiable for t in terms if not (t.act or t.sector) and t.night is None]
    return span_percent(min(shares), max(shares)) if shares else "–"


def _sited(field: FieldTold) -> Mapping[str, object]:
    seen = field.options[0]
    plan = seen.placement
    chosen = {f"{c.site} {c.kind}" for c in plan.chosen}
    return {
        "chosen": sum(asset.id in chosen for asset in seen.systems),
        "systems": len(seen.systems),
        "feasible": plan.feasible,
        "objective": f"{plan.objective * 100:.1f} %",
        "bound": f"{plan.upper_bound * 100:.1f} %",
        "gap": f"{plan.gap * 100:.1f} %" if plan.gap >= 0.0005 else "below 0.1 %",
        "budget": exact(seen.budget) if seen.budget is not None else "no limit",
        "crew": exact(seen.crew) if seen.crew is not None else "no limit",
        "cost_used": exact(round(sum(a.cost for a in seen.systems), 1)),
        "crew_used": exact(round(sum(a.crew for a in seen.systems))),
    }


def _by_sector(brief: PlanBrief, seen: OptionSeen) -> Mapping[str, object]:
    """Systems by kind and sector; those without a sector in a column of their own."""
    kinds = sorted({a.kind for a in seen.systems})
    sectors = [s.id for s in brief.ground.sectors]
    others = any(a.sector not in sectors for a in seen.systems)
    heads = [f"#{name}" for name in (*sectors, *(["no sector"] if others else []))]
    rows, counts = [], list[list[int]]()
    for kind in kinds:
        own = [a for a in seen.systems if a.kind == kind]
        count = [sum(a.sector == s for a in own) for s in sectors]
        rest = [len(own) - sum(count)] if others else []
        counts.append([*count, *rest])
        rows.append({"kind": kinds_of(kind), "cells": counts[-1], "all": len(own)})
    totals = [sum(cells) for cells in zip(*counts, strict=True)]
    return {"heads": heads, "rows": rows, "totals": totals, "all": len(seen.systems)}


def _siting(told: SitingTold) -> Mapping[str, object]:
    mean, worst = told.regret_mean, told.regret_worst
    return {
        "candidates": told.candidates,
        "options": f"{told.options:,}",
        "samples": told.samples,
        "regret": None if mean is None else {"mean": _points(mean), "worst": _points(worst or 0.0)},
        "further": [
            f"the next {_several(x.count, x.kind)} {'buys' if x.count == 1 else 'buy'} {_points(x.gained)} points "
            f"(cost {exact(round(x.cost, 1))}, crew {exact(round(x.crew))})"
            for x in sorted(told.further, key=lambda x: (-x.gained, x.kind))
            if x.count
        ],
        "swaps": [
            {"here": f"{x.site}, {kind_of(x.kind)}", "lost": f"{x.lost * 100:.2f}"}
            | {"other": f"{x.other_site}, {kind_of(x.other_kind)}"}
            for x in told.swaps
        ],
        "frontier": [
            {"limit": f"{x.limit} {exact(round(x.most, 1))}", "found": f"{x.objective * 100:.1f} %"}
            | {"bound": f"{x.bound * 100:.1f} %", "systems": x.systems}
            | {"cost": exact(round(x.cost, 1)), "crew": exact(round(x.crew))}
            for x in told.frontier
        ],
    }


def _several(count: int, kind: str) -> str:
    return kind_of(kind) if count == 1 else f"{count} {kinds_of(kind).lower()}"


def _points(share: float) -> str:
    return f"{share * 100:.1f}"


def _sectors(seen: Sequence[SectorSeen], brief: PlanBrief) -> list[Row]:
    names = {s.id: f"{s.id} {s.name}".strip() for s in brief.ground.sectors}
    rows = [s for s in seen if not s.act]
    order = [*names, ""]
    rows.sort(key=lambda s: order.index(s.sector))
    return [
        {"name": names.get(s.sector, s.sector) or "Whole line", "need": percent(round(s.need, 6))}
        | {"day": percent(s.day), "night": percent(s.night), "whole": not s.sector}
        for s in rows
    ]


def _acts(seen: Sequence[SectorSeen]) -> list[Row]:
    rows = sorted((s for s in seen if s.act and not s.sector), key=lambda s: -s.day - s.night)
    return [{"act": act_of(s.act), "day": percent(s.day), "night": percent(s.night)} for s in rows]


def _gap(gap: Gap, sides: tuple[str, str]) -> Row:
    return {
        "where": f"{gap.sector}, km {gap.from_km:,.0f}–{gap.to_km:,.0f}",
        "side": sides[not gap.left],
        "day": percent(gap.day),
        "night": percent(gap.night),
        "missed": f"{gap.missed * 100:.2f}",
    }


def _consent(consent: str, kept: int, lost: Mapping[str, int], day: float, night: float) -> Row:
    told = ", ".join(f"{kinds_of(kind).lower()} {n}" for kind, n in lost.items())
    return {
        "name": CONSENTS[consent],
        "kept": kept,
        "lost": told or "nothing",
        "day": percent(day),
        "night": percent(night),
    }
