"""`truceline verify`: what it prints and how it ends."""

import json
import sys

import pytest

from truceline.cli import main
from truceline.io.stores import open_store
from truceline.model.evidence import Entry


@pytest.fixture
def mission(tmp_path):
    with open_store(tmp_path) as store:
        for name in ("a", "b"):
            sha256, size = store.put_bytes(name.encode())
            store.append([Entry(kind="document", name=name, sha256=sha256, size=size)])
        store.seal()
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["truceline", "verify", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


def test_a_sound_log_is_told_with_its_root(mission, run):
    code, out, _ = run(mission)
    root = open_store(mission).root()
    assert (code, out) == (0, f"2 entries, 2 blobs, 1 checkpoint: all fit; root {root}\n")


def test_the_first_misfit_is_printed_and_the_others_counted(mission, run):
    for blob in (mission / ".truceline/blobs").glob("*/*"):
        blob.unlink()
    code, out, _ = run(mission)
    assert code == 1
    assert "entry 0: the blob is missing" in out.splitlines()[0]
    assert "1 more" in out.splitlines()[1]


def test_json_holds_everything(mission, run):
    code, out, _ = run(mission, "--json")
    told = json.loads(out)
    assert (code, told["fits"], told["entries"], told["problems"]) == (0, True, 2, [])
    (mission / ".truceline/head.json").unlink()
    code, out, _ = run(mission, "--json")
    told = json.loads(out)
    assert (code, told["fits"]) == (1, False)
    assert told["problems"][0]["file"] == ".truceline/head.json"


def test_a_log_that_is_gone_is_a_misfit(mission, run):
    (mission / ".truceline/log.sqlite").unlink()
    assert run(mission)[0] == 1


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_without_a_log_it_refuses(tmp_path, run, name):
    code, out, err = run(tmp_path / name)
    assert (code, out) == (2, "")
    assert "evidence log" in err or "not a mission folder" in err
    assert list(tmp_path.iterdir()) == []


def test_help_holds_an_example(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "truceline verify examples/energy-halt-2025" in " ".join(out.split())
