"""Groups of reports as the table that fusion answers with: keys in order, incidents by name.

Works column by column and in slices. Must never decide what belongs together.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from truceline.foundation.keys import Keys, Rows, slices
from truceline.model.table import GROUP_SCHEMA

__all__ = ["Keys", "first_members", "grouped", "groups"]

_ROWS = 1 << 20


def groups(keys: Keys, label: Rows, probability: np.ndarray) -> pa.Table:
    """One row of `GROUP_SCHEMA` per report, sorted by key; arguments as for `grouped`."""
    return pa.Table.from_batches(grouped(keys, label, probability), schema=GROUP_SCHEMA)


def grouped(keys: Keys, label: Rows, probability: np.ndarray) -> Iterator[pa.RecordBatch]:
    """Rows of `GROUP_SCHEMA`, one per report, in the order of keys; made ahead of the reader.

    `label` (int64, 0 ≤ label < number of labels, whatever they are) says which rows belong
    together; an incident is named `I-` and the smallest key of its reports. `probability`
    (float64) stands row by row beside `keys`.
    """
    order = keys.order()
    named = keys.at(first_members(order, label))

    def made(bounds: tuple[int, int]) -> pa.RecordBatch:
        rows = order[slice(*bounds)]
        incidents = named.texts(label[rows], "I-")
        columns = [keys.texts(rows), incidents, pa.array(probability[rows])]
        return pa.record_batch(columns, schema=GROUP_SCHEMA)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(made, slices(len(keys), _ROWS))


def first_members(order: Rows, label: Rows) -> Rows:
    """The row with the smallest key of each label, 0 for labels that no row has.

    `order` are the rows in the order of keys.
    """
    first = np.zeros(int(label.max()) + 1 if len(label) else 0, dtype=np.int64)
    for start, stop in reversed(list(slices(len(order), _ROWS))):
        rows = order[start:stop][::-1]
        first[label[rows]] = rows  # of equal labels the last one stays: the smallest key
    return first
