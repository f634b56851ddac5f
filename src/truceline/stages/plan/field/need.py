"""Where acts would matter: the zone as cells, each with its share of the need, and the acts at stake.

Need is an assumption, told with the plan: nearness to the line, people, protected sites. It says
nothing of where anybody would act.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from truceline.foundation.agreement.usual import forbidden
from truceline.foundation.coverage.cells import cells_of_zone, with_sectors
from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.cities import City, index
from truceline.foundation.places.geodesy import Flat, middle_of, near_lon, running_on
from truceline.foundation.places.line import length_km
from truceline.foundation.vocabulary import matches
from truceline.model.agreement import OBSERVABLE, Agreement
from truceline.model.mission import Site
from truceline.model.place import Line
from truceline.model.plan import Sector

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PARTS: Final[Mapping[str, float]] = {"line": 0.5, "people": 0.3, "sites": 0.2}
"""Shares of the need, an assumption; a part that the zone has nothing of goes to the others."""
NEAR_KM: Final = 5.0
"""Need falls as exp(−(d / km)²) with the distance from the line, a settlement or a site."""
MOST_CELLS: Final = 5000
RESOLUTIONS: Final = (8, 7, 6, 5)
ANY_ACT: Final = "fire/explosion_undetermined"
"""Stands for all acts where a plan states none."""


class Beside(NamedTuple):
    """Places beside a track: left of it, km along it from its start, km from it."""

    left: Flags
    km: Floats
    apart: Floats


class Ground(NamedTuple):
    """The zone as cells (cell, lat, lon, sector, weight; weights add up to 1), the side and km along
    the line of each, H3's resolution, the parts of the need that there are, and cells of sites.
    """

    cells: pa.Table
    beside: Beside
    resolution: int
    parts: dict[str, float]
    critical: Ints

    @property
    def need(self) -> Floats:
        """Each cell's share of the need."""
        return np.asarray(self.cells["weight"].to_numpy(), float)


def ground_of(
    zone: BaseGeometry,
    line: Line,
    sectors: Sequence[Sector],
    sites: Sequence[Site],
    boundaries: str,
) -> Ground:
    """Cells as fine as `MOST_CELLS` allows, with their need."""
    flat = middle_of(zone)
    resolution, cells = _cells(zone, flat)
    cells = with_sectors(cells, line, sectors)
    points = on_map(flat, cells["lat"].to_numpy(), cells["lon"].to_numpy())
    beside = _beside(points, flat, line)
    cities = _cities(zone, boundaries)
    at_sites = on_map(flat, [s.lat for s in sites], [s.lon for s in sites])
    at_cities = on_map(flat, [c.latitude for c in cities], [c.longitude for c in cities])
    people = np.array([float(c.population) for c in cities])
    weight, parts = _mixed(
        {
            "line": np.exp(-((beside.apart / NEAR_KM) ** 2)),
            "people": _around(points, at_cities, people),
            "sites": _around(points, at_sites, np.ones(len(sites))),
        }
    )
    inside = [zone.contains(shapely.Point(s.lon, s.lat)) for s in sites]
    critical = _nearest(points, at_sites[np.array(inside, bool)])
    told = cells.append_column("weight", pa.array(weight))
    return Ground(told, beside, resolution, parts, critical)


def _cells(zone: BaseGeometry, flat: Flat) -> tuple[int, pa.Table]:
    """The finest cells that aren't too many; H3's mean area is 0.105 km² at resolution 9."""
    area = flat.flat(zone).area
    fine = (r for r in RESOLUTIONS if area / (0.105 * 7.0 ** (9 - r)) <= MOST_CELLS)
    resolution = next(fine, RESOLUTIONS[-1])
    return resolution, cells_of_zone(zone, resolution)


def on_map(flat: Flat, lat: Sequence[float] | Floats, lon: Sequence[float] | Floats) -> Floats:
    """Places on a flat map, km: (n, 2)."""
    if not len(lat):
        return np.empty((0, 2))
    points = shapely.points(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(shapely.get_coordinates(flat.flat(points)), float)


def _beside(points: Floats, flat: Flat, line: Line) -> Beside:
    track = shapely.get_coordinates(flat.flat(shapely.LineString(running_on(line.vertices))))
    found = beside(points, track)
    whole = float(np.hypot(*np.diff(track, axis=0).T).sum())
    return found._replace(km=found.km * length_km(line) / max(whole, 1e-9))


def beside(points: Floats, track: Floats) -> Beside:
    """Where points (n, 2) lie beside a track, both on a plane. A point nearest to a corner takes the
    side of the leg that it stands off more squarely.
    """
    legs = np.diff(track, axis=0)
    long = np.hypot(legs[:, 0], legs[:, 1])
    off = points[:, None, :] - track[None, :-1, :]
    part = np.clip((off * legs).sum(axis=2) / long**2, 0.0, 1.0)
    apart = np.linalg.norm(off - part[..., None] * legs, axis=2)
    lateral = (legs[:, 0] * off[..., 1] - legs[:, 1] * off[..., 0]) / long
    best = np.argmin(apart - 1e-9 * np.abs(lateral), axis=1)
    row = np.arange(len(points))
    begins = np.concatenate([[0.0], np.cumsum(long)])[:-1]
    along = begins[best] + part[row, best] * long[best]
    return Beside(lateral[row, best] > 0, along, apart[row, best])


def _cities(zone: BaseGeometry, boundaries: str) -> list[City]:
    """Settlements in and around the zone, by their number."""
    near = shapely.buffer(zone, 0.3)
    shapely.prepare(near)
    west, south, east, north = near.bounds
    outlines = load_basemap(boundaries).countries
    codes = sorted(code for code, c in outlines.items() if c.geometry.intersects(near))
    listed = [city for code in codes for city in index(frozenset({code})).cities]
    middle = (west + east) / 2
    boxed = [c for c in listed if south <= c.latitude <= north and c.population > 0]
    lon = near_lon(np.array([c.longitude for c in boxed]), middle) if boxed else np.empty(0)
    found = {
        c.geonameid: c
        for c, x in zip(boxed, lon.tolist(), strict=True)
        if west <= x <= east and near.contains(shapely.Point(x, c.latitude))
    }
    return [found[key] for key in sorted(found)]


def _around(points: Floats, places: Floats, weight: Floats) -> Floats:
    """Σ weight · exp(−(d / `NEAR_KM`)²) over places, by point."""
    found = np.zeros(len(points))
    if len(places) and len(points):
        tree = cKDTree(points)
        for at, heavy in zip(places, weight.tolist(), strict=True):
            near = np.array(tree.query_ball_point(at, 3 * NEAR_KM), np.int64)
            apart = np.linalg.norm(points[near] - at, axis=1)
            found[near] += heavy * np.exp(-((apart / NEAR_KM) ** 2))
    return found


def _nearest(points: Floats, places: Floats) -> Ints:
    if not len(places) or not len(points):
        return np.empty(0, np.int64)
    return np.unique(cKDTree(points).query(places)[1]).astype(np.int64)


def _mixed(found: Mapping[str, Floats]) -> tuple[Floats, dict[str, float]]:
    there = {name: values for name, values in found.items() if values.sum() > 0}
    whole = sum(PARTS[name] for name in there)
    parts = {name: PARTS[name] / whole for name in there}
    weight = sum((parts[n] * v / v.sum() for n, v in there.items()), np.zeros(1))
    return np.asarray(weight), parts


def acts_at_stake(agreement: Agreement | None, rates: Mapping[str, float]) -> dict[str, float]:
    """Shares of acts: every term that acts can break counts the same, within it the plan's rates of
    the acts that it forbids. The rates alone without such a term, `ANY_ACT` without rates.
    """
    stated = {act: rate for act, rate in sorted(rates.items()) if rate > 0}
    if not stated:
        return {ANY_ACT: 1.0}
    terms = [t for t in agreement.terms if isinstance(t, OBSERVABLE)] if agreement else []
    broken = [[a for a in stated if any(matches(p, a) for p in forbidden(t))] for t in terms]
    broken = [acts for acts in broken if acts] or [list(stated)]
    mix = dict.fromkeys(stated, 0.0)
    for acts in broken:
        whole = sum(stated[act] for act in acts)
        for act in acts:
            mix[act] += stated[act] / whole / len(broken)
    return {act: share for act, share in mix.items() if share > 0}
