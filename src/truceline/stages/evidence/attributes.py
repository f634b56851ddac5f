"""Columns that no mapping names, kept as one JSON object per row so that nothing is lost.

Keys are sorted, values are text, empty cells left out; null when a row has none. Built column by
column: never an object per row.
"""

import json

import pyarrow as pa
import pyarrow.compute as pc

from truceline.stages.evidence.cells import joined


def attributes(columns: dict[str, pa.Array], size: int) -> pa.Array:
    """JSON objects from clean text columns of `size` rows."""
    pairs = [_pairs(name, columns[name]) for name in sorted(columns)]
    if not pairs:
        return pa.nulls(size, pa.string())
    return pc.binary_join_element_wise("{", joined(pairs, ","), "}", "")


def _pairs(name: str, column: pa.Array) -> pa.Array:
    key = json.dumps(name, ensure_ascii=False)
    return pc.binary_join_element_wise(f'{key}:"', _escaped(column), '"', "")


def _escaped(column: pa.Array) -> pa.Array:
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        column = pc.replace_substring(column, plain, written)
    return column
