"""`truceline ingest`: new and changed files go in, nothing ever goes out."""

import json

import pytest
from commanding import truceline

from truceline.io.stores import open_store

PRESS = "sources/press.csv"


@pytest.fixture
def mission(tmp_path):
    folder = tmp_path / "mission"
    assert truceline("init", folder).code == 0
    return folder


def taken(folder, *files):
    told = truceline("ingest", folder, *files, "--json")
    return told.code, json.loads(told.out)


def entries(folder):
    with open_store(folder) as store:
        return list(store.entries())


def versions(folder, name):
    return [e for e in entries(folder) if e.name == name]


def bytes_of(folder, entry):
    with open_store(folder) as store:
        return store.blob(entry.sha256).read_bytes()


def reports_of(folder, tmp_path, as_of="2031-06-30"):
    """Keys of the reports that a brief knows."""
    out = tmp_path / "out"
    assert truceline("brief", folder, "--as-of", as_of, "--out", out).code in {0, 1}
    figures = {f["id"]: f for f in json.loads((out / "figures.json").read_text())}
    return set(figures["reports"]["basis"])


def test_everything_that_the_mission_names_goes_in_once(mission):
    code, first = taken(mission)
    assert (code, first["new"], first["inputs"]) == (0, first["inputs"], len(entries(mission)))
    assert {e.kind for e in entries(mission)} >= {
        "mission",
        "agreement",
        "roster",
        "sites",
        "reports",
    }


def test_the_same_files_again_change_nothing(mission):
    _, first = taken(mission)
    log = entries(mission)
    code, again = taken(mission)
    assert (code, again["new"], again["root"]) == (0, 0, first["root"])
    assert entries(mission) == log


def test_a_touched_file_is_the_same_file(mission):
    taken(mission)
    (mission / PRESS).touch()
    assert taken(mission)[1]["new"] == 0


def test_a_changed_file_is_a_new_version_beside_the_old(mission, tmp_path):
    taken(mission)
    before = (mission / PRESS).read_bytes()
    lines = before.decode().splitlines(keepends=True)
    gone = lines[-1].split(",")[0]
    assert f"press.{gone}" in reports_of(mission, tmp_path)
    (mission / PRESS).write_text("".join(lines[:-1]))
    code, changed = taken(mission)
    assert (code, changed["new"]) == (0, 1)
    old, new = versions(mission, PRESS)
    assert bytes_of(mission, old) == before
    assert bytes_of(mission, new) == (mission / PRESS).read_bytes()
    assert f"press.{gone}" not in reports_of(mission, tmp_path)


def test_back_to_the_first_version_is_a_third_entry(mission):
    taken(mission)
    before = (mission / PRESS).read_bytes()
    (mission / PRESS).write_bytes(before + b"\n")
    taken(mission)
    (mission / PRESS).write_bytes(before)
    assert taken(mission)[1]["new"] == 1
    first, _, third = versions(mission, PRESS)
    assert first.sha256 == third.sha256


def test_a_file_dropped_from_the_folder_stays_in_evidence(mission, tmp_path):
    taken(mission)
    before = reports_of(mission, tmp_path)
    (mission / PRESS).unlink()
    code, told = taken(mission)
    assert code == 1
    assert [p["message"] for p in told["problems"] if p["severity"] == "error"] == [
        f"no file {PRESS}"
    ]
    assert reports_of(mission, tmp_path) == before


def test_only_the_files_named(mission):
    code, told = taken(mission, "mission.yaml", "agreement.yaml")
    assert (code, told["inputs"]) == (0, 2)
    assert {e.name for e in entries(mission)} == {"mission.yaml", "agreement.yaml"}


def test_a_file_that_the_mission_does_not_name_is_a_problem(mission):
    taken(mission)
    (mission / "stray.csv").write_text("report_id\n")
    code, told = taken(mission, "stray.csv")
    assert code == 1
    assert any(p["file"] == "stray.csv" for p in told["problems"])
    assert not versions(mission, "stray.csv")


def test_good_rows_of_a_bad_table_go_on(mission, tmp_path):
    with (mission / PRESS).open("a") as file:
        file.write("broken,row\n")
    code, told = taken(mission)
    assert code == 1
    assert any(p["file"] == PRESS and p["line"] for p in told["problems"])
    assert reports_of(mission, tmp_path)


def test_a_file_outside_the_folder_is_never_taken(mission, tmp_path):
    (tmp_path / "secret.csv").write_text("report_id,source\nx,y\n")
    text = (mission / "mission.yaml").read_text()
    (mission / "mission.yaml").write_text(text.replace(PRESS, "../secret.csv"))
    (mission / "sources/link.csv").symlink_to(tmp_path / "secret.csv")
    taken(mission)
    assert not [e for e in entries(mission) if "secret" in e.name or "link" in e.name]


def test_verify_is_clean_after_all_of_it(mission):
    for n in range(3):
        (mission / PRESS).write_bytes((mission / PRESS).read_bytes() + b"\n")
        assert taken(mission)[0] == 0, n
    told = truceline("verify", mission)
    assert (told.code, "all fit" in told.out) == (0, True)


def test_progress_names_each_file_and_json_is_quiet(mission):
    told = truceline("ingest", mission)
    assert PRESS in told.err
    assert truceline("ingest", mission, "--json").err == ""
