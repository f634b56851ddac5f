"""Who stands behind words that name nobody: the issuer of a communiqué, the two sides of a text,
the owners of a plan.

Each goes back to a name that the document itself gives; where it gives none, nobody is put there.
"""

from collections import Counter
from collections.abc import Sequence

from truceline.model.claim import ClaimKind, Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import (
    Told,
    actors_between,
    described,
    subject_of,
)
from truceline.stages.evidence.reading.grammar.frames import singular
from truceline.stages.evidence.reading.grammar.governed import Verdict
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.speaking import suffers
from truceline.stages.evidence.reading.grammar.standing import known, takes_sides
from truceline.stages.evidence.reading.grammar.words import Word

_LONGEST_HEADING = 14
_LONGEST_PAIR = 6
"""Words of a phrase like `the two rival governments of the island`."""
_NEAR = 400
"""Code points within which a text still speaks of the agreement that it told of."""


def issuers(scene: Scene) -> list[tuple[int, Told]]:
    """(place, issuer): from there on the text is that body's own statement.

    An issuer is a heading of few words without a verb that names a body of a state or side.
    """
    found = []
    for parsed in scene.parsed:
        body = _heading(scene, parsed)
        if body is not None:
            found.append((parsed.span.end, Told((body,), "", "plain", body.mention.span)))
    return found if found and found[0][0] < 300 else []


def _heading(scene: Scene, parsed: Parsed) -> ActorMention | None:
    if parsed.clauses or len(parsed.words) > _LONGEST_HEADING:
        return None
    for body in scene.mentions_in(parsed.span.start, parsed.span.end):
        wide = (body.span.end - body.span.start) * 2 > parsed.span.end - parsed.span.start
        if body.category == "organisation" and wide and takes_sides(body):
            return body
    return None


def two_sides(scene: Scene) -> tuple[ActorMention, ...]:
    """The two sides that the text joins oftenest (`A and B`); none where it joins no two."""
    pairs: Counter[tuple[str, str]] = Counter()
    first: dict[str, ActorMention] = {}
    for one, other in zip(scene.mentions, scene.mentions[1:], strict=False):
        between = scene.text[one.span.end : other.span.start].split()
        if between[:1] == ["and"] and len(between) <= 2 and _sides(one, other):
            names = sorted((one.mention.actor, other.mention.actor))
            pairs[names[0], names[1]] += 1
            first.setdefault(one.mention.actor, one)
            first.setdefault(other.mention.actor, other)
    if not pairs:
        return ()
    best = max(
        pairs, key=lambda p: (pairs[p], -min(first[p[0]].span.start, first[p[1]].span.start))
    )
    return first[best[0]], first[best[1]]


def _sides(one: ActorMention, other: ActorMention) -> bool:
    both = all(m.category in {"state", "organisation"} and takes_sides(m) for m in (one, other))
    return both and one.mention.actor != other.mention.actor and not (one.members or other.members)


def _they(words: Sequence[Word]) -> bool:
    return len(words) == 1 and words[0].low in {"they", "both"}


def is_pair(scene: Scene, words: Sequence[Word]) -> bool:
    """Do the words stand for both sides: `both`, `the two countries`, `each side`?"""
    lows = {singular(w.low) for w in words}
    if "dozen" in lows or len(words) > _LONGEST_PAIR:
        return False
    return bool(lows & scene.frames.sets["both_sides"]) or (
        bool(lows & scene.frames.sets["pair_words"])
        and bool(lows & scene.frames.sets["pair_nouns"])
    )


class Parties:
    """The sides of one text and the owners of what it speaks of, learned as it is read."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.sides = two_sides(scene)
        self.owners: dict[str, Sequence[ActorMention]] = {}
        self.agreed: tuple[int, Sequence[ActorMention]] = (-_NEAR, ())

    def topic(self, parsed: Parsed, n: int) -> str:
        """`agreement` where a clause's `it` or `the text` goes on with an agreement just told of."""
        first, last = subject_of(parsed, n)
        words = parsed.words[first:last]
        recent = self._goes_on(parsed)
        pronoun = len(words) == 1 and words[0].low in {"it", "this", "which"}
        return "agreement" if recent and pronoun else ""

    def _goes_on(self, parsed: Parsed) -> bool:
        """Is the sentence near, and in the paragraph of, the agreement that was told of?"""
        start, end = self.agreed[0], parsed.span.start
        return 0 <= end - start < _NEAR and "\n" not in self.scene.text[start:end]

    def told_of(self, parsed: Parsed, verdict: Verdict, actors: Sequence[ActorMention]) -> None:
        """Remember whose agreement the text has just told of."""
        if verdict.kind is ClaimKind.AGREEMENT:
            self.agreed = (parsed.span.end, actors or self.agreed[1])

    def behind(
        self,
        parsed: Parsed,
        n: int,
        verdict: Verdict,
        actors: Sequence[ActorMention],
        told: Told | None,
    ) -> Sequence[ActorMention]:
        """The actors of clause n, with the two sides or the owners of a plan put in where its
        subject names nobody else.
        """
        first, last = subject_of(parsed, n)
        self._learn(parsed, first, last)
        words = parsed.words[first:last]
        spoken = told is not None and list(actors) == list(told.speakers)
        if suffers(verdict) or (actors and not spoken) or not words:
            return actors
        if self.sides and _they(words) and told is not None and self._spoken_by_both(told):
            return self._sides_near(parsed)
        named = all(m.span.end <= parsed.words[first].start for m in self.sides)
        if self.sides and named and self._both(words, verdict, told):
            return self._sides_near(parsed)
        if verdict.kind is ClaimKind.AGREEMENT and not actors:
            return self.agreed[1] if self._goes_on(parsed) else actors
        return self.owners.get(self._owned(words), actors)

    def _sides_near(self, parsed: Parsed) -> Sequence[ActorMention]:
        """The two sides by the words that named them last."""
        near = (self.scene.nearest(m.mention.actor, parsed.span.start) for m in self.sides)
        return tuple(m for m in near if m is not None)

    def _spoken_by_both(self, told: Told) -> bool:
        """`Both sides said they …`."""
        said = told.named.lower().split()
        sets = self.scene.frames.sets
        pair = {singular(w) for w in said} & sets["pair_nouns"] and set(said) & sets["pair_words"]
        return bool(pair) or bool(set(said) & sets["both_sides"])

    def _both(self, words: Sequence[Word], verdict: Verdict, told: Told | None) -> bool:
        """`both`, `they signed it`, `the text was agreed`: the sides of the text."""
        joint = verdict.kind is ClaimKind.AGREEMENT and told is None
        together = joint and verdict.main.lemma in self.scene.frames.sets["together"]
        unsaid = words[0].tag == "pron" or words[0].low == "the"
        return is_pair(self.scene, words) or (together and unsaid)

    def _learn(self, parsed: Parsed, first: int, last: int) -> None:
        """Remember the actors that a noun phrase names beside a noun that can be owned."""
        noun = self._owned(parsed.words[first:last])
        if noun:
            actors = described(self.scene, parsed, first, last)
            actors = actors or actors_between(self.scene, parsed.words, first, last)
            if any(known(m) for m in actors):
                self.owners[noun] = [m for m in actors if known(m)]

    def _owned(self, words: Sequence[Word]) -> str:
        owned = self.scene.frames.sets["owned_nouns"]
        return next((singular(w.low) for w in words if singular(w.low) in owned), "")


def near(cue: Span, parsed: Parsed, verb: Span) -> Span:
    """A cue in the sentence itself, else the words of the verb."""
    inside = parsed.span.start <= cue.start and cue.end <= parsed.span.end
    return cue if inside else verb
