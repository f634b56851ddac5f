"""What a clause comes to once its speaker, condition and numbers are known, and whether it counts.

A clause is a claim when somebody acts or speaks in it, or when something is reported that needs no
actor; everything else is scenery.
"""

from collections.abc import Mapping, Sequence

from truceline.model.claim import Bound, ClaimKind, Modality
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import (
    Told,
    actors_between,
    handing_on,
    subject_of,
)
from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.conditions import behind_head, condition_of
from truceline.stages.evidence.reading.grammar.governed import (
    FAIR,
    GUESSED,
    Verdict,
    governed_by,
    nouns,
)
from truceline.stages.evidence.reading.grammar.groups import Group
from truceline.stages.evidence.reading.grammar.modality import hearsay
from truceline.stages.evidence.reading.grammar.predicates import judge
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.standing import kind_of_body, outlets, takes_sides

_NEEDS_NOBODY = frozenset(
    {ClaimKind.INCIDENT, ClaimKind.FIGURE, ClaimKind.MEETING, ClaimKind.ASSESSMENT,
     ClaimKind.AGREEMENT, ClaimKind.CONDITION, ClaimKind.MANDATE}
)  # fmt: skip
_NEEDS_SOMEBODY = frozenset({ClaimKind.POSITION, ClaimKind.AGREEMENT, ClaimKind.ASSESSMENT})
"""Of relative clauses: what only describes a noun unless somebody acts in it."""
_Actors = Sequence[ActorMention]


def verdict_of(scene: Scene, parsed: Parsed, clause: Clause, topic: str = "") -> Verdict:
    """The verdict on a clause by its own words; `topic` is the noun that its pronoun stands for."""
    words, frames = parsed.words, scene.frames
    found = scene.quantities_in(words[clause.start].start, words[clause.end - 1].end)
    governed = governed_by(
        words,
        clause,
        counted=any(not q.share_of_time for q in found),
        casualties=any(q.quantity.unit in frames.of("incident", "casualties") for q in found),
        frames=frames,
    )
    if clause.link == "and" and clause.subject[0] == clause.subject[1] and clause.parent >= 0:
        shared = subject_of(parsed, clause.parent)
        governed = governed._replace(subject=nouns(words[slice(*shared)]))
    subject = actors_between(scene, words, *clause.subject)
    if any(kind_of_body(m.mention.actor) == "mission" for m in subject):
        governed = governed._replace(subject=governed.subject | {"mission"})
    if topic:
        governed = governed._replace(subject=governed.subject | {topic})
    verdict = judge(_moded(parsed, clause), governed, frames)
    return verdict._replace(put=hearsay(verdict.put, words, clause.group, frames))


def _moded(parsed: Parsed, clause: Clause) -> Group:
    """`must prevent … and halt`: a bare verb goes on under the modal before it."""
    group = clause.group
    if clause.link == "and" and group.shape == "base" and not group.modal and clause.parent >= 0:
        return group._replace(modal=parsed.clauses[clause.parent].group.modal)
    return group


def conditioned(scene: Scene, parsed: Parsed, n: int, verdict: Verdict) -> tuple[str, Verdict]:
    """The condition of clause n in the text's words, and the verdict that it makes conditional."""
    clause, put = parsed.clauses[n], verdict.put
    if verdict.stance == "depend":
        put = put.of(Modality.CONDITIONAL, verdict.main.at, verdict.main.at)
        words = behind_head(scene.text, parsed.words, clause, verdict.main.at)
        return words, verdict._replace(put=put)
    future = put.modality is Modality.PLANNED or verdict.kind is ClaimKind.PLEDGE
    words, first, _ = condition_of(scene.text, parsed, n, scene.frames, future=future)
    open_ = put.modality in {Modality.PLANNED, Modality.ASSERTED} and not put.negative
    threatened = verdict.main.lemma in scene.frames.sets["threaten"]
    granted = threatened or verdict.stance in {"support", "agree", "offer"}
    opened = parsed.words[0].low in scene.frames.sets["only"]  # `Only when … can we …`
    if not words or not open_ or not (future or clause.group.modal or granted or opened):
        return words, verdict
    put = put.of(Modality.CONDITIONAL, first, first)
    return words, verdict._replace(put=put, kind=_required(scene, parsed, clause, first, verdict))


def _required(
    scene: Scene, parsed: Parsed, clause: Clause, first: int, verdict: Verdict
) -> ClaimKind:
    """`only if` sets a condition; without `only` the clause stays what it is."""
    said = {w for word in parsed.words[clause.start : first + 1] for w in word.low.split()}
    threatened = verdict.main.lemma in scene.frames.sets["threaten"]
    only = bool(said & scene.frames.sets["only"]) and verdict.kind is not ClaimKind.PLEDGE
    only = only or threatened
    return ClaimKind.CONDITION if only else verdict.kind


def insisted(clause: Clause, verdict: Verdict, told: Told | None) -> Verdict:
    """What is insisted on is demanded (`his insistence that B leave`)."""
    put = verdict.put
    handed = told is not None and told.how == "insist" and clause.link in {"that", "noun"}
    if not handed or put.modality is not Modality.ASSERTED:
        return verdict
    return verdict._replace(
        kind=ClaimKind.CONDITION, put=put.of(Modality.DEMANDED, -1, -1), sure=FAIR
    )


def completed(
    scene: Scene, parsed: Parsed, n: int, verdict: Verdict, actors: _Actors, told: Told | None
) -> Verdict:
    """What the clause's own verb of saying, its tense and its numbers add to the verdict."""
    clause, put = parsed.clauses[n], verdict.put
    first, last = clause.group.first, clause.group.last
    if put.modality is Modality.ASSERTED and _alleges(scene, parsed, clause, verdict, actors):
        return verdict._replace(put=put.of(Modality.ALLEGED, first, last))
    if put.modality is Modality.ASSERTED and _ahead(scene, parsed, clause, verdict):
        return verdict._replace(put=put.of(Modality.PLANNED, first, last))
    if _counts(scene, parsed, clause, verdict, told):
        return verdict._replace(kind=ClaimKind.FIGURE, sure=FAIR)
    return verdict


def _alleges(
    scene: Scene, parsed: Parsed, clause: Clause, verdict: Verdict, actors: _Actors
) -> bool:
    """`speaks of breaches`, `says to have hit`: violence in a side's own words, or on hearsay."""
    heads, sets = clause.group.heads, scene.frames.sets
    if verdict.kind is not ClaimKind.INCIDENT:
        return False
    side = any(takes_sides(m) for m in actors) or _partisan(parsed, clause, sets)
    opening = scene.frames.hands_on(heads[0].lemma) if len(heads) > 1 else ""
    reports = opening == "plain" or sets["reporting"] & {heads[-1].lemma, heads[-1].phrase}
    rumoured = any(h.passive and h.lemma in sets["rumoured"] for h in heads)
    return handing_on(scene, clause) == "alleged" or bool(side and reports) or rumoured


def _partisan(parsed: Parsed, clause: Clause, sets: Mapping[str, frozenset[str]]) -> bool:
    """Do the subject's words stand for a side without naming it (`authorities`, `the rebels`)?"""
    return bool(nouns(parsed.words[slice(*clause.subject)]) & sets["partisan_nouns"])


def _ahead(scene: Scene, parsed: Parsed, clause: Clause, verdict: Verdict) -> bool:
    """`The committee meets next month`: the present tense of what is still to come."""
    now, words = scene.document.published, parsed.words
    present = clause.group.shape in {"s", "base", "be"} and not clause.group.past
    if now is None or not present or verdict.kind is not ClaimKind.MEETING:
        return False
    found = scene.times_in(words[clause.start].start, words[clause.end - 1].end)
    return any(t.time.start is not None and t.time.start > now for t in found)


def _counts(
    scene: Scene, parsed: Parsed, clause: Clause, verdict: Verdict, told: Told | None
) -> bool:
    """Is the number the point: what is expected of so many, or so many who do something?"""
    words = parsed.words
    believed = handing_on(scene, clause) == "belief" or (told is not None and told.how == "belief")
    if believed and verdict.put.modality is Modality.PLANNED:
        return _many(scene, words[clause.start].start, words[clause.end - 1].end)
    first, last = clause.subject
    last = next((k for k in range(first, last) if words[k].low in {"to", "from", "by"}), last)
    apart = verdict.kind not in {ClaimKind.INCIDENT, ClaimKind.MEETING}
    apart = apart and (verdict.stance != "offer" or bool(clause.group.modal))
    return (
        apart and first < last and _many(scene, words[first].start, words[last - 1].end, sure=True)
    )


def _many(scene: Scene, start: int, end: int, *, sure: bool = False) -> bool:
    """A count of more than one between two places; `sure`: in figures."""
    return any(
        not q.share_of_time
        and q.quantity.value != 1
        and not (sure and q.quantity.bound is Bound.UNQUANTIFIED)
        for q in scene.quantities_in(start, end)
    )


def worth(
    scene: Scene,
    parsed: Parsed,
    clause: Clause,
    verdict: Verdict,
    actors: _Actors,
    told: Told | None,
) -> bool:
    """Is the clause a claim at all?"""
    if _is_scenery(scene, parsed, clause, verdict):
        return False
    if verdict.kind is ClaimKind.ASSESSMENT and not actors and told is None:
        return _weighs_alone(scene, parsed, clause, verdict)
    if clause.link == "sub" and not actors and told is None and verdict.kind in _NEEDS_SOMEBODY:
        return False
    needy = _NEEDS_SOMEBODY | ({ClaimKind.CONDITION} if clause.linker < 0 else frozenset())
    if clause.link == "rel" and not actors and verdict.kind in needy:
        return False
    if verdict.sure > GUESSED:
        demanding = verdict.stance == "demand" and not clause.group.modal
        reported = verdict.kind in _NEEDS_NOBODY and not demanding
        return bool(actors) or told is not None or reported or _some(scene, parsed, clause)
    return _guessed_worth(scene, parsed, clause, actors, told)


def _is_scenery(scene: Scene, parsed: Parsed, clause: Clause, verdict: Verdict) -> bool:
    """A verb that only sets the scene, or a talk with a paper."""
    if verdict.kind is ClaimKind.MEETING and _to_press(scene, parsed, clause):
        return True
    violent = verdict.kind is ClaimKind.INCIDENT and verdict.sure > GUESSED
    return verdict.main.lemma in scene.frames.sets["scenery_verbs"] and not violent


def _weighs_alone(scene: Scene, parsed: Parsed, clause: Clause, verdict: Verdict) -> bool:
    """Is it an evaluation that counts though nobody voices it (`it remains unclear`)?"""
    sets = scene.frames.sets
    weighed = {h.lemma for h in clause.group.heads[:-1]} & sets["seeming"]
    shown = any(w.low == "there" for w in parsed.words[slice(*clause.subject)])
    told_anyway = sets["unknowns"] | sets["lasting"] | sets["happening"]
    return bool(weighed) or shown or verdict.main.lemma in told_anyway


def _to_press(scene: Scene, parsed: Parsed, clause: Clause) -> bool:
    """`who spoke with the Herald`: no meeting, but how a paper came to know."""
    words, last = parsed.words, clause.group.last
    link = next((n for n in range(last + 1, clause.end) if words[n].low in {"with", "to"}), -1)
    met = scene.mentions_in(words[link].end, words[clause.end - 1].end) if link > 0 else []
    return bool(met) and met[0].mention.actor in outlets()


def _some(scene: Scene, parsed: Parsed, clause: Clause) -> bool:
    """`Several countries have offered engineers`: a number of people or states takes a stance."""
    first, last = clause.subject
    if first >= last or clause.link == "rel":
        return False
    start, end = parsed.words[first].start, parsed.words[last - 1].end
    counted = any(q.quantity.unit for q in scene.quantities_in(start, end))
    groups = any(m.category == "group" for m in scene.mentions_in(start, end))
    return counted and groups


def _guessed_worth(
    scene: Scene, parsed: Parsed, clause: Clause, actors: _Actors, told: Told | None
) -> bool:
    """A clause of no known kind counts as somebody's statement or act, not as an aside."""
    link = parsed.words[clause.linker].low if clause.linker >= 0 else ""
    contrast = clause.link == "sub" and link.replace(" ", "_") in scene.frames.sets["contrasts"]
    if clause.link in {"rel", "sub"} and not contrast:
        return bool(actors) and clause.link == "sub" and told is not None
    if told is None:
        return not all(m.use == "possessive" for m in actors)
    return bool(actors) or told.how in {"plain", "alleged"}
