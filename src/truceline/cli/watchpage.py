"""A watch on a duty officer's terminal: what is new first, each number beside what it rests on.

Nothing is left out silently, and no cell is empty where a reason can be given.
"""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from truceline.assess.watching import Watched
from truceline.foundation.phrase import count, noun
from truceline.model.watch import Alert, Bounded, Change, Cluster, Period, Rate
from truceline.stages.watch.change import sentence

WIDE = 120
FEW = 3
LATEST = 7
"""Published days, and changes, that are printed; `--json` holds all."""


def print_watch(found: Watched) -> None:
    """Print it on standard output."""
    here = None if sys.stdout.isatty() else WIDE
    console = Console(file=sys.stdout, width=here, highlight=False, markup=False, soft_wrap=True)
    for line in (*_head(found), *_alerts(found)):
        console.print(line)
    if any(map(_tells, found.rates)):
        console.print(_table(found))
    for line in (*_why(found), *_published(found), *_sources(found), *_changes(found)):
        console.print(line)
    for line in _clusters(found):
        console.print(line)


def _head(found: Watched) -> Iterator[str]:
    yield "RESTRICTED: hours and zones say where the mission looks."
    yield f"{found.mission}, known as of {found.as_of.isoformat()}, days up to {found.day}"
    yield ""


def _alerts(found: Watched) -> Iterator[str]:
    fresh = [alert for alert in found.alerts if alert.id in found.new]
    going = [a for a in found.alerts if a.id not in found.new and a.state != "closed"]
    closed = len(found.alerts) - len(fresh) - len(going)
    yield f"Alerts: {len(fresh)} new, {len(going)} going on, {closed} closed"
    yield from (f"  NEW {_alert(alert)}" for alert in fresh)
    yield from (f"  {alert.state} {_alert(alert)}" for alert in going)
    if found.backlog:
        began = f"the watch began {found.backlog.began.date()}"
        yield f"  Backlog, not raised: {found.backlog.sentence} ({began}; each is in --json)."
    yield ""


def _alert(alert: Alert) -> str:
    by = f" ({alert.by}: {alert.reason or 'no reason given'})" if alert.by else ""
    return f"{alert.id}: {alert.sentence}{by}"


def _table(found: Watched) -> Table:
    first = found.rates[0]
    table = Table(
        title=f"Recorded by the mission, {first.start} to {first.end}", title_justify="left"
    )
    table.add_column("sector")
    table.add_column("act")
    table.add_column("light")
    for name in ("recorded", "hours", "per hour", "seen", "a day, corrected"):
        table.add_column(name, justify="right")
    for rate in filter(_tells, found.rates):
        table.add_row(*_cells(rate))
    return table


def _tells(rate: Rate) -> bool:
    """Was anything recorded, or is it known whether anybody looked?"""
    return bool(rate.count) or rate.effort_h is not None


def _cells(rate: Rate) -> tuple[str, ...]:
    hours = "not logged" if rate.effort_h is None else f"{rate.effort_h:,.0f}"
    nobody = rate.effort_h is not None and not rate.observed
    per_hour = "not observed" if nobody else _bounded(rate.per_hour)
    seen = "not known" if rate.p is None else f"{rate.p:.0%}"
    corrected = _bounded(rate.corrected)
    label = (rate.sector, noun(rate.act), rate.light)
    return (*label, f"{rate.count:,.3g}", hours, per_hour, seen, corrected)


def _bounded(value: Bounded | None) -> str:
    return f"{value.value:.3g} ({value.lo:.2g} to {value.hi:.2g})" if value else "not given"


def _why(found: Watched) -> Iterator[str]:
    if found.no_ground:
        yield f"No rates by sector: {found.no_ground}."
    if found.uncorrected:
        yield f"No rate is corrected for effort: {found.uncorrected}."
    yield from (f"Hours of {words}." for words in found.hours)
    whys = sorted({rate.why for rate in found.rates if rate.why} - {found.uncorrected})
    yield from (f"Not corrected: {why}." for why in whys[:FEW])
    if len(whys) > FEW:
        yield f"Not corrected for {len(whys) - FEW} reasons more, which --json holds."
    if silent := sum(not _tells(rate) for rate in found.rates):
        words = "without hours on record and without anything recorded: nothing is known of them"
        yield f"{count(silent, 'row')} of sector, act and light {words}."
    if found.unplaced:
        yield f"In no sector or day: {count(len(found.unplaced), 'incident')} of the mission's own."
    yield ""


def _published(found: Watched) -> Iterator[str]:
    whole = [p for p in found.published if not p.part]
    if not whole:
        return
    yield f"Published, the last {LATEST} periods of each series (all in --json):"
    for name in sorted({p.series for p in whole}):
        own = [p for p in whole if p.series == name]
        yield from (f"  {_period(period)}" for period in own[-LATEST:])
    yield ""


def _period(period: Period) -> str:
    number = f"{period.lo:,.0f}"
    if period.exact is None:
        most = "" if period.hi is None else f" and at most {period.hi:,.0f}"
        number = f"at least {number}{most}"
    apart = ""
    if period.apart:
        apart = (
            f"; {period.apart_lo:,.0f} to {period.apart_hi:,.0f} of them set apart: {period.apart}"
        )
    span = f"{period.start:%Y-%m-%d %H:%M} to {period.end:%Y-%m-%d %H:%M} UTC"
    return f"{period.series}, {span}: {number} ({period.unit.replace('_', ' ')}){apart}"


def _sources(found: Watched) -> Iterator[str]:
    if not found.health:
        yield "Sources: none has a known cadence, so that no silence is claimed."
    yield from (f"Source {one.words}." for one in found.health)
    yield ""


def _changes(found: Watched) -> Iterator[str]:
    if not found.changes:
        yield "Changes: none told."
        return
    yield f"Changes: {len(found.changes)} told so far, the last {min(LATEST, len(found.changes))}:"
    yield from (f"  {_change(one)}" for one in found.changes[-LATEST:])


def _change(one: Change) -> str:
    beside = "; ".join(one.beside) or "nothing else that is known of"
    return f"told {one.told}: {sentence(one)} Beside it: {beside}."


def _clusters(found: Watched) -> Iterator[str]:
    if found.no_scan:
        yield f"Clusters: not looked for; {found.no_scan}."
    elif not found.clusters:
        yield "Clusters: none at the level of the rules."
    yield from (f"Cluster {_cluster(one)}" for one in found.clusters)
    if found.left_out and not found.no_scan:
        number = count(len(found.left_out), "place")
        shown = ", ".join(found.left_out[:LATEST]) + ", …" * (len(found.left_out) > LATEST)
        yield f"Left out of the scan, seen too seldom: {number} ({shown})."


def _cluster(one: Cluster) -> str:
    return (
        f"{', '.join(one.places or one.zone)}, {one.start} to {one.end}: {one.observed:,.3g} recorded where "
        f"{one.expected:,.3g} would be usual for what could be seen, {one.relative_risk:.1f} times as many "
        f"(p = {one.p_value:.2g}, adjusted for daily repetition {one.adjusted:.2g})."
    )
