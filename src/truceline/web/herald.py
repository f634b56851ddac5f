"""Tells everybody who listens what is new. Must never hold up whoever tells."""

import asyncio
from collections.abc import AsyncIterator

from truceline.model.record import Record

_WAITING = 64
"""Events that a listener may be behind; one that is slower misses some and reads the page anew."""


class Event(Record, frozen=True, kw_only=True):
    """What happened: `kind` is judgement, approval, entry, reply, signoff, publication, presence or missed; `root` is
    the log's afterwards, `about` the ids concerned, `by` a person's name.
    """

    kind: str
    root: str = ""
    about: tuple[str, ...] = ()
    by: str = ""


class Herald:
    """Events from any thread to listeners of one event loop."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Event], asyncio.AbstractEventLoop] = {}

    def tell(self, event: Event) -> None:
        """Pass an event to all who listen now; returns at once."""
        for queue, loop in list(self._queues.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(_put, queue, event)

    async def listen(self) -> AsyncIterator[Event]:
        """Events from now on, until the listener goes."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_WAITING)
        self._queues[queue] = asyncio.get_running_loop()
        try:
            while True:
                yield await queue.get()
        finally:
            del self._queues[queue]


def _put(queue: asyncio.Queue[Event], event: Event) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        event = Event(kind="missed")
    queue.put_nowait(event)
