"""Sectors of a line: equal stretches or named ones, and how much of a zone belongs to each.

A point of the zone belongs to the sector of the line that is nearest to it. Nothing here decides who
works in which sector.
"""

from collections.abc import Sequence
from itertools import pairwise
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import GEOD, Flat, running_on
from truceline.foundation.places.line import answer_hint
from truceline.foundation.places.linecheck import crosses_itself
from truceline.foundation.places.measure import area_km2, flat_track, steps_km
from truceline.foundation.places.zone import is_left, lengthened, sides
from truceline.model.place import Ambiguous, Line, Place, Resolution, Unknown
from truceline.model.plan import Sector, SectorEnd
from truceline.model.record import Problem, in_order

STEP_KM = 1.0  # of the points that stand for a sector when a zone is divided among sectors
BESIDE_DEG = 0.5  # a country no farther from the line than about 50 km
FAR_KM = 50.0  # a place farther from the line than this bounds no sector of it
LEAST_KM = 0.001

Found = tuple[tuple[Sector, ...], tuple[Problem, ...]]


class Tape:
    """Distances along a track, between those on its flat map and geodesic ones, both km."""

    def __init__(self, track: shapely.LineString, flat: Flat) -> None:
        self.track, self.flat = track, flat
        on_map = np.hypot(*np.diff(shapely.get_coordinates(track), axis=0).T)
        lons, lats = shapely.get_coordinates(flat.globe(track)).T
        on_globe = np.asarray(GEOD.line_lengths(lons, lats), float) / 1000
        self._map = np.concatenate([[0.0], np.cumsum(on_map)])
        self._globe = np.concatenate([[0.0], np.cumsum(on_globe)])

    def on_map(self, km: float) -> float:
        """Where on the flat map so many geodesic km are reached."""
        return float(np.interp(km, self._globe, self._map))

    def on_globe(self, km: float) -> float:
        """How many geodesic km a distance on the flat map is."""
        return float(np.interp(km, self._map, self._globe))


class Along(NamedTuple):
    """A place beside a line: km along it of the nearest point, km from there, and whether it lies to
    the left, walking the vertices (the ends carried on straight).
    """

    km: float
    apart_km: float
    left: bool


class SectorArea(NamedTuple):
    """Area (km²) of a zone in a sector: left and right of the line, walking its vertices."""

    sector: str
    left_km2: float
    right_km2: float


def sectors_of(
    line: Line,
    wanted: int | Sequence[SectorEnd],
    gazetteer: Gazetteer | None = None,
    file: str = "plan.yaml",
) -> Found:
    """Sectors in the order of the line: so many of equal length (A, B, …), or those named, each up
    to its km or to the point of the line nearest to its place. None and Problems where an end
    can't be found, lies off the line or before the one before it.
    """
    if isinstance(wanted, int):
        return _equal(line, wanted), ()
    ends, problems = _ends(line, wanted, gazetteer, file)
    if problems:
        return (), in_order(problems)
    cuts = zip(wanted, pairwise([0.0, *ends]), strict=True)
    return tuple(Sector(id=e.id, name=e.name, from_km=a, to_km=b) for e, (a, b) in cuts), ()


def _ends(
    line: Line, wanted: Sequence[SectorEnd], gazetteer: Gazetteer | None, file: str
) -> tuple[list[float], list[Problem]]:
    """Km at which each sector ends, the last one with the line, and what is wrong with any."""
    total, before = _total(line), 0.0
    ends, problems = [], []
    for n, end in enumerate(wanted):
        km = total if n == len(wanted) - 1 else _end_km(line, end, gazetteer)
        if isinstance(km, tuple):
            problems.append(_problem(file, end, *km))
            continue
        if said := _misplaced(km, before, total):
            problems.append(_problem(file, end, *said))
        ends.append(km)
        before = km
    return ends, problems


def _total(line: Line) -> float:
    return float(steps_km(line).sum())


def _equal(line: Line, count: int) -> tuple[Sector, ...]:
    cuts = np.linspace(0.0, _total(line), max(count, 1) + 1)
    return tuple(
        Sector(id=letters(n), from_km=float(a), to_km=float(b))
        for n, (a, b) in enumerate(pairwise(cuts))
    )


def letters(n: int) -> str:
    """A, B, …, Z, AA, AB, … for 0, 1, …"""
    more, last = divmod(n, 26)
    return (letters(more - 1) if more else "") + ascii_uppercase[last]


def _misplaced(km: float, before: float, total: float) -> tuple[str, str] | None:
    if before + LEAST_KM < km <= total + LEAST_KM:
        return None
    where = f"km {km:.1f} of a line of {total:.1f} km"
    if km > total:
        return f"ends at {where}, beyond its end", "give a smaller until_km"
    return f"ends at {where}, not after its beginning", "name sectors in the order of the line"


def _problem(file: str, end: SectorEnd, message: str, hint: str) -> Problem:
    return Problem(file=file, field=f"sectors.{end.id}", message=message, hint=hint)


def _end_km(line: Line, end: SectorEnd, gazetteer: Gazetteer | None) -> float | tuple[str, str]:
    """Where a sector ends along the line, or what is wrong with it and a hint."""
    if end.until_km is not None:
        return end.until_km
    if not end.until or gazetteer is None:
        return "doesn't say where it ends", "give until (a place) or until_km"
    answer = _by_line(line, end.until, gazetteer)
    if not isinstance(answer, Place):
        said = "is ambiguous" if isinstance(answer, Ambiguous) else "is unknown near the line"
        return f"{end.until} {said}", answer_hint(answer)
    (found,) = along(line, [(answer.lat, answer.lon)])
    if found.apart_km > FAR_KM:
        return f"{end.until} lies {found.apart_km:.0f} km from the line", "name a place near it"
    return found.km


def _by_line(line: Line, name: str, gazetteer: Gazetteer) -> Resolution:
    """A place of the countries that the line runs by: nobody names a sector's end after a namesake
    on another continent. Of places of one name in several of them, the one near the line.
    """
    answers = [gazetteer.resolve(name, code) for code in _countries(line, gazetteer.boundaries)]
    places = [answer for answer in answers if isinstance(answer, Place)]
    apart = [found.apart_km for found in along(line, [(p.lat, p.lon) for p in places])]
    near = [place for place, km in zip(places, apart, strict=True) if km <= FAR_KM]
    if len(near) > 1:
        return Ambiguous(name=name, candidates=tuple(near))
    unsure = [answer for answer in answers if isinstance(answer, Ambiguous)]
    return next(iter([*near, *unsure, *places, *answers]), Unknown(name=name))


def _countries(line: Line, boundaries: str) -> list[str]:
    """Codes of the countries that the line runs through or by."""
    band = shapely.LineString(running_on(line.vertices)).buffer(BESIDE_DEG)
    outlines = load_basemap(boundaries).countries
    return sorted(code for code, c in outlines.items() if c.geometry.intersects(band))


def along(line: Line, places: Sequence[tuple[float, float]]) -> tuple[Along, ...]:
    """Where each place (lat, lon) lies along a line, how far from it and on which side."""
    tape = Tape(*flat_track(line))
    return tuple(_along(tape, lat, lon) for lat, lon in places)


def _along(tape: Tape, lat: float, lon: float) -> Along:
    ((x, y),) = running_on([(lat, lon)])
    point = tape.flat.flat(shapely.Point(x, y))
    km = tape.on_globe(tape.track.project(point))
    apart = float(tape.track.distance(point))
    return Along(km, apart, is_left(lengthened(tape.track, apart + 1.0), point))


def stretch(line: Line, from_km: float, to_km: float) -> Line:
    """The part of a line between two distances along it, km."""
    tape = Tape(*flat_track(line))
    part = substring(tape.track, tape.on_map(from_km), tape.on_map(to_km))
    coords = shapely.get_coordinates(tape.flat.globe(part))
    return line.but(vertices=tuple((float(lat), float(lon)) for lon, lat in coords))


def sector_areas(
    line: Line, zone: BaseGeometry, sectors: Sequence[Sector]
) -> tuple[SectorArea, ...] | Problem:
    """Area of a lon/lat zone by sector and side of the line; their sum is the zone's.

    Cells of the Voronoi diagram of points set every km of the line, put together by sector. A
    Problem for a line that crosses itself: it has no two sides.
    """
    if crosses_itself(line):
        return Problem(file="", field="line", message="crosses itself, so the zone has no sides")
    track, flat = flat_track(line)
    ground = flat.flat(zone)
    reach = float(shapely.distance(shapely.points(shapely.get_coordinates(ground)), track).max())
    parts = sides(track, ground, max(reach, 1.0))
    cells = map(shapely.union_all, _owned(Tape(track, flat), ground, sectors))
    return tuple(
        SectorArea(sector.id, *(area_km2(flat.globe(part.intersection(cell))) for part in parts))
        for sector, cell in zip(sectors, cells, strict=True)
    )


def _owned(tape: Tape, ground: BaseGeometry, sectors: Sequence[Sector]) -> list[list[BaseGeometry]]:
    """Voronoi cells by sector."""
    owner, at = [], []
    for n, sector in enumerate(sectors):
        low, high = tape.on_map(sector.from_km), tape.on_map(sector.to_km)
        count = max(int(np.ceil((high - low) / STEP_KM)), 2)
        at.append(low + (np.arange(count) + 0.5) * (high - low) / count)
        owner += [n] * count
    points = shapely.MultiPoint(shapely.line_interpolate_point(tape.track, np.concatenate(at)))
    cells = shapely.voronoi_polygons(points, extend_to=ground.buffer(1.0), ordered=True)
    found: list[list[BaseGeometry]] = [[] for _ in sectors]
    for n, cell in zip(owner, cells.geoms, strict=True):
        found[n].append(cell)
    return found
