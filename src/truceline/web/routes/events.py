"""What is new, as it happens, to whoever has the page open: server-sent events.

Must never tell anybody of work that their release level withholds, nor go on after a session ended.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import ServerSentEvent, ServerSentEventMessage

from truceline.model.people import PeopleStore, Person, Right
from truceline.web.access import Key, key_of, needs
from truceline.web.herald import Event, Herald
from truceline.web.room import Room

HEARTBEAT_S: Final = 15.0
"""Seconds after which a silent stream says that it lives, and looks whether it still may."""

AnyRequest = Request[Person | None, Key | None, Any]


def told(event: Event, clearance: str) -> Event | None:
    """The event as a clearance may know it, None where it may not: who judged what, who looks at what
    and what was entered are the mission's own; that something was published is everybody's.
    """
    if clearance == "restricted":
        return event
    if event.kind in {"publication", "missed"}:
        return Event(kind=event.kind)
    return None


@get(
    "/api/events",
    opt=needs(Right.READ) | {"uncompressed": True},
    sync_to_thread=False,
    media_type="text/event-stream",
)
def events(
    request: AnyRequest, room: NamedDependency[Room], people: NamedDependency[PeopleStore]
) -> ServerSentEvent:
    """News as server-sent events: the event's name is its kind, its data `{root, about, by}`. `missed`
    says that some were lost on the way: read the page anew.
    """
    headers = {"Cache-Control": "no-store"}
    return ServerSentEvent(_messages(request, room, people), headers=headers)


async def _messages(
    request: AnyRequest, room: Room, people: PeopleStore
) -> AsyncIterator[ServerSentEventMessage]:
    yield ServerSentEventMessage(comment="here", data=None, retry=2000)
    news = _News(room.herald)
    try:
        while (key := await asyncio.to_thread(key_of, request, people)) is not None:
            async for event in news.for_seconds(HEARTBEAT_S):
                if (known := told(event, key.person.clearance)) is not None:
                    yield _message(known)
            yield ServerSentEventMessage(comment="still here", data=None)
    finally:
        news.close()


class _News:
    """A herald's events, in turns of some seconds: none is missed between two turns."""

    def __init__(self, herald: Herald) -> None:
        self._events = aiter(herald.listen())
        self._next = asyncio.ensure_future(anext(self._events))

    async def for_seconds(self, seconds: float) -> AsyncIterator[Event]:
        """Events of the next seconds, as they come."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0:
            done, _ = await asyncio.wait({self._next}, timeout=left)
            if done:
                event = self._next.result()
                self._next = asyncio.ensure_future(anext(self._events))
                yield event

    def close(self) -> None:
        """Listen no more."""
        self._next.cancel()


def _message(event: Event) -> ServerSentEventMessage:
    data = {"root": event.root, "about": event.about, "by": event.by}
    return ServerSentEventMessage(event=event.kind, data=msgspec.json.encode(data))


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (events,)
