"""A report table as numbers, kept before anybody judged it, and as judgements change it.

What is told of a few rows is changed in place of making the whole table anew. Must tell of every row
what `ready` and `lasting` tell of the table that `revised` would make.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec
import numpy as np
import pyarrow as pa

from truceline.foundation.keys import Keys
from truceline.model.table import report_keys
from truceline.stages.fusion.accounts import roles
from truceline.stages.fusion.block import Setting
from truceline.stages.fusion.columns import LEAST_KM, MOST_KM, Columns
from truceline.stages.fusion.judgements import Revision
from truceline.stages.fusion.lasting import Names, codes_of, lasting_columns, model_setting, names
from truceline.stages.fusion.model import ErrorModel
from truceline.stages.fusion.ready import ordered

_SPARSE = ("claimant", "place", "admin", "site", "text", "homonym")
"""Codes that a table has only where some report gives them (`columns.Cases`)."""
_COUNTS = ("number", "unit")
_PUBLISHED = ("published", "known", "exact", "listing")


class Numbered(msgspec.Struct, frozen=True):
    """Reports (located rows) with their `keys`, `index` (row by key) and `role` (`accounts`), and their
    `columns` with codes that last, by ordered row: `place` is the located row of each, `rank` the way
    back. `setting` and `names` are the model's and the words'.
    """

    reports: pa.Table
    keys: Keys
    index: dict[str, int]
    role: np.ndarray
    place: np.ndarray
    rank: np.ndarray
    columns: Columns
    model: ErrorModel
    setting: Setting
    names: tuple[Names, ...]

    def __len__(self) -> int:
        return len(self.place)

    @property
    def day(self) -> np.ndarray:
        """The day of each ordered row."""
        return self.columns["day"]

    def rows_of(self, keys: Iterable[str]) -> np.ndarray:
        """Located rows of those keys that there are, in order."""
        found = sorted(row for key in keys if (row := self.index.get(key)) is not None)
        return np.array(found, np.int64)

    def edited(self, told: Revision) -> "Edited":
        """The columns as judgements change them."""
        columns, stamp = dict(self.columns), np.zeros(len(self), np.int64)
        _rekind(self, columns, stamp, told)
        _relocate(self, columns, stamp, told)
        return Edited(columns, stamp)

    def ranks_of(self, keys: Sequence[str]) -> tuple[list[str], np.ndarray]:
        """Those keys that there are, and their ordered rows."""
        known = [key for key in keys if key in self.index]
        return known, self.rank[[self.index[key] for key in known]]


class Edited(msgspec.Struct, frozen=True):
    """`columns` by ordered row, and a `stamp` that is equal where a row was changed alike (0: not)."""

    columns: Columns
    stamp: np.ndarray

    @property
    def start(self) -> np.ndarray:
        """When each act began, hours; NaN without a time."""
        return self.columns["start"]

    def columns_of(self, rows: np.ndarray) -> Columns:
        """The columns of some rows, without those that none of these gives."""
        found = {name: values[rows] for name, values in self.columns.items()}
        absent = {n for n in _SPARSE if n in found and not (found[n] >= 0).any()}
        if "number" in found and np.isnan(found["number"]).all():
            absent |= set(_COUNTS)
        if "published" in found and np.isnan(found["published"]).all():
            absent |= set(_PUBLISHED)
        return {name: values for name, values in found.items() if name not in absent}


def numbered(reports: pa.Table, model: ErrorModel) -> Numbered:
    """A table of reports, before any judgement, made ready."""
    given = ordered(reports)
    rank = np.empty(len(given.place), np.int64)
    rank[given.place] = np.arange(len(rank))
    words = given.cases.words
    return Numbered(
        reports=reports,
        keys=given.keys,
        index={key: row for row, key in enumerate(report_keys(reports).to_pylist())},
        role=roles(reports, ()),
        place=given.place,
        rank=rank,
        columns=lasting_columns(given.cases.table, words, model),
        model=model,
        setting=model_setting(model),
        names=names(words),
    )


def _rekind(table: Numbered, columns: Columns, stamp: np.ndarray, told: Revision) -> None:
    keys, rows = table.ranks_of(sorted(told.kinds))
    if not keys:
        return
    said = [str(told.kinds[key]["kind"]) for key in keys]
    columns["kind"] = columns["kind"].copy()
    columns["kind"][rows] = codes_of("kind", said, table.model)
    stamp[rows] ^= _stamps(said)


def _relocate(table: Numbered, columns: Columns, stamp: np.ndarray, told: Revision) -> None:
    keys, rows = table.ranks_of(sorted(told.places))
    if not keys:
        return
    named = ("lat", "lon", "place_uncertainty_km")
    where = np.array([[told.places[key][name] for name in named] for key in keys], np.float64)
    for name in ("lat", "lon", "sigma", "homonym"):
        if name in columns:
            columns[name] = columns[name].copy()
    columns["lat"][rows], columns["lon"][rows] = where[:, 0], where[:, 1]
    columns["sigma"][rows] = np.clip(where[:, 2], LEAST_KM, MOST_KM)
    if "homonym" in columns:
        columns["homonym"][rows] = -1
    stamp[rows] ^= _stamps([repr(tuple(told.places[key].items())) for key in keys])


def _stamps(said: Sequence[str]) -> np.ndarray:
    """Numbers by which changes are told apart."""
    found = (blake2b(word.encode(), digest_size=8).digest() for word in said)
    return np.frombuffer(b"".join(found), np.dtype("<i8")).astype(np.int64)
