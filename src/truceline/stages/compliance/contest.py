"""Who says otherwise: denials by proposition, what is disputed, and whether it is contested."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from truceline.foundation.propositions import PROPOSITIONS
from truceline.foundation.vocabulary import family, names_member
from truceline.model.evidence import About, Stance
from truceline.model.incident import Account, Contestation, Denial
from truceline.stages.compliance.voices import Voice


def denials_of(voices: Sequence[Voice]) -> tuple[Denial, ...]:
    """One denial per side and proposition, with the reports that carry it."""
    found: dict[tuple[str, About], list[Voice]] = defaultdict(list)
    for voice in voices:
        if voice.report.stance == Stance.DENIES:
            found[voice.side, voice.report.about].append(voice)
    return tuple(
        Denial(
            side=side,
            about=str(about),
            report_ids=tuple(sorted(v.report.key for v in said)),
            by_own_side=any(_against_own(voice, voices) for voice in said),
        )
        for (side, about), said in sorted(found.items())
    )


def _against_own(denial: Voice, voices: Sequence[Voice]) -> bool:
    """Does the denying group itself affirm what it denies? Whoever is nobody's word has no group."""
    own = [v for v in voices if v.group and v.group == denial.group]
    about = denial.report.about
    if about in {About.ALL, About.OCCURRENCE}:
        return any(v.says("occurrence") == "affirms" for v in own)
    if about == About.OBJECT:
        return any(v.says("object") == "affirms" for v in own)
    # who denies its part may well blame the other side: only owning the act contradicts it
    return about == About.ACTOR and any(
        v.says("actor") == "affirms" and v.report.alleged_actor == v.side for v in own
    )


def contested_by(accounts: Iterable[Account]) -> frozenset[str]:
    """Incidents that a denial in general surely covers. Calm that merely counts none contests nothing:
    who saw no attack may not have looked.
    """
    denying = (account for account in accounts if account.denies)
    return frozenset(c.incident_id for account in denying for c in account.covers if c.sure)


def contestation_of(
    voices: Sequence[Voice], denials: Sequence[Denial], *, general: bool = False
) -> Contestation:
    """Counter-claimed where origins blame different sides; else denied, of itself or in `general`, or
    nobody says otherwise.
    """
    if len({v.blames for v in voices} - {""}) > 1 or any(_counters(v) for v in voices):
        return Contestation.COUNTER_CLAIMED
    return Contestation.DENIED if denials or general else Contestation.UNCONTESTED


def _counters(voice: Voice) -> bool:
    return voice.report.stance == Stance.DENIES and bool(voice.blames)


def disputed_of(voices: Sequence[Voice]) -> tuple[str, ...]:
    """Propositions on which origins contradict each other, or a side contradicts itself."""
    found = {
        p for p in PROPOSITIONS if {"affirms", "denies"} <= {voice.says(p) for voice in voices}
    }
    if len({v.blames for v in voices} - {""}) > 1:
        found.add("actor")
    if _objects_differ(voices):
        found.add("object")
    effect = any(_denies_effect(v) for v in voices)
    return (*(p for p in PROPOSITIONS if p in found), *(("effect",) if effect else ()))


def _denies_effect(voice: Voice) -> bool:
    return voice.report.stance == Stance.DENIES and voice.report.about == About.EFFECT


def _objects_differ(voices: Sequence[Voice]) -> bool:
    """Do two origins name objects that can't be one, or one side objects of different families?"""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for voice in voices:
        if voice.report.target_category and voice.report.stance is not Stance.DENIES:
            named[voice.group, voice.side].add(voice.report.target_category)
    across = any(not _compatible(a, b) for a, b in combinations(named.values(), 2))
    return across or any(len({family(c) for c in own}) > 1 for own in named.values())


def _compatible(one: set[str], other: set[str]) -> bool:
    return any(_may_be_one(a, b) for a in one for b in other)


def _may_be_one(a: str, b: str) -> bool:
    """Equal, or of one family where either names no member."""
    unnamed = not (names_member(a) and names_member(b))
    return a == b or (family(a) == family(b) and unnamed)
