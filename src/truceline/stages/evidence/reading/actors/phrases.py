"""Phrases that speak of actors: whose, which office or body, and who by name, as a small tree.

"Kenyan Foreign Minister Jane Doe" is an office with an owner and a name. What a phrase refers to is
decided elsewhere; nothing here may look beyond one sentence.
"""

from collections.abc import Iterator
from functools import cached_property

from truceline.stages.evidence.reading.actors.catalogue import Hit
from truceline.stages.evidence.reading.actors.names import Named
from truceline.stages.evidence.reading.actors.phrase_groups import GroupPhrases
from truceline.stages.evidence.reading.actors.phrase_words import Node

_OWNERS = ("organisation", "seat", "state", "adjective", "person", "surname", "capital", "people")
_HEADS = ("office", "body", "spokes", "counterpart", "leading", "anonymous")
_BARE = (
    "none", "person", "organisation", "outlet", "seat", "state", "people", "ambiguous", "capital",
    "adjective", "surname", "pronoun",
)  # fmt: skip
_CERTAIN = frozenset({"organisation", "person", "seat", "none"})
_TITLED = frozenset({"office", "leading", "spokes", "counterpart"})
_PEOPLE = frozenset({"person", "office", "leading", "pronoun"})
_JOINING = frozenset({"and", "or", ",", "-", "/"})
_RANK = "general"
_QUALIFYING = (("former", "former"), ("deputy", "deputy"), ("qualifiers", ""))
_NAMED = frozenset({"office", "spokes", "leading", "counterpart", "anonymous", "body"})


def _weight(node: Node) -> tuple[int, int]:
    """Longer phrases first; of two that end together the one that says more."""
    if node.form == "unknown":
        return node.end, -1
    if node.kind in _CERTAIN:
        return node.end, 2
    return node.end, int(bool(node.owner or node.name))


class Phrases(GroupPhrases):
    """The phrases of one sentence."""

    def all(self) -> Iterator[Node]:
        """The phrases in order, none within another."""
        at = 0
        while at < len(self.words):
            node = self.parse(at) if self._opens(at) else None
            if node is None or node.kind == "none":
                at = node.end if node else at + 1
                continue
            yield node
            at = node.end

    def _opens(self, at: int) -> bool:
        """Can a phrase start here? An article needs a word behind it that can go on."""
        word = self.words[at]
        if not self.known.opens(word) or not self.is_in(at, "articles"):
            return self.known.opens(word)
        return at + 1 < len(self.words) and self.known.goes_on(self.words[at + 1])

    def parse(self, at: int) -> Node | None:
        """The longest phrase that starts at a word."""
        bare = self._bare(at + (self.low(at) == "the")) or self._bare(at)
        found = (self._headed(at), bare, self._unknown(at), self.anaphor(at))
        return max((n for n in found if n), key=_weight, default=None)

    # whose it is

    def _owner(self, at: int) -> Iterator[tuple[Node, int]]:
        for hit in self.hits(at):
            if hit.entry.kind in _OWNERS:
                yield self._owning(self.node(hit), hit.end)
            elif hit.entry.kind == "pronoun" and self._owns(hit):
                yield self.node(hit), hit.end

    def _owning(self, node: Node, end: int) -> tuple[Node, int]:
        return node, end + self.possessive(end)

    def _owns(self, hit: Hit) -> bool:
        pronoun = self.known.words["pronouns"][hit.entry.key]
        return hit.entry.form in pronoun["owning"]

    # phrases with a head

    def _headed(self, at: int) -> Node | None:
        flags, after = self._article(at)
        found = [
            self._chain(at, after, None, flags),
            self.sides(at),
            self._shared(at, after, flags),
        ]
        for told, first in self._stops(after):
            for owner, end in self._owner(first):
                found.append(self._chain(at, end, owner, flags | told))
                found.append(self._counterpart(at, owner, end))
        return max((n for n in found if n), key=_weight, default=None)

    def _article(self, at: int) -> tuple[frozenset[str], int]:
        word = self.low(at)
        if not self.known.topic("articles") and self.words[at].capital:
            return frozenset({"the"}), at  # a language without articles: the capital tells
        if not self.is_in(at, "articles"):
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

    def _chain(self, start: int, at: int, owner: Node | None, flags: frozenset[str]) -> Node | None:
        """Heads that own one another: a ministry's spokesman, an army's chief."""
        node = self.group(start, at, owner, flags) or self._head(start, at, owner, flags)
        while node is not None and node.kind == "body":
            at = node.end + self.possessive(node.end)
            further = self._head(start, at, node, flags) or self.group(start, at, node, flags)
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
            for told, stop in self._stops(self._past_people(at, owner))
            for hit in self.hits(stop)
            if hit.entry.kind in _HEADS
        ]
        if not found:
            return None
        best, told = max(found, key=lambda f: (f[0].end, -f[0].start, self._preferred(f[0], flags)))
        node = self.node(best)._replace(start=start, owner=owner, flags=flags | told)
        return self._of(node)

    def _past_people(self, at: int, owner: Node | None) -> int:
        """Behind "X-backed", and behind whose people they are: "<state> Kurdish forces"."""
        at = self._past_origin(at)
        if owner is None or owner.kind not in _OWNERS or self.low(at - 1) in _JOINING:
            return at
        ethnic = (h.end for h in self.hits(at) if h.entry.kind == "adjective" and not h.lower)
        return next(ethnic, at)

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
        return next((flag for topic, flag in _QUALIFYING if self.is_in(at, topic)), None)

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
        at = self._past_origin(at)
        body = self._chain_of_owner(at)
        if body is not None:
            return body
        for hit in self.hits(at):
            if hit.entry.kind in self._owning_kinds:
                return self._with_kind(self.node(hit))
            if hit.entry.kind == "office":
                flags = frozenset({"the"})
                return self._of(self.node(hit)._replace(flags=flags))
        return None

    def _past_origin(self, at: int) -> int:
        """Behind "Kenyan-led", which is no owner."""
        ends = (h.end for h in self.hits(at) if self.low(h.end) == "-")
        return next((e + 2 for e in ends if self.is_in(e + 1, "hyphenated")), at)

    def _with_kind(self, node: Node) -> Node:
        """With the words that say what an organisation is: "the X rebel group"."""
        end = node.end
        while self.is_in(end, "group_kinds"):
            end += 1
        named = node.kind == "organisation" and self.is_in(end, "naming")
        return node._replace(end=end + 1) if named else node

    @cached_property
    def _owning_kinds(self) -> frozenset[str]:
        cased = {"capital"} if self.known.language != "en" else set()
        return frozenset({"state", "organisation", "seat"} | cased)

    def _chain_of_owner(self, at: int) -> Node | None:
        owners: list[tuple[Node | None, int]] = [*self._owner(at), (None, at)]
        for owner, end in owners:
            for hit in self.hits(end):
                if hit.entry.kind == "body":
                    return self._of(self.node(hit)._replace(start=at, owner=owner))
        return None

    # heads that two share

    def _shared(self, start: int, at: int, flags: frozenset[str]) -> Node | None:
        """The first of "Kenyan and Ugandan officials": it shares the head of the last."""
        for hit in self.hits(at):
            if hit.entry.kind == "adjective":
                return self._sharing(start, hit, flags)
        return None

    def _sharing(self, start: int, hit: Hit, flags: frozenset[str]) -> Node | None:
        at = hit.end
        while self.is_in(at, "joining"):
            following = next((h for h in self.hits(at + 1) if h.entry.kind == "adjective"), None)
            if following is None:
                return None
            at = following.end
        if at == hit.end:
            return None
        head = self._chain(start, at, self.node(hit), flags)
        if head is None or head.name is not None:
            return None
        words = f"{self.said(hit.start, hit.end)} {self.said(at, head.end).lower()}"
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
        if node.kind != "office" or not self.is_in(at, "purposes"):
            return None
        while self.is_in(at, "purposes") or self.is_in(at, "joining") or self._place(at):
            at = self._place(at) or at + 1
        return self.names.after_title(at)

    def _place(self, at: int) -> int:
        places = (h.end for h in self.hits(at) if h.entry.kind in {"state", "organisation"})
        return max(places, default=0)

    def _stands(self, node: Node) -> bool:
        """Has a head enough beside it to mean somebody?"""
        owner = node.owner
        if node.kind == "body" and self._adjectival(node) and self.names.begins(node.end):
            return False
        if node.key == "owned":
            return owner is not None and owner.kind in _PEOPLE
        if owner is not None and owner.kind == "pronoun" and self.is_in(node.end - 1, "unowned"):
            return False
        return owner is not None or node.name is not None or self._stands_alone(node)

    def _stands_alone(self, node: Node) -> bool:
        if node.kind == "office":
            return "the" in node.flags and node.key not in self._weak
        if node.kind == "body":
            return "the" in node.flags and not self._adjectival(node)
        if node.kind == "anonymous":
            return not self.is_in(node.start - 1, "describing")
        return node.kind in {"spokes", "group"} or "the" in node.flags

    def _adjectival(self, node: Node) -> bool:
        """Is this "military" an adjective? It is before a word that can't follow a noun phrase."""
        if self.low(node.end - 1) not in self.known.topic("adjectival"):
            return False
        following = self.low(node.end)
        if following == "and":
            after = self.low(node.end + 1)
            return after.isalpha() and not (
                self.is_in(node.end + 1, "articles") or self.words[node.end + 1].capital
            )
        return following.isalpha() and not following.endswith("ed") and not self._in_any(node.end)

    def _in_any(self, at: int) -> bool:
        topics = ("speech", "agentive", "being", "placing", "linking", "expletive")
        return any(self.is_in(at, topic) for topic in topics)

    @cached_property
    def _weak(self) -> frozenset[str]:
        return frozenset(
            {"general", "leader", "monarch", "presidential aide", "commander", "speaker"}
        )

    def _bare(self, at: int) -> Node | None:
        titled = self.names.titled(at)
        hits = [h for h in self.hits(at) if h.entry.kind in _BARE]
        if titled and not any(h.end >= titled[2] for h in self.hits(at)):
            return Node(*titled)
        best = max(hits, key=lambda h: (h.end, -_BARE.index(h.entry.kind)), default=None)
        if best is None or (best.entry.kind == "surname" and self.names.other_given(at)):
            return None
        return self._with_kind(self.node(best)._replace(key=self.names.shared(best)))

    def _unknown(self, at: int) -> Node | None:
        found = self.names.unknown(at)
        return Node(*found) if found else None
