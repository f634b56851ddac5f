"""Tables as they stand: every cell kept, every line right, in every encoding and format."""

import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from truceline.io.feeds import batch, delimited
from truceline.io.feeds.raw import LINE, Choice, read_raw

SHARED = Path(__file__).parents[4] / "shared"
TEXT = 'id,text\n1,plain\n2,"two\nlines"\n3,"a ""b"""\n\n4,Ґанок – Größe\n'
ROWS = [("1", "plain", 2), ("2", "two\nlines", 3), ("3", 'a "b"', 5), ("4", "Ґанок – Größe", 7)]


def read(path: Path, name: str = "t.csv"):
    tables, problems = [], []
    for table, found in read_raw(path, name):
        tables.append(table)
        problems += found
    return pa.concat_tables(tables, promote_options="default"), problems


def rows_of(table: pa.Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-bom", "utf-16-be-bom"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_unicode_encoding_and_newline(codec, newline, tmp_path):
    text = TEXT.replace("\n", newline)
    data = text.encode(codec) if "bom" not in codec else ("\ufeff" + text).encode(codec[:9])
    (tmp_path / "t").write_bytes(data)
    table, problems = read(tmp_path / "t")
    assert not problems
    assert rows_of(table) == ROWS


@pytest.mark.parametrize(
    ("codec", "word"), [("cp1251", "вибух на підстанції"), ("cp1252", "Bühne à côté")]
)
def test_old_code_pages_are_recognised_and_told(codec, word, tmp_path):
    (tmp_path / "t").write_bytes(f"id,text\n1,{word}\n".encode(codec))
    table, (problem,) = read(tmp_path / "t")
    assert table["text"].to_pylist() == [word]
    assert codec in problem.message
    assert problem.severity == "warning"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter, tmp_path):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(
        [["id", "a, b; c", "text"], ["1", "2,5", "x;y\tz|w"]]
    )
    (tmp_path / "t").write_text(out.getvalue())
    table, problems = read(tmp_path / "t")
    assert not problems
    assert rows_of(table) == [("1", "2,5", "x;y\tz|w", 2)]


CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.just("x"), CELL, CELL), max_size=8))
def test_cells_come_back_as_they_were_written(tmp_path, rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    (tmp_path / "t.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    table, _ = read(tmp_path / "t.csv")
    assert [row[:3] for row in rows_of(table)] == rows


def test_lines_hold_over_many_blocks_and_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("truceline.io.feeds.encoding.BLOCK", 97)
    monkeypatch.setattr(batch, "BATCH_ROWS", 50)
    lines, expected, bad = ["id,text"], [], []
    for n in range(400):
        if n % 7 == 3:
            bad.append(len(lines) + 1)
            lines.append(f"{n},a,b")
        elif n % 5 == 0:
            expected.append((str(n), "one\n\ntwo", len(lines) + 1))
            lines += [f'{n},"one', "", 'two"']
        else:
            expected.append((str(n), "x", len(lines) + 1))
            lines.append(f"{n},x")
    (tmp_path / "t").write_text("\r\n".join(lines), newline="")
    batches = list(read_raw(tmp_path / "t", "t.csv"))
    assert len(batches) > 3
    assert [row for table, _ in batches for row in rows_of(table)] == expected
    assert [p.line for _, problems in batches for p in problems] == bad


def test_bad_rows_beyond_the_limit_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "TOLD", 10)
    (tmp_path / "t").write_text("id,text\n" + "x\n" * 25 + "1,good\n")
    table, problems = read(tmp_path / "t")
    assert table.num_rows == 1
    assert len(problems) == 11
    assert "15 further rows" in problems[-1].message


def test_columns_whose_name_stands_twice_are_left_out(tmp_path):
    (tmp_path / "t").write_text("id,a,a,,b\n1,2,3,4,5\n")
    table, problems = read(tmp_path / "t")
    assert table.column_names == ["id", "column 4", "b", LINE]
    assert [p.severity for p in problems] == ["error", "warning"]


def test_a_row_of_delimiters_only_is_no_row(tmp_path):
    (tmp_path / "t").write_text("id,text\n1,a\n,\n2,b\n")
    table, problems = read(tmp_path / "t")
    assert table["id"].to_pylist() == ["1", "2"]
    assert not problems


def test_a_cell_at_the_limit_is_kept(tmp_path):
    fits, over = "x" * delimited.MAX_CELL, "y" * (delimited.MAX_CELL + 1)
    (tmp_path / "t").write_text(f"id,text\n1,{fits}\n2,{over}\n")
    table, (problem,) = read(tmp_path / "t")
    assert table["text"].to_pylist() == [fits]
    assert problem.line == 3


def test_parquet_keeps_its_types_and_numbers_rows(tmp_path):
    times = pa.array([0, 1], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"id": [7, 8], "when": times}), tmp_path / "t")
    table, problems = read(tmp_path / "t", "any.name")
    assert not problems
    assert table.schema.field("when").type == times.type
    assert table[LINE].to_pylist() == [1, 2]


@pytest.mark.parametrize("make", [pa.ipc.new_file, pa.ipc.new_stream])
def test_arrow_files_and_streams(make, tmp_path):
    source = pa.table({"id": ["a", "b"]})
    with make(str(tmp_path / "t"), source.schema) as writer:
        writer.write_table(source)
    table, problems = read(tmp_path / "t", "t.arrow")
    assert not problems
    assert rows_of(table) == [("a", 1), ("b", 2)]


def test_geojson_points(tmp_path):
    features = [
        {
            "type": "Feature",
            "id": 7,
            "geometry": {"type": "Point", "coordinates": [14.25, 48.5, 300.0]},
            "properties": {"kind": "fire", "n": 3, "ok": True, "tags": ["b", "a"], "x": None},
        },
        {"type": "Feature", "geometry": None, "properties": {"kind": "air"}},
    ]
    document = {"type": "FeatureCollection", "features": features}
    (tmp_path / "t").write_text(json.dumps(document))
    table, problems = read(tmp_path / "t", "t.geojson")
    assert not problems
    first, second = table.to_pylist()
    assert first == {
        "id": "7",
        "kind": "fire",
        "lat": "48.5",
        "lon": "14.25",
        "n": "3",
        "ok": "true",
        "tags": '["b", "a"]',
        "x": None,
        LINE: 1,
    }
    assert (second["kind"], second["lat"], second[LINE]) == ("air", None, 2)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data aren't here")
def test_a_real_table_in_cp1252_with_newlines_in_cells():
    path = SHARED / "data" / "ucdp" / "UCDP-Ukraine.csv"
    table, problems = read(path, path.name)
    with path.open(encoding="cp1252", newline="") as file:
        reader = csv.DictReader(file)
        expected = list(reader)
    assert table.num_rows == len(expected) == 3883
    assert table["source_article"].to_pylist() == [
        row["source_article"].replace("\r\n", "\n").replace("\r", "\n") for row in expected
    ]
    assert [p.severity for p in problems] == ["warning"]


def test_what_nobody_looks_at_stays_unread_but_named(tmp_path):
    whole = pa.table(
        {"a": ["x", "y", "x"], "b": [1, 2, 3], "c": [b"1", b"2", b"3"], "d": ["p", "q", "r"]}
    )
    choice = Choice(wanted={"a", "b", "c", "zz"}, coded={"a", "b", "c", "d"})
    pq.write_table(whole, tmp_path / "t.parquet", row_group_size=2)
    with pa.ipc.new_file(tmp_path / "t.arrow", whole.schema) as writer:
        writer.write_table(whole)
    for name in ("t.parquet", "t.arrow"):
        parts = [table for table, problems in read_raw(tmp_path / name, name, choice)]
        table = pa.concat_tables(parts)
        assert table.column_names == ["a", "b", "c", "d", LINE]
        assert table["d"].type == pa.null()
        assert table["b"].type == pa.int64()
        assert table["c"].type == pa.binary()
        assert pa.types.is_dictionary(table["a"].type) == (name == "t.parquet")
        assert table["a"].to_pylist() == ["x", "y", "x"]
        assert table[LINE].to_pylist() == [1, 2, 3]


def test_a_broken_page_of_an_unread_column_is_nobodys_business(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": ["x"] * 9, "b": [f"text {n}" * 99 for n in range(9)]}), path)
    place = pq.read_metadata(path).row_group(0).column(1).data_page_offset
    data = bytearray(path.read_bytes())
    data[place : place + 40] = b"\xff" * 40
    path.write_bytes(data)
    assert "not Parquet" in read(path, "t.parquet")[1][0].message
    (table, problems), *_ = read_raw(path, "t.parquet", Choice(wanted={"a"}))
    assert (table.num_rows, problems) == (9, ())
