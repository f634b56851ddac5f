import time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.model.evidence import Report
from truceline.model.table import REPORT_SCHEMA, report_table
from truceline.stages.evidence.locate import DEFAULT_KM, locate


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


def report(number, **fields):
    return Report(dataset="d", report_id=f"R{number}", source="s", **fields)


ROWS = [
    report(0, lat=48.0, lon=37.0, place_name="Kharkiv", country="UA"),
    report(1, lat=48.0, lon=37.0, place_uncertainty_km=7.0),
    report(2, place_name="Kharkiv", country="UA"),
    report(3, place_name="Mykolaivka", country="UA"),
    report(4, place_name="Nosuchplace", admin1="Sumy", country="UA"),
    report(5, place_name="Nosuchplace", country="UA"),
    report(6),
    report(7, observer_lat=48.0, observer_lon=37.0, bearing_deg=0.0, distance_km=4.0),
    report(8, admin1="Kherson", country="UA"),
    report(9, place_name="Kharkiv", country="UA", place_uncertainty_km=40.0),
    report(10, place_name="Mykolaivka", country="UA"),
    report(11, observer_lat=48.0, observer_lon=37.0, bearing_deg=0.0, distance_km=-4.0),
]


def test_each_way_to_a_place(gazetteer):
    table, problems = locate(report_table(ROWS), gazetteer)
    assert table.schema == REPORT_SCHEMA
    assert table["place_basis"].to_pylist() == [
        "given", "given", "gazetteer", "ambiguous", "region", "unlocated", "unlocated",
        "observation", "region", "gazetteer", "ambiguous", "unlocated",
    ]  # fmt: skip
    km = table["place_uncertainty_km"].to_pylist()
    assert km[:2] == [DEFAULT_KM, 7.0]
    assert km[9] == 40.0
    assert km[4] > 60
    assert table["lat"].to_pylist()[:2] == [48.0, 48.0]
    assert table["lat"].to_pylist()[7] == pytest.approx(48.036, abs=1e-3)
    assert [table["lat"][i].as_py() for i in (3, 5, 6, 11)] == [None] * 4
    assert pc.all(pc.equal(pc.is_null(table["lat"]), pc.is_null(table["lon"]))).as_py()
    assert all(p.severity == "warning" for p in problems)


def test_one_problem_per_name_with_candidates_and_number_of_reports(gazetteer):
    _, problems = locate(report_table(ROWS), gazetteer)
    ambiguous = [p for p in problems if "ambiguous" in p.message]
    assert len(ambiguous) == 1
    assert "2 reports" in ambiguous[0].message
    assert "UA-14" in ambiguous[0].hint
    assert len(problems) == 4


def test_the_order_of_rows_doesnt_matter(gazetteer):
    table, problems = locate(report_table(ROWS), gazetteer)
    turned, again = locate(report_table(ROWS[::-1]), gazetteer)
    assert problems == again
    assert turned.to_pylist()[::-1] == table.to_pylist()


def test_what_an_ambiguous_name_may_mean_goes_along(gazetteer):
    table, _ = locate(report_table(ROWS), gazetteer)
    given = table["place_candidates"].to_pylist()
    assert [n for n, text in enumerate(given) if text] == [3, 10]
    places = [tuple(map(float, place.split(","))) for place in given[3].split(";")]
    assert len(places) > 1
    assert all(44 < lat < 53 and 22 < lon < 41 and km > 0 for lat, lon, km in places)


def test_placing_twice_changes_nothing_given(gazetteer):
    once, _ = locate(report_table(ROWS), gazetteer)
    twice, _ = locate(once, gazetteer)
    assert twice["lat"].equals(once["lat"])


def test_an_empty_table_passes(gazetteer):
    table, problems = locate(REPORT_SCHEMA.empty_table(), gazetteer)
    assert (table.num_rows, problems) == (0, ())


def test_a_million_given_places_pass_quickly(gazetteer):
    rows = 1_000_000
    columns = [pa.nulls(rows, field.type) for field in REPORT_SCHEMA]
    table = pa.table(columns, schema=REPORT_SCHEMA)
    for name, value in (("lat", 48.0), ("lon", 37.0)):
        where = REPORT_SCHEMA.get_field_index(name)
        table = table.set_column(where, REPORT_SCHEMA.field(where), pa.array(np.full(rows, value)))
    started = time.perf_counter()
    located, _ = locate(table, gazetteer)
    assert time.perf_counter() - started < 2.0  # a tenth of a second on an idle machine
    assert pc.all(pc.equal(located["place_uncertainty_km"], DEFAULT_KM)).as_py()
