"""The Arrow side of the vocabulary: a report table's schema, generated from `Report`."""

import types
import typing
from datetime import datetime
from enum import Enum

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.evidence import Report
from truceline.model.place import PlaceBasis

_ARROW: dict[type, pa.DataType] = {
    str: pa.string(),
    float: pa.float64(),
    int: pa.int64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def _field(name: str, hint: object) -> pa.Field:
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    kind = next(t for t in options if t is not types.NoneType)
    kind = str if isinstance(kind, type) and issubclass(kind, Enum) else kind
    return pa.field(name, _ARROW[kind], nullable=types.NoneType in options)


REPORT_SCHEMA: pa.Schema = pa.schema(
    [_field(name, hint) for name, hint in typing.get_type_hints(Report).items()]
)
"""One column per field of `Report`, in its order; times in microseconds, UTC."""

_STATED = ((f.name, f.default) for f in msgspec.structs.fields(Report) if f.required is False)
_ABSENT = dict(_STATED) | {"dataset": "", "place_basis": PlaceBasis.UNLOCATED.value}

GROUP_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("probability", pa.float64(), nullable=False),
        pa.field("alternative", pa.string()),
        pa.field("alternative_probability", pa.float64()),
        pa.field("role", pa.string()),
    ]
)
"""What fusion returns: one row per report, `report_id` being its key; `alternative` is the next best
incident that it may belong to. `role` is null for a report of an act, else says what kind of account
it is (`incident.AccountKind`): its `incident_id` then names no incident."""

COVER_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("sure", pa.bool_(), nullable=False),
    ]
)
"""Which incidents an account covers: one row per account's report and incident, `sure` where the
incident lies within it beyond the errors that were stated."""

ORIGIN_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("group", pa.string()),
        pa.field("side", pa.string()),
        pa.field("occurrence", pa.bool_(), nullable=False),
        pa.field("object", pa.bool_(), nullable=False),
        pa.field("actor", pa.bool_(), nullable=False),
        pa.field("reliability", pa.string(), nullable=False),
    ]
)
"""What origin tracing returns: whose word a report is (`group`, null when nobody's), and for which
propositions that origin had access to the facts."""


def report_keys(reports: pa.Table) -> pa.ChunkedArray:
    """`dataset.report_id` of each row, or the bare id where the dataset is empty.

    `reports` may be lean (see `completed`): without dataset, with whole numbers for ids.
    """
    ids = _written(reports["report_id"])
    if "dataset" not in reports.column_names:
        return ids
    dataset = _written(reports["dataset"])
    dotted = pc.binary_join_element_wise(dataset, ids, ".")
    return pc.if_else(pc.equal(dataset, ""), ids, dotted)


def alike(one: pa.Array, other: pa.Array) -> pa.Array:
    """Where two columns of one length say the same, nothing beside nothing included; bool, no nulls."""
    both_null = pc.and_(pc.is_null(one), pc.is_null(other))
    return pc.or_(pc.fill_null(pc.equal(one, other), fill_value=False), both_null)


def completed(reports: pa.Table) -> pa.Table:
    """A lean table of reports with every column of `REPORT_SCHEMA`.

    Lean means: a column that isn't there holds its default in every row, words may be
    dictionary-encoded, ids whole numbers whose decimal text is meant.
    """
    columns = [
        _written(reports[name]).cast(REPORT_SCHEMA.field(name).type)
        if name in reports.column_names
        else _default(reports, name)
        for name in REPORT_SCHEMA.names
    ]
    return pa.table(columns, schema=REPORT_SCHEMA)


def _written(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words and ids as plain text; other columns as they are."""
    dictionary, number = pa.types.is_dictionary(column.type), pa.types.is_int64(column.type)
    return column.cast(pa.string()) if dictionary or number else column


def _default(reports: pa.Table, name: str) -> pa.Array:
    """What an absent column holds; the place's basis follows from the coordinates."""
    if name == "place_basis" and "lat" in reports.column_names:
        placed = pc.is_valid(reports["lat"])
        return pc.if_else(placed, PlaceBasis.GIVEN.value, PlaceBasis.UNLOCATED.value)
    value = pa.scalar(_ABSENT.get(name), REPORT_SCHEMA.field(name).type)
    return pa.repeat(value, reports.num_rows)


def report_rows(reports: pa.Table) -> tuple[Report, ...]:
    """The rows as records: for tables that a person will read, never for millions."""
    rows = reports.select(REPORT_SCHEMA.names).to_pylist()
    return tuple(msgspec.convert(row, Report) for row in rows)  # so that stances are stances


def report_table(rows: typing.Iterable[Report]) -> pa.Table:
    """Records as a table with the report schema."""
    plain = [{name: getattr(row, name) for name in REPORT_SCHEMA.names} for row in rows]
    return pa.Table.from_pylist(plain, schema=REPORT_SCHEMA)
