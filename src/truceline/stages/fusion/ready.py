"""A report table made ready for fusion: in order, numeric, with what rules and reviewers settle.

One way for all who read the same table: what is learned from, fused and explained is the same.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.evidence import Judgement
from truceline.stages.fusion.block import Judged
from truceline.stages.fusion.bonds import carried
from truceline.stages.fusion.columns import Cases, Columns, Words, cases
from truceline.stages.fusion.judgements import Pair, revised, settled
from truceline.stages.fusion.keys import Keys
from truceline.stages.fusion.late import older


class Ordered(msgspec.Struct, frozen=True):
    """Reports as numbers, in order of time and then of their keys: `cases` has one row for each,
    `place[row]` is where the report stands among `keys`. The order of the rows given never matters.
    """

    keys: Keys
    place: np.ndarray
    cases: Cases


class Ready(msgspec.Struct, frozen=True):
    """Reports `ordered`, pairs of their rows that reviewers `judged` (`carried`), per row the row that it is a
    late copy of (`original`, −1 none), and the `table` of rows to be weighed, by day: late copies
    follow their original, and what has no time stands alone.
    """

    ordered: Ordered
    judged: Judged
    original: np.ndarray
    table: pa.Table


def ready(reports: pa.Table, judgements: Sequence[Judgement], late_copy_days: float) -> Ready:
    """Reports after reviewers' changes, ready to be weighed. Pairs that they judged aren't copies."""
    given = ordered(revised(reports, judgements))
    made = settled(judgements)
    judged = carried(Judged(_rows(made.same, given), _rows(made.different, given)))
    first = older(given.cases.arrays(), late_copy_days)
    first[np.unique(np.concatenate([judged.same.ravel(), judged.different.ravel()]))] = -1
    table = timed(given.cases.table)
    if (first >= 0).any():
        table = table.filter(pa.array(first[table["row"].to_numpy()] < 0))
    return Ready(given, judged, first, table)


def ordered(reports: pa.Table) -> Ordered:
    """Reports as numbers, in their order."""
    keys = Keys.of(reports)
    columns, words = _numbers(reports)
    place = _in_order(columns["start"] + columns["end"], keys.ranks())
    for name in columns:
        columns[name] = columns[name][place]  # one after another: the table is never there twice
    columns["row"] = np.arange(len(place))
    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    return Ordered(keys, place, Cases(table, words))


def _numbers(reports: pa.Table) -> tuple[Columns, Words]:
    found = cases(reports)
    return found.arrays(), found.words


def _in_order(when: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Rows by time, then by rank; without a time last. One number for both is sorted far faster."""
    when = np.nan_to_num(when, nan=np.inf, posinf=np.inf, neginf=-np.inf)
    order = np.argsort(when)
    step = np.zeros(len(when), np.int64)
    np.cumsum(when[order][1:] != when[order][:-1], out=step[1:])
    both = np.empty(len(when), np.int64)
    both[order] = step * len(when)
    both += ranks
    return np.argsort(both)


def _rows(pairs: Sequence[Pair], given: Ordered) -> np.ndarray:
    """Pairs of keys as pairs of rows, int64 (m, 2); those that name an absent report left out."""
    if not pairs:
        return np.zeros((0, 2), np.int64)
    texts = given.keys.texts(given.place)
    flat = pa.array([key for pair in pairs for key in pair], pa.string())
    rows = pc.fill_null(pc.index_in(flat, value_set=texts), -1).to_numpy(zero_copy_only=False)
    both: np.ndarray = rows.astype(np.int64).reshape(-1, 2)
    return both.compress((both >= 0).all(axis=1), axis=0)


def timed(table: pa.Table) -> pa.Table:
    """The rows with a time; the others stand alone. NaN sorts last."""
    untimed = int(np.isnan(table["start"].to_numpy()).sum())
    return table.slice(0, len(table) - untimed)
