"""Fuses one calendar block: the days it owns, read with days on either side.

Blocks are fixed spans of the calendar, never cut by an engine: what a block says depends on the
table alone. A block answers for the rows it owns; a cluster over a seam is named by each side, and
the names are followed to the first (`fuse`).
"""

from typing import NamedTuple

import numpy as np

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.candidates import Grid, grid, pairs
from truceline.stages.fusion.columns import Columns
from truceline.stages.fusion.copies import originals
from truceline.stages.fusion.doubtful import DOUBTFUL, FIXED, FREE
from truceline.stages.fusion.features import Known, classes, masks, moments, spots, states
from truceline.stages.fusion.graph import Graph, Pairs, graph
from truceline.stages.fusion.homonyms import ghosts
from truceline.stages.fusion.intensity import FAR_DAYS, intensity, intensity_cell
from truceline.stages.fusion.rounds import merge_rounds, singles
from truceline.stages.fusion.state import VP, X, Y
from truceline.stages.fusion.sweep import Homes, settle
from truceline.stages.fusion.weights import Weights
from truceline.stages.fusion.words import Wording, barred, named_pairs

BLOCK_DAYS = 64
"""A block's own days. Long enough that the halo is a small part, short enough that one added day
touches a small part of a long record."""
HALO_DAYS = 6
"""Days read on either side. A merge looks a day ahead, and what it changes runs on through a chain
of merges: six days are more than chains were seen to reach (`bench/fusion`)."""
READ_DAYS = HALO_DAYS + FAR_DAYS


class Setting(NamedTuple):
    """What a block needs beside its rows: the model over the table's codes, and its names."""

    known: Known
    weights: Weights
    sources: int
    reach_km: float
    background: float
    company: float
    temper: float
    unseen: float
    wording: Wording


class Judged(NamedTuple):
    """Pairs of `row`s, int64 (m, 2), that reviewers hold for one act, and for two."""

    same: np.ndarray
    different: np.ndarray


class Weighed(NamedTuple):
    """A block's reports beside each other: `columns` of its rows and halo that aren't copies, class
    of each place, states and masks of sources of each alone, the graph of pairs that count.
    `copies` are (row, row of its original).
    """

    columns: Columns
    kind: np.ndarray
    states: np.ndarray
    masks: np.ndarray
    graph: Graph
    copies: np.ndarray


class Fused(NamedTuple):
    """A block's clusters over `columns`, those of its rows and halo that aren't copies: label (root
    by position), homes, states and the rest of each report's cluster, class of its place.
    `copies` are (row, row of its original).
    """

    columns: Columns
    label: np.ndarray
    homes: Homes
    states: np.ndarray
    rests: np.ndarray
    kind: np.ndarray
    copies: np.ndarray


def weighed(columns: Columns, setting: Setting, judged: Judged) -> Weighed:
    """What is said of each report of the block and its halo, and of each pair, before any merge."""
    columns = _taken(columns, np.lexsort((columns["row"], moments(columns).hour)))
    kind, busy = classes(columns), _intensity(columns, setting)
    first = originals(columns)
    decided = np.isin(columns["row"], judged.same) | np.isin(columns["row"], judged.different)
    first = np.where(decided, np.arange(len(first)), first)
    kept = np.flatnonzero(_within_halo(columns) & (first == np.arange(len(first))))
    copies = np.stack([columns["row"], columns["row"][first]], axis=1)
    copies = copies[(first != np.arange(len(first))) & columns["owned"]]
    columns, kind = _taken(columns, kept), kind[kept]
    s = states(columns, moments(columns), kind, busy[kept], setting.known)
    m = masks(columns["source"], setting.sources)
    different = _inside(columns, judged.different)
    g = graph(s, m, _pairs(columns, s, setting, different), setting.weights)
    return Weighed(columns, kind, s, m, g, copies)


def fuse_block(columns: Columns, setting: Setting, judged: Judged) -> Fused:
    """Clusters of the block's rows and halo."""
    columns, kind, s, m, g, copies = weighed(columns, setting, judged)
    same = _inside(columns, judged.same)
    c = singles(s, m)
    merge_rounds(c, same, g, setting.weights)
    kinds = np.where(columns.get("homonym", np.full(len(s), -1)) >= 0, DOUBTFUL, FREE)
    kinds[same.ravel()] = FIXED
    found, rests = settle(c, kinds, s, m, g, setting.weights, setting.temper)
    return Fused(columns, c.label, found, s, rests, kind, copies)


def _taken(columns: Columns, rows: np.ndarray) -> Columns:
    return {name: values[rows] for name, values in columns.items()}


def _within_halo(columns: Columns) -> np.ndarray:
    day, owned = columns["day"], columns["owned"]
    block = int(day[owned][0]) // BLOCK_DAYS if owned.any() else 0
    lo, hi = block * BLOCK_DAYS - HALO_DAYS, (block + 1) * BLOCK_DAYS + HALO_DAYS
    inside: np.ndarray = (day >= lo) & (day < hi)
    return inside


def _intensity(columns: Columns, setting: Setting) -> np.ndarray:
    placed = np.flatnonzero(~np.isnan(columns["lat"]))
    size = intensity_cell(setting.reach_km)
    busy = np.full(len(columns["lat"]), setting.background / setting.company)
    cells = _grid(columns, placed, size)
    area = size * size
    days = columns["day"][placed]
    busy[placed] = intensity(cells, days, area, setting.background, setting.company)
    return busy


def _grid(columns: Columns, rows: np.ndarray, size: float) -> Grid:
    y, x = columns["lat"][rows] * KM_PER_DEGREE, columns["lon"][rows] * KM_PER_DEGREE
    return grid(y, x, size, np.arange(len(rows)))


def _near(
    columns: Columns, s: np.ndarray, placed: np.ndarray, setting: Setting
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of rows within reach of each other, wherever a name that several places have may mean."""
    if "homonym" not in columns:
        cells = _grid(columns, placed, setting.reach_km)
        one, two = pairs(cells, spots(s[placed], cells.order), setting.reach_km)
        return placed[one], placed[two]
    rows, there = ghosts(setting.wording.homonyms, columns, s)
    rows, where = np.concatenate([placed, rows]), np.concatenate([s[placed], there])
    cells = grid(where[:, Y], where[:, X], setting.reach_km, rows)
    one, two = (rows[found] for found in pairs(cells, spots(where, cells.order), setting.reach_km))
    both = np.unique(np.sort(np.stack([one, two], axis=1), axis=1), axis=0)
    return both[both[:, 0] < both[:, 1], 0], both[both[:, 0] < both[:, 1], 1]


def _new(
    more: np.ndarray, less: np.ndarray, one: np.ndarray, two: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Those pairs that aren't among the others."""
    new = ~np.isin(more * np.int64(count) + less, one * np.int64(count) + two)
    return more[new], less[new]


def _inside(columns: Columns, pairs: np.ndarray) -> np.ndarray:
    """Those pairs of rows that are both here, as positions (m, 2), smaller first."""
    order = np.argsort(columns["row"])
    rows = columns["row"][order]
    at = np.minimum(np.searchsorted(rows, pairs), max(len(rows) - 1, 0))
    if not len(rows):
        return np.zeros((0, 2), np.int64)
    here = (rows[at] == pairs).all(axis=1)
    return np.sort(order[at[here]], axis=1)


def _pairs(columns: Columns, s: np.ndarray, setting: Setting, different: np.ndarray) -> Pairs:
    """Pairs worth weighing, what names say of them, and which are barred."""
    unplaced = s[:, VP] < 0
    placed = np.flatnonzero(~unplaced)
    one, two = _near(columns, s, placed, setting)
    more, less = named_pairs(columns, unplaced) if unplaced.any() else (one[:0], two[:0])
    if "homonym" in columns:
        more, less = _new(more, less, one, two, len(s))
    i = np.concatenate([np.minimum(one, two), more, different[:, 0]]).astype(np.int32)
    j = np.concatenate([np.maximum(one, two), less, different[:, 1]]).astype(np.int32)
    span = np.int64(len(s))
    bar = barred(columns, i, j) | np.isin(i * span + j, different @ np.array([span, 1]))
    return Pairs(i, j, setting.wording.weigh(columns, i, j), bar)
