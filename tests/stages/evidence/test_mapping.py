"""Mappings: read, checked, and those that ship applied to rows as their publishers write them."""

from pathlib import Path

import pyarrow as pa
import pytest

from truceline.errors import UnreadableError
from truceline.foundation.vocabulary import words
from truceline.stages.evidence.bearings import bearing_distance
from truceline.stages.evidence.intake import to_reports
from truceline.stages.evidence.mapping import OWN, SHIPPED, read_mapping, shipped_mapping

SHARED = Path(__file__).parents[4] / "shared"


def report(name: str, **cells: str) -> dict[str, object]:
    """The one report of a row, read by a mapping that ships."""
    raw = pa.table({column: pa.array([cell]) for column, cell in cells.items()})
    table, problems = to_reports(raw, shipped_mapping(name), "set", "t.csv", "+02:00")
    assert table.num_rows == 1, [str(p) for p in problems]
    return table.to_pylist()[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_mappings_are_free_of_problems(name):
    mapping = shipped_mapping(name)
    assert {"report_id", "source"} <= mapping.columns.keys() | mapping.constants.keys()
    assert mapping.columns.keys() <= OWN


def test_the_canonical_mapping_names_every_column():
    assert shipped_mapping("canonical").columns == {name: (name,) for name in OWN}


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnreadableError, match="did you mean energy-halt"):
        shipped_mapping("energyhalt")


def test_energy_halt_covers_every_word_of_its_lists():
    mapping = shipped_mapping("energy-halt")
    assert mapping.values["kind"]["other"] == "attack/unspecified"
    assert mapping.values["target_category"]["other_energy"] == "energy/other"
    assert mapping.values["target_category"]["non_energy"] == "other/other"
    listed = set(mapping.values["target_category"].values())
    assert {w for w in words("site_categories") if w.startswith("energy/")} <= listed


def test_ucdp_widens_by_its_precision_codes_and_accuses_nobody():
    row = {"id": "7", "date_start": "1/22/2014 12:00:00 AM", "date_end": "03/05/2014 00:00"}
    row |= {"where_prec": "2", "date_prec": "4", "latitude": "50.45", "longitude": "30.5"}
    row |= {"best": "5", "low": "2", "side_a": "Government", "type_of_violence": "1"}
    got = report("ucdp", **row)
    assert (got["start"].isoformat(), got["end"].isoformat()) == (
        "2014-01-22T00:00:00+00:00",
        "2014-03-06T00:00:00+00:00",
    )
    assert (got["place_uncertainty_km"], got["time_uncertainty_h"]) == (12.5, 24.0)
    assert got["alleged_actor"] is None
    assert (got["kind"], got["count"], got["count_unit"]) == ("effect/casualty", 5.0, "death")
    assert got["attributes"] == '{"low":"2","side_a":"Government"}'


def test_viina_takes_the_first_label_that_is_set():
    row = {"event_id": "1", "source": "outlet", "date": "20260101", "GEO_PRECISION": "ADM2"}
    row |= {"latitude": "47", "longitude": "31", "t_civcas_b": "1", "t_artillery_b": "1"}
    got = report("viina", **row)
    assert got["kind"] == "fire/shelling"
    assert got["place_uncertainty_km"] == 20.0
    assert got["end"] - got["start"] == got["known"] - got["published"]
    assert (
        report("viina", **row | {"t_civcas_b": "0", "t_artillery_b": "0"})["kind"] == "other/other"
    )


def test_acled_gives_the_family_where_a_type_mixes_weapons():
    row = {"event_id_cnty": "X1", "source": "Paper; Radio", "event_date": "21 March 2025"}
    row |= {"time_precision": "2", "geo_precision": "3", "sub_event_type": "Air/drone strike"}
    row |= {"actor1": "Forces", "timestamp": "1742860800", "fatalities": "0"}
    got = report("acled", **row)
    assert (got["kind"], got["alleged_actor"]) == ("air", None)
    assert got["time_uncertainty_h"] == 84.0
    assert got["known"].isoformat() == "2025-03-25T00:00:00+00:00"
    assert got["attributes"] == '{"actor1":"Forces"}'


def test_a_row_of_the_monitors_table():
    row = {"id": "1", "date": "02/05/2031", "time": "01:40", "position": "Camp 2"}
    row |= {"position_lat": "48.5", "position_lon": "14.2", "location": "3-5km NE"}
    row |= {"means": "Heard", "count": "12", "observation": "Explosion", "weapon": "N/K"}
    got = report("osce-table", **row)
    assert (got["bearing_deg"], got["distance_km"]) == (45.0, 4.0)
    assert (got["kind"], got["weapon"]) == ("fire/explosion_undetermined", None)
    assert (got["count"], got["count_unit"], got["means"]) == (12.0, "explosion", "heard")
    assert got["start"] == got["end"]
    assert got["lat"] is None
    assert report("osce-table", **row | {"weapon": "Mortar (82mm)"})["kind"] == "fire/mortar"


BEARINGS = [
    ("3-5km NE", (45.0, 4.0)),
    ("0.5 km north-west", (315.0, 0.5)),
    ("800 m SSW", (202.5, 0.8)),
    ("2–3 km south of", (180.0, 2.5)),
    ("1,5km W", (270.0, 1.5)),
    ("4 km 270°", (270.0, 4.0)),
    ("4 km", None),
    ("NE", None),
    ("3 miles N", None),
    ("3 km NNN", None),
    ("4 km 400°", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), BEARINGS)
def test_bearing_and_distance(text, expected):
    assert bearing_distance(text) == expected


def test_a_mapping_with_an_error_is_not_used():
    mapping, problems = read_mapping("columns: {report_id: id, sorce: x}", "m.yaml")
    assert mapping is None
    assert [(p.line, p.hint) for p in problems] == [(1, "did you mean `source`?")]


def test_values_for_a_column_that_is_not_read_are_only_warned_of():
    text = "columns: {report_id: id}\nvalues:\n  about: {x: all}\n"
    mapping, (problem,) = read_mapping(text, "m.yaml")
    assert mapping is not None
    assert (problem.severity, problem.line) == ("warning", 3)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data aren't here")
def test_the_benchmark_mapping_is_read():
    path = SHARED / "bench" / "fusion" / "map.yaml"
    mapping, problems = read_mapping(path.read_text(encoding="utf-8"), path.name)
    assert not problems
    assert mapping.columns["end"] == ("time",)
    assert set(mapping.values["kind"].values()) <= words("acts")
