"""The engine of one machine: components, failures, memory that is bounded."""

import threading

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.io.engines.blocks import Keys, blocks
from truceline.io.engines.embedded import EmbeddedEngine


def table(keys):
    return pa.table({"key": pa.array(keys, pa.int64())})


def test_a_kernel_that_fails_is_heard():
    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        EmbeddedEngine().map_blocks(table([1]), "key", 1, 0, broken)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_few_blocks_are_in_flight(workers):
    """A kernel is begun only while few results wait to be taken away."""
    lock, begun, written, most = threading.Lock(), 0, 0, 0

    def kernel(block):
        nonlocal begun, most
        with lock:
            begun += 1
            most = max(most, begun - written)
        return block

    keys = table(range(50))
    for _ in EmbeddedEngine(workers)._results(keys, blocks(Keys(keys["key"]), 1, 0), kernel):
        with lock:
            written += 1
    assert begun == 50
    assert most <= workers + 1


def test_a_table_mapped_from_a_file_is_never_copied(tmp_path):
    """What Arrow allocates stays far below the table's size: blocks are views of the file."""
    path = tmp_path / "table.arrow"
    rows = 400_000
    whole = pa.table({"key": np.arange(rows) // 100, "x": np.zeros(rows), "y": np.zeros(rows)})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, whole.schema) as writer:
        writer.write_table(whole, max_chunksize=65_536)
    size = whole.nbytes
    del whole
    mapped = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    before = pa.total_allocated_bytes()
    seen = []

    def kernel(block):
        seen.append(pa.total_allocated_bytes() - before)
        return block.slice(0, 0)

    EmbeddedEngine(2, tmp_path / "spill").map_blocks(mapped, "key", 200, 5, kernel)
    assert len(seen) == 20
    assert max(seen) < size / 20


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
