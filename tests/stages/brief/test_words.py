from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from truceline.foundation.phrase import count, listed, noun
from truceline.model.record import Interval
from truceline.stages.brief.words import (
    days_listed,
    degrees,
    interval_words,
    last_day,
    moment_words,
)

ZONE = timezone(timedelta(hours=3))


def local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2031, 4, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        ([date(2031, 3, 31)], "31 March"),
        ([date(2031, 4, 4), date(2031, 4, 8)], "4 and 8 April"),
        ([date(2031, 3, 31), date(2031, 4, 4), date(2031, 4, 8)], "31 March, 4 and 8 April"),
        ([date(2031, 4, d) for d in (5, 6, 7, 8)], "5–8 April"),
        ([date(2031, 4, d) for d in (5, 6)], "5 and 6 April"),
        ([date(2031, 3, 30) + timedelta(n) for n in range(4)], "30 March to 2 April"),
    ],
)
def test_days_are_listed_in_runs(days, words):
    assert days_listed(days) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (local(2, 1, 30), local(2, 1, 30), "2 April 2031, 01:30"),
        (local(2, 1, 10), local(2, 1, 30), "2 April 2031, 01:10–01:30"),
        (local(2, 20), local(3, 8), "2 April 2031, 20:00 to 3 April, 08:00"),
        (local(2), local(3), "2 April 2031, hour not stated"),
    ],
)
def test_intervals_in_words(start, end, words):
    assert interval_words(Interval(start=start, end=end), ZONE) == words


def test_midnight_is_the_end_of_a_day():
    assert moment_words(local(20), ZONE) == "19 April 2031, 24:00"
    assert last_day(local(20).astimezone(UTC), ZONE) == date(2031, 4, 19)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("energy/gas_metering", "gas metering"),
        ("energy/other", "energy, kind not stated"),
        ("air", "air, kind not stated"),
        ("other/other", "anything else"),
        ("attack/unspecified", "attack by unstated means"),
    ],
)
def test_vocabulary_in_words(word, said):
    assert noun(word) == said


def test_small_words():
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"], "or") == "a"
    assert count(1, "entry", "entries") == "1 entry"
    assert count(1200, "report") == "1,200 reports"
    assert degrees(-1.5, 36.25) == "1.50° S, 36.25° E"
