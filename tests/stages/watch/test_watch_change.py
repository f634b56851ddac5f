"""When did it change? Found with hindsight and day by day, and only what is there."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.special import gammaln

from truceline.model.watch import Bounded, Change, Gap, SourceHealth, WatchSpec
from truceline.stages.watch.change import (
    enough_of,
    looked_back,
    sentence,
    strongest,
    told_daily,
    with_beside,
)
from truceline.stages.watch.counted import Counted, days_between, of_days
from truceline.stages.watch.online import follow
from truceline.stages.watch.segments import breaks

UCDP = Path(__file__).parents[3].parent / "shared" / "data" / "ucdp" / "UCDP-Ukraine.csv"
FIRST = date(2031, 1, 1)


def counted(counts, exposure=None, name="A", corrected=False):
    days = days_between(FIRST, FIRST + timedelta(days=len(counts) - 1))
    hours = np.ones(len(counts)) if exposure is None else np.asarray(exposure, float)
    return Counted(name, "incident", days, np.asarray(counts, float), hours, corrected=corrected)


def draws(seed, rate, scatter=np.inf):
    rng = np.random.default_rng(seed)
    rate = np.asarray(rate, float)
    wild = rng.gamma(scatter, 1 / scatter, rate.shape) if np.isfinite(scatter) else 1.0
    return rng.poisson(rate * wild).astype(float)


def told_on(change):
    return (change.told - FIRST).days


# with hindsight


def brute_force(n, e, spell, b):
    """Posterior of every set of changes of a tiny Poisson series, by trying them all."""
    days, hazard = len(n), 1 / spell
    weights = {}
    for mask in range(2 ** (days - 1)):
        cuts = [0, *(d + 1 for d in range(days - 1) if mask >> d & 1), days]
        log = len(cuts[1:-1]) * np.log(hazard) + (days - len(cuts) + 1) * np.log1p(-hazard)
        for i, j in pairwise(cuts):
            a, h = 1 + n[i:j].sum(), b + e[i:j].sum()
            log += np.log(b) + gammaln(a) - a * np.log(h)
        weights[tuple(cuts[1:-1])] = log
    top = max(weights.values())
    total = sum(np.exp(w - top) for w in weights.values())
    return {cuts: np.exp(w - top) / total for cuts, w in weights.items()}


def test_the_exact_posterior_equals_trying_every_division():
    n = np.array([9, 11, 8, 1, 0, 2, 1.0])
    e = np.array([1, 1, 2, 1, 1, 1, 2.0])
    posterior = brute_force(n, e, 5, 1 / (n.sum() / e.sum()))
    (found,) = breaks(n, e, 5, 1e6)
    assert max(posterior, key=posterior.get) == (found.at,)
    inside = range(found.earliest, found.latest + 1)
    assert found.probability == pytest.approx(
        sum(p for cuts, p in posterior.items() if set(cuts) & set(inside))
    )


def test_sums_over_rates_agree_with_the_closed_form():
    n, e = draws(1, np.repeat([8, 3], 30)), np.ones(60)
    exact, summed = breaks(n, e, 60, 1e6), breaks(n, e, 60, 9e4)
    assert [b.at for b in exact] == [b.at for b in summed]
    assert [b.probability for b in exact] == pytest.approx(
        [b.probability for b in summed], abs=1e-3
    )


def test_a_drop_is_found_where_it_is_and_how_large():
    (change,) = looked_back(counted(draws(2, np.repeat([20, 5], [100, 80]))))
    assert abs((change.day - FIRST).days - 100) <= 2
    assert change.earliest <= change.day <= change.latest
    assert change.ratio.lo < 0.25 < change.ratio.hi
    assert change.probability > 0.99
    assert sentence(change).startswith("The recorded rate of A fell on ")


def test_scatter_alone_is_no_change():
    assert looked_back(counted(draws(3, np.full(200, 30), scatter=1.5))) == ()


def test_days_without_observation_say_nothing():
    rate = np.full(120, 10.0)
    hours = np.ones(120)
    hours[60:75] = 0
    empty = np.where(hours > 0, draws(4, rate), 0)
    assert looked_back(counted(empty, hours)) == ()
    fell, rose = looked_back(counted(empty))
    assert fell.ratio.value < 0.2 < rose.ratio.value


def test_exposure_takes_out_effort_and_its_absence_does_not():
    hours = np.repeat([1.0, 0.4, 1.0], 60)
    n = draws(5, 15 * hours)
    assert looked_back(counted(n, hours)) == ()
    assert len(looked_back(counted(n))) == 2


@pytest.mark.skipif(not UCDP.is_file(), reason="the shared data aren't here")
def test_deaths_recorded_in_2020_changed_most_at_the_july_agreement():
    with UCDP.open(encoding="cp1252", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["year"] == "2020" and r["date_prec"] in "12"]
    dates = [map(int, r["date_start"].split()[0].split("/")) for r in rows]
    when = [date(year, month, day) for month, day, year in dates]
    changes = looked_back(of_days("ucdp", "event", when, date(2020, 1, 1), date(2020, 12, 31)))
    best = strongest(changes)
    assert abs((best.day - date(2020, 7, 27)).days) <= 3
    assert best.ratio.hi < 0.6
    assert best.probability > 0.9


# day by day


def test_interpreted_and_compiled_runs_agree():
    from truceline.foundation.compiled import compiled
    from truceline.stages.watch.runs import follow_one

    n, e, mean = draws(6, np.repeat([5, 12], 20)), np.ones(40), np.full(40, 6.0)
    n[7] = e[7] = 0
    outs = [np.zeros((40, 4)) for _ in range(2)]
    for run, out in zip((follow_one, compiled(follow_one)), outs, strict=True):
        run(n, e, mean, np.array([2.0, 1e6]), np.array([1 / 60, 14, 1.0]), out)
    assert outs[0] == pytest.approx(outs[1], rel=1e-9, abs=1e-9)


def test_nothing_later_is_known():
    n = draws(7, np.repeat([10, 30], [60, 30]))
    whole = follow(n[None], np.ones((1, 90)), 120, 14)
    part = follow(n[None, :70], np.ones((1, 70)), 120, 14)
    assert whole.probability[0, :70] == pytest.approx(part.probability[0])
    assert (whole.start[0, :70] == part.start[0]).all()


@pytest.mark.parametrize("scatter", [np.inf, 2.0], ids=["poisson", "wild days"])
@pytest.mark.parametrize("seed", range(3))
def test_an_escalation_is_told_within_two_days_of_its_first_jump(seed, scatter):
    rate = np.concatenate([np.full(80, 40.0), [250, 350, 600, 800]])
    told = [c for c in told_daily([counted(draws(seed, rate, scatter))]) if told_on(c) >= 80]
    assert told
    assert told_on(told[0]) - 80 + 1 <= 2
    assert told[0].ratio.value > 2


def test_a_calm_year_is_told_of_at_most_once():
    alarms = [
        len(told_daily([counted(draws(seed, np.full(365, 12.0), scatter))]))
        for seed, scatter in ((11, np.inf), (12, 16.0))
    ]
    assert sum(alarms) <= 2


def bursts(seed, days, rate):
    """Acts of which each sets off half a one, half a day later in the mean."""
    rng = np.random.default_rng(seed)
    when, out = rng.uniform(0, days, rng.poisson(rate * days / 2)), np.zeros(days)
    while len(when):
        out += np.bincount(when.astype(int), minlength=days)
        later = np.repeat(when, rng.poisson(0.5, len(when)))
        later = later + rng.exponential(0.5, len(later))
        when = later[later < days]
    return out


def test_acts_that_set_each_other_off_are_not_taken_for_changes():
    calm = [counted(bursts(seed, 365, 20), name=f"S{seed}") for seed in range(12)]
    assert len(told_daily(calm)) <= 14  # 21 if every day were taken as new


def test_effort_that_doubles_and_halves_is_told_only_where_it_is_not_taken_out():
    hours = np.repeat([1.0, 0.5, 1.0, 0.5], 50)
    n = draws(13, 20 * hours)
    assert told_daily([counted(n, hours, corrected=True)]) == ()
    assert len(told_daily([counted(n)])) >= 2


def test_a_change_is_told_once_and_the_next_one_too():
    told = told_daily([counted(draws(14, np.repeat([10, 30, 90], [60, 40, 40])))])
    days = [(c.day - FIRST).days for c in told if told_on(c) >= 60]
    assert days == pytest.approx([60, 100], abs=2)


def test_series_of_unequal_length_do_not_touch_each_other():
    one, two = (
        counted(draws(15, np.repeat([10, 40], 30))),
        counted(draws(16, np.full(90, 5)), name="B"),
    )
    together, alone = told_daily([one, two]), told_daily([one])
    assert [c for c in together if c.series == "A"] == list(alone)
    assert told_daily([two, one]) == together


def test_a_stricter_level_tells_no_more():
    one = counted(draws(17, np.repeat([10, 16, 9], 50)))
    counts = [len(told_daily([one], WatchSpec(level=level))) for level in (0.3, 0.6, 0.95)]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("size", "corrected", "enough"),
    [
        (4.0, True, 0.5),
        (64.0, True, 0.5),
        (512.0, True, 0.3),
        (1e6, True, 0.3),
        (181.02, True, 0.4),
        (1e6, False, 0.5),
    ],
)
def test_a_steady_corrected_record_needs_less(size, corrected, enough):
    one = counted([1.0], corrected=corrected)
    assert enough_of(one, WatchSpec(), size) == pytest.approx(enough, abs=1e-4)
    assert enough_of(one, WatchSpec(level=0.2), size) == 0.2


@pytest.mark.parametrize("counts", [[], [0], [0] * 30, [5]], ids=str)
def test_series_without_anything_to_say(counts):
    one = counted(counts) if counts else counted([0], [0])
    assert looked_back(one) == ()
    assert told_daily([one]) == ()


# what else changed


def change(**more):
    day = date(2031, 3, 1)
    told = {
        "series": "A",
        "day": day,
        "earliest": day,
        "latest": day,
        "probability": 0.97,
        "ratio": Bounded(value=0.4, lo=0.3, hi=0.6),
        "before": 10.0,
        "after": 4.0,
    }
    return Change(**(told | more))


def hours(before, after):
    day = date(2031, 3, 1)
    return {day + timedelta(days=n): before if n < 0 else after for n in range(-14, 14)}


@pytest.mark.parametrize(
    ("effort", "words"),
    [
        (None, "hours of effort aren't known"),
        (hours(40, 20), "hours of effort fell by 50%, from 40 to 20 a day"),
        (hours(20, 40), "hours of effort rose by 100%, from 20 to 40 a day"),
        (hours(0, 40), "hours of effort rose, from 0 to 40 a day"),
    ],
)
def test_a_change_of_effort_stands_beside(effort, words):
    (told,) = with_beside(change(), effort).beside
    assert words in told


def test_steady_effort_is_not_worth_telling():
    assert with_beside(change(), hours(40, 38)).beside == ()


def test_silent_sources_and_agreement_dates_stand_beside_when_near():
    gaps = (
        Gap(first=date(2031, 2, 27), last=date(2031, 3, 2)),
        Gap(first=date(2031, 1, 2), last=date(2031, 1, 3)),
    )
    ministry = SourceHealth(source="Ministry", expected=60, received=54, gaps=gaps, share=0.25)
    dates = [(date(2031, 3, 5), "quiet_line enters into force"), (date(2031, 4, 1), "talks")]
    told = with_beside(change(), hours(40, 40), [ministry], dates).beside
    assert told == (
        "no bulletin of Ministry for 4 days from 2031-02-27, on which 25% of the record rests",
        "2031-03-05: quiet_line enters into force",
    )
