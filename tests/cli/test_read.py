"""`truceline read`: documents in, claims out, whatever the documents hold."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from commanding import truceline

from truceline.assess import reading
from truceline.foundation.schemas import SCHEMAS

FIELDS = [
    "claim_id",
    "source_file",
    "kind",
    "actors",
    "predicate",
    "object",
    "target",
    "polarity",
    "quantity",
    "time",
    "modality",
    "condition",
    "attribution_chain",
    "quote",
    "char_start",
    "char_end",
    "extractor",
    "confidence",
    "notes",
]
TEXT = """Lakeview, 2 May 2031 — Ruritania will send up to 400 engineers once a truce holds, its defence minister said on Friday.

The French president Emmanuel Macron said that France was ready to send 2,000 troops. Russia rejected the plan.
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "docs"
    (made / "press").mkdir(parents=True)
    (made / "b.txt").write_text(TEXT, encoding="utf-8")
    (made / "a.md").write_text("# Halt\n\n" + TEXT, encoding="utf-8")
    (made / "press" / "c.txt").write_text(TEXT.replace("400", "300"), encoding="utf-8")
    (made / ".hidden.txt").write_text("\0", encoding="utf-8")
    (made / ".git").mkdir()
    (made / ".git" / "x.txt").write_text("\0", encoding="utf-8")
    return made


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_claims_are_spans_of_their_documents(folder, tmp_path):
    out, texts = tmp_path / "out" / "claims.jsonl", tmp_path / "texts"
    told = truceline("read", folder, "--out", out, "--texts", texts)
    assert told.code == 0, told.err
    claims = lines(out)
    assert claims
    for claim in claims:
        text = (folder / claim["source_file"]).read_text(encoding="utf-8")
        assert text[claim["char_start"] : claim["char_end"]] == claim["quote"]
        assert (texts / claim["source_file"]).read_bytes() == text.encode()
    assert f"3 documents, {len(claims)} claims" in told.out


def test_a_line_has_the_fields_of_the_format_first_and_in_order(folder, tmp_path):
    truceline("read", folder, "--out", tmp_path / "c.jsonl")
    schema = SCHEMAS["claim"]()
    for claim in lines(tmp_path / "c.jsonl"):
        assert list(claim) == [*FIELDS, "mentions", "cue"]
        jsonschema.validate(claim, schema)
        assert not any(isinstance(v, float) for v in (claim["quantity"] or {}).values())
        moment = (claim["time"] or {}).get("start")
        assert moment is None or moment.endswith("Z")


def test_lines_are_in_order_and_the_same_again(folder, tmp_path):
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    truceline("read", folder, "--out", one)
    truceline("read", folder / "press", folder / "b.txt", folder / "a.md", "--out", two)
    keys = [
        (c["source_file"], c["char_start"], c["char_end"], c["kind"], c["claim_id"])
        for c in lines(one)
    ]
    assert keys == sorted(keys)
    assert {k[0] for k in keys} <= {"a.md", "b.txt", "press/c.txt"}
    assert {c["source_file"] for c in lines(two)} <= {"a.md", "b.txt", "c.txt"}
    truceline("read", folder, folder, "--out", two)
    assert one.read_bytes() == two.read_bytes()


def test_a_bad_document_costs_itself(folder, tmp_path):
    (folder / "bad.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "page.docx").write_bytes(b"PK")
    told = truceline("read", folder, "--out", tmp_path / "c.jsonl", "--json")
    found = json.loads(told.out)
    assert told.code == 1
    assert found["documents"] == 3
    errors = {p["file"] for p in found["problems"] if p["severity"] == "error"}
    assert errors == {"bad.txt", "page.docx"}
    assert lines(tmp_path / "c.jsonl")


def test_nothing_to_read_is_wrong_use_and_writes_nothing(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    told = truceline("read", tmp_path / "bad.txt", "--out", tmp_path / "c.jsonl")
    assert told.code == 2
    assert "not UTF-8" in told.err
    assert not (tmp_path / "c.jsonl").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "no such file"),
        ([".", "--date", "soon"], "write e.g. 2025-03-20"),
        ([".", "--zone", "Mars/North"], "write e.g. +03:00"),
        ([".", "--extractor", "oracle"], "oracle"),
        ([], "DOCS"),
    ],
)
def test_wrong_use(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = truceline("read", *words, "--out", tmp_path / "c.jsonl")
    assert told.code == 2
    assert said in told.err


def test_what_cannot_be_written_is_told(folder, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    told = truceline("read", folder, "--out", tmp_path / "file" / "c.jsonl")
    assert told.code == 2
    assert "can't be written" in told.err


def test_two_documents_of_one_name(folder, tmp_path):
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    told = truceline("read", folder, other, "--out", tmp_path / "c.jsonl", "--json")
    assert told.code == 1
    problems = [p for p in json.loads(told.out)["problems"] if "two documents" in p["message"]]
    assert {p["file"] for p in problems} == {"a.md", "b.txt", "press/c.txt"}


def test_undated_documents_are_told_and_a_person_may_date_them(folder, tmp_path):
    (folder / "b.txt").write_text("Ruritania will send engineers.", encoding="utf-8")
    told = truceline("read", folder, "--out", tmp_path / "c.jsonl")
    assert told.code == 0
    assert "b.txt: warning: published: no date" in told.err
    told = truceline("read", folder, "--out", tmp_path / "c.jsonl", "--date", "2031-05-02")
    assert told.err == ""


def test_names_that_are_no_utf8(tmp_path):
    name = b"na\xffme.txt"
    (tmp_path / "docs").mkdir()
    (Path(tmp_path / "docs") / name.decode("utf-8", "surrogateescape")).write_text(
        TEXT, encoding="utf-8"
    )
    told = truceline("read", tmp_path / "docs", "--out", tmp_path / "c.jsonl", "--json")
    assert told.code == 0
    assert {c["source_file"] for c in lines(tmp_path / "c.jsonl")} == {"na\ufffdme.txt"}


def test_many_processes_give_the_same_bytes(folder, tmp_path, monkeypatch):
    for n in range(8):
        (folder / f"{n}.txt").write_text(TEXT.replace("400", str(400 + n)), encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"\0")
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first = truceline("read", folder, "--out", one, "--json")
    monkeypatch.setattr(reading, "ENOUGH", 1)
    second = truceline("read", folder, "--out", two, "--json")
    assert one.read_bytes() == two.read_bytes()
    assert first.out == second.out.replace("2.jsonl", "1.jsonl")
    assert first.code == second.code == 1


def test_refusals_are_written(folder, tmp_path):
    told = truceline(
        "read", folder, "--out", tmp_path / "c.jsonl", "--refusals", tmp_path / "r.jsonl", "--json"
    )
    refused = lines(tmp_path / "r.jsonl")
    assert len(refused) == json.loads(told.out)["refused"]
    assert all(one["reason"] and one["draft"]["quote"] is not None for one in refused)


def test_parts_of_a_feed_and_their_texts(tmp_path):
    item = "<item><title>Halt</title><guid>{}</guid><description>{}</description></item>"
    told = "".join(item.format(guid, TEXT.split("\n")[2]) for guid in ("a", "../../b"))
    (tmp_path / "w.rss").write_text(
        f"<rss version='2.0'><channel>{told}</channel></rss>", encoding="utf-8"
    )
    texts = tmp_path / "texts"
    told = truceline("read", tmp_path / "w.rss", "--out", tmp_path / "c.jsonl", "--texts", texts)
    assert told.code == 0
    names = sorted(path.name for path in texts.iterdir())
    assert len(names) == 2
    assert "w.rss#a.txt" in names
    for claim in lines(tmp_path / "c.jsonl"):
        text = (texts / (claim["source_file"] + ".txt")).read_text(encoding="utf-8")
        assert text[claim["char_start"] : claim["char_end"]] == claim["quote"]


def test_an_empty_folder_is_told(tmp_path):
    told = truceline("read", tmp_path, "--out", tmp_path / "out.jsonl")
    assert (told.code, "no files in" in told.err) == (2, True)
