"""A part of the reports to learn from."""

import numpy as np
import pyarrow as pa
import pytest

from truceline.stages.fusion import sample as module
from truceline.stages.fusion.sample import MOST, STRETCHES, sample, samples


def days(counts) -> pa.Table:
    day = np.repeat(np.arange(len(counts)), counts)
    return pa.table({"day": day, "row": np.arange(len(day))})


def test_a_small_table_is_taken_whole():
    table = days([1000] * 100)
    assert sample(table) is table


def test_whole_days_from_three_stretches():
    table = days([997] * 400)
    part = sample(table)
    taken, counts = np.unique(part["day"].to_numpy(), return_counts=True)
    assert (counts == 997).all()
    assert 0.95 * module.MOST < len(part) < 1.1 * module.MOST
    assert np.count_nonzero(np.diff(taken) > 1) == 2
    np.testing.assert_allclose(taken[[0, len(taken) // 2, -1]] / 400, [0.16, 0.5, 0.84], atol=0.01)
    assert part["row"].to_pylist() == sorted(part["row"].to_pylist())


@pytest.mark.parametrize("count", [0, 1, 30, 110, 400])
def test_each_round_of_learning_looks_at_one_more_stretch(count):
    table = days([997] * count)
    parts = samples(table)
    assert len(parts) == len(STRETCHES)
    assert parts[-1].equals(sample(table))
    rows = [set(part["row"].to_pylist()) for part in parts]
    assert rows[0] <= rows[1] <= rows[2]
    for n, part in enumerate(parts[:-1], start=1):
        assert len(part) <= n * (MOST / len(STRETCHES) + 2 * 997)
        assert len(part) >= min(len(table), MOST // len(STRETCHES))
        assert (part["day"].to_numpy()[:-1] <= part["day"].to_numpy()[1:]).all()


@pytest.mark.parametrize("place", [0, 50, 99])
def test_a_crowded_day_is_taken_whole_or_not_at_all(place):
    counts = [600] * 100
    counts[place] = 90_000
    taken, found = np.unique(sample(days(counts))["day"].to_numpy(), return_counts=True)
    assert all(n == counts[d] for d, n in zip(taken, found, strict=True))
    assert len(taken) < 100
