"""What a text has spoken of so far, and what a pronoun or a description may go back to.

The nearest sentence decides, in it the subject before all others. Where two fit equally nothing is
returned: nobody may guess.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from truceline.model.claim import Span

_BACK = 3


class Seen(NamedTuple):
    """Something that was mentioned. `alias` are the words that name it; `state` a code or an
    organisation's name; `members` are those that a pair or list stands for.
    """

    actor: str
    category: str
    state: str
    gender: str
    plural: bool
    offices: frozenset[str]
    alias: Span
    start: int
    sentence: int
    rank: int
    kind: str = ""
    use: str = ""
    head: str = ""
    words: str = ""
    led: str = ""
    members: tuple["Seen", ...] = ()


class Story:
    """All that was mentioned, in order."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []

    def add(self, seen: Seen) -> None:
        """Remember a mention."""
        self.seen.append(seen)

    def _sentences(self, sentence: int, back: int) -> Iterable[list[Seen]]:
        for number in range(sentence, sentence - back - 1, -1):
            yield [s for s in self.seen if s.sentence == number]

    def nearest(
        self, sentence: int, fits: Callable[[Seen], bool], back: int = _BACK
    ) -> Seen | None:
        """The one that stands out in the nearest sentence that has a fitting one; none when two do."""
        for here in self._sentences(sentence, back):
            fitting = [s for s in here if fits(s)]
            if fitting:
                return _outstanding(fitting)
        return None

    def latest(self, fits: Callable[[Seen], bool]) -> Seen | None:
        """The last fitting one of the whole text, lists left out; none when its sentence has two."""
        single = [s for s in self.seen if not s.members]
        last = next((s for s in reversed(single) if fits(s)), None)
        if last is None:
            return None
        rivals = {s.actor for s in single if s.sentence == last.sentence and fits(s)}
        return last if len(rivals) == 1 else None

    def two(self, sentence: int, fits: Callable[[Seen], bool]) -> tuple[Seen, ...]:
        """The two that "both" means: the only two of the nearest sentence that has two, or the only
        pair that it joins; empty where that leaves a choice.
        """
        for here in self._sentences(sentence, _BACK + 1):
            apart = {s.actor: s for s in here if fits(s)}
            if len(apart) > 1:
                return tuple(apart.values()) if len(apart) == 2 else self._pair(here, fits)
        return ()

    @staticmethod
    def _pair(here: list[Seen], fits: Callable[[Seen], bool]) -> tuple[Seen, ...]:
        pairs = [s.members for s in here if len(s.members) == 2 and all(map(fits, s.members))]
        return pairs[0] if len({tuple(m.actor for m in p) for p in pairs}) == 1 else ()


def _outstanding(fitting: list[Seen]) -> Seen | None:
    best = max(s.rank for s in fitting)
    leading = [s for s in fitting if s.rank == best]
    return leading[-1] if len({s.actor for s in leading}) == 1 else None
