"""What kind of claim an act makes and how it is put: alleged, denied, demanded, planned.

One side's word about the other's acts is alleged, whoever prints it; its word about its own losses
and its own defence is its assertion.
"""

from typing import NamedTuple

from truceline.model.claim import ClaimKind, Modality, Span
from truceline.stages.evidence.reading.slavic.acts import Act, lemmas_in, violent
from truceline.stages.evidence.reading.slavic.clauses import Clause
from truceline.stages.evidence.reading.slavic.lexicon import Lexicon
from truceline.stages.evidence.reading.slavic.scene import Sentence

ACCUSING = frozenset({"attack", "violate", "event", "control"})
INCIDENTS = ACCUSING | {"harm", "intercept"}
_POSITIONS = {
    "demand": (ClaimKind.POSITION, Modality.DEMANDED, False),
    "refuse": (ClaimKind.POSITION, Modality.DENIED, True),
    "reject": (ClaimKind.POSITION, Modality.DENIED, True),
    "untrue": (ClaimKind.INCIDENT, Modality.DENIED, True),
    "agree": (ClaimKind.POSITION, Modality.ASSERTED, False),
    "offer": (ClaimKind.POSITION, Modality.ASSERTED, False),
    "ready": (ClaimKind.PLEDGE, Modality.ASSERTED, False),
    "observe": (ClaimKind.POSITION, Modality.ASSERTED, False),
    "meet": (ClaimKind.MEETING, Modality.ASSERTED, False),
    "unknown": (ClaimKind.ASSESSMENT, Modality.ASSERTED, True),
    "other": (ClaimKind.POSITION, Modality.ASSERTED, False),
}


class Put(NamedTuple):
    """Kind, modality and sign, with the words that make it so (none where asserted)."""

    kind: ClaimKind
    modality: Modality = Modality.ASSERTED
    negative: bool = False
    cue: Span | None = None

    @property
    def polarity(self) -> str:
        """`-` where it is put negatively."""
        return "-" if self.negative else "+"


def put_of(sentence: Sentence, clause: Clause, act: Act, known: Lexicon) -> Put:
    """How a clause is put by its own words."""
    cue = sentence.chars(act.at, act.at + 1)
    fierce = violent(sentence, clause, known)
    if act.what in INCIDENTS:
        put = Put(ClaimKind.INCIDENT, negative=act.negated)
    elif act.what == "accuse":
        put = Put(_or_position(violent=fierce), Modality.ALLEGED, act.negated, cue)
    elif act.what == "deny":
        accused = fierce or known.has("denied_nouns", lemmas_in(sentence, clause))
        put = Put(_or_position(violent=accused), Modality.DENIED, negative=True, cue=cue)
    else:
        kind, modality, negative = _POSITIONS[act.what]
        put = Put(kind, modality, negative or act.negated, cue)
    return _planned(sentence, clause, put, known)


def _or_position(*, violent: bool) -> ClaimKind:
    return ClaimKind.INCIDENT if violent else ClaimKind.POSITION


def _planned(sentence: Sentence, clause: Clause, put: Put, known: Lexicon) -> Put:
    """A verb in the future, or one of planning, makes what is asserted planned."""
    if put.modality is not Modality.ASSERTED:
        return put
    for at in clause.heads:
        word = sentence.words[at]
        if word.future or known.has("plan", word.lemmas):
            return put._replace(modality=Modality.PLANNED, cue=sentence.chars(at, at + 1))
    return put._replace(cue=None)
