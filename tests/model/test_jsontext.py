import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.jsontext import MAX_DEPTH, read_json


@pytest.fixture
def any_depth():
    """A process whose recursion limit somebody raised, as some libraries do."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("any_depth")
@pytest.mark.parametrize("text", ['{"a":' * 100_000 + "1" + "}" * 100_000, "[" * 200_000])
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
