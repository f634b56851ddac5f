"""One incident with all that stands behind it, worked out when somebody opens it.

Says the same as the brief's card, in the brief's words, and more: claims word by word, whose word
each is, when each report puts it, what was judged of it, and why each report is here.
"""

from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import Loaded
from truceline.assess.picture.claimed import Claimed, claimed
from truceline.assess.picture.judging import judgements_log
from truceline.assess.picture.lineage import Group, tree
from truceline.assess.picture.near import row_of
from truceline.assess.picture.picture import Picture
from truceline.assess.run import Assessment, explanations_of
from truceline.foundation.judging import Weighed
from truceline.model.brief import IncidentView, ReportRow
from truceline.model.explanation import Explanation
from truceline.model.finding import Finding
from truceline.model.incident import Incident, IncidentStatus
from truceline.model.ports import Engine
from truceline.model.record import Record
from truceline.stages.brief.accounts import account_rows
from truceline.stages.brief.cards import incident_views
from truceline.stages.brief.case import Case


class ReportTime(Record, frozen=True, kw_only=True):
    """When one report puts the act (half-open, None unknown), whose word it is, and whether that meets
    the incident's own time.
    """

    report: str
    voice: str
    side: str
    start: datetime | None
    end: datetime | None
    uncertainty_h: float
    inside: bool


class IncidentCard(Record, frozen=True, kw_only=True):
    """An incident as the review screen shows it. `view` is the brief's own card; `claims`, `times` are
    per report in its order, `origins` the tree of whose word it is, `judgements` those about its
    reports, whatever their state; `explanation` is None where nothing was fused.
    """

    id: str
    number: int
    view: IncidentView
    incident: Incident
    status: IncidentStatus
    findings: tuple[Finding, ...]
    claims: tuple[Claimed, ...]
    times: tuple[ReportTime, ...]
    origins: tuple[Group, ...]
    judgements: tuple[Weighed, ...]
    explanation: Explanation | None


def card(picture: Picture, loaded: Loaded, incident_id: str, engine: Engine) -> IncidentCard:  # noqa: ARG001
    """The card of one incident. Raises `UnreadableError` where there is none of that id."""
    row_of(picture.rows, incident_id)
    found = picture.assessment
    why = explanations_of(picture.worked, found.mission, [incident_id])
    case = _case(picture, incident_id, why)
    incident, status = case.by_id[incident_id], case.status[incident_id]
    reports = [found.reports[key] for key in incident.report_ids]
    claims = {c.claim_id: c for c in found.claims}
    return IncidentCard(
        id=incident_id,
        number=_number(picture, incident_id),
        view=_view(picture, case, incident_id),
        incident=incident,
        status=status,
        findings=tuple(case.findings),
        claims=claimed(incident, reports, claims, case.names, case.zone_at(incident)),
        times=tuple(_times(found, incident)),
        origins=tree(status.origins, found.reports, found.mission.roster),
        judgements=_about(loaded, picture.as_of, incident),
        explanation=why[0] if why else None,
    )


def _number(picture: Picture, incident_id: str) -> int:
    number: int = picture.rows["number"][row_of(picture.rows, incident_id)].as_py()
    return number


def _case(picture: Picture, incident_id: str, why: Iterable[Explanation]) -> Case:
    """The brief's case of one incident, and of those that its reports may belong to instead."""
    told = {r.key: r for e in why for r in e.reports}
    ids = {incident_id, *(r.alternative for r in told.values() if r.alternative)}
    found = picture.assessment
    incidents = [i for i in found.incidents if i.id in ids]
    keys = {key for i in incidents for key in i.report_ids}
    accounts = [a for a in found.accounts if any(c.incident_id == incident_id for c in a.covers)]
    keys |= {key for a in accounts for key in a.report_ids}
    return Case(
        mission=found.mission,
        as_of=found.as_of,
        release="restricted",
        reports={key: found.reports[key] for key in keys},
        origins=found.origins.filter(
            pc.is_in(found.origins["report_id"], pa.array(sorted(keys), pa.string()))
        ),
        incidents=incidents,
        statuses=[s for s in found.statuses if s.incident_id in ids],
        findings=[f for f in found.findings if f.incident_id == incident_id],
        ledger=[r for r in found.ledger if r.incident_id in ids],
        problems=(),
        grades={key: found.grades[key] for key in keys if key in found.grades},
        explained=told,
        accounts=accounts,
    )


def _view(picture: Picture, case: Case, incident_id: str) -> IncidentView:
    """The brief's card with the picture's numbers: the case knows only a few incidents."""
    view = next(v for v in incident_views(case, account_rows(case)) if v.id == incident_id)
    reports = tuple(_renumbered(picture, row) for row in view.reports)
    return view.but(number=_number(picture, incident_id), reports=reports)


def _renumbered(picture: Picture, row: ReportRow) -> ReportRow:
    return row.but(other_number=_number(picture, row.other)) if row.other else row


def _times(found: Assessment, incident: Incident) -> Iterable[ReportTime]:
    for key in incident.report_ids:
        report = found.reports[key]
        yield ReportTime(
            report=key,
            voice=report.voice,
            side=report.claimant_side or "",
            start=report.start,
            end=report.end,
            uncertainty_h=report.time_uncertainty_h,
            inside=key not in incident.outside,
        )


def _about(loaded: Loaded, as_of: datetime, incident: Incident) -> tuple[Weighed, ...]:
    keys = set(incident.report_ids)
    return tuple(w for w in judgements_log(loaded, as_of) if keys & set(w.judgement.about))
