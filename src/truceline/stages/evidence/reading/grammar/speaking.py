"""Whose claim a clause is: what its speaker's verb makes of it, and who acts or holds the stance.

A demand or an evaluation belongs to who voices it, an act to who does it; where nobody is named,
nobody is made up.
"""

from collections.abc import Sequence

from truceline.model.claim import ClaimKind, Modality
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import (
    Told,
    actors_between,
    described,
    subject_actors,
    subject_of,
)
from truceline.stages.evidence.reading.grammar.frames import Frames, singular
from truceline.stages.evidence.reading.grammar.governed import GUESSED, Verdict, nouns
from truceline.stages.evidence.reading.grammar.modality import Put
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.standing import known

_DESCRIBED = frozenset({ClaimKind.INCIDENT, ClaimKind.MANDATE, ClaimKind.FIGURE})
_FIRST_PERSON = frozenset({"we", "i", "our", "my", "us"})


def coloured(
    verdict: Verdict, told: Told | None, subject: Sequence[ActorMention], frames: Frames
) -> Verdict:
    """What the speaker's verb makes of a clause: claims are alleged, denials negative."""
    if told is None:
        return verdict
    put = verdict.put
    if told.how == "belief":
        return _believed(verdict)
    if told.how == "denied":
        return verdict._replace(put=Put(Modality.DENIED, negative=True))
    alleged = told.how in {"alleged", "accuse"} or (
        told.partisan and _about_others(verdict, told, subject, frames)
    )
    if alleged and put.modality is Modality.ASSERTED:
        return verdict._replace(put=Put(Modality.ALLEGED, put.negative))
    return verdict


def _about_others(
    verdict: Verdict, told: Told, subject: Sequence[ActorMention], frames: Frames
) -> bool:
    """Violence that a side tells of, or another side's failing."""
    if verdict.kind is ClaimKind.INCIDENT:
        return not verdict.put.negative
    if verdict.put.modality is not Modality.ASSERTED or verdict.main.lemma in frames.clausal:
        return False
    states = {m.state or m.mention.actor for m in told.speakers}
    other = bool(subject) and not any((m.state or m.mention.actor) in states for m in subject)
    if verdict.main.lemma in frames.sets["accusing"]:
        return other or not subject
    failing = verdict.put.negative and verdict.kind is ClaimKind.POSITION and not verdict.stance
    return other and failing


def _believed(verdict: Verdict) -> Verdict:
    if verdict.kind is ClaimKind.PLEDGE:
        return verdict._replace(kind=ClaimKind.POSITION)  # `hopes B will join` promises nothing
    if verdict.kind is ClaimKind.POSITION and verdict.sure <= GUESSED:
        return verdict._replace(kind=ClaimKind.ASSESSMENT)
    return verdict


def holders(
    scene: Scene, parsed: Parsed, n: int, verdict: Verdict, told: Told | None
) -> Sequence[ActorMention]:
    """Who acts in clause n or holds its stance."""
    speakers = told.speakers if told else ()
    if speakers and (_holds(verdict, told) or _first_person(parsed, n)):
        return (_demanding(scene, parsed, n, verdict) if told else ()) or speakers
    if _agent_phrase(parsed, n) and not suffers(verdict):
        return _agents(scene, parsed, n)
    subject = _bound(scene, parsed, n, verdict) or _doers(scene, parsed, n, verdict)
    if speakers and verdict.sure <= GUESSED and all(m.use == "possessive" for m in subject):
        return speakers
    if not subject and suffers(verdict):
        return speakers if told is not None and told.partisan else ()
    return _with_others(scene, parsed, n, verdict, subject) if subject else speakers


def _bound(scene: Scene, parsed: Parsed, n: int, verdict: Verdict) -> list[ActorMention]:
    """Whom the terms of an agreement oblige."""
    binds = verdict.main.lemma in scene.frames.sets["binding"]
    if verdict.kind is not ClaimKind.AGREEMENT or not binds or verdict.main.passive:
        return []
    return _accused(scene, parsed, n)


def _doers(scene: Scene, parsed: Parsed, n: int, verdict: Verdict) -> list[ActorMention]:
    """The agent of a passive, the subject, the two that fight, or whom an adjective names."""
    agents = _agents(scene, parsed, n)
    if agents or suffers(verdict):
        return agents
    found = subject_actors(scene, parsed, n)
    if not found and verdict.kind in {ClaimKind.INCIDENT, ClaimKind.AGREEMENT}:
        found = _between(scene, parsed, n) or _authors(scene, parsed, n)
    if not found and verdict.kind is ClaimKind.MEETING:
        found = _talking(scene, parsed, n)
    if not found and verdict.kind in _DESCRIBED:
        found = described(scene, parsed, *subject_of(parsed, n))
    return found


def _with_others(
    scene: Scene, parsed: Parsed, n: int, verdict: Verdict, subject: Sequence[ActorMention]
) -> Sequence[ActorMention]:
    """With whom a meeting is held, and whom an accusation of violence names."""
    if verdict.stance == "accuse" and verdict.kind is ClaimKind.INCIDENT:
        return [*_accused(scene, parsed, n), *subject]
    if verdict.kind is not ClaimKind.MEETING:
        return subject
    partners = _partners(scene, parsed, n)
    arranged = verdict.main.lemma in scene.frames.of("meeting", "arranging")
    return partners if arranged and len(partners) > 1 else [*subject, *partners]


def _holds(verdict: Verdict, told: Told | None) -> bool:
    """Is it the speaker's stance rather than its subject's?"""
    if told is None:
        return False
    demanded = verdict.put.modality is Modality.DEMANDED and verdict.kind is ClaimKind.CONDITION
    evaluated = verdict.kind is ClaimKind.ASSESSMENT or verdict.stance == "depend"
    accusing = verdict.put.modality is Modality.ALLEGED and verdict.kind is ClaimKind.POSITION
    return demanded or evaluated or told.how == "belief" or (accusing and told.how == "plain")


def _demanding(scene: Scene, parsed: Parsed, n: int, verdict: Verdict) -> Sequence[ActorMention]:
    """`A said B demanded …`: who demands by a verb of its own, rather than who tells of it."""
    group = parsed.clauses[n].group
    own = verdict.stance == "demand" and not group.modal and verdict.main.at == verdict.put.last
    return subject_actors(scene, parsed, n) if own and not verdict.main.passive else ()


def _first_person(parsed: Parsed, n: int) -> bool:
    first, last = subject_of(parsed, n)
    return any(w.low in _FIRST_PERSON for w in parsed.words[first:last])


def suffers(verdict: Verdict) -> bool:
    """The subject of a passive act of violence is its victim."""
    return verdict.kind is ClaimKind.INCIDENT and verdict.main.passive


def _agents(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """`by the …`, `met with resistance from …` behind a passive."""
    clause, at = parsed.clauses[n], _agent_phrase(parsed, n)
    if not at:
        return _through(scene, parsed, n)
    found = actors_between(scene, parsed.words, at + 1, clause.end)
    return found or described(scene, parsed, at + 1, _phrase_end(parsed, at + 1, clause.end))


def _through(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """`were injured in Freedonian attacks`: the adjective of the act says whose it was."""
    clause, words = parsed.clauses[n], parsed.words
    if not clause.group.heads[-1].passive:
        return []
    for at in range(clause.group.last + 1, clause.end - 1):
        if words[at].low in {"in", "during", "by", "from", "under"}:
            end = _phrase_end(parsed, at + 1, clause.end)
            if nouns(words[at + 1 : end]) & scene.frames.of("incident", "nouns"):
                return described(scene, parsed, at + 1, end) or _beside_act(scene, parsed, at, end)
    return []


def _beside_act(scene: Scene, parsed: Parsed, at: int, end: int) -> list[ActorMention]:
    """`in rebel attacks`, `in clashes with A`: whose name stands before the act, or behind it."""
    words, last = parsed.words, parsed.clauses[-1].end
    if end < last and words[end].low in {"with", "by"}:
        behind = actors_between(scene, words, end + 1, _phrase_end(parsed, end + 1, last))
        if behind:
            return behind
    return [m for m in scene.mentions_in(words[at].end, words[end - 1].start) if m.use != "place"]


def _agent_phrase(parsed: Parsed, n: int) -> int:
    """The place of `by` behind a passive (`from` behind what was met with); 0 where there is none."""
    clause, words = parsed.clauses[n], parsed.words
    head = clause.group.heads[-1]
    if not head.passive:
        return 0
    marks = {"by", "from"} if head.phrase != head.lemma else {"by"}
    behind = range(clause.group.last + 1, clause.end)
    return next((at for at in behind if words[at].low in marks and words[at + 1 : at + 2]), 0)


def _between(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """`fighting broke out between A and B`."""
    clause, words = parsed.clauses[n], parsed.words
    at = next((k for k in range(clause.start, clause.end) if words[k].low == "between"), -1)
    if at < 0 or at + 1 >= clause.end:
        return []
    end = _phrase_end(parsed, at + 1, clause.end)
    return scene.mentions_in(words[at].end, words[end - 1].end)


def _authors(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """`There were 19 assaults by A`, `a raid by A followed`: whose the act is, behind its noun."""
    clause, words = parsed.clauses[n], parsed.words
    acts = scene.frames.of("incident", "nouns")
    for at in range(clause.start + 1, clause.end - 1):
        if words[at].low == "by" and singular(words[at - 1].low) in acts:
            end = _phrase_end(parsed, at + 1, clause.end)
            return actors_between(scene, words, at + 1, end) or described(
                scene, parsed, at + 1, end
            )
    return []


def _talking(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """`Talks with A began`, `talks were attended by representatives of A`."""
    words, clause = parsed.words, parsed.clauses[n]
    if not nouns(words[slice(*clause.subject)]) & scene.frames.of("meeting", "nouns"):
        return []
    found = _between(scene, parsed, n)
    if found:
        return found
    links = ("with", "by", "of")
    places = [(links.index(words[k].low), k) for k in range(clause.start, clause.end - 1) if words[k].low in links]  # fmt: skip
    at = min(places, default=(0, -1))[1]
    named = scene.mentions_in(words[at].end, words[clause.end - 1].end) if at >= 0 else []
    return [m for m in named if known(m)]


def _partners(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """Whom a meeting is with: behind `with` or `to`, or the verb's own object."""
    clause, words = parsed.clauses[n], parsed.words
    first = clause.group.last + 1
    for at in range(first, clause.end):
        linked = words[at].low in {"with", "to", "between"} or (
            words[at].low == "of" and words[at - 1].tag == "noun"
        )
        if linked or at == first:
            start = at + linked
            found = actors_between(scene, words, start, _phrase_end(parsed, start, clause.end))
            if found:
                return found
    return []


def _accused(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """Whom the verb's object names: the accused, the bound; whom something is blamed on."""
    clause = parsed.clauses[n]
    first = clause.group.last + 1
    if clause.group.heads[-1].lemma in scene.frames.sets["blaming"]:
        behind = range(first, clause.end - 1)
        first = next((at + 1 for at in behind if parsed.words[at].low == "on"), first)
    return actors_between(scene, parsed.words, first, _phrase_end(parsed, first, clause.end))


def _phrase_end(parsed: Parsed, first: int, last: int) -> int:
    at = first
    while at < last and parsed.words[at].tag not in {"prep", "verb", "sub", "subprep"}:
        if parsed.words[at].tag == "punct" and not (
            at + 1 < last and parsed.words[at + 1].tag == "name"
        ):
            break
        at += 1
    return at
