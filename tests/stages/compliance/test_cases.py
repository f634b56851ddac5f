"""Rule cases that need no programmer: one YAML file per kind of term."""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from ruamel.yaml import YAML
from truce import agreement, incident_of, judged, numbered, outcomes, ruling, says, term

from truceline.model.agreement import OBSERVABLE
from truceline.model.incident import Share
from truceline.model.mission import Site
from truceline.model.place import Line, Place, ZoneSpec
from truceline.web.languages import LANGUAGES
from truceline.web.sentences import sentences

FOLDER = Path(__file__).parent / "cases"
FIELDS = {"act", "object", "at", "hours", "accused", "place", "error", "judged", "gives", "because"}
FIELDS |= {"term", "weapon", "height_m", "site", "line"}
GIVES = {"breach": "alleged, would breach"} | {
    why: f"undetermined ({why})" for why in ("place", "time", "kind", "clause")
}


def load(path):
    return YAML(typ="safe", pure=True).load(path)


def cases():
    return [
        pytest.param(path, name, id=f"{path.stem}: {name}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for name in load(path)["cases"]
    ]


def dated(value):
    """YAML times, without a zone once the reader has turned them to UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return value


def the_term(told):
    window = {key: dated(value) for key, value in told.pop("in_force").items()}
    until = [window["until"]] if "until" in window else []
    told["in_force"] = {"starts": [window["from"]], "ends": until, "zone": "+02:00"}
    told.setdefault("acts", [])
    told.setdefault("open_acts", [])
    told.setdefault("sites", None)
    if told.get("deadline"):
        told["deadline"] = dated(told["deadline"])
    return term(**told)


def shares(value):
    if isinstance(value, dict):
        return tuple(Share(value=v, share=s) for v, s in value.items())
    return (Share(value=value, share=1.0),) if value else ()


def the_report(case):
    fields = {"target_category": None, "kind": "other/other", "alleged_actor": case["accused"]}
    if case.get("weapon"):
        fields["weapon"] = case["weapon"]
    if case.get("height_m") is not None:
        fields["attributes"] = json.dumps({"height_m": case["height_m"]})
    moment = dated(case["at"]) or datetime(2031, 5, 10, tzinfo=UTC)
    return says("Blog", at=moment.isoformat(), hours=case.get("hours", 0.5), **fields)


def the_incident(case, report):
    place = case.get("place")
    where = place and Place(lat=place[0], lon=place[1], radius_km=case.get("error", 0.5))
    changed = {} if case["at"] else {"when": None}
    return incident_of(
        report,
        where=where or None,
        acts=shares(case["act"]),
        categories=shares(case.get("object")),
        sites=shares(case.get("site")),
        **changed,
    )


def rulings(case):
    if not case.get("judged"):
        return ()
    verdict, _, value = case["judged"].partition(" ")
    return (ruling(verdict, value=value),)


@pytest.mark.parametrize(("path", "name"), cases())
def test_case(path, name):
    book = load(path)
    own = book["cases"][name]
    assert set(own) <= FIELDS, f"a case may say {sorted(FIELDS)}"
    case = book.get("usual", {}) | own
    line = case.get("line", book.get("line"))
    (report,) = numbered(the_report(case))
    found = judged(
        report,
        incidents=[the_incident(case, report)],
        agreed=agreement(
            ("NOR", (the_term(book["term"] | own.get("term", {})),)),
            zones=msgspec.convert(book.get("zones", []), tuple[ZoneSpec, ...]),
        ),
        judgements=rulings(case),
        line=msgspec.convert(line, Line) if line else None,
        sites=msgspec.convert(book.get("sites", []), tuple[Site, ...]),
    )
    assert outcomes(found) == {("NOR", case["accused"]): GIVES.get(case["gives"], case["gives"])}
    told = [f"{step.question}: {step.verdict}" for step in found.findings[0].trace]
    assert set(case.get("because", [])) <= set(told)
    assert [step for step in found.findings[0].trace if not spoken(step)] == []


def spoken(step):
    """Can every language of the pages tell this step?"""
    told = (("questions", step.question), ("notes", step.note))
    return all(
        sentences(language).told(text, kind)
        for language in LANGUAGES
        for kind, text in told
        if text
    )


def test_every_observable_kind_has_its_cases():
    kinds = {k.__struct_config__.tag for k in OBSERVABLE}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == kinds


def test_every_case_file_tests_its_own_kind():
    for path in FOLDER.glob("*.yaml"):
        assert load(path)["term"]["clause"] == path.stem
