"""The strict reader: what it refuses, by line, and what its cursor makes of values."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.yamltext import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    lines_by_path,
    on_lines,
    read_yaml,
)
from truceline.model.record import Problem

REFUSED = [
    ("a tab", "a:\n\tb: 1", 2, "a tab in column 1"),
    ("an anchor", "a: &x 1", 1, "an anchor (`&x`)"),
    ("an alias", "a: &x 1\nb: *x", 2, "an alias (`*x`)"),
    ("a merge key", "a: 1\n<<: {b: 2}", 2, "a merge key"),
    ("two keys of one name", "a: 1\nb: 2\na: 3", 3, "the key `a` stands here a second time"),
    ("two keys deeper", "a:\n  b: 1\n  b: 2", 3, "the key `b` stands here a second time"),
    ("a custom tag", "a: !run x", 1, "a tag (`!run`)"),
    ("a Python tag", "a: !!python/object/apply:os.system [x]", 1, "a tag ("),
    ("two documents", "a: 1\n---\nb: 2", 2, "a second document begins here"),
    ("a list at the root", "- a\n- b", 1, "the file must hold `key: value` pairs"),
    ("a text at the root", "hello", 1, "the file must hold `key: value` pairs"),
    ("nothing", "", 0, "the file must hold `key: value` pairs"),
    ("only a comment", "# hello", 0, "the file must hold `key: value` pairs"),
    ("a broken byte", "a: b\nc: \ufffd", 2, "not UTF-8 text"),
    ("a control character", "a: \x07", 1, "control character U+0007"),
    ("an escaped control character", 'a: "\\u0007"', 1, "control character U+0007"),
    ("an escaped surrogate", 'a: "\\ud800"', 1, "control character U+D800"),
    ("a character that is none", '"\\U99999999": 1', 0, "this isn't YAML"),
    ("a list as key", "? [a]\n: b", 1, "a key must be a plain word"),
    ("an empty key", ": 1", 1, "a key is empty"),
    ("an open bracket", "a: 1\nb: [", 2, "expected the node content"),
    ("an open quote", "a: 'x", 1, "found unexpected end of stream"),
    ("a wrong indent", "a:\n  b: 1\n c: 2", 3, "expected <block end>"),
    ("a bare colon", "a: b: c", 1, "mapping values are not allowed here"),
    ("too deep", "a: " + "[" * 1000, 1, f"more than {MAX_DEPTH} levels deep"),
    ("too many", "a: [" + "1, " * MAX_NODES + "]", 1, "values in one file"),
    ("too long", "#" * (MAX_CHARACTERS + 1), 0, "characters are more than"),
]


@pytest.mark.parametrize(
    ("text", "line", "message"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_refuses(text, line, message):
    node, problems = read_yaml(text, "a.yaml")
    assert node is None
    hit = [p for p in problems if message in p.message]
    assert hit, problems
    assert (hit[0].file, hit[0].line, hit[0].severity) == ("a.yaml", line, "error")


def test_a_billion_laughs_ends_at_its_first_alias():
    bomb = "a: &a [x, x]\n" + "".join(f"{k}: &{k} [*{j}, *{j}]\n" for j, k in pairwise("abcdefg"))
    node, problems = read_yaml(bomb, "f")
    assert node is None
    assert any("alias" in p.message for p in problems)


def test_every_tab_is_named_up_to_a_limit():
    _, problems = read_yaml("a:\n" + "\tb: 1\n" * 100, "f")
    assert [p.line for p in problems] == list(range(2, 22))


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault():
    root, problems = read_yaml("\ufeffa: 1\r\nb: x\r\n", "f")
    assert problems == ()
    assert (root.whole("a"), root.text("b")) == (1, "x")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`,? \n\t\\x0", max_size=60))
def test_never_raises(text):
    root, problems = read_yaml(text, "f")
    assert (root is None) == bool(problems)


def tree(text):
    root, problems = read_yaml(text, "f.yaml")
    assert problems == ()
    return root


def test_lines_and_columns_of_keys_and_values():
    root = tree("title: A\nterms:\n  - id: one\n    acts: [x,\n      y]\n")
    acts = root.nodes("terms")[0].at("acts")
    assert (acts.key_line, acts.key_column) == (4, 5)
    assert (acts.line, acts.column) == (4, 11)
    assert [(n.line, n.column) for n in acts.items] == [(4, 12), (5, 7)]
    assert acts.items[1].path == "terms.one.acts[2]"


def test_words_of_yaml_stay_the_text_that_was_typed():
    root = tree("no: [no, yes, on, 1e3, 0x10, 1:30, 2031-05-01, ~, 'null']")
    assert [n.raw for n in root.nodes("no")][:7] == [
        "no",
        "yes",
        "on",
        "1e3",
        "0x10",
        "1:30",
        "2031-05-01",
    ]
    assert [n.null for n in root.nodes("no")] == [False] * 7 + [True, False]


def test_missing_null_and_written():
    root = tree("a: null\nb:\nc: ''\n")
    assert [root.has(k) for k in "abcd"] == [True, True, True, False]
    assert [root.at(k) is None for k in "abcd"] == [True, True, False, True]
    assert root.child("a").text("x", "other") == "other"
    assert root.found() == ()


MOMENTS = [
    ("2031-05-01T18:00:00+02:00", datetime(2031, 5, 1, 16, tzinfo=UTC)),
    ("2031-05-01T18:00Z", datetime(2031, 5, 1, 18, tzinfo=UTC)),
    ("2031-05-01 18:00+0200", datetime(2031, 5, 1, 16, tzinfo=UTC)),
    ("2031-05-01T18:00:00", "has no zone of time"),
    ("2031-05-01", "needs a time and a zone"),
    ("2031-02-30T10:00Z", "expected a moment"),
    ("2031-05-01T25:00Z", "expected a moment"),
    ("0001-01-01T00:00+14:00", "expected a moment"),
    ("tomorrow", "expected a moment"),
    ("[a, b]", "expected a moment"),
]


@pytest.mark.parametrize(("raw", "expected"), MOMENTS)
def test_moment(raw, expected):
    root = tree(f"at: {raw}")
    value = root.moment("at")
    if isinstance(expected, str):
        assert value is None
        (problem,) = root.found()
        assert expected in problem.message
        assert problem.field == "at"
        assert problem.hint
    else:
        assert value == expected


def test_a_bare_date_is_the_start_of_a_local_day_where_a_zone_is_given():
    root = tree("at: 2031-05-01\nnever: 2031-02-30")
    assert root.moment("at", "+02:00") == datetime(2031, 4, 30, 22, tzinfo=UTC)
    assert root.moment("never", "+02:00") is None
    assert root.moment("at", "Europe/Nowhere") is None


def test_lists_take_a_single_value():
    root = tree("a: x\nb: [x, y]\nc: 2031-05-01T00:00Z")
    assert (root.words("a"), root.words("b"), root.words("z", ("d",))) == (
        ("x",),
        ("x", "y"),
        ("d",),
    )
    assert len(root.moments("c")) == 1


WRONG = [
    ("number", "a: many", "expected a number, found `many`"),
    ("number", "a: 1e999", "expected a number"),
    ("number", "a: .nan", "expected a number"),
    ("number", "a: [1]", "expected a number, found a list"),
    ("whole", "a: 1.5", "expected a whole number"),
    ("whole", "a: -1", "-1 must be at least 0"),
    ("whole", "a: " + "9" * 5000, "expected a whole number"),
    ("flag", "a: maybe", "expected true or false"),
    ("text", "a: [x]", "expected a text, found a list"),
    ("text", "a: {b: c}", "expected a text, found `key: value` pairs"),
    ("words", "a: [x, [y]]", "expected a text"),
    ("zone", "a: Moon/Base", "`Moon/Base` is no zone of time"),
    ("day", "a: 1 May", "expected a date"),
    ("child", "a: 1", "expected `key: value` pairs, found `1`"),
]


@pytest.mark.parametrize(("accessor", "text", "message"), WRONG)
def test_a_wrong_value_is_a_problem_on_its_line(accessor, text, message):
    root = tree("first: 1\n" + text)
    getattr(root, accessor)("a")
    (problem,) = root.found()
    assert message in problem.message
    assert (problem.file, problem.line, problem.severity) == ("f.yaml", 2, "error")


def test_right_values():
    root = tree("n: -1.5e1\nw: '7'\nf: No\nz: Europe/Vienna\nd: 2031-05-01")
    assert (root.number("n"), root.whole("w"), root.flag("f")) == (-15.0, 7, False)
    assert root.zone("z") == "Europe/Vienna"
    assert root.day("d").isoformat() == "2031-05-01"
    assert root.found() == ()


def test_choice_and_keys_name_the_nearest_word():
    root = tree("role: moniter\nsgin_off: x")
    assert root.choice("role", ("monitor", "verify"), "monitor") == "monitor"
    root.unknown_keys(("role", "sign_off"))
    assert [p.hint for p in root.found()] == ["did you mean `monitor`?", "did you mean `sign_off`?"]


def test_need():
    root = tree("a: 1\nb:")
    assert root.need("a")
    assert not root.need("a", "b", "c")
    assert [p.message for p in root.found()] == ["`b` is missing", "`c` is missing"]


def test_a_later_finding_is_put_on_the_nearest_written_line():
    root = tree("terms:\n  - id: one\n    sites: [x]\n")
    late = Problem(file="f.yaml", field="terms.one.sites.yes", message="m")
    nowhere = Problem(file="f.yaml", field="zones.q", message="m")
    assert [p.line for p in on_lines((late, nowhere), root)] == [0, 3]
    assert lines_by_path(root)["terms.one"] == 2


def test_overlaid_values_keep_their_lines():
    root = tree("a: {x: 1, y: 2}\nb:\n  x: 3")
    merged = root.at("a").overlaid(root.at("b"))
    assert [(k, n.raw, n.line, n.path) for k, n in merged.entries()] == [
        ("x", "3", 3, "b.x"),
        ("y", "2", 1, "a.y"),
    ]
