"""The five articles' traps: at most three of them catch the reading."""

import importlib.util
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "reading"
MOST = 3


@pytest.fixture(scope="module")
def traps():
    spec = importlib.util.spec_from_file_location("reading_traps", BENCH / "traps.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_few_traps_catch_the_reading(traps):
    if not traps.ARTICLES.is_dir():
        pytest.skip("the shared data aren't here")
    assert len(traps.failed(traps.read(traps.ARTICLES))) <= MOST


def test_who_reads_nothing_is_no_proof(traps):
    """Traps that ask for something to be there fail on an empty reading."""
    nothing = traps.Told([], traps.Register())
    assert len(traps.failed(nothing)) > len(traps.TRAPS) / 3
