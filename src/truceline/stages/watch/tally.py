"""Incidents by stratum and day, beside the hours behind them.

Units of counting are never added to one another: an incident counts one incident, however many
discharges it held. What has no place or no time stands in no stratum and is counted apart.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa

from truceline.foundation.coverage.night import dark_at
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.zones import zone_of
from truceline.model.incident import Incident
from truceline.model.watch import TALLY_SCHEMA, Conversion
from truceline.stages.watch.exposure import KEYS, nearest

Key = tuple[Any, ...]

_SAMPLES: Final = 24
"""Moments of an incident's interval at which day and light are asked."""


@dataclass(frozen=True)
class Tally:
    """The table (`model.watch.TALLY_SCHEMA`) and the ids of what stands in no stratum."""

    table: pa.Table
    unplaced: tuple[str, ...]


def tally(
    incidents: Iterable[Incident],
    exposure: pa.Table,
    cells: pa.Table,
    zone: str = "UTC",
    reach_km: float = math.inf,
) -> Tally:
    """Incidents (unit `incident`) beside their exposure (`exposure.exposure`).

    An incident stands in the sector and side of the cell nearest to its place, with its likeliest act.
    Where its interval crosses days or dusk it counts in parts, by the time that lies in each. What lies
    outside the days, acts and cells of the exposure, or farther than `reach_km` (and its own radius) from
    all cells, is unplaced.
    """
    local = zone_of(zone) or zone_of("UTC")
    assert local is not None
    known = {tuple(row[k] for k in KEYS) for row in exposure.select(list(KEYS)).to_pylist()}
    counts: dict[Key, float] = defaultdict(float)
    unplaced = []
    for incident in sorted(incidents, key=lambda i: i.id):
        parts = dict(_parts(incident, cells, local, reach_km))
        if not parts or not set(parts) <= known:
            unplaced.append(incident.id)
            continue
        for key, share in sorted(parts.items()):
            counts[key] += share
    rows = exposure.to_pylist()
    for row in rows:
        row |= {"unit": "incident", "count": counts[tuple(row[k] for k in KEYS)]}
    return Tally(pa.Table.from_pylist(rows, schema=TALLY_SCHEMA), tuple(unplaced))


def _parts(
    incident: Incident, cells: pa.Table, zone: tzinfo, reach_km: float
) -> Iterator[tuple[Key, float]]:
    """Strata and days in which an incident may lie, with their shares; none without place or time."""
    if incident.when is None or incident.where is None or not incident.acts:
        return
    lat, lon = incident.where.lat, incident.where.lon
    lats, lons = cells["lat"].to_numpy(), cells["lon"].to_numpy()
    at = nearest(lats, lons, lat, lon)
    away = distance_km(lat, lon, float(lats[at]), float(lons[at]))
    if away > reach_km + incident.where.radius_km:
        return
    ground = [_word(cells, name, at) for name in ("sector", "side")]
    act = max(incident.acts, key=lambda a: (a.share, a.value)).value
    moments = _moments(incident.when.start, incident.when.end)
    utc = np.array([m.replace(tzinfo=None, minute=0, second=0, microsecond=0) for m in moments])
    night = dark_at(np.full(len(utc), lat), np.full(len(utc), lon), utc.astype("datetime64[s]"))
    found = Counter(
        (ground[0], act, ground[1], "night" if late else "day", m.astimezone(zone).date())
        for m, late in zip(moments, night.tolist(), strict=True)
    )
    yield from ((key, number / len(moments)) for key, number in found.items())


def _moments(start: datetime, end: datetime) -> Sequence[datetime]:
    """The middles of equal parts of an interval; an instant is itself."""
    if start == end:
        return (start,)
    step = (end - start) / _SAMPLES
    return [start + step * (n + 0.5) for n in range(_SAMPLES)]


def _word(cells: pa.Table, name: str, at: int) -> str:
    return (cells[name][at].as_py() or "") if name in cells.column_names else ""


def converted(moments: Iterable[datetime], conversion: Conversion) -> int:
    """How many of the larger unit given moments of the smaller one make: those with gaps of at most
    `gap_h` hours are one.
    """
    ordered = sorted(moments)
    gap = timedelta(hours=conversion.gap_h)
    return bool(ordered) + sum(after - before > gap for before, after in pairwise(ordered))


def conversion_of(unit: str, to: str, conversions: Sequence[Conversion]) -> Conversion | None:
    """The stated conversion from one unit to another; None where nobody stated one: then two counts
    stay two counts.
    """
    stated = (c for c in conversions if (c.unit, c.to) == (unit, to))
    return min(stated, key=lambda c: (c.gap_h, c.source), default=None)
