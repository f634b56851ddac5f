"""What documents say, from the folder to the page: every cell leads to its words in its text."""

import csv
import json
import re

import pytest

from conftest import ROOT, copy_of, run

EXAMPLE = ROOT / "examples" / "coalition-2025"
KEPT = ("02-", "03-", "06-")
FILES = {
    "claims.jsonl", "figures_said.csv", "meetings.csv", "pledge_board.csv", "pledge_drafts.csv",
    "positions.csv", "register.json", "relations.csv",
}  # fmt: skip
PRODUCTS = ("positions.csv", "meetings.csv", "figures_said.csv", "relations.csv")


def mission(folder, release=""):
    """Three documents of the example: a report, its rewrite, and one that tells of acts."""
    copy_of(EXAMPLE, folder)
    for path in (folder / "documents").iterdir():
        if not path.name.startswith(KEPT):
            path.unlink()
    text = (folder / "mission.yaml").read_text(encoding="utf-8")
    text = re.sub(r", release: \w+", "", text)
    told = f"[documents/*.txt], release: {release}" if release else "[documents/*.txt]"
    text = text.replace("[documents/*.txt]", told)
    (folder / "mission.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return mission(tmp_path_factory.mktemp("said") / "m", "public")


@pytest.fixture(scope="module")
def outcome(folder, tmp_path_factory):
    return run(folder, tmp_path_factory.mktemp("restricted"), "2025-03-31")


@pytest.fixture(scope="module")
def public(folder, tmp_path_factory):
    return run(folder, tmp_path_factory.mktemp("public"), "2025-03-31", "public")


def claims_of(outcome):
    lines = (outcome.out / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    return {claim["claim_id"]: claim for claim in map(json.loads, lines)}


def rows_of(outcome, name):
    return list(csv.DictReader((outcome.out / name).open(encoding="utf-8")))


def first_claims(outcome, name):
    """The first claim that each row of a product rests on."""
    return {row["claims"].split()[0] for row in rows_of(outcome, name)}


def marked(html, claim_id):
    """The words from a claim's anchor to the end of its paragraph, without tags."""
    (rest,) = html.split(f'id="said-{claim_id}"')[1:]
    return re.sub(r"<[^>]+>", "", rest.partition("</p>")[0].partition(">")[2])


def test_every_cell_leads_to_its_words(outcome):
    linked = set(re.findall(r'href="#said-([^"]+)"', outcome.html))
    claims = claims_of(outcome)
    for name in ("positions.csv", "meetings.csv", "figures_said.csv"):
        assert first_claims(outcome, name) <= linked, name
    for one in linked:
        quote = " ".join(claims[one]["quote"].split())
        assert marked(outcome.html, one).replace("&#39;", "'").startswith(quote)


def test_every_row_of_every_file_rests_on_claims(outcome):
    claims = claims_of(outcome)
    names = {p.name for p in outcome.out.iterdir()}
    assert names >= FILES
    for name in PRODUCTS:
        for row in rows_of(outcome, name):
            assert row["claims"], name
            assert set(row["claims"].split()) <= claims.keys()
    for row in rows_of(outcome, "pledge_board.csv"):
        assert row["words"] in claims[row["claims"]]["quote"]


def test_a_rewrite_counts_once(outcome):
    (row,) = [r for r in rows_of(outcome, "pledge_board.csv") if r["contributor"] == "Ireland"]
    assert row["origins"] == "1"
    assert row["copies"]
    assert 'goes back to <a href="#document-1">[1]</a>' in outcome.html


def test_drafts_are_confirmed_by_nobody(outcome):
    rows = rows_of(outcome, "pledge_drafts.csv")
    assert {r["contributor"] for r in rows} >= {"Australia", "Ireland"}
    assert {r["confirmed_by"] for r in rows} == {""}
    assert {r["status"] for r in rows} <= {"indicated", "offered", "firm"}
    assert "Italy" not in {r["contributor"] for r in rows}


def test_the_section_says_that_a_machine_read_it(outcome):
    assert "read by machine and confirmed by nobody" in outcome.html
    assert re.search(r"\d+ drafts? (was|were) refused", outcome.html)


def test_a_public_brief_shows_quotes_alone_and_no_acts(public, outcome):
    assert "What is said" in public.html
    assert "told a television interviewer" in outcome.html
    assert "told a television interviewer" not in public.html
    assert not [c for c in claims_of(public).values() if c["kind"] == "incident"]
    assert "hospital in Sumy" not in public.html


def test_documents_are_restricted_unless_their_dataset_says_otherwise(tmp_path):
    closed = mission(tmp_path / "m")
    out = run(closed, tmp_path / "o", "2025-03-31", "public")
    assert "3 documents are withheld at this level" in out.html
    assert claims_of(out) == {}
    assert "Ireland" not in out.html


def test_a_brief_without_documents_has_no_trace_of_it(halt):
    assert {p.name for p in halt.out.iterdir()} & FILES == set()
    assert "What is said" not in halt.html
    assert ".quotes" not in halt.html
