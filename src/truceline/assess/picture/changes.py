"""What differs between two pictures: incidents that came, went or changed, and what is counted.

Never adds across accused sides: the one count that does is that of incidents themselves, and that of
independent groups behind them.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import Loaded
from truceline.assess.picture.derive import supposed
from truceline.assess.picture.rows import outcome_name
from truceline.assess.picture.whole import Picture
from truceline.assess.run import known_mission
from truceline.assess.said import by_age
from truceline.foundation.agreement.reading import all_readings
from truceline.model.evidence import Judgement
from truceline.model.mission import Mission
from truceline.model.ports import Engine
from truceline.model.record import Record
from truceline.model.table import alike


class InWords(Record, frozen=True, kw_only=True):
    """An incident in a few words: `outcomes` per reading and accused side, `reading/side: word`."""

    id: str
    place: str
    start: datetime | None
    act: str
    category: str
    reports: int
    occurrence: str
    accused: tuple[str, ...]
    outcomes: dict[str, str]


class Change(Record, frozen=True, kw_only=True):
    """An incident before and after: None where it wasn't, or isn't any more."""

    id: str
    before: InWords | None
    after: InWords | None


class Counted(Record, frozen=True, kw_only=True):
    """A counted figure, now and then. `accused`, `reading` and `by` say what it counts; empty where
    it is of all.
    """

    id: str
    now: int
    then: int
    kind: str  # incidents, origins, alleged, occurrence, outcome
    word: str = ""
    by: str = ""
    accused: str = ""
    reading: str = ""


class Changes(Record, frozen=True, kw_only=True):
    """What differs. `figures` are those that moved, of `counted` in all."""

    came: tuple[Change, ...]
    went: tuple[Change, ...]
    changed: tuple[Change, ...]
    figures: tuple[Counted, ...]
    counted: int

    @property
    def empty(self) -> bool:
        """Does nothing differ?"""
        return not (self.came or self.went or self.changed or self.figures)


def preview(
    picture: Picture, loaded: Loaded, judgement: Judgement, engine: Engine
) -> tuple[Changes, Picture]:
    """What a judgement would change if it counted, whoever must still approve it and whenever it is
    made; nothing is said.
    """
    known = known_mission(loaded.mission, picture.as_of)
    after = supposed(picture, known.but(judgements=by_age((*known.judgements, judgement))), engine)
    return changes(picture, after), after


def changes(before: Picture, after: Picture) -> Changes:
    """What differs from `before` to `after`, incidents by id."""
    return changes_of(before.rows, after.rows, before.assessment.mission, after.assessment.mission)


def changes_of(old: pa.Table, new: pa.Table, was: Mission, now: Mission) -> Changes:
    """The same of two tables of rows, told in the terms of the mission that each belongs to."""
    ids = differing(old, new)
    found = list(_differing(_words(old, was, ids), _words(new, now, ids)))
    figures = _figures(_counts(old, was), _counts(new, now))
    return Changes(
        came=tuple(c for c in found if c.before is None),
        went=tuple(c for c in found if c.after is None),
        changed=tuple(c for c in found if c.before and c.after),
        figures=tuple(f for f in figures if f.now != f.then),
        counted=len(figures),
    )


def _words(rows: pa.Table, mission: Mission, ids: pa.Array) -> dict[str, InWords]:
    kept = rows.filter(pc.is_in(rows["id"], value_set=ids))
    return {w.id: w for w in in_words(kept, mission)}


def in_words(rows: pa.Table, mission: Mission) -> Iterable[InWords]:
    """Each row in a few words."""
    names = {
        f"{reading.party}/{party.id}": outcome_name(reading.party, party.id)
        for reading in all_readings(mission.agreement)
        for party in mission.spec.parties
    }
    told = ["id", "place", "start", "act", "category", "reports", "occurrence", "accused"]
    for row in rows.select([*told, *names.values()]).to_pylist():
        yield InWords(
            id=row["id"],
            place=row["place"] or "",
            start=row["start"],
            act=row["act"] or "",
            category=row["category"] or "",
            reports=row["reports"],
            occurrence=row["occurrence"],
            accused=tuple(row["accused"]),
            outcomes={key: row[name] for key, name in names.items() if row[name]},
        )


def differing(old: pa.Table, new: pa.Table) -> pa.Array:
    """Ids of incidents that only one of two tables of rows has, or that they tell otherwise. Numbers,
    which move with every incident before, and doubts aren't looked at.
    """
    if old["id"].equals(new["id"]):
        return new["id"].filter(_unlike(old, new)).combine_chunks()
    there = pc.index_in(new["id"], value_set=old["id"].combine_chunks())
    came = new["id"].filter(pc.is_null(there))
    went = old["id"].filter(pc.invert(pc.is_in(old["id"], value_set=new["id"].combine_chunks())))
    both, kept = new.filter(pc.is_valid(there)), old.take(there.drop_null())
    changed = both["id"].filter(_unlike(kept, both))
    return pa.concat_arrays([c.combine_chunks() for c in (came, went, changed)])


def _unlike(one: pa.Table, two: pa.Table) -> pa.Array:
    """Rows of two tables that differ in a column that both have, or that only one has."""
    unlike = np.zeros(len(one), bool)
    for name in sorted({*one.column_names, *two.column_names} - {"number", "doubt"}):
        if name in one.column_names and name in two.column_names:
            unlike |= _apart(one[name].combine_chunks(), two[name].combine_chunks())
        else:
            table = one if name in one.column_names else two
            unlike |= pc.is_valid(table[name]).to_numpy()
    return pa.array(unlike)


def _apart(one: pa.Array, two: pa.Array) -> np.ndarray:
    """Where two columns differ: coded words by their codes where these mean the same, lists as texts."""
    if one.equals(two):
        return np.zeros(len(one), bool)
    if pa.types.is_dictionary(one.type):
        coded_alike = one.dictionary.equals(two.dictionary)
        one, two = ((c.indices if coded_alike else c.cast(pa.string())) for c in (one, two))
    if pa.types.is_list(one.type):
        one, two = (pc.binary_join(c, "\n") for c in (one, two))
    found: np.ndarray = pc.invert(alike(one, two)).to_numpy(zero_copy_only=False)
    return found


def _differing(old: dict[str, InWords], new: dict[str, InWords]) -> Iterable[Change]:
    for key in sorted(old.keys() | new.keys()):
        yield Change(id=key, before=old.get(key), after=new.get(key))


Cell = tuple[str, str, str, str, str]
"""(kind, word, by, accused, reading)."""


def _figures(now: Counter[Cell], then: Counter[Cell]) -> list[Counted]:
    return [
        Counted(
            id=".".join(part for part in cell if part),
            kind=cell[0],
            word=cell[1],
            by=cell[2],
            accused=cell[3],
            reading=cell[4],
            now=now[cell],
            then=then[cell],
        )
        for cell in sorted(now.keys() | then.keys())
    ]


def _counts(rows: pa.Table, mission: Mission) -> Counter[Cell]:
    found: Counter[Cell] = Counter()
    found["incidents", "", "", "", ""] = len(rows)
    found["origins", "", "", "", ""] = pc.sum(rows["origins"]).as_py() or 0
    for pair, n in _tally(pc.list_flatten(rows["blamed"])):
        by, _, accused = pair.partition(">")
        found["alleged", "", by, accused, ""] = n
    for party in mission.spec.parties:
        _of_party(found, rows, mission, party.id)
    return found


def _of_party(found: Counter[Cell], rows: pa.Table, mission: Mission, party: str) -> None:
    parents = pc.list_parent_indices(rows["accused"])
    against = parents.filter(pc.equal(pc.list_flatten(rows["accused"]), party))
    for word, n in _tally(rows["occurrence"].take(against)):
        found["occurrence", word, "", party, ""] = n
    for reading in all_readings(mission.agreement):
        name = outcome_name(reading.party, party)
        for word, n in _tally(rows[name]) if name in rows.column_names else ():
            found["outcome", word, "", party, reading.party] = n


def _tally(column: pa.ChunkedArray) -> Iterable[tuple[str, int]]:
    for cell in pc.value_counts(column).to_pylist():
        if cell["values"] is not None:
            yield cell["values"], cell["counts"]
