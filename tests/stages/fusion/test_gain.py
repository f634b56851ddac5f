"""The gain of a merge, term by term."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import gammaln
from scipy.stats import multivariate_normal, norm
from small_world import SCRATCH, SLIPS, merged, model, row

from truceline.stages.fusion import gain as g
from truceline.stages.fusion import state as at
from truceline.stages.fusion import weights as at_weights
from truceline.stages.fusion.features import masks
from truceline.stages.fusion.model import Unit, weights

PLAIN = model(repeats=0.0, outlier=0.0)
T = weights(PLAIN)
NEAR_REPEATS = weights(model())
ONE, TWO = np.int64([1]), np.int64([2])


def of(a, b, t=T, one=ONE, two=TWO):
    return g.gain(a, b, one, two, t, SCRATCH)


def known(a, b, t=T):
    """The gain that the terms' formulas give, all clocks, without near repeats."""
    square, total = g.distance2(a, b), a[at.VP] + b[at.VP]
    place = multivariate_normal([0, 0], total * np.eye(2)).pdf([math.sqrt(square), 0])
    time = norm(0, math.sqrt(a[at.VT] + b[at.VT])).pdf(a[at.MT] - b[at.MT])
    words = [
        sum(2 * p * q for p, q in zip(pa, pb, strict=True))
        for pa, pb in zip(_words(a), _words(b), strict=True)
    ]
    r, n, m = PLAIN.shape, a[at.NS], b[at.NS]
    seen = r * math.log((r + PLAIN.company) / r)
    seen += gammaln(r + n + m) + gammaln(r) - gammaln(r + n) - gammaln(r + m)
    return math.log(place * time * math.prod(words) / math.sqrt(a[at.LL] * b[at.LL])) + seen


def _words(s):
    """P(latent | said) of act and side: likelihood by prior, from even priors."""
    return (s[at.WORDS : at.WORDS + 4] * math.sqrt(0.5)).reshape(2, 2)


def test_the_gain_is_the_sum_of_its_terms():
    a = row((0, 0), 2.0, clock=(10, 1.0), act=(0.9, 0.1), side=(0.3, 0.7), busy=1e-4)
    b = row((2, 1), 3.0, clock=(11, 2.0), act=(0.6, 0.4), side=(0.2, 0.8), busy=4e-4)
    assert of(a, b) == pytest.approx(known(a, b), rel=1e-9)
    whole = merged(a, b)
    c = row((1, 1), 1.0, clock=(9, 0.5), busy=2e-4)
    assert of(whole, c) == pytest.approx(known(whole, c), rel=1e-9)


def test_the_gains_of_a_cluster_add_up_however_it_grows():
    """Without what bends the sum (outliers, near repeats), ln p(A, B, C | one act) has one value."""
    a, b, c = (
        row((n, 0), 2.0 + n, clock=(10 + n, 1.0), act=(0.5 + n / 10, 0.5 - n / 10))
        for n in range(3)
    )
    ways = [of(x, y) + of(merged(x, y), z) for x, y, z in ((a, b, c), (c, a, b), (b, c, a))]
    assert ways == pytest.approx([ways[0]] * 3, rel=1e-9)


@st.composite
def states(draw):
    clock = (draw(st.floats(0, 30)), draw(st.floats(0.1, 9)))
    box = (draw(st.floats(-20, 30)), draw(st.sampled_from([8.0, 12.0, 24.0, 72.0])))
    boxed, said = draw(st.booleans()), draw(st.floats(0.05, 0.95))
    one = row(
        place=draw(st.none() | st.tuples(st.floats(-6, 6), st.floats(-6, 6))),
        km2=draw(st.floats(0.1, 30)),
        **({"box": box, "slips": SLIPS} if boxed else {"clock": clock}),
        act=(said, 1 - said),
        busy=draw(st.floats(1e-6, 1e-2)),
        number=draw(st.none() | st.just((12.0, 4.0))),
        count=draw(st.integers(1, 300)),
    )
    return merged(one, row(clock=clock)) if draw(st.booleans()) else one


@settings(max_examples=200, deadline=None)
@given(states(), states())
def test_the_gain_is_symmetric(a, b):
    assume(min(a[at.TN], b[at.TN]) > 1e-150)  # clusters that could be
    assert of(a, b, NEAR_REPEATS) == pytest.approx(of(b, a, NEAR_REPEATS), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("outlier", [0.0, 0.05, 0.2])
@pytest.mark.parametrize("when", [{"clock": (10, 1.0)}, {"box": (0.0, 24.0)}])
def test_the_gain_falls_with_distance(outlier, when):
    t = weights(model(repeats=0.0, outlier=outlier))
    gains = [of(row((0, 0), **when), row((d, 0), **when), t) for d in np.arange(0, 25, 0.25)]
    assert all(one > two or two == g.NEVER for one, two in pairwise(gains))
    assert gains[0] > 0 > gains[-1]


def test_the_gain_falls_with_time_between_clocks():
    gains = [of(row(clock=(0, 1.0)), row(clock=(h, 1.0))) for h in np.arange(0, 8, 0.25)]
    assert all(one > two for one, two in pairwise(gains))


def test_distance_shrinks_towards_the_poles():
    a, b = row(lat=60), row(lat=60)
    b[at.X] = a[at.X] + 10
    assert math.sqrt(g.distance2(a, b)) == pytest.approx(10 * math.cos(math.radians(60)))


def test_an_unplaced_report_lies_about_a_town_around():
    placed, nowhere = row((0, 0), 4.0, clock=(0, 1)), row(None, clock=(0, 1))
    assert g.distance2(placed, nowhere) == 0
    assert g.variance(placed, nowhere) == 4 + g.NAME_VARIANCE
    assert g.variance(nowhere, nowhere) == 2 * g.NAME_VARIANCE
    town = row((0, 0), g.NAME_VARIANCE, clock=(0, 1))
    assert of(placed, nowhere) == pytest.approx(of(placed, town))


@pytest.mark.parametrize("hours", [0.0, 3.0, 11.9])
def test_a_clock_in_a_day_is_as_dense_as_the_day_is_long(hours):
    day, clock = row(box=(0.0, 24.0)), row(clock=(12.0 + hours, 0.01))
    share = norm.cdf(24, 12 + hours, 0.1)
    assert g.time_density(day, clock, SCRATCH) == pytest.approx(share / 24)


def test_two_days_are_as_dense_as_one_is_long():
    day = row(box=(0.0, 24.0))
    assert g.time_density(day, day, SCRATCH) == pytest.approx(1 / 24)
    month = row(box=(0.0, 720.0))
    assert g.time_density(day, month, SCRATCH) == pytest.approx(1 / 720)


def test_days_that_slip_may_be_one():
    one, two = row(box=(0.0, 24.0), slips=SLIPS), row(box=(24.0, 24.0), slips=SLIPS)
    both = sum(SLIPS[k] * SLIPS[k - 1] for k in range(1, 5))
    assert g.time_density(one, two, SCRATCH) == pytest.approx(both / 24)
    far = row(box=(24.0 * 9, 24.0), slips=SLIPS)
    assert of(one, far) == g.NEVER


def test_errors_are_now_and_then_three_times_as_large():
    t = weights(model(repeats=0.0, outlier=0.2))
    a, b = row((0, 0), 1.0, clock=(0, 1)), row((4, 0), 3.0, clock=(2, 1))
    diag = np.diag([4, 4, 2.0])
    expected = sum(
        share * multivariate_normal([0, 0, 0], wide * diag).pdf([4, 0, 2])
        for share, wide in ((0.8, 1), (0.2, 9))
    )
    assert g.place_time(a, b, t, SCRATCH) == pytest.approx(expected, rel=1e-9)
    day = row((4, 0), 3.0, box=(-12.0, 24.0))
    flat = sum(
        share * multivariate_normal([0, 0], wide * 4 * np.eye(2)).pdf([4, 0])
        for share, wide in ((0.8, 1), (0.2, 9))
    )
    assert g.place_time(a, day, t, SCRATCH) == pytest.approx(flat / 24, rel=1e-9)


def test_words_count_by_what_may_be_true_of_both():
    a, b = row(act=(0.9, 0.1), side=(0.2, 0.8)), row(act=(0.3, 0.7), side=(0.2, 0.8))
    act, side = 2 * (0.9 * 0.3 + 0.1 * 0.7), 2 * (0.2**2 + 0.8**2)
    assert g.alike(a, b, T) == pytest.approx(act * side)
    assert g.alike(row(), row(act=(0.9, 0.1)), T) == pytest.approx(1.0)


def test_numbers_agree_or_are_unrelated():
    t = weights(model(numbers=[Unit(name="shot", quantiles=[0.0, 9.0], unrelated=0.03)]))
    a, b, c = (row(number=(n, 0.0004)) for n in (0.1, 0.12, 0.9))
    fit = norm(0, math.sqrt(0.0008)).pdf(0.02)
    assert g.number_ratio(a, b, t) == pytest.approx(0.97 * fit + 0.03)
    assert g.number_ratio(a, c, t) == pytest.approx(0.03)
    assert g.number_ratio(a, row(), t) == 1.0


def test_numbers_of_two_units_and_those_that_tell_nothing_weigh_nothing():
    units = [Unit(name=name, quantiles=[0.0, 9.0]) for name in ("death", "shot")]
    t = weights(model(numbers=units))
    a, b, other = row(number=(0.1, 0.0004)), row(number=(0.12, 0.0004)), row(number=(0.12, 0.0004))
    other[at.NU] = 1
    assert g.number_ratio(a, b, t) == 1.0
    t[at_weights.UNRELATED] = 0.03
    assert g.number_ratio(a, b, t) > 5
    assert g.number_ratio(a, other, t) == 1.0


@pytest.mark.parametrize("apart", [0.0, 2.0, -5.0])
def test_sharp_near_repeats_decay_over_hours(apart):
    t = weights(model(repeat_km=2.0, repeat_h=4.0))
    a, b = row((0, 0), 0.5, clock=(10, 0.1)), row((3, 0), 0.5, clock=(10 + apart, 0.1))
    place = multivariate_normal([0, 0], 5 * np.eye(2)).pdf([3, 0])
    assert g.repeat_density(a, b, t) == pytest.approx(math.exp(-abs(apart) / 4) / 8 * place)


def test_vague_near_repeats_are_as_wide_as_the_laplace_and_the_errors():
    t = weights(model(repeat_km=2.0, repeat_h=4.0))
    a, b = row((0, 0), 0.5, clock=(10, 20)), row((3, 0), 0.5, clock=(13, 10))
    place = multivariate_normal([0, 0], 5 * np.eye(2)).pdf([3, 0])
    expected = norm(0, math.sqrt(30 + 2 * 16)).pdf(3) * place
    assert g.repeat_density(a, b, t) == pytest.approx(expected)


def test_chance_is_the_local_intensity_and_its_repeats():
    t = weights(model(repeats=0.3, repeat_alike=0.4))
    a, b = row(clock=(0, 1), busy=1e-4), row(clock=(1, 1), busy=4e-4)
    assert g.chance(a, b, 1.5, T) == pytest.approx(2e-4)
    kin = 0.4 * 1.5 + 0.6
    expected = 2e-4 + 0.3 * kin * g.repeat_density(a, b, t)
    assert g.chance(a, b, 1.5, t) == pytest.approx(expected)


def test_busy_places_make_a_merge_less_likely():
    quiet, busy = (of(row(clock=(0, 1), busy=n), row(clock=(0, 1), busy=n)) for n in (1e-5, 1e-3))
    assert quiet - busy == pytest.approx(math.log(100))


@pytest.mark.parametrize("sizes", [(1, 1), (5, 2), (200, 100), (400, 900)])
def test_what_many_see_more_will_see(sizes):
    r = PLAIN.shape
    n, m = (min(size, 255) for size in sizes)
    expected = r * math.log((r + PLAIN.company) / r)
    expected += gammaln(r + n + m) + gammaln(r) - gammaln(r + n) - gammaln(r + m)
    found = g.visibility(row(count=sizes[0]), row(count=sizes[1]), T)
    assert found == pytest.approx(expected)


def test_two_hundred_sources_have_a_bit_each():
    t = weights(model(sources=200, again=[0.01 + n / 1000 for n in range(200)]))
    bits = masks(np.arange(200), 200)
    assert len({tuple(b) for b in bits}) == 200
    assert all(sum(int(w).bit_count() for w in b) == 1 for b in bits)
    for source in (0, 61, 62, 123, 124, 199):
        for other in (0, 61, 62, 123, 124, 199):
            again, tells = 0.01 + source / 1000, 0.3
            worth = math.log(again * (1 - tells) / tells) if source == other else 0.0
            assert g.same_source(bits[source], bits[other], t) == pytest.approx(worth)


def test_each_shared_source_counts_once():
    t = weights(model(sources=200, again=[0.01] * 200))
    bits = masks(np.array([0, 5, 70, 150, 61]), 200)
    a, b = bits[0] | bits[1] | bits[2] | bits[3], bits[0] | bits[2] | bits[4]
    once = g.same_source(bits[0], bits[0], t)
    assert once < 0
    assert g.same_source(a, b, t) == pytest.approx(2 * once)
    assert g.same_source(a | a, b, t) == g.same_source(b, a, t)


def test_a_source_that_seldom_repeats_itself_makes_a_merge_less_likely():
    a, b = row((0, 0), clock=(0, 1)), row((1, 0), clock=(0, 1))
    apart, same = of(a, b), of(a, b, one=ONE, two=ONE)
    assert same - apart == pytest.approx(math.log(0.05 * 0.7 / 0.3))


def test_what_can_not_be_one_act_has_no_gain():
    a = row((0, 0), 1.0, clock=(0, 1.0))
    assert of(a, row((50, 0), 1.0, clock=(0, 1.0))) == g.NEVER
    assert of(row(box=(0.0, 24.0)), row(box=(100.0, 24.0))) == g.NEVER


@pytest.mark.filterwarnings("error")
def test_clusters_that_can_not_be_have_a_gain_all_the_same():
    """A reviewer held a day and a clock weeks away for one act, twice."""
    a, b = (merged(row(clock=(900.0 + n, 1.0)), row(box=(24.0 * n, 24.0))) for n in range(2))
    assert math.isfinite(of(a, b))
    assert math.isfinite(of(a, row(clock=(900.0, 1.0))))
