import pytest
from mentioning import mentions, who

from truceline.stages.evidence.reading.actors.offices import anachronism, holder, holds, leader
from truceline.stages.evidence.reading.actors.tables import people

HELD = [
    ("The Russian leader spoke.", "The Russian leader", "2025-03", "Vladimir Putin (Russia)"),
    ("The British prime minister spoke.", "The British prime minister", "2023-05",
     "Rishi Sunak (UK)"),
    ("The British prime minister spoke.", "The British prime minister", "2025-03",
     "Keir Starmer (UK)"),
    ("The German leader spoke.", "The German leader", "2025-01", "Olaf Scholz (Germany)"),
    ("The UN secretary-general spoke.", "The UN secretary-general", "2005-03",
     "Kofi Annan (United Nations)"),
    ("Donald Trump met his Russian counterpart.", "his Russian counterpart", "2025-08",
     "Vladimir Putin (Russia)"),
    ("Hakan Fidan met his Armenian counterpart.", "his Armenian counterpart", "2025-03",
     "Ararat Mirzoyan (Armenia)"),
    ("Israel met. The prime minister refused.", "The prime minister", "2025-03",
     "Benjamin Netanyahu (Israel)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "month", "actor"), HELD)
def test_the_date_decides_who_holds_an_office(text, words, month, actor):
    assert who(text, words, month).mention.actor == actor


@pytest.mark.parametrize(("text", "words", "month", "actor"), HELD)
def test_without_a_date_nobody_holds_it(text, words, month, actor):
    assert who(text, words).mention.actor != actor


def test_beyond_what_is_known_nobody_holds_it():
    found = who("The Russian leader spoke.", "The Russian leader", "2031-03")
    assert found.mention.actor == "Leader of Russia"
    assert found.category == "office"


def test_the_text_goes_before_the_date():
    text = "Ghana's defence minister Ama Owusu spoke. The Ghanaian defence minister left."
    found = who(text, "The Ghanaian defence minister", "2031-03")
    assert found.mention.actor == "Ama Owusu (Ghana)"


@pytest.mark.parametrize(
    ("text", "month", "note"),
    [
        ("Former US President Donald Trump spoke.", "2025-02",
         "anachronism: Former US President Donald Trump; held president from 2025-01"),
        ("UK opposition leader Keir Starmer spoke.", "2025-02",
         "anachronism: UK opposition leader Keir Starmer; held prime minister from 2024-07"),
        ("US President Donald Trump spoke.", "2023-02",
         "anachronism: US President Donald Trump; held president from 2017-01 until 2021-01"),
    ],
)  # fmt: skip
def test_an_office_out_of_its_time_is_noted(text, month, note):
    assert mentions(text, month)[0].notes == (note,)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Former US President Donald Trump spoke.", "2023-02"),
        ("US President Donald Trump spoke.", "2025-02"),
        ("Former Colombian President Juan Manuel Santos spoke.", "2025-02"),
        ("US President Donald Trump spoke.", ""),
        ("Boxing champion Vitali Klitschko spoke.", "2025-02"),
    ],
)
def test_an_office_in_its_time_needs_no_note(text, month):
    assert not any(m.notes for m in mentions(text, month))


def test_a_month_in_the_text_stands_in_for_a_date():
    text = "Kyiv, Ukraine February 8, 2025. Former US President Donald Trump spoke."
    assert who(text, "Former US President Donald Trump").notes


def test_months_at_both_ends_count():
    trump = people()["Donald Trump"]
    assert [t.since for t in holds(trump, "2025-01")] == ["2025-01"]
    assert [t.since for t in holds(trump, "2021-01")] == ["2017-01"]
    assert holds(trump, "2021-02") == ()
    assert holds(trump, "") == ()


def test_two_in_one_month_are_nobody():
    assert holder("US", frozenset({"president"}), "2025-01") is None
    assert leader("US", "2025-02").name == "Donald Trump"


def test_a_title_without_known_dates_is_no_anachronism():
    assert not anachronism(people()["Donald Trump"], "speaker", "2025-02", "x", former=False)
