"""`truceline compare`: what it prints."""

import json

import pytest
from commanding import truceline


@pytest.fixture(scope="module")
def mission(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare") / "mission"
    assert truceline("init", folder).code == 0
    return folder


@pytest.fixture
def narrowed(mission, tmp_path):
    """The agreement with its energy sites gone from every list but coal."""
    text = (mission / "agreement.yaml").read_text(encoding="utf-8")
    assert "sites: [energy/*]" in text
    path = tmp_path / "edited.yaml"
    path.write_text(text.replace("sites: [energy/*]", "sites: [energy/coal]"), encoding="utf-8")
    return path


def test_identical_agreements_flip_nothing(mission):
    told = truceline(
        "compare", mission / "agreement.yaml", mission / "agreement.yaml", "--mission", mission
    )
    assert (told.code, told.out) == (0, "0 incidents flip, 0 findings\n")


def test_each_flip_is_a_line_and_a_record(mission, narrowed):
    words = ("compare", mission / "agreement.yaml", narrowed, "--mission", mission)
    flips = json.loads(truceline(*words, "--json").out)["flips"]
    assert flips
    assert set(flips[0]) == {"incident_id", "title", "reading", "accused", "before", "after"}
    *lines, total = truceline(*words).out.splitlines()
    assert len(lines) == len(flips)
    assert (
        total == f"{len({f['incident_id'] for f in flips})} incidents flip, {len(flips)} findings"
    )
    for line, flip in zip(lines, flips, strict=True):
        assert line.startswith(f"{flip['incident_id']}\t")
        assert line.endswith(f"{flip['before']} → {flip['after']}")


def test_as_of_limits_what_is_compared(mission, narrowed):
    words = ("compare", mission / "agreement.yaml", narrowed, "--mission", mission)
    assert "0 incidents flip" in truceline(*words, "--as-of", "2001-01-01").out


def test_the_mission_keeps_its_own_agreement(mission, narrowed):
    before = (mission / "agreement.yaml").read_bytes()
    truceline("compare", mission / "agreement.yaml", narrowed, "--mission", mission)
    assert (mission / "agreement.yaml").read_bytes() == before
    told = truceline("ingest", mission, "--json")
    assert json.loads(told.out)["new"] == 0
