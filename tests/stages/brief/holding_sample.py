"""An invented section "Is it holding?": sectors with hours, a published series, sides, a cluster, alerts."""

from datetime import UTC, date, datetime, timedelta

from truceline.model.holding import (
    FigureSource,
    Holding,
    SideAccess,
    Stretch,
    Trend,
    TrendChange,
    WatchZone,
)
from truceline.model.watch import Alert, Bounded, Change, Cluster

START, DAYS = date(2031, 4, 26), 35
LAST = START + timedelta(days=DAYS - 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def one(n: int, number: float, **more) -> Stretch:
    return Stretch(first=day(n), last=day(n), lo=number, hi=number, **more)


def sector(name: str = "A") -> Trend:
    """Nobody worked on the days 10 to 12; from day 20 on a corrected curve."""
    unseen = tuple(day(n) for n in (10, 11, 12))
    return Trend(
        id=f"sector.{name}",
        kind="sector",
        subject=name,
        unit="incident",
        first=START,
        last=LAST,
        stretches=tuple(one(n, float(n % 4)) for n in range(DAYS) if day(n) not in unseen),
        effort_h=tuple(0.0 if day(n) in unseen else 24.0 - n % 5 for n in range(DAYS)),
        corrected=tuple(
            Bounded(value=3.0, lo=1.5, hi=5.0) if n >= 20 else None for n in range(DAYS)
        ),
        unseen=unseen,
        why="too little was seen on some days",
    )


def series(part: str = "") -> Trend:
    """A sum of three days, a figure partly set apart, a lower bound, and days of which nothing is known."""
    return Trend(
        id=f"series.violations.{part}".rstrip("."),
        kind="series",
        subject="violations",
        part=part,
        unit="ceasefire_violation",
        first=START,
        last=LAST,
        stretches=(
            one(0, 40.0),
            Stretch(first=day(2), last=day(4), lo=60.0, hi=60.0, basis=("violations.2.since",)),
            one(
                30,
                34.0,
                apart="an exercise",
                apart_lo=18.0,
                apart_hi=34.0,
                basis=("violations.1.period",),
            ),
            Stretch(first=day(31), last=day(31), lo=5.0),
            one(32, 0.0),
        ),
        why="hours of observation were not published with these figures",
        release="public",
    )


def side(party: str, ids: tuple[str, ...]) -> Trend:
    stretches = tuple(
        one(n, 2.0 if n > 20 else 0.0, basis=ids[n % 3 : n % 3 + 1]) for n in range(DAYS)
    )
    return Trend(
        id=f"side.{party}",
        kind="side",
        subject=party,
        unit="incident",
        first=START,
        last=LAST,
        stretches=stretches,
        silent=(day(5), LAST),
        why="reports by others are not counted against the mission's hours",
        release="political_body",
    )


def change(trend: str, ids: tuple[str, ...] = (), **more) -> TrendChange:
    found = Change(
        series=f"incidents blamed on {trend}",
        day=day(21),
        earliest=day(15),
        latest=day(22),
        probability=0.83,
        ratio=Bounded(value=4.0, lo=2.0, hi=8.0),
        before=0.5,
        after=2.0,
        told=day(22),
        beside=("2031-05-17: no_strikes begins (reading of FRE)", "hours of effort fell by 30%"),
        basis=ids,
    )
    return TrendChange(change=found, trend=trend, incidents=ids, **more)


def held(sides: tuple[str, ...], ids: tuple[str, ...], **more) -> Holding:
    """Everything that the section can show; `ids` are incidents to cite."""
    box = ((-20.6, 27.4), (-20.6, 28.2), (-20.0, 28.2), (-20.0, 27.4), (-20.6, 27.4))
    whole = Holding(
        day=LAST,
        as_of=datetime(2031, 5, 31, tzinfo=UTC),
        watched=True,
        trends=(sector(), series(), series("Lakeside"), *(side(p, ids) for p in sides)),
        changes=(change("sector.A", ids[:2], act="fire/mortar"), change(f"side.{sides[0]}", ids)),
        clusters=(
            Cluster(
                id="cluster.c0ffee",
                zone=("A",),
                start=day(30),
                end=LAST,
                observed=12.0,
                expected=3.0,
                relative_risk=4.0,
                p_value=0.00002,
                adjusted=0.011,
                mode="fire/mortar, FRE, night",
                basis=ids[:3],
            ),
        ),
        zones=(WatchZone(id="A", rings=(box,), lat=-20.3, lon=27.8),),
        access=tuple(
            SideAccess(party=p, hours=12.0 * n, against=ids, listed=ids[:n], denials=ids[:1])
            for n, p in enumerate(sides)
        ),
        sources=(FigureSource(id="violations.1.period", url="https://example.org/1?a=b&c=d"),),
        alerts=tuple(
            Alert(
                id=f"change.{state}",
                rule="change",
                about="2031-05-17/2031-05-17|x",
                sentence=f"Something {state} <b>was</b> recorded.",
                raised=datetime(2031, 5, 18, tzinfo=UTC),
                state=state,
                by="duty officer" if state != "open" else "",
                reason="checked" if state == "closed" else "",
                basis=ids[:1],
            )
            for state in ("open", "acknowledged", "closed")
        ),
    )
    return whole.but(**more)
