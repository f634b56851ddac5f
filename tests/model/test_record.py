from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.evidence import Entry, Report
from truceline.model.place import Place
from truceline.model.record import Interval, Problem, canonical_bytes, content_id, in_order

MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.timezones()
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2031, 5, 1, hour, minute, tzinfo=UTC)


@given(MOMENTS, st.integers(-12, 12))
def test_one_moment_told_in_two_zones_is_one_record(moment, hours):
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    one = Report(dataset="d", report_id="1", source="s", start=moment)
    two = Report(dataset="d", report_id="1", source="s", start=elsewhere)
    assert one == two
    assert content_id(one) == content_id(two)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_equal_records_have_equal_ids_and_others_differ(number, text):
    one = Report(dataset="d", report_id="1", source="s", count=number, text=text)
    again = Report(dataset="d", report_id="1", source="s", count=number, text=text)
    other = again.but(text=text + "x")
    assert content_id(one) == content_id(again)
    assert canonical_bytes(one) != canonical_bytes(other)


def test_minus_zero_is_zero():
    assert content_id(Place(lat=0.0, lon=-0.0, radius_km=1.0)) == content_id(
        Place(lat=-0.0, lon=0.0, radius_km=1.0)
    )


def test_the_type_is_part_of_the_bytes():
    problem = Problem(file="a", message="b")
    assert canonical_bytes(problem).startswith(b"Problem\n{")


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_nan_is_refused(bad):
    with pytest.raises(ValueError, match="lat"):
        Place(lat=bad, lon=1.0, radius_km=1.0)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="no zone"):
        Report(dataset="d", report_id="1", source="s", start=datetime(2031, 5, 1))


@pytest.mark.parametrize(("lat", "lon", "km"), [(91, 0, 1), (0, 181, 1), (0, 0, -1)])
def test_a_place_off_the_globe_is_refused(lat, lon, km):
    with pytest.raises(ValueError, match="place"):
        Place(lat=lat, lon=lon, radius_km=km)


def test_an_interval_may_not_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Interval(start=at(2), end=at(1))


@pytest.mark.parametrize(
    ("a", "b", "meet"),
    [
        ((0, 2), (1, 3), True),
        ((0, 1), (1, 2), False),  # half-open: touching ends share nothing
        ((1, 1), (1, 2), True),  # an instant at the closed end
        ((2, 2), (1, 2), False),  # an instant at the open end
        ((1, 1), (1, 1), True),
        ((0, 1), (2, 3), False),
    ],
)
def test_half_open_intervals_meet(a, b, meet):
    one, two = (Interval(start=at(x), end=at(y)) for x, y in (a, b))
    assert one.meets(two) is meet
    assert two.meets(one) is meet


def test_problems_come_in_order_and_once():
    a, b = Problem(file="a", line=2, message="x"), Problem(file="a", line=10, message="x")
    assert in_order([b, a, b]) == (a, b)
    assert str(a) == "a:2: error: x"


def test_a_record_can_not_be_changed():
    entry = Entry(kind="mission", name="m", sha256="0", size=1)
    with pytest.raises(AttributeError):
        entry.size = 2
    assert entry.but(size=2).size == 2
