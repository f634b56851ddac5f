"""Documents of a mission: taken in, read once, known by their date."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from truceline.assess import documents as module
from truceline.assess.folder import ingest, read_spec
from truceline.assess.load import load
from truceline.assess.run import assess
from truceline.cli.init import write_template
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store

TEXT = "Lakeview, 2 June 2031 — France will send 2,000 troops, Paris said."


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("init") / "mission"
    write_template(folder)
    told = (folder / "mission.yaml").read_text(encoding="utf-8")
    told = told.replace("datasets:\n", "datasets:\n  texts: {files: [texts/*.txt]}\n", 1)
    (folder / "mission.yaml").write_text(told, encoding="utf-8")
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "texts" / "b.txt").write_text(TEXT.replace("2 June", "9 June"), encoding="utf-8")
    return folder


@pytest.fixture
def mission(template, tmp_path):
    return Path(shutil.copytree(template, tmp_path / "mission"))


def loaded(folder):
    with open_store(folder) as store:
        ingest(folder, store)
        return load(store, folder / "cache")


def names(documents):
    return [document.name for document in documents]


def test_documents_and_their_claims_are_loaded(mission):
    found = loaded(mission)
    assert names(found.documents) == ["texts/a.txt", "texts/b.txt"]
    assert found.documents[0].text == TEXT
    assert {claim.source_file for claim in found.claims} <= set(names(found.documents))
    assert found.claims
    assert not [p for p in found.mission.problems if p.file.startswith("texts/")]


def test_only_what_was_known_by_then_is_in_the_assessment(mission):
    found = loaded(mission)

    def known(day):
        as_of = datetime(2031, 6, day, 23, tzinfo=UTC)
        told = {"documents": found.documents, "claims": found.claims}
        return assess(found.mission, found.reports, as_of, EmbeddedEngine(), **told)

    assert names(known(1).documents) == []
    assert names(known(5).documents) == ["texts/a.txt"]
    assert {c.source_file for c in known(5).claims} == {"texts/a.txt"}
    assert names(known(20).documents) == ["texts/a.txt", "texts/b.txt"]


def test_a_document_is_read_once_per_content(mission, monkeypatch):
    first = loaded(mission)
    monkeypatch.setattr(module, "read_files", lambda *_: iter([1 / 0]))
    assert loaded(mission).claims == first.claims
    (mission / "texts" / "a.txt").write_text(TEXT + " More.", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        loaded(mission)


def test_a_cache_that_was_tampered_with_is_not_believed(mission):
    first = loaded(mission)
    for kept in (mission / "cache").glob("*.said"):
        kept.write_bytes(kept.read_bytes().replace(b"France", b"Sweden"))
    assert loaded(mission).claims == first.claims


def test_the_newest_version_counts(mission):
    loaded(mission)
    (mission / "texts" / "a.txt").write_text(TEXT.replace("2,000", "3,000"), encoding="utf-8")
    found = loaded(mission)
    assert "3,000" in found.documents[0].text
    (mission / "texts" / "a.txt").unlink()
    assert "3,000" in loaded(mission).documents[0].text  # what was taken in stays


def test_an_undated_document_is_told_and_its_dataset_may_date_it(mission):
    (mission / "texts" / "a.txt").write_text("France will send 2,000 troops.", encoding="utf-8")
    found = loaded(mission)
    (problem,) = [p for p in found.mission.problems if p.file == "texts/a.txt"]
    assert "counts as known at no time" in problem.message
    assert problem.severity == "error"
    told = (mission / "mission.yaml").read_text(encoding="utf-8")
    dated = told.replace("texts/*.txt]", "texts/*.txt], date: 2031-06-03")
    (mission / "mission.yaml").write_text(dated, encoding="utf-8")
    found = loaded(mission)
    assert found.documents[0].dated_by == "given"
    assert found.documents[0].known == datetime(2031, 6, 3, 22, tzinfo=UTC)
    assert not [p for p in found.mission.problems if p.file == "texts/a.txt"]


def test_a_broken_document_costs_itself(mission):
    (mission / "texts" / "a.txt").write_bytes(b"\xff\xff")
    found = loaded(mission)
    assert names(found.documents) == ["texts/b.txt"]
    assert [p.message for p in found.mission.problems if p.file == "texts/a.txt"] == [
        "is not UTF-8 text"
    ]


def test_a_date_of_a_dataset_that_is_none(mission):
    told = (mission / "mission.yaml").read_text(encoding="utf-8")
    (mission / "mission.yaml").write_text(
        told.replace("texts/*.txt]", "texts/*.txt], date: soon"), encoding="utf-8"
    )
    spec, problems = read_spec(mission)
    assert next(d for d in spec.datasets if d.id == "texts").day is None
    assert any("texts" in p.field for p in problems)


def test_ingest_tells_of_documents(mission):
    from typer.testing import CliRunner

    from truceline.cli import app

    told = json.loads(CliRunner().invoke(app, ["ingest", str(mission), "--json"]).stdout)
    assert told["documents"] == 2
    assert told["claims"] > 0


def test_check_tells_of_broken_and_undated_documents(mission):
    from typer.testing import CliRunner

    from truceline.cli import app

    (mission / "texts" / "a.txt").write_bytes(b"one\n\xff")
    (mission / "texts" / "c.txt").write_text("France will send troops.", encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(mission)]).stdout
    assert "texts/a.txt:2: error: is not UTF-8 text" in told
    assert "texts/c.txt: error: published: tells no date" in told
    assert "texts/b.txt" not in told
