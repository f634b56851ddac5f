"""Three-valued answers from shares: what is decided by a threshold and what stays open."""

from collections.abc import Iterable
from typing import NamedTuple

from truceline.model.finding import Answer, Verdict, Why
from truceline.model.incident import Share
from truceline.model.mission import Settings

ORDER = (Why.PLACE, Why.TIME, Why.KIND, Why.CLAUSE)
"""Which reason is named first when several steps are undetermined."""

_HAIR = 1e-9  # shares are sums of floats: 0.9 must reach 0.9


class Weighed(NamedTuple):
    """One of the values that reports give, what the term says of it, and its share."""

    word: str
    answer: Answer
    share: float


def by_share(share: float, settings: Settings) -> Verdict:
    """Yes from `settings.yes` on, no up to `settings.no`, else undetermined."""
    if share >= settings.yes - _HAIR:
        return Verdict.YES
    return Verdict.NO if share <= settings.no + _HAIR else Verdict.UNDETERMINED


def measured(question: str, share: float, why: Why, settings: Settings, note: str = "") -> Answer:
    """The answer to a question whose probability is a share of an error."""
    verdict = by_share(share, settings)
    reason = why if verdict is Verdict.UNDETERMINED else None
    return Answer(question=question, verdict=verdict, probability=share, why=reason, note=note)


def unknown(question: str, why: Why, note: str) -> Answer:
    """Undetermined, for lack of what the question needs."""
    return Answer(question=question, verdict=Verdict.UNDETERMINED, why=why, note=note)


def plain_answer(question: str, verdict: bool, note: str = "") -> Answer:
    """Yes or no in words alone."""
    return Answer(question=question, verdict=Verdict.YES if verdict else Verdict.NO, note=note)


def weigh(question: str, values: Iterable[Weighed], settings: Settings) -> Answer:
    """One answer over values that reports disagree on, each by its share.

    The reason is clause when the words of the text leave more open than the reports do, else kind.
    """
    every = [v for v in values if v.share > 0]
    if not every:
        return unknown(question, Why.KIND, "not reported")
    if len({(v.answer.verdict, v.answer.why) for v in every}) == 1:
        return _one(question, every)
    yes, no = _sum(every, Verdict.YES), _sum(every, Verdict.NO)
    verdict = _decided(yes, no, settings)
    reason = _reason(every, min(yes, no)) if verdict is Verdict.UNDETERMINED else None
    return Answer(
        question=question,
        verdict=verdict,
        probability=yes if yes + no > 1 - _HAIR else None,
        why=reason,
        note="; ".join(_told(v) for v in every),
    )


def _one(question: str, every: list[Weighed]) -> Answer:
    """All values agree: a matter of words, with no share."""
    notes = sorted({v.answer.note for v in every if v.answer.note})
    first = every[0].answer
    return Answer(question=question, verdict=first.verdict, why=first.why, note="; ".join(notes))


def _decided(yes: float, no: float, settings: Settings) -> Verdict:
    if yes >= settings.yes - _HAIR:
        return Verdict.YES
    return Verdict.NO if 1 - no <= settings.no + _HAIR else Verdict.UNDETERMINED


def _sum(every: list[Weighed], verdict: Verdict) -> float:
    total = sum(v.share for v in every)
    return sum(v.share for v in every if v.answer.verdict is verdict) / total


def _reason(every: list[Weighed], conflict: float) -> Why:
    total = sum(v.share for v in every)
    clause = sum(v.share for v in every if v.answer.why is Why.CLAUSE) / total
    kind = _sum(every, Verdict.UNDETERMINED) - clause + conflict
    return Why.CLAUSE if clause > kind + _HAIR else Why.KIND


def _told(value: Weighed) -> str:
    verdict, why = value.answer.verdict, value.answer.why
    return f"{value.word} {value.share:.2f} {verdict}" + (f" ({why})" if why else "")


def ordered(shares: Iterable[Share]) -> list[Share]:
    """Largest share first, then by name."""
    return sorted(shares, key=lambda s: (-s.share, s.value))
