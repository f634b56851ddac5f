"""Reports as the states of clusters of one: what each says, with the errors the model knows of.

A moment by the clock is a Gaussian; a date, a night or a span of days is a box, since it says
nothing about the hours inside. Noon to the second with an error of hours is how tables write a
date. A place that several reports share to the last digit was looked up, not measured.
"""

from typing import NamedTuple

import numpy as np

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.candidates import Spots
from truceline.stages.fusion.columns import Columns
from truceline.stages.fusion.gain import MASK_BITS
from truceline.stages.fusion.model import VAGUE_KM
from truceline.stages.fusion.numbers import Counted, ranked
from truceline.stages.fusion.state import (
    BS,
    BW,
    DAY,
    ET,
    EV,
    LL,
    MT,
    NM,
    NS,
    NU,
    NV,
    SHRINK,
    TN,
    VP,
    VT,
    WORDS,
    W,
    X,
    Y,
)

LEAST_PLACE_KM2 = 0.05
BOX_H = 2.0
"""A span this long is a box, a shorter one a moment with an error."""
VAGUE_CLOCK_H = 8.0
"""A clock with a larger error is a box of the same spread."""
NOON_ERROR_H = 3.0
SLIPPING_H = 26.0
"""A box up to this long is a date or night, which may be a day off; a longer one isn't."""
SHARED = 3
"""So many reports at one coordinate: it stands for a settlement."""


class Known(NamedTuple):
    """An error model over the codes of one table; see `ErrorModel`. `acts`, `sides`, `categories`
    are likelihoods [source, said, latent].
    """

    place_scale: np.ndarray
    clock_scale: np.ndarray
    place_usual: np.ndarray
    clock_usual: np.ndarray
    place_pool: float
    clock_pool: float
    clock_floor_h: float
    slips: np.ndarray
    acts: np.ndarray
    sides: np.ndarray
    categories: np.ndarray
    numbers: Counted


class Moments(NamedTuple):
    """When, per row: `hour` the middle; a box (`start`, `width`, −1 none) or a clock's error
    (`clock`, hours, −1 none).
    """

    hour: np.ndarray
    start: np.ndarray
    width: np.ndarray
    clock: np.ndarray


def moments(columns: Columns) -> Moments:
    """Boxes and clocks from intervals and their stated errors."""
    start, end, blur = columns["start"], columns["end"], columns["blur"]
    noon = (end - start < 1e-6) & (np.abs(start % DAY - DAY / 2) < 1e-6) & (blur > NOON_ERROR_H)
    lo, hi = np.where(noon, start - DAY / 2, start), np.where(noon, end + DAY / 2, end)
    spread = np.hypot(np.where(noon, 0.0, blur), (hi - lo) / np.sqrt(12))
    span = hi - lo >= BOX_H
    boxed = noon | span | (spread > VAGUE_CLOCK_H)
    half = np.where(
        span, (hi - lo) / 2 + np.sqrt(3) * np.where(noon, 0.0, blur), np.sqrt(3) * spread
    )
    hour = (lo + hi) / 2
    return Moments(
        hour=hour,
        start=np.where(boxed, hour - half, 0.0),
        width=np.where(boxed, 2 * half, -1.0),
        clock=np.where(boxed, -1.0, spread),
    )


def classes(columns: Columns) -> np.ndarray:
    """Class of each place (int8): 0 measured, 1 looked up, 2 looked up and vague."""
    key = coordinate_keys(columns)
    _, back, count = np.unique(key, return_inverse=True, return_counts=True)
    shared = (count[back] >= SHARED) & ~np.isnan(columns["lat"])
    return np.where(shared, np.where(columns["sigma"] > VAGUE_KM, 2, 1), 0).astype(np.int8)


def coordinate_keys(columns: Columns) -> np.ndarray:
    """One int64 per coordinate, to five decimals."""
    lat, lon = (np.rint(np.nan_to_num(columns[n]) * 1e5).astype(np.int64) for n in ("lat", "lon"))
    return lat * 100_000_000 + lon


def place_errors(columns: Columns, kind: np.ndarray, known: Known) -> np.ndarray:
    """Stated errors (km), drawn towards what is usual for the source and class."""
    usual = known.place_usual[columns["source"], kind]
    return _pooled(columns["sigma"], usual, known.place_pool)


def clock_errors(columns: Columns, clock: np.ndarray, known: Known) -> np.ndarray:
    """As `place_errors`, hours; meaningless where there is no clock."""
    return _pooled(np.maximum(clock, 1e-3), known.clock_usual[columns["source"]], known.clock_pool)


def _pooled(stated: np.ndarray, usual: np.ndarray, share: float) -> np.ndarray:
    pooled: np.ndarray = np.exp(share * usual + (1 - share) * np.log(np.maximum(stated, 1e-3)))
    return pooled


def states(
    columns: Columns, when: Moments, kind: np.ndarray, intensity: np.ndarray, known: Known
) -> np.ndarray:
    """One row of state per report; hours count from the first of `when`."""
    source = columns["source"]
    likely = (
        known.acts[source, columns["kind"]],
        known.sides[source, columns["actor"]],
        known.categories[source, columns["category"]],
    )
    s = np.zeros((WORDS + sum(table.shape[1] for table in likely), len(kind)))
    _fill_place(s, columns, place_errors(columns, kind, known) * known.place_scale[source, kind])
    _fill_time(s, when, clock_errors(columns, when.clock, known) * known.clock_scale[source], known)
    s[LL], s[NS] = intensity, 1.0
    s[NM], s[NV], s[NU] = ranked(columns, known.numbers)
    np.concatenate([table.T for table in likely], out=s[WORDS:])
    return np.ascontiguousarray(s.T)  # columns are filled faster one after another


def _fill_place(s: np.ndarray, columns: Columns, error: np.ndarray) -> None:
    placed = ~np.isnan(columns["lat"])
    lat, lon = np.nan_to_num(columns["lat"]), np.nan_to_num(columns["lon"])
    s[Y], s[X] = lat * KM_PER_DEGREE, lon * KM_PER_DEGREE
    s[SHRINK] = np.sqrt(np.cos(np.radians(lat)))
    s[VP] = np.where(placed, error**2 + LEAST_PLACE_KM2, -1.0)


def _fill_time(s: np.ndarray, when: Moments, error: np.ndarray, known: Known) -> None:
    boxed = when.width >= 0
    s[MT], s[VT] = when.hour, np.where(boxed, -1.0, error**2 + known.clock_floor_h**2)
    s[BS], s[BW] = when.start, when.width
    slipping = boxed & (when.width <= SLIPPING_H)
    for k, share in enumerate(known.slips):
        s[W + k] = np.where(slipping, share, float(k == 2)) * boxed
    s[TN] = np.where(boxed, when.width, 1.0)
    s[ET], s[EV] = when.hour, np.where(boxed, when.width**2 / 12 + 12.0, s[VT])


def masks(source: np.ndarray, sources: int) -> np.ndarray:
    """The bit of each report's source, none where nobody is named: int64 of shape (n, words of `MASK_BITS` bits)."""
    found = np.zeros((len(source), sources // MASK_BITS + 1), np.int64)
    named = np.flatnonzero(source >= 0)
    word, bit = np.divmod(source[named].astype(np.int64), MASK_BITS)
    found[named, word] = np.int64(1) << bit
    return found


def spots(s: np.ndarray, order: np.ndarray) -> Spots:
    """Where and when in the order of a grid."""
    y, x, shrink, place, mean, clock, start, width = (
        s[order, column] for column in (Y, X, SHRINK, VP, MT, VT, BS, BW)
    )
    boxed = width >= 0
    half, hour = np.where(boxed, width / 2, -1.0), np.where(boxed, start + width / 2, mean)
    return Spots(y, x, shrink, np.abs(place), hour, half, np.maximum(clock, 0.0))
