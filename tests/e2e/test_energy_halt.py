"""What must hold on the real record, read from the published files."""

import csv
import re

import pytest

from conftest import EXAMPLE

SIDES = ("RU", "UA")


def reports():
    with (EXAMPLE / "sources" / "reports.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_nothing_is_verified(halt):
    assert all(f["value"] == 0 for id_, f in halt.figures.items() if id_.startswith("verified."))
    assert halt.value("verified.by.RU") == halt.value("verified.by.UA") == 0


def test_nothing_is_admitted(halt):
    assert [halt.value(f"admitted.by.{side}") for side in SIDES] == [0, 0]


def test_strikes_before_any_window_are_affirmed_not_admitted(halt):
    affirmed = halt.figures["affirmed.by.UA"]["basis"]
    assert {halt.incident_of("halt.R001"), halt.incident_of("halt.R147")} <= set(affirmed)


def test_a_downed_swarm_is_an_interception_and_admits_nothing(halt):
    swarm = halt.incident_of("halt.R030")
    assert swarm in halt.figures["affirmed.by.RU"]["basis"]
    assert swarm not in halt.figures["admitted.by.RU"]["basis"]


@pytest.mark.parametrize("report", ["halt.R061", "halt.R104", "halt.R107"])
def test_strikes_between_the_two_starts_stand_under_one_reading_only(halt, report):
    """19-24 March, on objects of both lists."""
    assert halt.outcomes(report)["RU", "UA"] == "alleged, would breach"
    assert halt.outcomes(report)["UA", "UA"] == "none"
    assert halt.incident_of(report) in halt.figures["only.RU.by.UA"]["basis"]


@pytest.mark.parametrize("report", ["halt.R073", "halt.R152"])
def test_sudzha_stands_in_both_ledgers(halt, report):
    assert {accused for _, accused in halt.outcomes(report)} == set(SIDES)


def test_sudzha_twice_is_two_incidents(halt):
    first, second = halt.incident_of("halt.R073"), halt.incident_of("halt.R152")
    assert first != second
    assert all(halt.incident_of(f"halt.R{n:03}") == first for n in range(73, 89))


def test_another_district_and_another_site_confirm_nobody(halt):
    """Power lines of one district, told by one side, and a city's supply, told by the other."""
    assert halt.incident_of("halt.R387") != halt.incident_of("halt.R136")


@pytest.mark.parametrize("report", ["halt.R091", "halt.R106", "halt.R111"])
def test_interceptions_are_the_open_question_they_are(halt, report):
    assert halt.outcomes(report)["RU", "UA"] == "undetermined (clause)"


def test_energy_of_unstated_kind_is_undetermined_under_both(halt):
    outcome = halt.outcomes("halt.R136")
    assert outcome["RU", "RU"] == outcome["UA", "RU"] == "undetermined (kind)"


def test_traction_power_is_in_neither_list(halt):
    outcome = halt.outcomes("halt.R368")
    assert outcome["RU", "UA"] == outcome["UA", "UA"] == "none"


def test_silent_days_are_counted_where_a_bulletin_was_due(halt):
    (figure,) = (f for i, f in halt.figures.items() if i.startswith("sources_silent_days."))
    assert {"2025-04-08", "2025-04-13"} <= set(figure["basis"])
    assert figure["value"] == len(figure["basis"]) < 8


@pytest.mark.parametrize(
    "report", ["halt.R073", "halt.R152", "halt.R136", "halt.R147", "halt.R368"]
)
def test_each_of_the_five_disputes_has_its_own_paragraph(halt, report):
    disputes = re.search(r'<section[^>]*id="disputes".*?</section>', halt.html, re.DOTALL)
    assert disputes, "no section of disputes"
    assert f'href="#{halt.incident_of(report)}"' in disputes[0]


def test_no_figure_crosses_accused_sides(halt):
    for id_ in halt.figures:
        named = {part for part in id_.split(".") if part in SIDES}
        assert not re.search(r"\.by\.RU\.UA|\.by\.UA\.RU|by\.all", id_), id_
        if id_.startswith(("would_breach.", "only.", "undetermined.")):
            assert f".by.{id_.split('.by.')[1].split('.')[0]}" in id_
        assert len(named) <= 2


def test_reports_are_those_known(halt, halt_later):
    assert halt.value("reports") == 463
    assert halt_later.value("reports") == 464


def test_later_nothing_new_happened(halt, halt_later):
    assert halt_later.value("incidents") == halt.value("incidents")
    assert "nothing new happened" in halt_later.html
    assert halt_later.incident_of("halt.R464") == halt.incident_of("halt.R338")
    assert any("R464" in row["basis"] for row in halt_later.restatement)


def test_every_incident_has_an_anchor_and_every_citation_resolves(halt):
    ids = set(re.findall(r'id="([^"]+)"', halt.html))
    assert {f["id"] for f in halt.features} <= ids
    assert set(re.findall(r'href="#([^"]+)"', halt.html)) <= ids


def test_every_report_stands_in_exactly_one_incident(halt):
    listed = [key for f in halt.features for key in f["properties"]["report_ids"]]
    known = [f"halt.{r['report_id']}" for r in reports() if r["published"][:10] <= "2025-04-19"]
    assert sorted(listed) == sorted(set(listed)) == sorted(known)


def test_neutral_words(halt):
    text = re.sub(r"<[^>]+>", " ", halt.html).lower()
    for word in ("violated", "terrorist", "aggressor", "separatist"):
        assert word not in text


def test_it_says_what_else_changed_when_more_was_recorded(halt):
    """A daily list began, and one reading came into force, within days of the rise."""
    section = halt.html.partition('<section id="holding"')[2].partition("</section>")[0]
    assert "26 March: bulletins of Russian MoD begin" in section
    assert "25 March: “no strikes” begins (reading of Ukraine)" in section
    assert "the mission has no line of contact" in section


def test_no_change_is_of_both_sides_together(halt):
    told = [i for i in halt.figures if i.startswith("change.")]
    assert told
    assert all(i.startswith(("change.side.RU.", "change.side.UA.")) for i in told)
    for i in told:
        assert halt.figures[i]["basis"]
