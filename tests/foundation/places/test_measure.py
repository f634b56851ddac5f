"""Lengths and areas against computations that share no code with ours: Vincenty's series, UTM."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from truceline.foundation.places.line import length_km, read_line
from truceline.foundation.places.measure import area_km2, lengths, resolution_km
from truceline.foundation.places.zone import zone_geometry
from truceline.model.place import Line, ZoneSpec

SHARED = Path(__file__).parents[3].parent / "shared"
BENT = Line(vertices=((46.6, 32.7), (47.5, 34.6), (47.6, 36.2), (48.6, 37.8), (50.3, 36.9)))


def vincenty_km(a, b):
    """Vincenty's inverse formula (1975) on WGS84, written out for this test."""
    major, flat = 6378137.0, 1 / 298.257223563
    minor = (1 - flat) * major
    u1, u2 = (math.atan((1 - flat) * math.tan(math.radians(p[0]))) for p in (a, b))
    apart = math.radians(b[1] - a[1])
    lam = apart
    for _ in range(200):
        sin_s = math.hypot(
            math.cos(u2) * math.sin(lam),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam),
        )
        if sin_s == 0:
            return 0.0
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2 = 1 - sin_a**2
        mid = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2 if cos2 else 0.0
        c = flat / 16 * cos2 * (4 + flat * (4 - 3 * cos2))
        before, lam = (
            lam,
            apart
            + (1 - c) * flat * sin_a * (sigma + c * sin_s * (mid + c * cos_s * (2 * mid**2 - 1))),
        )
        if abs(lam - before) < 1e-13:
            break
    u = cos2 * (major**2 - minor**2) / minor**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cos_s * (2 * mid**2 - 1) - big_b / 6 * mid * (4 * sin_s**2 - 3) * (4 * mid**2 - 3)
    return minor * big_a * (sigma - big_b * sin_s * (mid + big_b / 4 * inner)) / 1000


def by_vincenty(line):
    return sum(vincenty_km(a, b) for a, b in pairwise(line.vertices))


points = st.tuples(st.floats(40.0, 60.0), st.floats(20.0, 40.0))


@settings(deadline=None, max_examples=40)
@given(st.lists(points, min_size=2, max_size=12, unique=True))
def test_a_length_is_that_of_another_formula(vertices):
    line = Line(vertices=tuple(vertices))
    assert length_km(line) == pytest.approx(by_vincenty(line), rel=1e-6, abs=1e-6)


def test_a_real_line_has_the_length_of_another_formula():
    path = SHARED / "data" / "line" / "control_2025-03-01.geojson"
    if not path.exists():
        pytest.skip("the shared data are not here")
    line, _ = read_line(path.read_text(encoding="utf-8"), path.name)
    drawn = lengths(line)[0]
    assert drawn.km == pytest.approx(by_vincenty(line), rel=1e-6)
    assert 1000 < drawn.km < 1100
    assert lengths(line)[-1].km < 0.75 * drawn.km  # fractal: drawn coarsely it is far shorter


def test_a_zone_has_the_area_of_a_plane_map():
    zone = zone_geometry(ZoneSpec(id="z", width_km=20), Line(vertices=((48.5, 32.9), (48.9, 33.1))))
    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32636", always_xy=True)
    plane = shapely.transform(zone, to_utm.transform, interleaved=False)
    assert area_km2(zone) == pytest.approx(plane.area / 0.9996**2 / 1e6, rel=1e-3)


def test_a_length_stands_beside_its_resolution():
    found = lengths(BENT, (10.0, 1.0, 0.1))
    assert [length.tolerance_km for length in found] == [0.0, 0.1, 1.0, 10.0]
    assert resolution_km(BENT)[1] == pytest.approx(200.0, abs=0.1)


@settings(deadline=None, max_examples=15)
@given(st.lists(points, min_size=2, max_size=20, unique=True))
def test_a_coarser_drawing_is_never_longer(vertices):
    found = [length.km for length in lengths(Line(vertices=tuple(vertices)))]
    assert all(coarse <= fine * (1 + 1e-4) + 1e-9 for fine, coarse in pairwise(found))


def test_a_finer_tolerance_than_the_drawing_adds_nothing():
    drawn, finest, *_ = lengths(BENT)
    assert (finest.km, finest.vertices) == pytest.approx((drawn.km, drawn.vertices))
