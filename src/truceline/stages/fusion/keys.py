"""Groups of reports as the table that fusion answers with: keys in order, incidents by name.

Works column by column and in slices. Must never decide what belongs together.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.keys import Keys, Rows, slices
from truceline.model.table import GROUP_SCHEMA
from truceline.stages.fusion.accounts import ACT, ROLES
from truceline.stages.fusion.model import ErrorModel

__all__ = ["Groups", "Keys", "accounts", "first_members", "grouped", "groups"]

_ROWS = 1 << 20
FILE_SCHEMA = pa.schema(
    [GROUP_SCHEMA.field(n) for n in ("report_id", "incident_id", "probability")]
)
"""What `truceline fuse` writes."""


class Groups(msgspec.Struct, frozen=True):
    """A grouping of reports; arrays stand beside `keys`.

    `label` (int64, 0 ≤ label < number of labels, whatever they are) says which rows belong
    together; an incident is named `I-` and the smallest key of its reports. `alternative` is the
    label of the next best incident, −1 for none, with its probability; `model` says what was
    believed of errors. `role` says what each report is (`accounts.ACT` …), where any is no report of
    an act.
    """

    keys: Keys
    label: Rows
    probability: np.ndarray
    alternative: Rows
    alternative_probability: np.ndarray
    model: ErrorModel
    role: np.ndarray | None = None


def groups(found: Groups) -> pa.Table:
    """One row of `GROUP_SCHEMA` per report, sorted by key."""
    order, named = _named(found)
    table = pa.Table.from_batches(_batches(found, order, named), schema=FILE_SCHEMA)
    other = found.alternative[order]
    names = named.texts(np.maximum(other, 0), "I-") if len(other) else pa.array([], pa.string())
    none = pa.array(other < 0)
    chance = pa.array(found.alternative_probability[order])
    columns = [
        *table.columns,
        pc.if_else(none, None, names),
        pc.if_else(none, None, chance),
        _roles(found, order),
    ]
    return pa.table(columns, schema=GROUP_SCHEMA)


def _roles(found: Groups, order: Rows) -> pa.Array:
    """What each report is, in words."""
    if found.role is None:
        return pa.nulls(len(order), pa.string())
    return ROLES.take(pa.array(found.role[order]))


def grouped(found: Groups) -> Iterator[pa.RecordBatch]:
    """Rows of `FILE_SCHEMA`, one per report, in the order of keys; made ahead of the reader."""
    return _batches(found, *_named(found))


def _named(found: Groups) -> tuple[Rows, Keys]:
    """The rows in the order of keys; per label the key that names it."""
    order = found.keys.order()
    return order, found.keys.at(first_members(order, found.label))


def _batches(found: Groups, order: Rows, named: Keys) -> Iterator[pa.RecordBatch]:
    keys, label = found.keys, found.label

    def made(bounds: tuple[int, int]) -> pa.RecordBatch:
        rows = order[slice(*bounds)]
        incidents = named.texts(label[rows], "I-")
        columns = [keys.texts(rows), incidents, pa.array(found.probability[rows])]
        return pa.record_batch(columns, schema=FILE_SCHEMA)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(made, slices(len(keys), _ROWS))


def accounts(found: Groups) -> int:
    """How many groups are accounts, and no incidents."""
    return 0 if found.role is None else len(np.unique(found.label[found.role != ACT]))


def first_members(order: Rows, label: Rows) -> Rows:
    """The row with the smallest key of each label, 0 for labels that no row has.

    `order` are the rows in the order of keys.
    """
    first = np.zeros(int(label.max()) + 1 if len(label) else 0, dtype=np.int64)
    for start, stop in reversed(list(slices(len(order), _ROWS))):
        rows = order[start:stop][::-1]
        first[label[rows]] = rows  # of equal labels the last one stays: the smallest key
    return first
