"""Who says what a clause says: the verb of saying it hangs on, one behind it, words such as
"according to", the sentences before it, or the head of the text.

A speaker is words of the text, never a guess about who might have said it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.actors.uses import ACTOR, ADJECTIVE, FORCES
from truceline.stages.evidence.reading.slavic.lexicon import Lexicon
from truceline.stages.evidence.reading.slavic.scene import Scene, Sentence

_REACH = 7  # words from "according to" to whom


class Told(NamedTuple):
    """A speaker as words and, where it is known, as actor; `cue` says where it is said so.

    `carried` where the speaker stands in a sentence before, or at the head of the text.
    """

    name: str
    cue: Span
    mention: ActorMention | None = None
    carried: bool = False

    @property
    def state(self) -> str:
        """The state that the speaker belongs to, or empty."""
        return self.mention.state if self.mention else ""


def told_in(scene: Scene, sentence: Sentence) -> list[Told | None]:
    """The speaker of each clause that the sentence itself names."""
    source = _according(scene, sentence)
    tails = [n for n in range(len(sentence.clauses)) if _is_tail(sentence, scene.known, n)]
    found: list[Told | None] = []
    open_: Told | None = None
    for n in range(len(sentence.clauses)):
        if _governs(sentence, scene.known, n):
            open_ = speaker_in(sentence, scene.known, n)
        found.append(open_ or _behind(sentence, scene.known, n, tails) or source)
    return found


def is_saying(sentence: Sentence, known: Lexicon, n: int) -> bool:
    """Does the clause only hand on what another says?"""
    return _governs(sentence, known, n) or _is_tail(sentence, known, n)


def _says(sentence: Sentence, known: Lexicon, n: int) -> bool:
    clause = sentence.clauses[n]
    return any(known.has("say", sentence.words[at].lemmas) for at in clause.heads)


def _governs(sentence: Sentence, known: Lexicon, n: int) -> bool:
    """Has the verb of saying its that-clause, or what follows a colon, behind it?"""
    after = sentence.clauses[n + 1 : n + 2]
    return _says(sentence, known, n) and bool(after) and after[0].link in {"that", "colon"}


def _is_tail(sentence: Sentence, known: Lexicon, n: int) -> bool:
    """`…, said X`; `as X said`."""
    clause = sentence.clauses[n]
    if not _says(sentence, known, n) or _governs(sentence, known, n):
        return False
    first = clause.head - clause.start <= 1
    return clause.link == "as" or (n > 0 and clause.link == "" and first)


def _behind(sentence: Sentence, known: Lexicon, n: int, tails: Sequence[int]) -> Told | None:
    """The speaker that stands in passing or at the end."""
    near = [k for k in tails if k != n]
    return speaker_in(sentence, known, near[0]) if near else None


def speaker_in(sentence: Sentence, known: Lexicon, n: int) -> Told | None:
    """Who the clause says that speaks: an actor, else the noun with a role, as it stands."""
    clause = sentence.clauses[n]
    cue = sentence.chars(clause.head, clause.head + 1)
    mention = subject_of(sentence, clause.start, clause.end, clause.head)
    mention = mention or next(
        (m for m in sentence.within(clause.start, clause.end) if m.use != ADJECTIVE), None
    )
    if mention is not None:
        return Told(mention.speaker_form or mention.mention.actor, cue, mention)
    role = _role(sentence, known, clause.start, clause.end)
    return Told(role, cue) if role else None


def _role(sentence: Sentence, known: Lexicon, start: int, end: int) -> str:
    """The words of an office that no file lists: from its noun to the end of the phrase."""
    words = sentence.words
    for at in range(start, end):
        if known.has("offices", words[at].lemmas) and words[at].may_be("NOUN"):
            last = at + 1
            while last < end and words[last].is_first("NOUN", "ADJF"):
                last += 1
            return " ".join(word.text for word in words[at:last])
    return ""


def _according(scene: Scene, sentence: Sentence) -> Told | None:
    """`According to X`, wherever it stands in the sentence."""
    words = sentence.words
    lows = [word.low for word in words]
    for at in range(len(words)):
        for phrase in scene.known.phrases:
            if tuple(lows[at : at + len(phrase)]) == phrase or _owned(lows, at, phrase):
                end = min(len(words), at + len(phrase) + _REACH)
                mention = next(iter(sentence.within(at, end)), None)
                cue = sentence.chars(at, at + len(phrase))
                if mention is not None:
                    name = mention.speaker_form or mention.mention.actor
                    return Told(name, cue, mention)
                role = _role(sentence, scene.known, at, end)
                return Told(role, cue) if role else None
    return None


def _owned(lows: Sequence[str], at: int, phrase: tuple[str, ...]) -> bool:
    """`By his words`: the owner stands inside the phrase."""
    return len(phrase) == 2 and (lows[at : at + 1], lows[at + 2 : at + 3]) == (
        [phrase[0]],
        [phrase[1]],
    )


def head_of(scene: Scene) -> Told | None:
    """Whose text it is: the head, a first paragraph that tells nothing, names an office."""
    if not scene.sentences or scene.sentences[0].clauses:
        return None
    first = scene.sentences[0]
    end = next((n for n, w in enumerate(first.words) if w.text == ","), len(first.words))
    if not end:
        return None
    role = any(scene.known.has("offices", word.lemmas) for word in first.words[:end])
    bodies = ("organisation", "office")
    mention = next((m for m in first.within(0, end) if m.category in bodies), None)
    if mention is None and not role:
        return None
    span = first.chars(0, end)
    words = span.of(scene.document.text)
    name = mention.speaker_form or mention.mention.actor if mention else words
    return Told(name, span, mention, carried=True)


def subject_of(sentence: Sentence, start: int, end: int, verb: int) -> ActorMention | None:
    """The actor in the nominative: the last one before the verb, else the first behind it."""
    able = [m for m in sentence.within(start, end) if nominative(sentence, m)]
    before = [m for m in able if m.span.start < sentence.words[verb].start]
    behind = [m for m in able if m.span.start > sentence.words[verb].start]
    if before:
        return before[0]
    return next((m for m in behind if not _may_be_object(sentence, m)), None)


def nominative(sentence: Sentence, mention: ActorMention) -> bool:
    """May the mention be the subject: in the nominative, not behind a preposition?"""
    if mention.use not in {ACTOR, FORCES, ADJECTIVE}:
        return False
    span = mention.span
    at = next(n for n, word in enumerate(sentence.words) if word.start >= span.start)
    first = sentence.words[at]
    if at and sentence.words[at - 1].may_be("PREP"):
        return False
    return not first.forms or first.in_case("nomn") or not any(f.case for f in first.forms)


def _may_be_object(sentence: Sentence, mention: ActorMention) -> bool:
    """May it as well stand in another case than the nominative?"""
    word = next(w for w in sentence.words if w.start >= mention.span.start)
    return not word.forms or any(map(word.in_case, ("accs", "datv", "gent")))
