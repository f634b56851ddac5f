"""Claims that stand in the copy of a document and in its original: they count once.

Only documents of one lineage group are compared: two reporters who heard the same sentence are two
sources of having heard it. A sentence that a rewrite changed beyond recognition stays a claim of
its own, told by a document that isn't an origin of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from truceline.stages.evidence.register.setting import Said, order
from truceline.stages.evidence.register.sides import voices

SAME, SURE = 0.5, 0.65
"""Shares of the shorter claim's content words that both hold, from which one is the other's copy:
for claims of one kind, and for others."""
_LEAST = 2


class Copies:
    """Which claim is the copy of which."""

    def __init__(self, every: Sequence[Said], origin_of: Mapping[str, str]) -> None:
        self._origin_of = origin_of
        self.original: dict[str, str] = {}
        self.by_original: dict[str, list[str]] = defaultdict(list)
        for copy, original in _pairs(every, origin_of):
            self.original[copy.id] = original.id
            self.by_original[original.id].append(copy.id)

    def of(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The copies of claims."""
        return tuple(sorted(copy for one in ids for copy in self.by_original.get(one, ())))

    def first(self, every: Iterable[Said]) -> list[Said]:
        """Those that are no copies, from old to new."""
        return sorted((said for said in every if said.id not in self.original), key=order)

    def origin(self, said: Said) -> str:
        """The document whose word the claim's document is."""
        return self._origin_of.get(said.source, said.source)

    def origins(self, every: Iterable[Said]) -> int:
        """How many texts of their own tell it."""
        return len({self.origin(said) for said in every})


def _pairs(every: Sequence[Said], origin_of: Mapping[str, str]) -> Iterable[tuple[Said, Said]]:
    groups: dict[str, list[Said]] = defaultdict(list)
    for said in every:
        groups[origin_of.get(said.source, said.source)].append(said)
    for name in sorted(groups):
        own = [said for said in groups[name] if said.source == name]
        rest = [said for said in groups[name] if said.source != name]
        yield from _matched(own, sorted(rest, key=order))


def _matched(own: Sequence[Said], rest: Sequence[Said]) -> Iterable[tuple[Said, Said]]:
    """Each later claim with the earlier one that it is most like, if it is like any."""
    pool = list(own)
    for said in rest:
        others = (one for one in pool if one.source != said.source and _comparable(said, one))
        scored = [(_score(said, one), one.id, one) for one in others]
        best = max(scored, default=(0.0, "", said))
        if best[0] >= 1:
            yield said, best[2]
        else:
            pool.append(said)


def _score(a: Said, b: Said) -> float:
    """Likeness over what it must reach."""
    return likeness(a, b) / (SAME if a.claim.kind is b.claim.kind else SURE)


def _comparable(a: Said, b: Said) -> bool:
    """The same kind, or no quarrel about who speaks."""
    ours = {voice.party for voice in voices(a.claim, a.day or b.day)}
    theirs = {voice.party for voice in voices(b.claim, b.day or a.day)}
    return not ours or not theirs or not ours.isdisjoint(theirs)


def likeness(a: Said, b: Said) -> float:
    """Shared content words over those of the shorter claim, 0 to 1; one shared word says nothing
    unless neither has another.
    """
    ours, theirs = a.content, b.content
    shared = len(ours & theirs)
    if shared < _LEAST and ours != theirs:
        return 0.0
    return shared / max(min(len(ours), len(theirs)), 1)
