"""What was derived of a frozen object, kept while that object is asked about.

An object is known by its identity, since to compare two pictures would take longer than to derive
what is kept of them. Must never give what was derived of another object.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last `most` values that were asked for. Threads may ask at once; two may make the same, unless
    they make `in_turn` what takes long: what is kept is given meanwhile.
    """

    def __init__(self, most: int, *, in_turn: bool = False) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[object, T]] = OrderedDict()
        self._lock = Lock()
        self._making: AbstractContextManager[object] = Lock() if in_turn else nullcontext()

    def of(self, owner: object, question: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for this question about `owner`, or gave before."""
        key = id(owner), question
        found = self._found(key, owner)
        if found is None:
            with self._making:
                found = self._found(key, owner) or (owner, make())
                self._keep(key, found)
        return found[1]

    def _found(self, key: Hashable, owner: object) -> tuple[object, T] | None:
        with self._lock:
            found = self._held.get(key)
            if found is None or found[0] is not owner:
                return None
            self._held.move_to_end(key)
            return found

    def _keep(self, key: Hashable, found: tuple[object, T]) -> None:
        with self._lock:
            self._held[key] = found
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
