"""Rows from claims: what they say, and what they leave open."""

from datetime import UTC, date, datetime, timedelta

import pytest

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.model.agreement import Agreement
from truceline.model.claim import ClaimTime, Document, Lineage
from truceline.model.evidence import Report
from truceline.model.mission import Mission, MissionSpec, Party, Site
from truceline.model.table import ORIGIN_SCHEMA, report_table
from truceline.stages.evidence.dateline import dated, given
from truceline.stages.evidence.read import read
from truceline.stages.evidence.reading.grammar.extractor import RuleExtractor
from truceline.stages.evidence.reporting import reports_from, shared_origins
from truceline.stages.evidence.reporting.when import UNTOLD_H, when

DAY = date(2025, 4, 2)
ZONE = "Europe/Kyiv"
SITE = Site(id="s1", name="Reedmoor substation", category="energy/substation", lat=50.0, lon=36.0)
RU, UA = Party(id="RU", name="Russia"), Party(id="UA", name="Ukraine")


def mission(*sites):
    spec = MissionSpec(name="m", timezone=ZONE, parties=(RU, UA))
    return Mission(spec=spec, agreement=Agreement(title="a", parties=(), terms=()), sites=sites)


def language_in(text):
    """The texts here are too short for their language to be told from their words."""
    if set("іїєґ") & set(text.lower()):
        return "uk"
    return "en" if text.isascii() else "ru"


def document(text, name="a.txt", day=DAY):
    plain = Document(name=name, sha256="0" * 64, text=text, language=language_in(text))
    return given(dated(plain, ZONE), day, ZONE)


def rows(text, *sites):
    found = document(text)
    claims = read(found, [RuleExtractor()]).claims
    table, _ = reports_from(
        [found], claims, {found.name: "texts"}, mission(*sites), Gazetteer.load("recognised")
    )
    return table.to_pylist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ukraine's General Staff said Russian drones struck a substation in Nikopol on Tuesday.",
            {"kind": "air/drone_strike", "alleged_actor": "RU", "claimant_side": "UA",
             "place_name": "Nikopol", "stance": "claims", "target_category": "energy/substation"},
        ),
        (
            "Министерство обороны России сообщило, что ВСУ атаковали подстанцию в Шебекино.",
            {"alleged_actor": "UA", "claimant_side": "RU", "place_name": "Шебекино"},
        ),
        (
            "В Белгородской области украинский дрон поразил подстанцию.",
            {"place_name": None, "admin1": "Белгородская область", "kind": "air/drone_strike"},
        ),
        (
            "Сьогодні російські війська вдарили керованою авіабомбою по Куп'янську.",
            {"kind": "air/airstrike", "place_name": "Куп'янськ", "country": "UA"},
        ),
        (
            "Генеральний штаб України повідомив, що українські військові не атакували підстанцію.",
            {"stance": "denies", "alleged_actor": "UA", "claimant_side": "UA"},
        ),
        (
            "Канал губернатора Белгородской области\n\nДрон атаковал подстанцию в Муроме.",
            {"place_name": None, "admin1": "Белгородская область"},
        ),
        (
            "Начальник Харківської обласної адміністрації\n\nДрон влучив у підстанцію.",
            {"place_name": None, "admin1": "Харківська область"},
        ),
        (
            "Над Чугуєвом збито три дрони.",
            {"place_name": "Чугуїв", "kind": "air/drone_intercepted", "count": 3},
        ),
    ],
)  # fmt: skip
def test_a_claim_becomes_a_row_that_says_no_more_than_its_words(text, expected):
    (row,) = rows(text)
    assert {name: row[name] for name in expected} == expected
    assert row["text"] in text
    assert row["report_id"] in row["attributes"]


@pytest.mark.parametrize(
    "text",
    [
        "Загиблих у Нікополі немає.",
        "Атак на підстанцію у Нікополі не зафіксовано.",
        "Russia and Ukraine met in Istanbul.",
        "Ukraine demanded that Russia stop the attacks on Nikopol.",
        "Одна жінка загинула.",
    ],
)
def test_absences_plans_and_harm_without_a_place_make_no_row(text):
    assert rows(text) == []


def test_who_accuses_is_the_claimant_and_not_the_accused():
    (row,) = rows("Russia's defence ministry accused Kyiv of attacking an oil depot in Sumy.")
    assert (row["claimant_side"], row["alleged_actor"]) == ("RU", "UA")


def test_two_who_accuse_each_other_accuse_nobody_here():
    (row,) = rows("Ukraine and Russia accused each other of attacking energy sites.")
    assert (row["claimant_side"], row["alleged_actor"]) == (None, None)


def test_a_strike_that_the_words_give_to_another_accuses_nobody():
    (row,) = rows("Ukrainian soldiers fire at a drone during a Russian drone strike in Kyiv.")
    assert row["alleged_actor"] is None


def test_a_time_that_cannot_be_resolved_is_no_day_before_publication():
    told = when(document("Text."), ClaimTime(expression="last year", precision="open"))
    assert told.start is None


def test_several_units_in_a_row_are_no_place():
    (row,) = rows("У Донецькій та Херсонській областях російські дрони атакували підстанції.")
    assert (row["place_name"], row["admin1"]) == (None, None)


def test_a_site_of_the_mission_is_where_the_mission_says():
    (row,) = rows("Russian drones struck the Reedmoor substation, Ukraine said.", SITE)
    assert (row["lat"], row["lon"], row["place_basis"]) == (50.0, 36.0, "given")
    assert row["target_name"] == SITE.name


def test_attacks_that_are_counted_are_a_summary():
    (row,) = rows(
        "Министерство обороны России сообщило, что ВСУ четыре раза атаковали энергообъекты."
    )
    assert (row["count"], row["count_unit"]) == (4, "attacks")


def test_a_time_that_nobody_tells_stays_wide():
    found = document("Text.")
    told = when(found, None)
    assert told.error_h == UNTOLD_H
    assert (told.start, told.end) == (found.published - timedelta(days=1), found.known)


@pytest.mark.parametrize("shift", [timedelta(days=2), timedelta(days=30)])
def test_what_lies_ahead_of_its_document_makes_no_row(shift):
    found = document("Text.")
    start = found.published + shift
    assert when(found, ClaimTime(start=start, end=start + timedelta(hours=1))) is None


def test_a_time_never_ends_after_it_was_known():
    found = document("Text.")
    time = ClaimTime(start=found.published, end=found.known + timedelta(days=1))
    assert when(found, time).end == found.known


def test_an_undated_document_has_no_time():
    assert when(Document(name="a", sha256="", text="x"), None) is None


def test_copies_share_an_origin_and_a_party_keeps_its_own():
    known = datetime(2025, 4, 2, tzinfo=UTC)
    reports = report_table(
        Report(dataset="t", report_id=name, source=name, known=known) for name in ("a", "b", "c")
    )
    origins = origins_of({"t.a": "Aa", "t.b": "RU", "t.c": "Cc"})
    texts = tuple(document("x", name) for name in ("a.txt", "b.txt", "c.txt"))
    sources = {"t.a": "a.txt", "t.b": "b.txt", "t.c": "c.txt"}
    lineage = Lineage(groups=(("a.txt", "b.txt"),))
    joined = shared_origins(origins, reports, sources, texts, lineage, frozenset({"RU"}))
    assert joined["group"].to_pylist() == ["RU", "RU", "Cc"]


def origins_of(groups):
    import pyarrow as pa

    rows = [
        {"report_id": key, "group": group, "occurrence": True, "object": True, "actor": False,
         "reliability": "F"}
        for key, group in groups.items()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=ORIGIN_SCHEMA)


GAS = Site(id="g1", name="Kalmora gas metering station", category="energy/gas_metering",
           lat=51.0, lon=35.0)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Ukraine accused Russia of blowing up the Kalmora gas metering station. "
                "Russia denied that its troops had struck the station."
            ),
            ("sabotage/sabotage", "attack/unspecified"),
        ),
        (
            (
                "Ukraine said Russian forces blew up the Kalmora gas metering station. "
                "Russia said Ukrainian artillery had shelled it."
            ),
            ("sabotage/sabotage", "fire/artillery"),
        ),
        (
            (
                "Минобороны России сообщило, что ВСУ взорвали газоизмерительную станцию «Калмора». "
                "Генштаб ВСУ заявил, что станцию обстреляла российская армия."
            ),
            ("sabotage/sabotage", "fire/shelling"),
        ),
    ],
)
def test_what_goes_back_to_a_site_told_before_has_its_place(text, expected):
    found = rows(text, GAS)
    assert sorted(r["kind"] for r in found) == sorted(expected)
    assert {r["target_name"] for r in found} == {GAS.name}


@pytest.mark.parametrize(
    "text",
    [
        "Russian drones struck Nikopol. Russian drones struck Kherson. The station was shelled.",
        "Russian drones struck Nikopol. A station was shelled on Tuesday.",
        "The station was shelled on Tuesday. Russian drones struck Nikopol.",
    ],
)
def test_no_place_is_taken_up_where_a_choice_is_left_or_nothing_goes_back(text):
    assert [r["place_name"] for r in rows(text) if "shelled" in r["text"]] == [None]


def test_the_region_goes_back_to_its_unit_and_to_no_town():
    text = (
        "Ukrainian drones hit a depot in Engels in the Saratov region, Ukraine said.\n"
        "Rescuers spoke of a drone attack on the region."
    )
    later = [r for r in rows(text) if "Rescuers" in r["text"]]
    assert [(r["place_name"], r["admin1"]) for r in later] in ([(None, "Saratov region")], [])


def test_a_site_of_the_kind_in_a_place_is_not_the_listed_one():
    assert [r["target_name"] for r in rows("ВСУ атаковали замерную станцию в Калморе.", GAS)] == [None]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russia's air defences destroyed 40 Ukrainian drones overnight.", "air/drone_intercepted"),
        ("Ukrainian drones destroyed a depot in Engels.", None),
    ],
)
def test_drones_destroyed_by_air_defence_are_intercepted(text, kind):
    assert {r["kind"] for r in rows(text)} == ({kind} if kind else set())
