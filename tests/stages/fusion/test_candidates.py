"""Pairs worth weighing, against all pairs."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.candidates import (
    BOX_GAP_H,
    CLOCK_GATE,
    JOINT_GATE,
    PLACE_GATE,
    Spots,
    grid,
    pairs,
)

REACH = 12.0


def spots_of(lat, lon, km2, hour, half, clock) -> Spots:
    """Rows in order of time."""
    order = np.argsort(hour, kind="stable")
    shrink = np.sqrt(np.cos(np.radians(lat)))
    columns = (lat * KM_PER_DEGREE, lon * KM_PER_DEGREE, shrink, km2, hour, half, clock)
    return Spots(*(np.asarray(c, float)[order] for c in columns))


def found(rows: Spots, size=REACH, gate=REACH):
    cells = grid(rows.y, rows.x, size, np.arange(len(rows.y)))
    one, two = pairs(cells, Spots(*(column[cells.order] for column in rows)), gate)
    return [tuple(sorted((int(i), int(j)))) for i, j in zip(one, two, strict=True)]


def near(s: Spots, i: int, j: int) -> bool:
    north, east = s.y[i] - s.y[j], (s.x[i] - s.x[j]) * s.shrink[i] * s.shrink[j]
    square, total = north**2 + east**2, s.variance[i] + s.variance[j]
    late, clocks = abs(s.hour[i] - s.hour[j]), s.clock[i] + s.clock[j]
    if square > REACH**2 or square > PLACE_GATE * total:
        return False
    if s.half[i] < 0 and s.half[j] < 0:
        return square / total + late**2 / clocks <= JOINT_GATE
    gap = BOX_GAP_H if min(s.half[i], s.half[j]) >= 0 else 0.0
    boxes = max(s.half[i], 0) + max(s.half[j], 0)
    return late <= boxes + CLOCK_GATE * math.sqrt(clocks) + gap


def all_near(s: Spots):
    count = len(s.y)
    return {(i, j) for i in range(count) for j in range(i + 1, count) if near(s, i, j)}


def check(rows: Spots):
    some = found(rows)
    assert len(some) == len(set(some)), "a pair is found twice"
    assert set(some) == all_near(rows)


@st.composite
def places(draw):
    count = draw(st.integers(0, 40))
    rng = np.random.default_rng(draw(st.integers(0, 1 << 30)))
    middle = draw(st.sampled_from([-84.0, -33.0, 0.0, 48.0, 70.0, 84.5]))
    lat = middle + rng.normal(0, 0.15, count)
    lon = draw(st.sampled_from([-70.0, 0.0, 30.0])) + rng.normal(0, 0.3, count) / math.cos(
        math.radians(middle)
    )
    hour = rng.uniform(0, 100, count)
    if draw(st.booleans()):
        hour, lat, lon = np.floor(hour / 24) * 24, np.round(lat, 1), np.round(lon, 1)
    boxed = rng.random(count) < draw(st.sampled_from([0.0, 0.5, 1.0]))
    half = np.where(boxed, rng.choice([1.0, 6.0, 12.0, 48.0], count), -1.0)
    clock = np.where(boxed, 0.0, rng.choice([0.1, 2.0, 60.0], count))
    return spots_of(lat, lon, rng.choice([0.3, 4.0, 60.0], count), hour, half, clock)


@settings(max_examples=150, deadline=None)
@given(places())
def test_no_pair_is_missed_or_found_twice(rows):
    check(rows)


def test_many_pairs_are_found_in_a_crowd():
    rng = np.random.default_rng(1)
    count = 60
    lat, lon = 48 + rng.normal(0, 0.01, (2, count))
    rows = spots_of(lat, lon, np.full(count, 9.0), np.zeros(count), np.full(count, 12.0), 0 * lat)
    assert len(found(rows)) == count * (count - 1) // 2


def test_reports_of_one_moment_in_one_cell_and_across_cells():
    lat = np.array([48.0, 48.0, 48.0, 48.05, 48.05])
    lon = np.array([30.0, 30.0, 30.1, 30.0, 30.1])
    hour = np.full(5, 7.0)
    rows = spots_of(lat, lon, np.full(5, 30.0), hour, np.full(5, -1.0), np.full(5, 1.0))
    assert len(all_near(rows)) == 10
    check(rows)


@pytest.mark.parametrize("days", [1, 2, 3, 4])
def test_a_long_box_reaches_as_far_as_it_says(days):
    """Among sharp clocks, before and after."""
    hour = np.arange(0.0, 240.0, 3.0)
    half, clock = np.full(len(hour), -1.0), np.full(len(hour), 0.01)
    half[40], clock[40] = 12.0 * days, 0.0
    lat = np.full(len(hour), 48.0)
    rows = spots_of(lat, lat - 18, np.full(len(hour), 1.0), hour, half, clock)
    own = [pair for pair in found(rows) if 40 in pair]
    assert len(own) == len(range(0, 12 * days + 1, 3)) * 2 - 2
    check(rows)


def test_the_reach_ends_what_stated_errors_would_allow():
    lat = np.array([48.0, 48.0 + 11.9 / KM_PER_DEGREE, 48.0 - 12.1 / KM_PER_DEGREE])
    rows = spots_of(lat, lat * 0, np.full(3, 1e4), np.zeros(3), np.full(3, 12.0), np.zeros(3))
    assert found(rows) == [(0, 1)]


def test_cells_wider_than_the_reach_find_the_same_pairs():
    rng = np.random.default_rng(5)
    lat, lon = 60 + rng.normal(0, 0.2, 80), rng.normal(0, 0.4, 80)
    hour = rng.uniform(0, 48, 80)
    rows = spots_of(lat, lon, np.full(80, 9.0), hour, np.full(80, -1.0), np.full(80, 4.0))
    assert sorted(found(rows, size=40.0)) == sorted(found(rows))


def test_no_reports_make_no_pairs():
    assert found(spots_of(*np.zeros((6, 0)))) == []
