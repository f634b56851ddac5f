"""Claims without a finite verb: participles, a possessor's stance, a call that is only mentioned.

`…, accusing the other side of …`, `A's opposition to …`, `during a 90-minute call with B`. Only what
a frame knows surely is taken; everything else stays part of its clause.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.model.claim import ClaimKind, Modality
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import (
    actors_between,
    described,
    subject_of,
)
from truceline.stages.evidence.reading.grammar.events import events
from truceline.stages.evidence.reading.grammar.frames import Frames, singular
from truceline.stages.evidence.reading.grammar.governed import FAIR, SURE, Governed, Verdict, nouns
from truceline.stages.evidence.reading.grammar.groups import Group, Head
from truceline.stages.evidence.reading.grammar.modality import Put, governed
from truceline.stages.evidence.reading.grammar.predicates import judge
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word

_STANCES = frozenset({"accuse", "refuse", "offer", "demand", "criticise"})
_KINDS = frozenset({ClaimKind.INCIDENT, ClaimKind.MANDATE, ClaimKind.PLEDGE})
_STANCE_KINDS = {
    "refuse": ClaimKind.POSITION,
    "want": ClaimKind.POSITION,
    "offer": ClaimKind.PLEDGE,
    "support": ClaimKind.POSITION,
}


class Aside(NamedTuple):
    """Words [start, end) with their verb or noun at [first, last], beside clause `clause`."""

    start: int
    end: int
    first: int
    last: int
    verdict: Verdict
    actors: Sequence[ActorMention]
    clause: int


def asides(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """The asides of a sentence, by the kinds of words that open them."""
    if parsed.clauses:
        yield from _participles(scene, parsed)
        yield from _possessed(scene, parsed)
        yield from _mentioned_meetings(scene, parsed)
        yield from _addressed(scene, parsed)
        yield from _listed_incidents(scene, parsed)
        yield from _events(scene, parsed)
    yield from _counted_plans(scene, parsed)


def _events(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """Violence told as a noun beside a clause."""
    for start, end, at, verdict, actors in events(scene, parsed):
        yield Aside(start, end, at, at, verdict, actors, _beside(parsed, at))


def _beside(parsed: Parsed, at: int) -> int:
    """The clause that a place stands in or behind, else the first."""
    inside = [n for n, c in enumerate(parsed.clauses) if c.start <= at]
    return inside[-1] if inside else 0


def _participles(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    words = parsed.words
    for n, group in enumerate(parsed.groups):
        if group.finite or group.shape not in {"ing", "have"}:
            continue
        subject = _noun_before(words, group.first)
        opened = _opens(scene.frames, words, group.first)
        if not opened and (subject[0] == subject[1] or _how(scene.frames, group)):
            continue
        end = _aside_end(parsed, n)
        found = Governed(
            subject=nouns(words[slice(*subject)]),
            object=nouns(words[group.last + 1 : min(end, group.last + 6)]),
            rest=nouns(words[group.last + 1 : end]),
            counted=False,
            denied=_none(words, group.last + 1, scene.frames),
        )
        verdict = judge(group, found, scene.frames)
        if verdict.stance in _STANCES or (verdict.kind in _KINDS and verdict.sure > FAIR):
            yield _participle(scene, parsed, group, subject, end, verdict)


def _how(frames: Frames, group: Group) -> bool:
    """`shelled the town using mortars`."""
    return group.head.lemma in frames.sets["instrumental"]


def _none(words: Sequence[Word], at: int, frames: Frames) -> bool:
    """`causing no injuries`."""
    return at < len(words) and words[at].low in frames.sets["negative_subjects"]


def _participle(
    scene: Scene, parsed: Parsed, group: Group, subject: tuple[int, int], end: int, verdict: Verdict
) -> Aside:
    clause = _beside(parsed, group.first)
    own = actors_between(scene, parsed.words, *subject) or described(scene, parsed, *subject)
    start = subject[0] if subject[0] < subject[1] else group.first
    if verdict.kind is ClaimKind.MANDATE:
        put = verdict.put.of(Modality.PLANNED, group.first, group.last)
        verdict = verdict._replace(put=put)
    actors = own or actors_between(scene, parsed.words, *subject_of(parsed, clause))
    return Aside(start, end, group.first, group.last, verdict, actors, clause)


def _noun_before(words: Sequence[Word], first: int) -> tuple[int, int]:
    """The noun phrase that a participle describes: `a force patrolling …`."""
    start = first
    while start > 0 and (words[start - 1].tag in NOMINAL or _joins_names(words, start - 1)):
        start -= 1
    return start, first


def _joins_names(words: Sequence[Word], at: int) -> bool:
    return words[at].tag == "cc" and at > 0 and words[at - 1].tag == words[at + 1].tag == "name"


def _opens(frames: Frames, words: Sequence[Word], first: int) -> bool:
    """A participle set off by a comma, or in a list after `including`."""
    if first == 0:
        return True
    before = words[first - 1]
    if before.tag == "quote" and first > 1:  # `“…,” causing`
        before = words[first - 2]
    if before.low == "of" and first > 2 and words[first - 2].tag == "cc":
        return any(w.lemma in frames.report["accuse"] for w in words[:first])
    listed = any(w.low in frames.sets["listing"] for w in words[:first])
    return before.low in {",", "–", "—", "--"} | frames.sets["listing"] or (
        before.tag == "cc" and listed
    )


def _aside_end(parsed: Parsed, n: int) -> int:
    """Up to the next comma, clause or participle of the same list."""
    words, group = parsed.words, parsed.groups[n]
    borders = [c.start for c in parsed.clauses if c.start > group.last]
    borders += [c.linker for c in parsed.clauses if c.linker > group.last]
    borders += [c.group.first for c in parsed.clauses if c.subject[0] <= group.first < c.subject[1]]
    borders += [
        g.first
        for g in parsed.groups[n + 1 :]
        if g.shape == "ing" and words[g.first - 1].tag == "cc"
    ]
    end = min(borders, default=len(words))
    for at in range(group.last + 1, end):
        if words[at].low in {";", "–", "—", "--"} or (
            words[at].low == "," and words[at + 1].tag != "name" and not _lists(words, at, end)
        ):
            return at
    while end > group.last + 1 and words[end - 1].tag in {"cc", "punct", "quote", "sub", "subprep"}:
        end -= 1
    return end


def _lists(words: Sequence[Word], at: int, end: int) -> bool:
    """`causing one injury, damage and fires`: a comma in a list of nouns that `and` closes."""
    while at + 1 < end and (words[at].low == "," or words[at].tag in NOMINAL):
        at += 1
    return words[at].tag == "cc" and words[at - 1].tag in NOMINAL


def _possessed(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """`A's opposition to B's membership`: a stance noun whose possessor is an actor."""
    words = parsed.words
    for at, word in enumerate(words):
        stance = scene.frames.stance((singular(word.low),), "nouns") if word.tag == "noun" else ""
        if (
            stance not in _STANCE_KINDS
            or at + 1 >= len(words)
            or words[at + 1].low not in {"to", "for", "of"}
        ):
            continue
        mark = next(
            (k for k in range(at - 1, max(at - 4, 0), -1) if words[k].tag in {"pos", "poss"}), -1
        )
        shared = mark > 0 and words[mark].tag == "poss" and words[mark - 1].shape != "ing"
        if mark < 1 or words[at - 1].low == "of" or shared:
            continue
        start, actors = _possessor(scene, parsed, mark)
        if actors:
            head = Head(word.low, word.low, at)
            verdict = Verdict(
                _STANCE_KINDS[stance], governed(Put(), head, stance), stance, SURE, head
            )
            yield Aside(
                start, _noun_end(parsed, at + 1), at, at, verdict, actors, _beside(parsed, at)
            )


def _possessor(scene: Scene, parsed: Parsed, mark: int) -> tuple[int, Sequence[ActorMention]]:
    """Where the words for the owner begin, and the owner: a name, or whom `its` goes back to."""
    words, start = parsed.words, mark
    if words[mark].tag == "poss":
        return mark, actors_between(scene, words, *subject_of(parsed, _beside(parsed, mark)))
    while start > 0 and words[start - 1].tag in {"name", "noun", "adj", "det"}:
        start -= 1
    return start, actors_between(scene, words, start, mark)


def _noun_end(parsed: Parsed, at: int) -> int:
    """Where a noun phrase with its complements ends: at a comma, a clause or a finite verb."""
    words = parsed.words
    verbs = {g.first for g in parsed.groups if g.finite}
    while (
        at < len(words) and at not in verbs and words[at].tag not in {"punct", "sub", "rel", "that"}
    ):
        if (
            words[at].tag == "cc"
            and at + 1 < len(words)
            and words[at + 1].tag in {"poss", "det", "pron"}
        ):
            break
        at += 1
    return at


def _mentioned_meetings(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """`During a call with B, A said`: the call itself, between the two."""
    words, known = parsed.words, scene.frames
    for at, word in enumerate(words):
        if word.low not in known.sets["meeting_preps"]:
            continue
        noun = next(
            (k for k in range(at + 1, min(at + 6, len(words))) if _is_meeting(words[k], known)), -1
        )
        if noun < 0 or any(w.tag not in NOMINAL for w in words[at + 1 : noun]):
            continue
        end = _noun_end(parsed, noun + 1)
        partners = _linked(scene, words, noun, end)
        lasting = any(q.share_of_time for q in scene.quantities_in(word.start, words[end - 1].end))
        if partners is None and not lasting:
            continue
        clause = _host(parsed, at)
        actors = (*_participants(scene, parsed, clause, told=partners is None), *(partners or ()))
        head = Head(words[noun].low, words[noun].low, noun)
        verdict = Verdict(ClaimKind.MEETING, Put(), "", SURE, head)
        yield Aside(at, end, noun, noun, verdict, tuple(dict.fromkeys(actors)), clause)


def _addressed(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """`told a call of fellow leaders that …`: the call took place."""
    words = parsed.words
    for n, clause in enumerate(parsed.clauses):
        last = clause.group.last
        if (
            clause.group.head.lemma not in scene.frames.sets["addressing"]
            or clause.group.head.passive
        ):
            continue
        end = min(clause.end, last + 8)
        noun = next((k for k in range(last + 1, end) if _is_meeting(words[k], scene.frames)), -1)
        if (
            noun < 0
            or _for_press(words, noun, scene.frames)
            or any(w.tag not in NOMINAL for w in words[last + 1 : noun])
        ):
            continue
        actors = actors_between(scene, words, *subject_of(parsed, n))
        head = Head(words[noun].low, words[noun].low, noun)
        verdict = Verdict(ClaimKind.MEETING, Put(), "", SURE, head)
        yield Aside(clause.start, clause.end, noun, noun, verdict, actors, n)


def _listed_incidents(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """`46 violations, including 19 explosions`: the second count is a claim of its own."""
    words, known = parsed.words, scene.frames
    for at, word in enumerate(words):
        if word.low not in known.sets["listing"] or at + 1 >= len(words):
            continue
        end = at + 1
        while end < len(words) and words[end].tag in NOMINAL:
            end += 1
        found = [
            q for q in scene.quantities_in(word.end, words[end - 1].end) if not q.share_of_time
        ]
        violent = nouns(words[at + 1 : end]) & known.of("incident", "nouns")
        if not found or not violent or found[0].span.start != words[at + 1].start:
            continue
        clause = _beside(parsed, at)
        actors = actors_between(scene, words, *subject_of(parsed, clause))
        head = Head(words[end - 1].low, words[end - 1].low, end - 1)
        verdict = Verdict(ClaimKind.INCIDENT, Put(), "", FAIR, head)
        yield Aside(at + 1, end, end - 1, end - 1, verdict, actors, clause)


def _for_press(words: Sequence[Word], at: int, known: Frames) -> bool:
    return at > 0 and words[at - 1].low in known.of("meeting", "never")


def _is_meeting(word: Word, known: Frames) -> bool:
    return word.tag in {"noun", "num"} and bool(
        {word.low, singular(word.low)} & known.of("meeting", "nouns")
    )


def _linked(scene: Scene, words: Sequence[Word], noun: int, end: int) -> list[ActorMention] | None:
    """Whom a meeting noun is linked to; None where no link follows it."""
    link = _past_place(words, noun + 1, end)
    if link >= end or words[link].low not in scene.frames.sets["meeting_links"]:
        return None
    return actors_between(scene, words, link + 1, end)


def _past_place(words: Sequence[Word], at: int, end: int) -> int:
    """Behind where a meeting took place: `a meeting in Vienna with A`."""
    after = at + 1
    while after < end and words[after].tag in NOMINAL | {"adv"}:
        after += 1
    placed = at < end and words[at].low in {"in", "at", "on"}
    return after if placed else at


def _host(parsed: Parsed, at: int) -> int:
    """The clause whose subject met: the next one behind a phrase in front, else the one around."""
    return next((n for n, c in enumerate(parsed.clauses) if c.start > at and c.link in {"main", "that"}), _beside(parsed, at)) if at <= 3 else _beside(parsed, at)  # fmt: skip


def _participants(
    scene: Scene, parsed: Parsed, clause: int, *, told: bool
) -> Iterator[ActorMention]:
    yield from actors_between(scene, parsed.words, *subject_of(parsed, clause))
    group = parsed.clauses[clause].group
    if told:
        last = group.last + 1
        while last < len(parsed.words) and parsed.words[last].tag == "name":
            last += 1
        yield from actors_between(scene, parsed.words, group.last + 1, last)


def _counted_plans(scene: Scene, parsed: Parsed) -> Iterator[Aside]:
    """`A plan to deploy up to 300 engineers`, `the commitment of £3 million`."""
    words = parsed.words
    for at, word in enumerate(words):
        if word.tag != "noun" or singular(word.low) not in scene.frames.sets["plan_nouns"]:
            continue
        if at + 1 >= len(words) or words[at + 1].low not in {"to", "of"}:
            continue
        end = _noun_end(parsed, at + 1)
        if not any(
            not q.share_of_time for q in scene.quantities_in(word.start, words[end - 1].end)
        ):
            continue
        start = _noun_before(words, at)[0]
        yield _counted_plan(scene, parsed, start, at, end)


def _counted_plan(scene: Scene, parsed: Parsed, start: int, at: int, end: int) -> Aside:
    words = parsed.words
    head = Head(words[at].low, words[at].low, at)
    clause = _beside(parsed, at) if parsed.clauses else -1
    own = actors_between(scene, words, start, at) or described(scene, parsed, start, at)
    if words[at + 1].low == "to":
        put, kind = Put(Modality.PLANNED, first=at, last=at), ClaimKind.FIGURE
    else:
        put, kind = Put(), ClaimKind.PLEDGE
        own = own or actors_between(scene, words, *subject_of(parsed, clause))
    return Aside(start, end, at, at, Verdict(kind, put, "", SURE, head), own, clause)
