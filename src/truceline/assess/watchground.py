"""Where a mission looks, how long, and what it recorded there: sectors, hours and its own incidents.

Only what the mission itself recorded hangs on its hours; what others report is never set against
them. Restricted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.folder import PLAN_FILE
from truceline.assess.run import Assessment
from truceline.assess.watchcells import BAND_KM, Watching, watching
from truceline.assess.watchinputs import STRETCH_KM, WatchInputs
from truceline.foundation.coverage.cells import with_sectors
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.line import length_km
from truceline.foundation.places.linecheck import crosses_itself
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.zones import day_start
from truceline.model.evidence import Stance
from truceline.model.incident import Incident, Occurrence
from truceline.model.place import Line
from truceline.model.plan import Sector
from truceline.model.watch import TALLY_SCHEMA, Cluster
from truceline.stages.watch.exposure import exposure
from truceline.stages.watch.scan import Places, Scan, Scanning, observed, scan
from truceline.stages.watch.stretches import in_sectors, stretches_of
from truceline.stages.watch.tally import tally

__all__ = ["BAND_KM", "Ground", "ground_of", "own_incidents", "scanned"]

MOST_DAYS: Final = 180
"""So many days back hours and counts are set beside each other."""
_HOUR: Final = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Ground:
    """Counts beside hours (`model.watch.TALLY_SCHEMA`) by sector, with the sectors' `places`, and by
    stretches of the line (`fine`, `spots`, the sector of each `inside`); the sector of each incident on the
    ground, own incidents in no stratum, the sectors along the line, the zones of the agreement that make
    the ground up; `why` there is nothing of it.
    """

    tally: pa.Table = field(default_factory=TALLY_SCHEMA.empty_table)
    places: Places | None = None
    fine: pa.Table = field(default_factory=TALLY_SCHEMA.empty_table)
    spots: Places | None = None
    inside: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    along: tuple[Sector, ...] = ()
    zones: tuple[str, ...] = ()
    why: str = ""


def ground_of(result: Assessment, given: WatchInputs, last: date, zone: tzinfo) -> Ground:
    """The mission's ground up to the end of a local day."""
    line, name = result.mission.spec.line, result.mission.spec.timezone
    if line is None or crosses_itself(line):
        return Ground(why="the mission has no line of contact along which to tell sectors")
    sectors = _sectors(line, given, result.mission.spec.boundaries)
    ground = watching(result.mission.agreement, line, sectors, result.mission.spec.boundaries)
    own, where = own_incidents(result), _by_sector(result.incidents, ground)
    first = _first(own, given, last, zone)
    if first is None:
        return Ground(
            sectors=where, why="nothing was recorded by the mission itself, no hour logged"
        )
    acts = sorted({_likeliest(i) for i in own if i.acts}) or ["other/other"]
    hours = _hours(first, last, zone)
    stretches = stretches_of(sectors)
    cells, fine = _in_stretches(ground.cells, line, stretches)
    exposed = exposure(fine, hours, given.assets, given.shifts, given.profiles, acts, name)
    lately = [i for i in own if i.when is None or i.when.end >= day_start(first, zone)]
    found = tally(lately, exposed, fine, name, ground.reach_km)
    return Ground(
        tally=in_sectors(found.table, cells),
        places=_places(cells, sectors),
        fine=found.table,
        spots=_places(fine, [one for every in stretches.values() for one in every]),
        inside={one.id: sector for sector, every in stretches.items() for one in every},
        sectors=where,
        unplaced=found.unplaced,
        along=sectors,
        zones=ground.zones,
    )


def _in_stretches(
    cells: pa.Table, line: Line, stretches: Mapping[str, Sequence[Sector]]
) -> tuple[pa.Table, pa.Table]:
    """Cells with their `stretch`, and the same with stretches for sectors."""
    every = [one for several in stretches.values() for one in several]
    cut = with_sectors(cells.drop_columns(["sector"]), line, every)["sector"]
    fine = cells.set_column(cells.column_names.index("sector"), "sector", cut)
    return cells.append_column("stretch", cut), fine


def scanned(ground: Ground, seed: int) -> Scan:
    """Where more is recorded than usual, by stretches of the line, told by sector and stretch."""
    if ground.spots is None or not len(ground.fine):
        return Scan(why=ground.why)
    found = scan(observed(ground.fine, ground.spots, hours="seen_h"), Scanning(seed=seed))
    return replace(found, clusters=tuple(_told(one, ground) for one in found.clusters))


def _told(cluster: Cluster, ground: Ground) -> Cluster:
    sectors = dict.fromkeys(ground.inside[name] for name in cluster.zone)
    places = tuple(name for name in cluster.zone if ground.inside[name] != name)
    return cluster.but(zone=tuple(sectors), places=places)


def own_incidents(result: Assessment) -> tuple[Incident, ...]:
    """Incidents that the mission itself reports and nothing refutes."""
    refuted = {s.incident_id for s in result.statuses if s.occurrence == Occurrence.REFUTED}
    return tuple(
        incident
        for incident in result.incidents
        if incident.id not in refuted and any(_own(result, key) for key in incident.report_ids)
    )


def _own(result: Assessment, key: str) -> bool:
    report = result.reports[key]
    return report.claimant_side == "mission" and report.stance != Stance.DENIES


def _likeliest(incident: Incident) -> str:
    return max(incident.acts, key=lambda a: (a.share, a.value)).value


def _sectors(line: Line, given: WatchInputs, boundaries: str) -> tuple[Sector, ...]:
    """The plan's; else, or where they can't be drawn, stretches of equal length."""
    stretches = max(1, round(length_km(line) / STRETCH_KM))
    plan = given.plan
    wanted = (plan.sector_ends or plan.sector_count) if plan else stretches
    found, _ = sectors_of(line, wanted, Gazetteer.load(boundaries), PLAN_FILE)
    return found or sectors_of(line, stretches)[0]


def _first(own: Sequence[Incident], given: WatchInputs, last: date, zone: tzinfo) -> date | None:
    """The first day: of the hours where some were logged, else of the mission's own incidents."""
    logged = [s.start for s in given.shifts or ()]
    moments = logged or [i.when.start for i in own if i.when is not None]
    days = [moment.astimezone(zone).date() for moment in moments]
    first = max(min(days, default=last), last - timedelta(days=MOST_DAYS - 1))
    return first if days and first <= last else None


def _hours(first: date, last: date, zone: tzinfo) -> np.ndarray:
    start, end = _utc(day_start(first, zone)), _utc(day_start(last + timedelta(days=1), zone))
    return np.arange(start, end, _HOUR)


def _utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "s")


def _by_sector(incidents: Sequence[Incident], ground: Watching) -> dict[str, str]:
    """The sector of each incident that lies on the ground."""
    placed = [(i.id, i.where) for i in incidents if i.where is not None]
    told = {name: ground.at(at.lat, at.lon, at.radius_km) for name, at in placed}
    return {name: sector for name, sector in told.items() if sector}


def _places(cells: pa.Table, sectors: Sequence[Sector]) -> Places:
    """Sectors, or stretches, as places of a scan: the middle of their ground, their middle along the line."""
    own = list(_middles(cells, sectors))
    names = tuple(name for name, *_ in own)
    lat, lon, km = (np.array([row[n] for row in own], float) for n in (1, 2, 3))
    return Places(names, lat, lon, km)


def _middles(
    cells: pa.Table, sectors: Sequence[Sector]
) -> Iterator[tuple[str, float, float, float]]:
    for sector in sectors:
        part = cells.filter(pc.equal(cells["sector"], sector.id))
        if len(part):
            lat, lon = (float(pc.mean(part[name]).as_py()) for name in ("lat", "lon"))
            yield sector.id, lat, lon, (sector.from_km + sector.to_km) / 2
