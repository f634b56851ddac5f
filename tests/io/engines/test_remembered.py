"""What is remembered changes how long an answer takes, never the answer."""

import os
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.errors import InvariantError
from truceline.io.engines.content import digest
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.engines.remembered import Remembered

WIDTH = 4


class Rooted(msgspec.Struct, frozen=True):
    """Each owned row, the first row seen with its value, and what the halo adds up to."""

    asked: list
    name: str = "rooted"

    def digest(self):
        return self.name

    def __call__(self, block):
        self.asked.append(window(block))
        rows, values = block["row"].to_numpy(), block["value"].to_pylist()
        owned = np.flatnonzero(block["owned"].to_numpy(zero_copy_only=False))
        sums = sum(v or 0 for v in values) if len(owned) else 0
        return pa.table(
            {
                "row": pa.array(rows[owned], pa.int64()),
                "root": pa.array([rows[values.index(values[n])] for n in owned], pa.int64()),
                "sum": pa.array([sums] * len(owned), pa.int64()),
                "word": block["word"].filter(block["owned"]),
            }
        )


class Digested:
    def __init__(self, kernel):
        self.kernel = kernel

    def digest(self):
        return "a kernel"

    def __call__(self, block):
        return self.kernel(block)


def window(block):
    """All that a block says, with codes and what they stand for; of its rows' numbers the order."""
    said = block.drop_columns("row").to_pydict()
    said["order"] = np.argsort(block["row"].to_numpy()).tolist()
    if "coded" in said:
        said["codes"] = block["coded"].combine_chunks().indices.to_pylist()
    return tuple(map(tuple, said.values()))


def table(rows, seed=0):
    """Rows of (key, value or null) in a sorted table, with a text and a coded text of its value;
    numbered in any order unless the seed is 0.
    """
    numbers = np.random.default_rng(seed).permutation(len(rows)) if seed else range(len(rows))
    rows = sorted(rows, key=lambda r: r[0])
    words = [None if v is None else f"word {v}" for _, v in rows]
    return pa.table(
        {
            "key": pa.array([k for k, _ in rows], pa.int64()),
            "row": pa.array(numbers, pa.int64()),
            "value": pa.array([v for _, v in rows], pa.int64()),
            "word": pa.array(words, pa.string()),
            "coded": pa.array(words, pa.string()).dictionary_encode(),
            "when": pa.array([datetime(2025, 1, 1, tzinfo=UTC)] * len(rows)),
        }
    )


rows_of_keys = st.lists(
    st.tuples(st.integers(-9, 30), st.one_of(st.none(), st.integers(0, 3))), max_size=25
)


@st.composite
def histories(draw):
    """Tables, each the last with rows added, removed or changed anywhere."""
    rows = draw(rows_of_keys)
    history = [rows]
    for _ in range(draw(st.integers(1, 3))):
        gone = draw(st.sets(st.integers(0, 25), max_size=3))
        kept = [r for n, r in enumerate(rows) if n not in gone]
        rows = kept + draw(st.lists(rows_of_keys.filter(bool).map(lambda r: r[0]), max_size=3))
        history.append(rows)
    return history


@settings(max_examples=80, deadline=None)
@given(histories(), st.integers(1, 3), st.integers(1, 6), st.integers(0, 9), st.integers(0, 3))
def test_the_answer_is_that_of_an_engine_without_memory(history, workers, width, halo, seed):
    asked, windows = [], []
    with tempfile.TemporaryDirectory() as folder:
        engine = Remembered(EmbeddedEngine(workers), Path(folder))
        for rows in history:
            given_rows = table(rows, seed)
            found = engine.map_blocks(given_rows, "key", width, halo, Rooted(asked))
            plain = EmbeddedEngine(1).map_blocks(given_rows, "key", width, halo, Rooted(windows))
            assert found.equals(plain)
    assert Counter(asked) == Counter(set(windows))


def spread(rows):
    """One row per key, of a value that no key nearby has."""
    return table([(key, key % 3 + 3 * (key % 2)) for key in rows]).drop_columns("coded")


@pytest.mark.parametrize(
    ("rows", "again"),
    [
        (range(40), 0),
        (range(41), 2),  # a new key 40 is a block of its own and in the halo of the last
        (range(39), 1),
        ([k for k in range(40) if k != 10], 1),  # inside its block, out of reach of the next
        ([k for k in range(40) if k != 11], 2),  # at the end, in the next one's halo
        ([0, *range(40)], 1),
        ([-1, *range(40)], 2),
    ],
)
def test_only_what_is_touched_is_worked_on_again(rows, again, tmp_path):
    asked = []
    engine = Remembered(EmbeddedEngine(), tmp_path)
    engine.map_blocks(spread(range(40)), "key", WIDTH, 1, Rooted(asked))
    assert len(asked) == 10
    asked.clear()
    found = engine.map_blocks(spread(rows), "key", WIDTH, 1, Rooted(asked))
    assert len(asked) == again
    assert found.equals(EmbeddedEngine().map_blocks(spread(rows), "key", WIDTH, 1, Rooted([])))


def test_kernels_are_told_apart_and_nameless_ones_are_always_asked(tmp_path):
    asked = []
    engine = Remembered(EmbeddedEngine(), tmp_path)
    given_rows = spread(range(8))
    for kernel in (Rooted(asked), Rooted(asked, "other"), Rooted(asked)):
        engine.map_blocks(given_rows, "key", WIDTH, 0, kernel)
    assert len(asked) == 4
    for _ in range(2):
        engine.map_blocks(given_rows, "key", WIDTH, 0, Rooted(asked).__call__)
    assert len(asked) == 8


def test_a_torn_file_is_worked_on_again(tmp_path):
    engine = Remembered(EmbeddedEngine(), tmp_path)
    first = engine.map_blocks(spread(range(4)), "key", WIDTH, 0, Rooted([]))
    (file,) = tmp_path.iterdir()
    for damage in (file.read_bytes()[:100], b""):
        file.write_bytes(damage)
        asked = []
        again = engine.map_blocks(spread(range(4)), "key", WIDTH, 0, Rooted(asked))
        assert again.equals(first)
        assert len(asked) == 1


def renumbered(given_rows, start, step):
    rows = start + step * np.arange(len(given_rows))
    return given_rows.set_column(1, "row", pa.array(rows, pa.int64()))


def test_rows_may_be_numbered_anyhow_but_their_order_counts(tmp_path):
    engine = Remembered(EmbeddedEngine(), tmp_path)
    for start, step, again in [(0, 1, 10), (7, 3, 0), (999, -2, 10), (90, -1, 0)]:
        asked = []
        given_rows = renumbered(spread(range(40)), start, step)
        found = engine.map_blocks(given_rows, "key", WIDTH, 1, Rooted(asked))
        assert len(asked) == again
        assert found.equals(EmbeddedEngine().map_blocks(given_rows, "key", WIDTH, 1, Rooted([])))


def test_other_rows_may_be_none_but_not_strangers(tmp_path):
    def kernel(block):
        return pa.table({"other": pa.array([-1, None, block["row"][0].as_py() + far], pa.int64())})

    kernel = Digested(kernel)
    engine = Remembered(EmbeddedEngine(), tmp_path)
    for far, start in [(2, 0), (2, 5)]:
        found = engine.map_blocks(renumbered(spread(range(3)), start, 1), "key", 4, 0, kernel)
        assert found["other"].to_pylist() == [-1, None, start + far]
    far = 3
    with pytest.raises(InvariantError, match="wasn't given"):
        engine.map_blocks(spread(range(2)), "key", 4, 0, kernel)


def test_old_blocks_are_swept(tmp_path):
    asked = []
    engine = Remembered(EmbeddedEngine(), tmp_path)
    engine.map_blocks(spread(range(40)), "key", WIDTH, 0, Rooted(asked))
    for file in tmp_path.iterdir():
        os.utime(file, (0, 0))
    engine.map_blocks(spread(range(8)), "key", WIDTH, 0, Rooted(asked))
    assert len(asked) == 10
    assert engine.sweep(keep=2) == 8
    engine.map_blocks(spread(range(8)), "key", WIDTH, 0, Rooted(asked))
    assert len(asked) == 10
    engine.map_blocks(spread(range(12)), "key", WIDTH, 0, Rooted(asked))
    assert len(asked) == 11


COLUMNS = [
    pa.array([1, None, 3, 4], pa.int64()),
    pa.array([1.5, None, float("nan"), -0.0], pa.float32()),
    pa.array([True, None, False, True]),
    pa.array(["a", None, "", "b"]),
    pa.array(["a", None, "", "b"]).dictionary_encode(),
    pa.array([[1], None, [], [2, 3]], pa.list_(pa.uint8())),
    pa.array([1, None, 3, 4], pa.timestamp("us", "UTC")),
    pa.array([1, None, 3, 4], pa.date32()),
    pa.nulls(4),
]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: str(c.type))
def test_chunks_and_slices_do_not_matter_but_values_do(column):
    whole = pa.table({"x": column})
    cut = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    inside = pa.concat_tables([whole, whole]).combine_chunks().slice(3, 5).slice(1, 4)
    assert digest(whole) == digest(cut) == digest(inside)
    others = [whole.slice(0, 3), whole.rename_columns(["y"]), whole.take([0, 1, 3, 2])]
    tell = others if column.null_count < 4 else others[:2]
    assert digest(whole) not in {digest(other) for other in tell}


def test_values_that_no_row_names_do_not_matter():
    few, more = (
        pa.table({"x": pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(words))})
        for words in (["a", "b"], ["a", "b", "c"])
    )
    other = pa.table({"x": pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["a", "c"]))})
    assert digest(few) == digest(more) != digest(other)
