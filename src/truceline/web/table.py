"""Pages of a query's incidents, in an order, as the table shows them."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.rows import outcome_name
from truceline.model.record import Record
from truceline.web.columns import Columns
from truceline.web.query import Asked

MOST_ROWS = 500
"""Of one page."""


class Row(Record, frozen=True, kw_only=True):
    """An incident as one line. Words are of the vocabulary; empty and null where not known or withheld.
    `outcomes` is per reading and accused side, `radius_km` one standard deviation.
    """

    id: str
    number: int
    start: datetime | None
    end: datetime | None
    place: str
    place_state: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    admin1: str
    country: str
    act: str
    category: str
    site: str
    accused: tuple[str, ...]
    blamed: tuple[str, ...]
    occurrence: str
    contestation: str
    disputed: tuple[str, ...]
    reports: int
    origins: int | None
    doubt: float | None
    outcomes: dict[str, dict[str, str]]


class Page(Record, frozen=True, kw_only=True):
    """Rows from `offset` on, of `total`. `at` is where a row that was asked for stands, None where the
    query doesn't find it.
    """

    total: int
    offset: int
    rows: tuple[Row, ...]
    at: int | None = None


_WORDS = (
    "place", "place_state", "admin1", "country", "act", "category", "site", "occurrence",
    "contestation",
)  # fmt: skip
_PLAIN = (
    "id", "number", "start", "end", "lat", "lon", "radius_km", "reports", "origins", "doubt"
)  # fmt: skip
_LISTS = ("accused", "blamed", "disputed")


def page_of(
    asked: Asked, readings: tuple[str, ...], sort: str, offset: int, limit: int, sel: str = ""
) -> Page:
    """One page of the query's rows; `sel` is the id of an incident whose place is asked for."""
    order = asked.columns.ordered(sort)
    found = order[asked.mask[order]]
    chosen = asked.columns.rows.take(pa.array(found[offset : offset + limit]))
    return Page(
        total=len(found),
        offset=offset,
        rows=rows_of(chosen, readings, asked.columns.parties),
        at=_position(asked, found, sel),
    )


def _position(asked: Asked, found: np.ndarray, sel: str) -> int | None:
    if not sel:
        return None
    row = pc.index(asked.columns.rows["id"], value=sel).as_py()
    at = np.flatnonzero(found == row)
    return int(at[0]) if len(at) else None


def row_by(columns: Columns, key: str, number: int, readings: tuple[str, ...]) -> Row | None:
    """One incident by its id or, where that is empty, by its number; None where there is none."""
    if key:
        at = pc.index(columns.rows["id"], value=key).as_py()
    else:
        at = pc.index(columns.rows["number"], value=pa.scalar(number, pa.int32())).as_py()
    found = rows_of(columns.rows.slice(at, 1), readings, columns.parties) if at >= 0 else ()
    return found[0] if found else None


def rows_of(rows: pa.Table, readings: tuple[str, ...], parties: tuple[str, ...]) -> tuple[Row, ...]:
    """Rows as records."""
    return tuple(_row(plain, readings, parties) for plain in rows.to_pylist())


def _row(plain: Mapping[str, object], readings: tuple[str, ...], parties: tuple[str, ...]) -> Row:
    fields = {name: plain[name] for name in _PLAIN}
    fields |= {name: plain[name] or "" for name in _WORDS}
    fields |= {name: tuple(plain[name] or ()) for name in _LISTS}  # type: ignore[arg-type]
    told = {r: {p: plain[outcome_name(r, p)] for p in parties} for r in readings}
    outcomes = {r: {p: word for p, word in by.items() if word} for r, by in told.items()}
    return Row(**fields, outcomes=outcomes)  # type: ignore[arg-type]
