"""From a mission folder to what its duty officer should know: rates, sources, changes, clusters, alerts.

The folder's files are taken into the evidence log first; the watch reads what the log holds. Everything
is of a moment of knowledge: the same entries, record of alerts and moment give the same answer. What
says where a mission looks is restricted, and so is all of this.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path

from truceline.assess.alertbook import record_raised, standing, waiting
from truceline.assess.folder import ingest
from truceline.assess.load import load
from truceline.assess.produce import as_of_moment
from truceline.assess.run import Assessment, assess
from truceline.assess.shelf import Shelf
from truceline.assess.trends import side_changes
from truceline.assess.watchground import Ground, ground_of, scanned
from truceline.assess.watchinputs import WatchInputs, watch_inputs
from truceline.assess.watchseries import changes_of, of_ground, of_published, received
from truceline.assess.write import case_of
from truceline.foundation.zones import zone_of
from truceline.model.alerting import Alerting, Backlog
from truceline.model.mission import Settings
from truceline.model.ports import Engine, Store
from truceline.model.record import Problem, Record, in_order
from truceline.model.watch import Alert, Change, Cluster, Curves, Period, Rate, SourceHealth
from truceline.stages.brief.case import Case
from truceline.stages.brief.sources import source_views
from truceline.stages.brief.totals import total_rows
from truceline.stages.watch.alert import Facts, raised
from truceline.stages.watch.health import alone, health
from truceline.stages.watch.rate import curves, rates
from truceline.stages.watch.scan import Scan
from truceline.stages.watch.support import Support, support

STORE = Path(".truceline")


class Watched(Record, frozen=True, kw_only=True):
    """What a watch found as of a moment; `day` is the last whole local day.

    `rates` stand by sector, act and light; `uncorrected` says why no rate may be corrected at all, `hours`
    which hours kept by hand don't count, `no_ground` why there are no rates, `no_scan` why there are no
    clusters. `new` are ids of alerts raised now; `alerts` are all that were raised by then, in the state
    that they then had, and `backlog` is what was old when first seen. `alerting` and `settings` are what
    whoever sends them needs.
    """

    mission: str
    as_of: datetime
    day: date
    rates: tuple[Rate, ...] = ()
    curves: tuple[Curves, ...] = ()
    uncorrected: str = ""
    hours: tuple[str, ...] = ()
    no_ground: str = ""
    unplaced: tuple[str, ...] = ()
    published: tuple[Period, ...] = ()
    health: tuple[SourceHealth, ...] = ()
    changes: tuple[Change, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    left_out: tuple[str, ...] = ()
    no_scan: str = ""
    alerts: tuple[Alert, ...] = ()
    backlog: Backlog | None = None
    new: tuple[str, ...] = ()
    alerting: Alerting = Alerting()
    settings: Settings = Settings()
    release: str = "restricted"
    root: str = ""
    problems: tuple[Problem, ...] = ()


def watch_mission(folder: Path, store: Store, engine: Engine, as_of: str, seed: int = 1) -> Watched:
    """Watch a mission as of a moment and put the alerts that are due on record, each once.

    Raises `UnreadableError` when the mission can't be used, `StoreError` when alerts can't be kept.
    """
    taken = ingest(folder, store)
    loaded = load(store, folder / STORE / "cache", taken.problems)
    spec = loaded.mission.spec
    moment, zone = as_of_moment(as_of, spec), zone_of(spec.timezone) or UTC
    result = assess(
        loaded.mission,
        loaded.reports,
        moment,
        engine,
        documents=loaded.documents,
        claims=loaded.claims,
    )
    given = watch_inputs(Shelf(store).text, spec)
    found, facts = _watched(result, given, seed, zone)
    made = partial(raised, given.alerting.rules, facts, at=moment)
    book = folder / STORE
    new = record_raised(book, lambda k, b: made(known=k, began=b), moment)
    alerts, wrong = standing(book, moment)
    return found.but(
        alerts=alerts,
        backlog=waiting(book, moment),
        new=tuple(alert.id for alert in new.new),
        root=loaded.mission.root,
        problems=in_order((*found.problems, *wrong)),
    )


def _watched(
    result: Assessment, given: WatchInputs, seed: int, zone: tzinfo
) -> tuple[Watched, Facts]:
    day = result.as_of.astimezone(zone).date() - timedelta(days=1)
    held = support(given.assets, given.shifts, given.profiles, given.calibrations, given.spec)
    ground = ground_of(result, given, day, zone)
    silent = _health(result, day, zone)
    published, periods, slips = of_published(given.series, result.as_of, zone)
    followed = (*of_ground(ground.tally, held), *published)
    case = case_of(result, "restricted", None)
    own = changes_of(followed, given.spec, silent, result.mission.agreement, zone)
    every = (*own, *side_changes(case, given.spec, day))
    changes = tuple(sorted(every, key=lambda c: (c.told or c.day, c.series)))
    searched = scanned(ground, seed)
    found = _of_ground(ground, held).but(
        mission=result.mission.spec.name,
        as_of=result.as_of,
        day=day,
        hours=given.hours,
        published=periods,
        health=silent,
        changes=changes,
        clusters=tuple(c for c in searched.clusters if c.adjusted <= _told(given)),
        left_out=searched.left_out,
        no_scan=searched.why,
        alerting=given.alerting,
        settings=result.mission.spec.settings,
        problems=in_order((*result.problems, *given.problems, *slips)),
    )
    return found, _facts(result, case, found, ground, searched)


def _of_ground(ground: Ground, held: Support) -> Watched:
    table = ground.tally
    return Watched(
        mission="",
        as_of=datetime.min.replace(tzinfo=UTC),
        day=date.min,
        rates=rates(table, ("sector", "act", "light"), held),
        curves=curves(table, ("sector", "act"), held),
        uncorrected=held.why,
        no_ground=ground.why,
        unplaced=ground.unplaced,
    )


def _told(given: WatchInputs) -> float:
    """The level up to which clusters are told: that of the most generous rule."""
    levels = [rule.level for rule in given.alerting.rules if rule.kind == "cluster"]
    return max(levels, default=0.05)


def _health(result: Assessment, day: date, zone: tzinfo) -> tuple[SourceHealth, ...]:
    voices = [{result.reports[key].voice for key in i.report_ids} for i in result.incidents]
    shares = alone(voices) if voices else {}
    roster = result.mission.roster
    weekly = {entry.name for entry in roster if entry.cadence.startswith("weekly")}
    return health(roster, received(result.reports, zone, weekly), day, shares)


def _facts(result: Assessment, case: Case, found: Watched, ground: Ground, scanned: Scan) -> Facts:
    return Facts(
        clusters=scanned.clusters,
        curves=found.curves,
        incidents=tuple(result.incidents),
        statuses={status.incident_id: status for status in result.statuses},
        sectors=ground.sectors,
        sites={site.id: site for site in result.mission.sites},
        totals=total_rows(case, source_views(case)),
        changes=found.changes,
        health=found.health,
        zone=result.mission.spec.timezone,
    )
