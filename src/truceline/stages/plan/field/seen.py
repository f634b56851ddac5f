"""What a set of systems would see of the zone: by cell, by sector and act, by stretch of the line.

Numbers come from `foundation.coverage` alone: hours as planned, the mix of acts at stake, two days
half a year apart, so that long and short nights both count.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.coverage.coverage import coverage, dense_of
from truceline.foundation.coverage.night import dark
from truceline.foundation.zones import day_start, zone_of
from truceline.model.plan import Asset, Profile
from truceline.model.planfield import Gap, SectorSeen, SeenCell
from truceline.stages.plan.field.need import Ground

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]

STRETCH_KM: Final = 10.0
ENOUGH: Final = 0.5
"""A stretch of which less is seen by day or in the dark is a gap."""
APART_DAYS: Final = 91


class Clock(NamedTuple):
    """The hours that coverage is told for, in a zone of time."""

    hours: Hours
    days: tuple[str, ...]
    zone: str


class Looked(NamedTuple):
    """Probability of being seen by act and cell, by day and in the dark."""

    acts: tuple[str, ...]
    shares: Floats
    day: Floats
    night: Floats

    @property
    def mixed(self) -> tuple[Floats, Floats]:
        """The same of the mix of acts, by cell."""
        return self.shares @ self.day, self.shares @ self.night


def clock_of(start: date, zone: str) -> Clock:
    """The plan's first day and three that follow it a quarter of a year apart, hour by hour."""
    local = zone_of(zone) or zone_of("UTC")
    assert local is not None
    days = [start + timedelta(days=n * APART_DAYS) for n in range(4)]
    firsts = [int(day_start(day, local).timestamp()) for day in days]
    hours = [first + 3600 * n for first in firsts for n in range(24)]
    return Clock(np.array(hours).astype("datetime64[s]"), tuple(map(str, days)), zone)


def look(
    ground: Ground,
    assets: Sequence[Asset],
    profiles: Sequence[Profile],
    mix: Mapping[str, float],
    clock: Clock,
) -> Looked:
    """What these systems would see, by act, cell and light. Cells that nobody reaches have 0."""
    night = dark(ground.cells["lat"].to_numpy(), ground.cells["lon"].to_numpy(), clock.hours)
    parts = []
    for act in sorted(mix):
        seen = coverage(ground.cells, clock.hours, assets, None, profiles, act, zone=clock.zone)
        p = np.nan_to_num(dense_of(seen, ground.cells, clock.hours))
        parts.append((_mean(p, ~night), _mean(p, night)))
    shares = np.array([mix[act] for act in sorted(mix)])
    day, dusk = (np.array([part[n] for part in parts]) for n in (0, 1))
    return Looked(tuple(sorted(mix)), shares, day, dusk)


def _mean(p: Floats, when: NDArray[np.bool_]) -> Floats:
    """Mean over the hours that count, by cell; 0 where there are none."""
    count = when.sum(axis=0)
    return np.asarray(np.where(count > 0, (p * when).sum(axis=0) / np.maximum(count, 1), 0.0))


def whole_of(ground: Ground, looked: Looked) -> tuple[float, float]:
    """Share of the need that is seen, by day and in the dark."""
    day, night = looked.mixed
    return float(ground.need @ day), float(ground.need @ night)


def sectors_seen(ground: Ground, looked: Looked) -> tuple[SectorSeen, ...]:
    """Shares by sector (empty for all) and act (empty for the mix), weighed by need."""
    names = np.array(ground.cells["sector"].to_pylist(), str)
    acts = [("", *looked.mixed)]
    acts += [(a, looked.day[n], looked.night[n]) for n, a in enumerate(looked.acts)]
    found = []
    for sector in ("", *sorted({*names.tolist()} - {""})):
        mine = ground.need * ((names == sector) if sector else 1.0)
        need = float(mine.sum())
        for act, day, night in acts:
            found.append(
                SectorSeen(
                    sector=sector,
                    act=act,
                    need=need,
                    day=_over(float(mine @ day), need),
                    night=_over(float(mine @ night), need),
                )
            )
    return tuple(found)


def _over(part: float, whole: float) -> float:
    return float(min(part / whole, 1.0)) if whole > 0 else 0.0


def cells_seen(ground: Ground, looked: Looked) -> tuple[SeenCell, ...]:
    """Every cell, in the order of their numbers."""
    day, night = looked.mixed
    table, beside = ground.cells, ground.beside
    columns = (table[name].to_pylist() for name in ("cell", "lat", "lon", "sector", "weight"))
    more = (beside.left.tolist(), beside.km.tolist(), day.tolist(), night.tolist())
    return tuple(
        SeenCell(
            cell=cell, lat=lat, lon=lon, sector=sector, need=need,
            left=left, km=km, day=min(by_day, 1.0), night=min(by_night, 1.0),
        )
        for cell, lat, lon, sector, need, left, km, by_day, by_night in zip(
            *columns, *more, strict=True
        )
    )  # fmt: skip


def gaps_of(ground: Ground, looked: Looked) -> tuple[Gap, ...]:
    """Stretches of `STRETCH_KM` of one side that are seen less than `ENOUGH`, by day or in the dark,
    those that miss most of the need first.
    """
    day, night = looked.mixed
    bins = np.floor(ground.beside.km / STRETCH_KM).astype(np.int64)
    names = np.array(ground.cells["sector"].to_pylist(), str)
    keys = sorted({*zip(names.tolist(), ground.beside.left.tolist(), bins.tolist(), strict=True)})
    found = []
    for sector, left, number in keys:
        mine = ground.need * ((names == sector) & (ground.beside.left == left) & (bins == number))
        need = float(mine.sum())
        by_day, by_night = _over(float(mine @ day), need), _over(float(mine @ night), need)
        if need > 0 and min(by_day, by_night) < ENOUGH:
            missed = need * (1.0 - (by_day + by_night) / 2.0)
            found.append(
                Gap(
                    sector=sector, left=left, from_km=number * STRETCH_KM,
                    to_km=(number + 1) * STRETCH_KM, day=by_day, night=by_night, missed=missed,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda gap: (-gap.missed, gap.from_km, gap.left)))
