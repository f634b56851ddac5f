"""`truceline simulate`: from tables alone, from a mission, and what it says of bad input."""

import csv
import json

import pytest
from commanding import truceline

SCENARIO = """\
start: 2031-05-01
days: 20
timezone: Europe/Vienna
line: [[48.0, 37.0], [48.3, 37.3], [48.2, 37.9]]
zone: {from_line: [-10 km, 10 km]}
sectors: 2
resolution: 6
violations:
  - {act: fire/artillery, per_day: 12, offspring: 0.5}
  - {act: ground/assault, per_day: 0.5, sector: A}
teams:
  - {sector: A, count: 2}
reserves:
  - {id: quick, lat: 48.0, lon: 37.5, count: 1}
backstop:
  - {provider: friends, delay_days: 5}
handling: {analysts: 4}
"""
ASSETS = """\
asset_id,kind,lat,lon
p1,observation_post,48.1,37.1
a1,acoustic_array,48.2,37.3
d1,drone_sortie,48.25,37.6
"""


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "assets.csv").write_text(ASSETS, encoding="utf-8")
    return tmp_path


def run(folder, *more, scenario="scenario.yaml"):
    given = ("--assets", folder / "assets.csv", "--scenario", folder / scenario)
    return truceline("simulate", *given, "--replicas", 4, *more)


def test_tables_alone_are_played(tables):
    told = run(tables, "--out", tables / "out")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("RESTRICTED · 4 replicas of 20 days, seed 1\nall acts: detected 0.")
    rows = list(csv.DictReader((tables / "out" / "detected.csv").open(encoding="utf-8")))
    assert {row["release"] for row in rows} == {"restricted"}
    assert {row["sector"] for row in rows} == {"", "A", "B"}
    assert (
        sum(int(r["acts"]) for r in rows if r["act"] and not r["sector"] and not r["night"]) > 400
    )
    assert sorted(p.name for p in (tables / "out").iterdir()) == [
        "arrivals.csv",
        "detected.csv",
        "simulated.json",
        "waiting.csv",
    ]


def test_the_same_seed_gives_the_same_bytes(tables):
    run(tables, "--out", tables / "a", "--seed", 7)
    run(tables, "--out", tables / "b", "--seed", 7)
    run(tables, "--out", tables / "c", "--seed", 8)
    read = [(tables / name / "simulated.json").read_bytes() for name in "abc"]
    assert read[0] == read[1] != read[2]


def test_json_holds_what_the_tables_hold(tables):
    done = json.loads(run(tables, "--json", "--days", 10).out)
    simulated = done["simulated"]
    assert (simulated["days"], simulated["replicas"], simulated["release"]) == (10, 4, "restricted")
    coming = {(one["by"], one["sector"]): one for one in simulated["arrivals"]}
    assert coming["friends", "A"]["hours"] == 12 + 5 * 24
    assert coming["friends", "A"]["agreed"] is False
    assert 18 < coming["quick", "B"]["hours"] < 21
    assert "friends hasn't agreed" in simulated["notes"][-1]
    helpers = {wait["by"] for wait in simulated["waits"] if wait["until"] == "reinforced"}
    assert helpers == {"quick", "friends"}
    assert set(simulated["teams_busy"]) == {"A"}


def test_rates_can_come_from_a_record(tables):
    head = "when,act,lat,lon\n"
    past = "".join(
        f"2031-0{1 + n // 28}-{1 + n % 28:02}T10:00Z,fire/mortar,48.1,37.1\n" for n in range(56)
    )
    far = "2031-01-02T10:00Z,sea/mine,10,10\n"
    (tables / "past.csv").write_text(head + past + far, encoding="utf-8")
    text = SCENARIO.replace(SCENARIO[SCENARIO.index("violations") : SCENARIO.index("teams")], "")
    (tables / "bare.yaml").write_text(text, encoding="utf-8")
    told = run(tables, "--json", "--history", tables / "past.csv", scenario="bare.yaml")
    seen = json.loads(told.out)["simulated"]["seen"]
    assert {row["act"] for row in seen} == {"", "fire/mortar"}
    whole = next(row for row in seen if row["act"] and not row["sector"] and row["night"] is None)
    assert whole["per_day"] == pytest.approx(56 / 59, rel=0.3)


def test_a_raster_of_heights_hides_what_lies_behind_a_ridge(tables):
    """A wall of 2,000 m along 37.12 E, just beside the post at 37.1."""
    heights = [[2000 if 12 <= column < 14 else 0 for column in range(100)] for _ in range(60)]
    grid = "\n".join(" ".join(map(str, row)) for row in heights)
    head = "ncols 100\nnrows 60\nxllcorner 37.0\nyllcorner 47.8\ncellsize 0.01\n"
    (tables / "dem.asc").write_text(head + grid + "\n", encoding="utf-8")
    few = ASSETS.splitlines(keepends=True)[:2]
    (tables / "assets.csv").write_text("".join(few), encoding="utf-8")
    shares = [
        json.loads(run(tables, "--json", *more).out)["simulated"]["seen"][0]["expected"]
        for more in ((), ("--terrain", tables / "dem.asc"))
    ]
    assert 0.3 * shares[0] < shares[1] < 0.9 * shares[0]


@pytest.mark.parametrize(
    ("name", "said"), [("none.asc", "No such file"), ("assets.csv", "has no number (as ncols")]
)
def test_a_raster_that_cant_be_used_stops(tables, name, said):
    told = run(tables, "--json", "--terrain", tables / name)
    assert told.code == 2
    assert said in told.err


def test_a_mission_gives_line_assets_and_terms(tables):
    folder = tables / "mission"
    assert truceline("init", folder).code == 0
    told = truceline(
        *(
            "simulate",
            folder,
            "--assets",
            tables / "assets.csv",
            "--replicas",
            2,
            "--json",
            "--days",
            5,
        ),
        *("--scenario", tables / "scenario.yaml"),
    )
    rows = json.loads(told.out)["verifiability"]
    assert rows
    assert {"term_id", "act", "sector", "night", "verifiable", "missing"} <= set(rows[0])


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("start: 2031-05-01\n", "", "no first day"),
        ("[48.2, 37.9]]", "[48.3, 37.0], [48.0, 37.3]]", "the line crosses itself"),
        ("[48.0, 37.0]", "[48.0, .nan]", "expected a number"),
        ("sector: A}", "sector: Z}", "no cell lies in sector Z"),
        ("fire/artillery", "fire/artilery", "did you mean fire/artillery?"),
        ("offspring: 0.5", "offspring: 1.2", "must be from 0 to 0.95"),
        ("[-10 km, 10 km]", "[-10, 10]", "expected a length with its unit"),
        ("per_day: 12", "per_day: -3", "must be at least 0"),
        ("lat: 48.0", "lat: 148.0", "must be from -90 to 90"),
        ("analysts: 4", "analyst: 4", "unknown key `analyst`"),
    ],
)
def test_bad_input_is_told_where_it_stands(tables, was, becomes, said):
    assert was in SCENARIO
    (tables / "bad.yaml").write_text(SCENARIO.replace(was, becomes, 1), encoding="utf-8")
    told = run(tables, "--out", tables / "out", scenario="bad.yaml")
    assert told.code in {1, 2}
    assert said in told.err
    assert "Traceback" not in told.err


def test_without_assets_or_output_nothing_runs(tables):
    told = truceline("simulate", "--scenario", tables / "scenario.yaml", "--json")
    assert (told.code, "no assets" in told.err) == (2, True)
    told = truceline("simulate", "--scenario", tables / "scenario.yaml")
    assert (told.code, "--out" in told.err) == (2, True)
