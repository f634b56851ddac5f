"""Edits of an agreement's text: the value alone is exchanged, and read back as what was written."""

from pathlib import Path

import pytest

from truceline.errors import UnreadableError
from truceline.foundation.agreement.edit import edited, fields_of
from truceline.foundation.agreement.read import read_agreement

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/agreement.yaml"))
OTHER = {
    "moments": ("2025-03-20T00:00:00+03:00", "2025-03-21T00:00:00+03:00"),
    "moment": ("2025-03-20T00:00:00+03:00",),
    "words": ("air/*", "energy/coal"),
    "number": ("3.5",),
}
TEXT = """\
title: A truce
parties: [N, S]
terms:
  - id: quiet
    clause: protected_sites
    text: Nothing is struck.   # as said
    acts:
      - air/*
      # and what falls from it
      - fire/*

    # The list of the annex
    sites: [health/*]
    in_force: {from: 2031-01-01T00:00:00+00:00}
    buffer_km:
readings:
  N:
    quiet: {sites: {yes: [health/*]}}
    declared_exit: null
"""


def fields(text):
    return [f for term in fields_of(text, "a")[0] for f in term.fields]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_every_field_of_the_examples_is_exchanged_alone(file):
    text = file.read_text(encoding="utf-8")
    agreement, _ = read_agreement(text, "a")
    found = fields(text)
    assert found
    for field in found:
        if field.values:
            assert read_agreement(edited(text, field.path, field.values), "a")[0] == agreement
        other = edited(text, field.path, OTHER[field.kind])
        then = {f.path: f.values for f in fields(other)}
        now = {f.path: f.values for f in found}
        assert then == now | {field.path: OTHER[field.kind]}
        assert [li for li in text.splitlines() if "#" in li and li in other]


@pytest.mark.parametrize(
    ("path", "values", "line"),
    [
        (("terms", "quiet", "acts"), ("sea/mine",), "    acts: [sea/mine]"),
        (("terms", "quiet", "sites"), (), "    sites: []"),
        (("terms", "quiet", "buffer_km"), ("2",), "    buffer_km: 2"),
        (("readings", "N", "quiet", "sites", "no"), ("other/other",), "no: [other/other]}}"),
        (("readings", "N", "declared_exit"), (), "    declared_exit: null"),
        (
            ("terms", "quiet", "in_force", "from"),
            ("2031-01-02T00:00:00+00:00",),
            "    in_force: {from: 2031-01-02T00:00:00+00:00}",
        ),
    ],
)
def test_a_value_is_written_where_it_stood(path, values, line):
    other = edited(TEXT, path, values)
    assert line in other
    assert "# as said" in other
    assert "# The list of the annex" in other
    assert read_agreement(other, "a")[0] is not None or not values


def test_words_that_yaml_would_take_for_something_else_are_quoted():
    other = edited(TEXT, ("terms", "quiet", "acts"), ("a: b", "#c", "[d]", '"e', "{f", "g,h"))
    (field,) = (f for f in fields(other) if f.path[-1] == "acts" and f.path[0] == "terms")
    assert field.values == ("a: b", "#c", "[d]", '"e', "{f", "g,h")


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (("title",), ("x",)),
        (("terms", "none", "acts"), ("x",)),
        (("terms", "quiet", "buffer_km"), ("two",)),
        (("terms", "quiet", "buffer_km"), ("1", "2")),
        (("terms", "quiet", "acts"), ("x",) * 101),
        ((), ()),
    ],
)
def test_no_field_and_no_value_are_refused(path, values):
    with pytest.raises(UnreadableError):
        edited(TEXT, path, values)


@pytest.mark.parametrize("text", ["", "- a", "a: [", "a: &x 1\nb: *x\n", "a: 1\na: 2\n", "\x00"])
def test_a_text_that_the_reader_refuses_is_not_edited(text):
    assert fields_of(text, "a")[0] == ()
    with pytest.raises(UnreadableError):
        edited(text, ("terms",), ())
