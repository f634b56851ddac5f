"""devices.csv: good rows go on, the others are told by line and field."""

import re
from pathlib import Path

import pytest

from truceline.foundation.mission.devicetable import DEVICES, read_devices

HEAD = "device_id,lat,lon,place_error_km,time_error_s,key,datastreams,act,unit,beat_s,from,until\n"
KEY = "A" * 43 + "="
DOC = Path(__file__).parents[3] / "docs" / "sensors.md"


def test_a_row_is_read_with_its_defaults():
    (one,), problems = read_devices(f"{HEAD}A1,34.4,-11.2,1.5,2,{KEY},1;2,,,,,\n", "devices.csv")
    assert not problems
    assert (one.id, one.asset_id, one.source) == ("A1", "A1", "A1")
    assert (one.datastreams, one.act, one.unit) == (
        ("1", "2"),
        "fire/explosion_undetermined",
        "discharge",
    )
    assert (one.beat_s, one.start, one.end) == (60.0, None, None)


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (f"A 1,34.4,-11.2,1.5,2,{KEY},1,,,,,", "device_id", "no id"),
        (f",34.4,-11.2,1.5,2,{KEY},1,,,,,", "device_id", "empty"),
        (f"A1,94.4,-11.2,1.5,2,{KEY},1,,,,,", "lat", "outside"),
        (f"A1,34.4,,1.5,2,{KEY},1,,,,,", "lon", "empty"),
        (f"A1,34.4,-11.2,0,2,{KEY},1,,,,,", "place_error_km", "nothing is exact"),
        (f"A1,34.4,-11.2,1,,{KEY},1,,,,,", "time_error_s", "empty"),
        ("A1,34.4,-11.2,1,2,c2hvcnQ=,1,,,,,", "key", "no Ed25519"),
        ("A1,34.4,-11.2,1,2,not base64!,1,,,,,", "key", "no Ed25519"),
        ("A1,34.4,-11.2,1,2,,,,,,,", "key", "no datastream"),
        (f"A1,34.4,-11.2,1,2,{KEY},a#b,,,,,", "datastreams", "no id"),
        (f"A1,34.4,-11.2,1,2,{KEY},1,fire/bang,,,,", "act", "not a known word"),
        (f"A1,34.4,-11.2,1,2,{KEY},1,,barrage,,,", "unit", "not a known word"),
        (f"A1,34.4,-11.2,1,2,{KEY},1,,,0,,", "beat_s", "outside"),
        (f"A1,34.4,-11.2,1,2,{KEY},1,,,,2031-05-01T00:00,", "from", "no zone"),
    ],
)
def test_a_mistake_is_told_and_the_others_go_on(row, field, words):
    good = f"B2,34.4,-11.2,1,2,{KEY},9,,,,,"
    found, problems = read_devices(f"{HEAD}{row}\n{good}\n", "devices.csv")
    assert [device.id for device in found] == ["B2"]
    assert {(p.line, p.field) for p in problems} == {(2, field)}
    assert any(words in str(p) for p in problems)


def test_a_datastream_belongs_to_one_device():
    rows = [f"{name},34.4,-11.2,1,2,{KEY},1,,,,," for name in ("A1", "B2")]
    found, (problem,) = read_devices(HEAD + "\n".join(rows), "devices.csv")
    assert [device.id for device in found] == ["A1"]
    assert problem.line == 3
    assert "line 2" in problem.message


def test_the_page_shows_a_table_that_is_read_and_names_every_column():
    page = DOC.read_text(encoding="utf-8")
    table = re.search(r"^```csv\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[1]
    found, problems = read_devices(table, "devices.csv")
    assert ([device.id for device in found], problems) == (["A1", "OLD7"], ())
    part = page.partition("## devices.csv")[2].partition("## Messages")[0]
    assert set(DEVICES.known) - {"note"} <= set(re.findall(r"`([a-z_]+)`", part))
