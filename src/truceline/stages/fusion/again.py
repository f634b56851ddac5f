"""A grouping that is kept, so that another judgement costs what it touches and no more.

Blocks of the calendar are fused apart (`block`), each a function of its own rows, of those judged and
of a model that evidence alone teaches; so only blocks that read a changed row are fused again, and
what they say is put together with what the others said. Must give what `fuse` gives: nothing is
weighed here, and nothing is remembered but the very inputs of a block and its answer.
"""

import os
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa

from truceline.model.evidence import Judgement
from truceline.model.ports import Engine
from truceline.model.table import GROUP_SCHEMA, report_keys
from truceline.stages.fusion.accounts import ACT, roles
from truceline.stages.fusion.apart import Apart, matched_apart
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS, Judged
from truceline.stages.fusion.bonds import carried
from truceline.stages.fusion.fuse import first_of, put_together
from truceline.stages.fusion.judgements import Pair, Revision, Settled, revised, revision, settled
from truceline.stages.fusion.kernels import HOME_SCHEMA, HomeKernel
from truceline.stages.fusion.keys import Groups, groups
from truceline.stages.fusion.late import older
from truceline.stages.fusion.model import ErrorModel
from truceline.stages.fusion.numbered import Numbered, numbered

Blocks = dict[int, pa.Table]
"""What each block said (`HOME_SCHEMA`), by its number."""


class Memory(msgspec.Struct, frozen=True):
    """One fusing of a table: which rows took part (`there`), the `stamp` of what each was changed to
    (0 nothing), the `older` row that each is a late copy of but for what was judged, pairs that were
    `judged`, the columns that there were, and what blocks said. Arrays by ordered row.
    """

    taking: np.ndarray
    there: np.ndarray
    stamp: np.ndarray
    older: np.ndarray
    judged: Judged
    names: frozenset[str]
    blocks: Blocks


TRIED: Final = 4
"""So many fusings are remembered besides the one before."""


class Kept(msgspec.Struct, frozen=True):
    """Groups (`GROUP_SCHEMA`) of the reports in `table` under some judgements, of which `told` and
    `settled` are all that fusion hears; `memory` by the turn in which a table of theirs was fused,
    since wide reports are fused in a second one. `tried` are the latest of all turns and tries, shared by
    all that came of one table: what was tried is often said next, and then need not be fused again.
    """

    table: Numbered
    model: ErrorModel
    late_copy_days: float
    groups: pa.Table
    memory: tuple[Memory, ...] = ()
    told: Revision | None = None
    settled: Settled | None = None
    tried: deque[Memory] = msgspec.field(default_factory=lambda: deque(maxlen=TRIED))


def keep(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    engine: Engine,
    late_copy_days: float,
    model: ErrorModel,
) -> Kept:
    """Fuses reports (before any judgement; not none) as `fuse` does with a model, to be kept."""
    nothing = GROUP_SCHEMA.empty_table()
    table = numbered(reports, model)
    return again(Kept(table, model, late_copy_days, nothing), judgements, engine)


def again(kept: Kept, judgements: Sequence[Judgement], engine: Engine) -> Kept:
    """The same reports under other judgements."""
    table, told, pairs = kept.table, revision(judgements), settled(judgements)
    if told == kept.told and pairs == kept.settled:
        return kept
    kept = msgspec.structs.replace(kept, told=told, settled=pairs)
    turn = _Turn(kept, told, _judged(table, judgements), engine)
    role = _roles(table, told, judgements)
    gone = table.rows_of(told.gone)
    role[gone] = _GONE
    if (role == _GONE).all():
        return msgspec.structs.replace(kept, groups=GROUP_SCHEMA.empty_table())
    if np.isin(role, (ACT, _GONE)).all():
        found = turn.match(role == ACT)
    else:
        found = _apart(table, judgements, role, turn)
    return msgspec.structs.replace(kept, groups=groups(found), memory=tuple(turn.memory))


_GONE = -1


def _roles(table: Numbered, told: Revision, judgements: Sequence[Judgement]) -> np.ndarray:
    """What each report is; only those that judgements name can be something else than before."""
    role = table.role.copy()
    bonded = {key for pair in settled(judgements).same for key in pair}
    named = np.setdiff1d(
        table.rows_of({*told.kinds, *told.places, *bonded}), table.rows_of(told.gone)
    )
    if len(named):
        some = revised(table.reports.take(pa.array(named)), judgements)
        role[named] = roles(some, judgements)
    return role


def _apart(
    table: Numbered, judgements: Sequence[Judgement], role: np.ndarray, turn: "_Turn"
) -> Groups:
    """Acts and accounts, by the one rule that there is."""
    reports = revised(table.reports, judgements)

    def match(some: pa.Table, _: Groups | None) -> Groups:
        taking = np.zeros(len(table), bool)
        taking[table.rows_of(report_keys(some).to_pylist())] = True
        return turn.match(taking)

    return matched_apart(Apart(reports, role[role != _GONE]), match)


def _judged(table: Numbered, judgements: Sequence[Judgement]) -> Judged:
    made, gone = settled(judgements), revision(judgements).gone
    return carried(Judged(_pairs(table, made.same, gone), _pairs(table, made.different, gone)))


def _pairs(table: Numbered, pairs: Iterable[Pair], gone: frozenset[str]) -> np.ndarray:
    """Pairs of keys as pairs of ordered rows, those with an absent report left out."""
    rank = table.rank
    known = [(table.index.get(a), table.index.get(b)) for a, b in pairs if not {a, b} & gone]
    rows = [(rank[a], rank[b]) for a, b in known if a is not None and b is not None]
    return np.array(rows, np.int64).reshape(-1, 2)


class _Turn:
    """One fusing after another: each knows what the same one said before."""

    def __init__(self, kept: Kept, told: Revision, judged: Judged, engine: Engine) -> None:
        self._kept, self._told, self._judged, self._engine = kept, told, judged, engine
        self._before = list(kept.memory)
        self.memory: list[Memory] = []

    def match(self, taking: np.ndarray) -> Groups:
        """Groups of the reports (located rows) that take part."""
        table, judged = self._kept.table, self._judged
        edited = table.edited(self._told)
        rows = taking[table.place]
        columns = edited.columns_of(rows)
        before = self._before[len(self.memory) : len(self.memory) + 1]
        others = [*before, *reversed(self._kept.tried.copy())]
        first = self._older(columns, rows, edited.stamp, others)
        original = first.copy()
        original[np.concatenate([judged.same.ravel(), judged.different.ravel()])] = -1
        there = rows & (original < 0) & ~np.isnan(edited.start)
        now = Memory(rows, there, edited.stamp, first, judged, frozenset(columns), {})
        blocks = self._fused(now, others, columns, np.flatnonzero(rows))
        self.memory.append(msgspec.structs.replace(now, blocks=blocks))
        self._kept.tried.append(self.memory[-1])
        return self._whole(blocks, taking, original)

    def _older(
        self,
        columns: dict[str, np.ndarray],
        rows: np.ndarray,
        stamp: np.ndarray,
        others: Sequence[Memory],
    ) -> np.ndarray:
        """For each ordered row the one that it is a late copy of, −1 for none."""
        for other in others:
            if (other.taking == rows).all() and (other.stamp == stamp).all():
                return other.older
        at = np.flatnonzero(rows)
        first = older(columns, self._kept.late_copy_days)
        found = np.full(len(rows), -1)
        found[at] = np.where(first >= 0, at[first], -1)
        return found

    def _fused(
        self,
        now: Memory,
        others: Sequence[Memory],
        columns: dict[str, np.ndarray],
        at: np.ndarray,
    ) -> Blocks:
        """What every block says: asked again where no other fusing read what it reads."""
        table = self._kept.table
        kept = {name: values[now.there[at]] for name, values in columns.items()}
        kept["row"] = np.flatnonzero(now.there)
        numbers = np.unique(kept["day"] // BLOCK_DAYS).tolist()
        kernel = HomeKernel(table.setting, self._judged, table.names)
        told = _known(now, others, table.day, numbers)
        asked = [n for n in numbers if n not in told]
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # compiled kernels hold no lock
            said = pool.map(lambda n: kernel(_block(kept, n)), asked)
            told.update(zip(asked, said, strict=True))
        return {n: told[n] for n in numbers}

    def _whole(self, blocks: Blocks, taking: np.ndarray, original: np.ndarray) -> Groups:
        """Blocks put together; of the reports that take part."""
        table = self._kept.table
        late = np.flatnonzero(original >= 0)
        copies = np.stack([late, first_of(original)[late]], axis=1)
        said = pa.concat_tables([HOME_SCHEMA.empty_table(), *blocks.values()])
        every = put_together(
            said, self._judged, copies, table.keys, table.place, self._engine, self._kept.model
        )
        return _only(every, np.flatnonzero(taking))


def _only(found: Groups, rows: np.ndarray) -> Groups:
    """The groups of some rows, among which every group of theirs lies."""
    kept, label = np.unique(found.label[rows], return_inverse=True)
    other = found.alternative[rows]
    return msgspec.structs.replace(
        found,
        keys=found.keys.at(rows),
        label=label,
        probability=found.probability[rows],
        alternative=np.where(other >= 0, np.searchsorted(kept, other), -1),
        alternative_probability=found.alternative_probability[rows],
    )


def _known(
    now: Memory, others: Sequence[Memory], day: np.ndarray, numbers: Sequence[int]
) -> Blocks:
    """What blocks said in other fusings in which they read the same."""
    told: Blocks = {}
    for other in others:
        if len(told) == len(numbers):
            break
        touched = _touched(now, other, day)
        if touched is not None:
            same = set(numbers) - told.keys() - touched
            told |= {n: other.blocks[n] for n in same & other.blocks.keys()}
    return told


def _touched(now: Memory, before: Memory, day: np.ndarray) -> frozenset[int] | None:
    """Blocks that read something else than before; None for all."""
    if now.names != before.names:
        return None
    unlike = (now.there != before.there) | (now.stamp != before.stamp)
    rows = [np.flatnonzero(unlike), _moved(now.judged.same, before.judged.same)]
    rows.append(_moved(now.judged.different, before.judged.different))
    days = np.unique(day[np.concatenate(rows)])
    first, last = (days - READ_DAYS) // BLOCK_DAYS, (days + READ_DAYS) // BLOCK_DAYS
    found = (range(a, b + 1) for a, b in zip(first.tolist(), last.tolist(), strict=True))
    return frozenset(n for some in found for n in some)


def _moved(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Rows of pairs that only one of two lists has."""
    pairs = {tuple(p) for p in one.tolist()} ^ {tuple(p) for p in two.tolist()}
    return np.array(sorted({row for pair in pairs for row in pair}), np.int64)


def _block(columns: dict[str, np.ndarray], number: int) -> pa.Table:
    """The rows that a block owns, with those that it reads on either side."""
    low, high = number * BLOCK_DAYS, (number + 1) * BLOCK_DAYS
    first, last = np.searchsorted(columns["day"], [low - READ_DAYS, high + READ_DAYS])
    told = {name: values[first:last] for name, values in columns.items()}
    told["owned"] = (told["day"] >= low) & (told["day"] < high)
    return pa.table({name: pa.array(values) for name, values in told.items()})
