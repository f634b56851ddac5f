"""Which pairs of reports are worth weighing: near in place and time, given their stated errors.

A join by cells: reports fall into classes of precision, and each two classes are joined on cells
as large as their reach, sorted by time inside. No pair within reach is missed, and none is found
twice (of an interval longer than 440 hours, about its middle only). Reports without a place pair
only with those that name the same site or place.
"""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import msgspec
import numpy as np

from truceline.stages.fusion.columns import Columns

KM_PER_DEGREE = 111.195
REACH_SIGMAS = 3.0
GAP_H = 8.0
"""Intervals further apart than this are never one act (late copies have a rule of their own)."""
_SIGMAS = np.array([1.5, 4.0, 10.0, 25.0, 60.0, 130.0, 300.0])  # km, ends of classes
_WIDTHS = np.array([8.0, 26.0, 52.0, 110.0, 440.0])  # hours, ends of classes
_CHUNK = 1_000_000  # pairs looked at in one go: bounds the memory
_MINUTES = 1 << 30  # more minutes than any block of reports spans


Found = Iterator[tuple[np.ndarray, np.ndarray]]


def halo_days(cases: Columns) -> int:
    """How many days apart the middles of two intervals within reach can lie."""
    width = np.nanmax(np.append(cases["end"] - cases["start"], 0.0))
    return int(np.ceil((min(float(width), _WIDTHS[-1]) + GAP_H) / 24)) + 1


def pairs(cases: Columns) -> Found:
    """Positions (i, j), i before j by (day, row), in batches of bounded size."""
    timed = ~np.isnan(cases["start"])
    placed = timed & ~np.isnan(cases["lat"])
    for i, j in _near(cases, np.flatnonzero(placed)):
        keep = _within(cases, i, j)
        yield _ordered(cases, i[keep], j[keep])
    yield from _by_name(cases, np.flatnonzero(timed), placed)


def batches(found: Found, size: int) -> Found:
    """The same pairs in fewer pieces, of about `size` pairs."""
    waiting: list[tuple[np.ndarray, np.ndarray]] = []
    for pair in found:
        waiting.append(pair)
        if sum(len(i) for i, _ in waiting) >= size:
            yield _joined(waiting)
            waiting = []
    if waiting:
        yield _joined(waiting)


def _joined(pieces: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([i for i, _ in pieces]), np.concatenate([j for _, j in pieces])


def km(cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Distance in km on a locally flat Earth: right to a percent at the reach of a region."""
    lat, lon, shrink = cases["lat"], cases["lon"], cases["shrink"]
    east = (lon[i] - lon[j]) * shrink[i] * shrink[j]
    distance: np.ndarray = KM_PER_DEGREE * np.hypot(lat[i] - lat[j], east)
    return distance


def gap_h(cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Hours between two intervals; negative where they overlap, by how much."""
    latest = np.maximum(cases["start"][i], cases["start"][j])
    gap: np.ndarray = latest - np.minimum(cases["end"][i], cases["end"][j])
    return gap


def _within(cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    reach = REACH_SIGMAS * np.hypot(cases["sigma"][i], cases["sigma"][j])
    near: np.ndarray = (gap_h(cases, i, j) <= GAP_H) & (km(cases, i, j) <= reach)
    return near


def _ordered(cases: Columns, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    days, rows = cases["day"], cases["row"]
    before = (days[i] < days[j]) | ((days[i] == days[j]) & (rows[i] < rows[j]))
    return np.where(before, i, j), np.where(before, j, i)


def _near(cases: Columns, rows: np.ndarray) -> Found:
    width = cases["end"][rows] - cases["start"][rows]
    space = np.minimum(np.searchsorted(_SIGMAS, cases["sigma"][rows]), len(_SIGMAS) - 1)
    time = np.minimum(np.searchsorted(_WIDTHS, width), len(_WIDTHS) - 1)
    label = space * len(_WIDTHS) + time
    classes = [(rows[label == c], *divmod(int(c), len(_WIDTHS))) for c in np.unique(label)]
    for (one, s, t), (two, u, v) in combinations_with_replacement(classes, 2):
        few, many = sorted((one, two), key=len)
        size = REACH_SIGMAS * float(np.hypot(_SIGMAS[s], _SIGMAS[u]))
        hours = (_WIDTHS[t] + _WIDTHS[v]) / 2 + GAP_H
        for i, j in _Cells.over(cases, many, size).neighbours(cases, few, float(hours)):
            keep = i < j if one is two else slice(None)
            yield i[keep], j[keep]


class _Cells(msgspec.Struct, frozen=True):
    """Rows sorted by cell (latitude band, step of longitude), then by the middle of their time."""

    size_km: float
    rows: np.ndarray
    keys: np.ndarray

    @classmethod
    def over(cls, cases: Columns, rows: np.ndarray, size: float) -> "_Cells":
        band = _band(cases, rows, size)
        key = _cell(cases, rows, band, size) * _MINUTES + _minute(cases, rows)
        order = np.argsort(key, kind="stable")
        return cls(size, rows[order], key[order])

    def neighbours(self, cases: Columns, asking: np.ndarray, hours: float) -> Found:
        """Pairs (asking row, row in a neighbouring cell within so many hours)."""
        band, minute = _band(cases, asking, self.size_km), _minute(cases, asking)
        reach = int(hours * 60) + 1
        for north, east in product((-1, 0, 1), (-1, 0, 1)):
            cell = _cell(cases, asking, band + north, self.size_km) + east
            key = cell * _MINUTES + minute
            lo = np.searchsorted(self.keys, key - reach, side="left")
            hi = np.searchsorted(self.keys, key + reach, side="right")
            for i, at in _expand(lo, hi):
                yield asking[i], self.rows[at]


def _band(cases: Columns, rows: np.ndarray, size: float) -> np.ndarray:
    band: np.ndarray = np.floor(cases["lat"][rows] * KM_PER_DEGREE / size).astype(np.int64)
    return band


def _cell(cases: Columns, rows: np.ndarray, band: np.ndarray, size: float) -> np.ndarray:
    """One number per cell; a band's cells are as wide as its edge nearest the pole asks for."""
    edge = np.minimum(np.maximum(abs(band), abs(band + 1)) * size / KM_PER_DEGREE, 85.0)
    width = size / (KM_PER_DEGREE * np.cos(np.radians(edge)))
    cell: np.ndarray = band * (1 << 17) + np.floor(cases["lon"][rows] / width).astype(np.int64)
    return cell


def _minute(cases: Columns, rows: np.ndarray) -> np.ndarray:
    middle = (cases["start"][rows] + cases["end"][rows]) * 30
    first = int(np.nanmin(cases["start"]) * 60)
    minute: np.ndarray = middle.astype(np.int64) - first + _MINUTES // 4
    return minute


def _by_name(cases: Columns, rows: np.ndarray, placed: np.ndarray) -> Found:
    site, place = cases["site"], cases["place"]
    for i, j in _named(cases, rows[site[rows] >= 0], placed, "site"):
        keep = gap_h(cases, i, j) <= GAP_H
        yield _ordered(cases, i[keep], j[keep])
    for i, j in _named(cases, rows[place[rows] >= 0], placed, "place"):
        found = (site[i] >= 0) & (site[i] == site[j])  # by the site, above
        keep = ~found & (gap_h(cases, i, j) <= GAP_H)
        yield _ordered(cases, i[keep], j[keep])


def _named(cases: Columns, rows: np.ndarray, placed: np.ndarray, name: str) -> Found:
    """Pairs of one name of which at least one is unplaced."""
    key = cases[name][rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    asking = np.flatnonzero(~placed[rows])
    lo = np.searchsorted(key, key[asking], side="left")
    hi = np.searchsorted(key, key[asking], side="right")
    for i, at in _expand(lo, hi):
        first, second = rows[asking[i]], rows[at]
        keep = (first < second) | placed[second]
        yield first[keep], second[keep]


def _expand(lo: np.ndarray, hi: np.ndarray) -> Found:
    """(position of the range, member) for ranges lo..hi, about `_CHUNK` at a time."""
    counts = hi - lo
    asked = np.flatnonzero(counts)
    ends = np.cumsum(counts[asked])
    first = 0
    while first < len(asked):
        before = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, before + _CHUNK, side="right")), first + 1)
        part = asked[first:last]
        owner = np.repeat(part, counts[part])
        skip = np.repeat(lo[part] - (np.cumsum(counts[part]) - counts[part]), counts[part])
        yield owner, skip + np.arange(len(owner))
        first = last
