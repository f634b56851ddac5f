"""The ground that a mission watches: where the agreement forbids acts, else a band along the line.

Hours and sight are averaged over this ground, so it should be no wider than what the terms speak of. It
says where a mission looks: restricted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.coverage.cells import cells_of_band, cells_of_zone, with_sectors
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.places.zone import zone_geometry
from truceline.model.agreement import Agreement, ProhibitedActs
from truceline.model.place import Line
from truceline.model.plan import Sector
from truceline.model.record import Problem
from truceline.stages.watch.exposure import nearest, with_sides

BAND_KM: Final = 30.0
"""Ground that is watched where no zone says otherwise: so far from the line to either side."""
RESOLUTION: Final = 6
"""H3 cells of about 36 km² for a band."""
LEAST: Final = 12
"""Cells of the smallest sector, at least, as far as there may be so many in all."""
MOST: Final = 2_000
_EDGE_KM: Final = {4: 26.07, 5: 9.85, 6: 3.72, 7: 1.41, 8: 0.53, 9: 0.20}
"""Average edge of a cell (h3geo.org/docs/core-library/restable)."""
_REACH_EDGES: Final = 2.0
"""A place may lie so many edges beyond the middles of the outermost cells."""


@dataclass(frozen=True)
class Watching:
    """Cells with their `sector` and `side`; what lies farther than `reach_km` from all of them lies
    outside. `zones` of the agreement make it up; none where it is a band.
    """

    cells: pa.Table
    reach_km: float
    zones: tuple[str, ...] = ()

    def at(self, lat: float, lon: float, error_km: float = 0.0) -> str:
        """The sector of the cell nearest to a place, empty outside."""
        lats, lons = self.cells["lat"].to_numpy(), self.cells["lon"].to_numpy()
        k = nearest(lats, lons, lat, lon)
        away = distance_km(lat, lon, float(lats[k]), float(lons[k]))
        return str(self.cells["sector"][k].as_py()) if away <= self.reach_km + error_km else ""


def watching(
    agreement: Agreement, line: Line, sectors: Sequence[Sector], boundaries: str
) -> Watching:
    """The ground of a mission along its line, by sectors: the zones in which acts are forbidden where
    they can all be drawn, else the band.
    """
    area, zones = forbidden_ground(agreement, line, boundaries)
    if area is not None:
        cells, resolution = _of_area(area, line, sectors)
        if len(cells):
            return Watching(cells, _REACH_EDGES * _EDGE_KM[resolution], zones)
    band = _sided(cells_of_band(line, BAND_KM, RESOLUTION), line, sectors)
    return Watching(band, _REACH_EDGES * _EDGE_KM[RESOLUTION])


def forbidden_ground(
    agreement: Agreement, line: Line | None, boundaries: str
) -> tuple[BaseGeometry | None, tuple[str, ...]]:
    """Where some reading forbids acts, as a lon/lat area with the zones that make it up; None where a
    ban holds everywhere, or where one of the zones can't be drawn.
    """
    zones = watched_zones(agreement)
    drawn = list(_drawn(agreement, zones, line, boundaries))
    whole = bool(zones) and len(drawn) == len(zones)
    return (shapely.unary_union(drawn), zones) if whole else (None, ())


def _of_area(area: BaseGeometry, line: Line, sectors: Sequence[Sector]) -> tuple[pa.Table, int]:
    """Cells of an area at the coarsest resolution that gives each sector enough of them, and it."""
    found = _sided(cells_of_zone(area, min(_EDGE_KM)), line, sectors), min(_EDGE_KM)
    for resolution in sorted(_EDGE_KM)[1:]:
        if len(found[0]) * 7 > MOST or _fewest(found[0]) >= LEAST:
            break
        found = _sided(cells_of_zone(area, resolution), line, sectors), resolution
    return found


def _fewest(cells: pa.Table) -> int:
    """Cells of the sector with the fewest, of those that the ground reaches."""
    counts = cells["sector"].value_counts().field("counts").to_pylist()
    return min(counts, default=0)


def watched_zones(agreement: Agreement) -> tuple[str, ...]:
    """Zones in which some reading forbids acts; none where some ban holds everywhere."""
    terms = (term for reading in all_readings(agreement) for term in reading.terms)
    named = {term.zone for term in terms if isinstance(term, ProhibitedActs)}
    return () if "" in named else tuple(sorted(named))


def _drawn(
    agreement: Agreement, zones: Sequence[str], line: Line | None, boundaries: str
) -> Iterator[BaseGeometry]:
    """Zones that can be drawn; what is wrong with the others `check` tells."""
    for spec in agreement.zones:
        if spec.id in zones:
            area = zone_geometry(spec, line, boundaries)
            if not isinstance(area, Problem):
                yield area


def _sided(cells: pa.Table, line: Line, sectors: Sequence[Sector]) -> pa.Table:
    told = with_sectors(cells, line, sectors)
    told = with_sides(told, line) if len(told) else told
    return told.filter(pc.not_equal(told["sector"], ""))
