"""Drafts of a document in `ru` or `uk`: one a clause that tells something the data knows.

What a clause doesn't say is not claimed; the enemy that nobody names is nobody until the text has
named one.
"""

from collections.abc import Iterator

from truceline.model.claim import ClaimKind, Document, Draft, Modality
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.slavic.actors import (
    Actor,
    actor_in,
    agent_in,
    has_subject,
    here,
    left_out,
    names_enemy,
)
from truceline.stages.evidence.reading.slavic.acts import Act, act_noun, act_of, passive_at
from truceline.stages.evidence.reading.slavic.clauses import Clause
from truceline.stages.evidence.reading.slavic.drafting import Piece, draft_of
from truceline.stages.evidence.reading.slavic.put import ACCUSING, INCIDENTS, Put, put_of
from truceline.stages.evidence.reading.slavic.scene import Scene, Sentence, scene_of
from truceline.stages.evidence.reading.slavic.speakers import (
    Told,
    head_of,
    is_saying,
    speaker_in,
    subject_of,
    told_in,
)

_ACTS_ALONE = frozenset({"state", "organisation", "person"})
_EMBRACING = frozenset({"accuse", "deny", "demand", "refuse", "offer"})
_SURE, _FAIR, _GUESSED = 0.75, 0.6, 0.45


def drafts_of(document: Document) -> tuple[Draft, ...]:
    """The drafts of a document, in the order of their quotes."""
    scene = scene_of(document)
    reader = _Reader(scene)
    drafts = [draft for sentence in scene.sentences for draft in reader.sentence(sentence)]
    return tuple(sorted(drafts, key=lambda d: (d.at or 0, len(d.quote))))


class _Reader:
    """Reads one scene from its head on."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.known = scene, scene.known
        self.head = head_of(scene)
        self.spoken: Told | None = None
        self.body: Told | None = None
        self.accused: dict[str, Actor] = {}
        self.blamed: dict[str, Actor] = {}

    def sentence(self, sentence: Sentence) -> Iterator[Draft]:
        """The drafts of one sentence; a question claims nothing."""
        if sentence.opens:
            self.spoken = None
        if sentence.words and sentence.words[-1].text == "?":
            return
        told = [self._known_body(t) for t in told_in(self.scene, sentence)]
        before: Actor | None = None
        embraced = -1
        for n, clause in enumerate(sentence.clauses):
            if n == embraced:
                continue
            piece = self._piece(sentence, n, told[n], before)
            subject = subject_of(sentence, clause.start, clause.end, clause.head)
            before = here(subject) if subject else before
            if piece is not None:
                embraced = n + 1 if piece.embraces else -1
                yield draft_of(self.scene, sentence, piece)
        self.spoken = next((t for t in reversed(told) if t), self.spoken)
        self.body = next((t for t in reversed(told) if t and _is_body(t)), self.body)

    def _known_body(self, told: Told | None) -> Told | None:
        """`The ministry` alone is the one that spoke before."""
        alone = told is not None and told.mention is None and " " not in told.name
        if told is None or not alone or self.body is None:
            return told
        return told._replace(name=self.body.name, mention=self.body.mention)

    def _piece(
        self, sentence: Sentence, n: int, told: Told | None, before: Actor | None
    ) -> Piece | None:
        clause = sentence.clauses[n]
        act = act_of(sentence, clause, self.known)
        if clause.link == "if" or (act is None and is_saying(sentence, self.known, n)):
            return None
        if act is None:
            return self._other(sentence, n, told)
        put = put_of(sentence, clause, act, self.known)
        if act.what in INCIDENTS:
            return self._incident(sentence, n, act, put, told, before)
        return self._stance(sentence, n, act, put, told, before)

    def _incident(
        self,
        sentence: Sentence,
        n: int,
        act: Act,
        put: Put,
        told: Told | None,
        before: Actor | None,
    ) -> Piece | None:
        clause = sentence.clauses[n]
        reported = self.known.has("say", sentence.words[clause.head].lemmas)
        if told is None and reported:
            told = speaker_in(sentence, self.known, n)
        voice = told or self._carried()
        actor = actor_in(sentence, clause, act, self.known)
        if reported and actor and told and actor.mention is told.mention:
            actor = None
        enemy = names_enemy(sentence, clause, self.known) if act.what in ACCUSING else None
        if actor is None and enemy is not None:
            actor = self._enemy(sentence, act, voice)
        elif actor is None and not act.passive and act.what in ACCUSING and clause.link == "and":
            bare = not has_subject(sentence, clause, act.at)
            actor = left_out(before, sentence, act.at) if before and bare else None
        if actor is None and self._goes_on(sentence, clause, act, voice):
            blamed = self._blamed(voice)
            actor = left_out(blamed, sentence, act.at) if blamed else None
        put = self._sided(sentence, act, put, actor, voice, enemy is not None)
        if put.modality is Modality.ALLEGED and actor is not None:
            self._blame(voice, actor)
        if clause.link == "rel" and not actor and not sentence.counted(clause.start, clause.end):
            return None
        sure = _SURE if actor is not None or act.what not in ACCUSING else _FAIR
        actors = (actor,) if actor else ()
        return Piece(clause, act, put, actors, voice, self._joined(sentence, n), sure)

    def _goes_on(self, sentence: Sentence, clause: Clause, act: Act, voice: Told | None) -> bool:
        """Does the speaker of an accusation go on to tell of what the accused did?"""
        accused = self._blamed(voice)
        if accused is None or voice is None or voice.state == accused.state or act.negated:
            return False
        noun = act.what == "event" and act_noun(sentence, clause, self.known) >= 0
        return noun or act.what in {"attack", "violate"}

    def _carried(self) -> Told | None:
        """The speaker of the paragraph so far, else of the whole text."""
        if self.spoken is not None:
            return self.spoken._replace(carried=True)
        return self.head

    def _enemy(self, sentence: Sentence, act: Act, voice: Told | None) -> Actor | None:
        """Whom the text has accused by name, where it is one other than the speaker."""
        others = [a for state, a in self.accused.items() if not voice or state != voice.state]
        return left_out(others[0], sentence, act.at) if len(others) == 1 else None

    def _sided(
        self,
        sentence: Sentence,
        act: Act,
        put: Put,
        actor: Actor | None,
        voice: Told | None,
        enemy: bool,
    ) -> Put:
        """What one says of the other is alleged; what one says that oneself didn't do is denied."""
        cue = sentence.chars(act.at, act.at + 1)
        own = actor is not None and (voice is None or voice.state in {"", actor.state})
        if put.negative:
            denied = own and act.what in ACCUSING and not act.passive
            return put._replace(modality=Modality.DENIED, cue=cue) if denied else put
        accusing = act.what in ACCUSING or (act.what == "harm" and actor is not None)
        against = actor is not None and (
            voice.state != actor.state if voice else actor.state in self.accused
        )
        if put.modality is Modality.ASSERTED and accusing and (enemy or against):
            near = cue if voice is None or voice.carried else voice.cue
            return put._replace(modality=Modality.ALLEGED, cue=near)
        return put

    def _stance(
        self,
        sentence: Sentence,
        n: int,
        act: Act,
        put: Put,
        told: Told | None,
        before: Actor | None,
    ) -> Piece | None:
        clause = sentence.clauses[n]
        actors = self._holders(sentence, clause, act, told, before)
        if act.what == "accuse" and len(actors) > 1:
            self._accuse(*actors[:2])
        needless = act.what in {"unknown", "meet", "untrue", "deny"}
        if not actors and not needless:
            return None
        condition = self._condition(sentence, n)
        if (
            condition
            and put.modality in {Modality.PLANNED, Modality.ASSERTED}
            and act.what in {"ready", "offer"}
        ):
            at = condition.start
            put = put._replace(modality=Modality.CONDITIONAL, cue=sentence.chars(at, at + 1))
        after = sentence.clauses[n + 1] if n + 1 < len(sentence.clauses) else None
        whole = clause
        if act.what in _EMBRACING and after and after.link == "that":
            whole = clause._replace(end=after.end)
            put = put_of(sentence, whole, act, self.known)
        joined, sure = self._joined(sentence, n), _SURE if actors else _FAIR
        return Piece(whole, act, put, actors, told, joined, sure, condition, whole is not clause)

    def _accuse(self, accused: Actor, by: Actor) -> None:
        """Keep who accused whom, for the sentences that go on from there."""
        voice = Told(by.mention.speaker_form, by.at, by.mention)
        self.spoken = voice
        self._blame(voice, accused)

    def _blame(self, voice: Told | None, accused: Actor) -> None:
        self.accused.setdefault(accused.state, accused)
        if voice is not None:
            self.blamed[voice.state or voice.name] = accused

    def _blamed(self, voice: Told | None) -> Actor | None:
        """Whom the speaker, or another voice of its state, has accused before."""
        return self.blamed.get(voice.state or voice.name) if voice else None

    def _holders(
        self, sentence: Sentence, clause: Clause, act: Act, told: Told | None, before: Actor | None
    ) -> tuple[Actor, ...]:
        """Who holds a stance, meets or is accused."""
        subject = subject_of(sentence, clause.start, clause.end, act.at)
        if act.what == "meet":
            near = [
                m
                for m in sentence.within(clause.start, clause.end)
                if m.use != "adjective" and m.category != "group"
            ]
            return tuple(here(m) for m in near)
        if act.what == "accuse":
            behind = [m for m in sentence.within(act.at, clause.end) if m is not subject]
            return tuple(here(m) for m in (*behind[:1], *([subject] if subject else ())))
        if act.what == "untrue":
            return (_at(told.mention, sentence, act.at),) if told and told.mention else ()
        if subject is not None:
            return (here(subject),)
        if before is not None and not has_subject(sentence, clause, act.at):
            return (left_out(before, sentence, act.at),)
        placed = self._placed(sentence, clause)
        return (here(placed),) if placed else ()

    @staticmethod
    def _placed(sentence: Sentence, clause: Clause) -> ActorMention | None:
        """`In <capital> they said`: the seat that speaks."""
        return next(iter(sentence.within(clause.start, clause.end)), None)

    def _condition(self, sentence: Sentence, n: int) -> Clause | None:
        near = sentence.clauses[max(0, n - 1) : n + 2]
        return next((clause for clause in near if clause.link == "if"), None)

    def _other(self, sentence: Sentence, n: int, told: Told | None) -> Piece | None:
        """A clause of a known actor that the data has no word for; what a speaker says of itself."""
        clause = sentence.clauses[n]
        if clause.link in {"rel", "as"}:
            return None
        head = clause.head
        subject = subject_of(sentence, clause.start, clause.end, head)
        if subject is None and passive_at(sentence, head):
            subject = agent_in(sentence, clause)
        if subject is not None and subject.category in _ACTS_ALONE:
            actors: tuple[Actor, ...] = (here(subject),)
        elif told and told.mention and not told.carried and clause.link == "that":
            actors = (_at(told.mention, sentence, head),)
        else:
            return None
        negated = head > 0 and sentence.words[head - 1].low in self.known.topics["not"]
        act = Act("other", head, negated)
        put = put_of(sentence, clause, act, self.known)
        if (
            put.kind is ClaimKind.POSITION
            and negated
            and put.modality is Modality.ASSERTED
            and not told
        ):
            refusing = self.known.has("refuse_negated", sentence.words[head].lemmas)
            cue = sentence.chars(head, head + 1)
            put = put._replace(modality=Modality.DENIED, cue=cue) if refusing else put
        return Piece(clause, act, put, actors, told, self._joined(sentence, n), _GUESSED)

    def _joined(self, sentence: Sentence, n: int) -> int:
        """The clause from which the quote begins: the verb of saying right before it, else itself."""
        before = n - 1
        direct = sentence.clauses[n].link == "that" and before >= 0
        return before if direct and is_saying(sentence, self.known, before) else n


def _at(mention: ActorMention, sentence: Sentence, word: int) -> Actor:
    return left_out(here(mention), sentence, word)


def _is_body(told: Told) -> bool:
    return told.mention is not None and told.mention.category == "organisation"
