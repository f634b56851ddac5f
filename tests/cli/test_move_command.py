"""`truceline move`: what it prints and how it ends."""

import json

import pytest
from commanding import truceline

from truceline.io.stores import open_store
from truceline.model.evidence import Entry


@pytest.fixture
def mission(tmp_path):
    folder = tmp_path / "mission"
    folder.mkdir()
    with open_store(folder) as store:
        sha256, size = store.put_bytes(b"a")
        store.append([Entry(kind="document", name="a", sha256=sha256, size=size)])
    return folder


def move(mission, to, database, *more):
    return truceline("move", mission, "--to", to, "--database", database, *more)


def test_the_root_is_told_and_stays(mission, postgres):
    there = move(mission, "server", postgres)
    root = open_store(mission, postgres).root()
    assert there.code == 0
    assert there.out.splitlines() == [
        f"1 entry (1 copied), 0 accounts; root {root}",
        "left as it was: .truceline/log.sqlite.moved",
    ]
    assert "1/1] entries" in there.err
    back = json.loads(move(mission, "file", postgres, "--json").out)
    assert (back["fits"], back["root"], back["copied"], back["to"]) == (True, root, 0, "file")
    assert truceline("verify", mission).code == 0


def test_a_log_that_lies_there_already_is_moved_nowhere(mission, postgres):
    told = move(mission, "file", postgres)
    assert told.code == 0
    assert told.out.startswith("1 entry (0 copied), 0 accounts")


def test_what_does_not_fit_afterwards_is_told(mission, postgres):
    for blob in (mission / ".truceline/blobs").glob("*/*"):
        blob.unlink()
    told = move(mission, "server", postgres)
    assert told.code == 1
    assert "the blob is missing" in told.err


def test_a_wrong_use_is_refused_and_moves_nothing(mission, postgres, tmp_path):
    (tmp_path / "empty").mkdir()
    nothing = "postgresql://nobody@localhost:1/none"
    for told in (
        move(mission, "server", ""),
        move(mission, "elsewhere", postgres),
        move(mission, "server", "mysql://x/y"),
        move(mission, "server", nothing),
        move(tmp_path / "nowhere", "server", postgres),
        move(tmp_path / "empty", "server", postgres),
    ):
        assert told.code == 2
        assert told.err
    assert list((tmp_path / "empty").iterdir()) == []
    assert truceline("verify", mission).code == 0
