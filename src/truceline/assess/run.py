"""One assessment: what is known at a moment, fused and judged. Pure but for its engine."""

from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.documents import known_documents
from truceline.assess.texts import Texts, origins_with_texts, with_texts
from truceline.foundation.judging import in_effect
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.zones import zone_of
from truceline.model.claim import Claim, Document, Lineage
from truceline.model.evidence import Approval, Judgement, Report, Statement
from truceline.model.explanation import Explanation
from truceline.model.finding import Finding, LedgerRow
from truceline.model.incident import Account, Incident, IncidentStatus
from truceline.model.mission import Mission
from truceline.model.ports import Engine
from truceline.model.record import Problem, in_order
from truceline.model.table import GROUP_SCHEMA, report_keys, report_rows
from truceline.stages.compliance import judge
from truceline.stages.evidence.grade import grade
from truceline.stages.evidence.intake import reports_at
from truceline.stages.evidence.locate import locate
from truceline.stages.fusion import contradictions, gather, gather_accounts, revised
from truceline.stages.fusion.explain import Voice, explained
from truceline.stages.fusion.fuse import error_model, grouping
from truceline.stages.fusion.keys import groups as groups_of
from truceline.stages.fusion.model import ErrorModel


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
    incidents: Sequence[Incident]
    accounts: tuple[Account, ...] = ()
    statuses: Sequence[IncidentStatus]
    findings: Sequence[Finding]
    ledger: Sequence[LedgerRow]
    problems: tuple[Problem, ...]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known at `as_of` before anybody judged it: `located` are the reports
    (`REPORT_SCHEMA`), each key once, `texts` what documents add to them. `problems` are those of the
    way there.
    """

    as_of: datetime
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    texts: Texts
    located: pa.Table
    problems: tuple[Problem, ...]


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """What fusion makes of evidence and judgements: `reports` as reviewers changed them, their
    `origins` (`ORIGIN_SCHEMA`) and `groups` (`GROUP_SCHEMA`); `model` is None without any report.
    """

    reports: pa.Table
    origins: pa.Table
    lineage: Lineage | None
    groups: pa.Table
    model: ErrorModel | None


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
    evidence = evidence_at(mission, reports, as_of, documents, claims)
    mission = known_mission(mission, as_of)
    found = worked(evidence, mission, engine)
    told = explanations_of(found, mission) if explaining else ()
    return assessed(evidence, mission, found, told)


def evidence_at(
    mission: Mission,
    reports: pa.Table,
    as_of: datetime,
    documents: Sequence[Document] = (),
    claims: Sequence[Claim] = (),
) -> Evidence:
    """What was known by `as_of`, located; no judgement is looked at."""
    known, doubled = reports_at(reports, as_of)
    read, said = known_documents(documents, claims, as_of)
    gazetteer = Gazetteer.load(mission.spec.boundaries)
    texts = with_texts(mission, known, read, said, gazetteer)
    located, unplaced = locate(texts.reports, gazetteer)
    return Evidence(
        as_of=as_of,
        documents=read,
        claims=said,
        texts=texts,
        located=located,
        problems=(*doubled, *texts.problems, *unplaced),
    )


def worked(
    evidence: Evidence, mission: Mission, engine: Engine, model: ErrorModel | None = None
) -> Worked:
    """Reports as reviewers changed them, fused with what evidence alone teaches of errors: a judgement
    settles what it is about, and never moves what others weigh. `model` is that of the same evidence.
    """
    days = mission.spec.settings.late_copy_days
    reports = revised(evidence.located, mission.judgements)
    origins, lineage = origins_with_texts(mission, reports, evidence.texts)
    groups = GROUP_SCHEMA.empty_table()
    if len(reports):
        if mission.judgements and model is None:
            model = error_model(evidence.located, engine, (), days)
        found = grouping(reports, mission.judgements, engine, days, model)
        groups, model = groups_of(found), found.model
    return Worked(reports=reports, origins=origins, lineage=lineage, groups=groups, model=model)


def explanations_of(
    found: Worked, mission: Mission, only: Sequence[str] | None = None
) -> tuple[Explanation, ...]:
    """Why reports were put together, of all incidents or `only` some, told with the names and in the
    zone of the mission.
    """
    if found.model is None:
        return ()
    names = {party.id: party.name for party in mission.spec.parties}
    voice = Voice(names, zone_of(mission.spec.timezone) or UTC)
    days = mission.spec.settings.late_copy_days
    made = mission.judgements
    return explained(found.reports, made, found.groups, found.model, only, days, voice)


def assessed(
    evidence: Evidence, mission: Mission, found: Worked, explanations: Sequence[Explanation] = ()
) -> Assessment:
    """What was fused, gathered and judged; `mission` is that of `known_mission`."""
    incidents = gather(found.reports, found.groups, found.origins)
    accounts = gather_accounts(found.reports, found.groups)
    rows = {row.key: row for row in report_rows(found.reports)}
    judged = judge(incidents, rows, found.origins, mission, accounts)
    return Assessment(
        mission=mission,
        as_of=evidence.as_of,
        reports=rows,
        documents=evidence.documents,
        claims=evidence.claims,
        lineage=found.lineage,
        origins=found.origins,
        grades=grades_of(grade(found.reports, found.groups, found.origins)),
        explanations=tuple(explanations),
        incidents=incidents,
        accounts=accounts,
        statuses=judged.statuses,
        findings=judged.findings,
        ledger=judged.ledger,
        problems=problems_of(evidence, mission, judged.problems),
    )


def problems_of(
    evidence: Evidence,
    mission: Mission,
    judged: Sequence[Problem],
    left: Container[str] | None = None,
) -> tuple[Problem, ...]:
    """All that is wrong with what came in; `judged` are those that compliance found. `left` are keys
    of reports that are known to be there, for those who have them at hand.
    """
    unheard = _about_nobody(mission, evidence.texts.reports, left)
    contradicted = contradictions(mission.judgements)
    return in_order((*mission.problems, *evidence.problems, *unheard, *contradicted, *judged))


def grades_of(graded: pa.Table) -> dict[str, str]:
    """Admiralty grades by report key."""
    columns = (graded[name].to_pylist() for name in ("report_id", "reliability", "credibility"))
    return {
        key: f"{reliability}{credibility}"
        for key, reliability, credibility in zip(*columns, strict=True)
    }


def _about_nobody(
    mission: Mission, reports: pa.Table, left: Container[str] | None
) -> tuple[Problem, ...]:
    """Judgements about reports that aren't known: a slip of the pen, or of the date."""
    about = sorted({key for j in mission.judgements for key in j.about})
    missing = [key for key in about if left is None or key not in left]
    known = pc.is_in(pa.array(missing, pa.string()), value_set=_keys(reports, missing))
    missing = pa.array(missing, pa.string()).filter(pc.invert(known)).to_pylist()
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


def _keys(reports: pa.Table, asked: Sequence[str]) -> pa.Array:
    """Keys of reports, where anybody asks."""
    return report_keys(reports).combine_chunks() if asked else pa.array([], pa.string())


def known_mission(mission: Mission, as_of: datetime) -> Mission:
    """The mission with only those statements and judgements that were known by `as_of`, and of these
    only what counted by then: nothing that waited for a second person or that one refused.
    """
    statements: tuple[Statement, ...] = tuple(s for s in mission.statements if s.known <= as_of)
    made: tuple[Judgement, ...] = tuple(j for j in mission.judgements if j.at <= as_of)
    approvals: tuple[Approval, ...] = tuple(a for a in mission.approvals if a.at <= as_of)
    counted = in_effect(made, approvals, mission.agreement)
    replies = tuple(r for r in mission.replies if r.at <= as_of)
    return mission.but(
        statements=statements, judgements=counted, approvals=approvals, replies=replies
    )
