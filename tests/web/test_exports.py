import csv
import io
import json

import numpy as np
import pytest
from small_rows import small_rows

from truceline.web import exports
from truceline.web.ogc.layers import incident_layer

LAYER = incident_layer(small_rows())
EVERY = np.arange(6)


def read(parts) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(parts).decode())))


def test_a_sheet_has_a_row_each_and_no_cell_that_a_spreadsheet_would_run():
    rows = read(exports.sheet(LAYER, EVERY))
    assert [row["id"] for row in rows] == [f"I-{n}" for n in range(1, 7)]
    assert rows[1]["accused"] == "AAA BBB"
    assert (rows[3]["lat"], rows[3]["lon"]) == ("-16.0", "179.5")
    assert rows[5]["place_name"] == "'=SUM(1)"
    assert rows[0]["start"] == "2031-05-01T00:00:00Z"


@pytest.mark.parametrize("block", [1, 2, 1000])
@pytest.mark.parametrize("at", [EVERY, EVERY[:1], EVERY[:0]])
def test_geojson_is_whole_whatever_its_blocks(monkeypatch, block, at):
    monkeypatch.setattr(exports, "BLOCK", block)
    told = json.loads(b"".join(exports.geojson(LAYER, at)))
    assert [f["id"] for f in told["features"]] == [f"I-{n + 1}" for n in at]
    assert all(f["geometry"] is None for f in told["features"] if f["id"] == "I-6")


def test_hxl_has_its_tags_in_the_second_row():
    tags, first, *_ = read(exports.hxl(LAYER, EVERY, lambda key: f"@of {key}"))
    assert ",".join(tags.values()) == (
        "#event+code,#date+occurred,#event+type,#group+name+first,#adm1+code,#geo+lat,#geo+lon,"
        "#affected+killed,#meta+source"
    )
    assert (first["code"], first["kind"], first["lat"]) == ("I-1", "fire/artillery", "50.0")
    assert first["source"] == "'@of I-1"


@pytest.mark.parametrize("form", ["csv", "geojson", "hxl"])
def test_an_export_is_the_query_as_its_reader_may_see_it(client, form):
    analyst = client("analyst").get(f"/api/export/{form}")
    some = client("analyst").get(f"/api/export/{form}?from=2025-04-01&to=2025-04-08")
    public = client("reader").get(f"/api/export/{form}")
    assert (analyst.status_code, some.status_code, public.status_code) == (200, 200, 200)
    assert "attachment" in analyst.headers["content-disposition"]
    assert 0 < len(some.content) < len(analyst.content)
    assert "energy/" in analyst.text or form == "hxl"
    assert "energy/" not in public.text
    assert client("analyst").get(f"/api/export/{form}?frm=2025-04-01").status_code == 400
