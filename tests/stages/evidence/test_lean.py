"""Lean tables: the same reports and the same words about them as the whole ones give."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.io.feeds.raw import Choice, read_raw
from truceline.model.evidence import Report
from truceline.model.table import REPORT_SCHEMA, completed, report_table
from truceline.stages.evidence.intake import merge_reports, to_reports, wanted
from truceline.stages.evidence.lean import locate_lean, merge_lean
from truceline.stages.evidence.locate import DEFAULT_KM, locate
from truceline.stages.evidence.mapping import read_mapping, shipped_mapping

CANONICAL = shipped_mapping("canonical")
EVERY = frozenset(REPORT_SCHEMA.names)
LEAN = EVERY - {"text", "attributes", "zone", "place_basis"}

MAPPED, NO_PROBLEMS = read_mapping(
    """
columns: {report_id: id, source: [src, src2], start: [day, hour], end: e, published: p, lat: la,
  lon: lo, count: n, time_uncertainty_h: prec, place_name: pl, kind: k, stance: st, assessed: ok,
  text: tx, alleged_actor: who, claimant: cl}
values: {kind: {sh*: fire/shelling, drone: air/drone_strike}, alleged_actor: {A: X, B: X, C*: Y}}
lookup: {time_uncertainty_h: {"1": 6, "2": 48}}
unlisted: {kind: other/other}
parse: {formats: ["%d.%m.%Y %H:%M"], zone: "+03:00", decimal: ",", missing: ["-", n/a],
  bearing_distance: bd}
constants: {claimant_side: third, about: actor}
""",
    "m.yaml",
)
FLAGS, _ = read_mapping(
    """
columns: {report_id: id, source: src, start: e, end: e, lat: la, lon: lo}
one_hot: {k: fire/mortar, ok: air/drone_strike, n: air/drone_strike}
""",
    "flags.yaml",
)
CELLS = {
    "id": ["a", "b", " c ", "", "\u200bx", None, "7"],
    "src": ["s", "t ", "", None, "é", "e\u0301"],
    "src2": ["u", "", None],
    "day": ["01.02.2031", "2031-02-01", "2031-02-30", "bad", None, ""],
    "hour": ["10:00", "25:00", "", None],
    "e": ["2031-02-01T11:00:00Z", "2031-02-01", "1931", "2031-01-01", "-", None],
    "p": ["2031-02-02", "2031-01-31", "3031-01-01", None, ""],
    "la": ["48,5", "0", "-0", "91", "x", "", None, "-"],
    "lo": ["30", "0,0", "181", None, "", "30.5"],
    "n": ["1", "-0", "1e3", "true", "nan", None, ""],
    "prec": ["1", "2", "3", "", None],
    "pl": ["P", "\u202eP", "Q", None],
    "k": ["shell", "drone", "Sh", "1", "zz", None, ""],
    "st": ["denies", "x", None],
    "ok": ["yes", "NO", "1", "maybe", None],
    "tx": ["t", "u", "", None],
    "who": ["A", "B", "C", None],
    "cl": ["c", " c", None],
    "bd": ["3-5 km NE", "x", "", None],
    "more": ["1", '"q"', None],
}


def raw_table(chance: random.Random) -> pa.Table:
    names = [name for name in CELLS if name in {"id", "src", "e"} or chance.random() < 0.9]
    size = chance.randint(1, 8)
    columns = {}
    for name in names:
        column = pa.array([chance.choice(CELLS[name]) for _ in range(size)], pa.string())
        columns[name] = column.dictionary_encode() if chance.random() < 0.5 else column
    return pa.table(columns)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([MAPPED, FLAGS]), st.sampled_from(["", "set"]))
def test_whatever_stands_in_a_table_lean_and_whole_agree(seed, mapping, dataset):
    assert not NO_PROBLEMS
    raw = raw_table(random.Random(seed))
    whole, said = to_reports(raw, mapping, dataset, "t.csv", "+02:00")
    every, heard = to_reports(raw, mapping, dataset, "t.csv", "+02:00", EVERY)
    assert heard == said
    assert completed(every).to_pylist() == whole.to_pylist()
    lean, heard = to_reports(raw, mapping, dataset, "t.csv", "+02:00", LEAN)
    looked_at = wanted(mapping, LEAN)[0]
    unread = set(raw.column_names) - looked_at
    assert heard == tuple(p for p in said if p.field not in unread)
    kept = [name for name in lean.column_names if name in LEAN]
    assert completed(lean).select(kept).to_pylist() == whole.select(kept).to_pylist()


TYPED = {
    "report_id": pa.array([7, 10, 9], pa.int32()),
    "source": ["s", "t", "s"],
    "start": pa.array([1_935_000_000, None, 1_935_000_100], pa.timestamp("s", "UTC")),
    "end": pa.array([1_935_000_000, 1_935_000_050, 1_935_000_100], pa.timestamp("s", "UTC")),
    "lat": pa.array([48.5, -0.0, 49.0], pa.float32()),
    "lon": [30.0, 12.0, None],
    "kind": ["air/drone_strike", None, "fire/mortar"],
    "text": ["a", "b", "c"],
    "more": ["x", "y", "z"],
}


def test_a_typed_table_keeps_its_types_and_its_texts_unread(tmp_path: Path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(TYPED | {"lon": [30.0, 12.0, 31.0]}), path)
    theirs, coded = wanted(CANONICAL, LEAN)
    ((raw, problems),) = read_raw(path, path.name, Choice(wanted=theirs, coded=coded))
    assert raw.schema.field("text").type == raw.schema.field("more").type == pa.null()
    lean, more = to_reports(raw, CANONICAL, "", path.name, "UTC", LEAN)
    assert not (*problems, *more)
    assert set(lean.column_names) == (TYPED.keys() - {"text", "more"}) | {"known"}
    assert lean["report_id"].type == pa.int64()
    assert pa.types.is_dictionary(lean["kind"].type)
    assert str(lean["lat"][1].as_py()) == "0.0"
    whole, _ = to_reports(pa.table(TYPED | {"lon": [30.0, 12.0, 31.0]}), CANONICAL, "", "t", "UTC")
    kept = lean.column_names
    assert completed(lean).select(kept).equals(whole.select(kept))


@pytest.mark.parametrize(
    "parse", ["{missing: ['9']}", "{}\nvalues: {report_id: {'10': ten}}", "{}"]
)
def test_whole_numbers_stay_ids_only_where_the_mapping_leaves_them(parse):
    columns = "columns: {report_id: report_id, source: source, start: start}\nparse: "
    mapping, _ = read_mapping(columns + parse, "m.yaml")
    lean, said = to_reports(pa.table(TYPED), mapping, "", "t", "UTC", LEAN)
    whole, told = to_reports(pa.table(TYPED), mapping, "", "t", "UTC")
    assert said == told
    assert (lean["report_id"].type == pa.int64()) == (parse == "{}")
    assert completed(lean)["report_id"].to_pylist() == whole["report_id"].to_pylist()


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["x", "y", None]),
        st.integers(1, 3),
        st.sampled_from([None, 1.0, 2.0]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.randoms(use_true_random=False))
def test_repeats_are_settled_as_among_whole_tables(rows, chance: random.Random):
    made = report_table(
        Report(
            dataset="set",
            report_id=i,
            source="s",
            claimant=claimant,
            known=datetime(2031, 5, day, tzinfo=UTC),
            lat=lat,
            lon=lat,
        )
        for i, claimant, day, lat in rows
    )
    whole, said = merge_reports([made])
    names = ["dataset", "report_id", "source", "claimant", "known", "lat", "lon"]
    order = list(range(len(rows)))
    chance.shuffle(order)
    lean = made.select(names).take(pa.array(order, pa.int64()))
    cut = chance.randint(0, len(rows))
    parts = [coded_words(lean.slice(0, cut)), coded_words(lean.slice(cut))]
    merged, heard = merge_lean(parts)
    assert heard == said
    assert completed(merged).sort_by("report_id").select(names).equals(whole.select(names))


def coded_words(table: pa.Table) -> pa.Table:
    for name in ("source", "claimant"):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].dictionary_encode())
    return table


def test_swapped_points_are_told_from_lean_tables_too():
    places = [(48.0 + n / 100, 14.0) for n in range(12)] + [(14.0, 48.0)]
    rows = [
        Report(dataset="", report_id=str(n), source="s", lat=lat, lon=lon)
        for n, (lat, lon) in enumerate(places)
    ]
    whole = report_table(rows)
    _, (said,) = merge_reports([whole])
    numbers = whole["report_id"].cast(pa.int64())
    lean = whole.select(["source", "lat", "lon"]).append_column("report_id", numbers)
    merged, (heard,) = merge_lean([lean])
    assert heard == said
    assert merged["report_id"].type == pa.int64()


def test_tables_that_differ_in_their_columns_are_completed():
    one = pa.table({"report_id": [3], "source": ["s"]})
    two = pa.table({"report_id": ["b"], "source": ["s"], "stance": ["denies"]})
    merged, _ = merge_lean([one, two, one.slice(0, 0)])
    assert merged.schema == REPORT_SCHEMA
    assert merged["stance"].to_pylist() == ["claims", "denies"]
    assert merge_lean([])[0].num_rows == 0


PLACED = [
    {"lat": 48.5, "lon": 30.5, "place_uncertainty_km": 2.0},
    {"lat": 48.5, "lon": 30.5},
    {"place_name": "Vienna", "country": "AT"},
    {"place_name": "Vienna", "country": "AT", "place_uncertainty_km": 900.0},
    {"place_name": "Nowhere at all"},
    {"observer_lat": 48.0, "observer_lon": 16.0, "bearing_deg": 90.0, "distance_km": 5.0},
    {},
]


@pytest.mark.parametrize("chosen", [range(7), [0], [0, 1], [1], [2, 5], [6]])
def test_places_are_found_as_for_whole_tables(chosen):
    rows = [Report(dataset="", report_id=str(n), source="s", **PLACED[n]) for n in chosen]
    whole, said = locate(report_table(rows), Gazetteer.load())
    given_ = {"report_id"}.union(*(PLACED[n] for n in chosen))
    lean = report_table(rows).select([n for n in REPORT_SCHEMA.names if n in given_])
    located, heard = locate_lean(lean)
    assert heard == said
    for name in ("lat", "lon", "place_uncertainty_km"):
        assert located[name].to_pylist() == whole[name].to_pylist()
    assert located["report_id"].to_pylist() == [str(n) for n in chosen]


def test_coordinates_without_an_error_get_the_default():
    lean = pa.table({"report_id": [1], "lat": [48.0], "lon": [30.0]})
    assert locate_lean(lean)[0]["place_uncertainty_km"].to_pylist() == [DEFAULT_KM]
