"""Findings that rules of alerts are held against, and what they raise."""

from datetime import UTC, date, datetime, timedelta

from truceline.foundation.mission.alertfile import read_alerting, shipped_rules
from truceline.model.brief import TotalRow
from truceline.model.incident import Incident, Share
from truceline.model.mission import Site
from truceline.model.place import Place, PlaceBasis
from truceline.model.record import Interval
from truceline.model.watch import Bounded, Change, Cluster, Curves
from truceline.stages.watch.alert import raised

NOW = datetime(2031, 5, 20, 6, tzinfo=UTC)
DAY = date(2031, 5, 19)


def rules_of(text, file):
    read, problems = read_alerting(text, file)
    assert problems == ()
    return read.rules


def on(day):
    return date(2031, 5, day)


def cluster(zone=("A", "B"), first=16, last=19, adjusted=0.02, **more):
    return Cluster(
        id="cluster.x", zone=zone, lat=48.0, lon=37.0, radius_km=6.0, start=on(first), end=on(last),
        observed=31.0, expected=10.24, relative_risk=3.03, p_value=0.001, adjusted=adjusted, **more,
    )  # fmt: skip


def curve(values, sector="A", unit="incident", last=DAY):
    days = tuple(last - timedelta(days=len(values) - 1 - n) for n in range(len(values)))
    none = (None,) * len(values)
    return Curves(
        sector=sector, unit=unit, days=days, recorded=tuple(values), effort_h=none, corrected=none
    )


def incident(reports=("r1", "r2"), act="access/denial", site="", day=18, name="I-1"):
    start = datetime(2031, 5, day, 3, 40, tzinfo=UTC)
    return Incident(
        id=name,
        report_ids=tuple(reports),
        probabilities=(1.0,) * len(reports),
        when=Interval(start=start, end=start + timedelta(minutes=20)),
        where=Place(lat=48.03, lon=37.09, radius_km=1.5, basis=PlaceBasis.GIVEN, name="the mill"),
        acts=(Share(value=act, share=1.0),),
        sites=(Share(value=site, share=1.0),) if site else (),
        known=start + timedelta(hours=5),
    )


def total(**more):
    row = {
        "figure": "claimed_total.x", "accused": "Party X", "stated": on(18), "by": "a ministry",
        "claimed": "more than 60", "number": None, "lo": 60.0, "hi": None, "window": "24 hours before",
        "itemised": 11, "difference": "", "cites": ("I-1",),
    }  # fmt: skip
    return TotalRow(**{**row, **more})


def change(**more):
    row = {
        "series": "Sector A", "day": on(15), "earliest": on(13), "latest": on(16), "probability": 0.997,
        "ratio": Bounded(value=2.0, lo=1.4, hi=2.9), "before": 5.0, "after": 10.0, "unit": "incident",
        "told": on(17),
    }  # fmt: skip
    return Change(**{**row, **more})


SITES = {"mill": Site(id="mill", name="Water works", category="water/supply", lat=48.0, lon=37.1)}


def told(facts, known=(), at=NOW, rules=None):
    return raised(rules or shipped_rules(), facts, known, at)


def only(facts, **more):
    found = told(facts, **more).new
    assert len(found) == 1, found
    return found[0]
