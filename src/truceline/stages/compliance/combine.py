"""From the steps of a rule to what it says: none, exempt, breach, or undetermined and why."""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from truceline.model.finding import Answer, Breach, Verdict, Why
from truceline.stages.compliance.scene import Step, Topic
from truceline.stages.compliance.weigh import ORDER


class Outcome(NamedTuple):
    """What a rule says of one incident and one accused side."""

    breach: Breach
    why: Why | None
    probability: float | None


def combine(steps: Sequence[Step]) -> Outcome:
    """Any no is none; else any undetermined leaves it open, place before time, kind and clause;
    else exempt or breach.

    The probability is the product of the steps' shares, as if their errors were independent; None
    where a step is open for its words alone, so that nothing was measured.
    """
    scope = [step.answer for step in steps if step.topic is not Topic.EXEMPT]
    exempt = next(step.answer for step in steps if step.topic is Topic.EXEMPT)
    chance = _probability(scope)
    if any(answer.verdict is Verdict.NO for answer in scope):
        return Outcome(Breach.NONE, None, chance)
    reasons = {a.why for a in (*scope, exempt) if a.verdict is Verdict.UNDETERMINED}
    if reasons:
        why = next((w for w in ORDER if w in reasons), Why.CLAUSE)
        return Outcome(Breach.UNDETERMINED, why, chance)
    found = Breach.EXEMPT if exempt.verdict is Verdict.YES else Breach.BREACH
    return Outcome(found, None, chance)


def _probability(scope: Sequence[Answer]) -> float | None:
    shares = [_share(answer) for answer in scope]
    known = [share for share in shares if share is not None]
    if 0.0 in known:
        return 0.0
    return prod(known) if len(known) == len(shares) else None


def _share(answer: Answer) -> float | None:
    """The step's share; words that decide count as certain."""
    if answer.probability is not None:
        return answer.probability
    return {Verdict.YES: 1.0, Verdict.NO: 0.0}.get(answer.verdict)
