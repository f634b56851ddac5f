"""Which system sees which cell, and how well: the sparse table under all coverage.

The same numbers serve planning (`detection_matrix`), simulation and monitoring (`coverage`). It
doesn't know when anybody worked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, hstack

from truceline.foundation.compiled import fitting
from truceline.foundation.coverage.detect import act_factor, losses, visible_h
from truceline.foundation.coverage.kernels import COLUMNS, GRID_DEG, reach
from truceline.foundation.coverage.passes import (
    comes_by,
    duty_h,
    met,
    passes_per_hour,
    points_of,
    unit_vectors,
)
from truceline.foundation.coverage.terrain import FLAT, Terrain
from truceline.model.plan import Asset, Profile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT_ONCE: Final = 2000
"""Candidates whose pairs are held in memory beside the result."""


@dataclass(frozen=True)
class System:
    """An asset with its profile and the reach that it has."""

    asset: Asset
    profile: Profile

    @property
    def range_km(self) -> float:
        """The asset's own range, else its profile's."""
        return self.asset.range_km or self.profile.range_km

    @property
    def reach_km(self) -> float:
        """Beyond it nothing is seen."""
        return self.range_km * self.profile.reach


def systems_of(assets: Sequence[Asset], profiles: Sequence[Profile]) -> tuple[System, ...]:
    """Assets with their profiles, in their order. Raises `ValueError` for a profile that isn't
    there: the readers refuse such rows.
    """
    known: Mapping[str, Profile] = {profile.id: profile for profile in profiles}
    if lost := sorted({a.profile for a in assets} - known.keys()):
        raise ValueError(f"no profile is called {', '.join(lost)}")
    return tuple(System(asset, known[asset.profile]) for asset in assets)


def by_day(
    cells: pa.Table,
    systems: Sequence[System],
    act: str,
    terrain: Terrain | None = None,
    *,
    passes_known: bool = False,
    visible: float | None = None,
) -> csc_matrix:
    """Probability by day that a system on duty sees an act: sparse (cells, systems).

    `cells` has lat and lon in degrees. `visible` replaces the shipped duration for which such an act
    can be seen, in hours; `passes_known` says that the record tells when satellites passed.
    """
    places, order, keys = _grid(cells)
    best = np.array([_best(s, act) for s in systems])
    tracks = [points_of(s.asset, max(0.02, min(0.25, s.range_km / 16))) for s in systems]
    tracks = [
        (points if most else points[:0], step)
        for most, (points, step) in zip(best, tracks, strict=True)
    ]
    begins, who, chance, number = _reached((keys, places), systems, tracks, terrain or FLAT)
    each = np.diff(begins)
    chance *= np.repeat(best, each)
    passing = np.array([comes_by(s.asset, passes_known) for s in systems], bool)
    if passing.any():
        within_km = number * np.repeat([step for _, step in tracks], each)
        lasting = visible_h(act) if visible is None else visible
        chance *= _met(systems, passing, each, within_km, lasting)
    return csc_matrix((chance, order[who], begins), shape=(cells.num_rows, len(systems)))


def _best(system: System, act: str) -> float:
    """Probability by day at no distance."""
    profile = system.profile
    return profile.peak * profile.weather * act_factor(profile, act)


def blind(system: System, act: str) -> bool:
    """Can it never see such an act?"""
    return _best(system, act) == 0


def _grid(cells: pa.Table) -> tuple[Floats, Ints, Ints]:
    """Cells in the order of a grid: (lat, lon, x, y, z), where each stood, and their sorted keys."""
    lat, lon = (cells[name].to_numpy().astype(float) for name in ("lat", "lon"))
    lon = (lon + 180.0) % 360.0 - 180.0
    column = np.minimum(np.floor((lon + 180.0) / GRID_DEG), COLUMNS - 1)
    keys = (np.floor((lat + 90.0) / GRID_DEG) * COLUMNS + column).astype(np.int64)
    order = np.argsort(keys, kind="stable")
    places = np.column_stack([lat, lon, unit_vectors(lat, lon)])[order]
    return np.ascontiguousarray(places), order, keys[order]


def _reached(
    cells: tuple[Ints, Floats],
    systems: Sequence[System],
    tracks: Sequence[tuple[Floats, float]],
    terrain: Terrain,
) -> tuple[Ints, Ints, Floats, Ints]:
    """Pairs by system: where each system's begin; cell, mean sight, number of points within reach."""
    first = np.concatenate([[0], np.cumsum([len(points) for points, _ in tracks])]).astype(np.int64)
    points = np.concatenate([np.empty((0, 5)), *(points for points, _ in tracks)])
    sight = (
        np.array([s.range_km for s in systems]),
        np.array([s.reach_km for s in systems]),
        np.array([s.profile.line_of_sight for s in systems], bool),
    )
    ground = (terrain.heights, terrain.frame)
    run = fitting(reach, len(points) * len(cells[0]) * 0.05)
    begins, done, room = np.zeros(len(systems) + 1, np.int64), 0, 4 * len(cells[0]) + 1024
    filled = (np.zeros(room, np.int64), np.zeros(room), np.zeros(room, np.int64))
    while True:
        done = run(cells, (first, points), sight, ground, filled, begins, done)
        if done == len(systems):
            room = int(begins[-1])
            return begins, filled[0][:room], filled[1][:room], filled[2][:room]
        room = max(2 * room, int(begins[done + 1]))
        filled = (_longer(filled[0], room), _longer(filled[1], room), _longer(filled[2], room))


def _longer(column: NDArray[Any], room: int) -> NDArray[Any]:
    grown = np.zeros(room, column.dtype)
    grown[: len(column)] = column
    return grown


def _met(
    systems: Sequence[System],
    passing: NDArray[np.bool_],
    each: Ints,
    within_km: Floats,
    lasting: float,
) -> Floats:
    """By pair, probability that it is there while the act can be seen: 1 for what stays."""
    rate = np.array([passes_per_hour(s.asset) for s in systems])
    speed = np.array([s.asset.speed_kmh for s in systems])
    some = np.repeat(passing, each)
    chance = np.ones(len(some))
    dwell_h = within_km[some] / np.repeat(speed, each)[some]
    chance[some] = met(np.repeat(rate, each)[some], lasting, dwell_h)
    return chance


def detection_matrix(
    cells: pa.Table,
    candidates: Sequence[Asset],
    profiles: Sequence[Profile],
    act: str,
    *,
    dark: float = 0.5,
    terrain: Terrain | None = None,
    visible: float | None = None,
) -> csc_matrix:
    """What each candidate would see at each cell, over all hours of a day: sparse (cells,
    candidates), in the order of both, values in (0, 1].

    aᵢpᵢ = p by day × (1 − dark + dark · night) × share of the day on duty. `dark` is the share of
    hours in the dark (0.5 over a year; 0 for the day alone, 1 for the night). Equal to `coverage` of
    one asset as planned, hour by hour, where it is on duty all day. Raises `ValueError` for a
    profile that isn't there.
    """
    systems = systems_of(candidates, profiles)
    blocks = [systems[at : at + _AT_ONCE] for at in range(0, len(systems), _AT_ONCE)]
    parts = [
        _planned(by_day(cells, some, act, terrain, visible=visible), some, dark) for some in blocks
    ]
    return hstack(parts, "csc") if parts else csc_matrix((cells.num_rows, 0))


def _planned(made: csc_matrix, systems: Sequence[System], dark: float) -> csc_matrix:
    """Pairs by day as a mean over a day's hours."""
    factor = [(1.0 - dark + dark * s.profile.night) * duty_h(s.asset) / 24.0 for s in systems]
    made.data *= np.repeat(np.array(factor), np.diff(made.indptr))
    made.eliminate_zeros()
    return made


def in_order(systems: Sequence[System]) -> tuple[System, ...]:
    """Systems in the one order in which they are combined: kind, the kind's own share of loss, id."""
    return tuple(sorted(systems, key=lambda s: (s.asset.kind, losses(s.profile)[1], s.asset.id)))


def losses_of(systems: Sequence[System]) -> tuple[Ints, Floats, Floats, Floats]:
    """Number of the kind, c, c′ and g of each system, as the loops take them."""
    kinds = [s.asset.kind for s in systems]
    numbers = {kind: n for n, kind in enumerate(sorted(set(kinds)))}
    lost = np.array([losses(s.profile) for s in systems], float).reshape(-1, 3).T.copy()
    return np.array([numbers[kind] for kind in kinds], np.int64), lost[0], lost[1], lost[2]
