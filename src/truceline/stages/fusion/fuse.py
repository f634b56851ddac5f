"""Reports into groups: which reports speak of the same act, with what probability.

The way: accounts, which speak of no one act, set apart → reports as numbers → an error model, learned from them, loaded or taken from priors →
calendar blocks, each fused on its own by the engine → names of clusters followed over the seams →
late copies and reviewers' bonds joined. Learning stands apart from applying: the same model gives
the same groups, whatever was learned from.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from truceline.model.evidence import Judgement
from truceline.model.ports import Engine
from truceline.model.table import GROUP_SCHEMA
from truceline.stages.fusion.apart import Apart, apart, matched_apart, taught
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS, Judged
from truceline.stages.fusion.bonds import grouped_apart
from truceline.stages.fusion.columns import Cases, arrays
from truceline.stages.fusion.kernels import HomeKernel, SeenKernel, seen
from truceline.stages.fusion.keys import Groups, Keys, groups
from truceline.stages.fusion.lasting import lasting, model_setting, names
from truceline.stages.fusion.learn import learn
from truceline.stages.fusion.model import ErrorModel
from truceline.stages.fusion.prepare import first_model, setting
from truceline.stages.fusion.priors import believing, shipped_priors
from truceline.stages.fusion.ready import Ready, ready
from truceline.stages.fusion.sample import samples

LATE_PROBABILITY = 0.9
"""A late copy joins by a rule, not by weighed evidence; the rule is rarely wrong. It is never surer
than its original."""
UNTIMED_PROBABILITY = 0.5
"""Nobody could look for company of a report without any time: alone or not is a toss-up."""
ENOUGH_TO_LEARN = 3_000
"""Fewer reports are read with shipped priors."""


def fuse(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    engine: Engine,
    late_copy_days: float = 7.0,
    model: ErrorModel | None = None,
) -> pa.Table:
    """Groups of reports: one row of `GROUP_SCHEMA` per report, sorted by report key.

    `reports` may lack any column of `REPORT_SCHEMA` but `report_id` and a time. `probability` in
    (0, 1] is that the report belongs to its incident. Rejected reports have no row. `same` and
    `different` are obeyed always, across any distance and all that `same` bonds; a `different` that
    `same` contradicts is set aside (`contradictions`). Without a `model`, that of `error_model` for the
    same arguments is used.
    """
    told = apart(reports, judgements)
    if not len(told.reports):
        return GROUP_SCHEMA.empty_table()
    return groups(_grouping(told, judgements, engine, late_copy_days, model))


def grouping(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    engine: Engine,
    late_copy_days: float = 7.0,
    model: ErrorModel | None = None,
) -> Groups:
    """As `fuse`, before anything is written in words: for tables of millions."""
    told = apart(reports, judgements)
    return _grouping(told, judgements, engine, late_copy_days, model)


def _grouping(
    told: Apart,
    judgements: Sequence[Judgement],
    engine: Engine,
    late_copy_days: float,
    model: ErrorModel | None,
) -> Groups:
    def match(table: pa.Table, before: Groups | None) -> Groups:
        known = before.model if before else model
        return _matched(ready(table, judgements, late_copy_days), engine, known)

    return matched_apart(told, match)


def error_model(
    reports: pa.Table,
    engine: Engine,
    judgements: Sequence[Judgement] = (),
    late_copy_days: float = 7.0,
) -> ErrorModel:
    """The model that `fuse` uses where none is given: learned from the reports of acts that it weighs,
    as reviewers changed them, without wide ones (`accounts`) and those that they rejected, late copies and reports without a time
    (of more than 120,000, from three stretches of days); or shipped priors, where these are fewer
    than `ENOUGH_TO_LEARN`. Pairs judged `same` or `different` teach nothing.
    """
    given = ready(taught(apart(reports, judgements)), judgements, late_copy_days)
    return _learned(given.table, given.ordered.cases, engine)


def _matched(given: Ready, engine: Engine, model: ErrorModel | None) -> Groups:
    late = np.flatnonzero(given.original >= 0)
    model = model or _learned(given.table, given.ordered.cases, engine)
    words = given.ordered.cases.words
    kernel = HomeKernel(model_setting(model), given.judged, names(words))
    table = lasting(given.table, words, model, given.judged)
    found = engine.map_blocks(table, "day", BLOCK_DAYS, READ_DAYS, kernel)
    copies = np.stack([late, first_of(given.original)[late]], axis=1)
    keys, place, judged = given.ordered.keys, given.ordered.place, given.judged
    del given, table  # the larger half of the memory isn't needed any more
    return put_together(found, judged, copies, keys, place, engine, model)


def first_of(original: np.ndarray) -> np.ndarray:
    """For each row the row at the end of its originals."""
    first = np.where(original >= 0, original, np.arange(len(original)))
    while (first[first] != first).any():
        first = first[first]
    return first


def _learned(table: pa.Table, given: Cases, engine: Engine) -> ErrorModel:
    """A model learned from a sample of whole days; few reports are read with shipped priors."""
    parts = samples(table if len(table) else given.table)
    model = first_model(parts[-1], given.words)
    if len(table) < ENOUGH_TO_LEARN:
        return believing(model, shipped_priors())

    def observed(model: ErrorModel) -> pa.Table:
        kernel = SeenKernel(setting(model, given.words))
        return engine.map_blocks(parts[model.rounds], "day", BLOCK_DAYS, READ_DAYS, kernel)

    told = learn(model, lambda m: seen(observed(m)), len(parts))
    return told.but(learned_from=_mark(parts[-1]))


def _mark(part: pa.Table) -> str:
    """A digest of the numbers in a table: what a model was learned from."""
    told = blake2b(digest_size=16)
    for name, values in arrays(part).items():
        told.update(f"{name} {values.dtype}\n".encode())
        told.update(np.ascontiguousarray(values).data)
    return told.hexdigest()


def put_together(
    found: pa.Table,
    judged: Judged,
    late: np.ndarray,
    keys: Keys,
    place: np.ndarray,
    engine: Engine,
    model: ErrorModel,
) -> Groups:
    """Clusters over seams, late copies and bonds between far blocks as one grouping."""
    count = len(place)
    row, root = found["row"].to_numpy(), found["root"].to_numpy()
    links = np.concatenate([np.stack([row, root], axis=1), judged.same, late])
    label = grouped_apart(count, links, judged.different, engine)
    sure, other = np.full(count, UNTIMED_PROBABILITY), np.full(count, -1, np.int64)
    chance = np.zeros(count)
    sure[row], other[row] = found["probability"].to_numpy(), found["other"].to_numpy()
    chance[row] = found["other_probability"].to_numpy()
    sure[judged.same.ravel()] = 1.0
    sure[late[:, 0]] = np.minimum(sure[late[:, 1]], LATE_PROBABILITY)
    other = np.where(label[other] == label, -1, other)
    back = np.empty(count, np.int64)
    back[place] = np.arange(count)
    return Groups(
        keys=keys,
        label=label[back],
        probability=sure[back],
        alternative=np.where(other >= 0, label[other], -1)[back],
        alternative_probability=np.where(other >= 0, chance, 0.0)[back],
        model=model,
    )
