from datetime import UTC, datetime

import pyarrow as pa

from truceline.model.evidence import About, Report, Stance
from truceline.model.place import PlaceBasis
from truceline.model.table import REPORT_SCHEMA, completed, report_keys, report_rows, report_table


def test_the_schema_is_generated_from_the_record():
    assert REPORT_SCHEMA.names == list(Report.__struct_fields__)
    assert REPORT_SCHEMA.field("start").type == pa.timestamp("us", tz="UTC")
    assert REPORT_SCHEMA.field("lat").nullable
    assert not REPORT_SCHEMA.field("report_id").nullable


def test_rows_survive_the_way_through_a_table():
    report = Report(
        dataset="halt",
        report_id="R1",
        source="s",
        start=datetime(2031, 5, 1, tzinfo=UTC),
        lat=1.5,
        stance=Stance.DENIES,
        about=About.ACTOR,
    )
    assert report_rows(report_table([report])) == (report,)


def test_keys_name_the_dataset_where_there_is_one():
    rows = [Report(dataset=d, report_id="R1", source="s") for d in ("", "halt")]
    assert report_keys(report_table(rows)).to_pylist() == [r.key for r in rows] == ["R1", "halt.R1"]


def test_a_lean_table_is_completed_with_defaults():
    words = pa.array(["s", "t"]).dictionary_encode()
    lean = pa.table({"report_id": [7, 10], "source": words, "lat": [1.5, None]})
    whole = completed(lean)
    assert whole.schema == REPORT_SCHEMA
    rows = [
        Report(dataset="", report_id="7", source="s", lat=1.5),
        Report(dataset="", report_id="10", source="t", place_basis=PlaceBasis.UNLOCATED),
    ]
    assert report_rows(whole) == tuple(rows)
    assert completed(whole).equals(whole)
    assert completed(lean.drop_columns("lat"))["place_basis"].unique().to_pylist() == ["unlocated"]
    assert report_keys(lean).to_pylist() == ["7", "10"]
    dataset = pa.array(["", "d"]).dictionary_encode()
    assert report_keys(lean.append_column("dataset", dataset)).to_pylist() == ["7", "d.10"]
