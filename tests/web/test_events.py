import asyncio
from datetime import UTC, datetime

import pytest

from truceline.model.people import Person, Role, Session
from truceline.web.herald import Event, Herald
from truceline.web.routes import events
from truceline.web.routes.events import told

JUDGED = Event(kind="judgement", root="r", about=("I-1",), by="ann")
ISSUED = Event(kind="publication", root="r", about=("restricted/2031",), by="ann")


@pytest.mark.parametrize(
    ("event", "clearance", "known"),
    [
        (JUDGED, "restricted", JUDGED),
        (JUDGED, "parties", None),
        (JUDGED, "public", None),
        (JUDGED.but(kind="presence"), "political_body", None),
        (JUDGED.but(kind="entry"), "public", None),
        (JUDGED.but(kind="approval"), "parties", None),
        (ISSUED, "restricted", ISSUED),
        (ISSUED, "public", Event(kind="publication")),
        (Event(kind="missed"), "public", Event(kind="missed")),
        (Event(kind="of tomorrow", by="ann"), "parties", None),
    ],
)
def test_only_what_a_clearance_may_know_is_told(event, clearance, known):
    assert told(event, clearance) == known


class Asking:
    """What `_messages` needs of a room and a request."""

    def __init__(self) -> None:
        self.herald = Herald()


def session(role: Role) -> Session:
    at = datetime(2031, 5, 1, tzinfo=UTC)
    person = Person(name="ann", display="Ann", role=role, created=at)
    return Session(id="x", person=person, created=at, last_seen=at, expires=at, csrf="y")


def test_a_stream_tells_what_happens_lives_on_and_ends_with_its_session(monkeypatch):
    keys = [session(Role.REVIEWER), session(Role.REVIEWER), None]
    monkeypatch.setattr(events, "key_of", lambda *_: keys.pop(0))
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.05)
    room = Asking()

    async def heard() -> list[bytes]:
        found = []
        async for message in events._messages(None, room, None):
            found.append(message.encode())
            if len(found) == 1:
                asyncio.get_running_loop().call_later(0.01, room.herald.tell, JUDGED)
        return found

    first, judged, *beats = asyncio.run(heard())
    assert b"retry: 2000" in first
    assert judged.startswith(b"event: judgement\r\n")
    assert b'data: {"root":"r","about":["I-1"],"by":"ann"}' in judged
    assert [beat.split(b"\r\n")[0] for beat in beats] == [b": still here"] * 2
    assert not room.herald._queues


def test_nobody_listens_without_signing_in(client):
    assert client("nobody").get("/api/events").status_code == 401
