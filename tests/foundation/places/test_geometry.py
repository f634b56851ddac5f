import json
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import GEOD, Flat, distance_km
from truceline.foundation.places.grid import mgrs_of
from truceline.foundation.places.line import length_km, line_through, read_line
from truceline.foundation.places.observe import observed_place
from truceline.foundation.places.zone import share_inside, share_within_km, zone_geometry
from truceline.model.place import Line, Place, PlaceBasis, ZoneSpec
from truceline.model.record import Problem

SHARED = Path(__file__).parents[3].parent / "shared"
NORTHWARD = Line(vertices=((48.0, 30.0), (49.0, 30.0)), left="WEST", right="EAST")


def square_km(geometry):
    return abs(GEOD.geometry_area_perimeter(geometry)[0]) / 1e6


def off_line(km, lat=48.5):
    """A point so many km east of the line."""
    lon, lat, _ = GEOD.fwd(30.0, lat, 90, km * 1000)
    return shapely.Point(lon, lat)


@pytest.mark.parametrize(
    ("spec", "inside", "outside"),
    [
        ({"from_line": (-5.0, 5.0)}, (-4.9, 0, 4.9), (-5.1, 5.1)),
        ({"from_line": (-5.0, 15.0)}, (-4.9, 14.8), (-5.1, 15.2)),
        ({"from_line": (2.0, 10.0)}, (2.1, 9.9), (-3, 0, 1.9, 10.1)),
        ({"from_line": (-10.0, -2.0)}, (-2.1, -9.9), (-1.9, 0, 3, -10.1)),
        ({"width_km": 30.0}, (-14.8, 14.8), (-15.2, 15.2)),
        ({"width_km": 30.0, "party": "WEST"}, (-14.8, -0.1), (0.1, -15.2)),
        ({"from_line": (0.0, 20.0), "party": "EAST"}, (0.1, 19.8), (-0.1, 20.2)),
        ({"from_line": (3.0, 20.0), "party": "WEST"}, (-3.1, -19.8), (-2.9, 3.1)),
    ],
)
def test_bands_are_signed_distances_from_the_line(spec, inside, outside):
    zone = zone_geometry(ZoneSpec(id="z", **spec), NORTHWARD)
    assert zone.is_valid
    assert [km for km in inside if not zone.intersects(off_line(km))] == []
    assert [km for km in outside if zone.intersects(off_line(km))] == []


def test_turning_the_line_round_turns_the_band_round():
    spec = ZoneSpec(id="z", from_line=(1.0, 9.0))
    turned = Line(vertices=NORTHWARD.vertices[::-1])
    a, b = zone_geometry(spec, NORTHWARD), zone_geometry(spec, turned)
    assert a.intersection(b).area < 1e-6
    assert square_km(a) == pytest.approx(square_km(b), rel=0.01)


@given(
    st.lists(st.tuples(st.floats(48, 49), st.floats(30, 31)), min_size=2, max_size=7, unique=True)
)
def test_both_halves_of_a_band_make_the_whole(vertices):
    line = Line(vertices=tuple(vertices))
    if not shapely.LineString(vertices).is_simple or length_km(line) < 5:
        return
    left, right, both = (
        zone_geometry(ZoneSpec(id="z", from_line=limits), line)
        for limits in ((-3.0, 0.0), (0.0, 3.0), (-3.0, 3.0))
    )
    # by points: overlaying two polygons that touch along their longest edge is what GEOS does worst
    lat, lon = np.meshgrid(np.linspace(47.9, 49.1, 300), np.linspace(29.9, 31.1, 300))
    a, b, whole = (shapely.intersects_xy(zone, lon, lat) for zone in (left, right, both))
    assert np.mean((a | b) ^ whole) < 1e-3
    assert np.sum(a & b) <= 2


def test_disc_polygon_and_units():
    disc = zone_geometry(ZoneSpec(id="z", centre=(60.0, 20.0), radius_km=10.0), None)
    assert square_km(disc) == pytest.approx(math.pi * 100, rel=0.002)
    square = ((48.0, 30.0), (48.0, 31.0), (49.0, 31.0), (49.0, 30.0))
    assert zone_geometry(ZoneSpec(id="z", polygon=square), None).contains(shapely.Point(30.5, 48.5))
    units = zone_geometry(ZoneSpec(id="z", admin=("UA-43", "UA-40")), None)
    assert units.contains(shapely.Point(33.6, 44.6))


@pytest.mark.parametrize(
    ("spec", "line", "said"),
    [
        ({}, NORTHWARD, "where the zone lies"),
        ({"width_km": 5.0}, None, "there is none"),
        ({"from_line": (5.0, 5.0)}, NORTHWARD, "empty"),
        ({"width_km": 5.0, "party": "SOUTH"}, NORTHWARD, "which side"),
        ({"from_line": (-5.0, 5.0), "party": "EAST"}, NORTHWARD, "counts from 0"),
        ({"admin": ("XX-99",)}, None, "XX-99"),
        ({"centre": (-89.9, 0.0), "radius_km": 12.0}, None, "pole"),
        ({"polygon": ((0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0))}, None, "crosses itself"),
    ],
)
def test_a_zone_that_cant_be_drawn_says_why(spec, line, said):
    problem = zone_geometry(ZoneSpec(id="z", **spec), line)
    assert isinstance(problem, Problem)
    assert said in problem.message
    assert problem.field == "zones.z"


@pytest.mark.parametrize(
    "spec",
    [
        {"from_line": (-20.0, 20.0)},
        {"centre": (-17.0, 180.0), "radius_km": 20.0},
        {"centre": (-17.0, -179.99), "radius_km": 20.0},
        {"polygon": ((-18.0, 179.5), (-18.0, -179.5), (-16.0, -179.5), (-16.0, 179.5))},
    ],
)
def test_zones_across_the_date_line(spec):
    line = Line(vertices=((-17.0, 179.5), (-17.0, -179.5)), left="A", right="B")
    zone = zone_geometry(ZoneSpec(id="z", **spec), line)
    assert zone.is_valid
    lons = (179.95, -179.95, 178.0, -178.0, 0.0)
    places = [Place(lat=-17.0, lon=lon, radius_km=0.5) for lon in lons]
    assert [share_inside(zone, place) for place in places] == [1, 1, 0, 0, 0]


def test_shares_against_closed_forms():
    place = Place(lat=48.5, lon=30.0, radius_km=8.0)
    flat = Flat(48.5, 30.0)
    half = flat.globe(shapely.box(0, -500, 500, 500).segmentize(5))
    assert share_inside(half, place) == pytest.approx(0.5, abs=0.002)
    for r in (2.0, 8.0, 20.0):
        disc = zone_geometry(ZoneSpec(id="z", centre=(48.5, 30.0), radius_km=r), None)
        exact = 1 - math.exp(-(r**2) / (2 * 64))
        assert share_inside(disc, place) == pytest.approx(exact, abs=0.002)
        assert share_within_km(place, 48.5, 30.0, r) == pytest.approx(exact, abs=1e-9)


@given(st.floats(0, 40), st.floats(0.5, 40), st.floats(0.5, 15))
def test_both_ways_to_a_share_agree(apart, km, radius):
    lon, lat, _ = GEOD.fwd(30.0, 48.5, 40, apart * 1000)
    place = Place(lat=48.5, lon=30.0, radius_km=radius)
    disc = zone_geometry(ZoneSpec(id="z", centre=(lat, lon), radius_km=km), None)
    assert share_inside(disc, place) == pytest.approx(
        share_within_km(place, lat, lon, km), abs=0.02
    )


def test_a_point_without_error_is_in_or_out():
    disc = zone_geometry(ZoneSpec(id="z", centre=(48.5, 30.0), radius_km=5.0), None)
    assert share_inside(disc, Place(lat=48.5, lon=30.0, radius_km=0)) == 1
    assert share_inside(disc, Place(lat=48.6, lon=30.0, radius_km=0)) == 0
    assert share_within_km(Place(lat=48.5, lon=30.0, radius_km=0), 48.51, 30.0, 1.0) == 0


def test_an_observation_carries_its_errors():
    place = observed_place(48.0, 37.0, 90.0, 5.0, bearing_error_deg=0.0, distance_error=0.1)
    assert place.basis is PlaceBasis.OBSERVATION
    assert distance_km(48.0, 37.0, place.lat, place.lon) == pytest.approx(5)
    assert place.lon > 37
    assert place.radius_km == pytest.approx(0.5 / math.sqrt(2))
    assert observed_place(48.0, 37.0, 90.0, 10.0).radius_km > 2 * 0.9 * place.radius_km
    with pytest.raises(ValueError, match="negative"):
        observed_place(48.0, 37.0, 90.0, -1.0)


def test_errors_of_observations_agree_with_simulation():
    rng = np.random.default_rng(1)
    place = observed_place(48.0, 37.0, 30.0, 8.0, bearing_error_deg=4.0, distance_error=0.05)
    bearing = np.radians(rng.normal(30.0, 4.0, 20_000))
    km = 8.0 * (1 + rng.normal(0, 0.05, 20_000))
    x, y = km * np.sin(bearing), km * np.cos(bearing)
    assert place.radius_km == pytest.approx(math.sqrt((x.var() + y.var()) / 2), rel=0.03)


def test_grid_references():
    assert mgrs_of(50.45, 30.52, 5) == "36UUA2394091604"
    assert mgrs_of(50.45, 30.52) == "36UUA239916"


def feature(kind, coordinates, **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return json.dumps({"type": "Feature", "geometry": geometry, "properties": properties})


def test_a_line_is_read_with_its_sides_and_day():
    text = feature("LineString", [[36, 49], [37, 48.5]], left="A", right="B", as_of="2031-05-01")
    line, problems = read_line(text, "line.geojson")
    assert (line.vertices[0], line.left, str(line.as_of)) == ((49.0, 36.0), "A", "2031-05-01")
    assert problems == ()
    assert length_km(line) == pytest.approx(distance_km(49, 36, 48.5, 37))


@pytest.mark.parametrize(
    ("text", "said", "usable"),
    [
        (feature("LineString", [[36, 49], [37, 48], [36.5, 48], [36.6, 49]]), "crosses itself", True),
        (feature("LineString", [[48.5, 34.5], [48.2, 35.0]]), "", True),
        (feature("LineString", [[49.0, 136.0], [48.0, 135.0]]), "not on the globe", False),
        (feature("LineString", [[36, 49], [36, 49]]), "two different points", False),
        (feature("MultiLineString", [[[36, 49], [37, 49]], [[39, 49], [39.1, 49]]]), "2 parts", True),
        (feature("Point", [36, 49]), "no line", False),
        (feature("LineString", [[36, 49], [37, 48]], as_of="May"), "not a date", False),
        ("{", "not GeoJSON", False),
        ("[]", "not GeoJSON", False),
        ('{"type": "FeatureCollection", "features": []}', "no line", False),
        (feature("LineString", [[7.0, -3.0], [8.0, -2.0]]), "", True),
        (feature("LineString", [[-3.0, 39.0], [-4.0, 40.0]]), "", True),
        (feature("LineString", [[49.0, -100.0], [-50.0, -80.0]]), "", False),
        (feature("LineString", [[33.1, 35.6], [33.2, 35.7], [33.3, 35.8]]), "swapped", True),
    ],
)  # fmt: skip
def test_what_is_doubtful_about_a_line_is_said(text, said, usable):
    line, problems = read_line(text, "line.geojson")
    assert (line is not None) == usable
    assert said in " ".join(p.message for p in problems)


def test_a_line_through_places():
    gazetteer = Gazetteer.load()
    line, problems = line_through(["Kupiansk", "Svatove", "Lysychansk"], gazetteer, country="UA")
    assert problems == ()
    assert 100 < length_km(line) < 140
    nothing, problems = line_through(
        ["Kupiansk", "Mykolaivka", "Nowhereville"], gazetteer, country="UA"
    )
    assert nothing is None
    assert [p.message.split(" is ")[1] for p in problems] == ["ambiguous", "unknown"]
    assert "it may be in" in problems[0].hint


def test_the_boundary_of_an_area_of_control():
    path = SHARED / "data" / "line" / "control_2025-03-01.geojson"
    if not path.exists():
        pytest.skip("shared data is not here")
    line, problems = read_line(path.read_text(encoding="utf-8"), path.name)
    assert 900 < length_km(line) < 1300
    assert [p.severity for p in problems] == ["warning"]
    line = line.but(left="L", right="R")
    left, both = (
        zone_geometry(ZoneSpec(id="z", from_line=(a, 5.0 if not p else 10.0), party=p), line)
        for a, p in ((0.0, "L"), (-10.0, ""))
    )
    assert 0.3 < square_km(left) / square_km(both) < 1
