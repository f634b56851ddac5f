"""Incidents that are much like one: near it, about then, the same kind of object or act."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.whole import Picture
from truceline.errors import UnreadableError
from truceline.model.place import KM_PER_DEGREE
from truceline.model.record import Record

FAR_KM, FAR_H = 50.0, 24.0
"""So far apart in place weighs as much as so far apart in time."""
OTHER_OBJECT, OTHER_ACT = 0.5, 0.25
"""What another kind of object or act weighs, in the same measure."""
UNPLACED = 4.0
"""What a place that isn't known weighs."""


class Near(Record, frozen=True, kw_only=True):
    """A similar incident; `km` between the places, `hours` between the intervals (0 where they meet),
    None where either isn't known.
    """

    id: str
    number: int
    place: str
    category: str
    act: str
    start: datetime | None
    accused: tuple[str, ...]
    occurrence: str
    km: float | None
    hours: float | None


def row_of(rows: pa.Table, incident_id: str) -> int:
    """The place of an incident among rows by id. Raises `UnreadableError` where there is none."""
    found: int = pc.index(rows["id"], value=incident_id).as_py()
    if found < 0:
        raise UnreadableError(f"{incident_id}: no such incident")
    return found


def similar(picture: Picture, incident_id: str, n: int = 6) -> tuple[Near, ...]:
    """The `n` incidents most like one, the likest first. Raises `UnreadableError` for an unknown id."""
    rows = picture.rows
    at = row_of(rows, incident_id)
    km, hours = _km(rows, at), _hours(rows, at)
    far = np.where(np.isnan(km), UNPLACED, km / FAR_KM) + np.where(
        np.isnan(hours), UNPLACED, hours / FAR_H
    )
    far += OTHER_OBJECT * _other(rows, "category", at) + OTHER_ACT * _other(rows, "act", at)
    far[at] = np.inf
    order = np.argsort(far, kind="stable")[: min(n, len(far) - 1)]
    told = rows.take(pa.array(order)).to_pylist()
    return tuple(
        _near(row, float(km[i]), float(hours[i])) for row, i in zip(told, order, strict=True)
    )


def _near(row: dict[str, object], km: float, hours: float) -> Near:
    names = ("id", "number", "place", "category", "act", "start", "accused", "occurrence")
    told = {name: row[name] for name in names}
    told |= {name: row[name] or "" for name in ("place", "category", "act")}
    return Near(
        **told | {"accused": tuple(row["accused"])},  # type: ignore[arg-type]
        km=None if np.isnan(km) else round(km, 1),
        hours=None if np.isnan(hours) else round(hours, 2),
    )


def _km(rows: pa.Table, at: int) -> np.ndarray:
    """Distances over a sphere, near enough to tell who is near; NaN where a place isn't known."""
    lat, lon = (np.radians(pc.fill_null(rows[n], float("nan")).to_numpy()) for n in ("lat", "lon"))
    half = np.sin((lat - lat[at]) / 2) ** 2
    half += np.cos(lat) * np.cos(lat[at]) * np.sin((lon - lon[at]) / 2) ** 2
    found: np.ndarray = 2 * np.degrees(np.arcsin(np.sqrt(half))) * KM_PER_DEGREE
    return found


def _hours(rows: pa.Table, at: int) -> np.ndarray:
    """Hours between intervals, NaN where a time isn't known."""
    start, end = (_epoch_hours(rows[name]) for name in ("start", "end"))
    found: np.ndarray = np.maximum(np.maximum(start - end[at], start[at] - end), 0.0)
    return found


def _epoch_hours(column: pa.ChunkedArray) -> np.ndarray:
    micro = column.cast(pa.int64()).cast(pa.float64(), safe=False)
    hours: np.ndarray = pc.fill_null(micro, float("nan")).to_numpy()
    found: np.ndarray = hours / 3.6e9
    return found


def _other(rows: pa.Table, name: str, at: int) -> np.ndarray:
    """1 where a coded word isn't that of the row `at`, or isn't told."""
    codes = rows[name].combine_chunks().indices.fill_null(-1).to_numpy()
    found: np.ndarray = ((codes != codes[at]) | (codes < 0)).astype(float)
    return found
