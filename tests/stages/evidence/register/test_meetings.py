"""Meetings: participants and time make two claims one, a like length never does."""

import pytest
from speaking_of import claim, document, rewritten, told

from truceline.model.claim import Quantity

LEADERS = ["Donald Trump (US)", "Vladimir Putin (Russia)"]
NINETY = Quantity(value=90, lo=90, hi=90, unit="minutes", raw="90 minutes")
MINUTES = Quantity(value=40, lo=40, hi=40, unit="minutes", raw="40 minutes")


def met(name, on, said=None, who=LEADERS, **more):
    source = document(name, "The two spoke for 90 minutes.", on)
    return source, [claim(source, "The two spoke", "meeting", who, said=said, **more)]


def test_two_calls_of_ninety_minutes_stay_two():
    first = met("a", "2025-03-17", quantity=NINETY)
    second = met("b", "2025-03-20", ("2025-03-18", "2025-03-19"), quantity=NINETY)
    kept = told(first, second)
    assert [r.minutes for r in kept.meetings] == [(90, 90), (90, 90)]
    assert kept.relations == ()


@pytest.mark.parametrize(
    ("said", "who", "quantity", "rows"),
    [
        (("2025-03-18", "2025-03-19"), LEADERS, None, 1),
        (("2025-03-17", "2025-03-23"), LEADERS, None, 1),
        (("2025-03-19", "2025-03-20"), LEADERS, None, 2),
        (("2025-03-18", "2025-03-19"), [LEADERS[0], "Volodymyr Zelensky (Ukraine)"], None, 2),
        (("2025-03-18", "2025-03-19"), LEADERS, MINUTES, 2),
        (None, LEADERS, None, 2),
    ],
)
def test_one_meeting_or_two(said, who, quantity, rows):
    first = met("a", "2025-03-20", ("2025-03-18", "2025-03-19"), quantity=NINETY)
    second = met("b", "2025-03-21", said, who, quantity=quantity)
    kept = told(first, second)
    assert len(kept.meetings) == rows
    assert [r.kind for r in kept.relations] == (["agreement"] if rows == 1 else [])


def test_a_copy_of_a_meeting_counts_once():
    first = met("a", "2025-03-20", ("2025-03-18", "2025-03-19"))
    second = met("b", "2025-03-21")
    (row,) = told(first, second, lineage=rewritten(first[0], second[0])).meetings
    assert (len(row.claims), len(row.copies)) == (1, 1)


def test_a_time_that_contradicts_its_tense_is_left_open():
    (row,) = told(met("a", "2025-03-20", ("2025-03-25", "2025-03-26"))).meetings
    assert (row.start, row.expression, row.held) == (None, "then", True)
    (row,) = told(met("a", "2025-03-20", ("2025-03-25", "2025-03-26"), modality="planned")).meetings
    assert str(row.start.date()) == "2025-03-25"


def test_the_matter_and_the_place_take_no_part():
    source = document("a", "Chiefs met in Poland over a truce between Russia and Ukraine.")
    names = ["Poland", "Russia", "Ukraine"]
    one = claim(
        source, source.text[:-1], "meeting", names, said=("2025-03-09", "2025-03-10"),
        named=[(n, n) for n in names],
    )  # fmt: skip
    (row,) = told((source, [one])).meetings
    assert row.who == ()


def test_soldiers_of_a_state_are_not_the_state():
    source = document("a", "Keir Starmer met Volodymyr Zelensky and US soldiers on Friday.")
    who = ["Keir Starmer (UK)", "Volodymyr Zelensky (Ukraine)", "United States"]
    named = [("United States", "US soldiers")]
    one = claim(source, source.text[:-1], "meeting", who, said=("2025-03-07", "2025-03-08"), named=named)  # fmt: skip
    (row,) = told((source, [one])).meetings
    assert row.who == ("Keir Starmer (UK)", "Volodymyr Zelensky (Ukraine)")


def test_two_vague_meetings_of_one_man_are_one_where_the_words_are_alike():
    text = "He held a virtual call with fellow leaders. The virtual call of leaders was short. The two leaders spoke."
    source = document("a", text)
    quotes = ("held a virtual call with fellow leaders", "virtual call of leaders", "The two leaders spoke")  # fmt: skip
    said = ("2025-03-08", "2025-03-09")
    found = [claim(source, q, "meeting", ["Keir Starmer (UK)"], said=said) for q in quotes]
    assert sorted(len(row.claims) for row in told((source, found)).meetings) == [1, 2]


@pytest.mark.parametrize(
    ("text", "basis", "held"),
    [
        ("Keir Starmer gathers leaders on Saturday", "inferred_from_content", False),
        ("Keir Starmer gathered leaders on Saturday", "inferred_from_content", True),
        ("Keir Starmer meets leaders on 8 March 2025", "explicit", True),
    ],
)
def test_the_present_tense_with_the_name_of_a_day_is_ahead(text, basis, held):
    source = document("a", text + ".")
    one = claim(source, text, "meeting", ["Keir Starmer (UK)"], said=("2025-03-08", "2025-03-09"))
    (row,) = told((source, [one.but(time=one.time.but(basis=basis))])).meetings
    assert (row.held, row.start is None) == (held, not held)
