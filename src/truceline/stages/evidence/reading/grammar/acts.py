"""Which act a verb names with the nouns that it governs: violence, a meeting, a deal, a pledge.

Verbs and nouns are data (`frames.yaml`); a verb that names no act of a kind gives none.
"""

from truceline.model.claim import ClaimKind, Modality
from truceline.stages.evidence.reading.grammar.frames import Frames
from truceline.stages.evidence.reading.grammar.governed import FAIR, SURE, Governed
from truceline.stages.evidence.reading.grammar.groups import Group, Head
from truceline.stages.evidence.reading.grammar.modality import Put


def act_of(
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


def _light(head: Head, put: Put, _group: Group, found: Governed, frames: Frames) -> _Act:
    """Verb and noun together: hold talks, launch an attack, sign a deal."""
    if head.lemma in frames.sets["reacting"] and put.modality is not Modality.ASSERTED:
        return None
    if head.lemma == "be" and found.within & frames.of("meeting", "nouns"):
        return ClaimKind.MEETING, FAIR  # `was in talks with A`
    for kind in ("agreement", "meeting", "incident"):
        verbs = frames.of(kind, "light") | frames.of(kind, "arranging")
        governed_nouns = found.subject if head.passive else found.object
        if governed_nouns & frames.of(kind, "never"):
            continue
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
    hindered = hinders(head, found, frames) or _severs(head, found, frames)
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
    peaceful = frames.of("mandate", "subjects") | (frames.of("meeting", "nouns") - {"call"})
    happening = subject & nouns_seen and not subject & (peaceful - {"operation"})
    placed = "take_place" if head.lemma == "take" and "place" in found.object else ""
    happens = {head.lemma, head.phrase, placed} & frames.sets["happening"]
    exists = head.lemma == "be" and found.thing & nouns_seen and _points(found)
    return (ClaimKind.INCIDENT, FAIR) if (happening and happens) or exists else None


def _points(found: Governed) -> bool:
    """`There was shelling`, `this is the third attack by A`; `it was a breach` only evaluates."""
    return "there" in found.subject or (found.points and found.agent)


def _severs(head: Head, found: Governed, frames: Frames) -> bool:
    """`cut the power`, `power was lost`, `were left without electricity`."""
    what = found.subject if head.passive else found.object
    severed = frames.of("incident", "severed")
    cut = {head.lemma, head.phrase} & frames.of("incident", "severing") and what & severed
    return bool(cut) or (found.without and bool(found.rest & severed))


def _meeting(head: Head, put: Put, group: Group, found: Governed, frames: Frames) -> _Act:
    verbs = frames.of("meeting", "verbs")
    topic = head.phrase in frames.sets["topics"] or head.phrase.endswith("_of")
    guests = found.object & frames.of("meeting", "guests")
    collects = head.lemma in frames.sets["collecting"] and found.object and not guests
    if {head.phrase, head.lemma} & verbs and not (topic or collects or head.passive):
        return ClaimKind.MEETING, SURE
    hosts = head.lemma in frames.of("meeting", "hosting") and guests
    if head.lemma in frames.of("meeting", "speaking") and not (found.plural or found.partnered):
        return None  # `spoke at a news conference`
    talks = found.heads & frames.of("meeting", "nouns")
    present = head.lemma in frames.of("meeting", "presence")
    alone = not found.object and not head.passive and not put.negative
    if present and ((talks and guests) or alone):
        return ClaimKind.MEETING, FAIR  # `the summit included leaders`, `A also attended`
    together = found.plural or bool(found.subject & frames.sets["assemblies"])
    talked = not head.passive and head.lemma in frames.of("meeting", "joint") and together
    settled = group.modal in {"", "will", "shall"}  # `could be discussed` is a readiness, no date
    ahead = head.passive and settled and put.modality is Modality.PLANNED
    planned = ahead and head.lemma in frames.of("meeting", "joint")
    if hosts or talked or planned:
        return ClaimKind.MEETING, FAIR
    scenery = found.rest & frames.sets["backdrops"]
    placed = head.lemma == "take" and "place" in found.object and not scenery
    held = found.subject & frames.of("meeting", "nouns") and (
        placed or head.lemma in frames.of("meeting", "light") | frames.of("meeting", "course")
    )
    return (ClaimKind.MEETING, FAIR) if held else None


def _mandated(head: Head, put: Put, group: Group, found: Governed, frames: Frames) -> _Act:
    heads = {h.lemma for h in group.heads}
    if head.lemma in frames.of("mandate", "light") and "mandate" in found.rest:
        return ClaimKind.MANDATE, FAIR
    if "mandate" in found.heads and not head.adjective:
        return ClaimKind.MANDATE, FAIR  # `its mandate was renewed`
    verbs = frames.of("mandate", "verbs")
    tasked = heads & frames.of("mandate", "heads") and (head.lemma in verbs or head.phrase in verbs)
    force = bool(found.subject & frames.of("mandate", "subjects"))
    failed = put.negative and put.modality is Modality.ASSERTED  # `could not verify it`
    if force and not failed and (head.lemma in verbs or head.phrase in verbs or tasked):
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


def hinders(head: Head, found: Governed, frames: Frames) -> bool:
    """`denied passage`, `access was refused`."""
    what = found.subject if head.passive else found.object
    hinders = head.lemma in frames.of("incident", "obstructing")
    return hinders and bool(what & frames.of("incident", "obstructed"))
