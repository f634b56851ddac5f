"""Broken YAML for each file that people write: refused with file and line, never a crash."""

import pytest

from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission.read import read_mission
from truceline.stages.evidence.mapping import read_mapping

AGREEMENT = """\
title: Lake truce
parties: [RUR, FRE]
terms:
  - id: no_strikes
    clause: protected_sites
    binds: [RUR, FRE]
    acts: [air/*]
    sites: [energy/*]
    in_force: {from: 2031-05-01T00:00:00+02:00, until: 2031-06-01T00:00:00+02:00}
"""
MISSION = """\
name: lake-truce
timezone: "+02:00"
mandate: {role: monitor}
parties:
  RUR: {name: Ruritania}
  FRE: {name: Freedonia}
datasets:
  press: {files: [press.csv]}
"""
MAPPING = """\
columns:
  report_id: id
  source: outlet
  start: when
  kind: what
values:
  kind: {shelling: fire/shelling}
"""
READERS = {
    "agreement": (read_agreement, AGREEMENT),
    "mission": (read_mission, MISSION),
    "mapping": (read_mapping, MAPPING),
}

BOMB = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))
# name, what is put after the good text, what is said
ADDED = [
    ("tab", "note:\n\tx: 1\n", "a tab"),
    ("tab after a key", "note:\tx\n", "a tab"),
    ("anchor", "note: &a x\n", "an anchor"),
    ("alias", "note: *a\n", "alias"),
    ("merge key", "<<: {note: x}\n", "merge key"),
    ("bomb", BOMB, "anchor"),
    ("second document", "---\nnote: x\n", "second document"),
    ("python tag", "note: !!python/object/apply:os.system ['true']\n", "a tag"),
    ("own tag", "note: !secret x\n", "a tag"),
    ("binary tag", "note: !!binary aGVsbG8=\n", "a tag"),
    ("open bracket", "note: [1, 2\n", "expected"),
    ("open brace", "note: {a: 1\n", "expected"),
    ("open quote", 'note: "x\n', "unexpected end"),
    ("stray indent", "note: x\n   more: y\n", "mapping values"),
    ("list among keys", "- note\n", "expected"),
    ("text among keys", "note\n", "':'"),
    ("colon twice", "note: a: b\n", "mapping values"),
    ("control character", "note: \x07\n", "control character"),
    ("NUL", "note: \x00\n", "control character"),
    ("not UTF-8", "note: \ufffd\n", "not UTF-8"),
    ("percent sign", "%note: x\n", ""),
    ("at sign", "note: @x\n", "token"),
    ("backquote", "note: `x`\n", "token"),
    ("complex key", "? [a]\n: b\n", "key"),
    ("deep", "note: " + "[" * 200 + "]" * 200 + "\n", "levels deep"),
    ("long", "# " + "x" * 1_000_001 + "\n", "characters"),
    ("unknown key", "notes_of_mine: x\n", "unknown key"),
    ("escape that is none", 'note: "\\q"\n', "escape"),
]
WHOLE = [
    ("empty", "", "key: value"),
    ("only a comment", "# soon\n", "key: value"),
    ("a list", "- a\n- b\n", "key: value"),
    ("a word", "hello\n", "key: value"),
    ("null", "null\n", "key: value"),
    ("csv", "a,b\n1,2\n", ""),
    ("json cut off", '{"title": "x", "parties": [', "expected"),
    ("html", "<html><body>404</body></html>\n", ""),
    ("only a bracket", "[", "expected"),
    ("only a colon", ":", "key"),
    ("nothing but NUL", "\0\0\0", "control character"),
]
# reader, what is replaced, by what, what is said
CHANGED = [
    ("mapping", "report_id: id", "report_id: [a, {b: c}]", "expected a text"),
    ("mapping", "report_id: id", "reportid: id", "report_id"),
    ("mapping", "report_id: id", "report_id: id\n  report_id: nr", "second time"),
    ("mapping", "columns:", "column:", "columns"),
    ("mapping", "values:", "value:", "values"),
    ("mapping", "fire/shelling", "fire/sheling", "fire/shelling"),
    ("mapping", "fire/shelling", "artillery", "isn't one of the words"),
    ("mapping", "{shelling: fire/shelling}", "[shelling, fire]", "key: value"),
    ("mapping", "{shelling: fire/shelling}", "fire/shelling", "key: value"),
    ("mapping", "values:", "lookup: {kind: {a: 1}}\nvalues:", "unknown key `kind`"),
    ("mapping", "values:", "lookup: {lat: {a: north}}\nvalues:", "expected a number"),
    ("mapping", "values:", "lookup: {place_uncertainty_km: {a: -5}}\nvalues:", "must be from"),
    ("mapping", "values:", "lookup: {place_uncertainty_km: {a: .nan}}\nvalues:", "a number"),
    ("mapping", "values:", "constants: {kind: air}\nvalues:", "read from a column already"),
    ("mapping", "values:", "constants: {stance: claim}\nvalues:", "did you mean `claims`"),
    ("mapping", "values:", "constants: {lat: north}\nvalues:", "expected a number"),
    ("mapping", "values:", "constants: {lat: 95}\nvalues:", "must be from"),
    ("mapping", "values:", "constants: {sauce: x}\nvalues:", "unknown key `sauce`"),
    ("mapping", "values:", "unlisted: {kind: nothing}\nvalues:", "isn't one of the words"),
    ("mapping", "values:", "one_hot: {t_uav: air/uav}\nvalues:", "isn't one of the words"),
    ("mapping", "values:", "one_hot: {t_uav: air}\nvalues:", "read from a column already"),
    ("mapping", "values:", "parse: {formats: ['%d/%m']}\nvalues:", "year, month and day"),
    ("mapping", "values:", "parse: {formats: ['%Q']}\nvalues:", "%Q"),
    ("mapping", "values:", "parse: {formats: ['%Y%m%d%Y']}\nvalues:", "stands twice"),
    ("mapping", "values:", "parse: {zone: Nowhere/City}\nvalues:", "no zone of time"),
    ("mapping", "values:", "parse: {decimal: ';'}\nvalues:", "isn't one of the words"),
    ("mapping", "values:", "parse: {day_first: perhaps}\nvalues:", "expected true or false"),
    ("mapping", "values:", "parse: {dates: ['%Y']}\nvalues:", "unknown key `dates`"),
    ("mapping", "values:", "parse: [x]\nvalues:", "key: value"),
    ("mapping", "columns:", "columns: [a, b]\nmore:", "key: value"),
    ("agreement", "protected_sites", "protected_site", "protected_sites"),
    ("agreement", "air/*", "aer/*", ""),
    ("agreement", "energy/*", "energie/*", ""),
    ("agreement", "[RUR, FRE]\n    acts", "[RUR, GER]\n    acts", "GER"),
    ("agreement", "2031-05-01T00:00:00+02:00", "2031-05-01T00:00:00", "zone"),
    ("agreement", "2031-05-01T00:00:00+02:00", "first of May", "moment"),
    ("agreement", "2031-05-01T00:00:00+02:00", "2031-02-30T00:00:00+02:00", ""),
    ("agreement", "  - id: no_strikes\n    clause", "  - clause", "id"),
    ("agreement", "terms:", "term:", "terms"),
    ("mission", "role: monitor", "role: monitr", "monitor"),
    ("mission", '"+02:00"', "Europe/Ruritania", "zone"),
    ("mission", "name: lake-truce\n", "", "name"),
    ("mission", "files: [press.csv]", "file: [press.csv]", "files"),
    ("mission", "{files: [press.csv]}", "{files: []}", ""),
    ("mission", "timezone:", "time_zone:", "timezone"),
]


def told(reader, text: str):
    value, problems = reader(text, "mine.yaml")
    assert problems, "nothing was said"
    assert all(p.file == "mine.yaml" for p in problems)
    assert all(len(str(p)) < 500 for p in problems)
    return value, problems


def said(problems, words: str):
    return [p for p in problems if words in f"{p.message} ({p.hint})"]


@pytest.mark.parametrize("kind", READERS)
def test_the_good_text_is_read(kind):
    reader, text = READERS[kind]
    value, problems = reader(text, "mine.yaml")
    assert value is not None
    assert not [p for p in problems if p.severity == "error"]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(("name", "more", "words"), ADDED, ids=[a[0] for a in ADDED])
def test_a_fault_below_good_text(kind, name, more, words):
    reader, text = READERS[kind]
    _, problems = told(reader, text + more)
    found = said(problems, words)
    assert found, [str(p) for p in problems]
    assert name == "long" or max(p.line for p in found) > text.count("\n"), problems


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(("name", "text", "words"), WHOLE, ids=[w[0] for w in WHOLE])
def test_a_file_that_is_something_else(kind, name, text, words):
    value, problems = told(READERS[kind][0], text)
    assert value is None, name
    assert said(problems, words), [str(p) for p in problems]


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"), CHANGED, ids=[f"{c[0]}-{n}" for n, c in enumerate(CHANGED)]
)
def test_a_wrong_word_in_good_text(kind, old, new, words):
    reader, text = READERS[kind]
    assert old in text
    _, problems = told(reader, text.replace(old, new, 1))
    found = said(problems, words)
    assert found, [str(p) for p in problems]
    assert any(p.line for p in found) or words == "name", [str(p) for p in found]
