"""How a verb group is put: planned, demanded, denied, and with which sign.

Only the words of the group count here; who speaks and under which condition is added by others.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import Modality
from truceline.stages.evidence.reading.grammar.frames import Frames
from truceline.stages.evidence.reading.grammar.groups import Group, Head
from truceline.stages.evidence.reading.grammar.words import Word

_NEAR = 3
"""Words from `has` to the verb that somebody has to do, `to` and an adverb between."""


class Put(NamedTuple):
    """Modality and polarity with the word places [first, last] that carry them (−1: none)."""

    modality: Modality = Modality.ASSERTED
    negative: bool = False
    first: int = -1
    last: int = -1

    @property
    def polarity(self) -> str:
        """`-` where it is put negatively."""
        return "-" if self.negative else "+"

    def of(self, modality: Modality, first: int, last: int) -> "Put":
        """The same with another modality and its cue."""
        return self._replace(modality=modality, first=first, last=last)


def put_by(group: Group, frames: Frames) -> Put:
    """What auxiliaries and plans at the head of a group make of it.

    `won't` is denied; `must not` is demanded and negative; `may no longer` planned and negative.
    """
    put = Put(negative=group.negated)
    end = group.head.at
    if group.modal in frames.sets["modal_demanded"] or _obliged(group):
        return put.of(Modality.DEMANDED, group.first, end)
    if group.modal in frames.sets["modal_unable"]:
        return put._replace(negative=True)
    unable = group.negated and group.modal in frames.sets["modal_able"]  # `could not reach it`
    if unable or _supposed(group, frames) or _hedged(group, frames):
        return put
    if group.perfect and group.modal in frames.sets["modal_hedging"]:
        return put.of(Modality.ALLEGED, group.first, end)  # `may have hit`
    if group.modal in frames.sets["modal_planned"]:
        firm = group.negated and not group.ended and group.modal in frames.sets["modal_firm"]
        modality = Modality.DENIED if firm else Modality.PLANNED
        return put.of(modality, group.first, end)
    return put


def _hedged(group: Group, frames: Frames) -> bool:
    """`may constitute`, `would be a breach`: a careful judgement, not a plan."""
    last = group.heads[-1]
    firm = group.modal in frames.sets["modal_firm"] and last.lemma in frames.sets["foreseen"]
    judged = last.lemma in frames.sets["hedged"] and not (last.adjective or last.passive or firm)
    return judged and len(group.heads) == 1 and group.modal in frames.sets["modal_hedging"]


def _supposed(group: Group, frames: Frames) -> bool:
    """`would have led to war`: not ahead any more."""
    both = frames.sets["modal_hedging"] & frames.sets["modal_firm"]
    return group.perfect and group.modal in both


def _obliged(group: Group) -> bool:
    """`has to`, `needs to` before another verb; what one had to do is done."""
    present = group.head.at == group.first and not group.past
    owed = len(group.heads) > 1 and group.head.lemma in {"have", "need"} and not group.negated
    owed = owed and group.heads[1].at - group.head.at <= _NEAR  # not `has until May to decide`
    return owed and (present or group.modal != "")


def hearsay(put: Put, words: Sequence[Word], group: Group, frames: Frames) -> Put:
    """`reportedly fired`: alleged, by an adverb in the group or at its side."""
    if put.modality is not Modality.ASSERTED:
        return put
    near = range(max(group.first - 2, 0), min(group.last + 2, len(words)))
    at = next((n for n in near if words[n].low in frames.sets["hearsay"]), -1)
    return put.of(Modality.ALLEGED, at, at) if at >= 0 else put


def denied_by_noun(put: Put, group: Group, *, reason: bool) -> Put:
    """`No soldier will go`, `has no intention`: denied; other absences are only negative."""
    put = put._replace(negative=True)
    if put.modality is Modality.PLANNED or (put.modality is Modality.ASSERTED and reason):
        return put.of(Modality.DENIED, group.first, group.head.at)
    return put


def governed(put: Put, head: Head, stance: str) -> Put:
    """What a stance makes of the group that it heads."""
    return _EFFECTS.get(stance, _unchanged)(put, head)


def _unchanged(put: Put, _head: Head) -> Put:
    return put


def _refused(put: Put, head: Head) -> Put:
    if put.negative and put.modality is Modality.ASSERTED:
        return put._replace(negative=False)  # `doesn't oppose`
    return Put(Modality.DENIED, negative=True, first=head.at, last=head.at)


def _demanded(put: Put, head: Head) -> Put:
    if put.negative and put.modality is not Modality.DEMANDED:
        return put
    return put.of(Modality.DEMANDED, head.at, head.at)


def _granted(put: Put, head: Head) -> Put:
    """Support, agreement and offers: the negation of one is a refusal."""
    if put.negative and put.modality in {Modality.ASSERTED, Modality.DENIED}:
        return put.of(
            Modality.DENIED, min(put.first, head.at) if put.first >= 0 else head.at, head.at
        )
    return put


def _planned(put: Put, head: Head) -> Put:
    if put.modality is not Modality.ASSERTED:
        return put
    return put.of(Modality.PLANNED, head.at, head.at)


def _failed(put: Put, _head: Head) -> Put:
    return put._replace(negative=not put.negative)


def _alleged(put: Put, head: Head) -> Put:
    return put.of(Modality.ALLEGED, head.at, head.at)


_EFFECTS = {
    "refuse": _refused,
    "demand": _demanded,
    "support": _granted,
    "agree": _granted,
    "offer": _granted,
    "plan": _planned,
    "fail": _failed,
    "doubt": _failed,
    "accuse": _alleged,
}
