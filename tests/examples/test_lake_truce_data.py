"""The fixture itself: its files read without a problem and `expected.yaml` names every report."""

import csv
from itertools import chain
from pathlib import Path

from ruamel.yaml import YAML

from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission import (
    check_sides,
    read_judgements,
    read_mission,
    read_roster,
    read_sites,
    read_statements,
)
from truceline.foundation.vocabulary import words

FOLDER = Path(__file__).parents[1] / "fixtures" / "lake-truce"


def text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def reports() -> dict[str, dict[str, str]]:
    found = {}
    for dataset in ("press", "patrol"):
        with (FOLDER / "sources" / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
            found |= {f"{dataset}.{row['report_id']}": row for row in csv.DictReader(file)}
    return found


def test_every_file_reads_without_a_problem() -> None:
    spec, problems = read_mission(text("mission.yaml"), "mission.yaml")
    assert problems == ()
    assert spec is not None
    agreement, problems = read_agreement(text(spec.agreement), spec.agreement)
    assert problems == ()
    assert agreement is not None
    roster, r = read_roster(text(spec.roster), spec.roster)
    _, s = read_sites(text(spec.sites), spec.sites)
    said, t = read_statements(text(spec.statements), spec.statements, spec.timezone)
    _, j = read_judgements(text(spec.judgements), spec.judgements)
    assert (*r, *s, *t, *j, *check_sides(spec, roster, said)) == ()
    named = {(e.role, e.name) for e in roster}
    for row in reports().values():
        assert ("publisher", row["source"]) in named
        assert not row.get("claimant") or ("claimant", row["claimant"]) in named
        assert row["kind"] in words("acts")
        assert row["target_category"] in words("site_categories")


def test_every_report_is_expected_in_one_incident() -> None:
    expected = YAML(typ="safe", pure=True).load(text("expected.yaml"))["incidents"]
    told = list(chain.from_iterable(incident["reports"] for incident in expected))
    assert sorted(told) == sorted(reports())
    for incident in expected:
        for by_accused in incident["findings"].values():
            assert sorted(by_accused) == sorted(incident["accused"])
            for finding in by_accused.values():
                assert ("why" in finding) == (finding["breach"] == "undetermined")
                assert ("alleged" in finding) == (finding["breach"] == "breach")
