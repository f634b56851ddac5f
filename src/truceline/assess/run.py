"""One assessment: what is known at a moment, fused and judged. Pure but for its engine."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import pyarrow as pa

from truceline.assess.documents import known_documents
from truceline.assess.texts import origins_with_texts, with_texts
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.zones import zone_of
from truceline.model.claim import Claim, Document, Lineage
from truceline.model.evidence import Judgement, Report, Statement
from truceline.model.explanation import Explanation
from truceline.model.finding import Finding, LedgerRow
from truceline.model.incident import Account, Incident, IncidentStatus
from truceline.model.mission import Mission
from truceline.model.ports import Engine
from truceline.model.record import Problem, in_order
from truceline.model.table import report_keys, report_rows
from truceline.stages.compliance import judge
from truceline.stages.evidence.grade import grade
from truceline.stages.evidence.intake import reports_at
from truceline.stages.evidence.locate import locate
from truceline.stages.fusion import contradictions, fuse, gather, gather_accounts, revised
from truceline.stages.fusion.explain import Voice, explained
from truceline.stages.fusion.fuse import grouping
from truceline.stages.fusion.keys import groups as groups_of


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """All that is derived at `as_of`; `reports` and Admiralty `grades` (`B1`) by key, `origins` with
    `table.ORIGIN_SCHEMA`.

    `documents` are those known by then, `claims` what they say, `lineage` how the documents hang
    together, where reports came from several.
    `accounts` are reports that form no incident; `explanations` say why reports were put together, where they were asked for. `mission` holds only the statements and judgements known by then.
    """

    mission: Mission
    as_of: datetime
    reports: Mapping[str, Report]
    origins: pa.Table
    grades: Mapping[str, str]
    explanations: tuple[Explanation, ...] = ()
    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    lineage: Lineage | None = None
    incidents: tuple[Incident, ...]
    accounts: tuple[Account, ...] = ()
    statuses: tuple[IncidentStatus, ...]
    findings: tuple[Finding, ...]
    ledger: tuple[LedgerRow, ...]
    problems: tuple[Problem, ...]


def assess(
    mission: Mission,
    reports: pa.Table,
    as_of: datetime,
    engine: Engine,
    *,
    documents: Sequence[Document] = (),
    claims: Sequence[Claim] = (),
    explaining: bool = False,
) -> Assessment:
    """Locate, trace, fuse and judge what was known by `as_of`; explain it if `explaining`."""
    mission = known_mission(mission, as_of)
    known, doubled = reports_at(reports, as_of)
    read, said = known_documents(documents, claims, as_of)
    gazetteer = Gazetteer.load(mission.spec.boundaries)
    texts = with_texts(mission, known, read, said, gazetteer)
    unheard = _about_nobody(mission, texts.reports)
    located, unplaced = locate(texts.reports, gazetteer)
    located = revised(located, mission.judgements)
    origins, lineage = origins_with_texts(mission, located, texts)
    groups, explanations = _fused(located, mission, engine, explaining=explaining)
    incidents = gather(located, groups, origins)
    accounts = gather_accounts(located, groups)
    rows = {row.key: row for row in report_rows(located)}
    judged = judge(incidents, rows, origins, mission, accounts)
    return Assessment(
        mission=mission,
        as_of=as_of,
        reports=rows,
        documents=read,
        claims=said,
        lineage=lineage,
        origins=origins,
        grades=_grades(grade(located, groups, origins)),
        explanations=explanations,
        incidents=incidents,
        accounts=accounts,
        statuses=judged.statuses,
        findings=judged.findings,
        ledger=judged.ledger,
        problems=in_order(
            (
                *mission.problems,
                *doubled,
                *texts.problems,
                *unheard,
                *unplaced,
                *contradictions(mission.judgements),
                *judged.problems,
            )
        ),
    )


def _fused(
    reports: pa.Table, mission: Mission, engine: Engine, *, explaining: bool
) -> tuple[pa.Table, tuple[Explanation, ...]]:
    """Groups of reports and why, told with the names and in the zone of the mission."""
    days = mission.spec.settings.late_copy_days
    if not (explaining and len(reports)):
        return fuse(reports, mission.judgements, engine, days), ()
    found = grouping(reports, mission.judgements, engine, days)
    table = groups_of(found)
    names = {party.id: party.name for party in mission.spec.parties}
    voice = Voice(names, zone_of(mission.spec.timezone) or UTC)
    made = mission.judgements
    return table, explained(reports, made, table, found.model, None, days, voice)


def _grades(graded: pa.Table) -> dict[str, str]:
    columns = (graded[name].to_pylist() for name in ("report_id", "reliability", "credibility"))
    return {
        key: f"{reliability}{credibility}"
        for key, reliability, credibility in zip(*columns, strict=True)
    }


def _about_nobody(mission: Mission, reports: pa.Table) -> tuple[Problem, ...]:
    """Judgements about reports that aren't known: a slip of the pen, or of the date."""
    known = set(report_keys(reports).to_pylist()) if mission.judgements else set()
    missing = sorted({key for j in mission.judgements for key in j.about} - known)
    hint = "a report's key is dataset.report_id; it may not have been known by then"
    return tuple(
        Problem(
            file=mission.spec.judgements,
            field=key,
            message="a judgement is about a report that isn't known",
            hint=hint,
            severity="warning",
        )
        for key in missing
    )


def known_mission(mission: Mission, as_of: datetime) -> Mission:
    """The mission with only those statements and judgements that were known by `as_of`."""
    statements: tuple[Statement, ...] = tuple(s for s in mission.statements if s.known <= as_of)
    judgements: tuple[Judgement, ...] = tuple(j for j in mission.judgements if j.at <= as_of)
    return mission.but(statements=statements, judgements=judgements)
