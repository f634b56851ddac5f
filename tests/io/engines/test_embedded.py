"""The engine of one machine: blocks find every edge once, whatever their size."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.ports import Engine

HALO = 2


def close_pairs(block: pa.Table) -> pa.Table:
    """Pairs of rows whose keys are at most `HALO` apart, found at the first of the two."""
    keys, rows = block["key"].to_numpy(), block["row"].to_numpy()
    owned = block["owned"].to_numpy(zero_copy_only=False)
    found = [
        (rows[i], rows[j])
        for i in np.flatnonzero(owned)
        for j in range(len(keys))
        if (keys[i], rows[i]) < (keys[j], rows[j]) and keys[j] - keys[i] <= HALO
    ]
    return pa.table(
        {
            "a": pa.array([a for a, _ in found], pa.int64()),
            "b": pa.array([b for _, b in found], pa.int64()),
        }
    )


def table(keys):
    return pa.table(
        {"key": pa.array(keys, pa.int64()), "row": pa.array(range(len(keys)), pa.int64())}
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 12), max_size=25), st.integers(1, 30), st.integers(1, 3))
def test_every_edge_is_found_once_however_blocks_are_cut(keys, rows, workers):
    found = EmbeddedEngine(rows, workers).map_blocks(table(keys), "key", HALO, close_pairs)
    pairs = sorted(zip(found["a"].to_pylist(), found["b"].to_pylist(), strict=True))
    expected = [
        (a, b)
        for a in range(len(keys))
        for b in range(len(keys))
        if (keys[a], a) < (keys[b], b) and keys[b] - keys[a] <= HALO
    ]
    assert pairs == sorted(expected)


def test_results_come_in_key_order():
    engine: Engine = EmbeddedEngine(rows=1, workers=2)
    found = engine.map_blocks(table([3, 1, 2]), "key", 0, lambda b: b.filter(b["owned"]))
    assert found["key"].to_pylist() == [1, 2, 3]


def test_a_kernel_that_fails_is_heard():
    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        EmbeddedEngine().map_blocks(table([1]), "key", 0, broken)


def brute_groups(count, edges):
    label = list(range(count))
    for _ in range(count):
        for a, b in edges:
            label[a] = label[b] = min(label[a], label[b])
    return label


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_components_are_named_after_their_smallest_node(data):
    count = data.draw(st.integers(1, 12))
    node = st.integers(0, count - 1)
    edges = data.draw(st.lists(st.tuples(node, node), max_size=12))
    found = EmbeddedEngine().group(count, np.array(edges, dtype=np.int64).reshape(-1, 2))
    assert found.tolist() == brute_groups(count, edges)
