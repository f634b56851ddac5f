"""How busy a place is, against a count by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.candidates import grid
from truceline.stages.fusion.intensity import (
    CELL_PART,
    FAR_DAYS,
    MOST_CELL_KM,
    NEAR_DAYS,
    intensity,
    intensity_cell,
)

SIZE = 5.0
BACKGROUND, COMPANY = 1e-4, 2.5
DAYS = 2 * (FAR_DAYS - NEAR_DAYS)


def found(lat, lon, day):
    order = np.argsort(day, kind="stable")
    cells = grid(lat[order] * KM_PER_DEGREE, lon[order] * KM_PER_DEGREE, SIZE, np.arange(len(day)))
    busy = np.empty(len(day))
    busy[order] = intensity(cells, day[order], SIZE * SIZE, BACKGROUND, COMPANY)
    return busy


def counted(lat, lon, day):
    """Reports of days before and after in nine cells, near cells more; days outside are quiet."""
    width = SIZE / np.cos(np.radians(np.abs(lat).max()))
    cell = np.floor(lat * KM_PER_DEGREE / SIZE), np.floor(lon * KM_PER_DEGREE / width)
    busy = np.empty(len(day))
    for i in range(len(day)):
        tents = [np.select([np.abs(c - c[i]) == n for n in (0, 1)], [0.5, 0.25]) for c in cell]
        apart = np.abs(day - day[i])
        count = (tents[0] * tents[1] * ((apart > NEAR_DAYS) & (apart <= FAR_DAYS))).sum()
        busy[i] = (count / SIZE**2 / 24 + BACKGROUND) / (DAYS + 1) / COMPANY
    return busy


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 50), st.integers(1, 40), st.sampled_from([-30, 48]))
def test_reports_of_other_days_around_are_counted(seed, count, days, middle):
    rng = np.random.default_rng(seed)
    lat, lon = middle + rng.normal(0, 0.1, count), rng.normal(0, 0.1, count)
    day = rng.integers(22_000, 22_000 + days, count)
    np.testing.assert_allclose(found(lat, lon, day), counted(lat, lon, day), rtol=1e-12)


def test_what_lies_near_in_time_may_be_the_same_act_and_does_not_count():
    lat = np.full(6, 48.01)
    day = np.array([100, 100, 101, 101, 101, 102])
    alone = found(lat[:1], lat[:1], day[:1])
    assert alone[0] == pytest.approx(BACKGROUND / (DAYS + 1) / COMPANY)
    near = found(lat[:5], lat[:5], day[:5])
    np.testing.assert_allclose(near, alone[0])


def test_a_steady_place_is_as_busy_as_it_is():
    """Three reports a day in one cell for months: away from the edges, 3 a day and cell."""
    day = np.repeat(np.arange(60), 3)
    lat = np.full(len(day), 48.01)
    middle = found(lat, lat, day)[90]
    expected = (0.25 * 3 * DAYS / SIZE**2 / 24 + BACKGROUND) / (DAYS + 1) / COMPANY
    assert middle == pytest.approx(expected)


def test_a_day_that_is_added_changes_its_neighbours_alone():
    rng = np.random.default_rng(2)
    lat, day = np.full(200, 48.01), rng.integers(0, 50, 200)
    before = found(lat, lat, day)
    after = found(np.full(210, 48.01), np.full(210, 48.01), np.append(day, [50] * 10))[:200]
    near = day >= 50 - FAR_DAYS
    np.testing.assert_array_equal(after[~near], before[~near])
    assert (after[near & (day < 50 - NEAR_DAYS)] > before[near & (day < 50 - NEAR_DAYS)]).all()


def test_cells_follow_the_reach_up_to_a_size():
    assert intensity_cell(2.0 * CELL_PART) == 2.0
    assert intensity_cell(1e4) == MOST_CELL_KM


def test_nowhere_is_nothing():
    assert len(found(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))) == 0
