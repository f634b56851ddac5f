"""`truceline schema`: the schemas are schemas, and what the readers take, they take."""

import json
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from truceline.cli.schema import SchemaName, schema
from truceline.foundation.agreement.terms import KINDS
from truceline.foundation.mission.read import KEYS
from truceline.foundation.schemas import SCHEMAS
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.evidence import Report
from truceline.model.mission import Settings

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests/foundation/agreement/texts"

app = typer.Typer()
app.command()(schema)


def plain(node: Node):
    """The YAML as JSON holds it: moments stay texts, numbers and truth values become themselves."""
    if node.kind == "mapping":
        return {key: plain(value) for key, value in node.entries()}
    if node.kind == "list":
        return [plain(item) for item in node.items]
    if node.null:
        return None
    if not node.plain:
        return node.raw
    try:
        return json.loads(node.raw)
    except ValueError:
        return node.raw


def of(text):
    root, problems = read_yaml(text, "f")
    assert problems == ()
    return plain(root)


def faults(name, value):
    return [e.message for e in Draft202012Validator(SCHEMAS[name]()).iter_errors(value)]


@pytest.mark.parametrize("name", list(SchemaName))
def test_the_command_prints_a_valid_schema(name):
    result = CliRunner().invoke(app, [name])
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(printed)
    short = CliRunner().invoke(app, [name, "--json"]).stdout
    assert json.loads(short) == printed
    assert short.count("\n") == 1


def test_an_unknown_name_is_wrong_use():
    assert CliRunner().invoke(app, ["treaty"]).exit_code == 2


def agreements():
    found = [TEXTS / "formats.yaml", TEXTS / "sixteen.yaml"]
    found += sorted(ROOT.glob("examples/*/agreement.yaml"))
    found += sorted((ROOT / "src/truceline/data").glob("**/agreement.yaml"))
    return found + sorted((ROOT / "tests/fixtures").glob("*/agreement.yaml"))


@pytest.mark.parametrize("path", agreements(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_agreements_that_read_also_validate(path):
    assert faults("agreement", of(path.read_text("utf-8"))) == []


def missions():
    found = sorted(ROOT.glob("examples/*/mission.yaml"))
    found += sorted((ROOT / "src/truceline/data").glob("**/mission.yaml"))
    return found + sorted((ROOT / "tests/fixtures").glob("*/mission.yaml"))


@pytest.mark.parametrize("path", missions(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_missions_that_read_also_validate(path):
    assert faults("mission", of(path.read_text("utf-8"))) == []


def test_the_schema_lists_the_sixteen_clauses():
    clauses = SCHEMAS["agreement"]()["$defs"]["fields"]["properties"]["clause"]["enum"]
    assert clauses == sorted(KINDS)
    assert len(clauses) == 16


HEAD = "title: T\nterms: [{id: a, clause: mines, in_force: {from: 2031-05-01T00:00Z}, %s}]\n"

REFUSED = [
    "terms: []",
    "title: T\ntreaty: x",
    "title: T\nparties: [a b]",
    HEAD % "caps: {tanks: 3}",
    HEAD % "acts: [bang]",
    HEAD % "sites: {maybe: [energy/*]}",
    HEAD % "standard: {breach: proven}",
    "title: T\nterms: [{id: a, clause: mine}]",
    "title: T\nin_force: {until: 2031-05-01T00:00Z}",
    "title: T\nin_force: {from: 2031-05-01T00:00}",
    "title: T\nzones: {z: {from_line: [-5, 5]}}",
    "title: T\nzones: {z: {radius: 5 km}}",
    "title: T\nreadings: {RUR: {a: gone}}",
    "title: T\nreadings: {RUR: {a: {act: [fire/*]}}}",
    "title: T\ncommon_text: x",
]


@pytest.mark.parametrize("text", REFUSED)
def test_an_agreement_that_is_wrong_doesnt_validate(text):
    assert faults("agreement", of(text))


def test_shorthand_validates():
    assert faults("agreement", of(HEAD % "acts: ground/mine_laying, binds: RUR")) == []
    text = "title: T\nreadings: {RUR: {a: none, b: {acts: [fire/*]}, note: x, declared_exit: null}}"
    assert faults("agreement", of(text)) == []


def test_the_mission_schema_has_the_readers_keys():
    properties = SCHEMAS["mission"]()["properties"]
    assert set(properties) == set(KEYS)
    assert set(properties["settings"]["properties"]) == set(Settings.__struct_fields__)


@pytest.mark.parametrize(
    "change",
    [
        "parties: {}",
        "mandate: {role: judge}",
        "cut_off: 25:00",
        "line: {as_of: 2031-05-01}",
        "x: 1",
    ],
)
def test_a_mission_that_is_wrong_doesnt_validate(change):
    text = "name: M\nparties: {RUR: {name: R}}\ndatasets: {press: {files: [a.csv]}}\n"
    assert faults("mission", of(text)) == []
    assert faults("mission", {**of(text), **of(change)})


def test_a_report_row():
    row = {
        "report_id": "R1",
        "source": "gazette",
        "kind": "air/drone_strike",
        "lat": 47.0,
        "lon": 9.0,
    }
    assert faults("report", row | {"a_column_of_their_own": 3, "stance": "denies"}) == []
    for wrong in ({"lat": 147.0}, {"kind": "bang"}, {"stance": "shrugs"}, {"source": None}):
        assert faults("report", row | wrong), wrong


def test_the_report_schema_has_the_columns_of_the_table():
    columns = set(SCHEMAS["report"]()["properties"])
    assert columns <= set(Report.__struct_fields__)
    assert {"report_id", "source", "start", "end", "kind", "text", "observer_lat"} <= columns
    assert not {"dataset", "known", "place_basis"} & columns


CLAIM = {
    "claim_id": "c1",
    "source_file": "a.txt",
    "kind": "pledge",
    "actors": ["Ruritania"],
    "predicate": "will send",
    "object": "engineers",
    "target": None,
    "polarity": "+",
    "quantity": {
        "value": 400,
        "lo": 0,
        "hi": 400,
        "unit": "engineers",
        "bound": "up_to",
        "raw": "up to 400",
    },
    "time": None,
    "modality": "conditional",
    "condition": "a truce holds",
    "attribution_chain": ["Gazette", "defence minister of Ruritania"],
    "quote": "Ruritania will send up to 400 engineers once a truce holds",
    "char_start": 0,
    "char_end": 59,
    "extractor": "rules",
    "confidence": 0.9,
    "notes": [],
}


def test_the_documented_claim():
    assert faults("claim", CLAIM) == []
    for wrong in ({"polarity": "0"}, {"kind": "rumour"}, {"quote": ""}, {"quantity": {"value": 1}}):
        assert faults("claim", CLAIM | wrong), wrong
