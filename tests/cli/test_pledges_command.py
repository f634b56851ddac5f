"""`truceline pledges`: only what a person confirmed, and a plan reads what comes out."""

import json

import pytest
from commanding import truceline

from truceline.foundation.mission.pledgetables import read_pledges
from truceline.stages.brief.said_files import DRAFT_COLUMNS

HEAD = ",".join(DRAFT_COLUMNS) + "\n"
SIGNED = "draft-k1,RUR,engineers,40,personnel,2031-01-01,2032-01-01,firm,FRE;RUR,minimum:20,,,a.txt,words,Ada\n"
WORDS = "draft-k2,FRE,observers,5,personnel,2031-01-01,2032-01-01,offered,,,,,a.txt,words,\n"
UNREAD = (
    "draft-k3,FRE,observers,5,,2031-01-01,2032-01-01,offered,,condition: if asked,,,a.txt,w,Ada\n"
)
BARE = "draft-k4,FRE,observers,,,,,offered,,,,,a.txt,words,Ada\n"


@pytest.fixture
def drafts(tmp_path):
    path = tmp_path / "pledge_drafts.csv"
    path.write_text(HEAD + SIGNED + WORDS + UNREAD + BARE, encoding="utf-8")
    return path


def test_confirmed_rows_become_pledges_and_the_others_are_told(drafts, tmp_path):
    told = truceline("pledges", drafts, "--out", tmp_path / "pledges.csv")
    assert told.code == 1  # a signed row that can't be read is an error
    assert "1 pledge confirmed, 3 rows refused" in told.out
    for line in (3, 4, 5):
        assert f"pledge_drafts.csv:{line}" in told.err
    assert "confirmed_by" in told.err
    assert "is empty: the draft isn't taken" in told.err
    (pledge,), problems = read_pledges((tmp_path / "pledges.csv").read_text(), "pledges.csv")
    assert problems == ()
    assert (pledge.pledge_id, pledge.quantity, pledge.status) == ("draft-k1", 40.0, "firm")
    assert (pledge.territory, pledge.caveats) == (("FRE", "RUR"), ("minimum:20",))
    assert pledge.source == "a.txt"


def test_unsigned_rows_alone_are_no_mistake(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(HEAD + WORDS, encoding="utf-8")
    told = truceline("pledges", path, "--json")
    assert told.code == 0
    found = json.loads(told.out)
    assert found["pledges"] == []
    assert [p["severity"] for p in found["problems"]] == ["warning"]


@pytest.mark.parametrize("text", ["", "row,contributor,capability,status,words\n1,A,x,y,z\n"])
def test_other_tables_are_refused_with_a_hint(tmp_path, text):
    path = tmp_path / "pledge_board.csv"
    path.write_text(text, encoding="utf-8")
    told = truceline("pledges", path)
    assert told.code in {1, 2}
    assert "pledge_board.csv" in told.err
    assert ("pledge_drafts.csv" in told.err) == bool(text)
