"""What the map and the daily chart draw: one mark, one incident."""

from datetime import timedelta

from truceline.foundation.phrase import count
from truceline.model.brief import DayMark, MapMark, Timeline
from truceline.model.place import PlaceBasis
from truceline.stages.brief.case import Case

REGION_KM = 60.0
"""A place known no better than this is a region, however its coordinates came about."""


def map_marks(case: Case) -> tuple[MapMark, ...]:
    """A mark per incident that some report places, in the incidents' order."""
    return tuple(
        MapMark(
            incident_id=i.id,
            number=case.numbers[i.id],
            lat=i.where.lat,
            lon=i.where.lon,
            radius_km=i.where.radius_km,
            region_only=i.where.basis is PlaceBasis.REGION or i.where.radius_km >= REGION_KM,
            accused=i.accused,
            corroborated=case.corroborated(i.id),
            place=i.where.name,
        )
        for i in case.ordered
        if i.where
    )


def map_note(case: Case) -> str:
    """What the map leaves out and which borders it draws."""
    unplaced = sum(i.where is None for i in case.incidents)
    missing = f" {count(unplaced, 'incident')} without a place left out." if unplaced else ""
    policy = case.mission.spec.boundaries
    line = case.mission.spec.line
    drawn = (
        ""
        if line or case.mission.spec.line_through
        else " No line of contact: the record holds no dated source."
    )
    return f"Marks that touched were moved apart, with a line to the place. Borders: {policy}.{drawn}{missing}"


def timeline(case: Case) -> Timeline:
    """Every dated incident on the local day on which it began."""
    marks = tuple(
        DayMark(
            incident_id=i.id,
            number=case.numbers[i.id],
            day=day,
            accused=i.accused,
            corroborated=case.corroborated(i.id),
        )
        for i in case.ordered
        if (day := case.start_day(i))
    )
    days = [mark.day for mark in marks] or [case.day(case.as_of)]
    last = case.day(case.as_of - timedelta(microseconds=1))
    return Timeline(
        first=min(days), last=max(*days, last), marks=marks, timezone=case.mission.spec.timezone
    )
