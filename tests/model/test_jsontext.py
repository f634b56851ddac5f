import json
import sys
import time
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model import jsontext
from truceline.model.jsontext import MAX_DEPTH, read_json


@pytest.fixture
def any_depth():
    """A process whose recursion limit somebody raised, as some libraries do."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("any_depth")
@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        "[" * 200_000,
        '["]",' * 100_000,
        '{"\\"}":' * 100_000,
    ],
)
def test_depth_ends_no_process(text):
    with pytest.raises(ValueError, match="nested"):
        read_json(text)


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1])
def test_the_limit_is_exact(levels):
    text = "[" * levels + "]" * levels
    if levels > MAX_DEPTH:
        with pytest.raises(ValueError, match="nested"):
            read_json(text)
    else:
        assert read_json(text) is not None


def test_brackets_in_strings_are_text():
    text = '["' + "[" * 500 + r'\"{\\", 1]'
    assert read_json(text) == ["[" * 500 + '"{\\', 1]


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "", "{", '{"a":\ud800'])
def test_what_is_no_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


def told(read, text):
    """What a reader makes of a text, or that it refuses it."""
    try:
        return read(text)
    except ValueError:
        return ValueError


@given(st.text(max_size=60) | st.lists(st.sampled_from('[]{}",:1\\'), max_size=40).map("".join))
def test_what_is_shallow_is_read_as_json_is(text):
    assert told(read_json, text) == told(json.loads, text)


def levels(text):
    """Levels of brackets outside strings, sign by sign."""
    deepest = depth = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside, escaped = escaped or sign != '"', sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        else:
            depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest


STRINGS = st.lists(st.sampled_from(["[", "}", r"\\", r"\"", "я"]), max_size=6).map("".join)
PARTS = st.sampled_from([*"[{]}:", "[[", "я"]) | STRINGS.map('"{}"'.format)


TAIL = st.sampled_from(["", '"[['])


@given(st.lists(PARTS, max_size=20).map("".join), TAIL, st.integers(1, 9), st.integers(0, 3))
def test_levels_are_those_outside_strings(text, tail, piece, most):
    """Whatever pieces it is looked at in."""
    with patch.object(jsontext, "_PIECE", piece), patch.object(jsontext, "MAX_DEPTH", most):
        assert jsontext._too_deep(text + tail) == (levels(text + tail) > most)


def test_megabytes_of_brackets_are_refused_at_once():
    text = '{"a":' * 5_000_000
    began = time.process_time()
    with pytest.raises(ValueError, match="nested"):
        read_json(text)
    assert time.process_time() - began < 0.2
