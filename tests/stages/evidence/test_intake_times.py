"""Times as tables tell them: what is read, as what, and what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.stages.evidence.calendar import format_pattern
from truceline.stages.evidence.times import parse_times

FIRST, LAST = (datetime(year, 1, 1) for year in (1950, 2150))
ZONES = ["Europe/Kyiv", "Asia/Kathmandu", "America/New_York", "-03:30"]


def read(cell: str, *formats: str, local: str = "", day_zone: str = "+02:00"):
    """(from, to, zone as told), or the words of the fault."""
    times = parse_times(pa.array([cell]), formats, local, day_zone)
    if not times.given[0]:
        ((rows, (message, _)),) = times.faults
        assert rows.tolist() == [True]
        return message
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    lo, hi = (epoch + timedelta(microseconds=int(t[0])) for t in (times.lo, times.hi))
    return lo.isoformat(), hi.isoformat(), times.zones[0].as_py()


INSTANTS = [
    ("2031-05-02T01:00:00+02:00", "2031-05-01T23:00:00+00:00", "+02:00"),
    ("2031-05-02T01:00+0200", "2031-05-01T23:00:00+00:00", "+02:00"),
    ("2031-05-02 01:00:00 +02", "2031-05-01T23:00:00+00:00", "+02:00"),
    ("2031-05-02T01:00:00Z", "2031-05-02T01:00:00+00:00", "+00:00"),
    ("2031-05-02T01:00:00-00:00", "2031-05-02T01:00:00+00:00", "-00:00"),
    ("2031-05-02T01:00:00.5Z", "2031-05-02T01:00:00.500000+00:00", "+00:00"),
    ("2031-05-02T01:00:00,123456789-03:30", "2031-05-02T04:30:00.123456+00:00", "-03:30"),
    ("2031-05-02T24:00:00Z", "2031-05-03T00:00:00+00:00", "+00:00"),
    ("2032-02-29T00:00:00Z", "2032-02-29T00:00:00+00:00", "+00:00"),
]


@pytest.mark.parametrize(("cell", "moment", "zone"), INSTANTS)
def test_instants(cell, moment, zone):
    assert read(cell) == (moment, moment, zone)


def test_a_bare_date_is_the_whole_local_day():
    assert read("2031-05-02") == (
        "2031-05-01T22:00:00+00:00",
        "2031-05-02T22:00:00+00:00",
        "+02:00",
    )


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25)])
def test_a_local_day_may_have_23_or_25_hours(day, hours):
    lo, hi, zone = read(day, day_zone="Europe/Kyiv")
    assert datetime.fromisoformat(hi) - datetime.fromisoformat(lo) == timedelta(hours=hours)
    assert zone == "Europe/Kyiv"


FORMATS = [
    ("1/22/2014 12:00:00 AM", "%m/%d/%Y 12:00:00 AM", "2014-01-22T00:00:00", 24),
    ("09/02/2022 00:00", "%m/%d/%Y 00:00", "2022-09-02T00:00:00", 24),
    ("20260101", "%Y%m%d", "2026-01-01T00:00:00", 24),
    ("3 May 2031", "%d %B %Y", "2031-05-03T00:00:00", 24),
    ("3 MAY 2031 14:05", "%d %b %Y %H:%M", "2031-05-03T14:05:00", 0),
    ("05/03/2031 12:30 am", "%m/%d/%Y %I:%M %p", "2031-05-03T00:30:00", 0),
    ("05/03/2031 12:30 PM", "%m/%d/%Y %I:%M %p", "2031-05-03T12:30:00", 0),
    ("31.12.2031 23:59:59.25", "%d.%m.%Y %H:%M:%S.%f", "2031-12-31T23:59:59.250000", 0),
]


@pytest.mark.parametrize(("cell", "fmt", "moment", "hours"), FORMATS)
def test_stated_formats(cell, fmt, moment, hours):
    lo, hi, _ = read(cell, "%d|%m|%Y", fmt, local="UTC", day_zone="UTC")
    assert lo == moment + "+00:00"
    assert datetime.fromisoformat(hi) - datetime.fromisoformat(lo) == timedelta(hours=hours)


def test_seconds_since_1970_need_no_zone():
    moment = "2025-03-21T00:00:00+00:00"
    assert read("1742515200", "%s") == (moment, moment, "+00:00")


REFUSED = [
    ("2031-05-02T01:00:00", (), "has no zone of time"),
    ("05/03/2031 10:00", ("%m/%d/%Y %H:%M",), "has no zone of time"),
    ("02/30/2022", ("%m/%d/%Y",), "is no day or hour of the calendar"),
    ("13/13/2031", ("%m/%d/%Y", "%d/%m/%Y"), "is no day or hour of the calendar"),
    ("3 Mai 2031", ("%d %B %Y",), "is no day or hour of the calendar"),
    ("3 Marmalade 2031", ("%d %B %Y",), "is no day or hour of the calendar"),
    ("05/03/2031 13:30 PM", ("%m/%d/%Y %I:%M %p",), "is no day or hour of the calendar"),
    ("1/22/2014 12:00:01 AM", ("%m/%d/%Y 12:00:00 AM",), "isn't a time that we read"),
]


@pytest.mark.parametrize(("cell", "formats", "message"), REFUSED)
def test_refused(cell, formats, message):
    assert read(cell, *formats) == message


def test_an_hour_that_comes_twice_is_told_as_an_interval():
    lo, hi, zone = read("2025-10-26T03:30:00", local="Europe/Kyiv")
    assert (lo, hi) == ("2025-10-26T00:30:00+00:00", "2025-10-26T01:30:00+00:00")
    assert zone == "Europe/Kyiv"


@given(st.datetimes(FIRST, LAST), st.sampled_from(ZONES))
def test_local_times_agree_with_the_calendar_of_python(moment, zone):
    lo, hi, _ = read(moment.isoformat(sep=" "), local=zone)
    if zone == "-03:30":
        expected = [moment.replace(tzinfo=UTC) + timedelta(hours=3.5)]
    else:
        local = moment.replace(tzinfo=ZoneInfo(zone))
        expected = sorted(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    assert lo == expected[0].isoformat()
    assert hi == expected[-1].isoformat()


@given(st.datetimes(FIRST, LAST), st.integers(-14 * 60, 14 * 60))
def test_any_moment_comes_back(moment, minutes):
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    lo, hi, zone = read(moment.isoformat() + offset)
    expected = moment.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    assert lo == hi == expected.isoformat()
    assert zone == offset


def test_typed_columns():
    tz = parse_times(pa.array([0], pa.timestamp("ns", "Europe/Kyiv")), (), "", "UTC")
    assert (tz.lo[0], tz.zones[0].as_py()) == (0, "Europe/Kyiv")
    naive = parse_times(pa.array([0], pa.timestamp("s")), (), "+02:00", "UTC")
    assert naive.lo[0] == -7_200_000_000
    assert not parse_times(pa.array([0], pa.timestamp("s")), (), "", "UTC").given[0]
    days = parse_times(pa.array([1, None], pa.date32()), (), "", "+02:00")
    assert days.lo[0] == 79_200_000_000
    assert (days.hi - days.lo)[0] == 86_400_000_000
    assert days.given.tolist() == [True, False]


@pytest.mark.parametrize("text", ["%d/%m", "%H:%M", "%Q", "%Y%m%d %Y", "%", ""])
def test_formats_that_tell_no_day_are_refused(text):
    with pytest.raises(ValueError, match=r"directive|needs year"):
        format_pattern(text)
