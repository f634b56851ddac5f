"""The brief's folder: complete, deterministic, well-formed, safe to open."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from sample import HOSTILE, sample

from truceline.model.brief import Brief
from truceline.stages.brief.publish import publish, rendered
from truceline.stages.brief.sheets import neutral, table

NAMES = {
    "index.html", "brief.pdf", "incidents.geojson", "findings.csv", "ledger.csv", "restatement.csv",
    "problems.csv", "figures.json", "manifest.json", "trends.csv", "changes.csv", "alerts.csv",
    "holding.geojson",
}  # fmt: skip


@pytest.fixture(scope="module")
def brief() -> Brief:
    return sample()


@pytest.fixture(scope="module")
def files(brief):
    return rendered(brief)


def test_every_file_of_the_format_is_written(brief, files, tmp_path):
    publish(brief, tmp_path / "out")
    assert {p.name for p in (tmp_path / "out").iterdir()} == NAMES
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == files


def test_same_brief_same_bytes(files):
    again = rendered(sample())
    assert [name for name in NAMES if files[name] != again[name]] == []


def test_order_of_marks_and_rows_never_matters(brief, files):
    line = brief.timeline.but(marks=brief.timeline.marks[::-1])
    turned = brief.but(
        map_marks=brief.map_marks[::-1], timeline=line, findings=brief.findings[::-1],
        ledger=brief.ledger[::-1], problems=brief.problems[::-1], incidents=brief.incidents[::-1],
    )  # fmt: skip
    assert rendered(turned) == files


def test_manifest_tells_the_truth(brief, files):
    manifest = json.loads(files["manifest.json"])
    assert {f["name"] for f in manifest["files"]} == NAMES - {"manifest.json"}
    for listed in manifest["files"]:
        data = files[listed["name"]]
        assert (listed["size"], listed["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert manifest["root"] == brief.header.root
    assert datetime.fromisoformat(manifest["as_of"]) == brief.header.as_of


def test_geojson_is_rfc_7946(brief, files):
    collection = json.loads(files["incidents.geojson"])
    assert set(collection) == {"type", "features"}
    assert len(collection["features"]) == len(brief.incidents)
    by_id = {i.id: i for i in brief.incidents}
    for feature in collection["features"]:
        where = by_id[feature["id"]].where
        if where is None:
            assert feature["geometry"] is None
        else:
            lon, lat = feature["geometry"]["coordinates"]
            assert (lon, lat) == (pytest.approx(where.lon), pytest.approx(where.lat))
        assert {
            "start",
            "end",
            "kind",
            "occurrence",
            "place_uncertainty_km",
            "mgrs",
            "admin1",
        } <= set(feature["properties"])
    assert sum(f["geometry"] is None for f in collection["features"]) == 1


def test_times_of_features_carry_their_zone(files):
    starts = [f["properties"]["start"] for f in json.loads(files["incidents.geojson"])["features"]]
    assert starts.count(None) == 1
    assert all(datetime.fromisoformat(s).tzinfo == UTC for s in starts if s)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-x", "'-x"), ("@a", "'@a"), ("\t=1", "'\t=1"),
        ("a=b", "a=b"), ("", ""), (None, ""), (-0.5, "-0.5"), (12_345_678, "12345678"), (True, "true"),
    ],
)  # fmt: skip
def test_cells_that_would_run_are_neutralised(cell, text):
    assert neutral(cell) == text


def test_csv_survives_quotes_and_line_breaks():
    data = table(("a", "b"), [('say "x"', "one\ntwo, three")])
    assert list(csv.reader(io.StringIO(data.decode()))) == [
        ["a", "b"],
        ['say "x"', "one\ntwo, three"],
    ]


def test_problems_are_neutralised(files):
    rows = list(csv.DictReader(io.StringIO(files["problems.csv"].decode())))
    assert [r["message"][0] for r in rows] == ["d", "'"]
    assert rows[1]["hint"] == "'-90 to 90"


def test_figures_keep_the_order_of_their_ids(files):
    figures = json.loads(files["figures.json"])
    assert [f["id"] for f in figures] == sorted(f["id"] for f in figures)
    assert set(figures[0]) == {"id", "label", "value", "unit", "interval", "basis", "release"}


def test_pdf_is_tagged_pdf_ua(brief, files):
    reader = PdfReader(io.BytesIO(files["brief.pdf"]))
    root = reader.trailer["/Root"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert brief.header.title in reader.metadata.title
    assert reader.metadata.creation_date == brief.header.as_of


def test_pdf_embeds_its_fonts_and_no_others(files):
    reader = PdfReader(io.BytesIO(files["brief.pdf"]))
    names = {str(f.get_object()["/BaseFont"]) for p in reader.pages for f in _fonts(p)}
    assert names
    assert all("NotoSans" in name for name in names)


def _fonts(page):
    return page["/Resources"].get("/Font", {}).values()


def test_pdf_shows_hostile_words_as_words(files):
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(files["brief.pdf"])).pages)
    flat = "".join(text.split())
    assert "".join(HOSTILE.replace("\u202e", "").split()) in flat
    assert "(≥0.90)" in flat


def test_pdf_links_are_web_links_or_inside(files):
    for page in PdfReader(io.BytesIO(files["brief.pdf"])).pages:
        for note in page.get("/Annots") or []:
            action = note.get_object().get("/A")
            assert action is None or not action.get("/URI") or action["/URI"].startswith("https://")


@pytest.mark.parametrize(
    ("count", "parties", "readings"), [(0, 2, 2), (1, 2, 1), (44, 4, 4), (30, 3, 2)]
)
def test_other_numbers_of_parties_and_readings(count, parties, readings):
    files = rendered(sample(count, parties, readings))
    reader = PdfReader(io.BytesIO(files["brief.pdf"]))
    text = "".join(" ".join(p.extract_text() for p in reader.pages).split())
    assert len(json.loads(files["incidents.geojson"])["features"]) == count
    assert ("Nonefound.Thissaysnothing" in text) == (count == 0)
