"""The reader of English news by rules: clauses, their frames, their speakers.

Deterministic, without model weights. One claim a clause: what a clause doesn't say is not claimed,
and a clause that nobody says or does is left out.
"""

from collections.abc import Iterator, Sequence

from truceline.model.claim import ClaimKind, Document, Draft, Modality
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.garble import garble
from truceline.stages.evidence.reading.grammar.asides import Aside, asides
from truceline.stages.evidence.reading.grammar.attribution import (
    Told,
    complements,
    handing_on,
    subject_actors,
    told_in_passing,
)
from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.conditions import sets_condition
from truceline.stages.evidence.reading.grammar.drafts import NAME, Piece, draft_of
from truceline.stages.evidence.reading.grammar.frames import Frames, singular
from truceline.stages.evidence.reading.grammar.governed import GUESSED, Verdict
from truceline.stages.evidence.reading.grammar.headings import repeated_headings
from truceline.stages.evidence.reading.grammar.parties import Parties
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene, scene_of
from truceline.stages.evidence.reading.grammar.speaking import coloured, holders
from truceline.stages.evidence.reading.grammar.voices import Voices, is_tail, set_off
from truceline.stages.evidence.reading.grammar.weighing import (
    completed,
    conditioned,
    insisted,
    verdict_of,
    worth,
)
from truceline.stages.evidence.reading.grammar.words import Word
from truceline.stages.evidence.reading.slavic import INFLECTED
from truceline.stages.evidence.reading.slavic import drafts_of as inflected_drafts

LEAST = 0.3
"""Confidence below which a sentence is too broken for a claim to be read from it."""
BROKEN = "the sentence is broken, as by bad translation"
_DOUBTFUL = 0.3
_STANCES_THAT_SPEAK = frozenset({"demand", "refuse", "accuse", "offer", "propose", "criticise"})


class RuleExtractor:
    """The default extractor: the grammar of English here, that of inflected languages beside it."""

    name = NAME

    def extract(self, document: Document) -> tuple[Draft, ...]:
        """Drafts in the order of their quotes; none for a document in a language without rules."""
        if document.language in INFLECTED:
            return inflected_drafts(document)
        if document.language not in {"en", ""}:
            return ()
        scene = scene_of(document)
        reader = _Reader(scene)
        drafts = [d for parsed in _once(scene) for d in reader.sentence(parsed)]
        return tuple(sorted(drafts, key=lambda d: (d.at or 0, len(d.quote))))


def _once(scene: Scene) -> Iterator[Parsed]:
    """The sentences, a repeated one (a caption) only where it stands first; no heading said again."""
    seen: set[str] = set()
    repeated = repeated_headings(scene)
    for n, parsed in enumerate(scene.parsed):
        said = parsed.span.of(scene.text)
        if said not in seen and n not in repeated:
            yield parsed
        seen.add(said)


class _Reader:
    """Reads one scene; holds who is speaking where, and who stands behind what."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.voices = Voices(scene)
        self.parties = Parties(scene)

    def sentence(self, parsed: Parsed) -> Iterator[Draft]:
        """The drafts of one sentence; a question claims nothing."""
        if self.scene.text[parsed.span.end - 1] == "?":
            return
        doubt = garble(self.scene.text, parsed.span)
        for draft in self._drafts(parsed):
            doubted = _doubted(draft, doubt)
            if doubted.confidence >= LEAST:
                yield doubted

    def _drafts(self, parsed: Parsed) -> Iterator[Draft]:
        beside = list(asides(self.scene, parsed))
        done: set[int] = set()
        for n in range(len(parsed.clauses)):
            piece = None if n in done else self._piece(parsed, n, done)
            piece = _cleared(parsed.words, piece, beside) if piece else None
            if piece is not None:
                yield draft_of(self.scene, parsed, piece)
        for aside in beside:
            told = self.voices.of(parsed, aside.clause) if parsed.clauses else None
            yield draft_of(self.scene, parsed, self._of(aside, told))

    def _piece(self, parsed: Parsed, n: int, done: set[int]) -> Piece | None:
        """Clause n as a piece of the sentence; None where it only hands on, waits or asks."""
        if self._is_frame(parsed, n):
            return None
        clause = parsed.clauses[n]
        if clause.link == "noun" and n + 1 < len(parsed.clauses):
            piece = self._denied_noun(parsed, n)
            if piece is not None:
                done.add(n + 1)
                return piece
        verdict = verdict_of(self.scene, parsed, clause, self.parties.topic(parsed, n))
        told = self.voices.of(parsed, n)
        inner = complements(parsed, n)
        if not inner or not self._hands_on(parsed, clause):
            return self._plain(parsed, n, verdict, told, done)
        if not clause.group.negated and verdict.stance not in _STANCES_THAT_SPEAK:
            return None
        done.add(inner[0])
        embraced = parsed.clauses[inner[0]]
        embraced = embraced._replace(end=self._reach(parsed, inner[0], done))
        return self._embracing(parsed, n, embraced, verdict, told)

    def _denied_noun(self, parsed: Parsed, n: int) -> Piece | None:
        """`Allegations that A did it have no foundation`: one denial, of whoever says so."""
        behind = parsed.clauses[n + 1]
        verdict, told = verdict_of(self.scene, parsed, behind), self.voices.of(parsed, n + 1)
        if verdict.put.modality is not Modality.DENIED:
            return None
        return Piece(
            start=behind.subject[0],
            end=behind.end,
            first=behind.group.first,
            last=behind.group.last,
            verdict=verdict,
            actors=told.speakers if told else self._subject(parsed, n),
            told=told,
        )

    def _of(self, aside: Aside, told: Told | None) -> Piece:
        return Piece(
            start=aside.start,
            end=aside.end,
            first=aside.first,
            last=aside.last,
            verdict=coloured(aside.verdict, told, aside.actors, self.scene.frames),
            actors=aside.actors or (told.speakers if told else ()),
            told=told,
        )

    def _is_frame(self, parsed: Parsed, n: int) -> bool:
        """`he said`, `if A agrees`, `before they sign`: words around a claim."""
        clause, frames = parsed.clauses[n], self.scene.frames
        waits = _waits(parsed, clause, frames)
        elliptic = parsed.words[clause.group.last].tag == "modal"
        addressed = clause.group.heads[-1].lemma in frames.sets["addressing"]
        return (
            waits
            or elliptic
            or (addressed and not complements(parsed, n) and not self._briefed(parsed, clause))
            or is_tail(self.scene, parsed, n)
            or sets_condition(parsed, n, frames, future=False)
        )

    def _briefed(self, parsed: Parsed, clause: Clause) -> bool:
        """`briefed the observers` is a meeting; a negated telling is a claim of its own."""
        meets = clause.group.head.lemma in self.scene.frames.of("meeting", "hosting")
        guests = {singular(w.low) for w in parsed.words[clause.group.last + 1 : clause.end]}
        guested = bool(guests & self.scene.frames.of("meeting", "guests"))
        return clause.group.negated or (meets and guested)

    def _hands_on(self, parsed: Parsed, clause: Clause) -> bool:
        """Does a clause hand its that-clause on, as a saying, a denied saying, or `it is clear`?"""
        head = clause.group.heads[-1]
        if clause.group.negated:
            return bool(self.scene.frames.hands_on(head.lemma))
        evident = head.adjective and parsed.words[clause.subject[0]].low == "it"
        return evident or bool(handing_on(self.scene, clause))

    def _embracing(
        self, parsed: Parsed, n: int, inner: Clause, verdict: Verdict, told: Told | None
    ) -> Piece:
        """A stance with its that-clause: one claim of the one who demands, denies, accuses."""
        clause = parsed.clauses[n]
        below = verdict_of(self.scene, parsed, inner)
        actors = self._subject(parsed, n) or (told.speakers if told else ())
        return Piece(
            start=clause.start,
            end=inner.end,
            first=clause.group.first,
            last=clause.group.last,
            verdict=_taken_in(verdict, below, inner, self.scene.frames),
            actors=actors,
            told=told,
        )

    def _plain(
        self, parsed: Parsed, n: int, verdict: Verdict, told: Told | None, done: set[int]
    ) -> Piece | None:
        clause, scene = parsed.clauses[n], self.scene
        verdict = coloured(verdict, told, self._subject(parsed, n), scene.frames)
        condition, verdict = conditioned(scene, parsed, n, verdict)
        verdict = insisted(clause, verdict, told)
        actors = holders(scene, parsed, n, verdict, told)
        actors = self.parties.behind(parsed, n, verdict, actors, told)
        self.parties.told_of(parsed, verdict, actors)
        verdict = completed(scene, parsed, n, verdict, actors, told)
        if not worth(scene, parsed, clause, verdict, actors, told):
            return None
        return Piece(
            start=_start(parsed, clause),
            end=self._reach(parsed, n, done),
            first=clause.group.first,
            last=clause.group.last,
            verdict=verdict,
            actors=actors,
            told=told,
            condition=condition,
        )

    def _subject(self, parsed: Parsed, n: int) -> list[ActorMention]:
        return subject_actors(self.scene, parsed, n)

    def _reach(self, parsed: Parsed, n: int, done: set[int]) -> int:
        """The end of a clause with the question or the describing relative clause that it governs."""
        end = parsed.clauses[n].end
        for k in range(n + 1, len(parsed.clauses)):
            other = parsed.clauses[k]
            listed = other.link == "and" or not set_off(parsed, other)
            if other.parent not in {n, *done} or not listed or not self._describes(parsed, k):
                break
            done.add(k)
            end = max(end, other.end)
        return end

    def _describes(self, parsed: Parsed, n: int) -> bool:
        """Is clause n only a part of the clause that it hangs on?"""
        other, scene = parsed.clauses[n], self.scene
        if other.link == "and":
            parent = verdict_of(scene, parsed, parsed.clauses[other.parent])
            return _goes_on(parsed, n) or (
                other.group.shape == "base" and parent.kind is ClaimKind.MANDATE
            )
        if other.linker < 0:
            return False
        low = parsed.words[other.linker].low
        if low in scene.frames.sets["questions"]:
            return other.link == "sub" or other.subject[0] == other.subject[1]
        if other.link == "that":
            handed = handing_on(scene, parsed.clauses[other.parent])
            return not handed and not told_in_passing(scene, parsed, n)
        if low in {"if", "whether"}:
            return not sets_condition(parsed, n, scene.frames, future=False)
        return other.link == "rel" and self._only_describes(parsed, other)

    def _only_describes(self, parsed: Parsed, other: Clause) -> bool:
        """`a call that lasted an hour`: no act of its own."""
        verdict = verdict_of(self.scene, parsed, other)
        lasting = verdict.kind is ClaimKind.MEETING and not verdict.stance
        return verdict.sure <= GUESSED or lasting


def _goes_on(parsed: Parsed, n: int) -> bool:
    """`calls on all to halt fire, free captives and withdraw`: bare verbs under the first one."""
    other = parsed.clauses[n]
    bare = other.group.shape == "base" and other.subject[0] == other.subject[1]
    before = parsed.clauses[other.parent] if other.parent >= 0 else None
    if not bare or before is None or before.group.modal:
        return False
    opened = before.link == "that" and before.group.shape == "base"
    listed = any(w.low == "to" for w in parsed.words[before.group.first : other.start])
    if listed and before.group.shape in {"past", "s", "have", "be"}:
        return True
    apart = any(w.low == "," for w in parsed.words[max(other.start - 2, 0) : other.start])
    return opened or (listed and apart)


def _doubted(draft: Draft, doubt: float) -> Draft:
    """Less sure, and marked, where the sentence is broken."""
    if doubt < _DOUBTFUL:
        return draft
    sure = round(draft.confidence * (1 - doubt / 2), 3)
    return draft.but(confidence=sure, notes=(*draft.notes, BROKEN))


def _taken_in(verdict: Verdict, below: Verdict, inner: Clause, frames: Frames) -> Verdict:
    """What the that-clause tells of a stance: its sign for demands, its kind for denials.

    `Insists that B must go` demands, `insists that B has failed` maintains.
    """
    put, kind = verdict.put, verdict.kind
    told = inner.group.past or inner.group.shape in {"s", "be", "have"}
    if verdict.main.lemma in frames.sets["ambivalent"] and told:
        return verdict._replace(kind=ClaimKind.POSITION, put=below.put, stance="")
    if verdict.stance in {"demand", "propose"}:
        put = put._replace(negative=below.put.negative)
    if verdict.stance == "propose" and below.put.modality is Modality.ASSERTED:
        put = put.of(Modality.DEMANDED, verdict.main.at, verdict.main.at)
    if verdict.stance in {"refuse", "accuse"} and below.kind is ClaimKind.INCIDENT:
        kind = ClaimKind.INCIDENT
    return verdict._replace(put=put, kind=kind)


def _cleared(words: Sequence[Word], piece: Piece, beside: Sequence[Aside]) -> Piece | None:
    """Without the asides at its edges, and what a comma adds to them: their words are claims of
    their own. Nothing where only a verb that says little is left.
    """
    whole = piece
    for aside in beside:
        if piece.start == aside.start and aside.end <= piece.first:
            piece = piece._replace(start=piece.first)
        elif piece.last < aside.start < piece.end and (
            piece.end <= aside.end or _told_as_noun(words, aside)
        ):
            piece = piece._replace(end=aside.start)
    bare = piece != whole and piece.end - piece.start <= 2
    return None if bare and piece.verdict.sure <= GUESSED else piece


def _told_as_noun(words: Sequence[Word], aside: Aside) -> bool:
    """`…, following a raid by A, which …`: an event with more said of it behind a comma."""
    violent = aside.verdict.kind is ClaimKind.INCIDENT and words[aside.first].tag == "noun"
    return violent and words[aside.end].low == ","


def _waits(parsed: Parsed, clause: Clause, frames: Frames) -> bool:
    """`before they sign`, `so that B could leave`: waited for or aimed at, no claim."""
    if clause.link != "sub" or clause.linker < 0:
        return False
    link = parsed.words[clause.linker].low.replace(" ", "_")
    present = clause.group.shape in {"base", "s", "be"} and not clause.group.past
    present = present or clause.group.modal in {"will", "can"}
    return link in frames.sets["purposes"] or (present and link in frames.sets["waiting_links"])


def _start(parsed: Parsed, clause: Clause) -> int:
    """Behind an aside that holds a verb of its own, a clause is quoted from its verb on."""
    between = range(clause.subject[1], clause.group.first)
    held = any(c.group.first in between for c in parsed.clauses) or any(
        g.first in between and g.shape == "have" and not g.finite for g in parsed.groups
    )
    if not held:
        return clause.start
    at = clause.group.first
    while at > clause.subject[1] and parsed.words[at - 1].tag in {"adv", "neg"}:
        at -= 1
    return at
