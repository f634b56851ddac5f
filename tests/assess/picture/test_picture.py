"""The picture of the shipped example, asked as the room asks it."""

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from truceline.assess.folder import ingest
from truceline.assess.load import load
from truceline.assess.picture.bench import bench
from truceline.assess.picture.card import card
from truceline.assess.picture.changes import changes, preview
from truceline.assess.picture.near import similar
from truceline.assess.picture.picture import picture_of
from truceline.assess.picture.queue import queue
from truceline.assess.picture.release import released_rows
from truceline.assess.picture.rows import ROW_SCHEMA, STRENGTH, row_schema
from truceline.cli.init import write_template
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.evidence import Judgement
from truceline.web.tally import counts, found

AS_OF = datetime(2031, 7, 1, tzinfo=UTC)
ENGINE = EmbeddedEngine()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("init") / "mission"
    write_template(folder)
    with open_store(folder) as store:
        ingest(folder, store)
        return load(store, folder / "cache")


@pytest.fixture(scope="module")
def picture(loaded):
    return picture_of(loaded, AS_OF, ENGINE)


def said(*about, verdict="reject", **more):
    return Judgement(
        about=about, verdict=verdict, reason="seen", reviewer="desk-1", at=AS_OF, **more
    )


def test_rows_tell_each_incident_once_by_id(picture):
    ids = picture.rows["id"].to_pylist()
    assert ids == sorted(i.id for i in picture.assessment.incidents)
    assert picture.rows.schema == row_schema(picture.assessment.mission)
    assert picture.rows.schema.names[: len(ROW_SCHEMA)] == ROW_SCHEMA.names
    assert sorted(picture.rows["number"].to_pylist()) == list(range(1, len(ids) + 1))


def test_outcomes_are_the_strongest_of_the_ledger(picture):
    for row in picture.rows.to_pylist():
        for reading in ("outcome_COR", "outcome_NOR"):
            if reading in row:
                own = [v for k, v in row.items() if k.startswith(f"{reading}_") and v]
                assert row[reading] == min(own, key=STRENGTH.index, default=None)


def test_a_rejected_report_is_gone_and_nothing_is_said(picture, loaded):
    whole = picture.assessment.incidents[0]
    told, after = preview(picture, loaded, said(*whole.report_ids), ENGINE)
    assert [c.id for c in told.went] == [whole.id]
    assert {f.id: f.then - f.now for f in told.figures}["incidents"] == -1
    assert whole.id not in after.rows["id"].to_pylist()
    assert loaded.mission.judgements == picture.assessment.mission.judgements
    assert changes(picture, picture).empty


def test_a_card_says_whose_word_each_report_is(picture, loaded):
    for incident in picture.assessment.incidents:
        found = card(picture, loaded, incident.id, ENGINE)
        leaves = [x.report for g in found.origins for b in g.claimants for x in b.reports]
        assert sorted(leaves) == sorted(incident.report_ids)
        assert [c.report for c in found.claims] == list(incident.report_ids)
        for claim in found.claims:
            ends = [0, *(e for s in claim.spans for e in (s.start, s.end)), len(claim.text)]
            assert ends == sorted(ends)


def test_similar_incidents_are_others(picture):
    first = picture.rows["id"][0].as_py()
    found = similar(picture, first, 3)
    assert first not in [n.id for n in found]
    assert len(found) == min(3, len(picture.rows) - 1)


def test_the_queue_asks_about_reports_that_there_are(picture, loaded):
    for item in queue(picture, loaded):
        assert set(item.report_ids) <= picture.assessment.reports.keys()
        assert item.reason


def test_the_grid_holds_every_finding_of_its_reading(picture):
    rows = picture.findings.to_pylist()
    outcomes = defaultdict(set)
    for row in rows:
        outcomes[row["id"], row["term"], row["accused"]].add(row["outcome"])
    for reading in {f.reading for f in picture.assessment.findings}:
        cells = counts(found(picture), reading, date(2031, 1, 1), 1)
        told = sum(sum(cell.told) for cell in cells)
        assert told == sum(f.reading == reading for f in picture.assessment.findings)
        mine = [outcomes[r["id"], r["term"], r["accused"]] for r in rows if r["reading"] == reading]
        assert sum(cell.differ for cell in cells) == sum(len(said) > 1 for said in mine)


def test_public_rows_tell_no_side_and_no_object(picture):
    rows = released_rows(picture, "public")
    assert rows.schema == picture.rows.schema
    shut = {"act", "category", "site", "accused", "blamed", "occurrence", "place", "doubt"}
    shut |= {n for n in rows.column_names if n.startswith("outcome_")}
    assert all(rows[name].null_count == len(rows) for name in shut)
    assert released_rows(picture, "restricted") is picture.rows


def test_the_same_agreement_flips_nothing(picture, tmp_path):
    write_template(tmp_path / "m")
    text = Path(tmp_path / "m" / "agreement.yaml").read_text(encoding="utf-8")
    assert bench(picture, text).empty
