"""`truceline plan` on the example, once: the facts that its page is known by.

Candidates stand 40 km apart instead of 5 and fewer replicas are played, so that it takes seconds.
"""

import csv
import json
import shutil
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from truceline.cli import app

EXAMPLE = Path(__file__).parents[2] / "examples" / "reassurance-2025"
QUICKER = (("spacing_km: 5\n", "spacing_km: 40\n"), ("replicas: 12\n", "replicas: 4\n"))
OPTIONS = ("monitors", "sites", "deterrent")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reassurance") / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    plan = folder / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    for shown, quick in QUICKER:
        assert text.count(shown) == 1
        text = text.replace(shown, quick)
    plan.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        app, ["plan", str(folder), "--out", str(folder.parent / "out"), "--json"]
    )
    assert done.exit_code == 0, done.output
    return folder.parent / "out"


@pytest.fixture(scope="module")
def figures(out):
    told = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    return {f["id"]: f["value"] for f in told}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_facts_of_the_example(out, figures):
    assert 1000 < figures["line.length.0"] < 1150
    assert figures["pledges.all.pledged"] == 20340
    assert figures["pledges.all.there"] < 0.7 * figures["pledges.all.pledged"]
    assert figures["pledges.without_backstop.there"] < 0.5 * figures["pledges.all.there"]
    assert {r["option"] for r in rows(out / "systems.csv")} == set(OPTIONS)
    assert {r["sector"] for r in rows(out / "seen.csv")} == {"", *"ABCDEFG"}


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_keeps_its_limits_and_its_bound(out, figures, option):
    told = [r for r in rows(out / "systems.csv") if r["option"] == option]
    budget = {"monitors": 220, "sites": 40, "deterrent": 110}[option]
    assert len(told) == figures[f"siting.{option}.systems"]
    assert sum(float(r["cost"]) for r in told) <= budget + 1e-6
    assert figures[f"siting.{option}.gap"] <= 0.02
    assert figures[f"siting.{option}.detected"] <= figures[f"siting.{option}.bound"] + 1e-4


def test_coverage_and_simulation_agree_within_the_interval(out):
    """The share detected, and what coverage says of the very same places and hours."""
    whole = [r for r in rows(out / "detected.csv") if not (r["act"] or r["sector"] or r["night"])]
    assert [r["option"] for r in whole] == list(OPTIONS)
    for row in whole:
        half = (float(row["hi"]) - float(row["lo"])) / 2
        assert abs(float(row["coverage"]) - float(row["detected"])) <= max(3 * half, 0.02)


def test_fewer_systems_verify_less(figures):
    for term in ("no_fire", "no_drones", "no_mines"):
        shares = [figures[f"term.{option}.{term}.whole.verifiable"] for option in OPTIONS]
        assert shares[0] > shares[2] > shares[1], term


def test_without_the_other_sides_consent_much_less_is_seen(figures):
    both, host, none = (figures[f"seen.consent.{c}.day"] for c in ("both", "host_only", "none"))
    assert none < 0.1 * host < host < 0.8 * both


def test_the_paper_is_tagged_and_restricted(out):
    reader = pypdf.PdfReader(out / "plan.pdf")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert all("restricted" in page.extract_text() for page in reader.pages)
