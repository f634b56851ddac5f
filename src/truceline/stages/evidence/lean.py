"""Lean report tables put together and placed: for millions of rows that no person will read.

A lean table has only some columns (see `model.table.completed`). What is done to it must be what
would be done to the whole table; only what is told about columns that aren't there is missing.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.keys import Keys
from truceline.model.record import Problem, in_order
from truceline.model.table import REPORT_SCHEMA, completed
from truceline.stages.evidence.mapping import NAMED, SEEN
from truceline.stages.evidence.union import settled, swapped

LOCATING = (*SEEN, *NAMED)
"""Columns from which a place follows where no coordinates are given."""
_ROW = "_row"
_PLACED = ("lat", "lon", "place_uncertainty_km")


def merge_lean(tables: Sequence[pa.Table]) -> tuple[pa.Table, tuple[Problem, ...]]:
    """One lean table with a row per key, in any order; repeats are settled as `merge_reports` does.

    Versions that differ only in columns that the tables haven't count as the same.
    """
    reports = _together(tables)
    rows = Keys.of(reports).repeated()
    dropped, problems = _repeats(reports, rows) if rows.any() else (rows, ())
    if dropped.any():
        reports = reports.filter(pa.array(~dropped))
    return reports, in_order((*problems, *swapped(reports)))


def _together(tables: Sequence[pa.Table]) -> pa.Table:
    """All rows; words have one dictionary each."""
    filled = [table for table in tables if table.num_rows]
    if not filled:
        return REPORT_SCHEMA.empty_table()
    if any(table.schema != filled[0].schema for table in filled):
        filled = [completed(table) for table in filled]
    return pa.concat_tables(filled).unify_dictionaries()


def _repeats(reports: pa.Table, rows: np.ndarray) -> tuple[np.ndarray, Sequence[Problem]]:
    """Rows to leave out among those whose keys stand more than once."""
    places = np.flatnonzero(rows)
    few = completed(reports.filter(pa.array(rows))).append_column(_ROW, pa.array(places))
    ordered, repeated, problems = settled(few)
    dropped = np.zeros(reports.num_rows, dtype=np.bool_)
    dropped[ordered[_ROW].to_numpy()[repeated]] = True
    return dropped, problems


def locate_lean(reports: pa.Table) -> tuple[pa.Table, tuple[Problem, ...]]:
    """The reports with lat, lon, place_uncertainty_km and place_candidates filled in as `locate` does.

    Rows keep their order. Where nothing is missing, the gazetteer isn't even imported.
    """
    if all(name in reports.column_names and not reports[name].null_count for name in _PLACED):
        return reports, ()
    columns = [_numbers(reports, name) for name in _PLACED]
    columns, several, problems = _located(reports, columns)
    if several is not None:
        reports = _put(reports, "place_candidates", several)
    for name, column in zip(_PLACED, columns, strict=True):
        reports = _put(reports, name, column)
    return reports, problems


def _located(
    reports: pa.Table, columns: list[pa.ChunkedArray]
) -> tuple[list[pa.ChunkedArray], pa.ChunkedArray | None, tuple[Problem, ...]]:
    """Coordinates, what ambiguous names may mean (None where all are placed), problems."""
    from truceline.foundation.places.gazetteer import Gazetteer  # noqa: PLC0415
    from truceline.stages.evidence.locate import DEFAULT_KM, locate  # noqa: PLC0415

    lat, lon, km = columns
    placed = pc.and_(pc.is_valid(lat), pc.is_valid(lon))
    problems: tuple[Problem, ...] = ()
    several = None
    columns[2] = pc.if_else(pc.and_(placed, pc.is_null(km)), DEFAULT_KM, km)
    if not pc.all(placed, min_count=0).as_py():
        rows = pc.invert(placed)
        found, problems = locate(completed(reports.filter(rows)), Gazetteer.load())
        columns = [_with(old, rows, found[n]) for n, old in zip(_PLACED, columns, strict=True)]
        empty = pa.chunked_array([pa.nulls(reports.num_rows, pa.string())])
        several = _with(empty, rows, found["place_candidates"])
    return columns, several, problems


def _numbers(reports: pa.Table, name: str) -> pa.ChunkedArray:
    if name in reports.column_names:
        return reports[name]
    return pa.chunked_array([pa.nulls(reports.num_rows, pa.float64())])


def _with(
    column: pa.ChunkedArray, rows: pa.ChunkedArray, values: pa.ChunkedArray
) -> pa.ChunkedArray:
    whole = (column.combine_chunks(), rows.combine_chunks(), values.combine_chunks())
    return pa.chunked_array([pc.replace_with_mask(*whole)])


def _put(reports: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    if name not in reports.column_names:
        return reports.append_column(name, column)
    return reports.set_column(reports.column_names.index(name), name, column)
