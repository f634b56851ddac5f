"""Expressions of time: a table of forms in three languages, and what must hold for any text."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.stages.evidence.reading.times.expressions import find_times

ROWS = [
    tuple(part.strip() for part in line.split("|"))
    for line in (Path(__file__).parent / "time_expressions.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
DATELINE = datetime(2025, 3, 20, tzinfo=UTC)
TENSE = {"-": True, "+": False, "?": None}
BASES = {
    "resolved_from_dateline": "dateline",
    "explicit": "explicit",
    "inferred_from_content": "inferred",
}
PRECISIONS = {*["instant", "hour", "part_of_day", "day", "week", "month", "season", "year", "open"]}
WORDS = [
    "on",
    "in",
    "at",
    "by",
    "since",
    "until",
    "before",
    "after",
    "from",
    "to",
    "between",
    "and",
    "of",
    "the",
    "this",
    "last",
    "next",
    "ago",
    "Tuesday",
    "Sunday",
    "March",
    "May",
    "18",
    "31",
    "2025",
    "2030",
    "18.03.2025",
    "18:40",
    "7",
    "a.m.",
    "pm",
    "GMT",
    "morning",
    "evening",
    "overnight",
    "weekend",
    "two",
    "weeks",
    "days",
    "hours",
    "yesterday",
    "в",
    "ночь",
    "на",
    "20",
    "марта",
    "утра",
    "среду",
    "прошлой",
    "неделе",
    "назад",
    "березня",
    "вчора",
    "ввечері",
    "о",
    "06:40",
    "ранку",
    "тижня",
    ".",
    ",",
    "(",
    ")",
    "-",
    "'",
    "summer",
    "early",
    "late",
    "earlier",
    "later",
    "year",
]


def short(moment):
    if moment is None:
        return ""
    midnight = moment.hour == moment.minute == 0
    return moment.strftime("%Y-%m-%d" if midnight else "%Y-%m-%dT%H:%M")


def told(found):
    at = found.time
    ends = f"{short(at.start)}..{short(at.end)}"
    return f"{at.expression} = {ends} {at.precision} {BASES[at.basis]}"


@pytest.mark.parametrize(
    ("language", "tense", "text", "expected"), ROWS, ids=[r[2][:40] for r in ROWS]
)
def test_form(language, tense, text, expected):
    found = find_times(text, DATELINE, "UTC", language, lambda _: TENSE[tense])
    assert [told(f) for f in found] == ([] if expected == "none" else expected.split(" ; "))


def test_the_table_is_large_and_has_three_languages():
    assert len(ROWS) >= 120
    assert {row[0] for row in ROWS} == {"en", "ru", "uk"}


def only(text, anchor=DATELINE, zone="UTC", language="en", past=None):
    (found,) = find_times(text, anchor, zone, language, lambda _: past)
    return found.time


@pytest.mark.parametrize(
    "text",
    ["on Tuesday", "last week", "yesterday", "on 18 March", "two weeks ago", "at 06:40", "in May"],
)
def test_without_a_dateline_only_whole_dates_are_resolved(text):
    at = only(text, anchor=None)
    assert (at.start, at.end) == (None, None)
    assert at.expression == text


@pytest.mark.parametrize("text", ["18 March 2025", "in 2022", "in March 2025", "18.03.2025"])
def test_explicit_dates_need_no_dateline(text):
    assert only(text, anchor=None) == only(text)
    assert only(text, anchor=None).basis == "explicit"


def test_days_are_local_days():
    at = only("on 19 March", zone="+03:00")
    assert at.start == datetime(2025, 3, 18, 21, tzinfo=UTC)
    assert at.end - at.start == timedelta(days=1)


def test_a_day_on_which_clocks_change_has_its_own_length():
    at = only("on 30 March 2025", zone="Europe/Berlin")
    assert at.end - at.start == timedelta(hours=23)


def test_a_zone_in_words_beats_the_documents():
    at = only("at 06:40 GMT on 19 March", zone="+03:00")
    assert at.start == at.end == datetime(2025, 3, 19, 6, 40, tzinfo=UTC)


def test_the_clock_in_brackets_is_the_better_zoned():
    at = only("on 19 March at 01:40 (22:40 GMT)", zone="+03:00")
    assert at.start == datetime(2025, 3, 18, 22, 40, tzinfo=UTC)


def test_an_hour_takes_the_day_of_its_sentence():
    text = "On Tuesday the post was hit; observers left at 14:30. They were back at 15:30."
    found = find_times(text, DATELINE, "UTC", "en", lambda _: True)
    starts = [f.time.start for f in found]
    assert starts[1] == datetime(2025, 3, 18, 14, 30, tzinfo=UTC)
    assert starts[2] == datetime(2025, 3, 20, 15, 30, tzinfo=UTC)
    assert found[2].time.basis == "inferred_from_content"


def test_hours_ago_need_an_hour_to_count_from():
    noon = DATELINE + timedelta(hours=12)
    assert only("two hours ago").start is None
    assert only("two hours ago", anchor=noon).start == noon - timedelta(hours=2.5)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_dateline_out_of_our_age_is_none(year):
    anchor = datetime(year, 1, 1, tzinfo=UTC)
    assert only("two weeks ago", anchor=anchor, zone="+03:00").start is None


def test_an_unknown_zone_is_utc_and_an_unknown_language_gives_none():
    assert only("on 19 March", zone="Nowhere/Land") == only("on 19 March")
    assert find_times("le 19 mars", DATELINE, "UTC", "fr") == ()


def test_without_a_tense_the_nearest_day_is_marked_as_inferred():
    found = find_times("on Monday", DATELINE, "UTC", "en")
    assert found[0].time.basis == "inferred_from_content"


@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60),
    st.sampled_from(["en", "ru", "uk"]),
    st.sampled_from([None, DATELINE, DATELINE + timedelta(hours=9, minutes=7)]),
    st.sampled_from([None, True, False]),
)
@settings(max_examples=400, deadline=None)
def test_any_text(text, language, anchor, past):
    end = 0
    for found in find_times(text, anchor, "Europe/Berlin", language, lambda _: past):
        at = found.time
        assert end <= found.span.start < found.span.end <= len(text)
        end = found.span.end
        assert at.expression == found.span.of(text)
        assert at.precision in PRECISIONS
        assert at.basis in BASES
        assert at.start is None or at.end is None or at.start <= at.end


def test_a_hostile_text_costs_little():
    texts = ["1 " * 3000, "18:40 March 3 " * 800, "on" + " " * 9000, "from March to " * 1000]
    texts += ["в ночь на " * 1000, "9" * 9000, "last " * 3000, "2024-" * 3000]
    began = time.process_time()
    for text in texts:
        for language in ("en", "ru", "uk"):
            find_times(text, DATELINE, "UTC", language)
    assert time.process_time() - began < 10
