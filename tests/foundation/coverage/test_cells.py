import numpy as np
import pytest
import shapely
from h3.api import basic_int as h3

from truceline.foundation.coverage.cells import cells_of_band, cells_of_zone, with_sectors
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.places.line import length_km
from truceline.model.place import Line
from truceline.model.plan import Sector

LINE = Line(vertices=((48.0, 37.0), (48.2, 37.3), (48.2, 37.6)))


def test_cells_of_a_band_lie_within_it():
    cells = cells_of_band(LINE, 3.0, 7)
    assert cells["cell"].to_pylist() == sorted(set(cells["cell"].to_pylist()))
    track = shapely.LineString([(lon, lat) for lat, lon in LINE.vertices])
    for cell, lat, lon in zip(*(c.to_pylist() for c in cells.columns), strict=True):
        near = track.interpolate(track.project(shapely.Point(lon, lat)))
        assert distance_km(lat, lon, near.y, near.x) < 4.0
        assert h3.cell_to_latlng(cell) == (lat, lon)
    area = sum(h3.cell_area(c) for c in cells["cell"].to_pylist())
    assert area == pytest.approx(6.0 * length_km(LINE) + np.pi * 9, rel=0.08)


@pytest.mark.parametrize(("km", "resolution"), [(0.0, 7), (3.0, 16), (3.0, -1)])
def test_what_can_not_be_drawn_is_refused(km, resolution):
    with pytest.raises(ValueError, match=r"empty|resolutions"):
        cells_of_band(LINE, km, resolution)


def test_holes_and_parts_of_a_zone():
    outer, hole = shapely.box(37, 48, 37.4, 48.4), shapely.box(37.1, 48.1, 37.3, 48.3)
    ring = cells_of_zone(outer.difference(hole), 7)
    inner = cells_of_zone(hole, 7)
    assert not set(ring["cell"].to_pylist()) & set(inner["cell"].to_pylist())
    whole = cells_of_zone(shapely.MultiPolygon([outer, shapely.box(39, 48, 39.2, 48.2)]), 7)
    assert whole.num_rows > ring.num_rows + inner.num_rows
    assert cells_of_zone(shapely.Polygon(), 7).num_rows == 0


def test_a_zone_over_the_180th_meridian():
    zone = shapely.box(179.9, 10.0, 180.1, 10.2)
    lon = np.abs(cells_of_zone(zone, 6)["lon"].to_numpy())
    assert len(lon) > 5
    assert (lon > 179.8).all()


def test_sectors_by_km_along_the_line():
    half = length_km(LINE) / 2
    sectors = [
        Sector(id="A", from_km=0, to_km=half),
        Sector(id="B", from_km=half, to_km=length_km(LINE)),
    ]
    cells = with_sectors(cells_of_band(LINE, 3.0, 7), LINE, sectors)
    names, lon = np.array(cells["sector"].to_pylist()), cells["lon"].to_numpy()
    assert set(names) == {"A", "B"}
    assert lon[names == "A"].max() < lon[names == "B"].max()
    assert lon.argmin() in np.flatnonzero(names == "A")
    assert set(with_sectors(cells, LINE, sectors[:1]).column(4).to_pylist()) == {"A", ""}
    assert set(with_sectors(cells.drop_columns("sector"), LINE, [])["sector"].to_pylist()) == {""}
