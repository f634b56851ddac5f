"""Files about the plan on the ground: what stands where, what it sees, knows and could verify.

All of them say where nobody looks: they are written for a restricted brief alone.
"""

import json
from collections.abc import Iterator

from truceline.model.plan import Asset
from truceline.model.planbrief import PlanBrief
from truceline.model.planfield import OptionSeen
from truceline.model.simulation import Estimated
from truceline.stages.plan.paper.sheets import Cell, table

LEVEL = "restricted"
Lines = Iterator[tuple[Cell, ...]]


def field_files(brief: PlanBrief) -> dict[str, bytes]:
    """File name → bytes; nothing where the plan names no systems."""
    if brief.field is None:
        return {}
    made = {
        "systems.csv": ("option,id,kind,profile,lat,lon,sector,crew,cost,chosen,marginal", _systems(brief)),
        "seen.csv": ("option,sector,act,need,day,night", _seen(brief)),
        "cells.csv": ("cell,lat,lon,sector,side,km,need,day,night", _cells(brief)),
        "gaps.csv": ("sector,side,from_km,to_km,day,night,missed", _gaps(brief)),
        "detected.csv": ("option,act,sector,night,per_day,acts,detected,lo,hi,coverage,wrong_lo,wrong_hi", _detected(brief)),
        "waiting.csv": ("option,until,by,sector,cases,q10,q50,q50_lo,q50_hi,q90,q90_lo,q90_hi", _waiting(brief)),
        "verifiability.csv": ("option,term,act,sector,night,detected,attributed,verifiable,lo,hi,missing", _terms(brief)),
        "frontier.csv": ("limit,most,objective,bound,cost,crew,systems", _frontier(brief)),
    }  # fmt: skip
    files = {name: table(head.split(","), rows, LEVEL) for name, (head, rows) in made.items()}
    return files | {"systems.geojson": _geojson(brief)}


def _options(brief: PlanBrief) -> tuple[OptionSeen, ...]:
    return brief.field.options if brief.field else ()


def _systems(brief: PlanBrief) -> Lines:
    for seen in _options(brief):
        lost = {f"{c.site} {c.kind}": c.marginal for c in seen.placement.chosen}
        for a in seen.systems:
            chosen = a.id in lost
            yield (
                *(seen.option.id, a.id, a.kind, a.profile, a.lat, a.lon, a.sector, a.crew, a.cost),
                "yes" if chosen else "stated",
                lost.get(a.id),
            )


def _seen(brief: PlanBrief) -> Lines:
    for seen in _options(brief):
        for s in seen.seen:
            yield (seen.option.id, s.sector, s.act, s.need, s.day, s.night)


def _side(*, left: bool) -> str:
    return "left" if left else "right"


def _cells(brief: PlanBrief) -> Lines:
    for c in brief.field.cells if brief.field else ():
        where = (f"{c.cell:x}", c.lat, c.lon, c.sector, _side(left=c.left), c.km)
        yield (*where, c.need, c.day, c.night)


def _gaps(brief: PlanBrief) -> Lines:
    for g in brief.field.gaps if brief.field else ():
        yield (g.sector, _side(left=g.left), g.from_km, g.to_km, g.day, g.night, g.missed)


def _detected(brief: PlanBrief) -> Lines:
    for seen in _options(brief):
        for row in seen.simulated.seen if seen.simulated else ():
            count = row.detected.cases if row.detected else 0
            head = (seen.option.id, row.act, row.sector, _light(row.night), row.per_day, count)
            yield (*head, *_three(row.detected), row.expected, *(row.wrong or (None, None)))


def _waiting(brief: PlanBrief) -> Lines:
    for seen in _options(brief):
        for w in seen.simulated.waits if seen.simulated else ():
            count = w.q50.cases if w.q50 else 0
            low = w.q10.mean if w.q10 else None
            head = (seen.option.id, w.until, w.by, w.sector, count, low)
            yield (*head, *_three(w.q50), *_three(w.q90))


def _terms(brief: PlanBrief) -> Lines:
    for seen in _options(brief):
        for t in seen.terms:
            shares = (t.detected, t.attributed, t.verifiable, *t.interval)
            head = (seen.option.id, t.term_id, t.act, t.sector, _light(t.night))
            yield (*head, *shares, t.missing)


def _frontier(brief: PlanBrief) -> Lines:
    siting = brief.field.siting if brief.field else None
    for p in siting.frontier if siting else ():
        yield (p.limit, p.most, p.objective, p.bound, p.cost, p.crew, p.systems)


def _three(told: Estimated | None) -> tuple[Cell, Cell, Cell]:
    return (told.mean, told.lo, told.hi) if told else (None, None, None)


def _light(night: bool | None) -> str:
    return {None: "", True: "dark", False: "day"}[night]


def _geojson(brief: PlanBrief) -> bytes:
    """The first option's systems as RFC 7946: a point each, its route where it follows one."""
    features = [_feature(asset) for asset in _options(brief)[0].systems]
    whole = {"type": "FeatureCollection", "features": features}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _feature(asset: Asset) -> dict[str, object]:
    route = [[lon, lat] for lat, lon in asset.route]
    point = {"type": "Point", "coordinates": [asset.lon, asset.lat]}
    told = {"kind": asset.kind, "sector": asset.sector, "crew": asset.crew, "release": LEVEL}
    return {
        "type": "Feature",
        "id": asset.id,
        "properties": told,
        "geometry": {"type": "LineString", "coordinates": route} if len(route) > 1 else point,
    }
