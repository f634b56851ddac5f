"""Some incidents gathered, judged and graded: the same functions that a whole assessment asks."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.findings import finding_rows
from truceline.assess.picture.rows import bare_rows, doubts, side_of
from truceline.assess.picture.sheets import Each, OneEach, Reports, Sheet, Sheets
from truceline.assess.picture.work import Work, left
from truceline.assess.run import Assessment, grades_of, problems_of
from truceline.model.evidence import Judgement, Report
from truceline.model.finding import Finding, LedgerRow
from truceline.model.incident import Account, Incident
from truceline.model.mission import Mission
from truceline.model.record import Problem
from truceline.model.table import report_rows
from truceline.stages.compliance import Judged, judge
from truceline.stages.evidence.grade import grade
from truceline.stages.fusion import gather


class Made(msgspec.Struct, frozen=True):
    """Incidents made anew: their sheets, their rows (not numbered), their findings as rows, and what
    compliance objects to, which is the same whichever incidents are judged.
    """

    sheets: tuple[Sheet, ...]
    rows: pa.Table
    findings: pa.Table
    problems: tuple[Problem, ...]


def made_of(work: Work, mission: Mission, accounts: Sequence[Account], ids: Sequence[str]) -> Made:
    """The incidents of those ids, each with all its reports."""
    some = pa.array(list(ids), pa.string())
    groups = work.groups
    groups = groups.filter(pc.is_in(groups["incident_id"], value_set=some))
    groups = groups.filter(pc.is_null(groups["role"]))
    keys = groups["report_id"]
    reports = work.reports(keys, mission.judgements)
    origins = origins_at(work, keys)
    incidents = gather(reports, groups, origins)
    by_key = {row.key: row for row in report_rows(reports)}
    judged = judge(incidents, by_key, origins, mission, accounts)
    grades = grades_of(grade(reports, groups, origins))
    rows = bare_rows(
        mission,
        incidents,
        judged.statuses,
        judged.ledger,
        by_key,
        side_of(origins),
        doubts(groups),
    )
    sheets = _sheets(judged, {i.id: i for i in incidents}, grades)
    return Made(sheets, rows, finding_rows(judged.findings), judged.problems)


def origins_at(work: Work, keys: pa.ChunkedArray) -> pa.Table:
    """The origins of some reports."""
    if work.evidence.texts.sources:
        return work.origins.filter(
            pc.is_in(work.origins["report_id"], value_set=keys.combine_chunks())
        )
    return work.origins.take(work.rows(keys))  # row by row beside the located reports


def _sheets(
    judged: Judged, incidents: Mapping[str, Incident], grades: Mapping[str, str]
) -> tuple[Sheet, ...]:
    findings: dict[str, list[Finding]] = {key: [] for key in incidents}
    ledger: dict[str, list[LedgerRow]] = {key: [] for key in incidents}
    for finding in judged.findings:
        findings[finding.incident_id].append(finding)
    for row in judged.ledger:
        ledger[row.incident_id].append(row)
    return tuple(
        Sheet(
            incidents[s.incident_id],
            s,
            tuple(findings[s.incident_id]),
            tuple(ledger[s.incident_id]),
            tuple(grades.get(key, "F6") for key in incidents[s.incident_id].report_ids),
        )
        for s in judged.statuses
    )


class Grades(Mapping[str, str]):
    """Admiralty grades by report key, of incidents from their sheets, of accounts made when asked for."""

    def __init__(self, work: Work, sheets: Sheets, judgements: tuple[Judgement, ...]) -> None:
        self._work, self._sheets, self._judgements = work, sheets, judgements

    def __getitem__(self, key: str) -> str:
        groups = self._work.groups
        row = pc.index(groups["report_id"], value=key).as_py()
        if row < 0:
            raise KeyError(key)
        name, role = groups["incident_id"][row].as_py(), groups["role"][row].as_py()
        if role is not None:
            return self._of_accounts[key]
        sheet = self._sheets[name]
        return sheet.grades[sheet.incident.report_ids.index(key)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._work.groups["report_id"].to_pylist())

    def __len__(self) -> int:
        return len(self._work.groups)

    @cached_property
    def _of_accounts(self) -> dict[str, str]:
        groups = self._work.groups
        groups = groups.filter(pc.is_valid(groups["role"]))
        keys = groups["report_id"]
        reports = self._work.reports(keys, self._judgements)
        return grades_of(grade(reports, groups, origins_at(self._work, keys)))


def assessment_of(
    work: Work,
    sheets: Sheets,
    mission: Mission,
    accounts: tuple[Account, ...],
    problems: Sequence[Problem],
) -> Assessment:
    """The assessment that sheets add up to, each part made when it is asked for."""
    evidence = work.evidence
    reports: Mapping[str, Report] = Reports(work.kept.table, work.told) if work.kept else {}
    known = work.kept.table.index if work.kept else {}
    return Assessment(
        mission=mission,
        as_of=evidence.as_of,
        reports=reports,
        documents=evidence.documents,
        claims=evidence.claims,
        lineage=work.lineage,
        origins=left(work.origins, mission),
        grades=Grades(work, sheets, mission.judgements),
        incidents=OneEach(sheets, lambda s: (s.incident,)),
        accounts=accounts,
        statuses=OneEach(sheets, lambda s: (s.status,)),
        findings=Each(sheets, lambda s: s.findings),
        ledger=Each(sheets, lambda s: s.ledger, lambda r: (r.accused, r.reading, r.incident_id)),
        problems=problems_of(evidence, mission, problems, known),
    )
