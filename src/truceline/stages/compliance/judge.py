"""Every incident under every reading at once: statuses, findings and ledgers.

A finding never says more than its reading, and a mission never more than its mandate. An agreement
without a term that incidents can show is an error, never "compliant".
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from truceline.errors import UnreadableError
from truceline.foundation.agreement.reading import all_readings
from truceline.model.agreement import OBSERVABLE, Agreement, Reading, Standard, Term
from truceline.model.evidence import Report
from truceline.model.finding import Breach, Finding, LedgerRow, Why
from truceline.model.incident import Account, Incident, IncidentStatus, Occurrence
from truceline.model.mission import Mission
from truceline.model.record import Problem, Record, content_id, in_order
from truceline.stages.compliance.combine import Outcome, combine
from truceline.stages.compliance.contest import contested_by
from truceline.stages.compliance.ledger import ledgers
from truceline.stages.compliance.rules import hears, steps_of
from truceline.stages.compliance.rulings import Rulings, in_force
from truceline.stages.compliance.scene import Ground, Scene, ground_of
from truceline.stages.compliance.status import Bench, status_of
from truceline.stages.compliance.voices import origin_rows


class Judged(Record, frozen=True, kw_only=True):
    """What compliance derives: one status per incident; one finding per incident, term, reading and
    accused side; one ledger row per accused side, reading and incident.
    """

    statuses: tuple[IncidentStatus, ...]
    findings: tuple[Finding, ...]
    ledger: tuple[LedgerRow, ...]
    problems: tuple[Problem, ...] = ()


def judge(
    incidents: Sequence[Incident],
    reports: Mapping[str, Report],
    origins: pa.Table,
    mission: Mission,
    accounts: Sequence[Account] = (),
) -> Judged:
    """Judge incidents under all readings; `reports` by key, `origins` as `ORIGIN_SCHEMA`. `accounts`
    that deny contest the incidents that they surely cover, and no more.

    The order of incidents and of rows doesn't matter. Raises `UnreadableError` when a reading has
    no term that incidents can show, `InvariantError` when an incident cites an unknown report.
    """
    readings = checked_readings(mission.agreement)
    rulings, problems = in_force(mission.judgements, mission.spec, mission.approvals)
    bench = Bench(
        mission=mission,
        readings=readings,
        reports=reports,
        origins=origin_rows(origins),
        rulings=rulings,
        ground=ground_of(mission),
        contested=contested_by(accounts),
    )
    ordered = sorted(incidents, key=lambda incident: incident.id)
    statuses = tuple(status_of(incident, bench) for incident in ordered)
    findings = tuple(
        found
        for incident, status in zip(ordered, statuses, strict=True)
        for found in _findings(incident, status, bench)
    )
    rows = ledgers(ordered, statuses, findings)
    return Judged(statuses=statuses, findings=findings, ledger=rows, problems=in_order(problems))


def checked_readings(agreement: Agreement) -> tuple[Reading, ...]:
    """The readings to judge by. Raises `UnreadableError` when one of them can't show anything."""
    readings = all_readings(agreement)
    bare = [r.party for r in readings if not any(isinstance(t, OBSERVABLE) for t in r.terms)]
    if bare or not readings:
        whose = f" under the reading of {', '.join(bare)}" if readings else ""
        raise UnreadableError(f"the agreement has no term that incidents can show{whose}")
    return readings


def _findings(incident: Incident, status: IncidentStatus, bench: Bench) -> Iterator[Finding]:
    for scene in _scenes(incident, bench):
        steps = steps_of(scene)
        outcome = combine(steps)
        yield Finding(
            incident_id=incident.id,
            term_id=scene.term.id,
            reading=scene.reading.party,
            accused=scene.accused,
            breach=outcome.breach,
            why=outcome.why,
            alleged=_alleged(status, scene),
            probability=outcome.probability,
            trace=tuple(step.answer for step in steps),
            basis=(*incident.report_ids, *(content_id(j) for j in scene.rulings)),
        )


class Charge(NamedTuple):
    """One incident as alleged against one side, whose status a change of the agreement didn't move,
    and the term, of one reading, that it is to be judged by. `alike`: those of one number and term
    differ for the rule only by what happened, to what, and by whom; −1 where this isn't known.
    """

    incident: Incident
    status: IncidentStatus
    accused: str
    reading: Reading
    term: Term
    alike: int


class Ruled(NamedTuple):
    """What a finding says, without its trace."""

    breach: Breach
    why: Why | None
    alleged: bool


def judge_again(
    charges: Iterable[Charge], reports: Mapping[str, Report], mission: Mission
) -> Iterator[Ruled]:
    """What is found of single charges, in their order; of charges that are alike the rule is asked
    once. `reports` by key are read where a rule asks.
    """
    rulings, _ = in_force(mission.judgements, mission.spec, mission.approvals)
    ground, known = ground_of(mission), dict[Hashable, Outcome]()
    for charge in charges:
        scene = _scene(charge, reports, rulings, ground)
        said = tuple((j.verdict, j.value) for j in scene.rulings)
        told = charge.incident.acts, charge.incident.categories, charge.accused, said
        key = (charge.reading.party, charge.term.id, charge.alike, *told)
        if charge.alike < 0 or key not in known:
            known[key] = combine(steps_of(scene))
        found = known[key]
        yield Ruled(found.breach, found.why, _alleged(charge.status, scene))


def _scene(
    charge: Charge, reports: Mapping[str, Report], rulings: Rulings, ground: Ground
) -> Scene:
    keys = charge.incident.report_ids if hears(charge.term) else ()
    return Scene(
        incident=charge.incident,
        accused=charge.accused,
        reading=charge.reading,
        term=charge.term,
        ground=ground,
        reports=_heard(keys, reports, rulings),
        rulings=rulings.about(charge.incident.report_ids),
    )


def _scenes(incident: Incident, bench: Bench) -> Iterator[Scene]:
    rulings = bench.rulings
    reports = _heard(incident.report_ids, bench.reports, rulings)
    judged = rulings.about(incident.report_ids)
    for reading in bench.readings:
        for term in (t for t in reading.terms if isinstance(t, OBSERVABLE)):
            for accused in _accused(incident, reports):
                yield Scene(
                    incident=incident,
                    accused=accused,
                    reading=reading,
                    term=term,
                    ground=bench.ground,
                    reports=reports,
                    rulings=judged,
                )


def _heard(
    keys: Sequence[str], reports: Mapping[str, Report], rulings: Rulings
) -> tuple[Report, ...]:
    """Reports that weren't rejected, in the order of their keys."""
    return tuple(reports[key] for key in sorted(keys) if not rulings.rejects(key))


def _accused(incident: Incident, kept: Sequence[Report]) -> tuple[str, ...]:
    """The sides blamed; where reports were rejected, those that the others still name."""
    if len(kept) == len(incident.report_ids):
        return tuple(sorted(incident.accused))
    named = {report.alleged_actor for report in kept}
    return tuple(sorted(side for side in incident.accused if side in named))


def _alleged(status: IncidentStatus, scene: Scene) -> bool:
    """Must the word breach be qualified? Not where the standard is met and the side is established."""
    named = status.attribution in {"party", "unit"} and status.attributed_to == scene.accused
    return not (named and meets(status, scene.term.standard))


def meets(status: IncidentStatus, standard: Standard) -> bool:
    """Is the evidence what the term demands? Never less than corroborated."""
    if standard.breach == "verified":
        enough = len(status.verified_by) >= standard.approvals
        return status.occurrence is Occurrence.VERIFIED and enough
    return status.occurrence in {Occurrence.CORROBORATED, Occurrence.VERIFIED}
