"""An invented case for the tests of fusion: Ruritania and Freedonia, told by their ministries."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.evidence import Judgement, Report
from truceline.model.table import ORIGIN_SCHEMA, report_table
from truceline.stages.fusion import fuse

DAY = datetime(2031, 5, 10, tzinfo=UTC)
BASE = Report(
    dataset="press",
    report_id="R0",
    source="Gazette",
    published=DAY,
    known=DAY + timedelta(days=1),
    claimant="Freedonian ministry",
    claimant_side="FRE",
    start=DAY + timedelta(hours=2),
    end=DAY + timedelta(hours=2),
    zone="+00:00",
    place_name="Lakeview",
    admin1="North",
    lat=48.0,
    lon=30.0,
    place_uncertainty_km=5.0,
    kind="air/drone_strike",
    target_category="energy/substation",
    target_name="Lakeview substation",
    alleged_actor="RUR",
    text="transformer damaged",
)
REGION = {"place_name": "North", "lat": 48.4, "place_uncertainty_km": 100.0}


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def told(report_id: str, **changes) -> Report:
    """The base report under another id. `when=(a, b)` are hours since the first midnight, `day`
    the day of publication.
    """
    if "when" in changes:
        start, end = changes.pop("when")
        changes |= {"start": None if start is None else at(start), "end": at(end)}
    if "day" in changes:
        day = changes.pop("day")
        changes |= {"published": at(24 * day), "known": at(24 * day + 24)}
    return BASE.but(report_id=report_id, **changes)


def judged(verdict: str, *about: str, **more) -> Judgement:
    keys = tuple(f"press.{name}" for name in about)
    return Judgement(
        **{"reason": "seen", "reviewer": "A", "at": DAY, **more}, verdict=verdict, about=keys
    )


def partition(reports, judgements=(), engine=None) -> list[str]:
    """Groups as sorted words: `["a b", "c"]`."""
    table = reports if isinstance(reports, pa.Table) else report_table(reports)
    groups = fuse(table, judgements, engine or EmbeddedEngine())
    found: dict[str, list[str]] = {}
    for row in groups.to_pylist():
        found.setdefault(row["incident_id"], []).append(row["report_id"].removeprefix("press."))
    return sorted(" ".join(sorted(ids)) for ids in found.values())


def origins(reports, group=lambda r: r.claimant_side) -> pa.Table:
    rows = [
        {
            "report_id": r.key,
            "group": group(r),
            "side": r.claimant_side,
            "occurrence": True,
            "object": True,
            "actor": True,
            "reliability": "F",
        }
        for r in reports
    ]
    return pa.Table.from_pylist(rows, schema=ORIGIN_SCHEMA)
