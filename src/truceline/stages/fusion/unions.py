"""Parts that grow by joining, each named after its smallest member, and parts that must not meet."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T", int, str)


class Unions(Generic[T]):
    """A union–find over rows or keys; `different` are pairs that must never be in one part."""

    def __init__(self, different: Iterable[tuple[T, T]] = ()) -> None:
        self._above: dict[T, T] = {}
        self._apart: dict[T, set[T]] = defaultdict(set)
        for a, b in different:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def root(self, member: T) -> T:
        """The smallest member of the part."""
        while (above := self._above.get(member, member)) != member:
            self._above[member] = self._above.get(above, above)
            member = above
        return member

    def join(self, a: T, b: T) -> bool:
        """Makes two parts one, unless they must not meet."""
        one, two = self.root(a), self.root(b)
        low, high = min(one, two), max(one, two)
        if low == high:
            return True
        if high in self._apart[low]:
            return False
        self._above[high] = low
        for other in self._apart.pop(high, ()):
            self._apart[other].discard(high)
            self._apart[other].add(low)
            self._apart[low].add(other)
        return True

    def one(self, a: T, b: T) -> bool:
        """Are they in one part?"""
        return self.root(a) == self.root(b)
