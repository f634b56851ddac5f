"""The invented second case: other parties, another country, the same rules.

`tests/fixtures/lake-truce/expected.yaml` was written by a person before any code ran.
"""

import csv

import pytest
from ruamel.yaml import YAML

from conftest import ROOT, copy_of, run

LAKE = ROOT / "tests" / "fixtures" / "lake-truce"
EXPECTED = YAML(typ="safe", pure=True).load((LAKE / "expected.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    folder = copy_of(LAKE, tmp_path_factory.mktemp("lake") / "mission")
    return run(folder, tmp_path_factory.mktemp("lake-out"), EXPECTED["as_of"])


@pytest.fixture(scope="session")
def ledger(lake):
    with (lake.out / "ledger.csv").open(encoding="utf-8") as file:
        return {(r["incident_id"], r["reading"], r["accused"]): r for r in csv.DictReader(file)}


def cases():
    return [pytest.param(case, id=case["reports"][0]) for case in EXPECTED["incidents"]]


def feature(lake, case):
    incident = lake.incident_of(case["reports"][0])
    return next(f for f in lake.features if f["id"] == incident)


@pytest.mark.parametrize("case", cases())
def test_these_reports_make_one_incident(lake, case):
    assert feature(lake, case)["properties"]["report_ids"] == sorted(case["reports"])


@pytest.mark.parametrize("case", cases())
def test_occurrence_and_contestation(lake, ledger, case):
    properties = feature(lake, case)["properties"]
    assert properties["occurrence"] == case["occurrence"]
    rows = [r for (i, _, _), r in ledger.items() if i == feature(lake, case)["id"]]
    assert {r["contestation"] for r in rows} <= {case["contestation"]}


@pytest.mark.parametrize("case", cases())
def test_findings_under_every_reading(lake, ledger, case):
    incident = feature(lake, case)["id"]
    for reading, sides in case["findings"].items():
        for accused, expected in sides.items():
            row = ledger[incident, reading, accused]
            assert row["breach"] == expected["breach"], (reading, accused)
            assert row["why"] == expected.get("why", ""), (reading, accused)
            if "alleged" in expected:
                assert row["alleged"] == str(expected["alleged"]).lower(), (reading, accused)


@pytest.mark.parametrize("case", [c for c in cases() if c.values[0].get("admitted")])
def test_an_admission_inside_the_window_is_one(lake, case):
    incident = feature(lake, case)["id"]
    admitted = [f for i, f in lake.figures.items() if i.startswith("admitted.by.")]
    assert any(incident in f["basis"] for f in admitted)


def test_every_report_is_expected_once(lake):
    listed = [key for f in lake.features for key in f["properties"]["report_ids"]]
    assert sorted(listed) == sorted(key for c in EXPECTED["incidents"] for key in c["reports"])
