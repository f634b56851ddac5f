"""Phrases that mean several or something told before: groups of people or states, both sides, the
group.

They name nobody by themselves; whom they mean, if anybody, is decided elsewhere.
"""

from truceline.stages.evidence.reading.actors.phrase_words import Node, SentenceWords


class GroupPhrases(SentenceWords):
    """The phrases of one sentence that mean several."""

    def group(self, start: int, at: int, owner: Node | None, flags: frozenset[str]) -> Node | None:
        """People or states in the plural, with all words that belong to them."""
        if self.is_in(at, "joining"):
            return None
        end = at
        while not self._grouped(end):
            further = self._group_word(end)
            if further is None:
                return None
            end = further
        hit = next(h for h in self.hits(end) if h.entry.kind == "group")
        governs = end == start or self.is_in(end + 1, "articles")
        if governs and self.is_in(end, "verbal") and self.names.begins(end - 1):
            return None
        first = start + (self.is_in(start, "articles") and not self.is_in(start, "vague"))
        owned = owner is not None and (owner.kind == "pronoun" or owner.end < at)
        words = self.said(at if owned else first, hit.end)
        return Node("group", first, hit.end, words, hit.entry.form, owner, flags=flags)

    def _grouped(self, at: int) -> bool:
        return any(h.entry.kind == "group" for h in self.hits(at))

    def _group_word(self, at: int) -> int | None:
        if self.is_in(at, "group_words"):
            return at + 1
        for hit in self.hits(at):
            backed = self.low(hit.end) == "-" and self.is_in(hit.end + 1, "hyphenated")
            backed = backed and self._grouped(hit.end + 2)
            if backed and hit.entry.kind in {"adjective", "organisation", "state"}:
                return hit.end + 2
            if hit.entry.kind in {"adjective", "organisation"} and not hit.lower:
                return hit.end
        joined = self.low(at) != "," and self.is_in(at, "joining")
        return at + 1 if joined and at and self._group_word(at + 1) else None

    def sides(self, start: int) -> Node | None:
        """Of "both countries", "the two leaders": two that were spoken of before."""
        low = self.low(start)
        first = start + 2 if low == "the" and self.low(start + 1) == "two" else start + 1
        if first == start + 1 and not self.is_in(start, "both"):
            return None
        if first == start + 1 and any(
            self.is_in(first, t) for t in ("being", "agentive", "speech")
        ):
            return Node("sides", start, first, "both")
        for topic in ("both_sides", "both_states", "both_people"):
            end = self._noun(first, topic)
            if end:
                return Node("sides", start, end, topic)
        return None

    def _noun(self, at: int, topic: str) -> int:
        """The end of a noun of a topic, one or two words long, or 0."""
        if f"{self.low(at)} {self.low(at + 1)}" in self.known.topic(topic):
            return at + 2
        return at + 1 if self.is_in(at, topic) else 0

    def anaphor(self, at: int) -> Node | None:
        """Of "the group", "the country": something spoken of before, if its noun ends the phrase."""
        if self.low(at) != "the":
            return None
        armed = self._armed(at + 1)
        noun = armed or at + 1
        kinds = [k for k, nouns in self.known.anaphors.items() if self.low(noun) in nouns]
        if armed:
            kinds = [k for k in kinds if k == "armed"]
        known = bool(kinds) or (not armed and self.names.heads(noun))
        ends = self.low(noun + 1) not in {"of", "-"} and not self.names.begins(noun + 1)
        return Node("anaphor", at, noun + 1, "|".join(kinds)) if known and ends else None

    def _armed(self, at: int) -> int:
        """The noun behind words that only an armed group bears: "the left-wing guerrilla group"."""
        first = at
        while (step := self._describing_armed(at)) > 0:
            at += step
        return at if at > first else 0

    def _describing_armed(self, at: int) -> int:
        """How many words go on describing a group: "Islamist", "left-wing", "<state>-backed"."""
        if self.is_in(at, "armed_words"):
            return 1
        if self.low(at + 1) == "-":
            joined = "-".join((self.low(at), self.low(at + 2)))
            backed = self.is_in(at + 2, "hyphenated")
            return 3 if backed or joined in self.known.topic("armed_words") else 0
        adjectives = (h.end - at for h in self.hits(at) if h.entry.kind == "adjective")
        return next(adjectives, 0)
