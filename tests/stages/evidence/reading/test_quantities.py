"""Quantities: a table of forms in three languages, and what must hold for any text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.model.claim import Bound
from truceline.stages.evidence.reading.numbers.quantities import find_quantities

ROWS = [
    tuple(part.strip() for part in line.split("|"))
    for line in (Path(__file__).parent / "quantities.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
WORDS = [
    "30",
    "1,200",
    "1.5",
    "12",
    "2014",
    "18:30",
    "5%",
    "£3",
    "$1.2bn",
    "million",
    "тысяч",
    "тис.",
    "dozen",
    "dozens",
    "half",
    "of",
    "a",
    "fifth",
    "third",
    "more",
    "than",
    "up",
    "to",
    "about",
    "between",
    "and",
    "to",
    "from",
    "or",
    "-",
    "–",
    "/",
    ".",
    ",",
    "(",
    ")",
    "people",
    "troops",
    "killed",
    "wounded",
    "days",
    "year",
    "March",
    "марта",
    "березня",
    "человек",
    "дронів",
    "країн",
    "около",
    "близько",
    "F-",
    "№",
    "155-mm",
    "10-15",
    "30-day",
    "two",
    "hundred",
    "thirty",
    "две",
    "сто",
    "п’ять",
    "a",
    "an",
    "one",
    "several",
    "“",
    "”",
    "no.",
    "Article",
    "82nd",
    "+44",
]

NOT_DECIMAL = re.compile("dozen|half|hundred|two|thirty|three|fifth|две|сто|п’ять", re.IGNORECASE)


def told(found):
    q = found.quantity
    lo, hi = ("" if v is None else f"{v:.12g}" for v in (q.lo, q.hi))
    return f"{q.raw} = {lo}..{hi} {q.bound} {q.unit}".strip()


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[r[1][:40] for r in ROWS])
def test_form(language, text, expected):
    found = [told(f) for f in find_quantities(text, language)]
    assert found == ([] if expected == "none" else expected.split(" ; "))


def test_the_table_is_large_and_has_three_languages():
    assert len(ROWS) >= 150
    assert {row[0] for row in ROWS} == {"en", "ru", "uk"}
    assert sum(row[2] == "none" for row in ROWS) >= 40


@pytest.mark.parametrize(
    ("text", "time"),
    [("a 30-day truce", True), ("30 countries", False), ("two weeks", True), ("30 km", False)],
)
def test_durations_are_told_apart(text, time):
    assert [f.share_of_time for f in find_quantities(text, "en")] == [time]


def test_a_language_that_is_not_known_gives_none():
    assert find_quantities("30 soldats", "fr") == ()
    assert find_quantities("30 soldiers", "") == ()


def sound(text, language):
    """What holds for any text: spans inside and apart, raw as told, lo ≤ hi, digits borne out."""
    end = 0
    for found in find_quantities(text, language):
        quantity = found.quantity
        assert end <= found.span.start < found.span.end <= len(text)
        end = found.span.end
        assert quantity.raw == found.span.of(text)
        assert quantity.lo is None or quantity.hi is None or quantity.lo <= quantity.hi
        if quantity.bound is Bound.UNQUANTIFIED:
            assert (quantity.value, quantity.lo, quantity.hi) == (None, None, None)
        for number in (quantity.value, quantity.lo, quantity.hi):
            bears_out(quantity, number)


def bears_out(quantity, number):
    """The digits of a number stand in raw, unless raw says it in words or by dozens."""
    stepped = quantity.bound in {Bound.MORE_THAN, Bound.LESS_THAN} and number != quantity.value
    digits = re.sub(r"[^0-9]", "", quantity.raw)
    if number is None or stepped or number == 0 or not digits or NOT_DECIMAL.search(quantity.raw):
        return
    assert f"{number:.12g}".replace(".", "").strip("0").split("e")[0] in digits


@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
    | st.text(max_size=60),
    st.sampled_from(["en", "ru", "uk"]),
)
@settings(max_examples=400, deadline=None)
def test_any_text(text, language):
    sound(text, language)


@given(st.integers(0, 10**7), st.sampled_from(["en", "ru", "uk"]))
@settings(max_examples=100, deadline=None)
def test_grouped_digits_are_worth_what_they_say(number, language):
    noun = {"en": "drones", "ru": "дронов", "uk": "дронів"}[language]
    gap = "," if language == "en" else "\u00a0"
    (found,) = find_quantities(f"{number:,} {noun}".replace(",", gap), language)
    assert found.quantity.value == number
    assert found.quantity.unit == "drones"


def test_a_hostile_text_costs_little():
    texts = ["9" * 5000, "1 " * 3000, "thirty-" * 2000, "a " * 5000, "$" * 5000, "half of " * 2000]
    began = time.thread_time()
    for text in texts:
        for language in ("en", "ru", "uk"):
            sound(text, language)
    assert time.thread_time() - began < 5
