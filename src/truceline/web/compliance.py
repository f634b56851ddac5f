"""What readings make of the record, as the compliance screen shows it: a grid, a cell, a finding.

Counts stand for one accused side each: nothing here adds across sides. What was refuted counts in no
cell. Must never tell at a level what the brief of that level withholds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.picture import Picture
from truceline.foundation.replies import replies_by_incident
from truceline.foundation.zones import zone_of
from truceline.model.agreement import OBSERVABLE, Reading, Term
from truceline.model.brief import OtherMeans
from truceline.model.record import Interval, Record
from truceline.stages.brief.case import Case
from truceline.stages.brief.readings import other_means, title, window_words
from truceline.web.tally import SHOWN, Counts, counts, found

MOST_DAYS: Final = 124
"""More days than these are shown week by week, unless days were asked for."""
BESIDE_D: Final = 45
"""Days before and after the record for which a term in force is still drawn."""
LONGEST_D: Final = 4000
"""Days that a grid holds at most, the latest."""


class TermRow(Record, frozen=True, kw_only=True):
    """A term under the reading: `force` says of each column in (all of it, by every date that
    the reading leaves open), part or out.
    """

    id: str
    title: str
    text: str
    clause: str
    cite: str
    window: str
    force: tuple[str, ...]


class GridCell(Record, frozen=True, kw_only=True):
    """Incidents of one column by outcome; `differ` are those that fare otherwise under another reading.
    `column` counts from 0, -1 where the time isn't known.
    """

    column: int
    yes: int = 0
    open: int = 0
    exempt: int = 0
    no: int = 0
    differ: int = 0


class GridRow(Record, frozen=True, kw_only=True):
    """One term against one accused side; columns without any incident are left out."""

    term: str
    accused: str
    cells: tuple[GridCell, ...]


class ComplianceView(Record, frozen=True, kw_only=True):
    """The grid under one reading. A column holds `per` days from its day in `columns` on; `withheld`
    where the level is told sums alone.
    """

    as_of: datetime
    reading: str
    per: int
    columns: tuple[date, ...]
    terms: tuple[TermRow, ...]
    rows: tuple[GridRow, ...]
    other: tuple[OtherMeans, ...]
    withheld: bool = False


def view(
    picture: Picture, case: Case, reading: str, clearance: str, per: int = 0
) -> ComplianceView:
    """The grid under a reading, the first one where none is named; columns of `per` days, 0 as fits."""
    held = reading_of(case, reading)
    bare = ComplianceView(
        as_of=picture.as_of,
        reading=held.party,
        per=1,
        columns=(),
        terms=(),
        rows=(),
        other=other_means(case),
        withheld=clearance == "public",
    )
    return bare if bare.withheld else _grid(picture, case, held, bare, per)


def reading_of(case: Case, name: str) -> Reading:
    """The reading of that name, else the first."""
    return next((r for r in case.readings if r.party == name), case.readings[0])


def _grid(
    picture: Picture, case: Case, reading: Reading, bare: ComplianceView, per: int
) -> ComplianceView:
    terms = [t for t in reading.terms if isinstance(t, OBSERVABLE)]
    every = [t for r in case.readings for t in r.terms if isinstance(t, OBSERVABLE)]
    first, last = _span(picture, every, case.zone)
    per = per or (1 if (last - first).days < MOST_DAYS else 7)
    columns = _columns(first, last, per)
    cells = counts(found(picture), reading.party, columns[0], per)
    return bare.but(
        per=per,
        columns=columns,
        terms=tuple(_term(t, columns, per, case, reading) for t in terms),
        rows=tuple(_rows(case, terms, cells)),
    )


def _span(picture: Picture, terms: Sequence[Term], zone: tzinfo) -> tuple[date, date]:
    """First and last day, the same under every reading: the record's, and those near it on which a
    term begins or ends.
    """
    found = pc.min_max(picture.rows["start"]).as_py()
    begins = [s for t in terms for s in t.in_force.starts]
    first = (found["min"] or min(begins, default=picture.as_of)).astimezone(zone).date()
    last = (found["max"] or min(begins, default=picture.as_of)).astimezone(zone).date()
    near = timedelta(days=BESIDE_D)
    edges = [d for t in terms for w in t.in_force.alternatives() for d in _edges(w, zone)]
    kept = [d for d in edges if first - near <= d <= last + near]
    first, last = min([first, *kept]), max([last, *kept])
    return max(first, last - timedelta(days=LONGEST_D)), last


def _edges(window: Interval, zone: tzinfo) -> Iterator[date]:
    yield window.start.astimezone(zone).date()
    if window.end.year < date.max.year:
        yield (window.end.astimezone(zone) - timedelta(microseconds=1)).date()


def _columns(first: date, last: date, per: int) -> tuple[date, ...]:
    first -= timedelta(days=first.weekday() if per == 7 else 0)
    count = (last - first).days // per + 1
    return tuple(first + timedelta(days=n * per) for n in range(count))


def _term(term: Term, columns: Sequence[date], per: int, case: Case, reading: Reading) -> TermRow:
    windows = term.in_force.alternatives()
    return TermRow(
        id=term.id,
        title=title(term.id),
        text=term.text,
        clause=str(type(term).__struct_config__.tag),
        cite=term.cite,
        window=window_words(windows, case.zone_of_reading(reading.party)),
        force=tuple(_force(day, per, windows, case.zone) for day in columns),
    )


def _force(day: date, per: int, windows: Sequence[Interval], zone: tzinfo) -> str:
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    column = Interval(start=start, end=start + timedelta(days=per))
    if all(w.start <= column.start and column.end <= w.end for w in windows):
        return "in"
    return "part" if any(w.meets(column) for w in windows) else "out"


def _rows(case: Case, terms: Sequence[Term], cells: Iterable[Counts]) -> Iterator[GridRow]:
    """Rows side by side: all terms that bind a side or are held against it, then the next side."""
    held: dict[tuple[str, str], list[GridCell]] = defaultdict(list)
    for cell in cells:
        shown = dict(zip(SHOWN, cell.told, strict=True))
        held[cell.term, cell.accused].append(
            GridCell(column=cell.column, differ=cell.differ, **shown)
        )
    for party in case.parties:
        for term in terms:
            mine = held.get((term.id, party.id), ())
            if mine or party.id in term.binds:
                yield GridRow(term=term.id, accused=party.id, cells=tuple(mine))


class CellFinding(Record, frozen=True, kw_only=True):
    """An incident of a cell; `outcomes` by reading, in the words of the picture's rows."""

    id: str
    number: int
    place: str
    category: str
    start: datetime | None
    occurrence: str
    outcomes: dict[str, str]
    replies: int = 0


def cell_findings(
    picture: Picture,
    term: str,
    accused: str,
    first: date | None,
    days: int,
    *,
    restricted: bool = True,
) -> tuple[CellFinding, ...]:
    """The incidents of a cell by number, with what each reading makes of them: `days` from `first` on,
    those without a time where `first` is None. Replies are counted for those who may read them.
    """
    rows = _within(picture, first, days)
    chosen = picture.findings.filter(pc.is_in(picture.findings["id"], value_set=_ids(rows)))
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for row in chosen.to_pylist():
        if (row["term"], row["accused"]) == (term, accused):
            told[row["id"]][row["reading"]] = row["outcome"]
    replies = _replies(picture, term) if restricted else Counter()
    lines = ((row, str(row["id"])) for row in rows.sort_by("number").to_pylist())
    return tuple(_line(row, told[key], replies[key]) for row, key in lines if key in told)


def _ids(rows: pa.Table) -> pa.Array:
    return rows["id"].combine_chunks()


def _replies(picture: Picture, term: str) -> Counter[str]:
    """How many replies each incident has to its findings under a term."""
    told = [r for r in picture.assessment.mission.replies if r.term == term]
    found = replies_by_incident(told, picture.assessment.incidents if told else ())
    return Counter({incident: len(replies) for incident, replies in found.items()})


def _within(picture: Picture, first: date | None, days: int) -> pa.Table:
    """Rows that began on these days, those without a time where there is no first, never refuted ones."""
    rows, starts = picture.rows, picture.rows["start"]
    if first is None:
        inside = pc.is_null(starts)
    else:
        zone = zone_of(picture.assessment.mission.spec.timezone) or UTC
        begin = datetime(first.year, first.month, first.day, tzinfo=zone)
        low, high = (
            pa.scalar(edge.astimezone(UTC), starts.type)
            for edge in (begin, begin + timedelta(days=days))
        )
        inside = pc.and_(pc.greater_equal(starts, low), pc.less(starts, high))
    rows = rows.filter(pc.fill_null(inside, fill_value=False))
    return rows.filter(pc.not_equal(rows["occurrence"].cast(pa.string()), "refuted"))


def _line(row: dict[str, object], outcomes: dict[str, str], replies: int) -> CellFinding:
    names = ("id", "number", "start", "occurrence")
    return CellFinding(
        **{name: row[name] for name in names},  # type: ignore[arg-type]
        place=str(row["place"] or ""),
        category=str(row["category"] or ""),
        outcomes=outcomes,
        replies=replies,
    )
