"""Ledgers: one per accused side and reading. Nothing here ever adds across accused sides, since
each side itemises in its own way.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from truceline.model.finding import Breach, Finding, LedgerRow
from truceline.model.incident import Incident, IncidentStatus
from truceline.stages.compliance.weigh import ORDER

STRONGEST = (Breach.BREACH, Breach.UNDETERMINED, Breach.EXEMPT, Breach.NONE)


def ledgers(
    incidents: Sequence[Incident],
    statuses: Sequence[IncidentStatus],
    findings: Iterable[Finding],
) -> tuple[LedgerRow, ...]:
    """The strongest finding over all terms, per accused side, reading and incident."""
    by_cell: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_cell[finding.accused, finding.reading, finding.incident_id].append(finding)
    status = {s.incident_id: s for s in statuses}
    reports = {i.id: len(i.report_ids) for i in incidents}
    return tuple(
        _row(min(by_cell[cell], key=_strength), status[cell[2]], reports[cell[2]])
        for cell in sorted(by_cell)
    )


def _strength(finding: Finding) -> tuple[int, bool, int, str]:
    why = ORDER.index(finding.why) if finding.why else -1
    return STRONGEST.index(finding.breach), finding.alleged, why, finding.term_id


def _row(finding: Finding, status: IncidentStatus, reports: int) -> LedgerRow:
    return LedgerRow(
        accused=finding.accused,
        reading=finding.reading,
        incident_id=finding.incident_id,
        breach=finding.breach,
        why=finding.why,
        alleged=finding.alleged,
        term_id=finding.term_id,
        occurrence=str(status.occurrence),
        contestation=str(status.contestation),
        reports=reports,
        origins=len(status.affirming),
    )
