"""States of clusters: what merging keeps, in any order."""

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm
from small_world import NO_SLIPS, SLIPS, merged, row

from truceline.stages.fusion import state as at

BY_TWO = st.floats(0.05, 0.95)
CLOCKS = st.tuples(st.floats(-30, 60), st.floats(0.1, 40))
DAYS = st.tuples(st.integers(-1, 1).map(lambda d: 24.0 * d), st.just(24.0))


@st.composite
def rows(draw):
    """Reports with clocks or whole days: where boxes are aligned, merging is exact."""
    clock, box = draw(st.none() | CLOCKS), draw(st.none() | DAYS)
    if clock is None and box is None:
        clock = (0.0, 1.0)
    place = draw(st.none() | st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
    act, side = draw(BY_TWO), draw(BY_TWO)
    return row(
        place=place,
        km2=draw(st.floats(0.1, 50)),
        clock=None if box else clock,
        box=box,
        slips=draw(st.sampled_from([SLIPS, NO_SLIPS])),
        act=(act, 1 - act),
        side=(side, 1 - side),
        busy=draw(st.floats(1e-6, 1e-2)) if place else 1e-3,
        number=draw(st.none() | st.tuples(st.floats(0, 50), st.floats(1, 9))),
    )


def known(s: np.ndarray) -> np.ndarray:
    """What a state says, without numbers that stand where nothing is known."""
    s = s.copy()
    for flag, columns in ((at.VT, [at.MT]), (at.BW, [at.BS]), (at.NV, [at.NM])):
        if s[flag] < 0:
            s[columns] = 0.0
    return s


def test_a_state_says_when_a_day_is_told():
    one = row(box=(0.0, 24.0))
    assert one[at.TN] == 24.0
    assert (one[at.VT], one[at.NS]) == (-1.0, 1.0)


@settings(max_examples=150, deadline=None)
@given(rows(), rows())
def test_merging_is_commutative(one, two):
    np.testing.assert_allclose(
        known(merged(one, two)), known(merged(two, one)), rtol=1e-9, atol=1e-9
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(rows(), min_size=3, max_size=3))
def test_merging_is_associative_for_whole_days_and_clocks(some):
    wholes = [known(merged(*order)) for order in permutations(some)]
    wholes.append(known(merged(some[0], merged(*some[1:]))))
    for other in wholes[1:]:
        np.testing.assert_allclose(other, wholes[0], rtol=1e-7, atol=1e-7)


def test_places_and_clocks_are_weighed_by_their_precision():
    whole = merged(
        row((0, 0), 4.0, clock=(10, 1.0), busy=1e-4), row((3, 0), 2.0, clock=(16, 2.0), busy=4e-4)
    )
    assert whole[at.Y] - 48 * 111.195 == pytest.approx(2.0)
    assert whole[at.VP] == pytest.approx(4 * 2 / 6)
    assert (whole[at.MT], whole[at.VT]) == pytest.approx((12.0, 2 / 3))
    assert whole[at.LL] == pytest.approx(3e-4)
    assert (whole[at.NS], whole[at.TN]) == (2, 1)


def test_an_unplaced_report_takes_and_changes_no_place():
    placed, nowhere = row((3, 0), 2.0, clock=(0, 1)), row(None, clock=(0, 1))
    for order in ((placed, nowhere), (nowhere, placed)):
        np.testing.assert_array_equal(merged(*order)[:4], placed[:4])
    assert merged(nowhere, nowhere)[at.VP] < 0


def test_likelihoods_multiply_and_stay_scaled():
    one, two = row(clock=(0, 1), act=(0.8, 0.2)), row(clock=(0, 1), act=(0.6, 0.4))
    act = merged(one, two)[at.WORDS : at.WORDS + 2] * math.sqrt(0.5)
    np.testing.assert_allclose(act, [0.48 / 0.56, 0.08 / 0.56])


@settings(max_examples=100, deadline=None)
@given(CLOCKS, st.floats(-60, 60), st.floats(0.5, 96))
def test_the_time_integral_is_that_of_its_density(clock, start, width):
    mean, variance = clock
    density = norm(mean, math.sqrt(variance)).pdf

    def likelihood(t):
        inside = [s for k, s in enumerate(SLIPS) if 0 <= t - start - 24 * (k - 2) < width]
        return sum(inside) * density(t)

    edges = sorted(start + 24 * (k - 2) + w for k in range(5) for w in (0, width))
    lo, hi = mean - 9 * math.sqrt(variance), mean + 9 * math.sqrt(variance)
    points = [lo, *(e for e in edges if lo < e < hi), mean, hi]
    points.sort()
    expected = sum(quad(likelihood, a, b, limit=200)[0] for a, b in pairwise(points))
    found = at.integral(mean, variance, start, width, np.array(SLIPS))
    assert found == pytest.approx(expected, abs=2e-7)


def test_a_box_without_a_clock_weighs_its_width():
    assert at.integral(0.0, -1.0, 0.0, 12.0, np.array(SLIPS)) == pytest.approx(12.0)


@pytest.mark.parametrize("days", range(-5, 6))
def test_slipped_dates_meet_where_both_can_be(days):
    """P(both slips lead to one day), the day being anything: Σ_k s_k s_{k−days}, over its width."""
    one, two = row(box=(0.0, 24.0), slips=SLIPS), row(box=(24.0 * days, 24.0), slips=SLIPS)
    share = sum(SLIPS[k] * SLIPS[k - days] for k in range(5) if 0 <= k - days < 5)
    whole = merged(one, two)
    assert whole[at.BW] == 24.0
    assert whole[at.TN] == pytest.approx(max(24 * share, 1e-300))


def test_a_night_cuts_a_day():
    """A night from 20 to 8 and the day before: they share its last four hours."""
    night, day = row(box=(20.0, 12.0)), row(box=(0.0, 24.0))
    for whole in (merged(night, day), merged(day, night)):
        assert (whole[at.BS], whole[at.BW]) == (20.0, 4.0)
        assert whole[at.TN] == pytest.approx(4.0)


def test_a_night_inside_a_day_stays():
    whole = merged(row(box=(2.0, 6.0)), row(box=(0.0, 24.0)))
    assert (whole[at.BS], whole[at.BW], whole[at.TN]) == (2.0, 6.0, 6.0)


def test_a_night_may_have_slipped_into_a_day():
    """Tomorrow's night (44 to 56) meets today only if one of the dates is a day wrong."""
    night, day = row(box=(44.0, 12.0), slips=SLIPS), row(box=(0.0, 24.0), slips=SLIPS)
    shared = 0.0
    for j in range(5):
        for k in range(5):
            begin, end = 44 + 24 * (j - 2), 24 * (k - 2)
            both = max(0.0, min(begin + 12, end + 24) - max(begin, end))
            shared += SLIPS[j] * SLIPS[k] * both
    assert merged(night, day)[at.TN] == pytest.approx(shared)


def test_a_clock_inside_and_outside_a_box():
    inside = merged(row(clock=(10.0, 1.0)), row(box=(0.0, 24.0)))
    outside = merged(row(clock=(30.0, 4.0)), row(box=(0.0, 24.0)))
    edge = merged(row(clock=(24.0, 1.0)), row(box=(0.0, 24.0)))
    assert inside[at.TN] == pytest.approx(1.0)
    assert outside[at.TN] == pytest.approx(norm.cdf(-3), abs=1e-9)
    assert edge[at.TN] == pytest.approx(0.5)
    assert (inside[at.MT], inside[at.VT], inside[at.BW]) == (10.0, 1.0, 24.0)


def test_what_can_not_be_has_a_small_integral_but_no_zero():
    assert 0 < merged(row(clock=(500.0, 1.0)), row(box=(0.0, 24.0)))[at.TN] < 1e-99


@settings(max_examples=100, deadline=None)
@given(st.floats(-20, 20), st.floats(0.1, 30), st.floats(-40, 40), st.floats(0.1, 48))
def test_share_inside_is_a_gaussians(mean, variance, start, width):
    scale = math.sqrt(variance)
    expected = norm.cdf(start + width, mean, scale) - norm.cdf(start, mean, scale)
    assert at.share_inside(mean, variance, start, width) == pytest.approx(expected, abs=1e-7)
