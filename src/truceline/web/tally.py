"""Findings counted by term, accused side and day, column by column, so that a hundred thousand
incidents take a fraction of a second. Decides nothing: what a finding is was decided before.
"""

from collections.abc import Sequence
from datetime import UTC, date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.picture import Picture
from truceline.assess.picture.rows import STRENGTH
from truceline.foundation.zones import zone_of

SHOWN: Final = ("yes", "open", "exempt", "no")
"""What a cell counts; `open` is every kind of undetermined."""
_KIND: Final = {"yes": 0, "exempt": 2, "no": 3}
_UNDATED: Final = -(10**6)


class Counts(NamedTuple):
    """Incidents of one term, side and column: as `SHOWN`, and those whose outcome differs between
    readings.
    """

    term: str
    accused: str
    column: int
    told: tuple[int, ...]
    differ: int


class Found(NamedTuple):
    """Findings of incidents that weren't refuted, one number per finding: `term`, `accused`, `reading` are
    places in `names`, `outcome` one in `STRENGTH`, `day` counts from 1970 in the mission's zone.
    """

    term: np.ndarray
    accused: np.ndarray
    reading: np.ndarray
    outcome: np.ndarray
    day: np.ndarray
    unlike: np.ndarray
    names: dict[str, list[str]]


def found(picture: Picture) -> Found:
    """The picture's findings as numbers."""
    rows, table = picture.rows, picture.findings
    at = pc.index_in(table["id"], value_set=rows["id"].combine_chunks()).to_numpy()
    kept = ~_refuted(rows)[at]
    table, at = table.filter(pa.array(kept)), at[kept]
    codes, names = {}, {}
    for name in ("term", "accused", "reading"):
        codes[name], names[name] = _coded(table[name])
    words, outcomes = _coded(table["outcome"])
    outcome = np.array([STRENGTH.index(word) for word in outcomes], np.int64)[words]
    days = _days(picture)[at]
    key = (at * len(names["term"]) + codes["term"]) * max(len(names["accused"]), 1)
    unlike = _unlike(key + codes["accused"], outcome)
    return Found(codes["term"], codes["accused"], codes["reading"], outcome, days, unlike, names)


def counts(found: Found, reading: str, first: date, per: int) -> tuple[Counts, ...]:
    """Cells under one reading, columns of `per` days from `first`; those before it are left out."""
    mine = found.reading == _place(found.names["reading"], reading)
    dated = found.day != _UNDATED
    column = np.where(dated, (found.day - _number(first)) // per, -1)
    mine &= (column >= 0) | ~dated
    sides, width = len(found.names["accused"]), int(column.max(initial=0)) + 2
    cell = (found.term[mine] * sides + found.accused[mine]) * width + column[mine] + 1
    kinds = np.array([_KIND.get(word, 1) for word in STRENGTH])[found.outcome[mine]]
    here, place = np.unique(cell, return_inverse=True)
    told = np.zeros((len(here), len(SHOWN)), np.int64)
    np.add.at(told, (place, kinds), 1)
    differ = np.bincount(place, weights=found.unlike[mine], minlength=len(here)).astype(np.int64)
    return tuple(
        Counts(
            found.names["term"][int(c) // width // sides],
            found.names["accused"][int(c) // width % sides],
            int(c) % width - 1,
            tuple(map(int, row)),
            int(n),
        )
        for c, row, n in zip(here, told, differ, strict=True)
    )


def _refuted(rows: pa.Table) -> np.ndarray:
    words, names = _coded(rows["occurrence"])
    gone: np.ndarray = np.equal(words, _place(names, "refuted"))
    return gone


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """A column of words as places in a list of them."""
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return coded.indices.to_numpy(zero_copy_only=False).astype(
        np.int64
    ), coded.dictionary.to_pylist()


def _place(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _days(picture: Picture) -> np.ndarray:
    """Per row the local day on which it began."""
    starts = picture.rows["start"].combine_chunks()
    zone = zone_of(picture.assessment.mission.spec.timezone) or UTC
    hours = pc.floor_temporal(starts, unit="hour").unique().drop_null()
    shift = {h: h.astimezone(zone).utcoffset() for h in hours.to_pylist()}
    offsets = np.array([int(s.total_seconds() * 1e6) for s in shift.values()], np.int64)
    at = pc.index_in(pc.floor_temporal(starts, unit="hour"), value_set=hours).to_numpy(
        zero_copy_only=False
    )
    known = ~np.isnan(at.astype(float))
    days = np.full(len(starts), _UNDATED, np.int64)
    micro = pc.fill_null(starts.cast(pa.int64()), 0).to_numpy()
    days[known] = (micro[known] + offsets[at[known].astype(int)]) // 86_400_000_000
    return days


def _unlike(key: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Per finding: does the same incident, term and side fare otherwise under another reading?"""
    order = np.argsort(key, kind="stable")
    if not len(order):
        return np.zeros(0, bool)
    starts = np.flatnonzero(np.diff(key[order], prepend=key[order[0]] - 1))
    low, high = (f.reduceat(outcome[order], starts) for f in (np.minimum, np.maximum))
    sizes = np.diff(np.append(starts, len(order)))
    unlike = np.empty(len(order), bool)
    unlike[order] = np.repeat(low != high, sizes)
    return unlike
