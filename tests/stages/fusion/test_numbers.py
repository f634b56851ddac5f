"""Numbers of reports: ranks among their unit, what they are worth, and when they are worth nothing."""

import numpy as np
import pyarrow as pa
import pytest
from seen_world import seen
from small_world import model, pair_scores, world

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.stages.fusion import fuse
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.explain import explained_pair
from truceline.stages.fusion.fuse import error_model
from truceline.stages.fusion.model import Unit
from truceline.stages.fusion.numbers import (
    counted,
    estimated_units,
    first_units,
    fitted,
    ranked,
    ranks,
)

EVEN = np.linspace(0.0, 16.0, 5)


@pytest.mark.parametrize(
    ("number", "rank"), [(-3.0, 0.0), (0.0, 0.0), (6.0, 0.375), (16.0, 1.0), (90.0, 1.0)]
)
def test_a_rank_is_the_share_of_lower_numbers(number, rank):
    found, tie = ranks(np.array([number]), EVEN)
    assert (found[0], tie[0]) == (pytest.approx(rank), 0.0)


def test_a_common_number_has_the_middle_of_its_ranks_and_their_width():
    rank, tie = ranks(np.array([1.0, 2.0, 5.0]), np.array([1.0, 1.0, 1.0, 1.0, 9.0]))
    assert tie.tolist() == pytest.approx([0.75, 0.0, 0.0])
    assert rank.tolist() == pytest.approx([0.375, 0.125, 0.5])
    assert (np.diff(ranks(np.arange(20.0), EVEN)[0]) >= 0).all()


def table(**columns):
    count = len(next(iter(columns.values())))
    return pa.table({"report_id": [f"r{n}" for n in range(count)], **columns})


def test_incidents_are_no_number_of_an_incident_and_units_are_told_apart():
    given = cases(
        table(
            start=pa.array([0, 0, 0, 0, 0], pa.timestamp("us", "UTC")),
            count=[3.0, 3.0, None, 4.0, 4.0],
            count_unit=["Death ", "incident", "death", None, "death"],
        )
    )
    columns = given.arrays()
    assert given.words["unit"].to_pylist() == ["death", "number"]
    assert columns["unit"].tolist() == [0, -1, -1, 1, 0]
    np.testing.assert_array_equal(columns["number"], [3, np.nan, np.nan, 4, 4])
    assert [u.name for u in first_units(columns, given.words["unit"])] == ["death", "number"]


@pytest.mark.parametrize(
    "columns",
    [{}, {"count": [3.0], "count_unit": ["incident"]}, {"count": pa.array([None], pa.float64())}],
)
def test_no_number_adds_no_column(columns):
    given = cases(table(start=pa.array([0], pa.timestamp("us", "UTC")), **columns))
    assert not {"number", "unit"} & given.arrays().keys()


def test_units_are_those_of_the_model_whatever_their_code():
    units = [Unit(name="death", quantiles=[0.0, 1.0]), Unit(name="shot", quantiles=EVEN.tolist())]
    units[0] = units[0].but(quantiles=[0.0, 1.0, 2.0, 3.0, 4.0])
    known = counted(units, pa.array(["bird", "shot", "death"]))
    columns = {
        "source": np.zeros(5, np.int32),
        "number": np.array([2.0, 8.0, 2.0, np.nan, 2.0]),
        "unit": np.array([0, 1, 2, 1, 1 << 30]),
    }
    rank, variance, unit = ranked(columns, known)
    assert variance.tolist() == pytest.approx([-1, 0.01, 0.01, -1, -1])
    assert (unit[1], unit[2]) == (1, 0)
    assert rank[1:3].tolist() == [0.5, 0.5]


def ranks_beside(count, error, unrelated, seed=0):
    """Numbers of reports beside one other number of the same act, as ranks."""
    rng = np.random.default_rng(seed)
    truth = rng.uniform(0.2, 0.8, count)
    one, two = (truth + rng.normal(0, error, count) for _ in range(2))
    return np.where(rng.random(count) < unrelated, rng.random(count), one) - two


@pytest.mark.parametrize(("error", "unrelated"), [(0.02, 0.1), (0.05, 0.4), (0.1, 0.2)])
def test_error_and_unrelated_share_are_found(error, unrelated):
    some = np.full(6000, 0.01)
    found = fitted(ranks_beside(6000, error, unrelated), some, some, 0.1)
    assert found == (pytest.approx(error, rel=0.15), pytest.approx(unrelated, abs=0.08))


def test_numbers_that_tell_nothing_weigh_nothing():
    some = np.full(6000, 0.01)
    assert fitted(ranks_beside(6000, 0.02, 1.0), some, some, 0.1)[1] > 0.9
    few = some[:20]
    assert fitted(np.zeros(20), few, few, 0.1) == (0.1, 1.0)


def test_few_numbers_are_hardly_believed():
    some = np.full(40, 0.01)
    assert fitted(ranks_beside(40, 0.02, 0.0), some, some, 0.1)[1] > 0.5


def test_only_sure_reports_beside_a_number_of_their_unit_teach():
    apart = ranks_beside(400, 0.03, 0.0)
    m = model(numbers=[Unit(name="shot", quantiles=EVEN.tolist())])
    plain = {
        "unit": np.zeros(400, np.int64),
        "number_apart": apart,
        "number": np.full(400, 0.01),
        "rest_number": np.full(400, 0.01),
        "rest_size": np.ones(400),
    }
    told = seen(np.arange(400) // 2, **plain)
    (unit,) = estimated_units(m, told)
    assert unit.error == pytest.approx(0.03, rel=0.2)
    assert unit.unrelated < 0.25
    for change in ({"unit": np.full(400, -1)}, {"sure": np.full(400, 0.4)}):
        (unit,) = estimated_units(m, told._replace(**change))
        assert unit.unrelated == 1.0


def counting(world_, rng, *, right):
    """Each act has a number of shots, told within two; or numbers at random."""
    shots = rng.integers(0, 60, world_.act.max() + 1)[world_.act]
    told = shots + rng.integers(-2, 3, len(shots))
    told = told if right else rng.permutation(told)
    count = pa.array(np.maximum(told, 0).astype(float))
    return world_.reports.append_column("count", count)


def test_numbers_help_where_they_say_something_and_do_no_harm_where_not():
    busy = world(1300, 5, days=20, km=60)
    rng = np.random.default_rng(1)
    plain = fuse(busy.reports, (), EmbeddedEngine())
    told = fuse(counting(busy, rng, right=True), (), EmbeddedEngine())
    noise = counting(busy, rng, right=False)
    drawn = fuse(noise, (), EmbeddedEngine())
    f1 = [2 / sum(1 / v for v in pair_scores(g, busy.act)) for g in (plain, told, drawn)]
    assert f1[1] > f1[0] + 0.05
    assert f1[2] > f1[0] - 0.01
    (unit,) = error_model(noise, EmbeddedEngine()).numbers
    assert unit.unrelated > 0.9


def test_numbers_are_told_in_words():
    """What an explanation says of 36 shots beside 38."""
    units = [Unit(name="shot", quantiles=np.linspace(0, 64, 65).tolist(), unrelated=0.05)]
    known = model(numbers=units)
    start = pa.array([0, 600_000_000], pa.timestamp("us", "UTC"))
    reports = table(
        start=start,
        end=start,
        lat=[48.0, 48.0],
        lon=[30.0, 30.0],
        source=["a", "b"],
        count=[36.0, 38.0],
        count_unit=["shot", "shot"],
    )
    found = fuse(reports, (), EmbeddedEngine(), model=known)
    told = explained_pair(reports, (), found, known, ("r0", "r1"))
    (term,) = (term for term in told.terms if term.name == "number")
    assert term.nats > 0
    assert term.words == (
        "36 shots beside 38 shots: 3.1 % of all numbers lie between, where 14 % are expected"
    )


def test_neither_order_nor_workers_matter_to_numbers():
    reports = counting(world(60, 4, days=20), np.random.default_rng(0), right=True)
    known = error_model(reports, EmbeddedEngine())
    (unit,) = known.numbers
    known = known.but(numbers=(unit.but(error=0.05, unrelated=0.05),))
    first = fuse(reports, (), EmbeddedEngine(1), model=known)
    assert not first.equals(fuse(reports.drop_columns("count"), (), EmbeddedEngine(), model=known))
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(len(reports))
        mixed = reports.take(pa.array(order))
        assert fuse(mixed, (), EmbeddedEngine(1 + seed % 3), model=known).equals(first)


def test_a_unit_that_a_model_does_not_know_says_nothing():
    small = world(60, 4)
    known = error_model(small.reports, EmbeddedEngine())
    counts = counting(small, np.random.default_rng(0), right=True)
    given = [
        fuse(reports, (), EmbeddedEngine(), model=known) for reports in (small.reports, counts)
    ]
    assert given[0].equals(given[1])


def test_a_short_record_does_not_weigh_numbers():
    """What shipped priors can't know isn't guessed."""
    small = world(60, 4)
    rng = np.random.default_rng(0)
    counts = fuse(counting(small, rng, right=False), (), EmbeddedEngine())
    assert counts.equals(fuse(small.reports, (), EmbeddedEngine()))
