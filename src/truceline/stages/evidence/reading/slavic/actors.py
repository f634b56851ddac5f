"""Who acts in a clause: its subject, the agent of a passive, the owner of an act's noun, or whoever
the sentence before named.

"The enemy" is whom its speaker's text has accused by name before, and nobody else.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import Mention, Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.actors.uses import ADJECTIVE
from truceline.stages.evidence.reading.slavic.acts import Act
from truceline.stages.evidence.reading.slavic.clauses import Clause
from truceline.stages.evidence.reading.slavic.lexicon import Lexicon
from truceline.stages.evidence.reading.slavic.scene import Sentence
from truceline.stages.evidence.reading.slavic.speakers import subject_of

_OWNER = 3  # words from an act's noun to whose act it is


class Actor(NamedTuple):
    """An actor with the words that bear it out; `antecedent` where it is left out here."""

    mention: ActorMention
    at: Span
    antecedent: Span | None = None

    @property
    def state(self) -> str:
        """The state that acts, or whose organ does."""
        own = self.mention.mention.actor if self.mention.category == "state" else ""
        return self.mention.state or own

    def mentions(self) -> tuple[Mention, ...]:
        """For the draft: each actor with its words and what they go back to."""
        back = self.antecedent
        if back is None:
            return self.mention.each
        return tuple(
            Mention(actor=m.actor, span=self.at, via="coreference", antecedent=m.antecedent or back)
            for m in self.mention.each
        )


def here(mention: ActorMention) -> Actor:
    """An actor that stands in the clause itself."""
    return Actor(mention, mention.span)


def left_out(actor: Actor, sentence: Sentence, word: int) -> Actor:
    """The same actor where a clause leaves it out: an empty place at the verb."""
    at = sentence.words[word].start
    back = actor.antecedent or actor.mention.span
    return Actor(actor.mention, Span(start=at, end=at), back)


def actor_in(sentence: Sentence, clause: Clause, act: Act, known: Lexicon) -> Actor | None:
    """The actor whom the clause names."""
    if act.passive or act.what in {"harm", "event"}:
        found = agent_in(sentence, clause) or _owner(sentence, clause, known)
        if found is None and act.what == "event" and not act.passive:
            found = subject_of(sentence, clause.start, clause.end, act.at)
    else:
        found = subject_of(sentence, clause.start, clause.end, act.at)
        found = found or _owner(sentence, clause, known)
    return here(found) if found else None


def agent_in(sentence: Sentence, clause: Clause) -> ActorMention | None:
    """The actor in the instrumental."""
    for mention in sentence.within(clause.start, clause.end):
        first = next(w for w in sentence.words if w.start >= mention.span.start)
        at = sentence.words.index(first)
        behind = at > 0 and sentence.words[at - 1].may_be("PREP")
        if not behind and first.in_case("ablt") and not first.in_case("nomn"):
            return mention
    return None


def _owner(sentence: Sentence, clause: Clause, known: Lexicon) -> ActorMention | None:
    """The actor in the genitive behind an act's noun, or its adjective before it."""
    for at in range(clause.start, clause.end):
        if known.has("act_nouns", sentence.words[at].lemmas):
            for mention in sentence.within(clause.start, at) if at > clause.start else ():
                if _modifies(sentence, at, mention):
                    return mention
            end = min(at + 1 + _OWNER, clause.end)
            for mention in sentence.within(at + 1, end) if end > at + 1 else ():
                if _follows(sentence, at, mention):
                    return mention
    return None


def _modifies(sentence: Sentence, at: int, mention: ActorMention) -> bool:
    """Is it an adjective of the noun, with nothing but adjectives between?"""
    between = [w for w in sentence.words[:at] if w.start >= mention.span.end]
    return mention.use == ADJECTIVE and all(w.may_be("ADJF") for w in between)


def _follows(sentence: Sentence, at: int, mention: ActorMention) -> bool:
    """Does nothing but adjectives stand between the noun and the actor, who is in the genitive?"""
    between = [w for w in sentence.words[at + 1 :] if w.end <= mention.span.start]
    first = next(w for w in sentence.words if w.start >= mention.span.start)
    genitive = first.in_case("gent") or not any(form.case for form in first.forms)
    return genitive and all(w.may_be("ADJF") for w in between)


def names_enemy(sentence: Sentence, clause: Clause, known: Lexicon) -> Span | None:
    """The words for "the enemy" where the enemy acts: in the nominative, instrumental or genitive."""
    for word in sentence.words[clause.start : clause.end]:
        if known.has("enemy", word.lemmas) and any(map(word.in_case, ("nomn", "ablt", "gent"))):
            return Span(start=word.start, end=word.end)
    return None


def has_subject(sentence: Sentence, clause: Clause, verb: int) -> bool:
    """Has the clause a noun of its own before its verb that may be the subject?"""
    words: Sequence = sentence.words[clause.start : verb]  # type: ignore[type-arg]
    for at, word in enumerate(words):
        behind = at > 0 and words[at - 1].is_first("PREP", "ADJF", "NUMR")
        if not behind and word.is_first("NOUN", "NPRO") and word.in_case("nomn"):
            return True
    return False
