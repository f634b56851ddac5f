"""Where a mission looks, how long, and what it recorded there: sectors, hours and its own incidents.

Only what the mission itself recorded hangs on its hours; what others report is never set against
them. Restricted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.folder import PLAN_FILE
from truceline.assess.run import Assessment
from truceline.assess.watchinputs import STRETCH_KM, WatchInputs
from truceline.foundation.coverage.cells import cells_of_band, with_sectors
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.line import length_km
from truceline.foundation.places.linecheck import crosses_itself
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.zones import day_start
from truceline.model.evidence import Stance
from truceline.model.incident import Incident, Occurrence
from truceline.model.place import Line
from truceline.model.plan import Sector
from truceline.model.watch import TALLY_SCHEMA
from truceline.stages.watch.exposure import exposure, nearest, with_sides
from truceline.stages.watch.scan import Places
from truceline.stages.watch.tally import tally

BAND_KM: Final = 30.0
"""Ground that is watched: so far from the line to either side."""
RESOLUTION: Final = 6
"""H3 cells of about 36 km²."""
MOST_DAYS: Final = 180
"""So many days back hours and counts are set beside each other."""
_HOUR: Final = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Ground:
    """Counts beside hours (`model.watch.TALLY_SCHEMA`), places of the scan, the sector of each incident
    that has a place, own incidents in no stratum, the sectors along the line; `why` there is nothing of it.
    """

    tally: pa.Table = field(default_factory=TALLY_SCHEMA.empty_table)
    places: Places | None = None
    sectors: Mapping[str, str] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    along: tuple[Sector, ...] = ()
    why: str = ""


def ground_of(result: Assessment, given: WatchInputs, last: date, zone: tzinfo) -> Ground:
    """The mission's ground up to the end of a local day."""
    line, name = result.mission.spec.line, result.mission.spec.timezone
    if line is None or crosses_itself(line):
        return Ground(why="the mission has no line of contact along which to tell sectors")
    sectors = _sectors(line, given, result.mission.spec.boundaries)
    cells = with_sides(with_sectors(cells_of_band(line, BAND_KM, RESOLUTION), line, sectors), line)
    cells = cells.filter(pc.not_equal(cells["sector"], ""))
    own, where = own_incidents(result), _by_sector(result.incidents, cells)
    first = _first(own, given, last, zone)
    if first is None:
        return Ground(
            sectors=where, why="nothing was recorded by the mission itself, no hour logged"
        )
    acts = sorted({_likeliest(i) for i in own if i.acts}) or ["other/other"]
    hours = _hours(first, last, zone)
    exposed = exposure(cells, hours, given.assets, given.shifts, given.profiles, acts, name)
    lately = [i for i in own if i.when is None or i.when.end >= day_start(first, zone)]
    found = tally(lately, exposed, cells, name)
    return Ground(found.table, _places(cells, sectors), where, found.unplaced, sectors)


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


def _by_sector(incidents: Sequence[Incident], cells: pa.Table) -> dict[str, str]:
    """The sector of the cell nearest to each incident."""
    lat, lon = cells["lat"].to_numpy(), cells["lon"].to_numpy()
    names = cells["sector"].to_pylist()
    placed = [(i.id, i.where) for i in incidents if i.where is not None]
    return {name: names[nearest(lat, lon, at.lat, at.lon)] for name, at in placed}


def _places(cells: pa.Table, sectors: Sequence[Sector]) -> Places:
    """Sectors as places of a scan: the middle of their ground, their middle along the line."""
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
