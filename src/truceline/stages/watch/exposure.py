"""How hard anybody looked: hours of effort and hours of sight by stratum and local day.

A stratum is sector × side of the line × light. Hours that nobody logged are null, which is not 0:
zero hours mean that nobody looked. Restricted in every output.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.coverage.coverage import coverage, dense_of
from truceline.foundation.coverage.effort import RESTRICTED, hours_of
from truceline.foundation.coverage.night import dark
from truceline.foundation.coverage.shares import local_days, weights_of, words_of
from truceline.foundation.places.sectors import along
from truceline.model.place import Line
from truceline.model.plan import Asset, Profile, Shift
from truceline.model.watch import TALLY_SCHEMA

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]

KEYS: Final = ("sector", "act", "side", "light", "day")
SCHEMA: Final = pa.schema(
    [TALLY_SCHEMA.field(name) for name in (*KEYS, "effort_h", "seen_h", "whole_h")],
    metadata=RESTRICTED,
)
_LIGHT: Final = ((False, "day"), (True, "night"))


def exposure(
    cells: pa.Table,
    hours: Hours,
    assets: Sequence[Asset],
    shifts: Sequence[Shift] | None,
    profiles: Sequence[Profile],
    acts: Sequence[str],
    zone: str = "UTC",
) -> pa.Table:
    """By sector, act, side, light and local day: `effort_h`, `seen_h`, `whole_h` (as in
    `model.watch.TALLY_SCHEMA`). `cells` has cell, lat, lon, and where known sector, side and weight.

    An asset counts for the sector and side of the cell nearest to it. `shifts` None: hours weren't
    logged, so that effort and sight are null, whatever was planned.
    """
    days, ground, rows = local_days(hours, zone), _Ground(cells, assets), []
    for day in np.unique(days):
        part = hours[days == day]
        night = dark(ground.lat, ground.lon, part)
        effort = ground.effort(assets, shifts, part, zone)
        for act in sorted(set(acts)):
            seen = _seen(cells, part, assets, shifts, profiles, act, zone)
            rows += [
                {**row, "act": act, "day": day.item()} for row in ground.rows(night, seen, effort)
            ]
    rows.sort(key=lambda row: tuple(row[key] for key in KEYS))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def with_sides(cells: pa.Table, line: Line) -> pa.Table:
    """Cells with a column `side`: the party on whose side of the line each lies (`left` or `right`
    where the line doesn't say).
    """
    places = list(zip(cells["lat"].to_pylist(), cells["lon"].to_pylist(), strict=True))
    names = {True: line.left or "left", False: line.right or "right"}
    return cells.append_column("side", pa.array([names[a.left] for a in along(line, places)]))


def _seen(
    cells: pa.Table,
    hours: Hours,
    assets: Sequence[Asset],
    shifts: Sequence[Shift] | None,
    profiles: Sequence[Profile],
    act: str,
    zone: str,
) -> Floats | None:
    """Probability of having been seen by (hour, cell), 0 where nobody looked; None where unknown."""
    if shifts is None:
        return None
    found = coverage(cells, hours, assets, shifts, profiles, act, zone=zone)
    return np.nan_to_num(dense_of(found, cells, hours))


class _Ground:
    """Cells with their weights and strata, and the strata in which assets work."""

    def __init__(self, cells: pa.Table, assets: Sequence[Asset]) -> None:
        self.lat, self.lon = cells["lat"].to_numpy(), cells["lon"].to_numpy()
        weight = weights_of(cells)
        pairs = list(zip(words_of(cells, "sector"), words_of(cells, "side"), strict=True))
        self.strata = sorted(set(pairs))
        number = {pair: k for k, pair in enumerate(self.strata)}
        self.stratum = np.array([number[pair] for pair in pairs], np.int64)
        whole = np.bincount(self.stratum, weight, len(self.strata))
        self.share = weight / np.where(whole > 0, whole, 1.0)[self.stratum]
        near = [nearest(self.lat, self.lon, a.lat, a.lon) for a in assets]
        self.of_asset = self.stratum[near] if assets else np.zeros(0, np.int64)
        self.places = np.array([(a.lat, a.lon) for a in assets]).reshape(-1, 2)

    def effort(
        self, assets: Sequence[Asset], shifts: Sequence[Shift] | None, hours: Hours, zone: str
    ) -> Floats | None:
        """Hours of work by (light, stratum); None where none were logged."""
        if shifts is None:
            return None
        share = hours_of(assets, shifts, hours, zone)
        night = dark(self.places[:, 0], self.places[:, 1], hours)
        sums = [np.where(night == after, share, 0.0).sum(axis=0) for after, _ in _LIGHT]
        return np.array([np.bincount(self.of_asset, s, len(self.strata)) for s in sums])

    def rows(
        self, night: NDArray[np.bool_], seen: Floats | None, effort: Floats | None
    ) -> Iterator[dict[str, Any]]:
        """A row for each stratum and light that the day has at all."""
        for n, (after, light) in enumerate(_LIGHT):
            held = night == after
            whole = self._sum(held.sum(axis=0))
            sight = None if seen is None else self._sum(np.where(held, seen, 0.0).sum(axis=0))
            for k in np.flatnonzero(whole > 0):
                yield {
                    "sector": self.strata[k][0],
                    "side": self.strata[k][1],
                    "light": light,
                    "effort_h": None if effort is None else float(effort[n, k]),
                    "seen_h": None if sight is None else float(sight[k]),
                    "whole_h": float(whole[k]),
                }

    def _sum(self, by_cell: NDArray[Any]) -> Floats:
        """Mean over each stratum's ground."""
        return np.asarray(np.bincount(self.stratum, self.share * by_cell, len(self.strata)), float)


def nearest(lat: Floats, lon: Floats, own_lat: float, own_lon: float) -> int:
    """The place nearest to a point, by degrees with longitudes shortened; the first of equals."""
    east = (lon - own_lon + 180.0) % 360.0 - 180.0
    return int(np.argmin((lat - own_lat) ** 2 + (east * np.cos(np.radians(own_lat))) ** 2))
