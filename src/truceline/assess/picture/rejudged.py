"""The incidents of a picture under another agreement: judged again as far as what was edited reaches.

Findings of terms that are as they were are taken from the picture, and so are those of incidents that
an edited term can't reach. Must give the same bytes as judging every incident under every term anew.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.made import made_of
from truceline.assess.picture.rows import (
    ROW_SCHEMA,
    STRENGTH,
    breach_word,
    merged_rows,
    outcome_name,
    row_schema,
)
from truceline.assess.picture.whole import Picture
from truceline.foundation.agreement.reading import all_readings
from truceline.model.finding import Finding
from truceline.model.mission import Mission
from truceline.model.table import report_keys
from truceline.stages.compliance.judge import Charge, Ruled, checked_readings, judge_again
from truceline.stages.compliance.reach import (
    Pair,
    Reach,
    Units,
    Version,
    Words,
    reach,
    reach_of_sides,
    versions,
)
from truceline.stages.compliance.scene import Ground, ground_of

_RANK = {"yes": 0, "place": 11, "time": 12, "kind": 13, "clause": 14, "exempt": 20, "no": 30}
_ALLEGED = 5
_STRENGTH = np.zeros(max(_RANK.values()) + _ALLEGED + 1, np.int8)
for _word, _rank in _RANK.items():
    _STRENGTH[[_rank, _rank + _ALLEGED]] = STRENGTH.index(_word)
"""By rank, the place in `STRENGTH`. Ranks are in the order in which a ledger prefers findings: by what
they say, those that aren't merely alleged first, then by what they hang on."""

Edits = Mapping[Pair, tuple[Version | None, Version | None]]
"""Versions of a term before and now, where they differ."""


class Cases(NamedTuple):
    """Incidents × accused sides: the row of the incident, the side by its place in `sides`; `told` are
    the ranks of what each term says of them.
    """

    row: np.ndarray
    side: np.ndarray
    sides: tuple[str, ...]
    told: dict[Pair, np.ndarray]


def rejudged(picture: Picture, mission: Mission) -> pa.Table:
    """Rows of the picture's incidents, judged under another mission's agreement. Raises
    `UnreadableError` where a reading has no term that incidents can show.
    """
    checked_readings(mission.agreement)
    was, now = versions(picture.assessment.mission.agreement), versions(mission.agreement)
    pairs = {pair: (was.get(pair), now.get(pair)) for pair in was.keys() | now.keys()}
    edits = {p: (a, b) for p, (a, b) in pairs.items() if not (a and b and a.same(b))}
    reports, cases = _reports(picture), _cases(picture)
    anew = _admitting(picture, mission, edits, reports)
    nothing = dict.fromkeys(now, np.zeros(0, np.int8))  # where nobody is accused of anything
    told = nothing | cases.told | _told_now(picture, mission, edits, cases, reports, anew)
    rows = _with_outcomes(picture.rows, mission, cases, {pair: told[pair] for pair in now})
    ids = picture.rows["id"].take(pa.array(anew)).to_pylist()
    made = made_of(picture.work, mission, picture.assessment.accounts, ids) if ids else None
    return merged_rows(rows, [made.rows] if made else [], ids)


# What is judged


def _cases(picture: Picture) -> Cases:
    findings = picture.findings
    row = pc.index_in(findings["id"], value_set=picture.rows["id"].combine_chunks()).to_numpy()
    sides, side = _coded(findings["accused"])
    key = row.astype(np.int64) * max(len(sides), 1) + side
    every = np.unique(key)
    told = {
        pair: ranks[np.argsort(key[at], kind="stable")] for pair, at, ranks in _by_pair(findings)
    }
    return Cases(every // max(len(sides), 1), every % max(len(sides), 1), sides, told)


def _by_pair(findings: pa.Table) -> Iterator[tuple[Pair, np.ndarray, np.ndarray]]:
    """Of each reading and term where its findings stand, one for each case, and their ranks."""
    (parties, party), (terms, term) = _coded(findings["reading"]), _coded(findings["term"])
    words, word = _coded(findings["outcome"])
    alleged = findings["alleged"].to_numpy()
    ranks = np.array([_RANK[w] for w in words], np.int8)[word] + np.int8(_ALLEGED) * alleged
    code = party * len(terms) + term
    for number in np.unique(code).tolist():
        at = np.flatnonzero(code == number)
        yield (parties[number // len(terms)], terms[number % len(terms)]), at, ranks[at]


def _coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], np.ndarray]:
    """The words of a column, and by row which it is."""
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return tuple(coded.dictionary.to_pylist()), coded.indices.to_numpy().astype(np.int64)


def _reports(picture: Picture) -> pa.Table:
    """Reports of incidents as reviewers left them, with the `row` of each one's incident."""
    groups = picture.work.groups
    reports = picture.worked.reports
    keys = report_keys(reports)
    at = pc.index_in(keys, value_set=groups["report_id"].combine_chunks())
    home = groups["incident_id"].take(at)
    row = pc.index_in(home, value_set=picture.rows["id"].combine_chunks())
    reports = reports.append_column("row", row).append_column("key", keys)
    return reports.filter(pc.is_valid(row))


# What an edit reaches


def _told_now(
    picture: Picture,
    mission: Mission,
    edits: Edits,
    cases: Cases,
    reports: pa.Table,
    anew: np.ndarray,
) -> dict[Pair, np.ndarray]:
    """Ranks of what edited terms say of each case; those of incidents that are made anew don't count."""
    units, ground = _incidents(picture, reports), ground_of(mission)
    told, charged = {}, []
    for pair, (was, now) in edits.items():
        if now is None:
            continue
        found = _reached(units, cases.row, cases, (was, now), ground)
        none = _RANK["no"] + _ALLEGED
        before = cases.told.get(pair, np.full(len(cases.row), none, np.int8))
        told[pair] = np.where(found.moved & found.now, np.int8(none), before)
        open_ = np.flatnonzero(found.moved & ~found.now & ~np.isin(cases.row, anew))
        charged += [(int(cases.row[n]), int(n), pair, now, int(found.alike[n])) for n in open_]
    charged.sort(key=lambda c: c[:3])
    findings = judge_again(_charges(picture, cases, charged), picture.assessment.reports, mission)
    for (_, n, pair, _, _), finding in zip(charged, findings, strict=True):
        told[pair][n] = rank_of(finding)
    return told


def rank_of(finding: Finding | Ruled) -> int:
    """The lower, the sooner a ledger tells this finding of an incident rather than another."""
    return _RANK[breach_word(finding.breach, finding.why)] + _ALLEGED * finding.alleged


def _charges(
    picture: Picture, cases: Cases, charged: list[tuple[int, int, Pair, Version, int]]
) -> Iterator[Charge]:
    ids, last = picture.rows["id"].to_pylist(), -1
    for row, n, _, version, alike in charged:
        if row != last:
            sheet, last = picture.sheet(ids[row]), row
        side = cases.sides[cases.side[n]]
        yield Charge(sheet.incident, sheet.status, side, version.reading, version.term, alike)


def _reached(
    units: Units,
    of: np.ndarray,
    cases: Cases,
    versions_: tuple[Version | None, Version | None],
    ground: Ground,
) -> Reach:
    """Which cases an edit reaches, each being a unit with an accused side."""
    unit, side = reach(units, *versions_, ground), reach_of_sides(cases.sides, *versions_, ground)
    before = unit.before[of] | side.before[cases.side]
    now = unit.now[of] | side.now[cases.side]
    moved = (unit.moved[of] | side.moved[cases.side]) & ~(before & now)
    return Reach(moved, before, now, unit.alike[of])


def _admitting(picture: Picture, mission: Mission, edits: Edits, reports: pa.Table) -> np.ndarray:
    """Rows of incidents whose status may change, since a side tells of what may be its own act: what
    is an admission hangs on the terms.
    """
    origins = picture.work.origins
    at = pc.index_in(reports["key"], value_set=origins["report_id"].combine_chunks())
    side = origins["side"].take(at)
    own = pc.and_(
        pc.equal(side, origins["group"].take(at)), pc.equal(side, reports["alleged_actor"])
    )
    own = pc.and_(pc.fill_null(own, fill_value=False), pc.not_equal(pc.fill_null(side, ""), ""))
    told = reports.filter(own)
    sides, codes = _coded(side.filter(own))
    units, ground = _alone(told), ground_of(mission)
    cases = Cases(np.arange(len(told)), codes, sides, {})
    found = [_reached(units, cases.row, cases, pair, ground).moved for pair in edits.values()]
    return np.unique(told["row"].to_numpy()[np.logical_or.reduce(found)]) if found else _none()


def _none() -> np.ndarray:
    return np.zeros(0, np.int64)


def _incidents(picture: Picture, reports: pa.Table) -> Units:
    rows, owner = picture.rows, reports["row"].to_numpy()
    return Units(
        *_times(rows),
        _floats(rows["lat"]),
        _floats(rows["lon"]),
        _floats(rows["radius_km"]),
        acts=_words(reports["kind"], owner, pc.is_valid(rows["act"])),
        objects=_words(reports["target_category"], owner, pc.is_valid(rows["category"])),
    )


def _alone(reports: pa.Table) -> Units:
    """Reports, each as if it were the whole incident."""
    owner = np.arange(len(reports))
    act, category = (pc.fill_null(reports[name], "") for name in ("kind", "target_category"))
    return Units(
        *_times(reports),
        _floats(reports["lat"]),
        _floats(reports["lon"]),
        _floats(pc.fill_null(reports["place_uncertainty_km"], 0.0)),
        acts=_words(act, owner, pc.not_equal(act, "")),
        objects=_words(category, owner, pc.not_equal(category, "")),
    )


def _times(table: pa.Table) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Which have a time, its start, its end and its error."""
    start, end = (table[name].cast(pa.int64()) for name in ("start", "end"))
    timed = pc.and_(pc.is_valid(start), pc.is_valid(end)).to_numpy()
    start, end = (pc.fill_null(moment, 0).to_numpy() for moment in (start, end))
    return timed, start, end, _floats(table["time_uncertainty_h"])


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    found: np.ndarray = pc.fill_null(column, float("nan")).to_numpy()
    return found


def _words(column: pa.ChunkedArray, owner: np.ndarray, some: pa.ChunkedArray) -> Words:
    """Words of reports by the unit that they belong to."""
    said = pc.not_equal(pc.fill_null(column, ""), "")
    names, codes = _coded(column.filter(said))
    return Words(names, codes, owner[said.to_numpy()], some.to_numpy())


# What rows say then


def _with_outcomes(
    rows: pa.Table, mission: Mission, cases: Cases, told: Mapping[Pair, np.ndarray]
) -> pa.Table:
    """Rows with the strongest finding of each reading, over all sides and against each party."""
    columns = {name: rows[name] for name in ROW_SCHEMA.names}
    for reading in all_readings(mission.agreement):
        every = [ranks for (party, _), ranks in told.items() if party == reading.party]
        best = _STRENGTH[np.minimum.reduce(every)]
        columns[outcome_name(reading.party)] = _outcomes(len(rows), cases.row, best)
        for party in mission.spec.parties:
            own = cases.side == _place(cases.sides, party.id)
            name = outcome_name(reading.party, party.id)
            columns[name] = _outcomes(len(rows), cases.row[own], best[own])
    schema = row_schema(mission)
    return pa.table([columns[field.name] for field in schema], schema=schema)


def _place(sides: tuple[str, ...], party: str) -> int:
    return sides.index(party) if party in sides else -1


def _outcomes(count: int, row: np.ndarray, strength: np.ndarray) -> pa.DictionaryArray:
    """By row the strongest of what is said of it, nothing where nothing is."""
    best = np.full(count, len(STRENGTH), np.int32)
    np.minimum.at(best, row, strength.astype(np.int32))
    codes = pa.array(best, mask=best == len(STRENGTH))
    return pa.DictionaryArray.from_arrays(codes, pa.array(STRENGTH))
