"""Judgements in force: superseded ones left out, each found by the report that it cites.

Judgements cite reports, never incidents. What the mandate doesn't allow is a problem and has no
effect: a mission that only monitors can't verify.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from truceline.foundation.judging import standing
from truceline.model.evidence import Approval, Judgement
from truceline.model.mission import Mandate, MissionSpec
from truceline.model.record import Problem, content_id

ATTRIBUTIONS = ("party:", "unit:")
SETTLED = ("", "verified", "refuted")
OPEN = ("under_verification", "unverifiable_no_access")
VERIFYING_ROLES = ("verify", "investigate")


@dataclass(frozen=True, kw_only=True)
class Rulings:
    """Judgements by report key, in the order they were made; `seconded` are the mandated verifiers who
    approved a judgement, by its content id.
    """

    by_report: Mapping[str, tuple[Judgement, ...]]
    seconded: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def about(self, report_ids: Iterable[str]) -> tuple[Judgement, ...]:
        """Judgements in force about any of these reports, oldest first."""
        found = {content_id(j): j for key in report_ids for j in self.by_report.get(key, ())}
        return tuple(sorted(found.values(), key=_age))

    def rejects(self, report_id: str) -> bool:
        """Has a reviewer set this report aside?"""
        return any(j.verdict == "reject" for j in self.by_report.get(report_id, ()))

    def verifiers(self, judgement: Judgement) -> frozenset[str]:
        """Who stands behind a verification."""
        return self.seconded.get(content_id(judgement), frozenset()) | {judgement.reviewer}


def _age(judgement: Judgement) -> tuple[object, str]:
    return judgement.at, content_id(judgement)


def in_force(
    judgements: Sequence[Judgement], spec: MissionSpec, approvals: Sequence[Approval] = ()
) -> tuple[Rulings, tuple[Problem, ...]]:
    """The judgements that stand, and a problem for each that the mandate doesn't allow."""
    made = standing(judgements)
    refused = [(j, why) for j in made if (why := _refusal(j, spec.mandate))]
    barred = {content_id(j) for j, _ in refused}
    by_report: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in (j for j in made if content_id(j) not in barred):
        for key in judgement.about:
            by_report[key].append(judgement)
    kept = {key: tuple(found) for key, found in by_report.items()}
    rulings = Rulings(by_report=kept, seconded=_seconded(approvals, spec.mandate))
    return rulings, tuple(_problem(j, why, spec) for j, why in refused)


def _seconded(approvals: Sequence[Approval], mandate: Mandate) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for approval in approvals:
        if approval.approved and approval.reviewer in mandate.verifiers:
            found[approval.judgement].add(approval.reviewer)
    return {key: frozenset(names) for key, names in found.items()}


def _refusal(judgement: Judgement, mandate: Mandate) -> tuple[str, str] | None:
    """Why a judgement can't stand, and what would mend it."""
    if not settles(judgement):
        return None
    return _misworded(judgement) or _unmandated(judgement, mandate)


def _misworded(judgement: Judgement) -> tuple[str, str] | None:
    words = ", ".join(word for word in (*SETTLED, *OPEN) if word)
    if judgement.value not in SETTLED and not judgement.value.startswith(ATTRIBUTIONS):
        return (
            f"verify can't say {judgement.value!r}",
            f"one of {words}, party:ID, unit:ID/NAME",
        )
    if not judgement.method.strip():
        return "a verification must name its method", "fill in method"
    return None


def _unmandated(judgement: Judgement, mandate: Mandate) -> tuple[str, str] | None:
    where = "mandate.role in mission.yaml"
    if mandate.role not in VERIFYING_ROLES:
        return f"a mission that may {mandate.role} can't verify", where
    if judgement.reviewer not in mandate.verifiers:
        known = ", ".join(mandate.verifiers) or "none is named"
        return f"{judgement.reviewer} isn't a mandated verifier", f"mandate.verifiers: {known}"
    if judgement.value.startswith(ATTRIBUTIONS) and mandate.role != "investigate":
        return "only an investigation attributes", where
    return None


def settles(judgement: Judgement) -> bool:
    """Does it settle an incident's occurrence, rather than say that the work goes on?"""
    return judgement.verdict == "verify" and judgement.value not in OPEN


def _problem(judgement: Judgement, why: tuple[str, str], spec: MissionSpec) -> Problem:
    message, hint = why
    field = ", ".join(sorted(judgement.about))
    return Problem(file=spec.judgements, field=field, message=message, hint=hint)
