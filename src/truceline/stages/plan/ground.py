"""The ground that sizing methods stand on: lengths, areas and sites by sector and by side.

Geometry only, computed once for all methods and scenarios. Who holds a side is what the line says;
where it doesn't say, no scenario but full consent can be computed.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.measure import Length, lengths, resolution_km
from truceline.foundation.places.sectors import (
    FAR_KM,
    Along,
    along,
    sector_areas,
    stretch,
)
from truceline.model.mission import Site
from truceline.model.place import Line
from truceline.model.plan import Sector
from truceline.model.record import Problem

Triple = tuple[float, float, float]
MIDDLE_KM = 1.0  # the tolerance whose length is taken as the middle one


class Stretch(NamedTuple):
    """A sector, or the whole line (`sector` empty): length in km (at the coarsest tolerance, at 1 km,
    as drawn), area in km² and number of sites, each left and right of the line.
    """

    sector: str
    length_km: Triple
    area_km2: tuple[float, float]
    sites: tuple[int, int]


class Ground(NamedTuple):
    """The whole line first, then its sectors in order; `lengths` of the whole by tolerance, and the
    drawing's own resolution (median and longest step, km).
    """

    left: str
    right: str
    whole: Stretch
    sectors: tuple[Stretch, ...]
    lengths: tuple[Length, ...]
    resolution_km: tuple[float, float]


def survey(
    line: Line,
    zone: BaseGeometry,
    sectors: Sequence[Sector],
    sites: Sequence[Site],
    tolerances: Sequence[float],
) -> Ground | Problem:
    """The ground of a line, a lon/lat zone, its sectors and protected sites; a Problem for a line
    that crosses itself. A site farther from the line than 50 km belongs to the whole only.
    """
    areas = sector_areas(line, zone, sectors)
    if isinstance(areas, Problem):
        return areas
    places = along(line, [(site.lat, site.lon) for site in sites])
    parts = tuple(
        Stretch(
            sector.id,
            _triple(lengths(stretch(line, sector.from_km, sector.to_km), tolerances)),
            (area.left_km2, area.right_km2),
            _by_side(p for p in places if _within(p, sector, sectors[-1])),
        )
        for sector, area in zip(sectors, areas, strict=True)
    )
    drawn = lengths(line, tolerances)
    left, right = (sum(part.area_km2[side] for part in parts) for side in (0, 1))
    whole = Stretch("", _triple(drawn), (left, right), _by_side(places))
    return Ground(line.left, line.right, whole, parts, drawn, resolution_km(line))


def _within(place: Along, sector: Sector, last: Sector) -> bool:
    """Does a place lie beside this sector? The line's end belongs to the last one."""
    beside = sector.from_km <= place.km < sector.to_km or (
        sector is last and place.km >= last.to_km
    )
    return beside and place.apart_km <= FAR_KM


def _by_side(places: Iterable[Along]) -> tuple[int, int]:
    found = list(places)
    left = sum(place.left for place in found)
    return left, len(found) - left


def _triple(measured: Sequence[Length]) -> Triple:
    """Shortest (coarsest drawing), at the tolerance nearest to 1 km, and as drawn."""
    drawn = measured[0]
    middle = min(measured, key=lambda m: (abs(m.tolerance_km - MIDDLE_KM), m.tolerance_km))
    return min(m.km for m in measured), min(middle.km, drawn.km), max(m.km for m in measured)
