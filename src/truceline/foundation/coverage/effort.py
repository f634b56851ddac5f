"""Hours of effort: what share of an hour each asset looked, as planned or as recorded.

A degraded hour counts half, a denied or jammed one not at all, as if there had been no shift. Hours
that nobody recorded were not worked. Shifts that overlap count once, the better of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.zones import day_start, zone_of
from truceline.model.plan import Asset, Shift

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]

WORTH: Final[Mapping[str, float]] = {"working": 1.0, "degraded": 0.5, "denied": 0.0, "jammed": 0.0}
LOST: Final[Mapping[str, float]] = {"working": 0.0, "degraded": 0.0, "denied": 1.0, "jammed": 1.0}
RESTRICTED: Final = {b"release": b"restricted"}
"""Metadata of every table of coverage: it says where nobody looks."""


def hours_of(
    assets: Sequence[Asset],
    shifts: Sequence[Shift] | None,
    hours: Hours,
    zone: str = "UTC",
    trace_h: float = 0.0,
) -> Floats:
    """Share (0 to 1) of each hour in which each asset looked: array of (hours, assets).

    `hours` are the starts of hours, UTC. `shifts` None means as planned: every asset works its
    `hours` of the local day in `zone`. A satellite's shift is a pass; it sees what began up to
    `trace_h` hours before it, so that it counts for those hours.
    """
    starts = np.asarray(hours).astype("datetime64[s]")
    if shifts is None:
        local = _local_hours(starts.tobytes(), zone)
        planned = [_planned(asset.hours, local) for asset in assets]
        return np.column_stack(planned) if planned else np.zeros((len(starts), 0))
    of_asset = _by_asset(shifts)
    share = np.zeros((len(starts), len(assets)))
    edges = _seconds(starts)
    for k, asset in enumerate(assets):
        back = trace_h * 3600.0 if asset.kind == "satellite_pass" else 0.0
        share[:, k] = _worked(of_asset.get(asset.id, ()), edges, edges + 3600.0, WORTH, back) / 3600
    return share


@lru_cache(maxsize=8)
def _local_hours(starts: bytes, zone: str) -> Floats:
    """Hour of the local day at which each hour starts (datetime64[s]); asked for one plan again and
    again.
    """
    utc, local = zone_of("UTC"), zone_of(zone) or zone_of("UTC")
    known = np.frombuffer(starts, "datetime64[s]").tolist()
    moments = (moment.replace(tzinfo=utc).astimezone(local) for moment in known)
    return np.array([m.hour + m.minute / 60 + m.second / 3600 for m in moments])


def _planned(duty: tuple[float, float] | None, local: Floats) -> Floats:
    """Share of each hour that lies in the hours on duty, which may run over midnight."""
    if duty is None:
        return np.ones(len(local))
    start, end = duty[0], duty[1] if duty[1] > duty[0] else duty[1] + 24.0
    parts = [np.minimum(local + 1, end + d) - np.maximum(local, start + d) for d in (-24, 0, 24)]
    return np.asarray(np.clip(sum(np.maximum(part, 0.0) for part in parts), 0.0, 1.0))


def _by_asset(shifts: Sequence[Shift]) -> dict[str, list[Shift]]:
    found: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        found[shift.asset_id].append(shift)
    return found


def _seconds(moments: Hours) -> Floats:
    return moments.astype("datetime64[s]").astype(np.int64).astype(float)


def _worked(
    shifts: Sequence[Shift], lows: Floats, highs: Floats, worth: Mapping[str, float], back: float
) -> Floats:
    """Seconds of effort between pairs of moments (seconds since 1970), shifts begun `back` earlier."""
    if not shifts:
        return np.zeros(len(lows))
    edges, value = _best(shifts, worth, back)
    done = np.concatenate([[0.0], np.cumsum(np.diff(edges) * value)])
    return np.asarray(np.interp(highs, edges, done) - np.interp(lows, edges, done))


def _best(
    shifts: Sequence[Shift], worth: Mapping[str, float], back: float
) -> tuple[Floats, Floats]:
    """The moments at which something changes, and between them the best share × worth."""
    begins = np.array([s.start.timestamp() for s in shifts]) - back
    ends = np.array([s.end.timestamp() for s in shifts])
    edges = np.unique(np.concatenate([begins, ends]))
    value = np.zeros(len(edges) - 1)
    spans = np.searchsorted(edges, begins), np.searchsorted(edges, ends)
    for shift, low, high in zip(shifts, *spans, strict=True):
        value[low:high] = np.maximum(value[low:high], shift.share * worth[shift.status])
    return edges, value


def effort(
    assets: Sequence[Asset], shifts: Sequence[Shift], zone: str = "UTC", days: Sequence[date] = ()
) -> pa.Table:
    """Hours of effort by asset and local day in `zone`: (asset_id, kind, sector, day, hours, lost_h).

    `lost_h` are hours denied or jammed. `days` are those of the shifts where none are given; every
    asset has a row for every day, so that a day without work is seen to be one.
    """
    local = zone_of(zone) or zone_of("UTC")
    assert local is not None
    days = sorted(days) or _days(shifts, local)
    lows, highs = (
        np.array([day_start(d + timedelta(days=n), local).timestamp() for d in days])
        for n in (0, 1)
    )
    of_asset, ordered = _by_asset(shifts), sorted(assets, key=lambda asset: asset.id)
    worth = {
        name: [_worked(of_asset.get(a.id, ()), lows, highs, table, 0.0) / 3600 for a in ordered]
        for name, table in (("hours", WORTH), ("lost_h", LOST))
    }
    told = {
        "asset_id": [a.id for a in ordered for _ in days],
        "kind": [a.kind for a in ordered for _ in days],
        "sector": [a.sector for a in ordered for _ in days],
        "day": pa.array(list(days) * len(ordered), pa.date32()),
        **{name: np.concatenate([*found, np.empty(0)]) for name, found in worth.items()},
    }
    return pa.table(told).replace_schema_metadata(RESTRICTED)


def _days(shifts: Sequence[Shift], zone: tzinfo) -> list[date]:
    """Every local day from the first shift to the last."""
    if not shifts:
        return []
    first = min(s.start for s in shifts).astimezone(zone).date()
    last = max(s.end for s in shifts).astimezone(zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def idle(
    assets: Sequence[Asset], shifts: Sequence[Shift], start: datetime, end: datetime
) -> pa.Table:
    """When nobody looked between two moments: (asset_id, start, end, why), why being `denied`,
    `jammed` or `no shift` (also a shift of which no part was spent looking).
    """
    of_asset = _by_asset(shifts)
    found = [
        (asset.id, *gap)
        for asset in sorted(assets, key=lambda asset: asset.id)
        for gap in _gaps(of_asset.get(asset.id, ()), start.timestamp(), end.timestamp())
    ]
    columns = list(zip(*found, strict=True)) or [(), (), (), ()]
    moments = [pa.array(np.array(c, "int64"), pa.timestamp("s", tz="UTC")) for c in columns[1:3]]
    table = pa.table(
        {
            "asset_id": pa.array(columns[0], pa.string()),
            "start": moments[0],
            "end": moments[1],
            "why": pa.array(columns[3], pa.string()),
        }
    )
    return table.replace_schema_metadata(RESTRICTED)


def _gaps(shifts: Sequence[Shift], start: float, end: float) -> list[tuple[int, int, str]]:
    """Stretches without effort, neighbours of one reason made one."""
    cuts = [start, end, *(m.timestamp() for s in shifts for m in (s.start, s.end))]
    edges = np.unique(np.clip(cuts, start, end))
    why = np.full(len(edges) - 1, "no shift", object)
    for shift in sorted(shifts, key=_rank):
        low, high = np.searchsorted(edges, [shift.start.timestamp(), shift.end.timestamp()])
        if _rank(shift):
            why[low:high] = "" if _rank(shift) == _LOOKED else shift.status
    found: list[tuple[int, int, str]] = []
    for at, reason in enumerate(why):
        low, high = int(edges[at]), int(edges[at + 1])
        if found and found[-1][1:] == (low, reason):
            found[-1] = (found[-1][0], high, reason)
        elif reason:
            found.append((low, high, reason))
    return found


_LOOKED: Final = 3


def _rank(shift: Shift) -> int:
    """Of two shifts at one time the higher one says what happened: somebody looked, else access
    was denied, else jammed, else nothing.
    """
    if shift.share * WORTH[shift.status] > 0:
        return _LOOKED
    return {"denied": 2, "jammed": 1}.get(shift.status, 0)
