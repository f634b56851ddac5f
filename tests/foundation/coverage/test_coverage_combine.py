import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.coverage.combine import combined, common_event
from truceline.model.plan import Profile

KINDS = ("camera", "ground_radar")
system = st.tuples(
    st.sampled_from(KINDS), st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1)
)  # kind, share of common loss, then availability and detection within what it leaves


def laid_out(systems):
    p = [np.array([(1 - c) * a * d]) for _, c, a, d in systems]
    return p, [kind for kind, *_ in systems], [c for _, c, *_ in systems]


def seen(systems):
    return float(combined(*laid_out(systems))[0])


def test_independent_systems_are_a_product():
    assert combined([np.array([0.5]), np.array([0.4])])[0] == pytest.approx(0.7)


def test_two_of_a_kind_that_always_fail_together():
    """c = 0.3 common, each works else with 0.5 / 0.7: 0.7 × (1 − (2/7)²) by hand."""
    p = combined([np.array([0.5])] * 2, ["x", "x"], [0.3, 0.3])[0]
    assert p == pytest.approx(0.7 * (1 - (2 / 7) ** 2))


def test_certain_but_for_the_common_cause():
    """Many sensors that jamming takes away together see no more often than jamming lets them."""
    p = combined([np.array([0.6])] * 50, ["x"] * 50, [0.4] * 50)[0]
    assert p == pytest.approx(0.6)
    assert combined([np.array([0.6])] * 50)[0] > 0.999


def test_another_kind_fails_by_itself():
    p = combined([np.array([0.6])] * 2, ["x", "y"], [0.4, 0.4])[0]
    assert p == pytest.approx(1 - 0.4 * 0.4)


def test_shares_of_common_loss_are_nested_within_a_kind():
    """U < 0.2 takes both, 0.2 ≤ U < 0.5 the second only; each certain when it works."""
    p = combined([np.array([0.8]), np.array([0.5])], ["x", "x"], [0.2, 0.5])[0]
    assert p == pytest.approx(0.8)


def test_nobody_is_not_a_probability_of_nought():
    with pytest.raises(ValueError, match="not a probability"):
        combined([])


def test_more_work_than_the_common_cause_leaves_is_refused():
    with pytest.raises(ValueError, match="can't work more often"):
        combined([np.array([0.9])], ["x"], [0.2])


def test_the_common_event_is_the_shared_part_of_bad_weather():
    profile = Profile(id="x", kind="camera", range_km=1, peak=1, weather=0.6, common_cause=0.5)
    assert common_event(profile) == pytest.approx(0.2)


@given(st.lists(system, min_size=1, max_size=6))
def test_between_the_best_one_and_independence(systems):
    p, _, _ = laid_out(systems)
    assert max(float(one[0]) for one in p) - 1e-12 <= seen(systems)
    assert seen(systems) <= float(combined(p)[0]) + 1e-12


@given(system)
def test_alone_a_system_keeps_its_own_probability(one):
    assert seen([one]) == pytest.approx(float(laid_out([one])[0][0][0]), abs=1e-12)


@given(st.lists(system, min_size=2, max_size=6), st.integers(0, 5))
def test_taking_one_away_never_helps(systems, k):
    k %= len(systems)
    assert seen(systems[:k] + systems[k + 1 :]) <= seen(systems) + 1e-12


@given(st.lists(system, min_size=2, max_size=6), st.randoms())
def test_order_does_not_matter(systems, random):
    mixed = list(systems)
    random.shuffle(mixed)
    assert seen(mixed) == pytest.approx(seen(systems), abs=1e-12)


@given(st.lists(st.tuples(st.just("camera"), st.just(0.5), st.floats(0, 1), st.floats(0, 1))))
def test_a_larger_common_cause_never_helps(systems):
    p = [np.array([0.5 * a * d]) for _, _, a, d in systems] or [np.array([0.1])]
    found = [float(combined(p, ["x"] * len(p), [c] * len(p))[0]) for c in (0.0, 0.2, 0.5)]
    assert found[0] >= found[1] - 1e-12
    assert found[1] >= found[2] - 1e-12
