"""`truceline plan` on a small mission: what is printed adds up, is the same every time, and stays with
those who may see it.
"""

import csv
import io
import json
import shutil
from pathlib import Path

import pypdf
import pytest
import small_plan
from typer.testing import CliRunner

from truceline.cli import app
from truceline.io.stores import open_store

PUBLIC = {
    "index.html", "plan.pdf", "requirements.csv", "line.geojson", "figures.json", "manifest.json",
}  # fmt: skip
POLITICAL = PUBLIC | {"scenarios.csv", "months.csv"}
RESTRICTED = POLITICAL | {
    "shortfall.csv", "systems.csv", "systems.geojson", "seen.csv", "cells.csv", "gaps.csv",
    "detected.csv", "waiting.csv", "verifiability.csv", "frontier.csv",
}  # fmt: skip
CANARIES = ("canary", "patrol-1", "W01", "acoustic", "Acoustic", "verifiab", "coverage.md")
"""Words that only places, systems, gaps and their methods have."""


def run(folder: Path, out: Path, *more: str):
    return CliRunner().invoke(app, ["plan", str(folder), "--out", str(out), *more])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def copy(small: Path, to: Path, **edits: tuple[str, str]) -> Path:
    """The mission with a part of some files put in place of another."""
    shutil.copytree(small, to, ignore=shutil.ignore_patterns(".truceline"))
    for name, (old, new) in edits.items():
        path = to / name.replace("__", ".")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return to


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_plan.write(tmp_path_factory.mktemp("plan") / "mission")


@pytest.fixture(scope="module")
def out(small):
    done = run(small, small.parent / "out", "--json")
    assert done.exit_code == 0, done.output
    return small.parent / "out"


@pytest.fixture(scope="module")
def figures(out):
    return {f["id"]: f for f in json.loads((out / "figures.json").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def bare(small, tmp_path_factory):
    """The mission without systems and siting: a plan that is quickly made."""
    folder = copy(small, tmp_path_factory.mktemp("bare") / "mission")
    path = folder / "plan.yaml"
    cut = ("assets:", "siting:", "simulation:")
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(x for x in lines if not x.startswith(cut)), encoding="utf-8")
    return folder


def value(figures, name):
    return figures[name]["value"]


def test_all_files_are_written_and_say_how_widely_they_go(out):
    assert set(files_of(out)) == RESTRICTED
    for name in (n for n in RESTRICTED if n.endswith(".csv")):
        assert {row["release"] for row in rows(out / name)} <= {"restricted"}
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["release"] == "restricted"
    assert {f["name"] for f in manifest["files"]} == RESTRICTED - {"manifest.json"}
    assert "<script" not in (out / "index.html").read_text("utf-8")


def test_the_same_entries_give_the_same_bytes(small, out, tmp_path):
    assert run(small, tmp_path / "again").exit_code == 0
    assert files_of(tmp_path / "again") == files_of(out)


def test_the_order_of_rows_changes_no_number(small, figures, tmp_path):
    folder = copy(small, tmp_path / "mission")
    for name in ("pledges.csv", "requirements.csv", "assets.csv", "sites.csv"):
        head, *lines = (folder / name).read_text(encoding="utf-8").splitlines()
        (folder / name).write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    assert run(folder, tmp_path / "out").exit_code == 0
    again = json.loads((tmp_path / "out" / "figures.json").read_text("utf-8"))
    assert {f["id"]: f["value"] for f in again} == {i: f["value"] for i, f in figures.items()}


@pytest.mark.parametrize(
    ("level", "files"), [("parties", POLITICAL), ("political_body", POLITICAL), ("public", PUBLIC)]
)
def test_a_wider_release_has_none_of_what_is_restricted(small, out, tmp_path, level, files):
    shutil.copytree(out, tmp_path / "out")  # what lay there before must not stay
    done = run(small, tmp_path / "out", "--release", level)
    assert done.exit_code == 0, done.output
    told = files_of(tmp_path / "out")
    assert set(told) == files
    pages = pypdf.PdfReader(io.BytesIO(told["plan.pdf"])).pages
    texts = [data.decode() for name, data in told.items() if name != "plan.pdf"]
    for text in (*texts, "".join(page.extract_text() for page in pages)):
        assert [word for word in CANARIES if word in text] == []
    levels = {f["release"] for f in json.loads(told["figures.json"])}
    assert levels == {"public"} | ({"political_body"} if level != "public" else set())


def test_restricted_sections_say_so_each(out):
    page = (out / "index.html").read_text("utf-8")
    for name in ("options", "siting", "seen", "played", "terms"):
        section = page.partition(f'<section id="{name}"')[2].partition("</section>")[0]
        assert "<strong>Restricted.</strong>" in section, name


def test_every_figure_names_its_method_and_its_inputs(figures, out):
    known = {i["sha256"] for i in json.loads((out / "manifest.json").read_text())["inputs"]}
    for figure in figures.values():
        assert (Path(__file__).parents[2] / figure["method"]).is_file()
        assert figure["inputs"]
        assert set(figure["inputs"]) <= known


def test_systems_are_the_same_in_page_tables_and_figures(out, figures):
    told = [r for r in rows(out / "systems.csv") if r["option"] == "watchers"]
    drawn = json.loads((out / "systems.geojson").read_text())["features"]
    assert len(told) == len(drawn) == value(figures, "siting.watchers.systems")
    assert {r["id"] for r in told} == {f["id"] for f in drawn}
    assert f"Watchers: {len(told)} systems" in (out / "index.html").read_text("utf-8")
    crew = sum(float(r["crew"]) for r in told)
    assert crew == pytest.approx(value(figures, "siting.watchers.crew"))
    assert crew <= 60
    assert {"post-canary", "patrol-1"} <= {r["id"] for r in told}


def test_an_option_has_its_own_systems_and_limits(out, figures):
    guards = [r for r in rows(out / "systems.csv") if r["option"] == "guards"]
    assert "patrol-1" not in {r["id"] for r in guards}
    assert {r["kind"] for r in guards if r["chosen"] == "yes"} <= {"camera"}
    assert value(figures, "siting.guards.cost") <= 1 + 1e-6
    for light in ("day", "night"):
        better = value(figures, f"seen.watchers.whole.mix.{light}")
        assert value(figures, f"seen.guards.whole.mix.{light}") <= better


def test_cells_add_up_to_what_is_seen(out, figures):
    cells = rows(out / "cells.csv")
    assert sum(float(c["need"]) for c in cells) == pytest.approx(1.0)
    for light in ("day", "night"):
        seen = sum(float(c["need"]) * float(c[light]) for c in cells)
        assert seen == pytest.approx(value(figures, f"seen.watchers.whole.mix.{light}"), abs=1e-3)


def test_the_gap_is_certified(figures):
    found, bound = (value(figures, f"siting.watchers.{w}") for w in ("detected", "bound"))
    assert 0 < found <= bound + 1e-4
    assert value(figures, "siting.watchers.gap") == pytest.approx(1 - found / bound, abs=1e-3)


def test_ways_to_one_number_agree(figures):
    """Coverage of the acts played through, and the share of them detected."""
    low, high = (value(figures, f"simulated.watchers.whole.all.detected.{e}") for e in ("lo", "hi"))
    seen = [value(figures, f"seen.watchers.whole.mix.{light}") for light in ("day", "night")]
    assert low - 0.1 <= sum(seen) / 2 <= high + 0.1


def test_less_consent_never_sees_more(figures):
    for light in ("day", "night"):
        both, host = (value(figures, f"seen.consent.{c}.{light}") for c in ("both", "host_only"))
        assert host < both
    assert value(figures, "seen.consent.host_only.systems") < value(
        figures, "seen.consent.both.systems"
    )


def test_a_term_that_acts_cant_show_is_not_promised(out):
    assert {r["term"] for r in rows(out / "verifiability.csv")} == {"no_fire"}


def test_sectors_add_up_to_the_line_and_the_zone(figures):
    for what in ("line.{}.drawn", "zone.{}.NOR", "zone.{}.SUD"):
        parts = sum(value(figures, what.format(sector)) for sector in "WE")
        assert parts == pytest.approx(value(figures, what.format("whole")), abs=0.01)


def test_consent_keeps_or_loses_every_square_kilometre(figures):
    whole = value(figures, "zone.whole.NOR") + value(figures, "zone.whole.SUD")
    for consent in ("both", "host_only"):
        parts = [value(figures, f"consent.{consent}.{what}") for what in ("kept", "lost")]
        assert sum(parts) == pytest.approx(whole, abs=0.01)


@pytest.mark.parametrize("scenario", ["all", "firm_only", "without_backstop", "open_line"])
def test_the_waterfall_adds_up(figures, scenario):
    name = f"pledges.{scenario}"
    falls = sum(f["value"] for i, f in figures.items() if i.startswith(f"{name}.falls."))
    assert value(figures, f"{name}.pledged") == 260
    left = value(figures, f"{name}.pledged") - falls
    assert left == pytest.approx(value(figures, f"{name}.there"), abs=0.01)


def test_months_add_up_to_the_lines(out, figures):
    lines = [r for r in rows(out / "shortfall.csv") if r["scenario"] == "all"]
    months = [r for r in rows(out / "months.csv") if r["scenario"] == "all"]
    for what in ("required", "met"):
        told = sum(
            f["value"]
            for i, f in figures.items()
            if i.startswith("month.all.") and i.endswith(what)
        )
        assert told == pytest.approx(sum(float(r[what]) for r in lines), abs=0.1)
        assert told == pytest.approx(sum(float(r[what]) for r in months), abs=0.1)
    assert any(float(r["missing"]) > 0 for r in lines)


def test_less_is_never_better(figures):
    whole = value(figures, "shortfall.all.weighed")
    assert value(figures, "shortfall.firm_only.weighed") >= whole
    assert value(figures, "shortfall.without_backstop.weighed") >= whole
    assert value(figures, "shortfall.open_line.weighed") <= whole
    assert min(f["value"] for i, f in figures.items() if i.startswith("without.")) >= 0


def test_a_combat_zone_and_whose_ground_it_is_decide_who_serves(figures):
    """Guards serve neither in W (combat zone) nor in E (not their territory)."""
    assert value(figures, "pledges.all.there") == 60
    assert value(figures, "pledges.open_line.there") > 60


def test_no_mean_is_taken_over_methods(out, figures):
    """Every requirement that is published is an end of a range, one of its methods' own."""
    told = rows(out / "requirements.csv")
    kinds = ("lo", "hi", "pool_lo", "pool_hi")
    ends = sorted({float(r[end]) for r in told for end in kinds if r[end]})
    spans = {i: f["value"] for i, f in figures.items() if i.startswith("requirement.")}
    assert spans
    for name, told_ in spans.items():
        assert min(abs(told_ - end) for end in ends) < 0.01, name
    assert {i.rpartition(".")[2] for i in spans} == {"lo", "hi"}


def test_deterrence_is_never_computed(out, figures):
    assert "deter" not in {r["concept"] for r in rows(out / "requirements.csv")}
    assert not [i for i in figures if ".deter." in i]
    assert "from the literature, never computed" in (out / "index.html").read_text("utf-8")


def test_inputs_of_the_plan_are_entries_of_the_log(small, out):
    with open_store(small) as store:
        kinds = {entry.kind: entry.name for entry in store.entries()}
    assert kinds["plan"] == "plan.yaml"
    assert {"pledges", "requirements", "assets", "scenario"} <= set(kinds)
    manifest = json.loads((out / "manifest.json").read_text())
    assert {i["kind"] for i in manifest["inputs"]} <= set(kinds)
    assert manifest["root"]


def test_day_and_seed_are_told(bare, tmp_path):
    done = run(bare, tmp_path / "out", "--as-of", "2031-04-20", "--seed", "9")
    assert done.exit_code == 0, done.output
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["as_of"], manifest["seed"]) == ("2031-04-20", 9)
    assert "20 April 2031" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_plan_without_systems_has_no_section_on_them(bare, tmp_path):
    assert run(bare, tmp_path / "out").exit_code == 0
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert 'id="pledges"' in page
    assert 'id="seen"' not in page


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("pledges__csv", "observers,60", "observers,-60", "pledges.csv"),
        ("plan__yaml", "combat_zone: [W]", "combat_zone: [Q]", "combat_zone"),
        ("plan__yaml", "{W: NOR, E: SUD}", "{W: NOR, E: XYZ}", "XYZ is no party"),
        ("plan__yaml", "scenario: scenario.yaml", "scenario: lost.yaml", "no file lost.yaml"),
    ],
)
def test_what_is_wrong_exits_1_and_stands_on_the_page(bare, tmp_path, file, old, new, said):
    folder = copy(bare, tmp_path / "mission", **{file: (old, new)})
    done = run(folder, tmp_path / "out")
    assert done.exit_code == 1
    assert said in done.output
    assert said in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_no_plan_is_wrong_use(small, tmp_path):
    folder = copy(small, tmp_path / "mission")
    (folder / "plan.yaml").unlink()
    done = run(folder, tmp_path / "out")
    assert "no plan.yaml here" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_an_unknown_level_is_wrong_use(small, tmp_path):
    assert run(small, tmp_path / "out", "--release", "everybody").exit_code == 2
