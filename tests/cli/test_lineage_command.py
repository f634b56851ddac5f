"""`truceline lineage`: copies and rewrites among documents."""

import json

from commanding import truceline

STORY = """Lakeview, 2 May 2031 — The ferry that links both shores of the lake resumed its service on Friday.

Monitors counted eleven crossings before noon. The harbour master Ilka Voss spoke of a good day.

Fishermen had waited for permits since February. Their guild asks for two more landing places near Oldmill.
"""
OTHER = """Northbridge, 2 May 2031 — The council of the upper valley voted for a new budget late at night.

Schools receive a third of it. Nobody mentioned roads, which the opposition called an outrage.
"""


def test_a_copy_and_an_independent_text(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text(STORY, encoding="utf-8")
    (docs / "b.txt").write_text(STORY.replace("2 May", "3 May"), encoding="utf-8")
    (docs / "c.txt").write_text(OTHER, encoding="utf-8")
    told = truceline("lineage", docs, "--out", tmp_path / "l.json", "--json")
    assert told.code == 0, told.err
    found = json.loads((tmp_path / "l.json").read_text(encoding="utf-8"))
    assert found["groups"] == [["a.txt", "b.txt"]]
    (pair,) = [p for p in found["pairs"] if p["verdict"] != "independent"]
    assert {"a", "b", "cover", "verdict", "direction"} <= set(pair)
    assert (pair["a"], pair["b"]) == ("a.txt", "b.txt")
    assert pair["direction"] in {"a", "unknown"}
    summary = json.loads(told.out)
    assert (summary["documents"], summary["groups"]) == (3, 1)


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\0")
    told = truceline("lineage", tmp_path, "--out", tmp_path / "out.json")
    assert told.code == 1
    assert "b.txt:1: error: holds NUL" in told.err
    assert "1 document, 0 groups" in told.out


def test_nothing_to_read_is_wrong_use(tmp_path):
    (tmp_path / "docs").mkdir()
    told = truceline("lineage", tmp_path / "docs", "--out", tmp_path / "l.json")
    assert told.code == 2
    assert "no files in" in told.err
