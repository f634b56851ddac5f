"""The reader of English news by rules: clauses, their frames, their speakers.

Deterministic, without model weights. One claim a clause: what a clause doesn't say is not claimed,
and a clause that nobody says or does is left out.
"""

from collections.abc import Iterator, Sequence

from truceline.model.claim import ClaimKind, Document, Draft, Modality, Span
from truceline.stages.evidence.reading.asides import Aside, asides
from truceline.stages.evidence.reading.attribution import (
    Told,
    according,
    actors_between,
    complements,
    handing_on,
    kind_of_body,
    quoted,
    subject_of,
    takes_sides,
    told_by,
    told_by_noun,
    told_in_passing,
)
from truceline.stages.evidence.reading.clauses import Clause
from truceline.stages.evidence.reading.conditions import behind_head, condition_of, sets_condition
from truceline.stages.evidence.reading.drafts import NAME, Piece, draft_of
from truceline.stages.evidence.reading.frames import Frames
from truceline.stages.evidence.reading.groups import Group
from truceline.stages.evidence.reading.mentions import ActorMention
from truceline.stages.evidence.reading.parties import Owners, is_pair, issuers, two_sides
from truceline.stages.evidence.reading.predicates import FAIR, GUESSED, Verdict, governed_by, judge
from truceline.stages.evidence.reading.scene import Parsed, Scene, scene_of
from truceline.stages.evidence.reading.speaking import coloured, holders, suffers
from truceline.stages.evidence.reading.words import Word

_STANCES_THAT_SPEAK = frozenset({"demand", "refuse", "accuse", "offer", "propose", "criticise"})
_NEEDS_NOBODY = frozenset(
    {ClaimKind.INCIDENT, ClaimKind.FIGURE, ClaimKind.MEETING, ClaimKind.ASSESSMENT,
     ClaimKind.AGREEMENT, ClaimKind.CONDITION, ClaimKind.MANDATE}
)  # fmt: skip
LEAST = 0.4


class RuleExtractor:
    """The default extractor, for English."""

    name = NAME

    def extract(self, document: Document) -> tuple[Draft, ...]:
        """Drafts in the order of their quotes; none for a document in another language."""
        if document.language not in {"en", ""}:
            return ()
        scene = scene_of(document)
        reader = _Reader(scene)
        drafts = [d for parsed in _once(scene) for d in reader.sentence(parsed)]
        return tuple(sorted(drafts, key=lambda d: (d.at or 0, len(d.quote))))


class _Reader:
    """Reads one scene; holds who is speaking where."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.quotations: Sequence[tuple[Span, Told]] = tuple(quoted(scene))
        self.issuers = issuers(scene)
        self.sides = two_sides(scene)
        self.owners = Owners()

    def sentence(self, parsed: Parsed) -> Iterator[Draft]:
        """The drafts of one sentence; a question claims nothing."""
        if self.scene.text[parsed.span.end - 1] == "?":
            return
        source = according(self.scene, parsed)
        beside = list(asides(self.scene, parsed))
        done: set[int] = set()
        for n in range(len(parsed.clauses)):
            if n in done:
                continue
            piece = self._piece(parsed, n, self._speaker(parsed, n) or source, done)
            if piece is not None and piece.verdict.sure >= LEAST:
                yield draft_of(self.scene, parsed, _cleared(piece, beside))
        for aside in beside:
            told = self._speaker(parsed, aside.clause) if parsed.clauses else None
            yield draft_of(self.scene, parsed, _of(aside, told or source))

    def _speaker(self, parsed: Parsed, n: int) -> Told | None:
        """Who says clause n: the verb it hangs on, a verb behind it, or the quotation around it."""
        clause = parsed.clauses[n]
        parent = clause.parent
        noun = told_by_noun(self.scene, parsed, n) if clause.link in {"that", "noun"} else None
        if noun is not None:
            return noun
        if clause.link == "that" and parent >= 0:
            passing = told_in_passing(self.scene, parsed, n)
            return passing or told_by(self.scene, parsed, parent) or self._speaker(parsed, parent)
        if clause.link in {"and", "rel"} and parent >= 0 and not handing_on(self.scene, clause):
            return self._speaker(parsed, parent)
        if clause.link == "sub" and parent >= 0 and not _set_off(parsed, clause):
            return self._speaker(parsed, parent)
        if clause.start and parsed.words[clause.start - 1].low == ":" and n:
            return self._elaborated(parsed, n - 1) or self._around(parsed, clause)
        return self._tail(parsed, n) or self._around(parsed, clause)

    def _elaborated(self, parsed: Parsed, n: int) -> Told | None:
        """`A has set conditions: B must leave`: what follows a colon is told by who set it out."""
        clause, words = parsed.clauses[n], parsed.words
        speakers = tuple(self._subject(parsed, n))
        cue = Span(start=words[clause.group.first].start, end=words[clause.group.last].end)
        return Told(speakers, "", "plain", cue) if speakers else None

    def _tail(self, parsed: Parsed, n: int) -> Told | None:
        """`…, the ministry said`: a verb of saying with nothing behind it."""
        for k, other in enumerate(parsed.clauses):
            inside = parsed.clauses[n].subject[1] <= other.start < parsed.clauses[n].group.first
            if (k > n or (inside and k != n)) and is_tail(self.scene, parsed, k):
                return told_by(self.scene, parsed, k)
        return None

    def _around(self, parsed: Parsed, clause: Clause) -> Told | None:
        at = parsed.words[clause.group.first].start
        said = next((told for span, told in self.quotations if span.start <= at < span.end), None)
        issued = next((told for start, told in reversed(self.issuers) if start <= at), None)
        return said or issued

    def _piece(self, parsed: Parsed, n: int, told: Told | None, done: set[int]) -> Piece | None:
        clause, frames = parsed.clauses[n], self.scene.frames
        if _waits(parsed, clause, frames):
            return None
        if is_tail(self.scene, parsed, n) or sets_condition(parsed, n, frames, future=False):
            return None
        verdict = self._verdict(parsed, clause)
        inner = complements(parsed, n)
        if (
            inner
            and clause.group.negated
            and self.scene.frames.hands_on(clause.group.heads[-1].lemma)
        ):
            return self._embracing(parsed, n, inner, verdict, told, done)
        if inner and clause.group.heads[-1].adjective and parsed.words[clause.subject[0]].low == "it":
            return None
        if inner and handing_on(self.scene, clause):
            if verdict.stance not in _STANCES_THAT_SPEAK:
                return None
            return self._embracing(parsed, n, inner, verdict, told, done)
        return self._plain(parsed, n, verdict, told, done)

    def _verdict(self, parsed: Parsed, clause: Clause) -> Verdict:
        words, frames = parsed.words, self.scene.frames
        found = self.scene.quantities_in(words[clause.start].start, words[clause.end - 1].end)
        governed = governed_by(
            words,
            clause,
            counted=any(not q.share_of_time for q in found),
            casualties=any(q.quantity.unit in frames.of("incident", "casualties") for q in found),
            frames=frames,
        )
        if any(kind_of_body(m.mention.actor) == "mission" for m in self._own_subject(parsed, clause)):
            governed = governed._replace(subject=governed.subject | {"mission"})
        return judge(_moded(parsed, clause), governed, frames)

    def _own_subject(self, parsed: Parsed, clause: Clause) -> list[ActorMention]:
        return actors_between(self.scene, parsed.words, *clause.subject)

    def _embracing(
        self,
        parsed: Parsed,
        n: int,
        inner: Sequence[int],
        verdict: Verdict,
        told: Told | None,
        done: set[int],
    ) -> Piece:
        """A stance with its that-clause: one claim of the one who demands, denies, accuses."""
        clause, first = parsed.clauses[n], parsed.clauses[inner[0]]
        done.add(inner[0])
        below = self._verdict(parsed, first)
        put = verdict.put
        if verdict.stance in {"demand", "propose"}:
            put = put._replace(negative=below.put.negative)
        if verdict.stance == "propose" and below.put.modality is Modality.ASSERTED:
            put = put.of(Modality.DEMANDED, verdict.main.at, verdict.main.at)
        kind = verdict.kind
        if verdict.stance in {"refuse", "accuse"} and below.kind is ClaimKind.INCIDENT:
            kind = ClaimKind.INCIDENT
        actors = self._subject(parsed, n)
        return Piece(
            start=clause.start,
            end=first.end,
            first=clause.group.first,
            last=clause.group.last,
            verdict=verdict._replace(put=put, kind=kind),
            actors=actors or (told.speakers if told else ()),
            told=told,
        )

    def _plain(
        self, parsed: Parsed, n: int, verdict: Verdict, told: Told | None, done: set[int]
    ) -> Piece | None:
        clause = parsed.clauses[n]
        verdict = coloured(verdict, told, self._subject(parsed, n), self.scene.frames)
        condition, verdict = self._condition(parsed, n, verdict)
        actors = holders(self.scene, parsed, n, verdict, told)
        actors = self._behind(parsed, n, verdict, actors, told)
        if told is not None and told.how == "insist" and clause.link in {"that", "noun"} and verdict.put.modality is Modality.ASSERTED:
            put = verdict.put.of(Modality.DEMANDED, -1, -1)
            verdict = verdict._replace(kind=ClaimKind.CONDITION, put=put, sure=FAIR)
            actors = told.speakers or actors
        verdict = self._own(parsed, n, verdict, actors, told)
        if not self._worth(parsed, clause, verdict, actors, told):
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

    def _own(
        self,
        parsed: Parsed,
        n: int,
        verdict: Verdict,
        actors: Sequence[ActorMention],
        told: Told | None,
    ) -> Verdict:
        """What the clause's own verb of saying adds, and counts that nobody is behind."""
        clause, words = parsed.clauses[n], parsed.words
        how, put = handing_on(self.scene, clause), verdict.put
        chained = len(clause.group.heads) > 1
        first_how = self.scene.frames.hands_on(clause.group.head.lemma) if chained else ""
        sided = first_how == "plain" and any(takes_sides(m) for m in actors)
        asserted = put.modality is Modality.ASSERTED
        if (how == "alleged" or sided) and verdict.kind is ClaimKind.INCIDENT and asserted:
            put = put.of(Modality.ALLEGED, clause.group.first, clause.group.last)
            return verdict._replace(put=put)
        if verdict.kind is ClaimKind.MEETING and put.modality is Modality.ASSERTED and self._ahead(parsed, clause):
            put = put.of(Modality.PLANNED, clause.group.first, clause.group.last)
            return verdict._replace(put=put)
        believed = how == "belief" or (told is not None and told.how == "belief")
        inside = self.scene.quantities_in(words[clause.start].start, words[clause.end - 1].end)
        many = any(not q.share_of_time and q.quantity.value != 1 for q in inside)
        if believed and many and put.modality is Modality.PLANNED:
            return verdict._replace(kind=ClaimKind.FIGURE, sure=FAIR)
        first = clause.subject[0]
        last = next(
            (k for k in range(first, clause.subject[1]) if words[k].low in {"to", "from", "by"}),
            clause.subject[1],
        )
        counted = first < last and any(
            not q.share_of_time and q.quantity.value != 1 and q.quantity.bound != "unquantified"
            for q in self.scene.quantities_in(words[first].start, words[last - 1].end)
        )
        if counted and verdict.kind not in {ClaimKind.INCIDENT, ClaimKind.MEETING}:
            return verdict._replace(kind=ClaimKind.FIGURE, sure=FAIR)
        return verdict

    def _ahead(self, parsed: Parsed, clause: Clause) -> bool:
        """`The committee meets next month`: the present tense of what is still to come."""
        now, words = self.scene.document.published, parsed.words
        if now is None or clause.group.past or clause.group.shape not in {"s", "base", "be"}:
            return False
        found = self.scene.times_in(words[clause.start].start, words[clause.end - 1].end)
        return any(t.time.start is not None and t.time.start > now for t in found)

    def _behind(
        self,
        parsed: Parsed,
        n: int,
        verdict: Verdict,
        actors: Sequence[ActorMention],
        told: Told | None,
    ) -> Sequence[ActorMention]:
        """The two sides or the owners of a plan, where the subject names them that way only."""
        first, last = subject_of(parsed, n)
        self.owners.learn(self.scene, parsed, first, last)
        words = parsed.words[first:last]
        spoken = told is not None and list(actors) == list(told.speakers)
        if suffers(verdict) or (actors and not spoken) or not words:
            return actors
        joint = verdict.kind in {ClaimKind.AGREEMENT, ClaimKind.MEETING} and not told
        together = joint and verdict.main.lemma in self.scene.frames.sets["together"]
        if self.sides and (is_pair(self.scene, words) or (together and _unsaid(words))):
            return self.sides
        return self.owners.of(self.scene, words) or actors

    def _reach(self, parsed: Parsed, n: int, done: set[int]) -> int:
        """The end of a clause with the question or the describing relative clause that it governs."""
        end = parsed.clauses[n].end
        for k in range(n + 1, len(parsed.clauses)):
            other = parsed.clauses[k]
            listed = other.link == "and" or not _set_off(parsed, other)
            if other.parent not in {n, *done} or not listed or not self._describes(parsed, k, other):
                break
            done.add(k)
            end = max(end, other.end)
        return end

    def _describes(self, parsed: Parsed, n: int, other: Clause) -> bool:
        if other.linker < 0 and other.link != "and":
            return False
        if other.link == "and" and other.group.shape == "base":
            return self._verdict(parsed, parsed.clauses[other.parent]).kind is ClaimKind.MANDATE
        low, parent = parsed.words[other.linker].low, parsed.clauses[other.parent]
        if low in self.scene.frames.sets["questions"]:
            return other.link == "sub" or other.subject[0] == other.subject[1]
        if other.link == "that":
            return not handing_on(self.scene, parent) and not told_in_passing(self.scene, parsed, n)
        if low in {"if", "whether"}:
            return not sets_condition(parsed, n, self.scene.frames, future=False)
        verdict = self._verdict(parsed, other)
        lasting = verdict.kind is ClaimKind.MEETING and not verdict.stance
        return other.link == "rel" and (verdict.sure <= GUESSED or lasting)

    def _condition(self, parsed: Parsed, n: int, verdict: Verdict) -> tuple[str, Verdict]:
        clause, put, text = parsed.clauses[n], verdict.put, self.scene.text
        if verdict.stance == "depend":
            put = put.of(Modality.CONDITIONAL, verdict.main.at, verdict.main.at)
            condition = behind_head(text, parsed.words, clause, verdict.main.at)
            return condition, verdict._replace(put=put)
        future = put.modality is Modality.PLANNED or verdict.kind is ClaimKind.PLEDGE
        words, first, _ = condition_of(text, parsed, n, self.scene.frames, future=future)
        open_ = put.modality in {Modality.PLANNED, Modality.ASSERTED} and not put.negative
        if words and open_ and (future or clause.group.modal):
            link = parsed.words[first].low
            only = "only" in link or "only" in {w.low for w in parsed.words[clause.start : first]}
            kind = (
                ClaimKind.CONDITION
                if only and verdict.kind is not ClaimKind.PLEDGE
                else verdict.kind
            )
            put = put.of(Modality.CONDITIONAL, first, first)
            return words, verdict._replace(put=put, kind=kind)
        return words, verdict

    def _subject(self, parsed: Parsed, n: int) -> list[ActorMention]:
        return actors_between(self.scene, parsed.words, *subject_of(parsed, n))

    def _worth(
        self, parsed: Parsed, clause: Clause, verdict: Verdict, actors: Sequence[ActorMention], told: Told | None
    ) -> bool:
        """Is the clause a claim at all: somebody acts or speaks in it, or something is reported?"""
        if verdict.main.lemma in self.scene.frames.sets["scenery_verbs"]:
            return False
        if verdict.kind is ClaimKind.ASSESSMENT and not actors and told is None:
            return verdict.main.lemma in self.scene.frames.sets["unknowns"]
        if verdict.sure > GUESSED:
            demanding = verdict.stance == "demand" and not clause.group.modal
            return (
                bool(actors)
                or told is not None
                or (verdict.kind in _NEEDS_NOBODY and not demanding)
            )
        low = parsed.words[clause.linker].low if clause.linker >= 0 else ""
        contrast = clause.link == "sub" and low in self.scene.frames.sets["contrasts"]
        if clause.link in {"rel", "sub"} and not contrast:
            return bool(actors) and clause.link == "sub" and told is not None
        if told is None and all(m.use == "possessive" for m in actors):
            return False
        return bool(actors) or (told is not None and told.how == "plain")


def _once(scene: Scene) -> Iterator[Parsed]:
    """The sentences, a repeated one (a headline, a caption) only where it stands first."""
    seen: set[str] = set()
    for parsed in scene.parsed:
        said = parsed.span.of(scene.text)
        if said not in seen:
            yield parsed
        seen.add(said)


def _unsaid(words: Sequence[Word]) -> bool:
    """`They signed it`, `the text was agreed`: nobody else is meant than the sides of the text."""
    return words[0].tag == "pron" or words[0].low == "the"


def _of(aside: Aside, told: Told | None) -> Piece:
    return Piece(
        start=aside.start,
        end=aside.end,
        first=aside.first,
        last=aside.last,
        verdict=aside.verdict,
        actors=aside.actors,
        told=told,
    )


def _cleared(piece: Piece, beside: Sequence[Aside]) -> Piece:
    """Without the asides at its edges: their words are claims of their own."""
    for aside in beside:
        if piece.start == aside.start and aside.end <= piece.first:
            piece = piece._replace(start=piece.first)
        elif piece.last < aside.start < piece.end <= aside.end:
            piece = piece._replace(end=aside.start)
    return piece


def _waits(parsed: Parsed, clause: Clause, frames: Frames) -> bool:
    """`before they sign`, `so that B could leave`: waited for or aimed at, no claim."""
    if clause.link != "sub" or clause.linker < 0:
        return False
    low = parsed.words[clause.linker].low
    if low.replace(" ", "_") in frames.sets["purposes"]:
        return True
    return not clause.group.past and low in frames.sets["future_links"] and clause.group.shape in {"base", "s", "be"} and low not in {"when", "after"}


def _moded(parsed: Parsed, clause: Clause) -> Group:
    """`must prevent … and halt`: a bare verb goes on under the modal before it."""
    group = clause.group
    if clause.link == "and" and group.shape == "base" and not group.modal and clause.parent >= 0:
        return group._replace(modal=parsed.clauses[clause.parent].group.modal)
    return group


def _start(parsed: Parsed, clause: Clause) -> int:
    """Behind an aside that holds a verb of its own, a clause is quoted from its verb on."""
    between = range(clause.subject[1], clause.group.first)
    held = any(c.group.first in between for c in parsed.clauses)
    if not held:
        return clause.start
    at = clause.group.first
    while at > clause.subject[1] and parsed.words[at - 1].tag in {"adv", "neg"}:
        at -= 1
    return at


def _set_off(parsed: Parsed, clause: Clause) -> bool:
    return clause.linker > 0 and parsed.words[clause.linker - 1].low in {",", "—", "–", "--"}


def is_tail(scene: Scene, parsed: Parsed, n: int) -> bool:
    """`…, he said`: a verb of saying with nothing said behind it, and something before it."""
    clause = parsed.clauses[n]
    if handing_on(scene, clause) in {"", "denied", "accuse"} or complements(parsed, n):
        return False
    first = clause.start if clause.subject[0] < clause.subject[1] else clause.group.first
    if first == 0 or parsed.words[first - 1].tag not in {"punct", "quote"} or clause.link == "and":
        return False
    return _says_nothing(scene, parsed, clause)


def _says_nothing(scene: Scene, parsed: Parsed, clause: Clause) -> bool:
    """Behind the verb stands at most a time, a place or who was told."""
    objects = parsed.words[clause.group.last + 1 : clause.end]
    head = clause.group.heads[-1]
    if not objects or clause.subject[0] == clause.subject[1]:
        return True
    if head.lemma in scene.frames.sets["addressing"]:
        return True
    governs = head.phrase != head.lemma and scene.frames.hands_on(head.phrase) != ""
    spoken = scene.frames.hands_on(head.lemma) == "plain"
    return spoken and not governs and objects[0].tag in {"adv", "prep", "subprep", "sub"}
