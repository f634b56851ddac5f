"""Is it holding? From a watch's results to what a brief of one release level may show of them.

What a level may not see isn't computed for it: sectors, hours and clusters for the restricted level alone,
sides and access for none wider than a political body, and of published series the public gets the wholes
that carry an address. No alert is raised here: the brief shows those on record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

import pyarrow.compute as pc
import shapely
from shapely.ops import substring

from truceline.assess.alertbook import standing
from truceline.assess.folder import WATCH_FILE
from truceline.assess.run import Assessment
from truceline.assess.trends import (
    by_side,
    health_of,
    lists_begun,
    local_day,
    long_enough,
    published_trends,
    sector_trends,
    side_trends,
)
from truceline.assess.watchground import BAND_KM, Ground, ground_of, own_incidents, scanned
from truceline.assess.watchinputs import Texts, WatchInputs, watch_inputs
from truceline.assess.watchseries import Followed, changes_of, of_ground, of_published
from truceline.foundation.places.measure import flat_track
from truceline.foundation.places.sectors import Tape
from truceline.foundation.zones import zone_of
from truceline.model.brief import SourceView
from truceline.model.holding import FigureSource, Holding, SideAccess, Trend, TrendChange, WatchZone
from truceline.model.place import Line
from truceline.model.plan import Sector
from truceline.model.watch import Alert, Change, Cluster, SourceHealth
from truceline.stages.brief.case import Case
from truceline.stages.brief.sources import source_views
from truceline.stages.watch.alert import for_level
from truceline.stages.watch.rate import grounds
from truceline.stages.watch.support import support

NARROW: Final = "Sectors, hours and clusters say where the mission looks: they are told at the restricted level alone."
PUBLIC: Final = (
    "Sides, access, changes and figures by place are told at narrower levels. Shown are published figures of "
    "the whole that carry an address, once they are {hours:g} hours old."
)


@dataclass(frozen=True)
class _Asked:
    """What is asked for: of whom, with what, for whom, up to which day."""

    result: Assessment
    given: WatchInputs
    case: Case
    zone: tzinfo
    day: date

    @property
    def views(self) -> tuple[SourceView, ...]:
        return source_views(self.case)


def holding(
    result: Assessment, texts: Texts, book: Path, case: Case, seed: int = 1
) -> Holding | None:
    """What the section of a brief at the case's level shows; None where there is nothing to watch: no
    `watch.yaml` and no record long enough. `book` is the folder that holds the record of alerts.
    """
    spec = result.mission.spec
    watched = texts("watch", WATCH_FILE) is not None
    zone = zone_of(spec.timezone) or UTC
    asked = _Asked(result, watch_inputs(texts, spec), case, zone, _last_day(result.as_of, zone))
    if case.release == "public":
        found = _public(asked)
        return found.but(watched=True, alerts=_alerts(asked, book)) if watched else None
    sides = by_side(case)
    if not (watched or long_enough(sides)):
        return None
    found = _open(asked, sides if long_enough(sides) else {})
    if case.release == "restricted":
        found = _with_ground(asked, found, seed)
    else:
        found = found.but(scope=NARROW)
    return found.but(watched=watched, alerts=_alerts(asked, book))


def _last_day(moment: datetime, zone: tzinfo) -> date:
    """The last whole local day."""
    return moment.astimezone(zone).date() - timedelta(days=1)


def _alerts(asked: _Asked, book: Path) -> tuple[Alert, ...]:
    """Alerts on record, as the level may see them."""
    at, settings = asked.result.as_of, asked.result.mission.spec.settings
    every, _ = standing(book, at)
    seen = (for_level(alert, asked.case.release, settings, at) for alert in every)
    return tuple(alert for alert in seen if alert is not None)


def _public(asked: _Asked) -> Holding:
    hours = asked.result.mission.spec.settings.public_delay_h
    edge = asked.result.as_of - timedelta(hours=hours)
    _, periods, _ = of_published(asked.given.series, edge, asked.zone)
    day = _last_day(edge, asked.zone)
    every = published_trends(periods, asked.given.series, day, asked.zone)
    trends = tuple(trend for trend in every if trend.release == "public")
    scope = PUBLIC.format(hours=hours)
    return Holding(day=day, as_of=edge, trends=trends, scope=scope, sources=_sources(asked, trends))


def _open(asked: _Asked, sides: Mapping[str, Mapping[date, Sequence[str]]]) -> Holding:
    """Sides and published series, with their changes."""
    views = asked.views
    followed, periods, _ = of_published(asked.given.series, asked.result.as_of, asked.zone)
    published = published_trends(periods, asked.given.series, asked.day, asked.zone)
    every = [i.id for i in asked.case.ordered]
    changes = list(_changes(asked, followed, health_of(views, asked.case, every)))
    told = []
    for trend, own, health in side_trends(asked.case, sides, views, asked.day):
        told.append(trend)
        changes += _changes(asked, (own,), health, lists_begun(views, health))
    trends = (*told, *published)
    access = tuple(SideAccess(party=party.id) for party in asked.case.parties)
    return Holding(
        day=asked.day,
        as_of=asked.result.as_of,
        trends=trends,
        changes=tuple(changes),
        access=access,
        sources=_sources(asked, trends),
    )


def _sources(asked: _Asked, trends: Sequence[Trend]) -> tuple[FigureSource, ...]:
    """Addresses of the printed figures that the trends rest on."""
    used = {one for t in trends for s in t.stretches for one in s.basis}
    printed = (p for series in asked.given.series for p in series.printed)
    return tuple(FigureSource(id=p.id, url=p.url) for p in printed if p.url and p.id in used)


def _changes(
    asked: _Asked,
    followed: Sequence[Followed],
    health: Sequence[SourceHealth],
    more: Sequence[tuple[date, str]] = (),
) -> Iterator[TrendChange]:
    """Changes of trends that are told as of the brief's moment."""
    own = {one.counted.name: one for one in followed}
    agreement = asked.result.mission.agreement
    for change in changes_of(followed, asked.given.spec, health, agreement, asked.zone, more):
        yield _trend_change(asked, change, own[change.series])


def _trend_change(asked: _Asked, change: Change, own: Followed) -> TrendChange:
    days = zip(own.counted.days, own.counted.basis, strict=False)
    until = change.told or change.latest
    after = {one for day, ids in days if change.day <= day <= until for one in ids}
    known = asked.case.by_id.keys() & after
    release = "restricted" if own.trend.startswith("sector.") else "political_body"
    return TrendChange(
        change=change, trend=own.trend, act=own.act, incidents=tuple(sorted(known)), release=release
    )


def _with_ground(asked: _Asked, found: Holding, seed: int) -> Holding:
    """The mission's own record by sector beside its hours, its changes and clusters."""
    given, result = asked.given, asked.result
    held = support(given.assets, given.shifts, given.profiles, given.calibrations, given.spec)
    ground = ground_of(result, given, asked.day, asked.zone)
    own = tuple(of_ground(ground.tally, held))
    every = [i.id for i in asked.case.ordered]
    changes = _changes(asked, own, health_of(asked.views, asked.case, every))
    found_by = scanned(ground, seed)
    level = max((r.level for r in given.alerting.rules if r.kind == "cluster"), default=0.05)
    clusters = tuple(c for c in found_by.clusters if c.adjusted <= level)
    return found.but(
        trends=(*sector_trends(ground.tally, held), *found.trends),
        changes=(*(_behind(asked, ground, c) for c in changes), *found.changes),
        clusters=tuple(c.but(basis=_within(asked, ground, c)) for c in clusters),
        zones=_zones(result.mission.spec.line, ground.along),
        left_out=found_by.left_out,
        uncorrected=held.why,
        no_ground=ground.why,
        no_scan=found_by.why,
        access=tuple(a.but(worked_h=_worked(ground, a.party)) for a in found.access),
    )


def _behind(asked: _Asked, ground: Ground, told: TrendChange) -> TrendChange:
    """The mission's own incidents of a sector since its rate changed."""
    change, sector = told.change, told.trend.partition(".")[2]
    if not told.act:
        return told
    ids = _own(asked, ground, (sector,), change.day, change.told or change.latest, told.act)
    return told.but(incidents=ids)


def _within(asked: _Asked, ground: Ground, cluster: Cluster) -> tuple[str, ...]:
    return _own(asked, ground, cluster.zone, cluster.start, cluster.end)


def _own(
    asked: _Asked, ground: Ground, zone: Sequence[str], first: date, last: date, act: str = ""
) -> tuple[str, ...]:
    """The mission's own incidents in sectors and days, of one kind of act if that is asked for."""
    return tuple(
        sorted(
            i.id
            for i in own_incidents(asked.result)
            if ground.sectors.get(i.id) in zone
            and (day := local_day(i, asked.zone)) is not None
            and first <= day <= last
            and (not act or act == max(i.acts, key=lambda a: (a.share, a.value)).value)
        )
    )


def _worked(ground: Ground, side: str) -> float | None:
    """Hours that assets worked on one side of the line; None where they weren't logged."""
    table = ground.tally
    if not len(table):
        return None
    one_act = table.filter(pc.equal(table["act"], table["act"][0].as_py()))
    found = {label["side"]: own for label, own in grounds(one_act, ("side",))}
    own = found.get(side)
    return float(own.worked.sum()) if own is not None and own.logged else None


def _zones(line: Line | None, sectors: Sequence[Sector]) -> tuple[WatchZone, ...]:
    """Each sector's ground: its stretch of the line, as wide as the watched band."""
    if line is None or not sectors:
        return ()
    track, flat = flat_track(line)
    tape = Tape(track, flat)
    found = []
    for sector in sectors:
        piece = substring(track, tape.on_map(sector.from_km), tape.on_map(sector.to_km))
        area = flat.globe(piece.buffer(BAND_KM, cap_style="flat", quad_segs=4))
        middle = flat.globe(piece.interpolate(0.5, normalized=True))
        parts = [p for p in shapely.get_parts(area) if p.geom_type == "Polygon"]
        rings = tuple(tuple((y, x) for x, y in p.exterior.coords) for p in parts)
        found.append(WatchZone(id=sector.id, rings=rings, lat=middle.y, lon=middle.x))
    return tuple(found)
