"""Reports as states: boxes, clocks, classes of places."""

import math

import numpy as np
import pyarrow as pa
import pytest
from small_world import model

from truceline.stages.fusion import state as at
from truceline.stages.fusion.features import (
    Known,
    Moments,
    classes,
    clock_errors,
    coordinate_keys,
    masks,
    moments,
    place_errors,
    spots,
    states,
)
from truceline.stages.fusion.model import Unit, likelihoods
from truceline.stages.fusion.numbers import counted

M = model()
KNOWN = Known(
    place_scale=np.array([[1.0, 2.0, 3.0], [1.5, 1.5, 1.5]]),
    clock_scale=np.array([1.0, 2.0]),
    place_usual=np.log([[4.0, 4.0, 4.0], [9.0, 9.0, 9.0]]),
    clock_usual=np.log([1.0, 4.0]),
    place_pool=0.5,
    clock_pool=0.5,
    clock_floor_h=0.3,
    slips=np.array(M.slips),
    acts=likelihoods(M.acts),
    sides=likelihoods(M.sides),
    categories=likelihoods(M.categories),
    numbers=counted(
        [Unit(name="shot", quantiles=[0.0, 4.0, 8.0, 12.0, 16.0], error=0.1)], pa.array(["shot"])
    ),
)


def columns(count=1, **changes):
    plain = {
        "start": 0.0,
        "end": 0.0,
        "blur": 0.0,
        "lat": 48.0,
        "lon": 30.0,
        "sigma": 4.0,
        "source": 0,
        "kind": 0,
        "actor": 0,
        "category": 0,
    }
    return {n: np.resize(np.array(v), count) for n, v in (plain | changes).items()}


TIMES = {
    "a minute": ((7.0, 7.0, 0.0), (7.0, None, 0.0)),
    "a minute with an error": ((7.0, 7.0, 0.5), (7.0, None, 0.5)),
    "half an hour": ((7.0, 7.5, 0.0), (7.25, None, 0.5 / math.sqrt(12))),
    "a night": ((-4.0, 8.0, 0.0), (2.0, (-4.0, 12.0), None)),
    "a day": ((24.0, 48.0, 0.0), (36.0, (24.0, 24.0), None)),
    "a month": ((0.0, 720.0, 0.0), (360.0, (0.0, 720.0), None)),
    "noon with an error of hours": ((36.0, 36.0, 6.0), (36.0, (24.0, 24.0), None)),
    "noon sharp": ((36.0, 36.0, 1.0), (36.0, None, 1.0)),
    "a vague clock": ((7.0, 7.0, 10.0), (7.0, (7 - math.sqrt(300), 2 * math.sqrt(300)), None)),
    "a night that is blurred": (
        (-4.0, 8.0, 1.0),
        (2.0, (-4 - math.sqrt(3), 12 + 2 * math.sqrt(3)), None),
    ),
}


@pytest.mark.parametrize("name", TIMES)
def test_when(name):
    (start, end, blur), (hour, box, clock) = TIMES[name]
    found = moments(columns(start=start, end=end, blur=blur))
    assert found.hour[0] == pytest.approx(hour)
    if box is None:
        assert (found.width[0], found.clock[0]) == (-1.0, pytest.approx(clock, abs=1e-12))
    else:
        assert found.clock[0] == -1.0
        assert (found.start[0], found.width[0]) == pytest.approx(box)


def test_a_place_of_several_reports_was_looked_up():
    lat = [48.0, 48.0, 48.0, 49.0, 49.0, np.nan, np.nan, np.nan, 48.0]
    sigma = [1.0, 20.0, 8.0, 1.0, 1.0, 50.0, 50.0, 50.0, 8.1]
    assert classes(columns(9, lat=lat, lon=30.0, sigma=sigma)).tolist() == [
        1,
        2,
        1,
        0,
        0,
        0,
        0,
        0,
        2,
    ]


def test_coordinates_are_one_to_five_decimals():
    key = coordinate_keys(columns(4, lat=[48.0, 48.000001, 48.00002, -48.0], lon=[30.0]))
    assert key[0] == key[1]
    assert len(set(key.tolist())) == 3


def test_keys_of_different_coordinates_differ():
    rng = np.random.default_rng(0)
    lat, lon = np.round(rng.uniform(-90, 90, 5000), 5), np.round(rng.uniform(-180, 180, 5000), 5)
    assert len(set(coordinate_keys(columns(5000, lat=lat, lon=lon)).tolist())) == len(
        set(zip(lat, lon, strict=True))
    )


def test_stated_errors_are_drawn_half_way_to_what_is_usual():
    some = columns(2, sigma=[1.0, 1.0], source=[0, 1])
    np.testing.assert_allclose(place_errors(some, np.zeros(2, int), KNOWN), [2.0, 3.0])
    np.testing.assert_allclose(clock_errors(some, np.array([4.0, 1.0]), KNOWN), [2.0, 2.0])


def test_a_clock_as_a_state():
    some = columns(start=7.0, end=7.0, blur=1.0, source=1, sigma=1.0)
    s = states(some, moments(some), np.array([2]), np.array([1e-3]), KNOWN)[0]
    assert s[at.VP] == pytest.approx((3.0 * 1.5) ** 2 + 0.05)
    assert (s[at.MT], s[at.VT]) == pytest.approx((7.0, (2.0 * 2.0) ** 2 + 0.3**2))
    assert (s[at.BW], s[at.TN], s[at.NS], s[at.LL], s[at.NV]) == (-1, 1, 1, 1e-3, -1)
    assert (s[at.ET], s[at.EV]) == (s[at.MT], s[at.VT])
    assert s[at.Y] == pytest.approx(48 * 111.195)
    assert s[at.SHRINK] ** 2 == pytest.approx(math.cos(math.radians(48)))


@pytest.mark.parametrize(("end", "slips"), [(24.0, M.slips), (96.0, [0, 0, 1, 0, 0])])
def test_a_date_may_have_slipped_a_longer_box_not(end, slips):
    some = columns(end=end)
    s = states(some, moments(some), np.array([0]), np.array([1e-3]), KNOWN)[0]
    np.testing.assert_allclose(s[at.W : at.W + 5], slips)
    assert (s[at.BS], s[at.BW], s[at.VT], s[at.TN]) == pytest.approx((0.0, end, -1.0, end))


def test_an_unplaced_report_and_a_number():
    some = columns(3, lat=[np.nan, 48.0, 48.0], number=[6.0, np.nan, 6.0], unit=[0, -1, 1])
    s = states(some, moments(some), np.zeros(3, int), np.zeros(3), KNOWN)
    assert s[0, at.VP] == -1.0
    assert np.isfinite(s).all()
    assert s[:, at.NV].tolist() == pytest.approx([0.01, -1.0, -1.0])
    assert s[0, at.NM] == pytest.approx(0.375)


def test_words_are_likelihoods_times_the_root_of_the_prior():
    some = columns(3, kind=[0, 1, 2], actor=[1, 1, 2])
    s = states(some, moments(some), np.zeros(3, int), np.ones(3), KNOWN)
    act = s[:, at.WORDS : at.WORDS + 2] * math.sqrt(0.5)
    np.testing.assert_allclose(act, [[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]])
    np.testing.assert_allclose(s[:, at.WORDS + 4], 1.0)


def test_masks_have_one_bit_in_the_word_of_the_source():
    found = masks(np.array([0, 61, 62, 185, 186]), 200)
    assert found.shape == (5, 4)
    assert [(int(np.flatnonzero(m)[0]), int(m.max()).bit_length() - 1) for m in found] == [
        (0, 0),
        (0, 61),
        (1, 0),
        (2, 61),
        (3, 0),
    ]


def test_spots_are_in_the_order_asked_for():
    some = columns(3, start=[0.0, 30.0, 5.0], end=[24.0, 30.0, 5.0], lat=[1.0, 2.0, np.nan])
    s = states(some, moments(some), np.zeros(3, int), np.ones(3), KNOWN)
    found = spots(s, np.array([1, 0]))
    assert found.hour.tolist() == [30.0, 12.0]
    assert found.half.tolist() == [-1.0, 12.0]
    assert found.clock.tolist() == [s[1, at.VT], 0.0]
    assert found.y.tolist() == pytest.approx([2 * 111.195, 111.195])


def test_moments_are_columns_of_one_length():
    found = moments(columns(4, start=[0.0, 1.0, 2.0, 3.0], end=[0.0, 25.0, 2.0, 3.0]))
    assert isinstance(found, Moments)
    assert {len(v) for v in found} == {4}


def test_an_unnamed_source_has_no_bit():
    """Two unnamed sources aren't one source."""
    for sources in (2, 61, 62, 200):
        found = masks(np.array([-1, 0]), sources)
        assert not found[0].any()
        assert found[1].any()
