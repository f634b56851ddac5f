"""Word-for-word copies."""

import numpy as np
import pytest

from truceline.stages.fusion.copies import originals

SAME = {
    "start": 7.0,
    "end": 9.0,
    "blur": 0.37,
    "lat": 48.1,
    "lon": 30.2,
    "sigma": 3.3,
    "kind": 1,
    "actor": 0,
    "category": 2,
    "place": 4,
    "site": 5,
    "text": 6,
}


def columns(*changes):
    rows = [{**SAME, "source": n, "row": n} | change for n, change in enumerate(changes)]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def test_a_copy_has_the_first_as_its_original():
    assert originals(columns({}, {"sigma": 9.9}, {}, {})).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("name", SAME)
def test_one_difference_makes_no_copy(name):
    assert originals(columns({}, {name: SAME[name] + 1})).tolist() == [0, 1]


def test_a_source_does_not_copy_itself():
    assert originals(columns({"source": 3}, {"source": 3})).tolist() == [0, 1]
    assert originals(columns({"source": 3}, {"source": 3}, {"source": 4})).tolist() == [0, 1, 0]


def test_errors_that_many_state_tell_nothing():
    elsewhere = [{"lat": 10.0 + n} for n in range(3)]
    assert originals(columns({}, {})).tolist() == [0, 0]
    assert originals(columns({}, {}, elsewhere[0])).tolist() == [0, 0, 2]
    assert originals(columns({}, {}, *elsewhere)).tolist() == list(range(5))


def test_reports_without_a_place_are_copies_where_all_else_is_equal():
    nowhere = {"lat": np.nan, "lon": np.nan}
    assert originals(columns(nowhere, nowhere, {})).tolist() == [0, 0, 2]


def test_two_acts_that_each_are_copied():
    other = {"lat": 50.0, "sigma": 7.7}
    assert originals(columns({}, other, {}, other)).tolist() == [0, 1, 0, 1]


def test_no_reports_copy_nobody():
    empty = {name: values[:0] for name, values in columns({}).items()}
    assert originals(empty).tolist() == []
