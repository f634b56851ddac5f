"""From raw columns to reports: semantics of time, words, attributes; order never matters."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.io.feeds.raw import read_raw
from truceline.model.evidence import Report, RosterEntry
from truceline.model.table import REPORT_SCHEMA, report_rows, report_table
from truceline.stages.evidence.intake import (
    known_by,
    merge_reports,
    to_reports,
    unknown_sources,
)
from truceline.stages.evidence.mapping import Mapping, Parse, read_mapping, shipped_mapping

SHARED = Path(__file__).parents[4] / "shared"
CANONICAL = shipped_mapping("canonical")
ROW = {"report_id": "a", "source": "s", "start": "2031-05-02T01:00:00+02:00", "kind": "air"}


def take(rows: list[dict[str, object]], mapping: Mapping = CANONICAL, zone: str = "+02:00"):
    names = sorted({name for row in rows for name in row})
    raw = pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})
    return to_reports(raw, mapping, "set", "t.csv", zone)


def one(mapping: Mapping = CANONICAL, **cells: object) -> dict[str, object]:
    table, problems = take([ROW | cells], mapping)
    assert table.num_rows == 1, [str(p) for p in problems]
    return table.to_pylist()[0]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


KNOWN = [
    ({}, "2031-05-02T01:00:00+02:00"),
    ({"end": "2031-05-02T03:00:00+02:00"}, "2031-05-02T03:00:00+02:00"),
    ({"start": "2031-05-02"}, "2031-05-03T00:00:00+02:00"),
    ({"published": "2031-05-03"}, "2031-05-04T00:00:00+02:00"),
    ({"published": "2031-05-03T10:00:00+03:00"}, "2031-05-03T10:00:00+03:00"),
    ({"published": "2031-05-03", "received": "2031-05-09T08:00:00Z"}, "2031-05-09T08:00:00Z"),
    ({"received": "2031-05-09"}, "2031-05-10T00:00:00+02:00"),
]


@pytest.mark.parametrize(("cells", "known"), KNOWN)
def test_when_a_report_is_known(cells, known):
    assert one(**cells)["known"] == at(known)


def test_a_start_alone_is_an_instant_and_a_bare_date_a_day():
    instant, day = one(), one(start="2031-05-02", end="2031-05-03")
    assert instant["start"] == instant["end"]
    assert instant["zone"] == "+02:00"
    assert (day["start"], day["end"]) == (
        at("2031-05-02T00:00+02:00"),
        at("2031-05-04T00:00+02:00"),
    )


def test_an_end_alone_means_some_time_before():
    got = one(start=None, end="2031-05-02T03:00:00+02:00")
    assert got["start"] is None
    assert got["end"] == at("2031-05-02T03:00:00+02:00")


def test_an_act_after_its_publication_has_an_unknown_time_before():
    table, problems = take([ROW | {"published": "2031-05-01T20:00:00Z"}])
    got = table.to_pylist()[0]
    assert (got["start"], got["end"]) == (None, at("2031-05-01T20:00:00Z"))
    assert [(p.file, p.line, p.field, p.severity) for p in problems] == [
        ("set", 0, "set.a", "warning")
    ]


def test_an_act_on_the_day_of_a_bare_publication_date_is_possible():
    table, problems = take(
        [ROW | {"published": "2031-05-02", "start": "2031-05-02T23:59:00+02:00"}]
    )
    assert not problems
    assert table["start"].null_count == 0


def test_zone_of_the_mapping_holds_for_naive_times_that_of_the_mission_does_not():
    assert take([ROW | {"start": "2031-05-02 01:00"}])[0].num_rows == 0
    told = Mapping(name="m", columns=CANONICAL.columns, parse=Parse(zone="+05:00"))
    assert one(told, start="2031-05-02 01:00")["start"] == at("2031-05-01T20:00Z")


def test_unknown_columns_become_sorted_attributes():
    got = one(zebra='a "b" \\ c', apple="Ґ\nx\ty", empty="")
    assert got["attributes"] == '{"apple":"Ґ\\nx\\ty","zebra":"a \\"b\\" \\\\ c"}'
    assert one()["attributes"] is None


@given(st.dictionaries(st.sampled_from("pqr"), st.text(max_size=8), min_size=1))
def test_attributes_are_json_of_the_cleaned_cells(cells):
    got = one(**{f"x{key}": value for key, value in cells.items()})["attributes"]
    read = {} if got is None else json.loads(got)
    assert all(key[1:] in cells for key in read)
    plain = {f"x{k}": v for k, v in cells.items() if v.isascii() and v.isprintable() and v.strip()}
    assert all(read[key] == value.strip() for key, value in plain.items())


def test_typed_attributes_are_kept_as_text():
    got = one(n=3, ok=True, tags=["b", "a"], deep={"x": None})
    assert json.loads(got["attributes"]) == {
        "deep": '{"x": null}',
        "n": "3",
        "ok": "true",
        "tags": '["b", "a"]',
    }


def test_text_is_brought_to_one_form():
    got = one(source=" Cafe\u0301\u200b \u00a0", text="a\u202eb")
    assert (got["source"], got["text"]) == ("Café", "ab")


def test_defaults():
    got = one(kind=None)
    assert (got["kind"], got["stance"], got["about"]) == ("other/other", "claims", "all")
    assert (got["time_uncertainty_h"], got["place_basis"]) == (0.0, "unlocated")
    assert one(lat="1", lon="2")["place_basis"] == "given"


MAPPED = """
columns: {report_id: nr, source: by, start: [day, hour], kind: what, lat: y, lon: x}
constants: {country: XX, time_uncertainty_h: 2}
values: {kind: {boom: fire/mortar, "air*": air/airstrike}}
unlisted: {kind: other/other}
parse: {day_first: true, formats: ["%d.%m.%Y %H:%M"], zone: "+01:00", decimal: ",", missing: [n/a]}
"""


def test_a_mapping_with_everything():
    mapping, problems = read_mapping(MAPPED, "m.yaml")
    assert not problems
    base = {"nr": 7, "by": "n/a", "day": "3.5.2031", "hour": "10:00", "y": "48,5", "x": "14,25"}
    rows = [base | {"by": "s", "what": "boom"}, base | {"nr": 8, "what": "boom"}]
    rows += [base | {"nr": 9, "by": "s", "what": "Air raid", "hour": None, "day": "3/5/2031"}]
    rows += [base | {"nr": 10, "by": "s", "what": "gossip"}]
    table, problems = take(rows, mapping)
    assert [p.message for p in problems] == ["the cell is empty"]
    first, second, third = table.to_pylist()
    assert (first["report_id"], first["country"], first["time_uncertainty_h"]) == ("7", "XX", 2.0)
    assert (first["lat"], first["start"]) == (48.5, at("2031-05-03T10:00+01:00"))
    assert [r["kind"] for r in (first, second, third)] == [
        "fire/mortar",
        "air/airstrike",
        "other/other",
    ]
    assert (second["end"] - second["start"]).total_seconds() == 86_400


def test_a_column_that_the_mapping_names_in_vain_is_told():
    mapping, _ = read_mapping(
        "columns: {report_id: a, source: b, start: c, lat: lattitude, lon: e}", "m"
    )
    raw = pa.table({"a": ["1"], "b": ["s"], "c": ["2031-05-02"], "latitude": ["1"], "e": ["2"]})
    table, problems = to_reports(raw, mapping, "set", "t.csv", "UTC")
    assert table.num_rows == 1
    told = {p.field: p.hint for p in problems if "no column `" in p.message}
    assert told == {"lat": "is it `latitude`?"}


def test_every_report_is_a_valid_record():
    rows = [ROW | {"report_id": str(n), "lat": "-0.0", "lon": "1e-3"} for n in range(3)]
    table, _ = take(rows)
    assert table.schema == REPORT_SCHEMA
    assert all(isinstance(r, Report) and str(r.lat) == "0.0" for r in report_rows(table))


def test_many_bad_rows_are_counted_not_listed():
    table, problems = take(
        [ROW | {"report_id": str(n), "lat": "x", "lon": "1"} for n in range(3000)]
    )
    assert table.num_rows == 0
    assert len(problems) == 1001
    assert any("2,000 further rows" in p.message for p in problems)


def reports(*rows: dict[str, object]) -> pa.Table:
    base = {"dataset": "set", "source": "s", "end": at("2031-05-02T00:00Z")}
    full = [base | {"known": at("2031-05-03T00:00Z")} | row for row in rows]
    return report_table([Report(**row) for row in full])


def test_merging_sorts_by_key_and_drops_exact_repeats():
    table = reports({"report_id": "b"}, {"report_id": "a"}, {"report_id": "b"})
    merged, problems = merge_reports([table, table])
    assert merged["report_id"].to_pylist() == ["a", "b"]
    assert not problems


def test_the_newest_version_wins_then_content():
    old = {"report_id": "a", "text": "old", "known": at("2031-05-01T00:00Z")}
    new, twin = {"report_id": "a", "text": "new"}, {"report_id": "a", "text": "nee"}
    merged, problems = merge_reports([reports(new, old)])
    assert merged["text"].to_pylist() == ["new"]
    assert [(p.field, p.severity) for p in problems] == [("set.a", "warning")]
    assert merge_reports([reports(new, twin)])[0]["text"].to_pylist() == ["nee"]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["x", "y", None]),
            st.integers(1, 3),
            st.sampled_from([None, 1.0, 2.0]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_order_and_splits_never_show(rows, chance: random.Random):
    made = [
        {"report_id": i, "text": t, "lat": lat, "lon": lat, "known": at(f"2031-05-0{d}T00:00Z")}
        for i, t, d, lat in rows
    ]
    merged, problems = merge_reports([reports(*made)])
    shuffled = made * 2
    chance.shuffle(shuffled)
    parts = [reports(*shuffled[n::3]) for n in range(3)]
    again, told = merge_reports(parts)
    assert merged.equals(again)
    assert problems == told
    newest = {i: max(d for j, _, d, _ in rows if i == j) for i, _, _, _ in rows}
    assert merged["report_id"].to_pylist() == sorted(newest)
    assert [k.day for k in merged["known"].to_pylist()] == [newest[i] for i in sorted(newest)]


def test_merging_nothing():
    merged, problems = merge_reports([])
    assert merged.schema == REPORT_SCHEMA
    assert (merged.num_rows, problems) == (0, ())


def test_swapped_points_need_company_to_be_seen():
    near = [{"report_id": f"n{n}", "lat": 48.0, "lon": 14.0} for n in range(10)]
    odd = {"report_id": "z", "lat": 14.1, "lon": 48.2}
    far = {"report_id": "y", "lat": -30.0, "lon": 100.0}
    _, (problem,) = merge_reports([reports(*near, odd, far)])
    assert (problem.field, problem.hint) == ("set.z", "are lat and lon swapped?")
    assert merge_reports([reports(*near[:8], odd)])[1] == ()


def test_known_by_includes_its_moment():
    table = reports(
        {"report_id": "a", "known": at("2031-05-03T00:00Z")},
        {"report_id": "b", "known": at("2031-05-03T00:00:01Z")},
    )
    assert known_by(table, at("2031-05-03T02:00+02:00"))["report_id"].to_pylist() == ["a"]


def test_sources_that_the_roster_lacks():
    table = reports(
        {"report_id": "a", "source": "Gazete"},
        {"report_id": "b", "source": "Gazete"},
        {"report_id": "c", "source": "gazette"},
        {"report_id": "d", "source": "The Daily"},
    )
    roster = [
        RosterEntry(id="gazette", role="publisher", name="Gazette"),
        RosterEntry(id="d", role="publisher", name="The Daily"),
    ]
    (problem,) = unknown_sources(table, roster)
    assert problem.message == "`Gazete` isn't in the roster (2 reports)"
    assert (problem.severity, problem.hint) == (
        "warning",
        "is it `Gazette`? else add it to the roster",
    )


def test_columns_never_become_rows(monkeypatch):
    """Taking in a table must not turn its rows into Python objects."""
    n = 20_000
    raw = pa.table(
        {
            "report_id": pa.array(np.arange(n)),
            "source": ["s"] * n,
            "start": pa.array(np.arange(n), pa.timestamp("s", "UTC")),
            "kind": ["fire/mortar"] * n,
            "lat": np.full(n, 48.0),
            "lon": np.full(n, 14.0),
            "note": [f"n{i}" for i in range(n)],
        }
    )
    seen = []
    monkeypatch.setattr(Report, "__post_init__", seen.append)
    table, problems = to_reports(raw, CANONICAL, "set", "t.parquet", "UTC")
    merged, _ = merge_reports([table])
    assert (merged.num_rows, problems, seen) == (n, (), [])


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data aren't here")
@pytest.mark.parametrize(
    ("path", "mapping", "rows", "warned"),
    [
        ("energy-halt-2025/reports.csv", "energy-halt", 469, ["halt.R095", "halt.R096"]),
        ("ucdp/UCDP-Ukraine.csv", "ucdp", 3883, [""]),
    ],
)
def test_real_tables_lose_no_row(path, mapping, rows, warned):
    file = SHARED / "data" / path
    found, problems = [], []
    for raw, told in read_raw(file, file.name):
        table, more = to_reports(raw, shipped_mapping(mapping), "halt", file.name, "+03:00")
        found.append(table)
        problems += (*told, *more)
    merged, told = merge_reports(found)
    assert merged.num_rows == rows
    assert [p.field for p in (*problems, *told)] == warned
    assert all(p.severity == "warning" for p in problems)
