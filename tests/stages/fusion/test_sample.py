"""A part of the reports to learn from."""

import numpy as np
import pyarrow as pa
import pytest

from truceline.stages.fusion import sample as module
from truceline.stages.fusion.sample import sample


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


@pytest.mark.parametrize("place", [0, 50, 99])
def test_a_crowded_day_is_taken_whole_or_not_at_all(place):
    counts = [600] * 100
    counts[place] = 90_000
    taken, found = np.unique(sample(days(counts))["day"].to_numpy(), return_counts=True)
    assert all(n == counts[d] for d, n in zip(taken, found, strict=True))
    assert len(taken) < 100
