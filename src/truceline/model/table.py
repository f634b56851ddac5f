"""The Arrow side of the vocabulary: a report table's schema, generated from `Report`."""

import types
import typing
from datetime import datetime
from enum import Enum

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.evidence import Report

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

GROUP_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("probability", pa.float64(), nullable=False),
    ]
)
"""What fusion returns: one row per report, `report_id` being its key."""

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
    """`dataset.report_id` of each row, or the bare id where the dataset is empty."""
    dotted = pc.binary_join_element_wise(reports["dataset"], reports["report_id"], ".")
    return pc.if_else(pc.equal(reports["dataset"], ""), reports["report_id"], dotted)


def report_rows(reports: pa.Table) -> tuple[Report, ...]:
    """The rows as records: for tables that a person will read, never for millions."""
    rows = reports.select(REPORT_SCHEMA.names).to_pylist()
    return tuple(msgspec.convert(row, Report) for row in rows)  # so that stances are stances


def report_table(rows: typing.Iterable[Report]) -> pa.Table:
    """Records as a table with the report schema."""
    plain = [{name: getattr(row, name) for name in REPORT_SCHEMA.names} for row in rows]
    return pa.Table.from_pylist(plain, schema=REPORT_SCHEMA)
