"""What was derived of a frozen object, kept while that object is asked about.

An object is known by its identity, since to compare two pictures would take longer than to derive
what is kept of them. Must never give what was derived of another object.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last `most` values that were asked for. Threads may ask at once; two may make the same."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[object, T]] = OrderedDict()
        self._lock = Lock()

    def of(self, owner: object, question: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for this question about `owner`, or gave before."""
        key = id(owner), question
        with self._lock:
            found = self._held.get(key)
        if found is None or found[0] is not owner:
            found = owner, make()
        with self._lock:
            self._held[key] = found
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return found[1]
