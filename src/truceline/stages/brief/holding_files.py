"""Files of the section "Is it holding?": what its pages draw, for programs. Nothing is withheld here."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

from truceline.model.holding import Holding, Trend, WatchZone
from truceline.model.watch import Cluster
from truceline.stages.brief.holding_figures import change_id
from truceline.stages.brief.sheets import Cell, table

TREND_COLUMNS = (
    "trend", "kind", "subject", "part", "unit", "first", "last", "state", "at_least", "at_most",
    "set_apart_from", "set_apart_to", "set_apart_why", "effort_h", "corrected", "corrected_from",
    "corrected_to", "bulletin_missing", "basis",
)  # fmt: skip
CHANGE_COLUMNS = (
    "figure", "trend", "act", "unit", "day", "earliest", "latest", "told", "probability", "before",
    "after", "per", "ratio", "ratio_from", "ratio_to", "corrected", "beside", "incidents", "basis",
)  # fmt: skip
ALERT_COLUMNS = (
    "id",
    "rule",
    "state",
    "raised",
    "sector",
    "sentence",
    "by",
    "reason",
    "figures",
    "basis",
)


def holding_files(held: Holding) -> dict[str, bytes]:
    """File name → bytes."""
    rows = (row for trend in held.trends for row in _trend(trend))
    return {
        "trends.csv": table(TREND_COLUMNS, rows),
        "changes.csv": table(CHANGE_COLUMNS, _changes(held)),
        "alerts.csv": table(ALERT_COLUMNS, _alerts(held)),
        "holding.geojson": (
            json.dumps(_features(held), ensure_ascii=False, indent=1) + "\n"
        ).encode(),
    }


def _trend(trend: Trend) -> Iterator[tuple[Cell, ...]]:
    """A row for each stretch and for each day of which there is none."""
    known = {s.first: s for s in trend.stretches}
    day, silent, unseen = trend.first, set(trend.silent), set(trend.unseen)
    head = (trend.id, trend.kind, trend.subject, trend.part, trend.unit)
    while day <= trend.last:
        found = known.get(day)
        last = found.last if found else day
        count: tuple[Cell, ...] = (None,) * 5
        state, basis = "not_observed" if day in unseen else "unknown", ""
        if found is not None and found.withheld:
            state = "withheld"
        elif found is not None:
            state, basis = "recorded", " ".join(found.basis)
            count = (found.lo, found.hi, found.apart_lo, found.apart_hi, found.apart)
        missing = any(day + timedelta(days=n) in silent for n in range((last - day).days + 1))
        dates = (day.isoformat(), last.isoformat(), state)
        yield (*head, *dates, *count, *_beside(trend, day), missing, basis)
        day = last + timedelta(days=1)


def _beside(trend: Trend, day: date) -> tuple[Cell, ...]:
    at = (day - trend.first).days
    hours = trend.effort_h[at] if trend.effort_h else None
    own = trend.corrected[at] if trend.corrected else None
    return (hours, *((own.value, own.lo, own.hi) if own else (None, None, None)))


def _changes(held: Holding) -> Iterator[tuple[Cell, ...]]:
    for told in held.changes:
        c = told.change
        days = (c.day, c.earliest, c.latest, c.told)
        yield (
            change_id(told), told.trend, told.act, c.unit, *(str(d) if d else "" for d in days),
            c.probability, c.before, c.after, c.per, c.ratio.value, c.ratio.lo, c.ratio.hi, c.corrected,
            " · ".join(c.beside), " ".join(told.incidents), " ".join(c.basis),
        )  # fmt: skip


def _alerts(held: Holding) -> Iterator[tuple[Cell, ...]]:
    for a in sorted(held.alerts, key=lambda a: (a.raised, a.id)):
        yield (
            a.id, a.rule, a.state, a.raised.isoformat(), a.sector, a.sentence, a.by, a.reason,
            " ".join(a.figures), " ".join(a.basis),
        )  # fmt: skip


def _features(held: Holding) -> dict[str, object]:
    """Clusters as the ground of their sectors, and alerts that have a place; RFC 7946."""
    zones = {zone.id: zone for zone in held.zones}
    clusters = [_cluster(c, zones) for c in held.clusters]
    placed = [a for a in held.alerts if a.lat is not None and a.lon is not None]
    alerts = [
        {
            "type": "Feature",
            "id": a.id,
            "geometry": {
                "type": "Point",
                "coordinates": [round(a.lon or 0, 6), round(a.lat or 0, 6)],
            },
            "properties": {
                "what": "alert",
                "state": a.state,
                "sentence": a.sentence,
                "km": a.radius_km,
            },
        }
        for a in sorted(placed, key=lambda a: a.id)
    ]
    return {"type": "FeatureCollection", "features": [*clusters, *alerts]}


def _cluster(cluster: Cluster, zones: dict[str, WatchZone]) -> dict[str, object]:
    rings = [ring for name in cluster.zone if name in zones for ring in zones[name].rings]
    areas = [[[[round(lon, 6), round(lat, 6)] for lat, lon in ring]] for ring in rings]
    return {
        "type": "Feature",
        "id": cluster.id,
        "geometry": {"type": "MultiPolygon", "coordinates": areas} if areas else None,
        "properties": {
            "what": "cluster",
            "sectors": list(cluster.zone),
            "start": cluster.start.isoformat(),
            "end": cluster.end.isoformat(),
            "observed": round(cluster.observed, 3),
            "expected": round(cluster.expected, 3),
            "relative_risk": round(cluster.relative_risk, 3),
            "p_value": float(f"{cluster.p_value:.3g}"),
            "adjusted": float(f"{cluster.adjusted:.3g}"),
            "basis": list(cluster.basis),
        },
    }
