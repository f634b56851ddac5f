"""The map: true places and radii anywhere on earth, signs apart, names that don't collide."""

import math
import random
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from sample import sample

from truceline.foundation.places.basemap import load_basemap
from truceline.model.brief import MapMark
from truceline.model.place import Line
from truceline.stages.brief.draw import labels
from truceline.stages.brief.draw.frame import Rect, fitted
from truceline.stages.brief.draw.incident_map import incident_map
from truceline.stages.brief.draw.inset import chosen_inset
from truceline.stages.brief.draw.spread import grouped, spread

GEOD = Geod(ellps="WGS84")
CENTRES = [
    (48.0, 35.0),
    (-20.0, 28.0),
    (0.0, 0.0),
    (-17.0, 179.9),
    (71.0, -179.5),
    (88.0, 10.0),
    (-89.0, 0.0),
]


def marks(places, **changes):
    return [
        MapMark(
            incident_id=f"I-{n}", number=n, lat=lat, lon=lon, radius_km=5.0, region_only=False,
            accused=("FRE",), corroborated=False, place=f"P{n}",
        ).but(**changes)
        for n, (lat, lon) in enumerate(places, 1)
    ]  # fmt: skip


def around(lat, lon, count=20, km=150.0, seed=3):
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        x, y, _ = GEOD.fwd(lon, lat, chance.uniform(0, 360), chance.uniform(0, km * 1000))
        found.append((y, x))
    return found


@pytest.mark.parametrize("centre", CENTRES)
def test_distances_on_the_page_are_true_everywhere(centre):
    places = around(*centre)
    frame = fitted([p[0] for p in places], [p[1] for p in places], 673, 300, 540)
    page = frame.place(np.array([p[0] for p in places]), np.array([p[1] for p in places]))
    for (lat, lon), at in zip(places, page, strict=True):
        assert frame.rect.holds(*at)
        radius = frame.radius(lat, lon, 20)
        for azimuth in (0, 90, 200):
            x, y, _ = GEOD.fwd(lon, lat, azimuth, 20_000)
            ((px, py),) = frame.place(np.array([y]), np.array([x]))
            assert math.hypot(px - at[0], py - at[1]) == pytest.approx(radius, rel=0.01)


@pytest.mark.parametrize("centre", CENTRES)
def test_the_map_draws_anywhere(centre):
    brief = sample().but(map_marks=tuple(marks(around(*centre))))
    drawing = incident_map(brief)
    assert drawing.svg.count("<clipPath") >= 1
    assert "nan" not in drawing.svg
    assert 300 <= drawing.height <= 1000


@given(
    places=st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=60),
)
@settings(max_examples=30, deadline=None)
def test_signs_part_and_stay_inside(places):
    brief_marks = marks([(48 + a, 35 + b) for a, b in places])
    frame = fitted([48, 47, 49], [35, 33, 37], 673, 300, 540)
    groups = grouped(brief_marks, frame, 9.5)
    at = spread(groups, frame.rect)
    reach = np.array([g.reach for g in groups])
    for i in range(len(at)):
        assert frame.rect.holds(*at[i], float(reach[i]))
        for j in range(i):
            assert math.dist(at[i], at[j]) >= (reach[i] + reach[j]) * 0.8


def test_order_of_marks_never_matters():
    places = around(48, 35, 30)
    every = marks(places)
    frame = fitted([p[0] for p in places], [p[1] for p in places], 673, 300, 540)
    turned = random.Random(1).sample(every, len(every))
    assert grouped(every, frame, 9) == grouped(turned, frame, 9)


def test_one_place_is_one_sign_with_a_number():
    brief = sample().but(map_marks=tuple(marks([(-20, 28)] * 4 + [(-21, 29)])))
    assert re.findall(
        r'text-anchor="middle" font-weight="700">(\d+)<', incident_map(brief).svg
    ) == ["4"]


def test_signs_of_several_sides_are_never_summed_up():
    both = marks([(-20, 28)] * 3, accused=("FRE", "RUR"))
    frame = fitted([-20, -21], [28, 29], 673, 300, 540)
    assert [len(g.marks) for g in grouped(both, frame, 9)] == [1, 1, 1]


def test_regions_are_dashed_and_unnamed():
    brief = sample().but(
        map_marks=tuple(marks([(-20, 28), (-21, 29)], region_only=True, radius_km=90.0))
    )
    svg = incident_map(brief).svg
    assert svg.count('stroke-dasharray="3 2.4"') == 2
    assert ">P1<" not in svg


def test_no_place_no_map():
    assert incident_map(sample().but(map_marks=())) is None


def test_a_dense_strip_gets_an_enlargement_that_hides_no_sign():
    places = [*around(48, 35, 30, km=12), (44.0, 30.0), (51.0, 31.0), (50.0, 41.0)]
    frame = fitted([p[0] for p in places], [p[1] for p in places], 673, 300, 540)
    groups = grouped(marks(places), frame, 9.5)
    inset = chosen_inset(groups, frame.rect)
    assert inset is not None
    assert not inset.panel.meets(inset.source)
    assert not any(inset.panel.holds(g.x, g.y) for g in groups)
    assert sum(inset.source.holds(g.x, g.y) for g in groups) >= 15


def test_few_signs_need_no_enlargement():
    places = around(48, 35, 6)
    frame = fitted([p[0] for p in places], [p[1] for p in places], 673, 300, 540)
    assert chosen_inset(grouped(marks(places), frame, 9.5), frame.rect) is None


def test_names_never_collide():
    frame = fitted([-25, -15], [22, 34], 673, 300, 540)
    board = labels.Board(frame, [Rect(300, 200, 360, 240)])
    named = [(f"Place {n}", 20.0 * n % 640, 37.0 * n % 500, 6.0) for n in range(40)]
    labels.incident_places(board, named, 30)
    labels.countries(board, load_basemap())
    labels.cities(board, load_basemap(), 10)
    assert len(board.taken) > 20
    dots = [r for r in board.taken if r.width < 5]
    names = [r for r in board.taken if r not in dots]
    assert not any(a.meets(b) for n, a in enumerate(names) for b in names[:n])
    assert all(
        frame.rect.holds(r.left, r.top) and frame.rect.holds(r.right, r.bottom) for r in names
    )


def test_a_dated_line_is_drawn():
    brief = sample()
    line = Line(vertices=((-19.0, 27.0), (-21.0, 28.0), (-22.0, 30.0)))
    assert 'stroke-dasharray="6 2 1.5 2"' not in incident_map(brief).svg
    assert 'stroke-dasharray="6 2 1.5 2"' in incident_map(brief.but(line=line)).svg
