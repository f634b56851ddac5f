"""The planning example holds together: its line, its sizes, its requirements, its pledges."""

import csv
import json
import math
import shutil
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from truceline.cli import app
from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission import read_mission, read_sites
from truceline.foundation.mission.line import mission_line
from truceline.foundation.mission.planfile import read_plan
from truceline.foundation.mission.plantables import read_assets
from truceline.foundation.mission.pledgetables import read_pledges, read_requirements
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.places.line import length_km
from truceline.foundation.places.measure import area_km2
from truceline.foundation.places.sectors import along, sectors_of
from truceline.foundation.places.zone import zone_geometry
from truceline.model.place import Place
from truceline.stages.plan.consent import keep_assets
from truceline.stages.plan.ground import survey
from truceline.stages.plan.requirement import size_ground

FOLDER = Path(__file__).parents[2] / "examples" / "reassurance-2025"
ROUND = {"observers": 5, "infantry_battalion": 10}


def text(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def table(name):
    return list(csv.DictReader(text(f"sources/{name}.csv").splitlines()))


PLAN, _ = read_plan(text("plan.yaml"), "plan.yaml")
MISSION, _ = read_mission(text("mission.yaml"), "mission.yaml")
LINE, _ = mission_line(MISSION, text("sources/line.geojson"))
SITES, _ = read_sites(text("sources/sites.csv"), "sites.csv")


@cache
def ground():
    agreement, _ = read_agreement(text("agreement.yaml"), "agreement.yaml")
    zone = zone_geometry(agreement.zones[0], LINE)
    sectors, problems = sectors_of(LINE, PLAN.sector_ends, Gazetteer.load())
    assert not problems
    assert area_km2(zone) == pytest.approx(20 * length_km(LINE), rel=0.05)
    return survey(LINE, zone, sectors, SITES, PLAN.tolerances_km)


def sizes(consent="both"):
    return {(s.method, s.sector): s for s in size_ground(ground(), PLAN, consent)}


def test_the_folder_is_checked_without_a_problem():
    result = CliRunner().invoke(app, ["check", str(FOLDER)])
    assert result.exit_code == 0, result.output
    assert "0 errors, 0 warnings" in result.output


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "plan.yaml",
            "until: Enerhodar",
            "until: Nowhereville",
            "Nowhereville is unknown near the line",
        ),
        ("plan.yaml", "zone: buffer", "zone: bufer", "no zone bufer"),
        ("plan.yaml", "airlift: 12", "airlft: 12", "`airlft` is no known capability"),
        ("plan.yaml", "sources/pledges.csv", "sources/pledge.csv", "no file sources/pledge.csv"),
        ("sources/pledges.csv", "2025-09-01,2026-09-01", "2025-09-01,2025-09-01", "isn't after"),
        ("sources/requirements.csv", "observers,735", "observers,-735", "is negative"),
        ("sources/assets.csv", ",A,", ",Q,", "plan.yaml has no sector 'Q'"),
        ("sources/assets.csv", ",monitors,", ",monitor,", "'monitor' is no option of plan.yaml"),
        ("scenario.yaml", "sector: A", "sectr: A", "sectr"),
        ("plan.yaml", "combat_zone: [A,", "combat_zone: [Q,", "`Q` isn't one of the words"),
        ("plan.yaml", "ground: {A: UA", "ground: {A: XX", "XX is no party"),
        ("sources/line.geojson", "[33.35, 46.8]", "[31.8, 46.4]", "crosses itself"),
    ],
)
def test_mistakes_are_told_by_file(tmp_path, file, old, new, said):
    shutil.copytree(FOLDER, tmp_path / "m")
    path = tmp_path / "m" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path / "m")])
    assert said in result.output
    assert file in result.output


def test_the_line_runs_by_the_places_it_names():
    told = json.loads(text("sources/line.geojson"))
    places = told["properties"]["places"]
    assert len(places) == len(LINE.vertices)
    assert all(round(x * 20) == pytest.approx(x * 20) for v in LINE.vertices for x in v)
    known = {name: Gazetteer.load().resolve(name, "UA") for name in places}
    found = {n: p for n, p in known.items() if isinstance(p, Place) and p.radius_km < 10}
    assert len(found) > 12
    at = dict(zip(places, LINE.vertices, strict=True))
    apart = {n: distance_km(p.lat, p.lon, *at[n]) for n, p in found.items()}
    assert max(apart.values()) < 20, apart


def test_its_length_is_about_that_of_the_public_figures():
    assert 1000 < length_km(LINE) < 1150


def test_sites_lie_on_the_side_of_who_was_reported_to_hold_them():
    sides = along(LINE, [(site.lat, site.lon) for site in SITES])
    over = {site.id for site, place in zip(SITES, sides, strict=True) if not place.left}
    assert over == {
        "zaporizhzhia-npp",
        "zaporizhzhia-tpp",
        "kakhovka-hpp",
        "kurakhove-tpp",
        "vuhlehirsk-tpp",
        "pivdennodonbaska-750",
    }


@pytest.mark.parametrize("row", table("requirements"), ids=lambda row: row["line_id"])
def test_requirements_are_what_the_note_says(row):
    method, _, end = row["note"].partition(" ")
    if method.rstrip(":") != method:
        return  # an assumption or a line of a task list, with its reason
    value = getattr(sizes()[method, row["sector"]], end)
    step = ROUND.get(row["capability"], 1)
    assert float(row["quantity"]) == math.ceil(round(value / step, 6)) * step


def test_requirements_without_a_method_say_why():
    reasons = [row["note"] for row in table("requirements") if ":" in row["note"]]
    assert all(len(reason.partition(":")[2]) > 5 for reason in reasons)


def test_thirty_nations_each_with_a_source():
    pledges, problems = read_pledges(text("sources/pledges.csv"), "pledges.csv")
    assert problems == ()
    assert len({pledge.contributor for pledge in pledges}) == 30
    assert all(pledge.source.startswith("press, ") for pledge in pledges)
    assert any("backstop:fixed_wing_air_cover" in pledge.depends_on for pledge in pledges)
    assert all(not b.agreed for b in PLAN.backstop)
    notes = [row["note"] for row in table("pledges")]
    assert all("assumption" in note for note in notes)


def test_requirements_and_pledges_speak_of_the_same_units():
    needs, _ = read_requirements(text("sources/requirements.csv"), "requirements.csv")
    pledges, _ = read_pledges(text("sources/pledges.csv"), "pledges.csv")
    units = {need.capability: need.unit for need in needs}
    assert [p.pledge_id for p in pledges if units.get(p.capability, p.unit) != p.unit] == []


def test_methods_disagree_several_times_over():
    force = [s for (m, sector), s in sizes().items() if s.capability == "force" and not sector]
    watching = [s for s in force if s.concept == "monitor" and not s.method.startswith("reserve")]
    assert max(s.mid for s in watching) > 2 * min(s.mid for s in watching)


def test_no_asset_stands_over_the_line():
    assets, problems = read_assets(text("sources/assets.csv"), "assets.csv")
    assert problems == ()
    assert not keep_assets(assets, LINE, PLAN, "host_only").out
    left = keep_assets(assets, LINE, PLAN, "none").working
    assert [asset.id for asset in left] == ["aircraft-1", "satellite-1"]
