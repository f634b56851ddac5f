"""Every stretch of words that stands for an actor, with the actor that it stands for.

The public door of the reading of actors: data in `data/actors`, grammar in the modules around it.
Deterministic; a name that nobody can resolve stays words, and a mention is never moved or mended.
"""

import re
from collections.abc import Iterator, Sequence

from truceline.foundation.text import language_of
from truceline.model.claim import Document, Mention, Span
from truceline.model.record import Record
from truceline.stages.evidence.reading.actors.catalogue import catalogue, state_named
from truceline.stages.evidence.reading.actors.coreference import Resolver
from truceline.stages.evidence.reading.actors.lookup import Word, words_of
from truceline.stages.evidence.reading.actors.phrase_words import Node
from truceline.stages.evidence.reading.actors.phrases import Phrases
from truceline.stages.evidence.reading.actors.referents import UNRESOLVED, Referent
from truceline.stages.evidence.reading.actors.story import Seen, Story
from truceline.stages.evidence.reading.actors.tables import load
from truceline.stages.evidence.reading.actors.uses import (
    ACTOR,
    ADJECTIVE,
    OTHER,
    PLACE,
    Uses,
    merged,
)


class ActorMention(Record, frozen=True, kw_only=True):
    """Words that stand for an actor.

    `category` is state, organisation, office, person or group; `state` the canonical name of the
    state (or organisation) that it belongs to, or empty. `speaker_form` is how the actor stands in
    an attribution chain ("spokesman of …"). `use` tells actor, adjective ("… troops" without its
    noun), forces (armed people of a state), possessive ("…'s plan") and place ("in …") apart;
    `head` is the noun that heads a description (officials, spokesman, prime minister), else empty.
    `members` are all that a phrase in the plural stands for, where they are known ("both
    countries"), each with its own antecedent; `mention` is then the first of them.
    """

    mention: Mention
    category: str
    state: str = ""
    speaker_form: str = ""
    plural: bool = False
    use: str = ACTOR
    head: str = ""
    members: tuple[Mention, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return self.mention.span

    @property
    def attributive(self) -> bool:
        """Do the words only modify another noun, as an adjective?"""
        return self.use == ADJECTIVE

    @property
    def each(self) -> tuple[Mention, ...]:
        """One mention per actor that the words stand for."""
        return self.members or (self.mention,)


_Parsed = list[tuple[list[Word], list[Node]]]
_HEAD = 400
"""Code points at the start of a text in which its dateline stands."""


def find_mentions(document: Document, sentences: Sequence[Span]) -> tuple[ActorMention, ...]:
    """The mentions of a document in order, none overlapping. `sentences` are those of
    `foundation.text.sentences`; words outside them are not read.
    """
    language = document.language or language_of(document.text) or "en"
    return tuple(_Reader(document, language).read(sentences))


class _Reader:
    """Reads one document."""

    def __init__(self, document: Document, language: str) -> None:
        self.text = document.text
        self.language = language
        self.known = catalogue(language)
        self.month = document.published.strftime("%Y-%m") if document.published else ""

    def read(self, sentences: Sequence[Span]) -> Iterator[ActorMention]:
        parsed = [self._parse(span) for span in sentences]
        month = self.month or latest_month(self.text)
        resolver = Resolver(self.known, month, _named(parsed))
        for number, (words, nodes) in enumerate(parsed):
            resolver.sentence = number
            yield from self._sentence(resolver, words, nodes)

    def _parse(self, span: Span) -> tuple[list[Word], list[Node]]:
        words = words_of(self.text, span, self.language)
        return words, merged(words, list(Phrases(words, self.known).all()))

    def _sentence(
        self, resolver: Resolver, words: list[Word], nodes: list[Node]
    ) -> Iterator[ActorMention]:
        uses = Uses(words, nodes, self.known)
        row: list[tuple[Node, Seen]] = []
        for node in nodes:
            found = self._refer(resolver, uses, node, words)
            if found is None:
                continue
            yield _mention(found, node, _span(words, node), uses.use(node))
            self._remember(resolver, uses, row, node, found)

    def _remember(
        self,
        resolver: Resolver,
        uses: Uses,
        row: list[tuple[Node, Seen]],
        node: Node,
        found: Referent,
    ) -> None:
        """What later words may go back to: owners, the phrase itself, the list that it ends."""
        for owner in _owners(node):
            for told in self._owner(resolver, owner, uses.words):
                resolver.story.add(told)
        if node.kind == "pronoun" and found.actor.startswith(UNRESOLVED):
            return
        span = _span(uses.words, node)
        seen = _remembered(found, span, resolver.sentence, uses.rank(node), uses.use(node))
        led = row[-1][1].led if row and uses.joined(row[-1][0], node) else uses.led(node)
        seen = seen._replace(head=node.form, words=span.of(self.text).lower(), led=led)
        if not resolver.home and node.kind == "state" and self._opens_dateline(span):
            resolver.home = seen.state
        resolver.story.add(seen)
        _join(resolver.story, uses, row, (node, seen))

    def _refer(
        self, resolver: Resolver, uses: Uses, node: Node, words: list[Word]
    ) -> Referent | None:
        if node.kind == "capital" and uses.use(node) == PLACE:
            return None
        said = " ".join(_span(words, node).of(self.text).split())
        if node.kind == "alone":
            return resolver.alone(said, acts=uses.named(node))
        if node.kind == "pronoun":
            if node.key == "it" and uses.expletive(node):
                return None
            ahead = uses.fronted(node)
            if ahead is not None:
                return self._ahead(resolver, ahead, words)
        return resolver.refer(node, said)

    def _opens_dateline(self, span: Span) -> bool:
        """Is it the country behind a town in capitals at the head of a text?"""
        line = self.text[self.text.rfind("\n", 0, span.start) + 1 : span.start]
        return span.start < _HEAD and bool(re.fullmatch(r"[A-Z][A-Z .'’-]+, ?", line))

    @staticmethod
    def _owner(resolver: Resolver, owner: Node, words: list[Word]) -> Iterator[Seen]:
        """Whoever owns a phrase was spoken of too, though nobody acted in that name."""
        span = _span(words, owner)
        found = resolver.refer(owner, owner.form)
        if found and not found.actor.startswith(UNRESOLVED):
            yield _remembered(found, span, resolver.sentence, OTHER, ADJECTIVE)

    def _ahead(self, resolver: Resolver, ahead: Node, words: list[Word]) -> Referent | None:
        """A pronoun in a fronted clause, which looks forward to the subject."""
        span = _span(words, ahead)
        found = resolver.refer(ahead, span.of(self.text))
        return found._replace(antecedent=span) if found else None


def latest_month(text: str) -> str:
    """The latest month with a year that a text names, `YYYY-MM`; empty where it names none.

    Stands in for a dateline only to tell who holds an office.
    """
    months: list[str] = load("words-en")["months"]
    names = "|".join(months)
    found = re.findall(rf"\b({names})\s+(?:\d{{1,2}},?\s+)?((?:19|20)\d\d)\b", text.lower())
    return max((f"{year}-{months.index(name) + 1:02}" for name, year in found), default="")


def _named(parsed: _Parsed) -> frozenset[str]:
    """Everybody whom the text gives by full name."""
    nodes = [n for _, found in parsed for node in found for n in (node, node.name) if n]
    return frozenset(
        n.key for n in nodes if n.kind == "person" and n.form not in {"surname", "unknown"}
    )


def _owners(node: Node) -> Iterator[Node]:
    if node.owner is not None:
        if node.owner.kind in {"state", "adjective", "capital", "seat", "person", "office"}:
            yield node.owner
        yield from _owners(node.owner)


def _span(words: list[Word], node: Node) -> Span:
    return Span(start=words[node.start].start, end=words[node.end - 1].end)


def _mention(found: Referent, node: Node, span: Span, use: str) -> ActorMention:
    members = tuple(
        Mention(actor=actor, span=span, via="coreference", antecedent=alias)
        for actor, alias in found.members
    )
    via = "coreference" if found.antecedent else "alias"
    first = Mention(actor=found.actor, span=span, via=via, antecedent=found.antecedent)
    return ActorMention(
        mention=members[0] if members else first,
        category=found.category,
        state=state_named(found.state),
        speaker_form=found.speaker or found.actor,
        plural=found.plural,
        use=use,
        head=node.form if node.kind in _HEADED else "",
        members=members,
        notes=found.notes,
    )


_HEADED = frozenset(
    {"office", "body", "group", "spokes", "anonymous", "leading", "counterpart", "people"}
)


def _remembered(found: Referent, span: Span, sentence: int, rank: int, use: str) -> Seen:
    return Seen(
        actor=found.actor,
        category=found.category,
        state=found.state,
        gender=found.gender,
        plural=found.plural,
        offices=found.offices,
        alias=found.antecedent or span,
        start=span.start,
        sentence=sentence,
        rank=rank,
        kind=found.kind,
        use=use,
    )


def _join(story: Story, uses: Uses, row: list[tuple[Node, Seen]], last: tuple[Node, Seen]) -> None:
    """Remember a list ("X, Y and Z") as one plural mention beside its members."""
    node, seen = last
    same = any(seen.actor == s.actor or seen.category != s.category for _, s in row)
    if row and (same or not uses.joined(row[-1][0], node)):
        row.clear()
    row.append(last)
    if len(row) < 2:
        return
    members = tuple(s for _, s in row)
    rank = uses.rank(row[0][0]._replace(end=node.end))
    joint = seen._replace(plural=True, members=members, rank=rank, offices=frozenset())
    if len(row) > 2:
        del story.seen[-2]
    story.add(joint)
