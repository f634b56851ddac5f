"""What happens in a clause, by its lemmas: a violent act, harm, a defence, a denial, a stance.

Only words of the data count. A verb that needs its noun (to open fire, to launch a missile) is no
act without it.
"""

from typing import NamedTuple

from truceline.stages.evidence.reading.slavic.clauses import Clause
from truceline.stages.evidence.reading.slavic.lexicon import Lexicon
from truceline.stages.evidence.reading.slavic.scene import HARMED, Sentence

STANCES = ("demand", "refuse", "agree", "offer", "ready")
_ACTS = ("violate", "intercept", "attack", "harm")
_VERBAL = ("VERB", "PRTS", "INFN", "GRND")


class Act(NamedTuple):
    """What a clause tells: `what` is a topic of the data, at a word; `negated` where it didn't
    happen; `passive` where whoever did it stands in another case than the subject.
    """

    what: str
    at: int
    negated: bool = False
    passive: bool = False


def act_of(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    """The first thing of the data that the clause tells; None for any other clause."""
    return (
        _told(sentence, clause, known)
        or _stance(sentence, clause, known)
        or _done(sentence, clause, known)
        or _event(sentence, clause, known)
        or _meeting(sentence, clause, known)
        or _kept(sentence, clause, known)
    )


def lemmas_in(sentence: Sentence, clause: Clause) -> frozenset[str]:
    """All lemmas of a clause."""
    words = sentence.words[clause.start : clause.end]
    return frozenset().union(*(word.lemmas for word in words))


def act_noun(sentence: Sentence, clause: Clause, known: Lexicon) -> int:
    """The place of a noun of violence in the clause, or −1: ceasing fire is none."""
    words = sentence.words
    for at in range(clause.start, clause.end):
        ceasing = at > 0 and known.has("ceasing", words[at - 1].lemmas)
        if known.has("act_nouns", words[at].lemmas) and not ceasing:
            return at
    return -1


def violent(sentence: Sentence, clause: Clause, known: Lexicon) -> bool:
    """Is there a word of violence in the clause, as noun or verb?"""
    inside = lemmas_in(sentence, clause)
    return act_noun(sentence, clause, known) >= 0 or _complete(inside, "attack", inside, known)


def negated(sentence: Sentence, clause: Clause, known: Lexicon, at: int) -> bool:
    """Does a `not` stand before the verb or before the predicate that it hangs on?"""
    before = [n - 1 for n in (at, *(h for h in clause.heads if h <= at)) if n > clause.start]
    return any(sentence.words[n].low in known.topics["not"] for n in before)


def passive_at(sentence: Sentence, at: int) -> bool:
    """Is the verb a passive participle or impersonal?"""
    word = sentence.words[at]
    return word.is_first("PRTS") or any(form.impersonal for form in word.forms)


def _told(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    """Accusations, denials, and what nobody could confirm."""
    inside = lemmas_in(sentence, clause)
    for at in clause.heads:
        lemmas, no = sentence.words[at].lemmas, negated(sentence, clause, known, at)
        if known.has("accuse", lemmas):
            return Act("accuse", at, no)
        if known.has("deny", lemmas):
            return Act("deny", at)
        if known.has("calling", lemmas) and known.has("false_nouns", inside) and not no:
            return Act("deny", at)
        if known.has("reject", lemmas):
            return Act("reject", at)
        if known.has("untrue", lemmas) and no and known.has("untrue_nouns", inside):
            return Act("untrue", at)
    return None


def _stance(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    for at in clause.heads:
        for topic in STANCES:
            if known.has(topic, sentence.words[at].lemmas):
                return Act(topic, at, negated(sentence, clause, known, at))
    return None


def _done(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    """A verb (or a noun that stands for one) that is an act by itself or with its noun."""
    inside = lemmas_in(sentence, clause)
    for at in range(clause.start, clause.end):
        word = sentence.words[at]
        for topic in _ACTS:
            if _is_act(sentence, at, topic, known) and _complete(word.lemmas, topic, inside, known):
                no = negated(sentence, clause, known, at)
                return Act(topic, at, no, passive_at(sentence, at))
    return None


def _is_act(sentence: Sentence, at: int, topic: str, known: Lexicon) -> bool:
    word = sentence.words[at]
    return known.has(topic, word.lemmas) and word.may_be(*_VERBAL)


def _complete(lemmas: frozenset[str], topic: str, inside: frozenset[str], known: Lexicon) -> bool:
    verb = lemmas & known.topics[topic]
    return any(v not in known.needs or not known.needs[v].isdisjoint(inside) for v in verb)


def _event(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    """An act told by its noun, beside a verb that adds nothing; casualties that there are or not."""
    inside = lemmas_in(sentence, clause)
    harmed = any(q.quantity.unit in HARMED for q in sentence.counted(clause.start, clause.end))
    eventful = act_noun(sentence, clause, known) >= 0 or known.has("casualty_nouns", inside)
    for at in clause.heads:
        word = sentence.words[at]
        no = negated(sentence, clause, known, at)
        if word.low in known.topics["none"]:
            if eventful:
                return Act("event", at, negated=True)
            return Act("unknown", at, negated=True) if _doubted(inside, known) else None
        if eventful and (known.has("light", word.lemmas) or known.has("is", word.lemmas)):
            return Act("event", at, no, passive_at(sentence, at))
        if no and known.has("unknown", frozenset(inside)):
            return Act("unknown", at, negated=True)
        if harmed or (known.has("say", word.lemmas) and eventful and _of(sentence, clause, known)):
            return Act("harm" if harmed else "event", at, no)
    return None


def _doubted(inside: frozenset[str], known: Lexicon) -> bool:
    return known.has("unknown", inside) or known.has("doubts", inside)


def _of(sentence: Sentence, clause: Clause, known: Lexicon) -> bool:
    """Is it told *of* something in the clause itself?"""
    words = sentence.words[clause.head : clause.end]
    return any(word.low in known.topics["about"] for word in words)


def _meeting(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    inside = lemmas_in(sentence, clause)
    for at in range(clause.start, clause.end):
        word = sentence.words[at]
        if word.may_be(*_VERBAL) and known.has("meet", word.lemmas):
            alone = known.has("meet_alone", word.lemmas)
            if alone or known.has("meet_nouns", inside):
                return Act("meet", at, negated(sentence, clause, known, at))
    return None


def _kept(sentence: Sentence, clause: Clause, known: Lexicon) -> Act | None:
    for at in clause.heads:
        if known.has("observe", sentence.words[at].lemmas):
            return Act("observe", at, negated(sentence, clause, known, at))
    return None
