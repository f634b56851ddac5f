from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, uniform

from truceline.model.record import Interval
from truceline.stages.compliance.share import share_between

ZERO = datetime.fromisoformat("2031-05-01T00:00:00+00:00")


def span(start, end):
    return Interval(start=ZERO + timedelta(hours=start), end=ZERO + timedelta(hours=end))


@pytest.mark.parametrize(
    ("when", "error", "window", "share"),
    [
        ((0, 10), 0, (0, 10), 1.0),
        ((0, 10), 0, (5, 20), 0.5),
        ((0, 10), 0, (10, 20), 0.0),
        ((5, 5), 0, (5, 6), 1.0),
        ((5, 5), 0, (4, 5), 0.0),
        ((5, 5), 2, (5, 99), 0.5),
        ((5, 5), 2, (3, 7), norm.cdf(1) - norm.cdf(-1)),
        ((0, 10), 3, (5, 99), 0.5),
        ((0, 10), 3, (-99, 99), 1.0),
    ],
)
def test_known_shares(when, error, window, share):
    assert share_between(span(*when), error, span(*window)) == pytest.approx(share)


@given(
    length=st.floats(0.1, 200),
    error=st.floats(0.01, 100),
    edge=st.floats(-300, 300),
)
def test_the_closed_form_equals_the_integral(length, error, edge):
    grid = (2 * uniform.ppf([(i + 0.5) / 4000 for i in range(4000)]) - 1) * length / 2
    expected = norm.cdf((edge - grid) / error).mean()
    found = share_between(span(-length / 2, length / 2), error, span(-100_000, edge))
    assert found == pytest.approx(expected, abs=2e-4)


@given(
    when=st.tuples(st.floats(0, 500), st.floats(0, 500)),
    error=st.floats(0, 1e6),
    cuts=st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(0, 500)),
)
def test_parts_of_a_window_add_up(when, error, cuts):
    a, b, c = sorted(cuts)
    act = span(*sorted(when))
    parts = share_between(act, error, span(a, b)) + share_between(act, error, span(b, c))
    assert parts == pytest.approx(share_between(act, error, span(a, c)), abs=1e-6)
