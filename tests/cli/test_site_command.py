"""`truceline site`: tables in, a plan with its gap out; clashes and bad rows told."""

import json

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from commanding import truceline

DEMAND = "cell,lat,lon,weight,sector,critical\n" + "".join(
    f"c{n:02},48.0,{30 + n / 40:.3f},{1 + n % 3},{'AB'[n // 10]},{'yes' if n == 4 else 'no'}\n"
    for n in range(20)
)
SITES = "site_id,lat,lon,contributor,sector,territory,kinds\n" + "".join(
    f"s{n},48.01,{30 + n / 20:.3f},{'XY'[n % 2]},{'AB'[n // 5]},{'north' if n < 8 else 'south'},\n"
    for n in range(10)
)
TYPES = (
    "id,kind,range_km,peak,cost,crew,reach\n"
    "post,observation_post,4,0.9,3,6,1.5\ncam,camera,3,0.7,1,1,1.5\n"
)


@pytest.fixture
def folder(tmp_path):
    for name, text in (("demand", DEMAND), ("sites", SITES), ("types", TYPES)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder, *more, out="plan.json", demand="demand.csv"):
    return truceline(
        "site",
        *("--demand", folder / demand, "--candidates", folder / "sites.csv"),
        *("--assets", folder / "types.csv", "--budget", 8, "--crew", 20, "--out", folder / out),
        *("--samples", 0, *more),
    )


def plan(folder):
    return json.loads((folder / "plan.json").read_text())


def test_a_plan_with_its_gap(folder):
    told = run(folder)
    assert told.code == 0, told.err
    found = plan(folder)
    assert found["feasible"]
    assert found["release"] == "restricted"
    assert 0 <= found["gap"] < 0.001
    assert found["used"]["budget"] <= 8
    assert [s["option"] for s in found["systems"]] == found["selected"]
    assert {s["kind"] for s in found["systems"]} <= {"post", "cam"}
    assert "certified" in told.out


def test_parquet_and_shuffled_rows_give_the_same_plan(folder):
    run(folder)
    first = (folder / "plan.json").read_bytes()
    table = pa_csv.read_csv(folder / "demand.csv")
    pq.write_table(table.take(list(reversed(range(20)))), folder / "demand.parquet")
    for name in ("sites", "types"):
        head, *rows = (folder / f"{name}.csv").read_text().splitlines()
        (folder / f"{name}.csv").write_text("\n".join([head, *rows[::-1]]) + "\n")
    told = run(folder, demand="demand.parquet")
    assert told.code == 0, told.err
    assert (folder / "plan.json").read_bytes() == first


def test_a_folder_holds_tables_and_the_frontier_rises(folder):
    told = run(folder, "--frontier", "--samples", 2, out="out")
    assert told.code == 0, told.err
    names = {p.name for p in (folder / "out").iterdir()}
    assert names == {"plan.json", "systems.csv", "alternatives.csv", "frontier.csv"}
    found = json.loads((folder / "out" / "plan.json").read_text())
    for limit in ("budget", "crew"):
        got = [p["objective"] for p in found["frontier"] if p["limit"] == limit and p["feasible"]]
        assert got == sorted(got)
        assert len(got) > 2
    assert 0 <= found["regret"]["mean"] <= found["regret"]["worst"] < 1
    assert "regret when profiles are wrong" in told.out
    assert {x["kind"] for x in found["next"]} == {"post", "cam"}


def test_a_limit_of_one_contributor_holds(folder):
    told = run(folder, "--crew-of", "X=0", "--critical", 1)
    assert told.code == 0, told.err
    systems = plan(folder)["selected"]
    assert systems
    assert all((n // 2) % 2 == 1 for n in systems)  # every second site is Y's


def test_territory_and_floor(folder):
    told = run(folder, "--territory", "south", "--critical", 0, "--floor", 0.2, "--sectors", "B")
    assert told.code == 0, told.err
    assert {n // 2 for n in plan(folder)["selected"]} <= {0, 1}  # the two sites of the south


def test_a_robust_plan_bears_its_worst_case(folder):
    cases = TYPES.replace("id,kind", "case,id,kind").replace("\n", "\nbad cam,", 2)
    rows = [r for r in cases.splitlines() if not r.startswith("bad cam,post")]
    weak = [r.replace(",3,0.7,", ",3,0.1,") for r in rows]
    (folder / "cases.csv").write_text("\n".join(weak) + "\n", encoding="utf-8")
    plain = run(folder, "--critical", 0)
    assert plain.code == 0
    told = run(folder, "--critical", 0, "--robust", folder / "cases.csv")
    assert told.code == 0, told.err
    found = plan(folder)
    assert set(found["cases"]) == {"as stated", "bad cam"}
    assert found["objective"] == min(found["cases"].values())
    assert found["upper_bound"] >= found["objective"]


CLASHES = [
    (("--floor", 0.95), "a floor of 0.95 is asked for"),
    (("--critical", 30), "critical c04: at most"),
    (("--budget", 4, "--critical", 4), "budget 4; 4 systems over critical c04"),
]


@pytest.mark.parametrize(("more", "said"), CLASHES)
def test_clashes_are_told_in_words(folder, more, said):
    told = run(folder, *more)
    assert told.code == 1
    assert said in told.out
    assert not plan(folder)["feasible"]


def test_bad_rows_are_set_aside_with_file_and_line(folder):
    with (folder / "demand.csv").open("a", encoding="utf-8") as file:
        file.write("x,99,30,1,A,no\ny,48,30,-1,A,perhaps\n")
    told = run(folder)
    assert told.code == 1
    assert "demand.csv:22: error: lat" in told.err
    assert "demand.csv:23: error: critical" in told.err
    assert plan(folder)["feasible"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--crew-of", "X"), "NAME=NUMBER"),
        (("--instance", "a.npz"), "takes no tables"),
        (("--act", "nonsense"), "is no act"),
        (("--budget", "nan"), "greater than or equal to 0"),
    ],
)
def test_wrong_use(folder, more, said):
    told = run(folder, *more)
    assert told.code == 2
    assert said in told.err


def test_cases_without_the_column_that_names_them_are_refused(folder):
    told = run(folder, "--robust", folder / "types.csv")
    assert told.code == 2
    assert "case: column is missing" in told.err


BAD_ROWS = [
    ("demand", "z,48.0,30.0,nan,A,no\n", "weight"),
    ("types", "radar,ground_radar,8,0.6,-2,3,1\n", "cost"),
    ("sites", "s99,48.0,30.0,X,A,north,lidar\n", "'lidar' is no type"),
]


@pytest.mark.parametrize(("table", "row", "said"), BAD_ROWS)
def test_bad_rows_of_every_table(folder, table, row, said):
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    told = run(folder)
    assert told.code == 1
    assert said in told.err
    assert plan(folder)["feasible"]


def instance(path, **change):
    """An instance as the generator writes it: four options at two sites, three cells."""
    arrays = {
        "w": np.array([0.5, 0.3, 0.2]),
        "sector": np.array([0, 0, 1], np.int32),
        "crit": np.array([0], np.int32),
        "indptr": np.array([0, 2, 3, 5, 6]),
        "indices": np.array([0, 1, 0, 0, 2, 2], np.int32),
        "p": np.array([0.5, 0.4, 0.6, 0.3, 0.5, 0.1], np.float32),
        "cost": np.array([1.0, 1, 1, 1]),
        "crew": np.array([1.0, 2, 1, 2]),
        "site": np.array([0, 0, 1, 1], np.int32),
        "S": np.array([[0.0, 0], [1, 0]]),
        "budget": np.array(2.0),
        "maxcrew": np.array(4.0),
        "kcov": np.array(2),
        "pk": np.array(0.2),
        "floor": np.array(0.1),
        "sitecap": np.array(2),
    }
    np.savez(path, **{**arrays, **change})


def test_an_instance_and_its_options(tmp_path):
    instance(tmp_path / "a.npz")
    told = truceline("site", "--instance", tmp_path / "a.npz", "--out", tmp_path / "plan.json")
    assert told.code == 0, told.err
    found = plan(tmp_path)
    assert found["selected"] == [0, 2]
    assert found["objective"] == pytest.approx(0.5 * 0.65 + 0.3 * 0.4 + 0.2 * 0.5)
    assert found["upper_bound"] >= found["objective"]


@pytest.mark.parametrize(
    "change",
    [
        {"p": np.array([2.0] * 6, np.float32)},
        {"indices": np.array([0, 1, 0, 0, 2, 9], np.int32)},
        {"indptr": np.array([0, 2, 3])},
        {"w": np.array([np.nan, 1, 1])},
    ],
)
def test_a_broken_instance_is_one_message(tmp_path, change):
    instance(tmp_path / "a.npz", **change)
    told = truceline("site", "--instance", tmp_path / "a.npz", "--out", tmp_path / "plan.json")
    assert told.code == 2
    assert "don't fit each other" in told.err


def test_a_file_that_is_no_instance(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK nothing")
    told = truceline("site", "--instance", tmp_path / "a.npz", "--out", tmp_path / "plan.json")
    assert told.code == 2
    assert "no instance that can be read" in told.err
