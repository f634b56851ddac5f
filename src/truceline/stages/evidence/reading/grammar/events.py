"""Violence told as a noun: `following clashes between A and B`, `after the killing of 27 soldiers`.

Only behind a preposition that adds it to a claim of its own, and only with two sides, an agent or a
number: everything else stays part of its clause.
"""

from collections.abc import Iterator, Sequence

from truceline.model.claim import ClaimKind
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import described
from truceline.stages.evidence.reading.grammar.frames import singular
from truceline.stages.evidence.reading.grammar.governed import FAIR, Verdict
from truceline.stages.evidence.reading.grammar.groups import Head
from truceline.stages.evidence.reading.grammar.modality import Put
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word

Event = tuple[int, int, int, Verdict, Sequence[ActorMention]]
"""First word, end, the noun's place, its verdict, its actors."""


def events(scene: Scene, parsed: Parsed) -> Iterator[Event]:
    """The events that a sentence adds to its clauses."""
    words = parsed.words
    for at, word in enumerate(words):
        if word.tag != "noun" or singular(word.low) not in scene.frames.of("incident", "nouns"):
            continue
        start = at
        while start > 0 and words[start - 1].tag in NOMINAL:
            start -= 1
        if start == 0 or words[start - 1].low not in scene.frames.sets["adding"]:
            continue
        end = _phrase_end(parsed, at + 1)
        actors = _actors(scene, parsed, start, at, end)
        if actors or _counted(scene, words, at, end):
            verdict = Verdict(ClaimKind.INCIDENT, Put(), "", FAIR, Head(word.low, word.low, at))
            yield start, end, at, verdict, actors


def _phrase_end(parsed: Parsed, at: int) -> int:
    """Up to a mark, a clause or a verb."""
    verbs = {g.first for g in parsed.groups}
    words = parsed.words
    while (
        at < len(words)
        and at not in verbs
        and words[at].tag not in {"punct", "quote", "sub", "rel", "that", "subprep"}
    ):
        at += 1
    return at


def _actors(scene: Scene, parsed: Parsed, start: int, at: int, end: int) -> list[ActorMention]:
    """The two sides of a clash, the agent behind `by`, or whom an adjective names."""
    words = parsed.words
    link = next((n for n in range(at + 1, end - 1) if words[n].low in {"between", "by"}), -1)
    if link < 0:
        return described(scene, parsed, start, at)
    found = scene.mentions_in(words[link].end, words[end - 1].end)
    needed = 2 if words[link].low == "between" else 1
    return list(found) if len(found) >= needed else []


def _counted(scene: Scene, words: Sequence[Word], at: int, end: int) -> bool:
    """`the killing of 27 soldiers`."""
    if at + 2 >= end or words[at + 1].low != "of":
        return False
    found = scene.quantities_in(words[at].end, words[end - 1].end)
    return any(not q.share_of_time for q in found)
