"""Messages from an MQTT broker: at least once, each acknowledged after it lies on the disk.

MQTT 5 with a session that the broker keeps while we are away. When the connection breaks, we connect
anew, and what wasn't acknowledged comes again; the spool knows it. Nothing is published.
"""

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from truceline.errors import UnreadableError
from truceline.io.feeds import sensorthings
from truceline.io.sensors import gate as gates
from truceline.io.sensors.admit import delivery
from truceline.io.sensors.gate import Gate
from truceline.io.sensors.spool import Spool

if TYPE_CHECKING:
    Queue = asyncio.Queue[aiomqtt.Message]

_QOS: Final = 1
_UNACKNOWLEDGED: Final = 1000
"""Messages that may be on their way to the disk at once."""
_KEPT_S: Final = 7 * 86_400
"""How long the broker keeps the session of an absent receiver, seconds."""
_LOOK_S: Final = 0.05
"""Between two looks for messages: what came meanwhile is one batch, one sync of the disk."""
_BATCH: Final = 1000
_WAITS_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_REFUSED_FROM: Final = 128


@dataclass(frozen=True)
class Broker:
    """Where to connect; `trusted` for TLS. `name` is the session's: one receiver each."""

    host: str
    port: int
    name: str
    user: str | None = None
    password: str | None = None
    trusted: ssl.SSLContext | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Pace:
    """When to stop: after `seconds`, or when nothing came for `idle` seconds; None for never."""

    seconds: float | None = None
    idle: float | None = None


def broker_of(url: str, name: str, password: str | None = None) -> Broker:
    """A broker from `mqtt://user@host:1883` or `mqtts://…`. Raises `ValueError`.

    A password never stands in an address: addresses end up in logs.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError(f"{url}: write e.g. mqtt://localhost:1883")
    if parts.password:
        raise ValueError(f"mqtt://{parts.hostname}: leave the password out of the address")
    safe = parts.scheme == "mqtts"
    trusted = ssl.create_default_context() if safe else None
    port = parts.port or (8883 if safe else 1883)
    return Broker(parts.hostname, port, name, parts.username, password, trusted)


def receive(
    broker: Broker,
    gate: Gate,
    spool: Spool,
    pace: Pace,
    told: Callable[[Counter[str]], None] = lambda _: None,
) -> Counter[str]:
    """Take messages until the pace says stop. Counts what was `taken`, refused by reason, and
    `reconnected`; `told` hears the counts so far, several times a second.

    Raises `UnreadableError` when the broker can't be reached at the start or refuses us, and
    `StoreError` when the spool can't be written.
    """
    return asyncio.run(_Receiver(broker, gate, spool, pace, told).run())


class _Client(aiomqtt.Client):
    """A client that acknowledges when it is told to, and hands over all that waits.

    The library acknowledges on arrival, which is before anything is on the disk.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self._client.manual_ack_set(on=True)

    def waiting(self, most: int) -> list[aiomqtt.Message]:
        """What came, at most so many. Raises `aiomqtt.MqttError` when the connection is gone and
        nothing waits.
        """
        queue: Queue = self._queue
        found = [queue.get_nowait() for _ in range(min(most, queue.qsize()))]
        if not found and self._disconnected.done():
            raise aiomqtt.MqttError("the connection is gone") from self._disconnected.exception()
        return found

    def acknowledge(self, messages: Sequence[aiomqtt.Message]) -> None:
        """Let the broker forget messages of this connection."""
        if self._disconnected.done():
            return  # numbers of a lost connection may mean other messages by now
        for message in messages:
            self._client.ack(message.mid, message.qos)


class _Receiver:
    def __init__(
        self,
        broker: Broker,
        gate: Gate,
        spool: Spool,
        pace: Pace,
        told: Callable[[Counter[str]], None],
    ) -> None:
        self._broker, self._gate, self._spool, self._told = broker, gate, spool, told
        self._pace, self._counts, self._reached = pace, Counter[str](), False
        self._began = self._heard = time.monotonic()
        self._failed = 0

    async def run(self) -> Counter[str]:
        while not self._over():
            try:
                async with self._client() as client:
                    await self._subscribe(client)
                    await self._listen(client)
            except aiomqtt.MqttError as fault:
                await self._lost(fault)
        return self._counts

    def _client(self) -> _Client:
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval, session.ReceiveMaximum = _KEPT_S, _UNACKNOWLEDGED
        return _Client(
            self._broker.host,
            self._broker.port,
            username=self._broker.user,
            password=self._broker.password,
            identifier=self._broker.name,
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=False,
            properties=session,
            tls_context=self._broker.trusted,
        )

    async def _subscribe(self, client: _Client) -> None:
        wanted = [(topic, _QOS) for topic in (gates.SUBSCRIPTION, sensorthings.SUBSCRIPTION)]
        answers = await client.subscribe(wanted)
        if any(_code(answer) >= _REFUSED_FROM for answer in answers):
            raise UnreadableError(f"{self._broker}: we may not subscribe there")
        if self._reached:
            self._counts["reconnected"] += 1
        self._reached, self._failed = True, 0

    async def _listen(self, client: _Client) -> None:
        while not self._over():
            if messages := client.waiting(_BATCH):
                self._heard = time.monotonic()
                self._take(messages)
                client.acknowledge(messages)
            self._told(self._counts)
            await asyncio.sleep(_LOOK_S)

    def _take(self, messages: Sequence[aiomqtt.Message]) -> None:
        now = datetime.now(UTC)
        batch = [delivery(self._gate, str(m.topic), _bytes(m.payload), now) for m in messages]
        self._counts += self._spool.take(batch)

    async def _lost(self, fault: aiomqtt.MqttError) -> None:
        if not self._reached:
            raise UnreadableError(f"{self._broker}: can't be reached: {fault}") from fault
        await asyncio.sleep(_WAITS_S[min(self._failed, len(_WAITS_S) - 1)])
        self._failed += 1

    def _over(self) -> bool:
        now, pace = time.monotonic(), self._pace
        late = pace.seconds is not None and now - self._began >= pace.seconds
        return late or (pace.idle is not None and now - self._heard >= pace.idle)


def _code(answer: object) -> int:
    """A reason code as a number, however the library tells it."""
    value = getattr(answer, "value", answer)
    return value if isinstance(value, int) else _REFUSED_FROM


def _bytes(payload: object) -> bytes:
    return bytes(payload) if isinstance(payload, bytes | bytearray) else b""
