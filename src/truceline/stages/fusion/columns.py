"""Reports as numbers: the columns that pairing and weighing of evidence work on.

Everything here is column-wise: a million reports never become a million Python objects. A column
keeps what a report said; nothing is filled in that no report gave.
"""

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNKNOWN_START_H = 72.0
"""An act told only as "some time before" is looked for in these hours before."""
LEAST_HALF_WIDTH_H = 0.25
"""Clocks and bulletins differ by minutes: no time is sharper than this to either side."""
LEAST_KM, MOST_KM = 0.3, 300.0
REGION_KM = 50.0
"""From this stated error on, a place name is a region's, which many incidents share. A place
without a stated error is trusted no further than that."""
INCIDENTS, BARE_UNIT = "incident", "number"
"""Units: of how many acts a summary tells; of what a table doesn't say."""

_CODED = {
    "kind": "kind",
    "category": "target_category",
    "actor": "alleged_actor",
    "claimant": "claimant",
    "place": "place_name",
    "admin": "admin1",
    "site": "target_name",
    "text": "text",
    "homonym": "place_candidates",
}
_ALWAYS = ("kind", "category", "actor")
"""Codes that every table of cases has; the others only where somebody says something."""
USED = (
    "dataset",
    "source",
    "source_url",
    "published",
    "known",
    "start",
    "end",
    "time_uncertainty_h",
    "lat",
    "lon",
    "place_uncertainty_km",
    "count",
    "count_unit",
    *_CODED.values(),
)
"""The columns of a report table that fusion looks at; those that a table lacks are as if empty."""
_NOT_SAID = pa.array(["", "unknown"])

Columns = dict[str, np.ndarray]
Words = Mapping[str, pa.Array]
"""The distinct values of a coded column in order; their positions are the codes."""


class Cases(msgspec.Struct, frozen=True):
    """`table` has one numeric row per report; `words` explain its codes.

    Columns: `row`; `day` (int64, the day of the interval's middle); `lat`, `lon` (degrees, NaN
    when unplaced); `sigma` (km); `start`, `end` (hours since 1970 UTC, an act of unknown start
    within the `UNKNOWN_START_H` before its end); `blur` (hours, one standard deviation); `source`
    (claimant, else publisher), `kind`, `category`, `actor`: int32 codes, −1 for nothing said. Only
    where some report gives them: the codes `claimant`, `place`, `admin`, `site`, `text`, `homonym`
    (what a name that several places have may mean, of an unplaced report); `number`
    (NaN) and the code of its `unit`; `listing`, equal for the items that one claimant has on one
    page; `published`, `known` (hours, NaN); `exact`, whether the very minute is told.
    """

    table: pa.Table
    words: Words

    def arrays(self) -> Columns:
        """The table's columns as numpy arrays."""
        return arrays(self.table)


def arrays(table: pa.Table) -> Columns:
    """The columns of a table without nulls as numpy arrays."""
    return {name: table[name].to_numpy() for name in table.column_names}


def hours(column: pa.ChunkedArray) -> np.ndarray:
    """Hours since 1970 (UTC) as float64; NaN for null."""
    micro = pc.cast(pc.cast(column, pa.int64()), pa.float64(), safe=False)
    values: np.ndarray = numbers(micro) / 3.6e9
    return values


def numbers(column: pa.ChunkedArray, missing: float = np.nan) -> np.ndarray:
    """Float64 values, `missing` for null."""
    values: np.ndarray = pc.fill_null(column, missing).to_numpy()
    return values


def codes(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Int32 codes by sorted distinct value, −1 for null, empty and `unknown`; and those values."""
    if column.null_count == len(column):
        return np.full(len(column), -1, dtype=np.int32), pa.array([], pa.string())
    encoded = column.combine_chunks()
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    distinct = encoded.dictionary.cast(pa.string())
    used = np.zeros(len(distinct) + 1, dtype=bool)
    at = pc.fill_null(encoded.indices, len(distinct)).to_numpy(zero_copy_only=False)
    used[at] = True
    kept = pc.and_(pa.array(used[:-1]), pc.invert(pc.is_in(distinct, value_set=_NOT_SAID)))
    values = pc.unique(distinct.filter(kept)).drop_null()
    values = values.take(pc.sort_indices(values))
    place = pc.fill_null(pc.index_in(distinct, value_set=values), -1).to_numpy(zero_copy_only=False)
    return np.append(place, -1).astype(np.int32)[at], values


def cases(reports: pa.Table) -> Cases:
    """The numeric columns of a report table, row by row."""
    start, end = _times(reports)
    columns: Columns = {
        "row": np.arange(reports.num_rows, dtype=np.int64),
        "day": np.floor(np.nan_to_num(start + end) / 48).astype(np.int64),
        "start": start,
        "end": end,
        "blur": _numbers(reports, "time_uncertainty_h", 0.0),
        **_places(reports),
    }
    columns["source"], sources = codes(_speakers(reports))
    coded = {name: codes(_column(reports, theirs)) for name, theirs in _CODED.items()}
    coded = coded | {"homonym": _unplaced(columns["lat"], *coded["homonym"])}
    told = [name for name, (_, words) in coded.items() if name in _ALWAYS or len(words)]
    columns |= {name: coded[name][0] for name in told} | _publication(reports)
    words = {name: found for name, (_, found) in coded.items()} | {"source": sources}
    numbered, words["unit"] = _numbered(reports)
    columns |= numbered
    if "published" in columns:
        columns["listing"], words["listing"] = _listings(reports)
    return Cases(pa.table({n: pa.array(v) for n, v in columns.items()}), words)


def _column(reports: pa.Table, name: str) -> pa.ChunkedArray:
    """A column, all null where the table lacks it."""
    if name in reports.column_names:
        return reports[name]
    return pa.chunked_array([pa.nulls(reports.num_rows, pa.string())])


def _numbers(reports: pa.Table, name: str, missing: float = np.nan) -> np.ndarray:
    if name in reports.column_names:
        return numbers(reports[name], missing)
    return np.full(reports.num_rows, missing)


def _hours(reports: pa.Table, name: str) -> np.ndarray:
    if name in reports.column_names:
        return hours(reports[name])
    return np.full(reports.num_rows, np.nan)


def _speakers(reports: pa.Table) -> pa.ChunkedArray:
    """Whose word it is: the claimant's, else the publisher's."""
    claimant, source = _column(reports, "claimant"), _column(reports, "source")
    return source if claimant.null_count == len(claimant) else pc.coalesce(claimant, source)


def _times(reports: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Hours that hold the act. Only an end: some time before it. Neither: before it was known."""
    start, end = _hours(reports, "start"), _hours(reports, "end")
    if np.isnan(end).any():
        end = np.where(np.isnan(end), start, end)
        end = np.where(np.isnan(end), _hours(reports, "known"), end)
    return np.where(np.isnan(start), end - UNKNOWN_START_H, start), end


def _places(reports: pa.Table) -> Columns:
    lat, lon = _numbers(reports, "lat"), _numbers(reports, "lon")
    placed = ~(np.isnan(lat) | np.isnan(lon))
    sigma = np.clip(_numbers(reports, "place_uncertainty_km", REGION_KM), LEAST_KM, MOST_KM)
    return {
        "lat": np.where(placed, lat, np.nan),
        "lon": np.where(placed, lon, np.nan),
        "sigma": sigma,
    }


def _unplaced(lat: np.ndarray, names: np.ndarray, words: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Names that several places have, of reports without coordinates alone: a reviewer may have
    placed the others.
    """
    names = np.where(np.isnan(lat), names, -1).astype(np.int32)
    return (names, words) if (names >= 0).any() else (names, words[:0])


def _numbered(reports: pa.Table) -> tuple[Columns, pa.Array]:
    """Numbers (NaN none) and codes of their units, where some report counts anything but incidents:
    how many acts a summary covers says nothing of any one of them.
    """
    number = _numbers(reports, "count")
    unit = pc.utf8_lower(pc.utf8_trim_whitespace(_text(_column(reports, "count_unit"))))
    unit = pc.if_else(pc.equal(unit, ""), BARE_UNIT, unit)
    told = ~np.isnan(number) & pc.not_equal(unit, INCIDENTS).to_numpy()
    if not told.any():
        return {}, pa.array([], pa.string())
    unit, words = codes(pc.if_else(pa.array(told), unit, None))
    return {"number": np.where(told, number, np.nan), "unit": unit}, words


def _publication(reports: pa.Table) -> Columns:
    """What only tables of published items have."""
    found = {name: _hours(reports, name) for name in ("published", "known")}
    if np.isnan(found["published"]).all():
        return {}
    start, end = _hours(reports, "start"), _hours(reports, "end")
    exact = (start == end) & (_numbers(reports, "time_uncertainty_h", 0.0) == 0)
    return {**found, "exact": exact}


def _listings(reports: pa.Table) -> tuple[np.ndarray, pa.Array]:
    """A code and text per (dataset, page, claimant); −1 where no page is given."""
    parts = [_text(_column(reports, n)) for n in ("dataset", "claimant")]
    url = _column(reports, "source_url").cast(pa.string())
    return codes(pc.binary_join_element_wise(*parts, url, "\n"))


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column.cast(pa.string()), "")
