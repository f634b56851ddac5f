"""`truceline fuse --explain`: why, as text and as JSON, with and without a file to write."""

import json

import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.errors import UnreadableError

TABLE = """report_id,source,start,end,lat,lon,place_uncertainty_km,kind,alleged_actor
a,Gazette,2031-05-10T02:00:00Z,2031-05-10T02:00:00Z,48.00,30.0,2,air/drone_strike,RUR
b,Wire,2031-05-10T02:12:00Z,2031-05-10T02:12:00Z,48.02,30.0,2,air/drone_strike,RUR
c,Wire,2031-05-14T02:00:00Z,2031-05-14T02:00:00Z,48.00,30.0,2,air/drone_strike,FRE
"""


@pytest.fixture
def explain(tmp_path):
    path = tmp_path / "reports.csv"
    path.write_text(TABLE, encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, ["fuse", str(path), *map(str, words)])


def test_an_incident_by_its_id_or_by_a_report(explain):
    found = explain("--explain", "I-a")
    assert found.exit_code == 0
    assert found.stdout == explain("--explain", "b").stdout
    lines = found.stdout.splitlines()
    assert lines[0] == "I-a: 2 reports"
    assert "probabilities are rough: too few reports to learn from" in lines[1]
    assert "that it belongs here" in lines[2]
    assert any("place" in line and "2.2 km apart where errors of" in line for line in lines)


def test_terms_add_up_to_the_sum_that_is_shown(explain):
    reports = json.loads(explain("--explain", "a", "--json").stdout)["explanations"][0]["reports"]
    assert [r["key"] for r in reports] == ["a", "b"]
    whole = sum(t["nats"] for t in reports[0]["terms"])
    assert f"{whole:+.1f}" in explain("--explain", "a").stdout


def test_several_and_a_pair(explain):
    found = explain("--explain", "c", "--explain", "a,c", "--json")
    alone, pair = json.loads(found.stdout)["explanations"]
    assert (alone["incident_id"], len(alone["reports"])) == ("I-c", 1)
    assert (pair["one"], pair["two"]) == ("a", "c")
    assert "I-c: 1 report\n" in explain("--explain", "c", "--explain", "a,c").stdout


def test_with_a_file_to_write(explain, tmp_path):
    out = tmp_path / "groups.parquet"
    found = explain("--explain", "a", "--out", out)
    assert out.exists()
    assert "3 reports, 2 incidents" in found.stdout
    summary = json.loads(explain("--explain", "a", "--out", out, "--json").stdout)
    assert (summary["reports"], len(summary["explanations"])) == (3, 1)


def test_an_unknown_name_is_told_with_the_nearest_before_anything_is_written(explain, tmp_path):
    out = tmp_path / "groups.parquet"
    found = explain("--explain", "I-aa", "--out", out)
    assert isinstance(found.exception, UnreadableError)
    assert "did you mean I-a?" in str(found.exception)
    assert not out.exists()


def test_neither_a_file_nor_a_question_is_wrong_use(explain):
    assert explain().exit_code == 2
