import ast
import re
from collections import Counter
from pathlib import Path

import pycountry
import pytest

from truceline.stages.evidence.reading.actors.offices import single
from truceline.stages.evidence.reading.actors.tables import load, people, rows, split, states

SRC = Path(__file__).parents[4] / "src" / "truceline"
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
TABLES = ["states", "states-cyrillic", "organisations", "people", "offices", "bodies", "outlets"]
FORCES_TOGETHER = {("US", "envoy"), ("RU", "spokesperson"), ("RU", "speaker"), ("US", "spokesperson"),
                   ("CN", "spokesperson")}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_the_columns_of_their_table(table):
    columns = split(load(table)["columns"], "|")
    lines = [line for line in load(table)["rows"].splitlines() if line.strip()]
    assert [line for line in lines if len(line.split("|")) > len(columns)] == []
    names = Counter(row[columns[0]] for row in rows(table))
    assert [name for name, times in names.items() if times > 1 or not name] == []
    assert load(table)["source"]


def test_states_have_iso_codes():
    known = {c.alpha_2 for c in pycountry.countries}
    known |= {c.alpha_2 for c in pycountry.historic_countries}
    assert [code for code in states() if code not in known and not code.startswith("X")] == []
    members = {c for c in known if c in states()}
    assert len(members) >= 195


def test_people_belong_to_something_known():
    organisations = {row["name"] for row in rows("organisations")}
    known = set(states()) | organisations
    assert [p.name for p in people().values() if p.state not in known] == []
    assert {p.gender for p in people().values()} <= {"m", "f", ""}


def test_organisations_belong_to_known_states():
    assert [
        r["name"] for r in rows("organisations") if r["state"] and r["state"] not in states()
    ] == []


def test_tenures_are_months_of_known_offices():
    offices = {row["office"] for row in rows("offices")}
    for person in people().values():
        for tenure in person.held:
            assert tenure.office in offices, person
            months = [m for m in (tenure.since, tenure.until) if m]
            assert all(MONTH.fullmatch(m) for m in months), person
            assert months == sorted(months), person


def test_two_people_never_hold_one_office_for_long():
    held = {}
    for person in people().values():
        for tenure in person.held:
            if tenure.since and single(tenure.office):
                span = (tenure.since, tenure.until or "9999-12", person.name)
                held.setdefault((person.state, tenure.office), []).append(span)
    clashes = [
        (key, one, two)
        for key, spans in held.items()
        for one, two in zip(sorted(spans), sorted(spans)[1:], strict=False)
        if two[0] < one[1] and key not in FORCES_TOGETHER
    ]
    assert clashes == []


def test_many_states_have_holders():
    assert len({p.state for p in people().values() if p.held and p.state in states()}) >= 40


def strings(path):
    """The strings of a module, docstrings left out: what its rules compare words with."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    }
    nodes = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in told)
    return " | ".join(n.value for n in nodes if isinstance(n.value, str))


def test_no_name_of_the_data_stands_in_code():
    names = {row["name"] for table in ("states", "organisations", "people") for row in rows(table)}
    names |= {form for row in rows("states") for form in split(row["adjective"])}
    names |= {form for row in rows("states") for form in split(row["capital"])}
    pattern = re.compile(rf"\b({'|'.join(re.escape(n) for n in sorted(names) if len(n) > 3)})\b")
    code = sorted((SRC / "stages" / "evidence").rglob("*.py"))
    found = {path.name: pattern.findall(strings(path)) for path in code}
    assert {name: hits for name, hits in found.items() if hits} == {}
