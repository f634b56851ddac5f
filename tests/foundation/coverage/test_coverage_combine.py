import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.coverage.combine import (
    combined,
    common_event,
    jamming_event,
    own_event,
)
from truceline.model.plan import Profile

KINDS = ("camera", "ground_radar")
system = st.tuples(
    st.sampled_from(KINDS), st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1)
)  # kind, share of common loss, then availability and detection within what it leaves
jammed = st.tuples(system, st.floats(0, 1)).map(lambda pair: (*pair[0], pair[1]))


def laid_out(systems):
    p = [np.array([(1 - c) * a * d]) for _, c, a, d, *_ in systems]
    jam = [c * rest[0] if rest else 0.0 for _, c, _, _, *rest in systems]
    return p, [kind for kind, *_ in systems], [c for _, c, *_ in systems], jam


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


def test_jamming_takes_all_kinds_at_once():
    """Both lost together with 0.4 and certain else: nothing is gained by the second kind."""
    p = combined([np.array([0.6])] * 2, ["x", "y"], [0.4, 0.4], [0.4, 0.4])[0]
    assert p == pytest.approx(0.6)


def test_half_of_the_common_losses_are_jamming():
    """c = 0.4, g = 0.2, c′ = 0.25: 0.8 × (1 − 0.25²) by hand."""
    p = combined([np.array([0.6])] * 2, ["x", "y"], [0.4, 0.4], [0.2, 0.2])[0]
    assert own_event(0.4, 0.2) == pytest.approx(0.25)
    assert p == pytest.approx(0.8 * (1 - 0.25**2))


def test_the_jamming_event_is_its_part_of_the_common_one():
    drone = Profile(
        id="x", kind="drone_sortie", range_km=1, peak=1, weather=0.6, common_cause=0.5, jamming=0.25
    )
    assert jamming_event(drone) == pytest.approx(0.05)
    assert own_event(1.0, 1.0) == 0.0


MIXED = (
    ("camera", 0.3, 0.9, 0.8, 0.0),
    ("camera", 0.3, 0.6, 0.9, 0.0),
    ("drone_sortie", 0.5, 1.0, 0.7, 0.6),
    ("drone_sortie", 0.4, 1.0, 0.5, 0.2),
    ("ground_radar", 0.2, 1.0, 0.6, 0.9),
    ("ground_radar", 0.6, 0.5, 0.9, 0.9),
)


@pytest.mark.parametrize("count", [3, 4, 6])
def test_as_often_as_it_is_drawn(count):
    """400,000 hours drawn: jamming, then each kind's own event, then each system by itself."""
    rng, hours, systems = np.random.default_rng(count), 400_000, MIXED[-count:]
    p, kinds, common, jam = laid_out(systems)
    jamming = rng.random(hours)
    events = {kind: rng.random(hours) for kind in sorted(set(kinds))}
    found = np.zeros(hours, bool)
    for one, kind, c, g in zip(p, kinds, common, jam, strict=True):
        works = (jamming >= g) & (events[kind] >= own_event(c, g))
        sees = works & (rng.random(hours) < one / (1 - c))
        assert abs(sees.mean() - one[0]) < 0.003  # alone it keeps its own
        found |= sees
    expected = float(combined(p, kinds, common, jam)[0])
    assert abs(found.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / hours)
    assert expected < float(combined(p, kinds, common)[0]) - 0.001


@given(st.lists(jammed, min_size=2, max_size=6), st.integers(0, 5))
def test_taking_one_away_never_helps_under_jamming(systems, k):
    k %= len(systems)
    assert seen(systems[:k] + systems[k + 1 :]) <= seen(systems) + 1e-9


@given(jammed)
def test_alone_a_system_keeps_its_own_under_jamming(one):
    assert seen([one]) == pytest.approx(float(laid_out([one])[0][0][0]), abs=1e-9)


@given(
    st.fixed_dictionaries({k: st.tuples(st.floats(0, 0.9), st.floats(0, 1)) for k in KINDS}),
    st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0, 1), st.floats(0, 1)), min_size=1),
)
def test_jamming_never_helps_kinds_that_are_alike_within(losses, systems):
    """The more of the losses all kinds share, the less several kinds see together."""
    some = [
        [(k, losses[k][0], a, d, g) for k, a, d in systems[:5]] for g in (0.0, losses["camera"][1])
    ]
    assert seen(some[1]) <= seen(some[0]) + 1e-9


@given(st.lists(system, min_size=1, max_size=6))
def test_between_the_best_one_and_independence(systems):
    p, *_ = laid_out(systems)
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
