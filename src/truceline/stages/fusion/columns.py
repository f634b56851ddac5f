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

_CODED = {
    "kind": "kind",
    "category": "target_category",
    "actor": "alleged_actor",
    "claimant": "claimant",
    "place": "place_name",
    "admin": "admin1",
    "site": "target_name",
    "text": "text",
}
_WORDS = ("kind", "category", "place", "site")  # whose values are compared, not only their codes
USED = (
    "dataset",
    "source_url",
    "published",
    "known",
    "start",
    "end",
    "time_uncertainty_h",
    "lat",
    "lon",
    "place_uncertainty_km",
    *_CODED.values(),
)
"""The columns of a report table that fusion looks at."""
_NOT_SAID = pa.array(["", "unknown"])

Columns = dict[str, np.ndarray]
Words = Mapping[str, pa.Array]
"""The distinct values of a coded column in order; their positions are the codes."""


class Cases(msgspec.Struct, frozen=True):
    """`table` has one numeric row per report; `words` explain its codes.

    Columns: `row`; `day` (int64, the day of the interval's middle); `lat`, `lon` (degrees, NaN
    when unplaced); `shrink` (√cos lat); `sigma` (km); `start`, `end` (hours since 1970 UTC, NaN
    when untimed, stated uncertainty included: `blur`, hours); `exact`, whether the very minute is
    told; `published`, `known` (hours, NaN); int32 codes, −1 for null; `listing`, equal for the
    items that one claimant has on one page.
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
    said = pc.if_else(pc.is_in(column, value_set=_NOT_SAID), None, column)
    distinct = pc.drop_null(pc.unique(said))
    values = distinct.take(pc.sort_indices(distinct))
    found = pc.fill_null(pc.index_in(said, value_set=values), -1)
    return found.to_numpy().astype(np.int32), values


def cases(reports: pa.Table) -> Cases:
    """The numeric columns of a report table, row by row."""
    start, end = _times(reports)
    columns: Columns = {
        "row": np.arange(reports.num_rows, dtype=np.int64),
        "day": np.floor(np.nan_to_num((start + end) / 2) / 24).astype(np.int64),
        "start": start,
        "end": end,
        "blur": _blur(reports),
        "exact": _exact(reports),
        "published": hours(reports["published"]),
        "known": hours(reports["known"]),
        "listing": _listings(reports),
        **_places(reports),
    }
    coded = {name: codes(reports[column]) for name, column in _CODED.items()}
    columns |= {name: found for name, (found, _) in coded.items()}
    words = {name: coded[name][1] for name in _WORDS}
    return Cases(pa.table({n: pa.array(v) for n, v in columns.items()}), words)


def _times(reports: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Hours that hold the act. Only an end: some time before it. Neither: before it was known."""
    start, end = hours(reports["start"]), hours(reports["end"])
    end = np.where(np.isnan(end), np.where(np.isnan(start), hours(reports["known"]), start), end)
    start = np.where(np.isnan(start), end - UNKNOWN_START_H, start)
    sharp = np.where(end - start < 2 * LEAST_HALF_WIDTH_H, LEAST_HALF_WIDTH_H, 0.0)
    slack = np.maximum(_blur(reports), sharp)
    return start - slack, end + slack


def _exact(reports: pa.Table) -> np.ndarray:
    """Is the very minute told?"""
    instant = pc.fill_null(pc.equal(reports["start"], reports["end"]), fill_value=False)
    told: np.ndarray = instant.to_numpy(zero_copy_only=False) & (_blur(reports) == 0)
    return told


def _blur(reports: pa.Table) -> np.ndarray:
    """Hours to either side: a Gaussian error spreads like a uniform one of √3 σ."""
    blur: np.ndarray = np.sqrt(3) * numbers(reports["time_uncertainty_h"], 0.0)
    return blur


def _places(reports: pa.Table) -> Columns:
    lat, lon = numbers(reports["lat"]), numbers(reports["lon"])
    placed = ~(np.isnan(lat) | np.isnan(lon))
    sigma = np.clip(numbers(reports["place_uncertainty_km"], REGION_KM), LEAST_KM, MOST_KM)
    return {
        "lat": np.where(placed, lat, np.nan),
        "lon": np.where(placed, lon, np.nan),
        # a degree of longitude between two places is as long as the product of their two values
        "shrink": np.sqrt(np.cos(np.radians(lat))),
        "sigma": sigma,
    }


def _listings(reports: pa.Table) -> np.ndarray:
    """A code per (dataset, page, claimant); −1 where no page is given."""
    claimant = pc.fill_null(reports["claimant"], "")
    joined = pc.binary_join_element_wise(reports["dataset"], claimant, reports["source_url"], "\n")
    return codes(joined)[0]
