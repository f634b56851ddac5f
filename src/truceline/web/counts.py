"""What a query's incidents are, counted: per value of each facet and per time, by accused side.

Counts stand side by side and are never added across accused sides. Each facet is counted as if nothing
were chosen in it, so that one sees what else could be.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import numpy as np

from truceline.assess.picture.rows import STRENGTH, outcome_name
from truceline.foundation.zones import day_start
from truceline.model.incident import Occurrence
from truceline.model.record import Record
from truceline.web.columns import NEVER, Columns
from truceline.web.query import EACH, KNOWN_TO, NOBODY, NONE, OUTCOME, Asked, known_to

BINS: Final = (1, 6, 24)
"""Hours of a bin."""
MOST_BINS: Final = 20_000
"""Beyond so many the bins are made wider: no screen has as many pixels."""

Sides = tuple[int, ...]
"""A count per accused side, in the order of `Counts.parties`."""


class Tally(Record, frozen=True, kw_only=True):
    """One value of a facet: how many incidents that some side is accused of, per side, and how many
    that nobody is accused of.
    """

    value: str
    sides: Sides
    nobody: int = 0


class Facet(Record, frozen=True, kw_only=True):
    """A field that one may filter by, and its values."""

    field: str
    values: tuple[Tally, ...]


class Bins(Record, frozen=True, kw_only=True):
    """Incidents by when they began, whatever span of time is chosen. `bins` are (milliseconds since
    1970, a count per side …, nobody), those without an incident left out; `days` the local midnights
    of the whole span.
    """

    hours: int
    days: tuple[int, ...]
    bins: tuple[tuple[int, ...], ...]


class Counts(Record, frozen=True, kw_only=True):
    """What a query finds: `total` of `known` incidents, per side in the order of `parties`, `placed` on the
    map within `extent` (west, south, east, north; most of them, far ones apart). Where who is accused
    is `withheld`, `nobody` counts incidents of which nothing is told.
    """

    total: int
    known: int
    parties: tuple[str, ...]
    sides: Sides
    nobody: int
    withheld: bool
    placed: int
    extent: tuple[float, float, float, float] | None
    facets: tuple[Facet, ...]
    bins: Bins


def counted(asked: Asked, readings: tuple[str, ...], bin_h: int, zone: tzinfo) -> Counts:
    """Everything that stands beside table and map."""
    c, fits = asked.columns, asked.mask
    placed = fits & ~np.isnan(c.lat)
    tally = _tally(c, "", fits)
    return Counts(
        total=int(fits.sum()),
        known=c.n,
        parties=c.parties,
        sides=tally.sides,
        nobody=tally.nobody,
        withheld=_withheld(c),
        placed=asked.placed,
        extent=_extent(c, placed),
        facets=tuple(_facets(asked, readings)),
        bins=binned(asked, bin_h, zone),
    )


def _tally(c: Columns, value: str, fits: np.ndarray) -> Tally:
    sides = tuple(int((fits & c.accused(p)).sum()) for p in c.parties)
    return Tally(value=value, sides=sides, nobody=int((fits & (c.sides == 0)).sum()))


def _withheld(c: Columns) -> bool:
    return c.n > 0 and not c.told("accused")


def _extent(c: Columns, placed: np.ndarray) -> tuple[float, float, float, float] | None:
    """Where all but the outermost fiftieth on each side lie."""
    if not placed.any():
        return None
    west, east = np.quantile(c.lon[placed], (0.02, 0.98))
    south, north = np.quantile(c.lat[placed], (0.02, 0.98))
    return float(west), float(south), float(east), float(north)


def _facets(asked: Asked, readings: tuple[str, ...]) -> Iterator[Facet]:
    c = asked.columns
    if _withheld(c):
        yield _known(c, asked.but("known_to"))
        return  # a level that may not see who is accused sees none of the rest
    yield _accused(c, asked.but("accused"))
    yield _listed(c, "occurrence", "occurrence", asked, tuple(map(str, Occurrence)))
    for reading in readings:
        yield _outcomes(c, reading, asked.but(f"{OUTCOME}{reading}"))
    yield _listed(c, "object", "category", asked)
    yield _listed(c, "act", "act", asked)
    yield _known(c, asked.but("known_to"))


def _accused(c: Columns, fits: np.ndarray) -> Facet:
    alone = [_tally(c, party, fits & c.accused(party) & ~c.several) for party in c.parties]
    several = _tally(c, EACH, fits & c.several)
    nobody = _tally(c, NOBODY, fits & (c.sides == 0))
    rest = [t for t in (several, nobody) if any(t.sides) or t.nobody]
    return Facet(field="accused", values=(*alone, *rest))


def _listed(c: Columns, field: str, name: str, asked: Asked, order: tuple[str, ...] = ()) -> Facet:
    """A facet of a column of words, in an order or the most frequent first."""
    fits, column = asked.but(field), c.words(name)
    sides = _by_code(c, column.codes, len(column.words), fits)
    found = {
        word: Tally(value=word or NONE, sides=tuple(map(int, row[:-1])), nobody=int(row[-1]))
        for word, row in zip(column.words, sides, strict=True)
    }
    frequent = sorted(found, key=lambda w: (-max(found[w].sides, default=0), w))
    return Facet(field=field, values=tuple(found[w] for w in order or frequent if w in found))


def _by_code(c: Columns, codes: np.ndarray, n: int, fits: np.ndarray) -> np.ndarray:
    """Rows are codes; a column per side, the last for nobody."""
    blamed = [fits & c.accused(party) for party in c.parties]
    masks = (*blamed, fits & (c.sides == 0))
    return np.column_stack([np.bincount(codes[m], minlength=n) for m in masks])


def _outcomes(c: Columns, reading: str, fits: np.ndarray) -> Facet:
    """What a reading says of each side; an incident of both sides may stand in two lines."""
    columns = [c.words(outcome_name(reading, party)) for party in c.parties]
    found: dict[str, list[int]] = {}
    for n, column in enumerate(columns):
        told = np.bincount(
            column.codes[fits & c.accused(c.parties[n])], minlength=len(column.words)
        )
        for word, number in zip(column.words, told, strict=True):
            found.setdefault(word or NONE, [0] * len(columns))[n] += int(number)
    nobody = int((fits & (c.sides == 0)).sum())
    values = (
        Tally(value=w, sides=tuple(found.get(w, [0] * len(columns))), nobody=_if(w, nobody))
        for w in (*STRENGTH, NONE)
        if any(found.get(w, ())) or _if(w, nobody)
    )
    return Facet(field=f"{OUTCOME}{reading}", values=tuple(values))


def _if(word: str, nobody: int) -> int:
    return nobody if word == NONE else 0


def _known(c: Columns, fits: np.ndarray) -> Facet:
    counts = _by_code(c, known_to(c), len(KNOWN_TO), fits)
    values = (
        Tally(value=word, sides=tuple(map(int, row[:-1])), nobody=int(row[-1]))
        for word, row in zip(KNOWN_TO, counts, strict=True)
    )
    return Facet(field="known_to", values=tuple(values))


# time


def binned(asked: Asked, hours: int, zone: tzinfo) -> Bins:
    """Incidents per bin and side. Bins begin at local midnight, so that a day with a change of the
    clock has a longer or shorter last one.
    """
    c, fits = asked.columns, asked.but("time") & (asked.columns.start != NEVER)
    days = c.once(f"days {zone}", lambda: _days(c.start, zone))
    while hours < BINS[-1] and len(days) * 24 // hours > MOST_BINS:
        hours = BINS[BINS.index(hours) + 1]
    edges = _edges(days, hours)
    at = c.once(f"bins {zone} {hours}", lambda: np.searchsorted(edges, c.start, side="right") - 1)
    counts = _by_code(c, np.maximum(at, 0), max(len(edges), 1), fits)
    full = np.flatnonzero(counts.any(axis=1))
    bins = np.column_stack([edges[full] // 1000, counts[full]]) if len(edges) else counts[:0]
    days_ms = tuple(int(d) // 1000 for d in days)
    return Bins(hours=hours, days=days_ms, bins=tuple(map(tuple, bins.tolist())))


def _days(start: np.ndarray, zone: tzinfo) -> np.ndarray:
    """Local midnights around all known starts, microseconds since 1970; the last one ends the span."""
    known = start[start != NEVER]
    if not len(known):
        return np.zeros(0, np.int64)
    first, last = (_local(int(m), zone) for m in (known.min(), known.max()))
    every = (first + timedelta(days=n) for n in range((last - first).days + 2))
    moments = [round(day_start(day, zone).timestamp()) for day in every]
    return np.array(moments, np.int64) * 1_000_000


def _local(micro: int, zone: tzinfo) -> date:
    return (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)).astimezone(zone).date()
    )


def _edges(days: np.ndarray, hours: int) -> np.ndarray:
    """Where bins begin: every so many hours from each midnight, until the next."""
    if not len(days):
        return days
    steps = np.arange(0, 24, hours, dtype=np.int64) * 3_600_000_000
    edges = days[:-1, None] + steps
    found: np.ndarray = edges[edges < days[1:, None]]
    return found
