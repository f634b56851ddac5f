"""H3 cells of a zone or of a band around a line: the places for which coverage is computed.

Cells whose middle lies inside count; their order is that of their numbers. Uber's H3
(h3geo.org/docs/core-library/restable): 0.74 km² a cell at resolution 8, 0.11 at 9, 0.015 at 10.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from truceline.foundation.coverage.effort import RESTRICTED
from truceline.foundation.places.geodesy import middle_of, near_lon, running_on
from truceline.foundation.places.line import length_km
from truceline.foundation.places.zone import zone_geometry
from truceline.model.place import KM_PER_DEGREE, Line, ZoneSpec
from truceline.model.plan import Sector
from truceline.model.record import Problem


def cells_of_band(line: Line, km: float, resolution: int) -> pa.Table:
    """Cells within `km` of a line: (cell, lat, lon). Raises `ValueError` where no band can be drawn
    (a line of one point, a width of 0) or for a resolution that H3 hasn't (0 to 15).
    """
    band = zone_geometry(ZoneSpec(id="band", from_line=(-km, km)), line)
    if isinstance(band, Problem):
        raise ValueError(str(band))  # noqa: TRY004 -- no type is wrong, the line is
    return cells_of_zone(band, resolution)


def cells_of_zone(zone: BaseGeometry, resolution: int) -> pa.Table:
    """Cells whose middle lies in a lon/lat (multi)polygon: (cell int64, lat, lon in degrees).

    Raises `ValueError` for a resolution that H3 hasn't.
    """
    from h3.api import basic_int as h3  # noqa: PLC0415 -- readers of tables do without it

    if not 0 <= resolution <= 15:
        raise ValueError(f"H3 has resolutions 0 to 15, not {resolution}")
    areas = [p for p in shapely.get_parts(zone) if p.geom_type == "Polygon" and not p.is_empty]
    found = {c for area in areas for c in h3.h3shape_to_cells(_shape(area), resolution)}
    ids = np.array(sorted(found), np.int64)
    middles = np.array([h3.cell_to_latlng(c) for c in ids.tolist()], float).reshape(-1, 2)
    table = pa.table({"cell": ids, "lat": middles[:, 0], "lon": middles[:, 1]})
    return table.replace_schema_metadata(RESTRICTED)


def cells_beyond(
    zone: BaseGeometry, cells: pa.Table, most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """What of a lon/lat area lies outside a table of cells: (lat, lon) of about `most` places, and
    how many cells of the table's size each stands for. Nothing where the table holds no H3 cells,
    whose size isn't known.
    """
    from h3.api import basic_int as h3  # noqa: PLC0415

    own = {int(c) for c in cells["cell"].to_pylist()}
    none = np.empty(0)
    if not own or not h3.is_valid_cell(min(own)):
        return none, none, 1.0
    fine = coarse = h3.get_resolution(min(own))
    while coarse > 0 and _km2(zone) / h3.average_hexagon_area(coarse, unit="km^2") > most:
        coarse -= 1
    found = cells_of_zone(zone, coarse)
    lat, lon = found["lat"].to_numpy(), found["lon"].to_numpy()
    at = [h3.latlng_to_cell(*place, fine) for place in zip(lat, lon, strict=True)]
    beyond = np.array([cell not in own for cell in at], bool)
    return lat[beyond], lon[beyond], float(7 ** (fine - coarse))


def _km2(zone: BaseGeometry) -> float:
    """About; of degrees as they are where the area lies."""
    _, south, _, north = zone.bounds
    return float(zone.area * KM_PER_DEGREE**2 * np.cos(np.radians((south + north) / 2)))


def _shape(area: shapely.Polygon) -> object:
    from h3.api import basic_int as h3  # noqa: PLC0415

    rings = [_ring(r) for r in (area.exterior, *area.interiors)]
    return h3.LatLngPoly(*rings)


def _ring(ring: shapely.LinearRing) -> list[tuple[float, float]]:
    """Corners as (lat, lon), longitudes within ±180."""
    return [(y, (x + 180.0) % 360.0 - 180.0) for x, y in shapely.get_coordinates(ring)[:-1]]


def with_sectors(cells: pa.Table, line: Line, sectors: Sequence[Sector]) -> pa.Table:
    """Cells with a column `sector`: that of the nearest point of the line, by km along it; empty
    where no sector reaches.
    """
    track = shapely.LineString(running_on(line.vertices))
    flat = middle_of(track)
    drawn = flat.flat(track)
    west, _, east, _ = track.bounds
    lon, lat = near_lon(cells["lon"].to_numpy(), (west + east) / 2), cells["lat"].to_numpy()
    points = shapely.get_parts(flat.flat(shapely.MultiPoint(np.column_stack([lon, lat]))))
    along = shapely.line_locate_point(drawn, points, normalized=True) * length_km(line)
    names = np.full(len(along), "", object)
    for sector in sorted(sectors, key=lambda s: (s.from_km, s.id), reverse=True):
        inside = (along >= sector.from_km) & (along < sector.to_km)
        names[inside] = sector.id
    if sectors:
        names[along >= max(s.to_km for s in sectors) - 1e-6] = _last(sectors, length_km(line))
    return cells.append_column("sector", pa.array(names, pa.string()))


def _last(sectors: Sequence[Sector], km: float) -> str:
    """The sector at the line's very end, which a half-open interval would leave out."""
    reaching = [s for s in sectors if s.to_km >= km - 0.1]
    return min(reaching, key=lambda s: (s.from_km, s.id)).id if reaching else ""
