"""Who says it: reporting verbs, `according to`, and speakers that go on over several sentences.

The speaker of a clause is never guessed from the subject of the text: where no words hand a clause
on, nobody does.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.frames import singular
from truceline.stages.evidence.reading.grammar.groups import NOMINATIVE
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.standing import (
    is_neutral,
    known,
    outlets,
    takes_sides,
)
from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word


class Told(NamedTuple):
    """A speaker: the actors, the words that name them, how they hand it on (plain, alleged,
    denied, belief, insist, pledge, accuse), the verb's words, and who was told, if an outlet.
    """

    speakers: tuple[ActorMention, ...]
    named: str
    how: str
    cue: Span
    outlet: str = ""
    sided: bool = False
    outer: tuple[str, ...] = ()

    @property
    def partisan(self) -> bool:
        """Does a state or an armed side speak? An international body reports."""
        if any(takes_sides(m) for m in self.speakers):
            return True
        return self.sided and not any(is_neutral(m) for m in self.speakers)

    @property
    def chain(self) -> tuple[str, ...]:
        """Outermost first: who tells of the speaking, the outlet that was told, the speaker."""
        names = tuple(dict.fromkeys(m.speaker_form or m.mention.actor for m in self.speakers))
        named = "" if self.named.lower() in NOMINATIVE else self.named
        return tuple(x for x in (*self.outer, self.outlet, *(names or (named,))) if x)


def _outlet(scene: Scene, parsed: Parsed, clause: Clause) -> str:
    """The paper or agency that was told (`told Reuters`)."""
    words = parsed.words
    if clause.group.heads[-1].lemma not in scene.frames.sets["addressing"]:
        return ""
    start, end = words[clause.group.last].end, words[clause.end - 1].end
    told = (m.mention.actor for m in scene.mentions_in(start, end))
    return next((name for name in told if name in outlets()), "")


def handing_on(scene: Scene, clause: Clause) -> str:
    """How a clause's verb hands on what is said; empty where it isn't a verb of saying."""
    head = clause.group.heads[-1]
    if clause.group.negated or head.passive:
        return ""
    if head.adjective:
        sets = scene.frames.sets
        how = "belief" if head.lemma in sets["believing_adjectives"] else "plain"
        return how if head.lemma in sets["saying_adjectives"] else ""
    return scene.frames.hands_on(head.phrase, head.lemma)


def complements(parsed: Parsed, n: int) -> list[int]:
    """The clauses that stand as `that`-clauses behind clause n."""
    return [
        k
        for k, c in enumerate(parsed.clauses)
        if c.parent == n
        and c.link == "that"
        and not (_aside(parsed, n, c) or _interposed(parsed, n, c))
    ]


def _interposed(parsed: Parsed, n: int, inner: Clause) -> bool:
    """`found no proof to back the story that B did`: another verb governs the noun before `that`."""
    behind = parsed.clauses[n].group.last
    between = (g for g in parsed.groups if g.shape == "to" and behind < g.first < inner.linker)
    return any(parsed.words[inner.linker - 1].tag == "noun" for _ in between)


def _aside(parsed: Parsed, n: int, inner: Clause) -> bool:
    """`denied it, claiming that B did`: another verb, set off by a comma, hands it on."""
    at, words = inner.linker - 1, parsed.words
    said = at > parsed.clauses[n].group.last + 1 and words[at].shape == "ing"
    return said and words[at].tag == "verb" and words[at - 1].tag in {"punct", "cc", "adv"}


def told_by(scene: Scene, parsed: Parsed, n: int) -> Told | None:
    """Clause n as a speaker, when its verb hands on and a subject is named (or shared)."""
    clause = parsed.clauses[n]
    how = handing_on(scene, clause)
    if not how:
        return None
    first, last = subject_of(parsed, n)
    words = parsed.words
    if clause.group.heads[-1].adjective and words[first].low == "it":
        return None
    if first >= last:
        first, last = _behind(words, clause)
    if first >= last:
        return None
    named = scene.text[words[first].start : words[last - 1].end]
    cue = Span(start=words[clause.group.first].start, end=words[clause.group.last].end)
    sided = any(singular(w.low) in scene.frames.sets["partisan_nouns"] for w in words[first:last])
    own = clause.subject[0] < clause.subject[1]
    found = subject_actors(scene, parsed, n) if own else actors_between(scene, words, first, last)
    speakers = tuple(found)
    return Told(speakers, named, how, cue, _outlet(scene, parsed, clause), sided)


def told_in_passing(scene: Scene, parsed: Parsed, n: int) -> Told | None:
    """`…, with an official stating that A`: a participle hands clause n on."""
    clause, words = parsed.clauses[n], parsed.words
    place = clause.linker if clause.linker >= 0 else clause.start
    for group in parsed.groups:
        if group.finite or group.shape != "ing" or not 0 <= place - group.last - 1 <= 3:
            continue
        how = scene.frames.hands_on(group.heads[-1].phrase, group.heads[-1].lemma)
        if not how and words[place - 1].low in scene.frames.sets["saying_nouns"]:
            how = "plain"
        if how:
            first = group.first
            while first > 0 and words[first - 1].tag in NOMINAL:
                first -= 1
            parent = clause.parent if clause.parent >= 0 else max(n - 1, 0)
            own = tuple(actors_between(scene, words, first, group.first))
            own = own or _main_speakers(scene, parsed, parent)
            cue = Span(start=words[group.first].start, end=words[group.last].end)
            bare = bool(own) or first == group.first
            named = "" if bare else scene.text[words[first].start : words[group.first - 1].end]
            return Told(own, named, how, cue)
    return None


def _main_speakers(scene: Scene, parsed: Parsed, n: int) -> tuple[ActorMention, ...]:
    """Whom a participle belongs to: the subject of clause n, also where it stands behind its verb."""
    found = actors_between(scene, parsed.words, *subject_of(parsed, n))
    told = None if found else told_by(scene, parsed, n)
    return told.speakers if told else tuple(found)


def told_by_noun(scene: Scene, parsed: Parsed, n: int) -> Told | None:
    """`A's insistence that B leave`: a noun of saying hands clause n on for its possessor."""
    words, linker = parsed.words, parsed.clauses[n].linker
    if linker < 2 or words[linker - 1].tag != "noun":
        return None
    if words[linker - 1].low not in scene.frames.sets["saying_nouns"]:
        return None
    first = linker - 1
    while first > 0 and words[first - 1].tag in NOMINAL:
        first -= 1
    speakers = tuple(_owners(scene, words[first].start, words[linker - 1].end))
    noun = words[linker - 1]
    demands = scene.frames.stance((noun.low,), "nouns") == "demand"
    cue = Span(start=noun.start, end=noun.end)
    return Told(speakers, "", "insist" if demands else "plain", cue) if speakers else None


def _owners(scene: Scene, start: int, end: int) -> list[ActorMention]:
    return [m for m in scene.mentions_in(start, end) if m.use != "place" and known(m)]


def subject_of(parsed: Parsed, n: int) -> tuple[int, int]:
    """The subject's words of clause n, or of the clause that it shares its subject with."""
    seen = 0
    while n >= 0 and seen < 6:
        clause = parsed.clauses[n]
        if clause.subject[0] < clause.subject[1]:
            return clause.subject
        if clause.link != "and":
            break
        n, seen = clause.parent, seen + 1
    return 0, 0


def subject_actors(scene: Scene, parsed: Parsed, n: int) -> list[ActorMention]:
    """The actors of clause n's subject; the name beside a title counts before the title."""
    words, clause = parsed.words, parsed.clauses[n]
    found = actors_between(scene, words, *subject_of(parsed, n))
    last, verb = clause.subject[1], clause.group.first
    if clause.subject[0] == last or verb - last < 2 or words[last].low != ",":
        return found
    beside = scene.mentions_in(words[last].start, words[verb].start)
    named = next((m for m in beside if m.category == "person" and known(m)), None)
    titled = not found or (
        found[0].category != "person" or not found[0].mention.actor.endswith(")")
    )
    opens = named is not None and named.span.start <= words[last + 1].end
    return [named] if named is not None and titled and opens else found


def _behind(words: Sequence[Word], clause: Clause) -> tuple[int, int]:
    """`…, said the minister`: the noun phrase behind the verb."""
    first = last = clause.group.last + 1
    while last < len(words) and words[last].tag in NOMINAL:
        last += 1
    return first, last


def actors_between(
    scene: Scene, words: Sequence[Word], first: int, last: int
) -> list[ActorMention]:
    """The actors that a noun phrase is about: its heads, not their possessors or countries."""
    if first >= last:
        return []
    cut = _head_end(words, first, last)
    found = _actors(scene, words[first].start, words[cut - 1].end) if cut > first else []
    people = any(singular(w.low) in scene.frames.sets["people_nouns"] for w in words[first:cut])
    if not found and people and cut < last and _belonging(words[cut]):
        last = _belongings_end(words, cut, last)
        found = _actors(scene, words[first].start, words[last - 1].end)
        return found[:1] if not _listed(words, first, last) else found
    if not found:
        by = next((k for k in range(first, last) if words[k].low == "by"), last)
        found = _actors(scene, words[by].start, words[last - 1].end) if by + 1 < last else []
    by_end = {w.end: n for n, w in enumerate(words)}
    kept = [m for m in found if not _possessor(words, by_end.get(m.mention.span.end, -1), last)]
    return _outermost(kept or found[:1], scene)


def described(scene: Scene, parsed: Parsed, first: int, last: int) -> list[ActorMention]:
    """`Freedonian fire`, `a Freedonian plan`: the adjective says whose it is."""
    if first >= last:
        return []
    words = parsed.words
    found = scene.mentions_in(words[first].start, words[last - 1].end)
    return [m for m in found if m.use == "adjective" and known(m)]


def _belonging(word: Word) -> bool:
    """`of`, `from`: what follows says whose the people before it are."""
    return word.low in {"of", "from", "for", "by"}


def _belongings_end(words: Sequence[Word], cut: int, last: int) -> int:
    """Where the phrase that says whose they are ends: before a verb, a quality or a new relation."""
    at = cut + 1
    while at < last and (
        words[at].tag in NOMINAL - {"adj"} | {"cc"}
        or _belonging(words[at])
        or (words[at].tag == "prep" and _belonging(words[at - 1]))
    ):
        at += 1
    return at


def _actors(scene: Scene, start: int, end: int) -> list[ActorMention]:
    """The mentions between two places that can act: no place, no mere adjective, no nobody."""
    return [
        m for m in scene.mentions_in(start, end) if m.use not in {"place", "adjective"} and known(m)
    ]


def _head_end(words: Sequence[Word], first: int, last: int) -> int:
    """Where the head of a noun phrase ends: before its first preposition, clause or comma."""
    at = first
    while at < last and (
        words[at].tag in NOMINAL | {"cc", "adv", "quote"} or _list_comma(words, at, last)
    ):
        at += 1
    return max(at, first)


def _list_comma(words: Sequence[Word], at: int, last: int) -> bool:
    """A comma between names: `A, B and C`."""
    return (
        words[at].low == ","
        and at + 1 < last
        and words[at + 1].tag == "name"
        and any(w.tag == "cc" for w in words[at:last])
    )


def _listed(words: Sequence[Word], first: int, last: int) -> bool:
    return any(w.tag == "cc" for w in words[first:last])


def _possessor(words: Sequence[Word], at: int, last: int) -> bool:
    """`Ruritania's` in `Ruritania's defence minister`."""
    return at >= 0 and at + 1 < last and words[at + 1].tag == "pos"


def _outermost(found: Sequence[ActorMention], scene: Scene) -> list[ActorMention]:
    """Without a country that only says whose office-holder the next name is (`US envoy X`)."""
    kept: list[ActorMention] = []
    for n, one in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        if following is not None and _qualifies(one, following, scene.text):
            continue
        kept.append(one)
    return kept


def _qualifies(one: ActorMention, other: ActorMention, text: str) -> bool:
    between = text[one.mention.span.end : other.mention.span.start]
    joined = "," in between or " and " in between or " or " in between or "&" in between
    return (
        one.category in {"state", "organisation", "office"}
        and not joined
        and (other.category in {"person", "office"})
    )


def according(scene: Scene, parsed: Parsed, n: int) -> Told | None:
    """The source that `according to` names beside clause n of a sentence."""
    words, verb = parsed.words, parsed.clauses[n].group.first if parsed.clauses else 0
    for at, word in enumerate(words):
        if word.low != "according to":
            continue
        if any(w.low in {";", ":"} for w in words[min(at, verb) : max(at, verb)]):
            continue
        last = at + 1
        while last < len(words) and words[last].tag in NOMINAL | {"prep"}:
            last += 1
        if last > at + 1:
            found = tuple(actors_between(scene, words, at + 1, last))
            named = scene.text[words[at + 1].start : words[last - 1].end]
            sided = any(
                singular(w.low) in scene.frames.sets["partisan_nouns"] for w in words[at:last]
            )
            cue = Span(start=word.start, end=word.end)
            return Told(found, named, "plain", cue, sided=sided)
    return None
