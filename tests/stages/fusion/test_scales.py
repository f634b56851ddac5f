"""How large errors are beside what is stated."""

import numpy as np
import pytest
from seen_world import differing, seen
from small_world import model

from truceline.stages.fusion.scales import GUARD, LEAST, MOST, estimated_scales

M = model(sources=3)


def scales(**columns):
    count = len(columns["sigma"])
    return estimated_scales(M, seen(np.arange(count), **columns))


def of(true, count=1500, stated=1.5, seed=0):
    found = scales(**differing(count, np.random.default_rng(seed), stated, true))
    return found["place_scale"][0][0], found["clock_scale"][0]


@pytest.mark.parametrize("seed", range(3))
def test_errors_twice_as_large_as_stated_are_found(seed):
    assert of(2.0, seed=seed) == pytest.approx((2.0, 2.0), rel=0.12)


def test_errors_as_stated_stay():
    place, clock = of(1.0)
    assert place == pytest.approx(1.0, abs=0.06)
    assert clock == pytest.approx(1.0, abs=0.08)


def test_a_small_overstatement_is_what_fusing_makes_of_it():
    """What was fused looks nearer than it is: only below the guard a scale is lowered."""
    assert of((1 + GUARD) / 2, count=6000) == (1.0, 1.0)


def test_a_clear_overstatement_lowers_a_scale_less_than_it_seems():
    place, clock = of(0.5, stated=3.0)
    assert place == pytest.approx(0.5 / GUARD, rel=0.1)
    assert clock == pytest.approx(0.5 / GUARD, rel=0.12)


@pytest.mark.parametrize(("true", "bound"), [(9.0, MOST), (0.05, LEAST)])
def test_scales_have_bounds(true, bound):
    found = scales(**differing(3000, np.random.default_rng(1), 9.0, true, rest=0.1))
    assert LEAST <= found["place_scale"][0][0] <= MOST
    assert found["place_scale"][0][0] == pytest.approx(bound, rel=0.15)


def test_few_reports_are_believed():
    assert of(2.5, count=20) == (1.0, 1.0)
    some, many = of(2.5, count=60)[0], of(2.5, count=3000)[0]
    assert 1.0 < some < many


def test_each_source_and_class_has_its_own():
    rng = np.random.default_rng(2)
    count = 4000
    source, kind = rng.integers(0, 2, (2, count))
    true = np.where(source == 0, 1.0, np.where(kind == 0, 2.0, 2.8))
    columns = differing(count, rng, 1.5, true)
    found = scales(source=source, place_class=kind, **columns)
    np.testing.assert_allclose(found["place_scale"], [[1, 1, 1], [2, 2.8, 1], [1, 1, 1]], rtol=0.12)
    assert found["clock_scale"][1] > 2.0
    assert found["clock_scale"][2] == 1.0


@pytest.mark.parametrize(
    "untold",
    [
        {"rest_size": np.zeros(500)},
        {"sure": np.full(500, 0.4)},
        {"rest_place": np.full(500, 50.0), "rest_clock": np.full(500, 50.0)},
        {"apart2": np.zeros(500), "hour": np.zeros(500)},
        {"rest_clock": np.full(500, -1.0), "apart2": np.zeros(500)},
    ],
)
def test_what_tells_nothing_of_errors_changes_nothing(untold):
    columns = differing(500, np.random.default_rng(3), 1.5, 2.5)
    found = scales(**(columns | untold))
    assert found["place_scale"] == [[1.0] * 3] * 3
    assert found["clock_scale"] == [1.0] * 3


def test_single_stated_errors_are_believed_as_far_as_they_tell():
    rng = np.random.default_rng(4)
    stated = np.exp(rng.normal(0.5, 0.5, 4000))
    telling = differing(4000, rng, stated, 1.0, rest=0.05)
    empty = differing(4000, rng, 1.6, 1.0, rest=0.05) | {
        n: telling[n] for n in ("sigma", "error", "stated_clock", "clock")
    }
    telling, empty = scales(**telling), scales(**empty)
    assert telling["place_pool"] < 0.1
    assert telling["clock_pool"] < 0.15
    assert empty["place_pool"] > 0.9
    assert empty["clock_pool"] > 0.85


def test_too_few_differences_leave_stated_errors_half_believed():
    found = scales(**differing(150, np.random.default_rng(5), 1.5, 1.0))
    assert (found["place_pool"], found["clock_pool"]) == (0.5, 0.5)
