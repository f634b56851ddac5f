from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest

from truceline.model.agreement import OBSERVABLE, AnyTerm, Term, Window

START = datetime(2031, 5, 1, tzinfo=UTC)


def test_there_are_sixteen_kinds_of_clause():
    assert len(get_args(AnyTerm)) == 16


@pytest.mark.parametrize("kind", get_args(AnyTerm))
def test_every_kind_of_term_survives_json(kind):
    term = kind(id="x", in_force=Window(starts=(START,)))
    assert msgspec.json.decode(msgspec.json.encode(term), type=AnyTerm) == term


def test_observable_kinds_are_kinds_of_term():
    assert set(OBSERVABLE) <= set(get_args(AnyTerm))
    assert Term not in OBSERVABLE


def test_a_window_with_two_ends_has_two_alternatives():
    ends = (datetime(2031, 6, 1, tzinfo=UTC), datetime(2031, 6, 2, tzinfo=UTC))
    assert [w.end for w in Window(starts=(START,), ends=ends).alternatives()] == list(ends)


def test_a_window_that_ends_before_it_starts_has_no_alternative():
    assert Window(starts=(START,), ends=(START,)).alternatives() == ()


def test_a_window_without_an_end_stays_open():
    (only,) = Window(starts=(START,)).alternatives()
    assert only.end.year == 9999
