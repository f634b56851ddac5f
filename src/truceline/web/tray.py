"""Incidents that no map shows, or none shows well: no place, a name that fits several or none, a region.

Candidates are offered in no order of belief; whoever may review relocates.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa

from truceline.foundation.places.admin import admin_unit
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import distance_km
from truceline.model.evidence import Report
from truceline.model.incident import Incident
from truceline.model.place import Unknown
from truceline.model.record import Record
from truceline.stages.brief.case import Case
from truceline.web.candidates import Spot, spots
from truceline.web.query import Asked

MOST: Final = 40
"""Incidents of one kind that are told at once."""

TOLD: Final = ("id", "number", "start", "place", "admin1", "country", "accused")
"""Columns that are told of an incident."""


class Meant(Record, frozen=True, kw_only=True):
    """A place that may be meant: its first-level unit, and km from the first that is told."""

    name: str
    admin1: str
    lat: float
    lon: float
    km_apart: float | None


class Unplaced(Record, frozen=True, kw_only=True):
    """An incident in the tray; `hint` is the gazetteer's, for a name that it doesn't hold."""

    id: str
    number: int
    start: datetime | None
    place: str
    admin1: str
    accused: tuple[str, ...]
    hint: str = ""
    candidates: tuple[Meant, ...] = ()


class Heap(Record, frozen=True, kw_only=True):
    """The first of `total`."""

    total: int
    items: tuple[Unplaced, ...]


class Tray(Record, frozen=True, kw_only=True):
    """By what keeps them off the map: several places fit the name, none does, no more than a region is
    told, nothing is told.
    """

    ambiguous: Heap
    unknown: Heap
    region: Heap
    nowhere: Heap


Row = Mapping[str, object]
Look = Callable[[Row], Unplaced]


def tray(asked: Asked, case: Case | None, boundaries: str) -> Tray:
    """What a query finds that isn't on the map. Without a `case` nothing is told of what reports name:
    for a level that may not know.
    """
    c = asked.columns
    state = c.words("place_state")
    at = {w: asked.mask & state.among(frozenset({w})) for w in ("ambiguous", "unlocated", "region")}
    named = c.words("place").codes != _code(c.words("place").words, "")
    look = _Look(case, boundaries)
    return Tray(
        ambiguous=_heap(asked, at["ambiguous"], look.several),
        unknown=_heap(asked, at["unlocated"] & named, look.hinted),
        region=_heap(asked, at["region"], look.plain),
        nowhere=_heap(asked, at["unlocated"] & ~named, look.plain),
    )


def _code(words: list[str], word: str) -> int:
    return words.index(word) if word in words else -1


def _heap(asked: Asked, fits: np.ndarray, look: Look) -> Heap:
    order = asked.columns.ordered("start")
    found = order[fits[order]]
    rows = asked.columns.rows.select(TOLD).take(pa.array(found[:MOST])).to_pylist()
    return Heap(total=len(found), items=tuple(map(look, rows)))


class _Look:
    """How an incident is told, by what is the matter with its place."""

    def __init__(self, case: Case | None, boundaries: str) -> None:
        self._case, self._boundaries = case, boundaries

    def plain(self, row: Row) -> Unplaced:
        """As it is."""
        fields = {n: row[n] for n in ("id", "number", "start")}
        named = {n: row[n] or "" for n in ("place", "admin1")}
        accused: tuple[str, ...] = tuple(row["accused"] or ())  # type: ignore[arg-type]
        return Unplaced(**fields, **named, accused=accused)  # type: ignore[arg-type]

    def hinted(self, row: Row) -> Unplaced:
        """With what the gazetteer says of the name."""
        told = self.plain(row)
        country = str(row["country"] or "")
        found = Gazetteer.load(self._boundaries).resolve(told.place, country, told.admin1 or None)
        return told.but(hint=found.hint if isinstance(found, Unknown) else "")

    def several(self, row: Row) -> Unplaced:
        """With the places that fit."""
        told = self.plain(row)
        fit = spots(self._reports(told.id))
        return told.but(candidates=tuple(self._meant(spot, fit[0]) for spot in fit))

    def _reports(self, key: str) -> list[Report]:
        incident: Incident | None = self._case.by_id.get(key) if self._case else None
        if incident is None or self._case is None:
            return []
        return [self._case.reports[report] for report in incident.report_ids]

    def _meant(self, spot: Spot, first: Spot) -> Meant:
        unit = admin_unit(spot.lat, spot.lon, self._boundaries)
        apart = distance_km(first.lat, first.lon, spot.lat, spot.lon)
        return Meant(
            name=spot.name,
            admin1=unit.name if unit else spot.admin1,
            lat=spot.lat,
            lon=spot.lon,
            km_apart=None if spot is first else round(apart, 1),
        )
