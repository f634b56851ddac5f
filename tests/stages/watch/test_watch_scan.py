"""The space-time scan: beside a plain reference, on planted clusters, where nobody looked, shuffled."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.compiled import compiled
from truceline.model.watch import TALLY_SCHEMA
from truceline.stages.watch.scan import (
    Observed,
    Places,
    Scanning,
    circles,
    observed,
    recurrence_days,
    runs,
    scan,
    stacked,
)
from truceline.stages.watch.scan.chance import _draws, dispersion, p_value
from truceline.stages.watch.scan.kernels import put, replicas
from truceline.stages.watch.scan.run import NOBODY_LOOKED, TOO_SHORT, expected
from truceline.stages.watch.scan.slices import sliced

START = date(2031, 1, 1)
SMALL = Scanning(
    windows=5, nearest=4, longest=4, reference=20, least_days=5, analyses=2, replicas=19, spread=1.0
)


def world(places=10, days=30, modes=1, mean=1.0, seed=1, missing=0.15):
    draw = np.random.default_rng(seed)
    along = np.arange(places) * 3.0
    names = tuple(f"s{n:03}" for n in range(places))
    spots = Places(names, 48 + 0.2 * np.sin(along / 9), 37 + along / 75, along)
    effort = draw.gamma(4, 2, (modes, places, days))
    effort[draw.random(effort.shape) < missing] = np.nan
    rate = draw.gamma(3, mean / 3 / 8, (modes, places, 1))
    counts = draw.poisson(np.nan_to_num(rate * effort)).astype(float)
    kinds = tuple(f"mode {n}" for n in range(modes))
    every = tuple(START + timedelta(days=n) for n in range(days))
    return Observed(spots, kinds, every, counts, effort)


def planted(seen, zone, days, factor, seed=9):
    draw = np.random.default_rng(seed)
    counts = seen.counts.copy()
    part = counts[:, zone, -days:]
    counts[:, zone, -days:] += draw.poisson(part * 0 + (factor - 1) * part.mean())
    counts[np.isnan(seen.effort)] = 0
    return replace(seen, counts=counts)


def by_the_book(seen, how):
    """The best (ratio, zone, days) by loops over sets, from definitions alone."""
    places, last = len(seen.places.names), len(seen.days)
    start = last - how.windows
    lat, lon = np.radians(seen.places.lat), np.radians(seen.places.lon)
    zones = set()
    for i in range(places):
        haversine = (
            np.sin((lat - lat[i]) / 2) ** 2
            + np.cos(lat) * np.cos(lat[i]) * np.sin((lon - lon[i]) / 2) ** 2
        )
        near = sorted(range(places), key=lambda j: (round(haversine[j], 15), j))
        zones |= {frozenset(near[:k]) for k in range(1, how.nearest + 1)}
        zones |= {frozenset(range(i, min(i + k, places))) for k in range(1, how.longest + 1)}
    due = np.zeros((places, last))
    had = np.zeros((places, last))
    for m in range(len(seen.modes)):
        worked = np.nan_to_num(seen.effort[m])
        before = range(start - reference_days(seen, how), start)
        part = [i for i in range(places) if sum(worked[i, t] > 0 for t in before) >= how.least_days]
        n = {i: sum(seen.counts[m, i, t] for t in before if worked[i, t] > 0) for i in part}
        hours = {i: sum(worked[i, t] for t in before) for i in part}
        if not part:
            continue
        overall = (sum(n.values()) + 0.5) / sum(hours.values())
        for i in part:
            due[i] += worked[i] * (n[i] + 1) / (hours[i] + 1 / overall)
            had[i] += np.where(worked[i] > 0, seen.counts[m, i], 0)
    found = []
    for zone in zones:
        for w in range(1, how.windows + 1):
            c = sum(had[i, t] for i in zone for t in range(last - w, last))
            b = sum(due[i, t] for i in zone for t in range(last - w, last))
            if c > b > 0:
                seen_ones = tuple(sorted(i for i in zone if due[i, last - w :].sum() > 0))
                found.append((c * math.log(c / b) + b - c, seen_ones, w, c, b))
    return max(found, key=lambda f: (round(f[0], 8), -len(f[1]), -f[2], [-i for i in f[1]]))


def reference_days(seen, how):
    room = len(seen.days) - how.windows - how.least_days
    analyses = min(how.analyses, room + 1)
    return min(how.reference, len(seen.days) - how.windows - analyses + 1)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("modes", [1, 3])
def test_same_as_a_plain_reference(seed, modes):
    seen = world(seed=seed, modes=modes, mean=0.6)
    ratio, zone, days, c, b = by_the_book(seen, SMALL)
    top = scan(seen, replace(SMALL, replicas=1)).clusters[0]
    assert top.zone == tuple(seen.places.names[i] for i in zone)
    assert (top.start, top.end) == (seen.days[-days], seen.days[-1])
    assert (top.observed, top.expected) == (c, pytest.approx(b, rel=1e-12))
    told = top.observed * math.log(top.observed / top.expected) + top.expected - top.observed
    assert told == pytest.approx(ratio, rel=1e-10)


def test_a_replica_that_is_the_record_has_its_ratio():
    seen = world(missing=0, mean=30.0).canonical()
    part, slices = sliced(seen, replace(SMALL, analyses=1))
    rows = stacked([circles(seen.places, 4), runs(seen.places, 4)])
    from truceline.stages.watch.scan.kernels import highest, usual
    from truceline.stages.watch.scan.search import strongest

    had, due = np.zeros((10, 5)), np.zeros((10, 5))
    end = int(slices.ends[0])
    span = (end - 5 - slices.days, end - 5, end)
    usual(part.counts[0], slices.hours[0], slices.reference_h[0, 0], span, had, due)
    np.testing.assert_allclose((had, due), expected(part.counts, slices), rtol=1e-12)
    top = next(strongest(rows, had, due, 1))
    for before in (0.0, top.ratio - 1e-6):
        best = highest(rows, had, due, before, np.zeros((2, 5)))
        assert best == pytest.approx(top.ratio, rel=1e-12)
    assert highest(rows, had, due, top.ratio + 1, np.zeros((2, 5))) == top.ratio + 1


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 50))
def test_order_of_places_and_modes_changes_nothing(shuffled, seed):
    seen = world(places=7, days=20, modes=2, seed=seed)
    place, mode = list(range(7)), [0, 1]
    shuffled.shuffle(place)
    shuffled.shuffle(mode)
    at = np.ix_(mode, place, range(20))
    modes = tuple(seen.modes[k] for k in mode)
    other = Observed(seen.places.at(place), modes, seen.days, seen.counts[at], seen.effort[at])
    how = replace(SMALL, replicas=9)
    one, two = scan(seen, how), scan(other, how)
    assert one.clusters == two.clusters
    np.testing.assert_array_equal(one.highest, two.highest)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.95))
def test_where_nobody_looked_is_never_a_cluster(seed, missing):
    seen = world(places=6, days=20, seed=seed, missing=missing)
    blind = np.isnan(seen.effort)
    wild = replace(seen, counts=np.where(blind, 500.0, seen.counts))
    how = replace(SMALL, replicas=3)
    told, calm = scan(wild, how), scan(seen, how)
    assert told.clusters == calm.clusters
    for cluster in told.clusters:
        for name in cluster.zone:
            days = (cluster.end - cluster.start).days + 1
            assert not blind[0, seen.places.names.index(name), -days:].all()


def test_a_place_watched_only_now_takes_no_part():
    seen = world(missing=0)
    effort, counts = seen.effort.copy(), seen.counts.copy()
    effort[0, 4, :-5], counts[0, 4, :-5], counts[0, 4, -5:] = 0, 0, 40
    effort[0, 4, [-9, -8, -7, -6]] = 1.0
    found = scan(replace(seen, counts=counts, effort=effort), SMALL)
    assert found.left_out == ("s004",)
    assert all("s004" not in c.zone for c in found.clusters)


def test_more_effort_is_no_cluster_but_looks_like_one_without_correction():
    seen = world(missing=0)
    effort = np.full_like(seen.effort, 8.0)
    effort[0, 3:6, -5:] *= 3
    counts = np.random.default_rng(5).poisson(effort / 4).astype(float)
    how = replace(SMALL, replicas=99)
    told = scan(replace(seen, counts=counts, effort=effort), how).clusters[0]
    naive = scan(replace(seen, counts=counts, effort=effort * 0 + 8), how).clusters[0]
    assert naive.p_value < 0.001
    assert naive.zone == ("s003", "s004", "s005")
    assert told.p_value > 0.05


def test_effort_that_moves_between_modes_is_no_cluster():
    """Ten hours by day become ten by night, when five times as much is recorded an hour."""
    seen = world(modes=2, missing=0)
    effort = np.full_like(seen.effort, 10.0)
    effort[1] = 1.0
    effort[0, :, -5:], effort[1, :, -5:] = 1.0, 10.0
    rate = np.array([0.1, 0.5])[:, None, None]
    counts = np.random.default_rng(2).poisson(rate * effort).astype(float)
    how = replace(SMALL, replicas=99)
    apart = scan(replace(seen, counts=counts, effort=effort), how).clusters[0]
    pooled = Observed(seen.places, ("all",), seen.days, counts.sum(0)[None], effort.sum(0)[None])
    assert scan(pooled, how).clusters[0].p_value < 0.001
    assert apart.p_value > 0.05


def test_a_planted_cluster_is_found_with_others_apart_from_it():
    seen = planted(planted(world(missing=0, mean=2.0), [2, 3, 4], 4, 5.0), [8], 2, 5.0)
    found = scan(seen, replace(SMALL, replicas=199)).clusters
    assert found[0].zone == ("s002", "s003", "s004")
    assert found[0].start == seen.days[-4]
    assert found[0].p_value < 0.001
    assert found[0].adjusted >= found[0].p_value
    assert found[0].relative_risk > 2
    assert found[1].zone == ("s008",)
    assert found[1].secondary
    assert not found[0].secondary
    members = [name for cluster in found for name in cluster.zone]
    assert len(members) == len(set(members))


def test_the_mode_with_the_excess_is_named_and_ids_are_cited():
    seen = world(modes=2, missing=0, mean=2.0)
    counts = seen.counts.copy()
    counts[1, 5, -3:] += 12
    basis = {("s005", seen.days[-1]): ("I-1",), ("s000", seen.days[-1]): ("I-2",)}
    top = scan(replace(seen, counts=counts, basis=basis), SMALL).clusters[0]
    assert (top.zone, top.mode, top.basis) == (("s005",), "mode 1", ("I-1",))


def test_same_seed_same_answer_whatever_the_number_of_replicas():
    seen = world()
    few, many = scan(seen, SMALL), scan(seen, replace(SMALL, replicas=31))
    np.testing.assert_array_equal(few.highest, many.highest[:19])
    other = scan(seen, replace(SMALL, seed=2))
    assert (few.highest != other.highest).any()


def test_compiled_and_interpreted_agree():
    seen = world(places=5, modes=2).canonical()
    part, slices = sliced(seen, SMALL)
    part = replace(part, counts=np.where(slices.hours > 0, part.counts, 0))
    rows = stacked([circles(seen.places, 3), runs(seen.places, 3)])
    keys = (np.uint64(7), np.arange(10, dtype=np.uint64))
    plain = (slices.ends, slices.days, slices.windows, slices.hours, slices.reference_h)
    for phi in (1.0, 2.5):
        results = []
        for run in (replicas, compiled(replicas)):
            found = np.zeros((6, 2))
            with np.errstate(over="ignore"):
                run((0, 6), *_draws(part, slices, phi), keys, plain, rows, found)
            results.append(found)
        np.testing.assert_allclose(results[0], results[1], rtol=1e-12)


def test_rounding_puts_nothing_on_a_day_without_hours():
    seen = world(places=1, days=30, missing=0)
    effort = np.full_like(seen.effort, 0.1)
    effort[..., -1] = 0.0
    part, slices = sliced(replace(seen, effort=effort), replace(SMALL, least_days=1))
    _, upto, _ = _draws(part, slices, 1.0)
    assert (upto[0, 0, -2:] == 1.0).all()
    assert upto[0, 0, -3] < 0.99


def test_adjusted_compares_with_all_analyses():
    seen = world(seed=4)
    found = scan(seen, replace(SMALL, analyses=6, replicas=99))
    top, (now, every) = found.clusters[0], found.highest.T
    assert found.analyses == 6
    assert (every >= now).all()
    assert (every > now).mean() > 0.3
    ratio = top.observed * math.log(top.relative_risk) + top.expected - top.observed
    assert top.p_value == p_value(ratio, now)
    assert top.adjusted == p_value(ratio, every)
    assert top.adjusted > top.p_value


@pytest.mark.parametrize("urn", [np.inf, 3.0])
def test_events_of_a_replica_follow_the_hours(urn):
    hours = np.array([0.0, 1.0, 0.0, 3.0, 4.0, 0.0])
    upto, total = np.cumsum(hours) / 8, np.zeros(6)
    upto[-2:] = 1.0
    squares = 0.0
    with np.errstate(over="ignore"):
        for key in range(400):
            counts = np.zeros(6)
            put(10, upto, urn, np.uint64(key * 1000), np.zeros(10, np.int64), counts)
            assert counts.sum() == 10
            total += counts
            squares += (counts[4] - 5) ** 2 / 400
    assert (total[hours == 0] == 0).all()
    np.testing.assert_allclose(total / total.sum(), hours / 8, atol=0.05)
    burst = 1.0 if urn == np.inf else (10 + urn) / (1 + urn)
    assert squares == pytest.approx(2.5 * burst, rel=0.25)


@pytest.mark.parametrize("phi", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("mean", [0.1, 2.0])
def test_spread_is_told_from_few_counts_and_many(phi, mean):
    draw = np.random.default_rng(4)
    hours = draw.gamma(4, 2, (2, 150, 60))
    mu = mean * hours / 8
    bursts = mu if phi == 1.0 else draw.gamma(mu / (phi - 1), phi - 1)
    assert dispersion(draw.poisson(bursts).astype(float), hours) == pytest.approx(phi, rel=0.1)


def test_bursts_make_a_cluster_less_strange():
    seen = planted(world(missing=0, mean=2.0), [2, 3], 3, 3.0)
    steady = scan(seen, replace(SMALL, replicas=99)).clusters[0]
    bursts = scan(seen, replace(SMALL, replicas=99, spread=4.0)).clusters[0]
    assert bursts.p_value > 3 * steady.p_value


def test_p_values_fall_with_the_ratio_and_reach_below_the_count():
    highest = np.random.default_rng(1).gumbel(6, 1, 999)
    values = [p_value(r, highest) for r in np.linspace(0, 25, 200)]
    assert values == sorted(values, reverse=True)
    assert p_value(0.0, highest) == 1.0
    assert p_value(16.0, highest) == pytest.approx(np.exp(-10), rel=0.6)
    assert 1 / p_value(9000.0, highest) == pytest.approx(1e12)
    assert p_value(3.0, np.zeros(99)) == pytest.approx(0.01)
    assert recurrence_days(0.01) == pytest.approx(100)


def test_a_short_record_says_so():
    seen = world(days=9)
    assert scan(seen, SMALL).why == TOO_SHORT
    blind = world(missing=1.0)
    found = scan(blind, SMALL)
    assert (found.why, found.clusters, len(found.left_out)) == (NOBODY_LOOKED, (), 10)


def test_nothing_recorded_makes_no_cluster():
    seen = world()
    found = scan(replace(seen, counts=seen.counts * 0), SMALL)
    assert found.clusters == ()
    assert found.why == ""


def test_runs_end_at_gaps_and_circles_go_by_distance():
    spots = Places(
        ("a", "b", "c", "d"),
        np.array([48.0, 48.0, 48.0, 48.0]),
        np.array([37.0, 37.1, 37.2, 37.35]),
        np.array([20.0, 0.0, 2.0, np.nan]),
    )
    assert runs(spots, 2).tolist() == [[1, 2], [2, 0], [0, -1]]
    assert runs(spots, 2, gap_km=5).tolist() == [[1, 2], [2, -1], [0, -1]]
    assert circles(spots, 3).tolist() == [[0, 1, 2], [1, 0, 2], [2, 1, 3], [3, 2, 1]]


def test_bad_input_is_refused():
    seen = world()
    with pytest.raises(ValueError, match="shape"):
        replace(seen, counts=seen.counts[:, :, 1:])
    with pytest.raises(ValueError, match="negative"):
        replace(seen, counts=seen.counts - 100)
    with pytest.raises(ValueError, match="one name"):
        Places(("a", "a"), np.zeros(2), np.zeros(2), np.zeros(2))
    with pytest.raises(ValueError, match="at least 1"):
        Scanning(windows=0)
    with pytest.raises(ValueError, match="spread"):
        Scanning(spread=0.5)


def test_a_tally_becomes_counts_beside_hours():
    base = {"act": "fire/artillery", "side": "", "seen_h": None, "whole_h": 12.0}
    rows = [
        {"sector": "A", "light": "day", "day": START, "unit": "incident", "count": 2.0,
         "effort_h": 5.0},
        {"sector": "A", "light": "night", "day": START, "unit": "incident", "count": 1.0,
         "effort_h": None},
        {"sector": "B", "light": "day", "day": START + timedelta(days=2), "unit": "incident",
         "count": 0.0, "effort_h": 0.0},
        {"sector": "A", "light": "day", "day": START, "unit": "barrage", "count": 9.0,
         "effort_h": 5.0},
        {"sector": "?", "light": "day", "day": START, "unit": "incident", "count": 9.0,
         "effort_h": 5.0},
    ]  # fmt: skip
    table = pa.Table.from_pylist([{**base, **row} for row in rows], schema=TALLY_SCHEMA)
    spots = Places(("A", "B"), np.array([48.0, 48.1]), np.array([37.0, 37.1]), np.array([0.0, 9.0]))
    seen = observed(table, spots)
    assert seen.modes == ("fire/artillery, day", "fire/artillery, night")
    assert len(seen.days) == 3
    assert seen.counts[0, 0, 0] == 2
    assert seen.counts.sum() == 3
    assert seen.effort[0, 0, 0] == 5
    assert np.isnan(seen.effort[1, 0, 0])
    assert seen.effort[0, 1, 2] == 0
    assert observed(table.slice(0, 0), spots).days == ()
