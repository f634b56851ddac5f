"""Counting origins: reports, claimants and independence groups behind incidents."""

from collections.abc import Iterable

from truceline.foundation.phrase import listed
from truceline.model.brief import OriginRow
from truceline.stages.brief.case import Case


def origin_count(case: Case, incident_ids: Iterable[str]) -> int:
    """Distinct independence group × incident that affirm occurrence with access to the facts."""
    return sum(len(case.status[i].affirming) for i in incident_ids)


def claimant_count(case: Case, incident_ids: Iterable[str]) -> int:
    """Distinct claimant × incident."""
    return sum(len({c for o in case.status[i].origins for c in o.claimants}) for i in incident_ids)


def origin_rows(case: Case, incident_id: str) -> tuple[OriginRow, ...]:
    """The origins of an incident in words: who, how many reports, what of each proposition."""
    return tuple(
        OriginRow(
            name=case.name(origin.side) if origin.group else "No independent origin",
            who=listed(origin.claimants),
            reports=len(origin.report_ids),
            occurrence=origin.occurrence,
            object=origin.object,
            actor=origin.actor,
            blames=tuple(case.name(a) for a in origin.actors),
        )
        for origin in case.status[incident_id].origins
    )
