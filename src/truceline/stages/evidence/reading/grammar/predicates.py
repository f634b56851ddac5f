"""What kind of claim a clause makes: its stance first, then its act, by frames.

Nothing here knows who speaks; a clause that fits no frame is a position, with little confidence.
"""

from truceline.model.claim import ClaimKind, Modality
from truceline.stages.evidence.reading.grammar.acts import act_of, hinders
from truceline.stages.evidence.reading.grammar.frames import Frames
from truceline.stages.evidence.reading.grammar.governed import (
    FAIR,
    GUESSED,
    SURE,
    Governed,
    Verdict,
)
from truceline.stages.evidence.reading.grammar.groups import Group, Head
from truceline.stages.evidence.reading.grammar.modality import Put, denied_by_noun, governed, put_by

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
    "doubt": ClaimKind.POSITION,
    "accuse": ClaimKind.POSITION,
}


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
    return _weighed(_by_act(put, group.heads[-1], group, found, frames), group, frames)


def _weighed(verdict: Verdict, group: Group, frames: Frames) -> Verdict:
    """`doesn't appear to have produced`, `is unlikely to happen`: an evaluation."""
    lemmas = {h.lemma for h in group.heads}
    if not lemmas & frames.sets["seeming"]:
        return verdict
    put = verdict.put
    if lemmas & frames.sets["negative_adjectives"] and not group.heads[-1].adjective:
        put = put._replace(negative=not put.negative)
    lasting = verdict.kind is ClaimKind.AGREEMENT and verdict.sure <= FAIR
    if lasting or (verdict.kind is ClaimKind.POSITION and verdict.sure <= GUESSED):
        return verdict._replace(kind=ClaimKind.ASSESSMENT, sure=FAIR, put=put)
    return verdict._replace(put=put)


def _passing(head: Head, stance: str, group: Group, found: Governed, frames: Frames) -> str:
    """Heads that only colour what follows: `is expected to`, `is to`, `are alleged to have`."""
    if stance == "plan":
        return stance
    if head.passive and frames.hands_on(head.lemma) == "alleged":
        return "accuse"
    is_to = head.lemma == "be" and not head.adjective and not group.past
    return "plan" if is_to and not found.subject & frames.sets["purposeful"] else ""


def _transparent(head: Head, frames: Frames, stance: str) -> bool:
    """`says to have hit`, `is thought to have left`: the next verb says what is said."""
    return not stance and bool(frames.hands_on(head.phrase, head.lemma))


def _stance(head: Head, found: Governed, frames: Frames, *, last: bool) -> str:
    names = (head.phrase, head.lemma)
    if found.subject & frames.of("agreement", "subjects") and _is_term(head, frames):
        return ""
    if last and not head.adjective:
        by_noun = _stance_noun(head, found, frames)
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


def _stance_noun(head: Head, found: Governed, frames: Frames) -> str:
    """`expressed support`, `was met with resistance`: the noun says what the verb leaves open."""
    if not frames.sets["stance_light"] & {head.phrase, head.lemma}:
        return ""
    met = head.phrase == "meet_with"  # a meeting, where it isn't passive
    nouns_seen = found.object if not met else found.rest if head.passive else found.thing
    if head.lemma == "be":  # `the obstacle was the denial of access` refuses nothing
        nouns_seen -= frames.of("incident", "obstruction")
    for stance, parts in frames.stances.items():
        if stance != "agree" and parts.get("nouns", frozenset()) & nouns_seen:
            return stance
    return ""


def _concrete(head: Head, found: Governed, frames: Frames) -> bool:
    """Verbs of stance that govern an act: `accepted a truce` is an agreement, say."""
    for kind in ("agreement", "meeting", "incident"):
        light = head.lemma in frames.of(kind, "light")
        if light and found.object & frames.of(kind, "nouns"):
            return True
    if hinders(head, found, frames):
        return True
    return head.lemma == "support" and bool(found.subject & frames.of("mandate", "subjects"))


def _by_stance(
    stance: str, put: Put, head: Head, group: Group, found: Governed, frames: Frames
) -> Verdict:
    kind = _STANCE_KINDS[stance]
    if stance == "agree" and put.modality is Modality.DEMANDED:
        kind = ClaimKind.CONDITION  # `must be approved by parliament`
    if stance == "offer" and head is group.heads[-1] and found.object & frames.sets["wordy"]:
        return Verdict(ClaimKind.POSITION, put, "", SURE, head)  # `offered no comment`
    violent = frames.of("incident", "nouns") | frames.of("incident", "verbs")
    broken = found.rest & frames.of("incident", "breaking") and found.rest & frames.of("incident", "broken")  # fmt: skip
    if stance == "accuse" and (found.rest & violent or broken):
        kind = ClaimKind.INCIDENT
    if head.lemma in frames.report["denied"] and found.object & frames.sets["culpability"]:
        kind = ClaimKind.INCIDENT
    own = head.lemma in frames.sets["ambivalent"] and head is not group.heads[-1]
    if stance == "demand" and own:  # insists on keeping its posts
        stance, kind = "want", ClaimKind.POSITION
    asked = found.asked and head.lemma not in frames.sets["hoping"]
    asked = asked or bool(found.object & frames.sets["wanted"])
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
    act = act_of(group.heads[-1], Put(), group, found, frames)
    return ClaimKind.INCIDENT if act and act[0] is ClaimKind.INCIDENT else kind


def _by_act(put: Put, head: Head, group: Group, found: Governed, frames: Frames) -> Verdict:
    act = act_of(head, put, group, found, frames)
    if act is not None and act[0] is ClaimKind.MEETING and _foreseen(head, group, frames):
        put = governed(put, head, "plan")
    if (
        act is not None
        and act[0] is ClaimKind.AGREEMENT
        and head.lemma in frames.sets["forbidding"]
    ):
        put = put._replace(negative=not put.negative)
    passed = act is not None and act[0] is ClaimKind.AGREEMENT
    if act is not None and not (passed and put.modality is Modality.DEMANDED):
        return Verdict(act[0], put, "", act[1], head)
    if put.modality is Modality.DEMANDED:
        return Verdict(ClaimKind.CONDITION, put, "demand", FAIR, head)
    return Verdict(*_default(head, put, found, frames), head)


def _foreseen(head: Head, group: Group, frames: Frames) -> bool:
    """`arranged talks`; `was to meet`, hours before it did."""
    first = group.heads[0]
    due = group.past and first.lemma == "be" and not first.adjective and first is not head
    return due or head.lemma in frames.of("meeting", "arranging")


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
    if head.lemma == "be" and "there" in found.subject and found.object & frames.sets["evidence"]:
        return ClaimKind.ASSESSMENT, put, "", FAIR
    if head.lemma == "be" and found.object & frames.of("assessment", "adjectives"):
        return ClaimKind.ASSESSMENT, put, "", FAIR
    return ClaimKind.POSITION, put, "", GUESSED


def _weighs(head: Head, found: Governed, frames: Frames) -> bool:
    """`voiced concern`, `the intensity of attacks has decreased`."""
    voiced = head.lemma in frames.sets["stance_light"] and found.object & frames.sets["feelings"]
    changes = head.lemma in frames.sets["happening"]
    return bool(voiced) or (changes and bool(found.subject & frames.of("incident", "nouns")))
