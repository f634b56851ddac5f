"""What contributors offered and what the mission would need: `pledges.csv`, `requirements.csv`.

A row that can't be read is set aside with a Problem, the others go on. Nothing here decides whether
a pledge is any use; a condition that can't be read is never dropped, its pledge is.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar

from truceline.foundation.mission.caveats import check_caveats
from truceline.foundation.mission.cells import Cells, shown
from truceline.foundation.mission.conditions import grounded
from truceline.foundation.mission.distinct import distinct
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.vocabulary import nearest, words
from truceline.model.plan import PLEDGE_STATUSES, Pledge, Requirement
from truceline.model.record import Problem, Record, in_order

__all__ = ["read_drafts", "read_pledges", "read_requirements"]

R = TypeVar("R", bound=Record)
_NEEDED: Final = ("pledge_id", "contributor", "capability", "quantity", "from", "to")
_OTHER: Final = ("unit", "status", "territory", "caveats", "depends_on", "releases", "source")
PLEDGES: Final = Columns(_NEEDED, (*_OTHER, "note"))
DRAFTS: Final = Columns((*_NEEDED, "confirmed_by"), (*_OTHER, "claim_id", "words", "note"))
REQUIREMENTS: Final = Columns(
    ("line_id", "capability", "quantity", "from", "to"), ("unit", "priority", "sector", "note")
)
BACKFILL: Final = "backfill"


def read_pledges(text: str, file: str) -> tuple[tuple[Pledge, ...], tuple[Problem, ...]]:
    """Pledges by id. `from` and `to` are days, the second left out; cells with several things
    separate them by semicolons. A pledge whose condition can never hold (an unknown pledge, a
    circle) is set aside with those that wait for it.
    """
    return _pledges(*_read(text, file, PLEDGES, _pledge))


def read_drafts(text: str, file: str) -> tuple[tuple[Pledge, ...], tuple[Problem, ...]]:
    """Pledges of the register's board, `pledge_drafts.csv`: those that a person confirmed. A row
    without `confirmed_by` is told as a warning and isn't taken. `source`, or `claim_id` where it is
    empty, says which claim it rests on.
    """
    rows, problems = _rows(text, file, DRAFTS)
    for row in rows:
        if not row.text("confirmed_by"):
            hint = "write who checked it against the claim"
            row.wrong("confirmed_by", "is empty: the draft isn't taken", hint, "warning")
    confirmed = [row for row in rows if row.text("confirmed_by")]
    pairs, wrong = _made(confirmed, _draft)
    waiting = [p for row in rows if row not in confirmed for p in row.problems]
    return _pledges(pairs, [*problems, *wrong, *waiting])


def read_requirements(text: str, file: str) -> tuple[tuple[Requirement, ...], tuple[Problem, ...]]:
    """Requirement lines by id; days as in `read_pledges`, `priority` 1 where it is empty."""
    pairs, problems = _read(text, file, REQUIREMENTS, _requirement)
    lines, repeated = distinct(pairs, lambda line: line.line_id, "line_id")
    return lines, in_order((*problems, *repeated))


def _pledges(
    pairs: list[tuple[Cells, Pledge]], problems: list[Problem]
) -> tuple[tuple[Pledge, ...], tuple[Problem, ...]]:
    kept, repeated = distinct(pairs, lambda pledge: pledge.pledge_id, "pledge_id")
    rows = {pledge: row for row, pledge in reversed(pairs)}
    sound, circles = grounded([(rows[pledge], pledge) for pledge in kept])
    return sound, in_order((*problems, *repeated, *circles))


def _read(
    text: str, file: str, columns: Columns, make: Callable[[Cells], R | None]
) -> tuple[list[tuple[Cells, R]], list[Problem]]:
    rows, form = _rows(text, file, columns)
    pairs, problems = _made(rows, make)
    return pairs, [*form, *problems]


def _rows(text: str, file: str, columns: Columns) -> tuple[tuple[Cells, ...], list[Problem]]:
    rows, form = read_rows(text, file, columns)
    return rows, list(form)


def _made(
    rows: Iterable[Cells], make: Callable[[Cells], R | None]
) -> tuple[list[tuple[Cells, R]], list[Problem]]:
    made = [(row, make(row)) for row in rows]
    problems = [p for row, _ in made for p in row.problems]
    return [(row, record) for row, record in made if record is not None and row.usable], problems


def _pledge(row: Cells) -> Pledge | None:
    pledge_id, contributor = row.needed("pledge_id"), row.needed("contributor")
    capability, quantity, window = _capability(row), _quantity(row), _window(row)
    status = row.word("status", PLEDGE_STATUSES, "indicated")
    check_caveats(row)
    _check_releases(row, capability)
    if quantity is None or window is None or not row.usable:
        return None
    return Pledge(
        pledge_id=pledge_id,
        contributor=contributor,
        capability=capability,
        quantity=quantity,
        unit=row.text("unit") or "personnel",
        start=window[0],
        end=window[1],
        status=status,
        territory=row.parts("territory"),
        caveats=row.parts("caveats"),
        depends_on=row.parts("depends_on"),
        releases=row.parts("releases"),
        source=row.text("source"),
    )


def _draft(row: Cells) -> Pledge | None:
    name = "source" if row.text("source") else "claim_id"
    claim, pledge = row.needed(name), _pledge(row)
    return pledge and pledge.but(source=claim)


def _requirement(row: Cells) -> Requirement | None:
    line_id, capability = row.needed("line_id"), _capability(row)
    quantity, window = _quantity(row), _window(row)
    priority = row.number("priority", 0)
    if quantity is None or window is None or not row.usable:
        return None
    return Requirement(
        line_id=line_id,
        capability=capability,
        quantity=quantity,
        unit=row.text("unit") or "personnel",
        start=window[0],
        end=window[1],
        priority=1.0 if priority is None else priority,
        sector=row.text("sector"),
    )


def _capability(row: Cells) -> str:
    """A word of the vocabulary; the nearest one is the hint where it isn't."""
    value, known = row.needed("capability"), words("capabilities")
    if value and value not in known:
        near = nearest(value, known) or "a word of the vocabulary"
        row.wrong("capability", f"{shown(value)!r} is no capability", f"did you mean {near}?")
    return value


def _quantity(row: Cells) -> float | None:
    value = row.needed("quantity")
    if value.startswith("-"):
        row.wrong("quantity", f"{shown(value)} is negative", "write how many there are")
        return None
    return row.number("quantity", 0)


def _window(row: Cells) -> tuple[date, date] | None:
    start, end = _day(row, "from"), _day(row, "to")
    if start is None or end is None:
        return None
    if end <= start:
        row.wrong("to", f"{end} isn't after from, {start}", "the day after the last one")
        return None
    return start, end


def _day(row: Cells, name: str) -> date | None:
    value = row.needed(name)
    if value and row.day(name) is None:
        row.wrong(name, f"{shown(value)!r} is not a day", "write 2031-05-01")
    return row.day(name)


def _check_releases(row: Cells, capability: str) -> None:
    if capability == BACKFILL and not row.parts("releases"):
        row.wrong("releases", "a backfill that releases nothing", "name it: pledge:<id>")
    for part in row.parts("releases"):
        word, _, name = part.partition(":")
        if word != "pledge" or not name:
            row.wrong("releases", f"{shown(part)!r} names no pledge", "write pledge:<id>")
