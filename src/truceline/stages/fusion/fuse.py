"""Reports into groups: which reports speak of the same act, with what probability.

The way: reports as numbers → pairs within reach, weighed block by block by the engine → groups
merged while they agree as wholes, under the reviewers' constraints → late copies attached. The
matcher behind `fuse` may be replaced; what goes in and comes out stays.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.evidence import Judgement
from truceline.model.ports import Engine
from truceline.model.table import GROUP_SCHEMA, report_keys
from truceline.stages.fusion.cluster import Edges, cluster
from truceline.stages.fusion.columns import USED, Cases, Columns, arrays, cases
from truceline.stages.fusion.evidence import OUT_OF_REACH, UNIT, Evidence, barred
from truceline.stages.fusion.judgements import Pair, Settled, revised, settled
from truceline.stages.fusion.late import older
from truceline.stages.fusion.pairs import batches, halo_days, pairs
from truceline.stages.fusion.probability import probabilities

_BATCH = 500_000
LATE_PROBABILITY = 0.9
"""A late copy joins by a rule, not by weighed evidence; the rule is rarely wrong."""


def fuse(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    engine: Engine,
    late_copy_days: float = 7.0,
) -> pa.Table:
    """Groups of reports: one row of `GROUP_SCHEMA` per report, sorted by report key.

    `probability` in (0, 1] is that the report belongs to its incident. Rejected reports have no
    row. `same` and `different` are obeyed always (contradictory ones: `contradictions`). The
    order of the rows given never matters.
    """
    keys, given = _in_order(revised(reports, judgements))
    bonds = _Bonds.over(settled(judgements), keys)
    label, probability = _matched(given, bonds, engine, late_copy_days)
    return _groups(keys, label, probability)


def _in_order(reports: pa.Table) -> tuple[pa.Array, Cases]:
    """Keys and numeric columns in the order of the keys: that of the rows given never matters."""
    keys = report_keys(reports).combine_chunks()
    order = pc.sort_indices(keys)
    return keys.take(order), cases(reports.select(USED).take(order))


class _Bonds(msgspec.Struct, frozen=True):
    """Settled pairs as rows, int64 of shape (m, 2)."""

    same: np.ndarray
    different: np.ndarray

    @classmethod
    def over(cls, pairs: Settled, keys: pa.Array) -> "_Bonds":
        return cls(_rows(pairs.same, keys), _rows(pairs.different, keys))

    def judged(self) -> np.ndarray:
        """Rows about which a reviewer has decided."""
        return np.unique(np.concatenate([self.same.ravel(), self.different.ravel()]))


def _rows(pairs: Sequence[Pair], keys: pa.Array) -> np.ndarray:
    """Pairs of keys as pairs of rows; those that name an absent report are left out."""
    flat = pa.array([key for pair in pairs for key in pair], pa.string())
    rows = pc.fill_null(pc.index_in(flat, value_set=keys), -1).to_numpy(zero_copy_only=False)
    both: np.ndarray = rows.astype(np.int64).reshape(-1, 2)
    return both.compress((both >= 0).all(axis=1), axis=0)


def _matched(
    given: Cases, bonds: _Bonds, engine: Engine, late_copy_days: float
) -> tuple[np.ndarray, np.ndarray]:
    """Label (smallest row of the group) and probability per row."""
    first = older(given.arrays(), late_copy_days)
    first[bonds.judged()] = -1  # what a reviewer has decided isn't left to a rule
    late = np.flatnonzero(first >= 0)
    edges = _weighed(given, first >= 0, engine)
    label = _clustered(edges, bonds, engine, len(first))
    probability = probabilities(label, edges)
    probability[bonds.same.ravel()] = 1.0
    probability[late] = LATE_PROBABILITY
    own = np.stack([np.arange(len(label)), label], axis=1)
    copies = np.stack([late, first[late]], axis=1)
    return engine.group(len(label), np.concatenate([own, copies])), probability


def _weighed(given: Cases, late: np.ndarray, engine: Engine) -> Edges:
    """All pairs within reach and their evidence; late copies have none."""
    start = pc.if_else(pa.array(late), np.nan, given.table["start"])
    table = given.table.set_column(given.table.schema.get_field_index("start"), "start", start)
    kernel = PairKernel(Evidence.over(given.words))
    reach = halo_days(arrays(table))
    found = engine.map_blocks(table.sort_by("day"), "day", 64, reach, kernel)
    columns = arrays(found)
    one = np.ones(found.num_rows, dtype=np.int8)
    return Edges(columns["a"], columns["b"], columns["score"], one, columns["bar"])


class PairKernel(msgspec.Struct, frozen=True):
    """Weighs the pairs of one block: rows a < b, evidence in thousandths, barred or not (0, 1).

    Pairs that count no more than those out of reach are left out, unless they are barred.
    """

    evidence: Evidence

    def __call__(self, block: pa.Table) -> pa.Table:
        """See `model.ports.Kernel`."""
        columns = arrays(block)
        found = [self._batch(columns, i, j) for i, j in batches(pairs(columns), _BATCH)]
        return pa.concat_tables([_EDGES.empty_table(), *found])

    def _batch(self, columns: Columns, i: np.ndarray, j: np.ndarray) -> pa.Table:
        owned = columns["owned"][i]
        i, j = i[owned], j[owned]
        score, bar = self.evidence.weigh(columns, i, j), barred(columns, i, j)
        keep = (score > OUT_OF_REACH * UNIT) | bar
        one, two = columns["row"][i[keep]], columns["row"][j[keep]]
        low, high = np.minimum(one, two), np.maximum(one, two)
        found = (low, high, score[keep], bar[keep])
        return pa.table([v.astype(t) for v, t in zip(found, _NARROW, strict=True)], schema=_EDGES)


# ten pairs a report are held at once: they are kept as narrow as they can be
_NARROW = (np.int32, np.int32, np.int16, np.int8)
_EDGES = pa.schema(
    [("a", pa.int32()), ("b", pa.int32()), ("score", pa.int16()), ("bar", pa.int8())]
)


def _clustered(edges: Edges, bonds: _Bonds, engine: Engine, count: int) -> np.ndarray:
    """Groups that keep every bond. Only what evidence connects at all can become one group."""
    label = engine.group(count, bonds.same)
    hopeful = edges.score > 0
    linked = np.stack([edges.a[hopeful], edges.b[hopeful]], axis=1)
    part = engine.group(count, np.concatenate([linked, bonds.same]))
    absent = int(OUT_OF_REACH * UNIT)
    apart = Edges.barring(bonds.different, absent)
    return cluster(label, edges.where(part[edges.a] == part[edges.b]).joined(apart), absent)


def _groups(keys: pa.Array, label: np.ndarray, probability: np.ndarray) -> pa.Table:
    named = pc.binary_join_element_wise("I", keys.take(pa.array(label)), "-")
    columns = [keys, named, pa.array(probability)]
    return pa.table(columns, schema=GROUP_SCHEMA)
