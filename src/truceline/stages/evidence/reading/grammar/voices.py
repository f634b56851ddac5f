"""Who says each clause of a document: the verb it hangs on, a verb behind it, a quotation, an issuer.

A clause that no words hand on is the document's own; its speaker is never taken from the subject.
"""

from truceline.model.claim import Span
from truceline.stages.evidence.reading.grammar.attribution import (
    Told,
    according,
    actors_between,
    complements,
    handing_on,
    subject_of,
    told_by,
    told_by_noun,
    told_in_passing,
)
from truceline.stages.evidence.reading.grammar.authors import authors
from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.parties import issuers
from truceline.stages.evidence.reading.grammar.quotations import quoted
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.words import OPENING


class Voices:
    """The speakers of one document."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.quotations = tuple(quoted(scene))
        self.issuers = issuers(scene)
        self.authors = authors(scene)
        self.latest = Told((), "", "", Span(start=0, end=0))

    def of(self, parsed: Parsed, n: int) -> Told | None:
        """Who says clause n of a sentence; None where the text itself does."""
        told = self._close(parsed, n)
        if told is not None and not told.speakers and told.named.lower() == "we":
            around = self._around(parsed, parsed.clauses[max(parsed.clauses[n].parent, 0)])
            told = told._replace(speakers=around.speakers) if around else told
        if told is None or not told.speakers:
            sourced = according(self.scene, parsed, n)
            told = sourced if told is None or (sourced and sourced.speakers) else told
        if told is not None and told.speakers:
            self.latest = told
        elif told is not None and self._is_paper(told):
            told = told._replace(speakers=self.latest.speakers, sided=self.latest.sided)
        return told

    def _is_paper(self, told: Told) -> bool:
        """`the statement added`: it speaks for whoever was heard last."""
        words = told.named.lower().split()
        definite = len(words) == 2 and words[0] == "the"
        return definite and words[1] in self.scene.frames.sets["papers"]

    def _close(self, parsed: Parsed, n: int) -> Told | None:
        clause = parsed.clauses[n]
        if clause.link in {"that", "noun"} and (noun := told_by_noun(self.scene, parsed, n)):
            return noun
        if clause.parent >= 0 and self._inherits(parsed, clause):
            return self._handed(parsed, n) or self._close(parsed, clause.parent)
        if n and clause.start and parsed.words[clause.start - 1].low == ":":
            return self._elaborated(parsed, n - 1) or self._around(parsed, clause)
        passing = told_in_passing(self.scene, parsed, n) if n and clause.link == "main" else None
        return passing or self._tail(parsed, n) or self._around(parsed, clause)

    def _inherits(self, parsed: Parsed, clause: Clause) -> bool:
        """Does a clause share the speaker of the one that it hangs on?"""
        if clause.link in {"and", "rel"}:
            return not handing_on(self.scene, clause)
        return clause.link == "that" or (clause.link == "sub" and not set_off(parsed, clause))

    def _handed(self, parsed: Parsed, n: int) -> Told | None:
        clause = parsed.clauses[n]
        if clause.link != "that":
            return None
        passing = told_in_passing(self.scene, parsed, n)
        told = passing or told_by(self.scene, parsed, clause.parent)
        outer = self._close(parsed, clause.parent) if told is not None else None
        return told._replace(outer=outer.chain) if told is not None and outer else told

    def _elaborated(self, parsed: Parsed, n: int) -> Told | None:
        """`A has set conditions: B must leave`: what follows a colon is told by who set it out."""
        clause, words = parsed.clauses[n], parsed.words
        speakers = tuple(actors_between(self.scene, words, *subject_of(parsed, n)))
        cue = Span(start=words[clause.group.first].start, end=words[clause.group.last].end)
        return Told(speakers, "", "plain", cue) if speakers else None

    def _tail(self, parsed: Parsed, n: int) -> Told | None:
        """`…, the ministry said`: a verb of saying with nothing behind it."""
        clause = parsed.clauses[n]
        for k, other in enumerate(parsed.clauses):
            inside = clause.subject[1] <= other.start < clause.group.first
            if (k > n or (inside and k != n)) and is_tail(self.scene, parsed, k):
                return told_by(self.scene, parsed, k)
        return None

    def _around(self, parsed: Parsed, clause: Clause) -> Told | None:
        """The quotation that a clause stands in, else the issuer of the whole text."""
        at = parsed.words[clause.group.first].start
        said = next((told for span, told in self.quotations if span.start <= at < span.end), None)
        issued = next((told for start, told in reversed(self.issuers) if start <= at), None)
        subject = parsed.words[slice(*subject_of(parsed, parsed.clauses.index(clause)))]
        ours = any(w.low in {"we", "our"} for w in subject)
        return said or issued or (self._authors_near(at) if ours else None)

    def _authors_near(self, at: int) -> Told | None:
        """Whoever `we` are, by the words that named them last."""
        if self.authors is None:
            return None
        near = (self.scene.nearest(m.mention.actor, at) or m for m in self.authors.speakers)
        return self.authors._replace(speakers=tuple(dict.fromkeys(near)))


def set_off(parsed: Parsed, clause: Clause) -> bool:
    """Does a comma or dash stand before a clause's conjunction?"""
    return clause.linker > 0 and parsed.words[clause.linker - 1].low in {",", "—", "–", "--"}


def is_tail(scene: Scene, parsed: Parsed, n: int) -> bool:
    """`…, he said`: a verb of saying with nothing said behind it, and something before it."""
    clause = parsed.clauses[n]
    if handing_on(scene, clause) in {"", "denied", "accuse"} or complements(parsed, n):
        return False
    first = clause.start if clause.subject[0] < clause.subject[1] else clause.group.first
    closed = first > 1 and parsed.words[first - 1].low not in OPENING
    if not closed or parsed.words[first - 1].tag not in {"punct", "quote"} or clause.link == "and":
        return False
    return len(clause.group.heads) == 1 and _says_nothing(scene, parsed, clause)


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
    return spoken and not governs and objects[0].tag in {"adv", "prep", "subprep", "sub", "punct"}
