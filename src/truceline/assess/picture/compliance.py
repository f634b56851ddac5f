"""What readings make of incidents, day by day; and what another agreement would make of them."""

from collections import defaultdict
from datetime import UTC, date

import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import agreement_of
from truceline.assess.picture.changes import Changes, changes_of
from truceline.assess.picture.derive import rejudged
from truceline.assess.picture.whole import Picture
from truceline.foundation.zones import zone_of
from truceline.model.record import Record


class Cell(Record, frozen=True, kw_only=True):
    """Findings of one term against one accused side on one day (mission's zone; None where the time
    isn't known): incident ids by outcome (`rows.STRENGTH`).
    """

    term: str
    accused: str
    day: date | None
    outcomes: dict[str, tuple[str, ...]]

    def count(self, outcome: str) -> int:
        """How many incidents have this outcome."""
        return len(self.outcomes.get(outcome, ()))


class Matrix(Record, frozen=True, kw_only=True):
    """Terms × accused sides × days under one reading; cells without any incident left out."""

    reading: str
    terms: tuple[str, ...]
    parties: tuple[str, ...]
    days: tuple[date, ...]
    cells: tuple[Cell, ...]


class Differs(Record, frozen=True, kw_only=True):
    """A cell in which readings differ: incident ids, and per id the outcome under each reading."""

    term: str
    accused: str
    day: date | None
    outcomes: dict[str, dict[str, str]]


def matrix(picture: Picture, reading: str) -> Matrix:
    """The findings under a reading, by term, accused side and day."""
    table = _with_days(picture)
    table = table.filter(pc.equal(table["reading"], reading))
    columns = ["term", "accused", "day", "outcome"]
    grouped = table.group_by(columns, use_threads=False).aggregate([("id", "list")])
    found: dict[tuple[str, str, date | None], dict[str, list[str]]] = defaultdict(dict)
    for row in grouped.to_pylist():
        found[row["term"], row["accused"], row["day"]][row["outcome"]] = row["id_list"]
    cells = tuple(
        Cell(term=t, accused=a, day=d, outcomes={o: tuple(ids) for o, ids in cell.items()})
        for (t, a, d), cell in sorted(found.items(), key=_by_cell)
    )
    return Matrix(
        reading=reading,
        terms=tuple(dict.fromkeys(c.term for c in cells)),
        parties=tuple(sorted({c.accused for c in cells})),
        days=tuple(sorted({c.day for c in cells if c.day})),
        cells=cells,
    )


def _by_cell(item: tuple[tuple[str, str, date | None], object]) -> tuple[str, str, date]:
    term, accused, day = item[0]
    return term, accused, day or date.max


def differs(picture: Picture) -> tuple[Differs, ...]:
    """Cells in which some incident fares otherwise under one reading than under another. A reading that
    holds no such term, or binds no such side, says nothing and so differs from none.
    """
    table = _differing(_with_days(picture))
    found: dict[tuple[str, str, date | None], dict[str, dict[str, str]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for row in table.to_pylist():
        cell = found[row["term"], row["accused"], row["day"]]
        cell[row["id"]][row["reading"]] = row["outcome"]
    unlike = {
        key: {i: said for i, said in cell.items() if len(set(said.values())) > 1}
        for key, cell in found.items()
    }
    return tuple(
        Differs(term=t, accused=a, day=d, outcomes=told)
        for (t, a, d), told in sorted(unlike.items(), key=_by_cell)
        if told
    )


def _differing(table: pa.Table) -> pa.Table:
    """Findings of which another reading says otherwise."""
    keys = ["id", "term", "accused"]
    told = table.group_by(keys).aggregate([("outcome", "count_distinct")])
    unlike = told.filter(pc.greater(told["outcome_count_distinct"], 1)).select(keys)
    return table.join(unlike, keys, join_type="inner").sort_by([("id", "ascending")])


def _with_days(picture: Picture) -> pa.Table:
    """The findings with the local day on which each incident began."""
    zone = zone_of(picture.assessment.mission.spec.timezone) or UTC
    starts = picture.rows["start"].to_pylist()
    days = pa.array([s and s.astimezone(zone).date() for s in starts], pa.date32())
    told = picture.findings
    at = pc.index_in(told["id"], value_set=picture.rows["id"].combine_chunks())
    words = {
        name: told[name].cast(pa.string()) for name in ("term", "reading", "accused", "outcome")
    }
    return pa.table({"id": told["id"], **words, "day": days.take(at.combine_chunks())})


def bench(picture: Picture, agreement_text: str) -> Changes:
    """The drafter's bench: the same incidents judged under an edited agreement (YAML), and what flips.
    Raises `UnreadableError` with the lines that can't be used.
    """
    mission = picture.assessment.mission
    agreement, _ = agreement_of(agreement_text, mission.spec.agreement)
    edited = mission.but(agreement=agreement)
    rows = rejudged(picture, edited)
    return changes_of(picture.rows, rows, mission, edited)
