"""What kind of claim a clause makes: its stance first, then its act, by frames.

Nothing here knows who speaks; a clause that fits no frame is a position, with little confidence.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import ClaimKind, Modality
from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.frames import Frames, singular
from truceline.stages.evidence.reading.grammar.groups import Group, Head
from truceline.stages.evidence.reading.grammar.modality import Put, denied_by_noun, governed, put_by
from truceline.stages.evidence.reading.grammar.nounphrases import asks_others, plural_words
from truceline.stages.evidence.reading.grammar.words import Word

_STANCE_KINDS = {
    "refuse": ClaimKind.POSITION,
    "support": ClaimKind.POSITION,
    "want": ClaimKind.POSITION,
    "demand": ClaimKind.CONDITION,
    "depend": ClaimKind.CONDITION,
    "offer": ClaimKind.PLEDGE,
    "agree": ClaimKind.AGREEMENT,
    "propose": ClaimKind.POSITION,
    "fail": ClaimKind.POSITION,
    "criticise": ClaimKind.POSITION,
    "accuse": ClaimKind.POSITION,
}
SURE, FAIR, GUESSED = 0.85, 0.7, 0.45
"""Confidence of a verb of the kind, of a weaker sign, and of the kind taken for want of one."""


class Verdict(NamedTuple):
    """Kind of a clause, how it is put, its stance if any, and how sure the kind is (0..1)."""

    kind: ClaimKind
    put: Put
    stance: str
    sure: float
    main: Head


class Governed(NamedTuple):
    """What a verdict looks at: singular nouns of the subject, of the phrase behind the verb and of
    all that follows; whether a number that isn't a duration stands in the clause.
    """

    subject: frozenset[str]
    object: frozenset[str]
    rest: frozenset[str]
    counted: bool
    casualties: bool = False
    denied: bool = False
    plural: bool = False
    asked: bool = False
    heads: frozenset[str] = frozenset()


def governed_by(
    words: Sequence[Word], clause: Clause, *, counted: bool, casualties: bool, frames: Frames
) -> Governed:
    """The nouns around a clause's verb group."""
    first, last = clause.group.last + 1, clause.end
    return Governed(
        subject=nouns(words[clause.subject[0] : clause.subject[1]]),
        object=nouns(words[first : _phrase_end(words, first, last)]),
        rest=nouns(words[first:last]),
        counted=counted,
        casualties=casualties,
        denied=_denied(words, clause, frames),
        plural=plural_words(words[clause.subject[0] : clause.subject[1]]),
        asked=asks_others(words[first:last]),
        heads=nouns(words[clause.subject[0] : _head_end(words, *clause.subject)]),
    )


def _head_end(words: Sequence[Word], first: int, last: int) -> int:
    """Where a subject's own nouns end: before its first preposition."""
    return next((n for n in range(first + 1, last) if words[n].tag == "prep"), last)


def _denied(words: Sequence[Word], clause: Clause, frames: Frames) -> bool:
    """`No violations were recorded`, `has no intention`, `not all are ready`."""
    first, last = clause.subject
    behind = clause.group.last + 1
    opening = {w.low for w in words[first : min(first + 1, last)]}
    governed = {w.low for w in words[behind : min(behind + 1, clause.end)]}
    before = words[first - 1].low if first else ""
    return bool((opening | governed) & frames.sets["negative_subjects"]) or before == "not"


def nouns(words: Sequence[Word]) -> frozenset[str]:
    """The words as singular nouns, with hyphenated ones also by their last part."""
    found = {
        singular(w.low) for w in words if w.tag in {"noun", "name", "num", "adj", "verb", "pron"}
    }
    found |= {w.lemma for w in words if w.tag == "verb"}
    return frozenset(found | {singular(w.low.rpartition("-")[2]) for w in words if "-" in w.low})


def _phrase_end(words: Sequence[Word], first: int, last: int) -> int:
    """Where the noun phrase behind a verb ends; `of` and a preposition at once belong to it."""
    at = first
    while at < last and (words[at].tag in {"prep", "adv", "to", "neg"} and at - first < 3):
        at += 1
    while at < last and (words[at].tag not in {"punct", "prep", "subprep", "verb", "to"} or words[at].low in {"of", "on"}):  # fmt: skip
        at += 1
    return at


def judge(group: Group, found: Governed, frames: Frames) -> Verdict:
    """The verdict on one verb group and the nouns that it governs."""
    put = put_by(group, frames)
    if found.denied:
        reason = bool(found.object & frames.sets["denying_nouns"])
        put = denied_by_noun(put, group, reason=reason)
    for n, head in enumerate(group.heads):
        last = n == len(group.heads) - 1
        stance = _stance(head, found, frames, last=last)
        if not last and (effect := _passing(head, stance, group, found, frames)):
            refused = put.negative and head.lemma in frames.sets["resolved"]
            put = (
                put.of(Modality.DENIED, head.at, head.at)
                if refused
                else governed(put, head, effect)
            )
        elif not last and _transparent(head, frames, stance):
            continue
        elif stance == "plan":
            put = governed(put, head, stance) if head.lemma in frames.sets["planning"] else put
        elif stance:
            return _by_stance(stance, put, head, group, found, frames)
    return _by_act(put, group.heads[-1], group, found, frames)


def _passing(head: Head, stance: str, group: Group, found: Governed, frames: Frames) -> str:
    """Heads that only colour what follows: `is expected to`, `is to`, `are alleged to have`."""
    if stance == "plan":
        return stance
    if head.passive and frames.hands_on(head.lemma) == "alleged":
        return "accuse"
    is_to = head.lemma == "be" and not head.adjective and not group.past
    return "plan" if is_to and "mandate" not in found.subject else ""


def _transparent(head: Head, frames: Frames, stance: str) -> bool:
    """`says to have hit`, `is thought to have left`: the next verb says what is said."""
    return not stance and bool(frames.hands_on(head.phrase, head.lemma))


def _stance(head: Head, found: Governed, frames: Frames, *, last: bool) -> str:
    names = (head.phrase, head.lemma)
    if found.subject & frames.of("agreement", "subjects") and _is_term(head, frames):
        return ""
    if last and not head.adjective:
        by_noun = _stance_noun(names, found, frames)
        if by_noun:
            return by_noun
    stance = frames.stance(names, "adjectives" if head.adjective else "verbs")
    if stance == "fail" and last and head.lemma not in frames.sets["lacking"]:
        return ""
    if last and not head.adjective and _concrete(head, found, frames):
        return ""
    return stance


def _is_term(head: Head, frames: Frames) -> bool:
    """What a text binds its parties to is no stance of the text's."""
    return bool({head.phrase, head.lemma} & frames.of("agreement", "terms"))


def _stance_noun(names: tuple[str, ...], found: Governed, frames: Frames) -> str:
    """`expressed support`, `was met with resistance`: the noun says what the verb leaves open."""
    if not frames.sets["stance_light"] & set(names):
        return ""
    nouns_seen = found.rest if "meet_with" in names else found.object
    for stance, parts in frames.stances.items():
        if stance != "agree" and parts.get("nouns", frozenset()) & nouns_seen:
            return stance
    return ""


def _concrete(head: Head, found: Governed, frames: Frames) -> bool:
    """Verbs of stance that govern an act: `accepted a truce` is an agreement, say."""
    for kind in ("agreement", "meeting"):
        light = head.lemma in frames.of(kind, "light")
        if light and found.object & frames.of(kind, "nouns"):
            return True
    if _hinders(head, found, frames):
        return True
    return head.lemma == "support" and bool(found.subject & frames.of("mandate", "subjects"))


def _hinders(head: Head, found: Governed, frames: Frames) -> bool:
    """`denied passage`, `access was refused`."""
    what = found.subject if head.passive else found.object
    hinders = head.lemma in frames.of("incident", "obstructing")
    return hinders and bool(what & frames.of("incident", "obstructed"))


def _by_stance(
    stance: str, put: Put, head: Head, group: Group, found: Governed, frames: Frames
) -> Verdict:
    kind = _STANCE_KINDS[stance]
    violent = frames.of("incident", "nouns") | frames.of("incident", "verbs")
    broken = found.rest & frames.of("incident", "breaking") and found.rest & frames.of("incident", "broken")  # fmt: skip
    if stance == "accuse" and (found.rest & violent or broken):
        kind = ClaimKind.INCIDENT
    if head.lemma in frames.report["denied"] and found.object & frames.sets["culpability"]:
        kind = ClaimKind.INCIDENT
    own = head.lemma in frames.sets["ambivalent"] and head is not group.heads[-1]
    if stance == "demand" and own:  # insists on keeping its posts
        stance, kind = "want", ClaimKind.POSITION
    asked = found.asked or bool(found.object & frames.sets["wanted"])
    if stance == "want" and asked and head is group.heads[-1]:
        stance, kind = "demand", ClaimKind.CONDITION
    put = governed(put, head, stance)
    promised = stance == "offer" and head is not group.heads[-1]
    if promised and head.lemma in frames.sets["promising"]:
        put = governed(put, head, "plan")
    if stance in {"refuse", "fail"} and head is not group.heads[-1]:
        kind = _refused_act(kind, group, found, frames)
    return Verdict(kind, put, stance, SURE, group.heads[-1])


def _refused_act(kind: ClaimKind, group: Group, found: Governed, frames: Frames) -> ClaimKind:
    """`denies having targeted civilians` is about an incident."""
    act = _act(group.heads[-1], Put(), group, found, frames)
    return ClaimKind.INCIDENT if act and act[0] is ClaimKind.INCIDENT else kind


def _by_act(put: Put, head: Head, group: Group, found: Governed, frames: Frames) -> Verdict:
    act = _act(head, put, group, found, frames)
    if (
        act is not None
        and act[0] is ClaimKind.MEETING
        and head.lemma in frames.of("meeting", "arranging")
    ):
        put = governed(put, head, "plan")
    if (
        act is not None
        and act[0] is ClaimKind.AGREEMENT
        and head.lemma in frames.sets["forbidding"]
    ):
        put = put._replace(negative=not put.negative)
    if act is not None:
        return Verdict(act[0], put, "", act[1], head)
    if put.modality is Modality.DEMANDED:
        return Verdict(ClaimKind.CONDITION, put, "demand", FAIR, head)
    return Verdict(*_default(head, put, found, frames), head)


def _default(
    head: Head, put: Put, found: Governed, frames: Frames
) -> tuple[ClaimKind, Put, str, float]:
    if put.negative and head.lemma == "be" and found.object & frames.sets["off_table"]:
        put = put.of(Modality.DENIED, head.at, head.at)
    if head.lemma in frames.sets["negative_adjectives"]:
        put = put._replace(negative=not put.negative)
    words = frames.of("assessment", "adjectives" if head.adjective else "verbs")
    if head.lemma in words or head.phrase in words or _weighs(head, found, frames):
        return ClaimKind.ASSESSMENT, put, "", FAIR
    if head.lemma == "be" and found.object & frames.of("assessment", "adjectives"):
        return ClaimKind.ASSESSMENT, put, "", FAIR
    return ClaimKind.POSITION, put, "", GUESSED


def _weighs(head: Head, found: Governed, frames: Frames) -> bool:
    """`voiced concern`, `the intensity of attacks has decreased`."""
    voiced = head.lemma in frames.sets["stance_light"] and found.object & frames.sets["feelings"]
    changes = head.lemma in frames.sets["happening"]
    return bool(voiced) or (changes and bool(found.subject & frames.of("incident", "nouns")))


def _act(
    head: Head, put: Put, group: Group, found: Governed, frames: Frames
) -> tuple[ClaimKind, float] | None:
    """The kind of act and its confidence; None where the verb names no act of a kind."""
    if head.adjective:
        controlled = head.lemma in frames.of("incident", "control_adjectives")
        return (ClaimKind.INCIDENT, FAIR) if controlled else None
    for test in (_light, _violent, _meeting, _mandated, _agreed, _pledged, _counted):
        act = test(head, put, group, found, frames)
        if act is not None:
            return act
    return None


_Act = tuple[ClaimKind, float] | None


def _light(head: Head, _put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    """Verb and noun together: hold talks, launch an attack, sign a deal."""
    for kind in ("agreement", "meeting", "incident"):
        verbs = frames.of(kind, "light") | frames.of(kind, "arranging")
        governed_nouns = found.subject if head.passive else found.object
        if (head.lemma in verbs or head.phrase in verbs) and governed_nouns & frames.of(
            kind, "nouns"
        ):
            return ClaimKind(kind), SURE
    return None


def _violent(head: Head, put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    verbs = frames.of("incident", "verbs")
    if found.casualties:
        return ClaimKind.INCIDENT, SURE
    if head.lemma in frames.sets["figurative"] and found.object & frames.sets["abstract"]:
        return None
    broken = head.lemma in frames.of("incident", "breaking") and found.object & frames.of("incident", "broken")  # fmt: skip
    taken = head.lemma in frames.of("incident", "taking") and found.object & frames.of("incident", "taken")  # fmt: skip
    hindered = _hinders(head, found, frames)
    if broken or taken or hindered:
        return ClaimKind.INCIDENT, FAIR
    if head.lemma in frames.sets["holding"] and found.counted and not found.casualties:
        return ClaimKind.FIGURE, FAIR
    in_control = head.lemma in {"be", "have", "take"} and found.rest & frames.of(
        "incident", "control"
    )
    if head.phrase in verbs or head.lemma in verbs or in_control:
        return ClaimKind.INCIDENT, SURE if put.modality is not Modality.PLANNED else FAIR
    nouns_seen = frames.of("incident", "nouns")
    subject = found.heads or found.subject
    happening = subject & nouns_seen and not subject & frames.of("mandate", "subjects")
    happens = {head.lemma, head.phrase} & frames.sets["happening"]
    exists = head.lemma == "be" and "there" in found.subject and found.object & nouns_seen
    return (ClaimKind.INCIDENT, FAIR) if (happening and happens) or exists else None


def _meeting(head: Head, _put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    verbs = frames.of("meeting", "verbs")
    topic = head.phrase in frames.sets["topics"] or head.phrase.endswith("_of")
    if (head.phrase in verbs or head.lemma in verbs) and not topic and not head.passive:
        return ClaimKind.MEETING, SURE
    hosts = head.lemma in frames.of("meeting", "hosting") and found.object & frames.of("meeting", "guests")  # fmt: skip
    together = found.plural or bool(found.subject & frames.sets["assemblies"])
    talked = not head.passive and head.lemma in frames.of("meeting", "joint") and together
    if hosts or talked:
        return ClaimKind.MEETING, FAIR
    held = found.subject & frames.of("meeting", "nouns") and head.lemma in frames.of(
        "meeting", "light"
    )
    return (ClaimKind.MEETING, FAIR) if held else None


def _mandated(head: Head, _put: Put, group: Group, found: Governed, frames: Frames) -> _Act:
    heads = {h.lemma for h in group.heads}
    verbs = frames.of("mandate", "verbs")
    tasked = heads & frames.of("mandate", "heads") and (head.lemma in verbs or head.phrase in verbs)
    force = bool(found.subject & frames.of("mandate", "subjects"))
    if force and (head.lemma in verbs or head.phrase in verbs or tasked):
        return ClaimKind.MANDATE, SURE
    if heads & frames.sets["meant_for"] and tasked:
        return ClaimKind.MANDATE, FAIR
    return (ClaimKind.MANDATE, FAIR) if "mandate" in found.subject and head.lemma == "be" else None


def _agreed(head: Head, _put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    names = {head.phrase, head.lemma}
    if names & frames.of("agreement", "verbs") and found.object & frames.of("agreement", "nouns"):
        return ClaimKind.AGREEMENT, SURE
    if found.subject & frames.of("agreement", "subjects") and names & frames.sets["lasting"]:
        return ClaimKind.ASSESSMENT, FAIR
    terms = found.subject & frames.of("agreement", "subjects") and names & frames.of(
        "agreement", "terms"
    )
    return (ClaimKind.AGREEMENT, FAIR) if terms else None


def _counted(head: Head, _put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    names = {head.phrase, head.lemma}
    if found.denied:
        return None
    if found.counted and names & frames.of("figure", "verbs") | ({"be"} & names):
        return ClaimKind.FIGURE, FAIR
    topic = head.phrase in frames.sets["topics"] and found.counted
    return (ClaimKind.FIGURE, FAIR) if topic else None


def _pledged(head: Head, put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    """What is still to be given; what was given already is an act like any other."""
    gives = {head.phrase, head.lemma} & frames.of("pledge", "verbs") and not head.passive
    future = put.modality is Modality.PLANNED and not put.negative
    if gives and future and found.object & frames.of("pledge", "nouns"):
        return ClaimKind.PLEDGE, FAIR
    return (ClaimKind.PLEDGE, 0.6) if gives and future else None
