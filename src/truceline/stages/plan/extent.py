"""Where and when a term can be broken: its zone, its sites with their buffers, its windows.

A term on listed sites is broken there and nowhere else, wherever the mission looks: what lies
outside the mission's area counts and is seen by nobody who doesn't reach it. What can't be drawn is
said and answered for the mission's whole area, never dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from truceline.foundation.agreement.reading import covers_category
from truceline.foundation.agreement.usual import FORWARD_KM, NAMED_KM
from truceline.foundation.coverage.cells import cells_beyond
from truceline.foundation.places.geodesy import near_lon
from truceline.foundation.places.sectors import FAR_KM
from truceline.foundation.places.zone import zone_geometry
from truceline.model.agreement import (
    AnyTerm,
    DisengagementArea,
    LineTerm,
    ProtectedSites,
    WindowsCorridors,
    Withdrawal,
)
from truceline.model.finding import Verdict
from truceline.model.mission import Site
from truceline.model.place import Line, ZoneSpec
from truceline.model.record import Problem
from truceline.stages.plan.simulate.scenario import Scenario, on_sphere

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Spans = tuple[tuple[float, float], ...]

MOST_BEYOND: Final = 4000
"""Places outside the mission's area at which breaches of one term are imagined."""


@dataclass(frozen=True)
class Where:
    """What the words of terms lean on: the line, the protected sites, whose boundaries."""

    line: Line | None = None
    sites: tuple[Site, ...] = ()
    boundaries: str = "recognised"


class Extent(NamedTuple):
    """The setting with the term's own places as its cells; hours after the start between which it is
    in force; what had to be left aside, in words.
    """

    setting: Scenario
    spans: Spans
    notes: tuple[str, ...]


class _Places(NamedTuple):
    """Places with how readily a breach happens there."""

    lat: Floats
    lon: Floats
    weight: Floats


def extent_of(
    term: AnyTerm, zones: Mapping[str, ZoneSpec], where: Where, setting: Scenario
) -> Extent:
    """Where and when a term can be broken, as far as its words tell."""
    area, notes = _area(term, zones, where)
    places = _within(setting, area, beyond=not isinstance(term, LineTerm))
    if (sites := _sites(term, where)) is not None:
        places = _around(setting, [s for s in sites if _inside(area, s)], _buffer(term))
        notes += [] if sites else ["no site of the mission's list is one of the term's"]
    spans = _spans(term, setting)
    notes += [] if spans else ["not in force on these days, answered as if it were"]
    if not len(places.lat):
        places = _Places(setting.lat, setting.lon, setting.weight)
        notes.append("no place of the term's is known, answered for the mission's whole area")
    return Extent(_narrowed(setting, places), spans or ((0.0, setting.days * 24.0),), tuple(notes))


def _area(
    term: AnyTerm, zones: Mapping[str, ZoneSpec], where: Where
) -> tuple[BaseGeometry | None, list[str]]:
    """Lon/lat; None for a term that says nothing of an area."""
    drawn, notes = list[BaseGeometry](), list[str]()
    for spec in _specs(term, zones, where.line):
        area = zone_geometry(spec, where.line, where.boundaries)
        if isinstance(area, Problem):
            notes.append(f"{spec.id} can't be drawn ({area.message})")
        else:
            drawn.append(area)
    return (shapely.intersection_all(drawn) if drawn else None), notes


def _specs(term: AnyTerm, zones: Mapping[str, ZoneSpec], line: Line | None) -> Iterator[ZoneSpec]:
    """Areas that must all hold the act. A distance and a width in one text are alternatives."""
    if term.zone:
        yield zones.get(term.zone, ZoneSpec(id=f"zone {term.zone}"))
    if isinstance(term, Withdrawal) and (km := term.distance_km) is not None:
        yield ZoneSpec(id="withdrawal", from_line=(-km, km))
    if isinstance(term, Withdrawal) and term.width_km is not None:
        yield ZoneSpec(id="withdrawal", width_km=term.width_km)
    if isinstance(term, LineTerm) and line is not None and len(term.binds) == 1:
        facing = {line.left: line.right, line.right: line.left}.get(term.binds[0], "")
        if facing:
            yield ZoneSpec(id="forward of the line", from_line=(0.0, FORWARD_KM), party=facing)


def _inside(area: BaseGeometry | None, site: Site) -> bool:
    return area is None or bool(_holds(area, np.array([site.lat]), np.array([site.lon]))[0])


def _holds(area: BaseGeometry, lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    west, _, east, _ = area.bounds
    shapely.prepare(area)
    return np.asarray(shapely.contains_xy(area, near_lon(lon, (west + east) / 2), lat))


def _within(setting: Scenario, area: BaseGeometry | None, *, beyond: bool) -> _Places:
    """The mission's cells in the area, by their weight, then what of the area lies outside them, with
    the mean weight. The other side's ground has no end, and only the mission's part of it counts.
    """
    own = _Places(setting.lat, setting.lon, setting.weight)
    if area is None:
        return own
    if area.is_empty:
        return _Places(*(values[:0] for values in own))
    held = _holds(area, setting.lat, setting.lon)
    inside = _Places(*(values[held] for values in own))
    if not beyond:
        return inside
    lat, lon, worth = cells_beyond(area, setting.cells, MOST_BEYOND)
    weight = np.full(len(lat), worth * float(setting.weight.mean()))
    outside = _Places(lat, lon, weight)
    return _Places(*(np.concatenate(pair) for pair in zip(inside, outside, strict=True)))


def _sites(term: AnyTerm, where: Where) -> list[Site] | None:
    """Sites that the term covers beyond dispute; None for a term that isn't about sites."""
    if isinstance(term, WindowsCorridors) and term.sites_named:
        wanted = {name.casefold() for name in term.sites_named}
        return [s for s in where.sites if wanted & _names(s)]
    if term.sites is None:
        return None
    listed = term.sites
    return [s for s in where.sites if covers_category(listed, s.category).verdict is Verdict.YES]


def _names(site: Site) -> set[str]:
    return {name.casefold() for name in (site.id, site.name, *site.aliases)}


def _buffer(term: AnyTerm) -> float:
    """Km around a site that count as there."""
    if isinstance(term, WindowsCorridors):
        return NAMED_KM
    return (term.buffer_km or 0.0) if isinstance(term, ProtectedSites) else 0.0


def _around(setting: Scenario, sites: Sequence[Site], km: float) -> _Places:
    """Each site, and the mission's cells within its buffer; all sites count alike."""
    tree, lat, lon, weight = cKDTree(setting.places), [], [], []
    for site in sorted(sites, key=lambda s: s.id):
        near = sorted(tree.query_ball_point(on_sphere(site.lat, site.lon), km)) if km else []
        lat += [site.lat, *setting.lat[near]]
        lon += [site.lon, *setting.lon[near]]
        weight += [1.0 / (1 + len(near))] * (1 + len(near))
    return _Places(np.array(lat, float), np.array(lon, float), np.array(weight, float))


def _narrowed(setting: Scenario, places: _Places) -> Scenario:
    """The setting on these places alone. A place farther than 50 km from all of the mission's cells
    belongs to no sector.
    """
    points = np.array([on_sphere(*at) for at in zip(places.lat, places.lon, strict=True)])
    far, nearest = cKDTree(setting.places).query(points)
    names = np.array(setting.sectors, object)[setting.sector[nearest]]
    names[far > FAR_KM] = ""
    columns = {
        "cell": np.arange(len(places.lat)),
        "lat": places.lat,
        "lon": places.lon,
        "sector": pa.array(names, pa.string()),
        "weight": places.weight,
    }
    return replace(setting, cells=pa.table(columns), violations=(), teams=(), reserves=())


def _spans(term: AnyTerm, setting: Scenario) -> Spans:
    """Hours after the start, merged; starts and ends that are open count from first to last."""
    total, found = setting.days * 24.0, list[tuple[float, float]]()
    for held in term.in_force.alternatives():
        start = max(held.start, _due(term, held.start))
        low, high = (_hours(setting, moment) for moment in (start, held.end))
        if max(low, 0.0) < min(high, total):
            found.append((max(low, 0.0), min(high, total)))
    return tuple(_merged(sorted(found)))


def _due(term: AnyTerm, start: datetime) -> datetime:
    """When a deadline or a timetable has run out, after which being there is a breach."""
    if isinstance(term, Withdrawal) and term.deadline is not None:
        return term.deadline
    if isinstance(term, DisengagementArea) and term.timetable_days:
        return start + timedelta(days=term.timetable_days)
    return start


def _hours(setting: Scenario, moment: datetime) -> float:
    return (moment - setting.start).total_seconds() / 3600.0


def _merged(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    begin, end = spans[0] if spans else (0.0, 0.0)
    for low, high in spans[1:]:
        if low > end:
            yield begin, end
            begin = low
        end = max(end, high)
    if spans:
        yield begin, end
