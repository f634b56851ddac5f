"""Phrases that speak of actors: whose, which office or body, and who by name, as a small tree.

"Kenyan Foreign Minister Jane Doe" is an office with an owner and a name. What a phrase refers to is
decided elsewhere; nothing here may look beyond one sentence.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from truceline.stages.evidence.reading.actor_words import Word
from truceline.stages.evidence.reading.catalogue import Catalogue, Hit
from truceline.stages.evidence.reading.names import Named, Names

_OWNERS = ("organisation", "seat", "state", "adjective", "person", "surname", "capital", "people")
_HEADS = ("office", "body", "spokes", "counterpart", "leading", "anonymous")
_BARE = (
    "none", "person", "organisation", "outlet", "seat", "state", "people", "ambiguous", "capital",
    "adjective", "surname", "pronoun",
)  # fmt: skip
_CERTAIN = frozenset({"organisation", "person", "seat", "none"})
_JOINING = frozenset({"and", "or", ",", "/", "и", "или", "і", "й", "та", "або"})
_TITLED = frozenset({"office", "leading", "spokes", "counterpart"})
_PEOPLE = frozenset({"person", "office", "leading", "pronoun"})
_PURPOSES = frozenset({"for", "to", "the"})
_RANK = "general"
_QUALIFYING = (("former", "former"), ("deputy", "deputy"), ("qualifiers", ""))
_NAMED = frozenset({"office", "spokes", "leading", "counterpart", "anonymous", "body"})


class Node(NamedTuple):
    """Words [start, end) of a sentence. `key` is that of the entry, or the words themselves where
    there is none; `owner` whose it is; `name` the person named with it; `flags` are `the`, `a`,
    `former`, `deputy`, `lower` and `possessive`.
    """

    kind: str
    start: int
    end: int
    key: str
    form: str = ""
    owner: "Node | None" = None
    name: "Node | None" = None
    flags: frozenset[str] = frozenset()
    gender: str = ""


def _weight(node: Node) -> tuple[int, int]:
    """Longer phrases first; of two that end together the one that says more."""
    if node.form == "unknown":
        return node.end, -1
    if node.kind in _CERTAIN:
        return node.end, 2
    return node.end, int(bool(node.owner or node.name))


class Phrases:
    """The phrases of one sentence."""

    def __init__(self, words: list[Word], known: Catalogue) -> None:
        self.words = words
        self.known = known
        self.names = Names(words, known, self.hits)
        self._hits: dict[int, list[Hit]] = {}

    def low(self, at: int) -> str:
        """The folded word, or an empty string outside the sentence."""
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def hits(self, at: int) -> list[Hit]:
        """All entries that start at a word."""
        if at not in self._hits:
            self._hits[at] = self.known.hits(self.words, at) if at < len(self.words) else []
        return self._hits[at]

    def all(self) -> Iterator[Node]:
        """The phrases in order, none within another."""
        at = 0
        while at < len(self.words):
            node = self.parse(at) if self.known.opens(self.words[at]) else None
            if node is None or node.kind == "none":
                at = node.end if node else at + 1
                continue
            yield node
            at = node.end

    def parse(self, at: int) -> Node | None:
        """The longest phrase that starts at a word."""
        bare = self._bare(at + (self.low(at) == "the")) or self._bare(at)
        found = (self._headed(at), bare, self._unknown(at), self._anaphor(at))
        return max((n for n in found if n), key=_weight, default=None)

    # whose it is

    def _owner(self, at: int) -> Iterator[tuple[Node, int]]:
        for hit in self.hits(at):
            if hit.entry.kind in _OWNERS:
                yield self._owning(self._node(hit), hit.end)
            elif hit.entry.kind == "pronoun" and self._owns(hit):
                yield self._node(hit), hit.end

    def _owning(self, node: Node, end: int) -> tuple[Node, int]:
        return node, end + self.possessive(end)

    def possessive(self, at: int) -> int:
        """1 where the word is a possessive ending."""
        return int(self.low(at) in {"'s", "'"})

    def _owns(self, hit: Hit) -> bool:
        pronoun = self.known.words["pronouns"][hit.entry.key]
        return hit.entry.form in pronoun["owning"]

    def _node(self, hit: Hit) -> Node:
        flags = frozenset({"lower"}) if hit.lower else frozenset()
        kind = "person" if hit.entry.kind == "surname" else hit.entry.kind
        form = "surname" if hit.entry.kind == "surname" else hit.entry.form
        return Node(kind, hit.start, hit.end, hit.entry.key, form, flags=flags)

    # phrases with a head

    def _headed(self, at: int) -> Node | None:
        flags, after = self._article(at)
        found = [
            self._chain(at, after, None, flags),
            self._sides(at),
            self._shared(at, after, flags),
        ]
        for told, first in self._stops(after):
            for owner, end in self._owner(first):
                found.append(self._chain(at, end, owner, flags | told))
                found.append(self._counterpart(at, owner, end))
        return max((n for n in found if n), key=_weight, default=None)

    def _article(self, at: int) -> tuple[frozenset[str], int]:
        word = self.low(at)
        if not self._in(at, "articles"):
            return frozenset(), at
        return frozenset({"the" if word == "the" else "a"}), at + 1

    def _counterpart(self, start: int, whose: Node, at: int) -> Node | None:
        """Of "his … counterpart": the state's holder of the office that the owner holds."""
        found = [(at, whose)]
        found += [(end, owner._replace(owner=whose)) for owner, end in self._owner(at)]
        for end, owner in found:
            if any(h.entry.kind == "counterpart" for h in self.hits(end)):
                node = Node("counterpart", start, end + 1, "counterpart", owner=owner)
                return self._finished(node)
        return None

    def _sides(self, start: int) -> Node | None:
        """Of "both countries", "the two leaders": two that were spoken of before."""
        low = self.low(start)
        first = start + 2 if low == "the" and self.low(start + 1) == "two" else start + 1
        if first == start + 1 and not self._in(start, "both"):
            return None
        for topic in ("both_sides", "both_states", "both_people"):
            end = self._noun(first, topic)
            if end:
                return Node("sides", start, end, topic)
        return None

    def _noun(self, at: int, topic: str) -> int:
        """The end of a noun of a topic, one or two words long, or 0."""
        if f"{self.low(at)} {self.low(at + 1)}" in self.known.topic(topic):
            return at + 2
        return at + 1 if self._in(at, topic) else 0

    def _anaphor(self, at: int) -> Node | None:
        """Of "the group", "the country": something spoken of before, if its noun ends the phrase."""
        if self.low(at) != "the":
            return None
        kinds = [k for k, nouns in self.known.anaphors.items() if self.low(at + 1) in nouns]
        known = bool(kinds) or self.names.heads(at + 1)
        ends = self.low(at + 2) not in {"of", "-"} and not self.names.begins(at + 2)
        return Node("anaphor", at, at + 2, "|".join(kinds)) if known and ends else None

    def _chain(self, start: int, at: int, owner: Node | None, flags: frozenset[str]) -> Node | None:
        """Heads that own one another: a ministry's spokesman, an army's chief."""
        node = self._group(start, at, owner, flags) or self._head(start, at, owner, flags)
        while node is not None and node.kind == "body":
            at = node.end + self.possessive(node.end)
            further = self._head(start, at, node, flags) or self._group(start, at, node, flags)
            if further is None:
                break
            node = further
        done = self._finished(node) if node else None
        return (done and self._owned_by(start, done, flags)) or done

    def _owned_by(self, start: int, node: Node, flags: frozenset[str]) -> Node | None:
        """What belongs to somebody under a title: "the prime minister's spokesman"."""
        if not self.possessive(node.end) or node.kind not in _TITLED:
            return None
        return self._chain(start, node.end + 1, node, flags)

    def _head(self, start: int, at: int, owner: Node | None, flags: frozenset[str]) -> Node | None:
        found = [
            (hit, told)
            for told, stop in self._stops(at)
            for hit in self.hits(stop)
            if hit.entry.kind in _HEADS
        ]
        if not found:
            return None
        best, told = max(found, key=lambda f: (f[0].end, -f[0].start, self._preferred(f[0], flags)))
        node = self._node(best)._replace(start=start, owner=owner, flags=flags | told)
        return self._of(node)

    def _preferred(self, hit: Hit, flags: frozenset[str]) -> int:
        kinds = ("anonymous", *_HEADS[:-1]) if "a" in flags else _HEADS
        return -kinds.index(hit.entry.kind)

    def _stops(self, at: int) -> Iterator[tuple[frozenset[str], int]]:
        """Where a head may stand: here, or after words that qualify it and may say former or
        deputy.
        """
        told: frozenset[str] = frozenset()
        yield told, at
        while (flag := self._qualifier(at)) is not None:
            told |= {flag} - {""}
            at += 2 if self.low(at + 1) == "-" else 1
            yield told, at

    def _qualifier(self, at: int) -> str | None:
        return next((flag for topic, flag in _QUALIFYING if self._in(at, topic)), None)

    def _in(self, at: int, topic: str) -> bool:
        if at >= len(self.words):
            return False
        return not self.known.topic(topic).isdisjoint(self.words[at].keys)

    def _of(self, node: Node) -> Node:
        """With the owner that follows: "of Kenya", "for the army"; directly where cases tell."""
        if node.key == _RANK or (node.owner is not None and node.owner.kind != "body"):
            return node
        at = node.end
        if self.known.language == "en":
            linking = {"of", "for"} if node.kind in {"spokes", "anonymous"} else {"of"}
            if self.low(at) not in linking:
                return node
            at += 1
        return self._owned(node, at + (self.low(at) == "the"))

    def _owned(self, node: Node, at: int) -> Node:
        owner = self._owner_after(at)
        if owner is None:
            return node
        whose = owner if node.owner is None else node.owner._replace(owner=owner)
        return node._replace(owner=whose, end=owner.end)

    def _owner_after(self, at: int) -> Node | None:
        body = self._chain_of_owner(at)
        if body is not None:
            return body
        for hit in self.hits(at):
            if hit.entry.kind in self._owning_kinds:
                return self._node(hit)
            if hit.entry.kind == "office":
                flags = frozenset({"the"})
                return self._of(self._node(hit)._replace(flags=flags))
        return None

    @cached_property
    def _owning_kinds(self) -> frozenset[str]:
        cased = {"capital"} if self.known.language != "en" else set()
        return frozenset({"state", "organisation", "seat"} | cased)

    def _chain_of_owner(self, at: int) -> Node | None:
        for owner, end in [*self._owner(at), (None, at)]:
            for hit in self.hits(end):
                if hit.entry.kind == "body":
                    return self._of(self._node(hit)._replace(start=at, owner=owner))
        return None

    # groups of people or states

    def _group(self, start: int, at: int, owner: Node | None, flags: frozenset[str]) -> Node | None:
        end = at
        while not self._grouped(end):
            further = self._group_word(end)
            if further is None:
                return None
            end = further
        hit = next(h for h in self.hits(end) if h.entry.kind == "group")
        if end == start and self._in(end, "verbal") and self.names.begins(end - 1):
            return None
        first = start + (self._in(start, "articles") and not self._in(start, "vague"))
        owned = owner is not None and (owner.kind == "pronoun" or owner.end < at)
        words = self._said(at if owned else first, hit.end)
        return Node("group", first, hit.end, words, hit.entry.form, owner, flags=flags)

    def _grouped(self, at: int) -> bool:
        return any(h.entry.kind == "group" for h in self.hits(at))

    def _group_word(self, at: int) -> int | None:
        if self._in(at, "group_words"):
            return at + 1
        for hit in self.hits(at):
            if hit.entry.kind in {"adjective", "organisation"} and not hit.lower:
                return hit.end
        joined = self.low(at) in {"and", "or"} or self.low(at) in _JOINING - {","}
        return at + 1 if joined and at and self._group_word(at + 1) else None

    def _said(self, start: int, end: int) -> str:
        """The words as they stand, with single spaces."""
        text = "".join(
            w.text if i == start or w.start == self.words[i - 1].end else f" {w.text}"
            for i, w in enumerate(self.words[start:end], start)
        )
        return text[0].upper() + text[1:]

    def _shared(self, start: int, at: int, flags: frozenset[str]) -> Node | None:
        """The first of "Kenyan and Ugandan officials": it shares the head of the last."""
        for hit in self.hits(at):
            if hit.entry.kind == "adjective":
                return self._sharing(start, hit, flags)
        return None

    def _sharing(self, start: int, hit: Hit, flags: frozenset[str]) -> Node | None:
        at = hit.end
        while self.low(at) in _JOINING:
            following = next((h for h in self.hits(at + 1) if h.entry.kind == "adjective"), None)
            if following is None:
                return None
            at = following.end
        if at == hit.end:
            return None
        head = self._chain(start, at, self._node(hit), flags)
        if head is None or head.name is not None:
            return None
        words = f"{self._said(hit.start, hit.end)} {self._said(at, head.end).lower()}"
        key = words if head.kind == "group" else head.key
        return head._replace(start=hit.start, end=hit.end, key=key)

    # names

    def _finished(self, node: Node) -> Node | None:
        """The phrase with the name that follows it; none when so weak a head has nothing."""
        named = node
        if node.kind in _NAMED - {"body"}:
            name = self.names.after_title(node.end) or self._after_purpose(node)
            if name:
                named = node._replace(name=Node(*name), end=name[2])
        return named if self._stands(named) else None

    def _after_purpose(self, node: Node) -> Named | None:
        """The name behind what an envoy is for: "envoy for Sudan and Chad Jane Doe"."""
        at = node.end
        if node.kind != "office" or self.low(at) not in _PURPOSES:
            return None
        while self.low(at) in _PURPOSES | _JOINING or self._place(at):
            at = self._place(at) or at + 1
        return self.names.after_title(at)

    def _place(self, at: int) -> int:
        places = (h.end for h in self.hits(at) if h.entry.kind in {"state", "organisation"})
        return max(places, default=0)

    def _stands(self, node: Node) -> bool:
        if node.key == "owned":
            return node.owner is not None and node.owner.kind in _PEOPLE
        if node.owner is not None or node.name is not None:
            return True
        if node.kind == "office":
            return "the" in node.flags and node.key not in self._weak
        if node.kind == "body":
            return "the" in node.flags and not self._adjectival(node)
        return node.kind in {"spokes", "group", "anonymous"} or "the" in node.flags

    def _adjectival(self, node: Node) -> bool:
        """Is this "military" an adjective? It is before a word that can't follow a noun phrase."""
        if self.low(node.end - 1) not in self.known.topic("adjectival"):
            return False
        following = self.low(node.end)
        if following == "and":
            return True
        return following.isalpha() and not following.endswith("ed") and not self._in_any(node.end)

    def _in_any(self, at: int) -> bool:
        topics = ("speech", "agentive", "being", "placing", "linking", "expletive")
        return any(self._in(at, topic) for topic in topics)

    @cached_property
    def _weak(self) -> frozenset[str]:
        return frozenset(
            {"general", "leader", "monarch", "presidential aide", "commander", "speaker"}
        )

    def _bare(self, at: int) -> Node | None:
        titled = self.names.titled(at)
        if titled:
            return Node(*titled)
        hits = [h for h in self.hits(at) if h.entry.kind in _BARE]
        best = max(hits, key=lambda h: (h.end, -_BARE.index(h.entry.kind)), default=None)
        if best is None or (best.entry.kind == "surname" and self.names.other_given(at)):
            return None
        return self._node(best)._replace(key=self.names.shared(best))

    def _unknown(self, at: int) -> Node | None:
        found = self.names.unknown(at)
        return Node(*found) if found else None
