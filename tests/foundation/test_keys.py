"""Keys in the order of their bytes, whatever they are kept as; repeats found exactly."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from truceline.foundation.keys import Keys, slices
from truceline.model.table import report_keys

WHOLE = st.one_of(
    st.sampled_from([0, 1, 9, 10, 11, 99, 100, 101, 10**9, 10**15, 10**18, 2**63 - 1, -1, -10]),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 120),
)
TEXT = st.one_of(
    st.sampled_from(
        ["", "a", "ab", "a" * 7, "a" * 8, "a" * 9, "a" * 17, "z" * 80, "é", "中", "\x7f"]
    ),
    st.sampled_from(["ev-2031-0007", "ev-2031-0070", "ev-2031-7", "ev-2031-", "ev-2031-00070"]),
    st.text("ab\0", max_size=3),
)
COLUMNS = st.one_of(
    st.lists(WHOLE, max_size=12).map(lambda ids: pa.array(ids, pa.int64())),
    st.lists(TEXT, max_size=12).map(lambda ids: pa.array(ids, pa.string())),
)


def plain(ids: pa.Array) -> list[bytes]:
    return [str(value).encode() for value in ids.to_pylist()]


@given(COLUMNS, st.integers(0, 2))
@example(pa.array([], pa.int64()), 0)
@example(pa.array(["a", "a\0"]), 0)
@example(pa.array([2**63 - 1, 10, 1, 100, -1]), 0)
def test_order_and_repeats_are_those_of_the_texts(ids, skip):
    ids = ids.slice(min(skip, len(ids)))
    keys, texts = Keys(ids), plain(ids)
    order = keys.order()
    assert sorted(order.tolist()) == list(range(len(texts)))
    assert [texts[row] for row in order] == sorted(texts)
    assert keys.ranks()[order].tolist() == list(range(len(texts)))
    assert keys.repeated().tolist() == [texts.count(text) > 1 for text in texts]


@pytest.mark.parametrize("kind", [pa.int64(), pa.string()])
def test_more_rows_than_a_slice(kind, monkeypatch):
    monkeypatch.setattr(slices, "__defaults__", (64,))  # the length of a slice
    ids = pa.array(np.random.default_rng(4).permutation(1000)).cast(kind)
    texts = plain(ids)
    assert [texts[row] for row in Keys(ids).order()] == sorted(texts)
    assert not Keys(ids).repeated().any()
    assert Keys(pa.concat_arrays([ids, ids[:3]])).repeated().sum() == 6


def table(datasets: list[str] | None, ids: pa.Array) -> pa.Table:
    columns = {"report_id": ids}
    if datasets is not None:
        columns["dataset"] = pa.array(datasets).dictionary_encode()
    return pa.table(columns)


@pytest.mark.parametrize("datasets", [None, ["", ""], ["d", "d"], ["a", "b"], ["", "b"]])
@pytest.mark.parametrize("ids", [[10, 9], ["x", "y"]])
def test_keys_of_a_table_are_its_report_keys(datasets, ids):
    reports = table(datasets, pa.array(ids))
    keys, told = Keys.of(reports), report_keys(reports).to_pylist()
    assert keys.texts(np.arange(2)).to_pylist() == told
    assert keys.texts(keys.order(), "I-").to_pylist() == [f"I-{key}" for key in sorted(told)]
    assert keys.at(np.array([1])).texts(np.array([0, 0])).to_pylist() == [told[1]] * 2
    assert len(keys) == 2


def test_keys_of_no_reports():
    assert not len(Keys.of(table([], pa.array([], pa.string()))).order())
