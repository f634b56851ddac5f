"""The real record: what a careful reader would insist on."""

from pathlib import Path

import pytest
from lakeview import origins

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.feeds.raw import read_raw
from truceline.model.table import report_rows
from truceline.stages.evidence.intake import merge_reports, to_reports
from truceline.stages.evidence.mapping import shipped_mapping
from truceline.stages.fusion import fuse, gather

EXAMPLE = Path(__file__).parents[3] / "examples" / "energy-halt-2025"


@pytest.fixture(scope="module")
def table():
    path = next(EXAMPLE.rglob("reports.csv"), None)
    if path is None:
        pytest.skip("the example's report table is not there")
    read = [
        to_reports(raw, shipped_mapping("energy-halt"), "halt", path.name, "Europe/Kyiv")[0]
        for raw, _ in read_raw(path, path.name)
    ]
    return merge_reports(read)[0]


@pytest.fixture(scope="module")
def incidents(table):
    groups = fuse(table, (), EmbeddedEngine())
    return gather(table, groups, origins(report_rows(table)))


@pytest.fixture(scope="module")
def home(incidents):
    """Incident of each report, by the bare id."""
    return {key.removeprefix("halt."): i for i in incidents for key in i.report_ids}


TOGETHER = {
    "the station of 21 March, blamed on both sides": (
        "R073 R074 R075 R076 R077 R078 R079 R080 R081 R082 R083 R084 R085 R086 R087 R088"
    ),
    "airbase, oil depot or refinery": "R069 R071 R147",
    "impossible times": "R092 R093 R094 R095 R096",
    "an item told again with the next day's date": "R242 R244 R246 R271 R275 R278",
    "a story run again a month later": "R338 R340 R341 R343 R344 R464",
    "copies of October": "R201 R206 R211 R215 R217 R465",
    "own side contradicts itself": "R136 R145 R146",
    "falling debris or a strike": "R368 R369 R371",
    "clocks six minutes apart": "R291 R314 R332",
    "an envoy's wrong day": "R035 R450",
}
APART = {
    "the station of 21 and of 28 March": "R073 R162",
    "two pipes in one night": "R391 R392",
    "two pipes in another list": "R399 R400",
    "one storage on five days": "R091 R106 R111 R126",
    "one substation on many days": "R282 R288 R352 R389",
    "one transformer yard on four days": "R202 R401 R402 R439",
    "two lines of one list": "R334 R335",
    "dawn drones and a missile in the day": "R029 R054",
    "three governor's districts": "R461 R462 R463",
}


@pytest.mark.parametrize("name", TOGETHER)
def test_one_act(home, name):
    assert len({home[key].id for key in TOGETHER[name].split()}) == 1


@pytest.mark.parametrize("name", APART)
def test_several_acts(home, name):
    keys = APART[name].split()
    assert len({home[key].id for key in keys}) == len(keys)


def test_the_station_has_sixteen_reports_and_two_accused(home):
    station = home["R073"]
    assert len(station.report_ids) == 16
    assert station.accused == ("RU", "UA")
    assert f"{station.when.start:%d %H:%M}" == "20 21:10"
    assert station.outside == ("halt.R077", "halt.R079", "halt.R085")


def test_late_copies_make_no_incident(table, incidents):
    """Known by 19 April or by 10 May: the same incidents."""
    early = fuse(
        table.filter([k < "R464" for k in table["report_id"].to_pylist()]), (), EmbeddedEngine()
    )
    assert set(early["incident_id"].to_pylist()) == {i.id for i in incidents}


def test_about_as_many_incidents_as_a_careful_reader_counts(incidents):
    assert 128 <= len(incidents) <= 136
