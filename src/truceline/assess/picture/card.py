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
from truceline.assess.picture.whole import Picture
from truceline.assess.picture.why import why
from truceline.assess.run import Assessment
from truceline.foundation.judging import Weighed
from truceline.model.brief import IncidentView, ReportRow
from truceline.model.explanation import Explanation
from truceline.model.finding import Finding
from truceline.model.incident import Account, Incident, IncidentStatus
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
    explained, sheet = why(picture, incident_id), picture.sheet(incident_id)
    case = _case(picture, incident_id, explained)
    incident, status = sheet.incident, sheet.status
    reports = [found.reports[key] for key in incident.report_ids]
    claims = {c.claim_id: c for c in found.claims}
    return IncidentCard(
        id=incident_id,
        number=_number(picture, incident_id),
        view=_view(picture, case, incident_id),
        incident=incident,
        status=status,
        findings=sheet.findings,
        claims=claimed(incident, reports, claims, case.names, case.zone_at(incident)),
        times=tuple(_times(found, incident)),
        origins=tree(status.origins, found.reports, found.mission.roster),
        judgements=_about(loaded, picture.as_of, incident),
        explanation=explained,
    )


def _number(picture: Picture, incident_id: str) -> int:
    number: int = picture.rows["number"][row_of(picture.rows, incident_id)].as_py()
    return number


def _case(picture: Picture, incident_id: str, explained: Explanation | None) -> Case:
    """The brief's case of one incident, and of those that its reports may belong to instead."""
    told = {r.key: r for r in explained.reports} if explained else {}
    others = {r.alternative for r in told.values() if r.alternative in picture.work.sheets}
    sheets = [picture.sheet(i) for i in sorted({incident_id, *(o for o in others if o)})]
    found = picture.assessment
    covering = [a for a in found.accounts if any(c.incident_id == incident_id for c in a.covers)]
    accounts = [_only(a, incident_id) for a in covering]
    keys = sorted({*(k for s in sheets for k in s.incident.report_ids), *_told_by(accounts)})
    return Case(
        mission=found.mission,
        as_of=found.as_of,
        release="restricted",
        reports={key: found.reports[key] for key in keys},
        origins=found.origins.filter(
            pc.is_in(found.origins["report_id"], pa.array(keys, pa.string()))
        ),
        incidents=[s.incident for s in sheets],
        statuses=[s.status for s in sheets],
        findings=picture.sheet(incident_id).findings,
        ledger=[row for s in sheets for row in s.ledger],
        problems=(),
        grades={key: found.grades[key] for key in keys if key in found.grades},
        explained=told,
        accounts=accounts,
    )


def _told_by(accounts: Iterable[Account]) -> Iterable[str]:
    return (key for account in accounts for key in account.report_ids)


def _only(account: Account, incident_id: str) -> Account:
    """The account as far as it covers one incident."""
    return account.but(covers=tuple(c for c in account.covers if c.incident_id == incident_id))


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
