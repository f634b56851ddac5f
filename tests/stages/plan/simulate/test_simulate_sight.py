"""What is seen in the simulation is what coverage says, draw by draw and in the mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated import ASSETS, START, cells, scenario

from truceline.foundation.compiled import compiled
from truceline.foundation.coverage.coverage import coverage, dense_of
from truceline.foundation.coverage.night import dark, dark_at
from truceline.model.plan import Shift
from truceline.stages.plan.simulate.kernels import mix as mix_one
from truceline.stages.plan.simulate.kernels import number, sight
from truceline.stages.plan.simulate.replica import Player
from truceline.stages.plan.simulate.run import simulate
from truceline.stages.plan.simulate.sight import Sight
from truceline.stages.plan.simulate.streams import joined, key_of, mix, uniform
from truceline.stages.plan.simulate.wrong import wrong_profiles


def record():
    """A patchy record of work, with passes of the satellite."""
    hours = np.random.default_rng(5).integers(0, 480, (40, 2))
    names = [asset.id for asset in ASSETS]
    return tuple(
        Shift(
            asset_id=names[n % len(names)],
            start=moment(int(start)),
            end=moment(int(start) + (0 if names[n % len(names)] == "s1" else 6)),
            status="degraded" if n % 5 == 0 else "working",
        )
        for n, (start, _) in enumerate(hours.tolist())
    )


def moment(hour):
    from datetime import timedelta

    return START + timedelta(hours=hour)


@pytest.mark.parametrize("shifts", [None, record()], ids=["planned", "recorded"])
@pytest.mark.parametrize("act", ["fire/artillery", "ground/movement", "ground/fortification"])
def test_each_act_has_the_probability_of_its_cell_and_hour(act, shifts):
    setting = scenario(shifts=shifts)
    acts = Player(setting).drawer.draw(3, 0)
    some = Sight(setting, act)
    table = coverage(setting.cells, setting.hours, setting.assets, shifts, setting.profiles, act)
    dense = np.nan_to_num(dense_of(table, setting.cells, setting.hours))
    wanted = dense[acts.time.astype(int), acts.cell]
    assert wanted.max() > 0.1
    assert some.expected(some.pairs(acts)) == pytest.approx(wanted, abs=1e-12)
    assert some.seen(acts, 1)[1] == pytest.approx(wanted, abs=1e-12)


def test_simulated_and_analytic_detection_agree():
    """Against coverage of all cells and hours, which knows nothing of the draws."""
    setting = scenario(violations=tuple(v.but(offspring=0.0) for v in scenario().violations))
    rows = simulate(setting, 30, 11, wrong_sets=1).seen
    for act in ("fire/artillery", "ground/movement"):
        seen = coverage(setting.cells, setting.hours, setting.assets, None, setting.profiles, act)
        whole = np.nan_to_num(dense_of(seen, setting.cells, setting.hours)).mean()
        (row,) = (r for r in rows if (r.act, r.sector, r.night) == (act, "", None))
        assert row.detected.lo <= whole <= row.detected.hi
        assert row.detected.hi - row.detected.lo < 0.05
        assert row.expected == pytest.approx(whole, abs=0.02)


def test_simulated_detection_lies_around_what_coverage_says_of_the_same_acts():
    rows = simulate(scenario(), 20, 2, wrong_sets=2).seen
    within = [r.detected.lo <= r.expected <= r.detected.hi for r in rows if r.expected]
    assert len(within) > 15
    assert np.mean(within) >= 0.85


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([asset.id for asset in ASSETS]), st.integers(0, 1000))
def test_taking_a_system_away_changes_nothing_else(gone, seed):
    """Common random numbers: the acts are the same, and nothing new is seen or seen sooner."""
    setting = scenario(days=5.0)
    less = scenario(days=5.0, assets=tuple(a for a in ASSETS if a.id != gone))
    one, other = Player(setting).play(seed, 0), Player(less).play(seed, 0)
    assert one.acts.time.tolist() == other.acts.time.tolist()
    assert one.acts.cell.tolist() == other.acts.cell.tolist()
    assert (other.told >= one.told).all()
    assert (other.expected <= one.expected + 1e-12).all()
    alarms = set(one.alarms.key.tolist())
    assert set(other.alarms.key.tolist()) <= alarms


def test_the_order_of_assets_never_matters():
    setting, turned = scenario(), scenario(assets=ASSETS[::-1])
    assert simulate(setting, 3, 1, wrong_sets=1) == simulate(turned, 3, 1, wrong_sets=1)


def test_compiled_and_interpreted_see_the_same():
    setting = scenario(days=3.0)
    acts = Player(setting).drawer.draw(1, 0)
    one, other = Sight(setting, "fire/artillery"), Sight(setting, "fire/artillery")
    plain = one.seen(acts, 7)
    compiled(sight)
    import truceline.stages.plan.simulate.sight as module

    before, module.fitting = module.fitting, lambda function, _: compiled(function)
    try:
        fast = other.seen(acts, 7)
    finally:
        module.fitting = before
    assert fast[0].tolist() == pytest.approx(plain[0].tolist(), rel=1e-14)
    assert fast[1] == pytest.approx(plain[1], abs=1e-14)


def test_one_key_is_mixed_as_many_are():
    keys = np.array([0, 1, 2**63, 2**64 - 1], np.uint64)
    with np.errstate(over="ignore"):
        assert [int(mix_one(k)) for k in keys] == mix(keys).tolist()
        assert [number(mix_one(k)) for k in keys] == uniform(mix(keys)).tolist()


def test_random_numbers_are_uniform_and_unrelated():
    drawn = uniform(joined(key_of("a"), np.arange(100_000, dtype=np.uint64)))
    other = uniform(joined(key_of("b"), np.arange(100_000, dtype=np.uint64)))
    counts = np.bincount((drawn * 20).astype(int), minlength=20)
    assert ((counts - 5000) ** 2 / 5000).sum() < 45  # chi square, 19 degrees: p of about 0.001
    assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.012
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.012
    assert 0 < drawn.min() < drawn.max() < 1


def test_the_dark_of_pairs_is_the_dark_of_all():
    area, hours = cells(), scenario().hours[:48]
    lat, lon = area["lat"].to_numpy(), area["lon"].to_numpy()
    whole = dark(lat, lon, hours)
    n, k = np.random.default_rng(1).integers(0, whole.shape, (200, 2)).T
    assert dark_at(lat[k], lon[k], hours[n]).tolist() == whole[n, k].tolist()


def test_wrong_profiles_stray_by_half_and_stay_with_their_name():
    profiles = scenario().profiles
    sets = wrong_profiles(profiles, 20, 1)
    ratios = [w.range_km / p.range_km for some in sets for w, p in zip(some, profiles, strict=True)]
    assert 0.5 <= min(ratios) < 0.6
    assert 1.4 < max(ratios) <= 1.5
    assert all(w.peak <= 1 for some in sets for w in some)
    assert wrong_profiles(profiles[2:], 20, 1)[7] == sets[7][2:]
