"""How a phrase is used where it stands: as an actor, as an adjective, as a place, as an owner.

Told by the neighbouring words alone. It must never drop a phrase: it only says what it is.
"""

from collections.abc import Sequence

from truceline.stages.evidence.reading.actors.catalogue import Catalogue
from truceline.stages.evidence.reading.actors.lookup import Word
from truceline.stages.evidence.reading.actors.phrase_words import Node
from truceline.stages.evidence.reading.lexicon import lexicon

ACTOR, ADJECTIVE, FORCES, POSSESSIVE, PLACE = "actor", "adjective", "forces", "possessive", "place"
SUBJECT, CLAUSE_SUBJECT, FIRST, OTHER = 3, 2, 1, 0
_ADVERBS = 3
_BEFORE = frozenset({"between", "with"})


class Uses:
    """Uses and ranks of the phrases of one sentence."""

    def __init__(self, words: list[Word], nodes: Sequence[Node], known: Catalogue) -> None:
        self.words = words
        self.nodes = nodes
        self.known = known

    def low(self, at: int) -> str:
        """The folded word, or an empty string outside the sentence."""
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def use(self, node: Node) -> str:
        """actor, adjective, forces, possessive or place. "Kenyan-made" says where from, as a place."""
        if self.low(node.end) == "-" and self._in(node.end + 1, "hyphenated"):
            return PLACE
        if node.kind == "adjective":
            return ACTOR if self._ends_phrase(node) else ADJECTIVE
        if self.low(node.end) in {"'s", "'"}:
            return POSSESSIVE
        if node.kind == "body" and node.key == "forces":
            return FORCES
        if node.kind in {"capital", "state"} and self.placed(node):
            return PLACE
        return ACTOR

    def _ends_phrase(self, node: Node) -> bool:
        """As in "the Kenyan said": an adjective with "the" and no noun stands for the people."""
        return self.low(node.start - 1) == "the" and self._in(node.end, "speech")

    def placed(self, node: Node) -> bool:
        """Does a preposition of place, or the noun of something else, make it a place? So does a
        dateline.
        """
        if self._dateline(node):
            return True
        if node.kind == "capital" and self._in(node.end, "place_heads"):
            return True
        if node.kind == "capital" and self._speaks(node):
            return False
        before = node.start - 1 - (self.low(node.start - 1) == "the")
        return self._in(before, "placing" if node.kind == "capital" else "within")

    def _speaks(self, node: Node) -> bool:
        """Where verbs need no subject, "in <capital> have said" is what its government says."""
        endings = tuple(self.known.topic("impersonal_endings"))
        if not endings or not self._in(node.start - 1, "within"):
            return False
        for at in range(node.end, min(node.end + _ADVERBS + 3, len(self.words))):
            word = self.words[at]
            if word.low in {",", ".", ";", ":"} or any(n.start == at for n in self.nodes):
                return False
            if word.low.endswith(endings) and self._in(at, "speech"):
                return True
        return False

    def _dateline(self, node: Node) -> bool:
        if node.kind == "state":
            return node.start == 2 and self.words[0].text.isupper() and self.low(1) == ","
        shouted = all(w.text.isupper() for w in self.words[: node.end])
        marked = shouted or self.low(node.end) in {":", "-", "–", "—", "("}
        return node.start == 0 and marked

    def _in(self, at: int, topic: str) -> bool:
        if not 0 <= at < len(self.words):
            return False
        return not self.known.topic(topic).isdisjoint(self.words[at].keys)

    def led(self, node: Node) -> str:
        """The word before a phrase, its article left out."""
        return self.low(node.start - 1 - (self.low(node.start - 1) == "the"))

    def rank(self, node: Node) -> int:
        """How much a phrase stands out: 3 subject of the sentence, 2 of a further clause, 1 first
        of the sentence, 0 none of these.
        """
        if self._quoted(node):
            return SUBJECT
        if self.use(node) not in {ACTOR, FORCES} or self._after_preposition(node):
            return OTHER
        acts = self._acts(node.end)
        first = all(self._lesser(other) for other in self.nodes if other.start < node.start)
        if acts:
            return SUBJECT if first else CLAUSE_SUBJECT
        return FIRST if first else OTHER

    def _quoted(self, node: Node) -> bool:
        """Whoever a sentence is told after ("according to X") stands out like its subject."""
        before = node.start - 1 - (self.low(node.start - 1) == "the")
        return f"{self.low(before - 1)} {self.low(before)}" in self.known.topic("sourcing")

    def _lesser(self, other: Node) -> bool:
        return self.use(other) not in {ACTOR, FORCES} or self._after_preposition(other)

    def _after_preposition(self, node: Node) -> bool:
        before = node.start - 1 - (self.low(node.start - 1) == "the")
        return self._in(before, "placing") or self._in(before, "linking")

    def _acts(self, at: int) -> bool:
        """Does a verb of acting or saying follow, at most after "and X" or an adverb?"""
        for step in range(at, at + _ADVERBS):
            if self.low(step) in {".", ",", ";", ""}:
                return False
            if self._in(step, "speech") or self._in(step, "agentive") or self._in(step, "being"):
                return True
            if self._finite(step):
                return True
        return False

    def _finite(self, at: int) -> bool:
        """A past form or third person that is no noun, by the language's table of verbs."""
        if self.known.language != "en":
            return False
        table, low = lexicon(), self.low(at)
        told = table.shapes(low)
        return low not in table.nouns and ("past" in told or "s" in told)

    def expletive(self, node: Node) -> bool:
        """Does this "it" stand for nothing that acts?"""
        owns = node.form in self.known.words["pronouns"][node.key]["owning"]
        return not owns and not self._in(node.end, "agentive")

    def fronted(self, node: Node) -> Node | None:
        """The phrase that a pronoun in a fronted clause looks forward to: the first after the
        comma of "During his visit, X said".
        """
        if not self._in(0, "fronting"):
            return None
        comma = next((i for i, w in enumerate(self.words) if w.low == ","), 0)
        told = any(n.kind in _PEOPLE for n in self.nodes if n.start < node.start)
        if node.start > comma or told:
            return None
        later = (n for n in self.nodes if n.start > comma and not self._after_preposition(n))
        ahead = next(later, None)
        return ahead if ahead and ahead.kind in _PEOPLE else None

    def named(self, node: Node) -> bool:
        """Do the neighbours show a word to be a name: it speaks, not as the first word, or it ends
        a list of states?
        """
        if node.start and self._in(node.end, "speech") and not self._in(node.start - 1, "placing"):
            return True
        before = [n for n in self.nodes if n.end <= node.start][-2:]
        listed = len(before) == 2 and all(n.kind == "state" for n in before)
        return listed and self.joined(*before) and self.joined(before[1], node)

    def joined(self, first: Node, second: Node) -> bool:
        """Are two neighbouring phrases parts of one list?"""
        between = [w.low for w in self.words[first.end : second.start]]
        between = [w for w in between if w != "the"]
        return between in (["and"], [","], [",", "and"], ["и"], ["і"], ["та"], ["й"])


def merged(words: list[Word], nodes: Sequence[Node]) -> list[Node]:
    """The phrases with names and titles in apposition as one: "his Kenyan counterpart, X",
    "X, the Kenyan president,".
    """
    found: list[Node] = []
    for node in nodes:
        last = found[-1] if found else None
        one = _apposed(words, last, node) if last else None
        if one:
            found[-1] = one
        else:
            found.append(node)
    return found


_PEOPLE = frozenset({"person", "office", "spokes", "leading", "counterpart"})
_TITLES = frozenset({"office", "leading", "counterpart", "spokes"})


def _apposed(words: list[Word], first: Node, second: Node) -> Node | None:
    between = [w.low for w in words[first.end : second.start]]
    if _title(first) and second.kind == "person" and between == [","]:
        return first._replace(name=second, end=second.end)
    closes = _closes(words, second.end)
    name = first if first.kind == "person" else first.name
    if name is not None and _title(second) and between == [","] and closes:
        owner = second.owner or first.owner
        return second._replace(name=name, owner=owner, start=first.start)
    return None


def _closes(words: list[Word], at: int) -> bool:
    """Does a title end here, or after what it is for: "high commissioner for peace,"?"""
    marks = {",", ".", ";", "("}
    if at >= len(words) or words[at].low in marks:
        return True
    purpose = words[at].low in {"for", "on", "to"}
    return purpose and any(w.low in marks for w in words[at + 1 : at + 5])


def _title(node: Node) -> bool:
    known = node.owner is not None or "the" in node.flags or node.kind == "spokes"
    return node.kind in _TITLES and node.name is None and known
