"""Dates, outlets and languages as heads of texts tell them: form by form, and what is no dateline."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given as with_
from hypothesis import strategies as st

from truceline.model.claim import Document
from truceline.stages.evidence.dateline import dated, doubtful, given

DAY = ("2031-03-20T00:00", "2031-03-21T00:00")


def document(text, name="a.txt", **told):
    return Document(name=name, sha256="", text=text, **told)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "date 2031-03-20 LAKEVIEW: Dozens of chiefs met to speak of the lake and of much else.",
        " date 2031-03-20 LAKEVIEW: Dozens of chiefs met.",
        "LAKEVIEW, March 20, 2031 (Agency) — The army said that it was at the lake.",
        "LAKEVIEW, 20 March 2031 — The army said that it was at the lake.",
        "Lakeview, Ruritania, March 20, 2031 – The army said.",
        "LAKEVIEW (Agency), 20 March 2031 - The army said.",
        "Published 20 March 2031",
        "Title of the text\nBy Jane Roe\nPublished on March 20th, 2031\nThe body.",
        "Title\nUpdated 21 March 2031\nPublished: 20 March 2031\nThe body.",
        "Title\n\nThursday, March 20, 2031\n\nThe body.",
        "By Jane Roe, March 20, 2031",
        "# Title\n\n*20 March 2031*\n\nThe body.",
        "20 March 2031 | World | 3 min read",
        "20/03/2031",
        "20.03.2031",
        "2031-03-20",
        "the 20th of March 2031\n20th of March 2031\nBody",
        "20 марта 2031",
        "20 марта 2031 г.",
        "ОЗЕРСК, 20 марта 2031 года (Агентство) — Армия сообщила.",
        "Озерск. 20 марта 2031. АГЕНТСТВО.RU - Армия сообщила.",
        "Опубликовано 20 марта 2031 г.",
        "20 березня 2031 р.",
        "20 березня 2031 року, Озерськ",
        "ОЗЕРСЬК, 20 березня 2031 р. /Агенція/ – Армія повідомила.",
        "Дата публікації: 20.03.2031",
        "Министерство обороны Озёрной Республики, 20 марта 2031 года.",
        "Сводка Министерства обороны о ходе учений (20 марта 2031 г.)",
        "Заява Міністерства закордонних справ, 20 березня 2031 року",
        "Highlights of the daily report of the mission, 20 March 2031",
        "Spot report of the lake mission (20 March 2031)",
        "Joint statement by the two ministers – Lakeview, 20 March 2031",
        "LAKEVIEW. March 2031\nLAKEVIEW, March 20 (Agency) — The army said.",
        "© Agency 2031\nLAKEVIEW, March 20 (Agency) — The army said.",
        "2031\nОЗЕРСК, 20 марта (Агентство) — Армия сообщила.",
        "Published: 20/03/2031",
    ],
)
def test_a_day_at_the_head(text):
    found = dated(document(text), "UTC")
    assert (found.published, found.known) == tuple(map(moment, DAY))
    assert found.dated_by == "dateline"
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Published 20 March 2031, 14:05 GMT", "2031-03-20T14:05"),
        ("20 March 2031 14:05", "2031-03-20T12:05"),
        ("14:05, 20 March 2031", "2031-03-20T12:05"),
        ("Published: March 20, 2031 at 2:05 PM EST", "2031-03-20T19:05"),
        ("March 20, 2031 12:05 AM UTC", "2031-03-20T00:05"),
        ("2031-03-20T14:05:00Z", "2031-03-20T14:05"),
        ("2031-03-20 14:05 +05:00", "2031-03-20T09:05"),
        ("Опубликовано 20 марта 2031 в 14:05 мск", "2031-03-20T11:05"),
        ("20 березня 2031, 14:05", "2031-03-20T12:05"),
        ("Report on what was received as of 19:30, 20 March 2031", "2031-03-20T17:30"),
        ("Latest from the mission, as of 19:30, 20 March 2031 at the lake", "2031-03-20T17:30"),
        ("По состоянию на 10:00 20 марта 2031 года", "2031-03-20T08:00"),
        ("Оперативна інформація станом на 08:00 20.03.2031", "2031-03-20T06:00"),
    ],
)
def test_a_time_at_the_head(text, utc):
    found = dated(document(text), "+02:00")
    assert found.published == found.known == moment(utc)


@pytest.mark.parametrize(
    "text",
    [
        "LAKEVIEW: Dozens of chiefs met.",
        "LAKEVIEW, March 20 (Agency) — The army said.",
        "The pact of 20 March 2031 holds.",
        "Tracers are seen over Lakeview, Ruritania February 8, 2031",
        "20 March 2031: drones came.\n21 March 2031: more of them came.",
        "Published on 20 March 2031, the report found nothing that anybody had not known before it.",
        "LAKEVIEW, March 20 (Agency) — The army said in March 2031 that it was there.",
        "Army to grow by 2032\nLAKEVIEW, March 20 (Agency) — The army said.",
        "Army to be gone by March 2032\nLAKEVIEW, March 20 (Agency) — The army said.",
        "February 2031\nMarch 2032\n© 2031 Agency\nLAKEVIEW, March 20 (Agency) — It said.",
        "LAKEVIEW, February 31 (Agency) — The army said.\n© 2031",
        "The two sides signed a statement at the lake, 20 March 2031.",
        "Chronology of the report, 1–20 March 2031",
        "Title\nLine\nLine\nStatement by the ministry, 20 March 2031",
        "The mission counted 300 vehicles as of 20 March 2031.",
        "Published: 03/04/2031",
        "03/04/2031",
        "31 February 2031",
        "March 2031",
        "20 марта",
        "25:71, 20 March 2031 25:61",
        "A line.\n" * 12 + "20 March 2031",
        "On March 20, 2031, the ministers of both sides met at the lake.",
        "",
    ],
)
def test_what_is_no_date_of_the_text(text):
    found = dated(document(text), "UTC")
    assert (found.published, found.known, found.dated_by) == (None, None, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Published: 03/04/2031", "03/04/2031 at its head may be either of two days"),
        ("LAKEVIEW, March 20 (Agency) — It said.", "the date at its head names no year"),
        ("Published: 31/31/2031", ""),
        ("The pact of 03/04/2031 holds.", ""),
    ],
)
def test_what_is_doubtful_is_told(text, why):
    assert doubtful(document(text)) == why


@pytest.mark.parametrize(
    ("name", "basis", "day"),
    [
        ("press-2031-halt.txt", "name", 20),
        ("2031-03-21-halt.txt", "name", 21),
        ("2031/halt.txt", "", None),
        ("2031-to-2032.txt", "", None),
        ("120314.txt", "", None),
    ],
)
def test_a_year_in_the_files_name(name, basis, day):
    found = dated(document("LAKEVIEW, March 20 (Agency) — It said.", name), "UTC")
    assert (found.dated_by, found.published and found.published.day) == (basis, day)


def test_a_change_counts_where_nothing_else_is_told():
    assert dated(document("Title\nLast updated 20 March 2031"), "UTC").published == moment(DAY[0])


def test_the_first_of_several_counts():
    text = "Lakeview, 20 March 2031 — A.\nLakeview, 22 March 2031 — B."
    assert dated(document(text), "UTC").published == moment(DAY[0])


def test_what_the_file_tells_stands():
    at = moment("2031-01-01T10:00")
    told = document("20 March 2031", published=at, known=at, dated_by="file", outlet="Gazette")
    found = dated(told, "UTC")
    assert (found.published, found.dated_by, found.outlet) == (at, "file", "Gazette")


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("2031-03-20-halt.txt", "name"),
        ("press/2031/halt_2031-03-20.txt", "name"),
        ("2031-03-20_to_2031-03-27.txt", ""),
        ("2031-03-20/halt.txt", ""),
        ("12031-03-20.txt", ""),
        ("2031-13-20.txt", ""),
        ("feed.xml#2031-03-20", ""),
    ],
)
def test_a_date_in_the_files_name(name, basis):
    found = dated(document("The halt holds.", name), "UTC")
    assert found.dated_by == basis
    assert found.published == (moment(DAY[0]) if basis else None)


def test_the_head_goes_before_the_name():
    found = dated(document("20 March 2031\nBody", "2031-04-01.txt"), "UTC")
    assert (found.published, found.dated_by) == (moment(DAY[0]), "dateline")


def test_a_person_dates_only_what_is_undated():
    found = given(document("The halt holds."), date(2031, 3, 20), "+03:00")
    assert (found.published, found.dated_by) == (moment("2031-03-19T21:00"), "given")
    assert given(found, date(2000, 1, 1), "UTC") == found


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("LAKEVIEW (Agency) - Dozens met.", "Agency"),
        ("LAKEVIEW, March 20 (Lake Wire) — Dozens met.", "Lake Wire"),
        ("ОЗЕРСЬК, 20 березня /Агенція/ – Армія.", "Агенція"),
        ("The minister (a friend) — met.", ""),
        ("Nothing is told.", ""),
    ],
)
def test_outlet(text, outlet):
    assert dated(document(text), "UTC").outlet == outlet


def test_language():
    assert (
        dated(document("The two sides have said that they will meet at the lake."), "UTC").language
        == "en"
    )
    assert (
        dated(
            document("Обе стороны заявили, что они не будут встречаться у озера."), "UTC"
        ).language
        == "ru"
    )
    assert (
        dated(
            document("Обидві сторони заявили, що вони не зустрінуться біля озера."), "UTC"
        ).language
        == "uk"
    )
    assert dated(document("1234 ?!"), "UTC").language == ""


def test_language_of_most_of_a_text():
    english = "The two sides have said that they will meet at the lake."
    russian = "Обе стороны заявили, что они не будут встречаться у озера."
    assert dated(document(f"{english}\n{russian}\n{english}"), "UTC").language == "en"
    assert dated(document(f"{russian}\n{english}\n{russian}"), "UTC").language == "ru"


@with_(st.text(max_size=400))
def test_no_text_is_too_odd(text):
    found = dated(document(text), "Europe/Vienna")
    assert found.text == text
    assert (found.published is None) == (found.dated_by == "")


@with_(
    st.lists(
        st.sampled_from(["20", "March", "2031", "14:05", "LAKE", ",", "—", "(", "by ", "\n", "Z"]),
        max_size=60,
    )
)
def test_pieces_of_datelines_in_any_order(pieces):
    dated(document(" ".join(pieces)), "UTC")
