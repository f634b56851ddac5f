"""Why reports were put together: each report beside the rest of its incident, term by term.

Asks the functions that fusion itself weighs with, on the clusters that it found, so that an
explanation can't say anything else than what was weighed: its terms add up to the log odds. Only
the blocks concerned are read. Decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import InvariantError, UnreadableError
from truceline.foundation.judging import standing
from truceline.foundation.vocabulary import nearest
from truceline.model.evidence import Judgement
from truceline.model.explanation import Explained, Explanation, PairExplained
from truceline.model.ports import Engine
from truceline.model.table import report_keys
from truceline.stages.fusion.beside import Beside, beside
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS, Setting, weighed
from truceline.stages.fusion.columns import arrays
from truceline.stages.fusion.fuse import grouping
from truceline.stages.fusion.keys import groups as in_words
from truceline.stages.fusion.model import ErrorModel
from truceline.stages.fusion.phrases import Telling
from truceline.stages.fusion.prepare import setting
from truceline.stages.fusion.ready import Ready, ready

ACCOUNT = {
    "summary": "a summary: speaks of several acts, belongs to none in particular",
    "calm": "calm: says that nothing happened, or denies it without naming an act",
}
"""Why a report was never weighed, by its role."""
ROUGH = "probabilities are rough: too few reports to learn from"
LATE = "late copy of {}: the same claim under a new date, by rule"
REPEATED = "repeats {} in every column"
UNTIMED = "gives no time: stands alone"
APART = "never weighed: too many days apart, or one repeats another report in every column"


class Voice(NamedTuple):
    """How explanations are told: what sides are called, in what zone times are."""

    names: Mapping[str, str]
    zone: tzinfo


PLAIN = Voice({}, UTC)
_NOBODY = np.zeros(0, np.int64)


class _Frame(NamedTuple):
    """A whole table beside its groups. A report goes by its place `n` among the keys, as in `groups`:
    `row[n]` is its row in the table that was weighed, and `place[row]` the way back. `members` are
    the places by incident, `judged` what reviewers said by key.
    """

    table: Ready
    groups: pa.Table
    setting: Setting
    telling: Telling
    row: np.ndarray
    place: np.ndarray
    members: Mapping[str, np.ndarray]
    judged: Mapping[str, str]

    def key(self, n: int) -> str:
        """The key of a report."""
        key: str = self.groups["report_id"][n].as_py()
        return key


def explain(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    engine: Engine,
    key: str,
    model: ErrorModel | None = None,
) -> Explanation:
    """The incident that a report's key or an incident's id names, fused and explained.

    Raises `UnreadableError` where nothing is named so.
    """
    found = grouping(reports, judgements, engine, model=model)
    table = in_words(found)
    return explained(reports, judgements, table, found.model, [incident_named(table, key)])[0]


def incident_named(groups: pa.Table, key: str) -> str:
    """The id of an incident, or of a report's incident. Raises `UnreadableError` with the nearest
    name where there is none.
    """
    if pc.any(pc.equal(groups["incident_id"], key)).as_py():
        return key
    found: str = groups["incident_id"][place_of(groups, key)].as_py()
    return found


def pair_named(groups: pa.Table, name: str) -> tuple[str, str] | None:
    """The keys of two reports in `A,B`, wherever the comma is; None where `name` is something else:
    a key of its own, an incident, or not two keys.
    """
    cuts = [n for n, letter in enumerate(name) if letter == ","]
    pairs = [(name[:n].strip(), name[n + 1 :].strip()) for n in cuts]
    wanted = pa.array([name, *(key for pair in pairs for key in pair)], pa.string())
    whole, *known = pc.is_in(wanted, value_set=groups["report_id"].combine_chunks()).to_pylist()
    found = (p for p, *both in zip(pairs, known[::2], known[1::2], strict=True) if all(both))
    return None if whole else next(found, None)


def place_of(groups: pa.Table, key: str) -> int:
    """The place of a report among the keys. Raises `UnreadableError` with the nearest name where there is none."""
    row: int = pc.index(groups["report_id"], key).as_py()
    if row < 0:
        known = pc.unique(groups["incident_id" if key.startswith("I-") else "report_id"])
        near = nearest(key, known.to_pylist())
        hint = f"; did you mean {near}?" if near else ""
        raise UnreadableError(f"no report or incident is named {key!r}{hint}")
    return row


def explained(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    groups: pa.Table,
    model: ErrorModel,
    only: Iterable[str] | None = None,
    late_copy_days: float = 7.0,
    voice: Voice = PLAIN,
) -> tuple[Explanation, ...]:
    """Incidents by id, those of `only` or all. `groups` is what `fuse` found with this `model`,
    with these reports, judgements and days.
    """
    whole, (reports, groups) = groups, _of_acts(reports, groups)
    frame = _frame(ready(reports, judgements, late_copy_days), judgements, groups, model, voice)
    wanted = sorted(_members(whole) if only is None else only)
    every = [n for name in wanted for n in frame.members.get(name, _NOBODY).tolist()]
    found = dict(_each(frame, every))
    return tuple(
        Explanation(
            incident_id=name,
            reports=tuple(found[n] for n in frame.members[name].tolist())
            if name in frame.members
            else (_account(whole, name),),
            rough=_rough(model),
        )
        for name in wanted
    )


def _of_acts(reports: pa.Table, groups: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Reports and groups without accounts that were never weighed."""
    apart = pc.is_in(groups["role"], value_set=pa.array(list(ACCOUNT)))
    if not pc.any(apart, min_count=0).as_py():
        return reports, groups
    groups = groups.filter(pc.invert(apart))
    keys = groups["report_id"].combine_chunks()
    return reports.filter(pc.is_in(report_keys(reports), value_set=keys)), groups


def _account(groups: pa.Table, name: str) -> Explained:
    """The one report of an account that was never weighed, and why."""
    row = groups.filter(pc.equal(groups["incident_id"], name)).to_pylist()[0]
    key, role = row["report_id"], row["role"]
    return Explained(key=key, probability=row["probability"], note=ACCOUNT[role])


def explained_pair(
    reports: pa.Table,
    judgements: Sequence[Judgement],
    groups: pa.Table,
    model: ErrorModel,
    pair: tuple[str, str],
    late_copy_days: float = 7.0,
    voice: Voice = PLAIN,
) -> PairExplained:
    """Two reports by key, beside each other alone; arguments as of `explained`. `note` says why,
    where fusion never weighs them. Raises `UnreadableError` where a key names no report.
    """
    told = PairExplained(one=pair[0], two=pair[1], terms=(), rough=_rough(model))
    for key in pair:
        if note := ACCOUNT.get(groups["role"][place_of(groups, key)].as_py(), ""):
            return told.but(note=f"{key}: {note}")
    reports, groups = _of_acts(reports, groups)
    both = [place_of(groups, key) for key in pair]
    frame = _frame(ready(reports, judgements, late_copy_days), judgements, groups, model, voice)
    for n in both:
        if note := _settled(frame, n):
            return told.but(note=f"{frame.key(n)}: {note}")
    near = _beside(frame, _block(frame, both[0]), both)
    i, j = (near.positions(frame.row[[n]]) for n in both)
    if not len(i) or not len(j):
        return told.but(note=APART)
    return told.but(terms=near.pair(int(i[0]), int(j[0])))


def _rough(model: ErrorModel) -> str:
    return ROUGH if model.learned_from == "priors" else ""


def _frame(
    table: Ready,
    judgements: Sequence[Judgement],
    groups: pa.Table,
    model: ErrorModel,
    voice: Voice,
) -> _Frame:
    place = table.ordered.keys.ranks()[table.ordered.place]
    if len(place) != len(groups):
        raise InvariantError("groups are explained by the reports that they were made of")
    return _Frame(
        table=table,
        groups=groups,
        setting=setting(model, table.ordered.cases.words),
        telling=Telling(voice.names, voice.zone, model.company),
        row=np.argsort(place),
        place=place,
        members=_members(groups),
        judged=_judged(judgements),
    )


def _members(groups: pa.Table) -> dict[str, np.ndarray]:
    """Places among the keys by incident, each in order."""
    coded = groups["incident_id"].combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(codes, minlength=len(coded.dictionary)))[:-1])
    return dict(zip(coded.dictionary.to_pylist(), parts, strict=True))


def _judged(judgements: Sequence[Judgement]) -> dict[str, str]:
    """Key → who settled by hand that it is one act with others."""
    made = (j for j in standing(judgements) if j.verdict == "same")
    return {key: f"judged the same by {j.reviewer}: {j.reason}" for j in made for key in j.about}


def _each(frame: _Frame, reports: Sequence[int]) -> Iterator[tuple[int, Explained]]:
    """Each report explained, block by block."""
    by_block: dict[int, list[int]] = defaultdict(list)
    for n in reports:
        if note := _settled(frame, n):
            yield n, _plain(frame, n).but(note=note)
        else:
            by_block[_block(frame, n)].append(n)
    for block in sorted(by_block):
        near = _beside(frame, block, by_block[block])
        originals = dict(near.block.copies.tolist())
        for n in by_block[block]:
            if (original := originals.get(int(frame.row[n]))) is not None:
                note = REPEATED.format(frame.key(int(frame.place[original])))
                yield n, _plain(frame, n).but(note=note)
            else:
                yield n, _weighed(frame, near, n)


def _block(frame: _Frame, n: int) -> int:
    day: int = frame.table.ordered.cases.table["day"][frame.row[n]].as_py()
    return day // BLOCK_DAYS


def _settled(frame: _Frame, n: int) -> str:
    """What rule decided on a report that was never weighed; empty for all others."""
    row = int(frame.row[n])
    original = int(frame.table.original[row])
    if original >= 0:
        return LATE.format(frame.key(int(frame.place[original])))
    start = frame.table.ordered.cases.table["start"][row].as_py()
    return UNTIMED if np.isnan(start) else ""


def _beside(frame: _Frame, block: int, reports: Sequence[int]) -> Beside:
    """One block, with the days that it reads, for some of its reports."""
    day = frame.table.table["day"].to_numpy()
    lo, hi = block * BLOCK_DAYS, (block + 1) * BLOCK_DAYS
    first, last = np.searchsorted(day, [lo - READ_DAYS, hi + READ_DAYS])
    columns = arrays(frame.table.table.slice(first, last - first))
    columns["owned"] = (columns["day"] >= lo) & (columns["day"] < hi)
    judged = frame.table.judged
    found = weighed(columns, frame.setting, judged)
    words = frame.table.ordered.cases.words
    rows = frame.row[list(reports)]
    return beside(found, frame.setting, words, judged.different, frame.telling, rows)


def _plain(frame: _Frame, n: int) -> Explained:
    """A report with its probabilities alone."""
    told = frame.groups.slice(n, 1).to_pylist()[0]
    return Explained(
        key=told["report_id"],
        probability=told["probability"],
        alternative=told["alternative"],
        alternative_probability=told["alternative_probability"] or 0.0,
    )


def _weighed(frame: _Frame, near: Beside, n: int) -> Explained:
    """A report beside the rest of its incident, and beside its best other one."""
    told = _plain(frame, n)
    i = int(near.positions(frame.row[[n]])[0])
    own = frame.members[frame.groups["incident_id"][n].as_py()]
    rest = near.positions(frame.row[own[own != n]])
    terms = near.rest(i, rest, obeyed=False) if len(rest) else ()
    found = told.but(terms=terms, note=frame.judged.get(told.key, ""))
    if told.alternative is None:
        return found
    others = near.positions(frame.row[frame.members[told.alternative]])
    against = near.rest(i, others, obeyed=True) if len(others) else ()
    return found.but(alternative_terms=against)
