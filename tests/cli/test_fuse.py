"""`truceline fuse`: a table in, groups out; good rows survive bad ones."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.errors import UnreadableError
from truceline.stages.fusion.keys import FILE_SCHEMA

HEAD = "report_id,source,start,end,lat,lon,place_uncertainty_km,kind\n"
ROWS = (
    "a,Gazette,2031-05-10T02:00:00Z,2031-05-10T02:00:00Z,48.0,30.0,2,air/drone_strike\n",
    "b,Wire,2031-05-10T02:00:00Z,2031-05-10T02:00:00Z,48.0,30.0,2,air/drone_strike\n",
    "c,Wire,2031-05-14T02:00:00Z,2031-05-14T02:00:00Z,48.0,30.0,2,air/drone_strike\n",
)


def run(*arguments):
    return CliRunner().invoke(app, ["fuse", *map(str, arguments)])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "reports.csv"
    path.write_text(HEAD + "".join(ROWS), encoding="utf-8")
    return path


def groups(path):
    return [tuple(row.values())[:2] for row in pq.read_table(path).to_pylist()]


def test_it_writes_one_row_per_report(table, tmp_path):
    out = tmp_path / "new" / "groups.parquet"
    found = run(table, "--out", out)
    assert found.exit_code == 0
    assert groups(out) == [("a", "I-a"), ("b", "I-a"), ("c", "I-c")]
    assert pq.read_schema(out).equals(FILE_SCHEMA)
    assert "3 reports, 2 incidents" in found.stdout


def test_shuffled_rows_give_the_same_bytes(table, tmp_path):
    first, second = tmp_path / "1.parquet", tmp_path / "2.parquet"
    run(table, "--out", first)
    table.write_text(HEAD + "".join(reversed(ROWS)), encoding="utf-8")
    run(table, "--out", second)
    assert first.read_bytes() == second.read_bytes()


def test_json_summary(table, tmp_path):
    found = run(table, "--out", tmp_path / "g.parquet", "--json")
    summary = json.loads(found.stdout)
    assert (summary["reports"], summary["incidents"], summary["problems"]) == (3, 2, [])


def test_totals_are_no_incidents(table, tmp_path):
    """The file keeps its columns; what they cover has a file of its own."""
    head = HEAD.strip() + ",stance,about,count,count_unit\n"
    rows = [f"{row.strip()},claims,all,,\n" for row in ROWS]
    more = {"start": "2031-05-01T00:00:00Z", "end": "2031-06-01T00:00:00Z", "report_id": "sum"}
    first = dict(zip(head.strip().split(","), rows[0].strip().split(","), strict=True))
    total = first | more | {"count": "9", "count_unit": "attacks", "place_uncertainty_km": "60"}
    table.write_text(head + "".join(rows) + ",".join(total.values()) + "\n", encoding="utf-8")
    out, covers = tmp_path / "g.parquet", tmp_path / "c.parquet"
    found = run(table, "--out", out, "--covers", covers)
    assert "4 reports, 2 incidents, 1 accounts" in found.stdout
    assert groups(out) == [("a", "I-a"), ("b", "I-a"), ("c", "I-c"), ("sum", "I-sum")]
    assert pq.read_schema(out).equals(FILE_SCHEMA)
    links = [tuple(row.values()) for row in pq.read_table(covers).to_pylist()]
    assert links == [("sum", "I-a", True), ("sum", "I-c", True)]
    assert json.loads(run(table, "--out", out, "--json").stdout)["accounts"] == 1


def test_a_bad_row_is_set_aside_and_the_rest_written(table, tmp_path):
    with table.open("a", encoding="utf-8") as file:
        file.write("d,Wire,yesterday,2031-05-14T02:00:00Z,480,30.0,2,air/drone_strike\n")
    out = tmp_path / "g.parquet"
    found = run(table, "--out", out)
    assert found.exit_code == 1
    assert "reports.csv:5" in found.stderr
    assert {"a", "b", "c"} <= {key for key, _ in groups(out)}


@pytest.mark.parametrize(
    "arguments", [["missing.csv"], ["reports.csv", "--map", "no.yaml"], ["empty.csv"]]
)
def test_what_cannot_be_read_is_a_clear_error(table, tmp_path, arguments, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    found = run(*arguments, "--out", "g.parquet")
    assert isinstance(found.exception, UnreadableError)
    assert str(found.exception)
    assert not (tmp_path / "g.parquet").exists()


def test_an_unknown_mapping_or_engine_is_wrong_use(table, tmp_path):
    assert run(table, "--out", tmp_path / "g", "--engine", "abacus").exit_code == 2
    found = run(table, "--out", tmp_path / "g", "--map", "nosuch")
    assert found.exit_code != 0
    assert "nosuch" in str(found.exception)


def test_help_shows_an_example():
    assert "Example: truceline fuse" in " ".join(run("--help").stdout.split())


COLUMNS = {
    "report_id": pa.array([10, 9, 100], pa.int32()),
    "source": ["Gazette", "Wire", "Wire"],
    "start": pa.array([1_935_000_000] * 2 + [1_936_000_000], pa.timestamp("s", "UTC")),
    "lat": pa.array([48.0] * 3, pa.float32()),
    "lon": [30.0] * 3,
    "place_uncertainty_km": [2.0] * 3,
    "kind": ["air/drone_strike"] * 3,
    "text": ["a", "b", "c"],
    "note": ["x" * 9] * 3,
}


def test_typed_tables_with_numbers_for_ids(tmp_path):
    path, out = tmp_path / "reports.parquet", tmp_path / "groups.parquet"
    pq.write_table(pa.table(COLUMNS), path)
    assert run(path, "--out", out).exit_code == 0
    assert groups(out) == [("10", "I-10"), ("100", "I-100"), ("9", "I-10")]
    written = pq.read_metadata(out)
    assert written.row_group(0).column(0).compression == "ZSTD"


def test_repeats_are_dropped_and_disputes_told(table, tmp_path):
    out = tmp_path / "g.parquet"
    with table.open("a", encoding="utf-8") as file:
        file.write(ROWS[0] + ROWS[1].replace("48.0", "48.1"))
    found = run(table, "--out", out)
    assert found.exit_code == 0
    assert "reports: warning: b: stands more than once" in found.stderr
    assert [key for key, _ in groups(out)] == ["a", "b", "c"]


def test_a_place_is_found_by_its_name_where_no_coordinates_are_given(tmp_path):
    path, out = tmp_path / "named.csv", tmp_path / "g.parquet"
    rows = "a,Gazette,2031-05-10T02:00:00Z,48.2,16.37,1,\nb,Wire,2031-05-10T02:00:00Z,,,,Vienna\n"
    path.write_text(
        "report_id,source,start,lat,lon,place_uncertainty_km,place_name\n" + rows,
        encoding="utf-8",
    )
    assert run(path, "--out", out).exit_code == 0
    assert [key for key, _ in groups(out)] == ["a", "b"]


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"version": "x"}'])
def test_a_model_that_is_none_is_a_clear_error(table, tmp_path, text):
    (tmp_path / "model.json").write_text(text, encoding="utf-8")
    found = run(table, "--out", tmp_path / "g.parquet", "--model", tmp_path / "model.json")
    assert isinstance(found.exception, UnreadableError)
    assert "model.json" in str(found.exception)
    assert not (tmp_path / "g.parquet").exists()
