"""`truceline brief`: the folder it writes, when it writes it again, and what it knows as of when."""

import hashlib
import json

import pytest
from commanding import truceline

FILES = {
    "index.html",
    "brief.pdf",
    "incidents.geojson",
    "findings.csv",
    "ledger.csv",
    "restatement.csv",
    "problems.csv",
    "figures.json",
    "manifest.json",
}


@pytest.fixture(scope="module")
def mission(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brief") / "mission"
    assert truceline("init", folder).code == 0
    return folder


def write(folder, out, as_of="2031-06-10", *more):
    told = truceline("brief", folder, "--as-of", as_of, "--out", out, "--json", *more)
    assert told.code in {0, 1}, told
    return json.loads(told.out)


def reports(out):
    figures = {f["id"]: f for f in json.loads((out / "figures.json").read_text())}
    return figures["reports"]["value"]


def test_the_folder_of_the_formats(mission, tmp_path):
    write(mission, tmp_path / "out")
    assert {p.name for p in (tmp_path / "out").iterdir()} == FILES


def test_the_manifest_names_every_file_with_its_digest(mission, tmp_path):
    done = write(mission, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["root"] == done["root"]
    listed = {f["name"]: f["sha256"] for f in manifest["files"]}
    assert listed.keys() == FILES - {"manifest.json"}
    for name, digest in listed.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_unchanged_input_writes_nothing_again(mission, tmp_path):
    out = tmp_path / "out"
    assert write(mission, out)["unchanged"] is False
    before = {p.name: p.stat().st_mtime_ns for p in out.iterdir()}
    assert write(mission, out)["unchanged"] is True
    assert {p.name: p.stat().st_mtime_ns for p in out.iterdir()} == before


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_somebody_changed_is_written_again(mission, tmp_path, name):
    out = tmp_path / "out"
    write(mission, out)
    before = (out / name).read_bytes()
    (out / name).write_bytes(b"changed")
    assert write(mission, out)["unchanged"] is False
    assert (out / name).read_bytes() == before


def test_another_level_or_date_is_another_brief(mission, tmp_path):
    out = tmp_path / "out"
    write(mission, out)
    assert write(mission, out, "2031-06-10", "--release", "parties")["unchanged"] is False
    assert write(mission, out, "2031-05-20", "--release", "parties")["unchanged"] is False


def test_a_missing_folder_is_made_with_its_parents(mission, tmp_path):
    write(mission, tmp_path / "a" / "b" / "out")
    assert (tmp_path / "a/b/out/index.html").is_file()


def test_a_brief_knows_nothing_later_than_its_date(mission, tmp_path):
    known = [
        write(mission, tmp_path / day, day)["reports"]
        for day in ("2001-01-01", "2031-05-10", "2031-06-10", "2040-01-01")
    ]
    assert known == sorted(known)
    assert known[0] == 0
    assert known[-1] > known[1]


def test_a_date_is_the_end_of_its_local_day(mission, tmp_path):
    """The mission's zone decides; a moment may be given in any."""
    write(mission, tmp_path / "day", "2031-05-12")
    write(mission, tmp_path / "moment", "2031-05-12T22:00:00+00:00")
    a, b = (json.loads((tmp_path / d / "manifest.json").read_text()) for d in ("day", "moment"))
    assert a["as_of"] == b["as_of"]
    names = FILES - {"manifest.json", "restatement.csv"}
    assert [n for n in names if (tmp_path / "day" / n).read_bytes() != (tmp_path / "moment" / n).read_bytes()] == []  # fmt: skip


def test_a_brief_of_nothing_says_that_this_says_nothing(mission, tmp_path):
    write(mission, tmp_path / "out", "2001-01-01")
    assert reports(tmp_path / "out") == 0
    assert "This says nothing about what happened" in (tmp_path / "out/index.html").read_text()


def test_what_was_written_is_told(mission, tmp_path):
    told = truceline("brief", mission, "--as-of", "2031-06-10", "--out", tmp_path / "out")
    assert str(tmp_path / "out" / "index.html") in told.out
    again = truceline("brief", mission, "--as-of", "2031-06-10", "--out", tmp_path / "out")
    assert "(unchanged)" in again.out
