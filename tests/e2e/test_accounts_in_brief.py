"""Totals, calm and denials in general on their way through a whole mission: told, linked, not counted."""

import re

import pytest

from conftest import ROOT, copy_of, run
from truceline.stages.brief.accounts import CALM, SUMMARIES

LAKE = ROOT / "tests" / "fixtures" / "lake-truce"
AS_OF = "2031-06-10"
_MAY = "2031-05-01T00:00:00+02:00,2031-06-01T00:00:00+02:00"
_DAY = "2031-05-20T00:00:00+02:00,2031-05-21T00:00:00+02:00"
ROWS = (
    # a month's total, printed twice; a denial of all flights of a day; a day that was calm; a denial of
    # what nobody tells; a month with no number, which several incidents fit
    f"A1,Ruritania Times,https://example.org/a1,2031-06-01,Ruritania MoD,RUR,{_MAY},0,,,,,,attack/unspecified,energy/other,,FRE,claims,all,12,attacks,,since the first of May",
    f"A2,Lakeland Wire,https://example.org/a2,2031-06-01,Ruritania MoD,RUR,{_MAY},0,,,,,,attack/unspecified,energy/other,,FRE,claims,all,12,attacks,,since the first of May",
    f"A3,Freedonia Herald,https://example.org/a3,2031-05-21,Freedonia MoD,FRE,{_DAY},0,Westshore,Westshore,-11.6,34,60,air/drone_strike,,,FRE,denies,occurrence,,,,none of ours flew",
    "A4,Lakeland Wire,https://example.org/a4,2031-05-12,Lake Relief,third,2031-05-11T00:00:00+02:00,2031-05-12T00:00:00+02:00,0,Northshore,Northshore,-10.9,33.8,50,other/other,,,,claims,all,0,violations,,a quiet day",
    "A5,Freedonia Herald,https://example.org/a5,2031-05-16,Freedonia MoD,FRE,2031-05-15T20:00:00+03:00,2031-05-16T02:00:00+03:00,0,Cape,Eastshore,-13.5,36.2,5,air/drone_strike,energy/oil_depot,Cape depot,FRE,denies,occurrence,,,,nothing burnt at the Cape",
    f"A6,Global Gazette,https://example.org/a6,2031-06-02,,,{_MAY},0,Lakeview,Westshore,-11.45,34.03,5,air/drone_strike,energy/power_plant,Lakeview power plant,FRE,claims,all,,,,hit again and again in May",
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The mission as it is, and with accounts."""
    plain = copy_of(LAKE, tmp_path_factory.mktemp("plain") / "mission")
    told = copy_of(LAKE, tmp_path_factory.mktemp("told") / "mission")
    with (told / "sources" / "press.csv").open("a", encoding="utf-8") as press:
        press.write("\n".join((*ROWS, "")))
    return plain, told


@pytest.fixture(scope="module")
def briefs(folders, tmp_path_factory):
    return tuple(run(f, tmp_path_factory.mktemp("out"), AS_OF) for f in folders)


def test_no_figure_counts_an_account(briefs):
    plain, told = briefs
    counts = lambda brief: {i: f["value"] for i, f in brief.figures.items() if i != "reports"}  # noqa: E731
    assert counts(told) == counts(plain)
    assert told.value("reports") == plain.value("reports") + len(ROWS)


def test_no_file_lists_an_account_as_an_incident(briefs):
    plain, told = briefs
    for before, after in zip(plain.features, told.features, strict=True):
        assert before["id"] == after["id"]
        assert before["properties"]["report_ids"] == after["properties"]["report_ids"]
    assert [f["finding"] for f in told.findings if "finding" in f] == []
    assert plain.findings == told.findings


def test_what_a_denial_in_general_contests(briefs):
    """Of 20 May, in the denied region, and of no other day."""
    plain, told = briefs
    before, after = ({f["id"]: f["properties"]["contestation"] for f in b.features} for b in briefs)
    changed = {i for i in before if before[i] != after[i]}
    assert changed == {told.incident_of("press.R24")}
    assert after[told.incident_of("press.R24")] == "denied"
    assert plain.value("denied.by.FRE.occurrence") == told.value("denied.by.FRE.occurrence")


def section(html, title):
    return html.partition(f"<h3>{title}</h3>")[2].partition("</table>")[0]


def row(html, title, words):
    (found,) = (r for r in section(html, title).split("<tr")[1:] if words in r)
    return found


def numbers(cell):
    return {int(n) for n in re.findall(r">\[(\d+)\]<", cell)}


def number_of(brief, report):
    found = re.search(
        rf'id="{re.escape(brief.incident_of(report))}".*?\[(\d+)\]', brief.html, re.DOTALL
    )
    return int(found[1])


def test_totals_are_listed_with_the_incidents_within(briefs):
    _, told = briefs
    title = "Totals and summaries that were told"
    total = row(told.html, title, "12 attacks on energy (kind not stated), blamed on Freedonia")
    assert "Ruritania MoD (Ruritania)" in total
    assert '<td class="num">2</td>' in total  # printed by two
    assert number_of(told, "press.R05") in numbers(total)
    assert number_of(told, "press.R08") in numbers(total)  # each side blames the other
    assert number_of(told, "press.R14") not in numbers(total)  # blamed on the other side
    again = row(told.html, title, "drone strike on Lakeview power plant")
    assert numbers(again) == {number_of(told, "press.R24"), number_of(told, "press.R27")}


def test_calm_is_listed_with_the_incidents_contested(briefs):
    _, told = briefs
    title = "Reported calm and denials in general"
    denied = row(told.html, title, "denies drone strike by Freedonia")
    surely, _, maybe = denied.partition(" maybe")
    assert numbers(surely) == {number_of(told, "press.R24")}
    assert numbers(maybe) == {number_of(told, "press.R23")}  # of that night, nobody knows by what
    assert numbers(row(told.html, title, "0 violations")) == {number_of(told, "press.R12")}
    calm = told.html.partition(f'id="{told.incident_of("press.R12")}"')[2]
    assert '<dt>Reported calm</dt><dd><a href="#I-press.A4">' in calm.partition("</article>")[0]
    assert "none told" in row(told.html, title, "Cape depot")


def test_cards_lead_back(briefs):
    _, told = briefs
    card = told.html.partition(f'<article class="card" id="{told.incident_of("press.R24")}"')[2]
    card = card.partition("</article>")[0]
    assert re.search(
        r'<dt>Also within</dt><dd><a href="#I-press.A1">Ruritania MoD: 12 attacks', card
    )
    assert (
        '<dt>Contested by</dt><dd><a href="#I-press.A3">Freedonia MoD: denies drone strike' in card
    )
    assert told.html.count('id="I-press.A1"') == 1


def test_they_are_set_aside_in_words(briefs):
    plain, told = briefs
    assert SUMMARIES not in plain.html
    for why, rows in ((SUMMARIES, 3), (CALM, 3)):
        assert re.search(rf"<td[^>]*>{rows}</td>\s*<t[dh][^>]*>{why}", told.html), why
    assert "6 reports of these speak of several acts, or of none" in told.html


def test_the_public_is_not_told(folders, tmp_path):
    public = run(folders[1], tmp_path, AS_OF, "public")
    for words in (
        "Totals and summaries",
        "Reported calm",
        "press.A",
        "Also within",
        "Contested by",
    ):
        assert words not in public.html


def test_an_incident_that_turns_out_to_be_a_sum_is_restated(folders, tmp_path):
    """Known first as a wide report that nothing fits, then beside what it sums up."""
    folder = copy_of(folders[0], tmp_path / "mission")
    first = run(folder, tmp_path / "first", "2031-05-30")
    press = folder / "sources" / "press.csv"
    wide = ROWS[5].replace("A6", "A0").replace("2031-06-02", "2031-04-20")
    wide = wide.replace("2031-05-01T", "2031-04-10T").replace("2031-06-01T", "2031-04-20T")
    wide = (
        wide.replace("-11.45,34.03", "-13.9,36.5")
        .replace("Lakeview power plant", "")
        .replace("Lakeview", "Faraway")
    )
    press.write_text(press.read_text(encoding="utf-8") + wide + "\n", encoding="utf-8")
    second = run(folder, tmp_path / "second", "2031-05-31")
    assert second.value("incidents") == first.value("incidents") + 1
    acts = [
        f"B{n},Lakeland Wire,https://example.org/b{n},2031-06-01,,,2031-04-1{n}T02:00:00+02:00,2031-04-1{n}T02:30:00+02:00,0,Faraway,Westshore,-13.9,36.5,5,air/drone_strike,energy/power_plant,,FRE,claims,all,,,,hit"
        for n in (2, 6)
    ]
    press.write_text(press.read_text(encoding="utf-8") + "\n".join((*acts, "")), encoding="utf-8")
    third = run(folder, tmp_path / "third", "2031-06-02")
    assert third.value("incidents") == second.value("incidents") + 1
    whys = {r["what"]: r["why"] for r in third.restatement}
    assert whys["I-press.A0"] == "its reports speak of no one act"
