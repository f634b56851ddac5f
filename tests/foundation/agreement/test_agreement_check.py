"""The checks of an agreement, one file of cases per check: edit the cases, not this file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from truceline.foundation.agreement import check
from truceline.foundation.agreement.check import CHECKS, check_agreement
from truceline.foundation.agreement.read import draft_agreement
from truceline.foundation.agreement.reading import common_core
from truceline.model.mission import MissionSpec, Party, Site
from truceline.model.place import Line

CASES = Path(__file__).parent / "cases"
LINE = Line(vertices=((47.0, 9.0), (48.0, 10.0)), left="RUR", right="FRE")


def cases():
    for path in sorted(CASES.glob("*.yaml")):
        for case in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["cases"]:
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


def run(name, case, monkeypatch):
    agreement, _ = draft_agreement(case["agreement"], "a.yaml")
    parties = tuple(Party(id=p, name=p) for p in case.get("parties", ()))
    sites = tuple(
        Site(id=f"s{n}", name="", category=c, lat=47, lon=9)
        for n, c in enumerate(case.get("sites", ()))
    )
    spec = MissionSpec(name="M", parties=parties)
    monkeypatch.setattr(check, "CHECKS", (getattr(check, name),))
    return check_agreement(agreement, spec, sites, LINE if case.get("line") else None, "a.yaml")


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_check(name, case, monkeypatch):
    found = run(name, case, monkeypatch)
    told = [f"{p.field}: {p.severity}: {p.message}" for p in found]
    assert len(told) == len(case["says"]), told
    for said, expected in zip(told, case["says"], strict=True):
        assert said.startswith(expected)
    for hint in case.get("hints", ()):
        assert any(hint in p.hint for p in found), found
    assert all(p.file == "a.yaml" for p in found)


def test_every_check_has_cases():
    assert {check.__name__ for check in CHECKS} == {path.stem for path in CASES.glob("*.yaml")}


def test_all_checks_together_on_one_agreement():
    text = (
        "title: T\nin_force: {from: 2031-05-01T00:00Z, days: 3}\nterms: [{id: a, clause: mines}]\n"
    )
    agreement, _ = draft_agreement(text, "a.yaml")
    found = check_agreement(agreement, MissionSpec(name="M"), (), None, "a.yaml")
    assert [(p.field, p.severity) for p in found] == [
        ("terms.a.binds", "error"),
        ("terms.a.in_force", "warning"),
    ]


TEXT = (Path(__file__).parent / "texts" / "sixteen.yaml").read_text("utf-8")
SPLICES = ["", "[", "{}", "null", "none", "-1", "1e999", "x: ", "[a, [b]]", "2031-05-01", "9999-12-31T23:59Z", "0001-01-01T00:00+01:00", "a", "\n  ", "common"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 25), st.sampled_from(SPLICES))
def test_no_text_makes_the_reader_or_a_check_fail(start, length, splice):
    text = TEXT[:start] + splice + TEXT[start + length :]
    agreement, problems = draft_agreement(text, "a.yaml")
    assert agreement is not None or problems
    if agreement is not None:
        check_agreement(agreement, MissionSpec(name="M"), (), LINE, "a.yaml")
        common_core(agreement)
