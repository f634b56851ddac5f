import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.line import length_km
from truceline.foundation.places.measure import area_km2
from truceline.foundation.places.sectors import (
    along,
    letters,
    sector_areas,
    sectors_of,
    stretch,
)
from truceline.foundation.places.zone import zone_geometry
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import SectorEnd
from truceline.model.record import Problem

BENT = Line(vertices=((46.6, 32.7), (47.5, 34.6), (47.6, 36.2), (48.6, 37.8), (50.3, 36.9)))
NORTHWARD = Line(vertices=((48.0, 30.0), (49.0, 30.0)))


def test_equal_sectors_cover_the_line():
    sectors, problems = sectors_of(BENT, 5)
    assert not problems
    assert [s.id for s in sectors] == ["A", "B", "C", "D", "E"]
    assert [s.from_km for s in sectors[1:]] == [s.to_km for s in sectors[:-1]]
    parts = [length_km(stretch(BENT, s.from_km, s.to_km)) for s in sectors]
    assert parts == pytest.approx([length_km(BENT) / 5] * 5, rel=1e-5)


@pytest.mark.parametrize(("n", "said"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_letters(n, said):
    assert letters(n) == said


def test_named_sectors_end_at_places():
    ends = (
        SectorEnd(id="W", until="Enerhodar"),
        SectorEnd(id="M", until_km=400),
        SectorEnd(id="E"),
    )
    sectors, problems = sectors_of(BENT, ends, Gazetteer.load())
    assert not problems
    place = Gazetteer.load().resolve("Enerhodar")
    assert sectors[0].to_km == pytest.approx(along(BENT, [(place.lat, place.lon)])[0].km)
    assert (sectors[1].to_km, sectors[2].to_km) == (400, pytest.approx(length_km(BENT)))


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([SectorEnd(id="W", until_km=400), SectorEnd(id="M", until_km=300)], "not after"),
        ([SectorEnd(id="W", until_km=4000)], "beyond its end"),
        ([SectorEnd(id="W")], "doesn't say where it ends"),
        ([SectorEnd(id="W", until="Lviv")], "km from the line"),
        ([SectorEnd(id="W", until="Vasylivka")], "is ambiguous"),
        ([SectorEnd(id="W", until="Nowheresville")], "is unknown"),
    ],
)
def test_ends_that_cannot_be_used(ends, said):
    sectors, problems = sectors_of(BENT, (*ends, SectorEnd(id="Z")), Gazetteer.load())
    assert sectors == ()
    assert any(said in p.message and p.field.startswith("sectors.") for p in problems)


@settings(deadline=None, max_examples=4)
@given(st.integers(1, 7), st.floats(5, 30), st.floats(5, 30))
def test_sector_areas_make_the_zone(count, west, east):
    zone = zone_geometry(ZoneSpec(id="z", from_line=(-west, east)), BENT)
    sectors, _ = sectors_of(BENT, count)
    areas = sector_areas(BENT, zone, sectors)
    assert sum(a.left_km2 + a.right_km2 for a in areas) == pytest.approx(area_km2(zone), rel=1e-4)


def test_sides_and_sectors_of_a_straight_line():
    zone = zone_geometry(ZoneSpec(id="z", from_line=(-5, 15)), NORTHWARD)
    first, second = sector_areas(NORTHWARD, zone, sectors_of(NORTHWARD, 2)[0])
    quarter = length_km(NORTHWARD) / 2
    assert first.left_km2 == pytest.approx(quarter * 5, rel=0.15)  # and a quarter disc at the end
    assert second.left_km2 == pytest.approx(first.left_km2, rel=0.01)
    assert first.right_km2 == pytest.approx(quarter * 15 + 3.1416 * 15**2 / 4, rel=0.01)


def test_a_line_that_crosses_itself_has_no_sides():
    eight = Line(vertices=((48.0, 30.0), (48.5, 30.5), (48.5, 30.0), (48.0, 30.5)))
    found = sector_areas(eight, shapely.box(30, 48, 31, 49), sectors_of(eight, 2)[0])
    assert isinstance(found, Problem)


def test_places_beside_a_line():
    places = [(48.5, 29.9), (48.25, 30.2), (49.5, 29.5), (47.0, 30.5), (47.0, 29.5)]
    west, east, beyond, *before = along(NORTHWARD, places)
    assert (west.left, east.left, beyond.left) == (True, False, True)
    assert [place.left for place in before] == [False, True]
    assert west.km == pytest.approx(length_km(NORTHWARD) / 2, rel=1e-3)
    assert west.apart_km == pytest.approx(7.4, abs=0.05)
    assert beyond.km == pytest.approx(length_km(NORTHWARD), rel=1e-6)
