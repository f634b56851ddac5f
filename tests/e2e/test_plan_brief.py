"""`truceline plan` on the example: what is printed adds up, and is the same every time."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from truceline.cli import app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "reassurance-2025"
FILES = {
    "index.html",
    "requirements.csv",
    "shortfall.csv",
    "scenarios.csv",
    "line.geojson",
    "figures.json",
    "manifest.json",
}
FEW = ("gb-infantry", "gb-air", "gb-hq", "fr-", "ie-", "ee-", "pl-", "de-medical")


def run(folder: Path, out: Path, *more: str):
    return CliRunner().invoke(app, ["plan", str(folder), "--out", str(out), *more])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The example with the pledges of a few contributors."""
    folder = tmp_path_factory.mktemp("plan") / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    path = folder / "sources" / "pledges.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(FEW)]
    path.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def out(small):
    done = run(small, small.parent / "out", "--json")
    assert done.exit_code == 0, done.output
    return small.parent / "out"


@pytest.fixture(scope="module")
def figures(out):
    return {f["id"]: f for f in json.loads((out / "figures.json").read_text(encoding="utf-8"))}


def value(figures, name):
    return figures[name]["value"]


def test_all_files_are_written_and_restricted(out, figures):
    assert set(files_of(out)) == FILES
    assert {f["release"] for f in figures.values()} == {"restricted"}
    for name in ("requirements.csv", "shortfall.csv", "scenarios.csv"):
        assert {row["release"] for row in rows(out / name)} == {"restricted"}
    assert json.loads((out / "manifest.json").read_text())["release"] == "restricted"
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "restricted" in page
    assert "<script" not in page


def test_the_same_folder_gives_the_same_bytes(small, out, tmp_path):
    assert run(small, tmp_path / "again").exit_code == 0
    assert files_of(tmp_path / "again") == files_of(out)


def test_the_order_of_pledges_changes_no_number(small, out, tmp_path):
    folder = tmp_path / "mission"
    shutil.copytree(small, folder)
    path = folder / "sources" / "pledges.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    assert run(folder, tmp_path / "out").exit_code == 0
    for name in FILES - {"manifest.json", "index.html"}:  # those two print the files' digests
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes(), name


def test_sectors_add_up_to_the_line_and_the_zone(figures):
    for what in ("line.{}.drawn", "zone.{}.UA", "zone.{}.RU"):
        parts = sum(value(figures, what.format(sector)) for sector in "ABCDEFG")
        assert parts == pytest.approx(value(figures, what.format("whole")), abs=0.01)


def test_consent_keeps_or_loses_every_square_kilometre(figures):
    whole = value(figures, "zone.whole.UA") + value(figures, "zone.whole.RU")
    for consent in ("both", "host_only", "none"):
        parts = [value(figures, f"consent.{consent}.{what}") for what in ("kept", "lost")]
        assert sum(parts) == pytest.approx(whole, abs=0.01)


@pytest.mark.parametrize("scenario", ["all", "firm_only", "without_backstop", "open_line"])
def test_the_waterfall_adds_up(figures, scenario):
    name = f"pledges.{scenario}"
    falls = sum(f["value"] for i, f in figures.items() if i.startswith(f"{name}.falls."))
    assert value(figures, f"{name}.pledged") > 0
    left = value(figures, f"{name}.pledged") - falls
    assert left == pytest.approx(value(figures, f"{name}.there"), abs=0.01)


def test_months_add_up_to_the_lines(out, figures):
    lines = [r for r in rows(out / "shortfall.csv") if r["scenario"] == "all"]
    for what in ("required", "met"):
        told = sum(
            f["value"]
            for i, f in figures.items()
            if i.startswith("month.all.") and i.endswith(what)
        )
        assert told == pytest.approx(sum(float(r[what]) for r in lines), abs=0.1)
    assert any(float(r["missing"]) > 0 for r in lines)


def test_less_is_never_better(figures):
    whole = value(figures, "shortfall.all.weighed")
    assert value(figures, "shortfall.firm_only.weighed") >= whole
    assert value(figures, "shortfall.without_backstop.weighed") >= whole
    assert value(figures, "shortfall.open_line.weighed") <= whole
    assert min(f["value"] for i, f in figures.items() if i.startswith("without.")) >= 0


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


def test_an_override_is_marked_and_every_number_has_a_source(out):
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "assumption, of this plan" in page
    assert "somebody on the spot within two hours" in page


def test_problems_of_a_table_exit_1_and_stand_on_the_page(small, tmp_path):
    folder = tmp_path / "mission"
    shutil.copytree(small, folder)
    path = folder / "sources" / "pledges.csv"
    text = path.read_text(encoding="utf-8").replace(
        "gb-hq,United Kingdom,headquarters,200", "gb-hq,United Kingdom,headquarters,-200"
    )
    path.write_text(text, encoding="utf-8")
    done = run(folder, tmp_path / "out")
    assert done.exit_code == 1
    assert "sources/pledges.csv" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_no_plan_is_wrong_use(tmp_path):
    folder = tmp_path / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    (folder / "plan.yaml").unlink()
    done = run(folder, tmp_path / "out")
    assert "no plan.yaml here" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_plan_without_pledges_has_no_section_on_them(tmp_path):
    folder = tmp_path / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    path = folder / "plan.yaml"
    kept = [x for x in path.read_text("utf-8").splitlines() if not x.startswith("pledges:")]
    path.write_text("\n".join(kept), encoding="utf-8")
    assert run(folder, tmp_path / "out").exit_code == 0
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert 'id="pledges"' not in page
    assert len(rows(tmp_path / "out" / "shortfall.csv")) == 0
