"""The spool: every message that was taken, once, in SQLite; and counts of those that weren't.

A batch is one transaction, synced to the disk before `take` returns, so that whoever is then
acknowledged can forget. Rows are only ever added. Must never take one message twice, nor forget why
another was refused.
"""

import fcntl
import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import msgspec

from truceline.errors import StoreError
from truceline.io.sensors.refused import RefusedError
from truceline.model.sensing import Limits, Message

_SAMPLES: Final = 20
"""Refused deliveries kept whole for each reason: enough to look at, too few to fill a disk."""
_SAMPLE_BYTES: Final = 4096
_SCHEMA: Final = """
create table if not exists message (
  key text primary key, device text not null, seq integer, digest blob not null,
  received text not null, topic text not null, data blob not null) without rowid;
create index if not exists message_seq on message (device, seq);
create table if not exists refused (
  reason text not null, device text not null, count integer not null,
  first text not null, last text not null, primary key (reason, device)) without rowid;
create table if not exists sample (
  reason text not null, received text not null, topic text not null, data blob not null);
"""


@dataclass(frozen=True)
class Delivery:
    """Bytes as they came, with what the gate made of them."""

    topic: str
    data: bytes
    received: datetime
    message: Message | RefusedError


@dataclass(frozen=True)
class Refusals:
    """How many deliveries were refused for one reason; `device` empty where nobody can say whose."""

    reason: str
    device: str
    count: int
    first: str
    last: str


@dataclass(frozen=True)
class Numbering:
    """Messages of a device: how many were taken, and how many numbers between them are `missing`."""

    device: str
    taken: int
    lowest: int
    highest: int

    @property
    def missing(self) -> int:
        """Sequence numbers between the lowest and the highest that never came."""
        return self.highest - self.lowest + 1 - self.taken


class Spool:
    """One file, one receiver. Raises `StoreError` when another one has it, or it can't be written."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = path.with_suffix(".lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._base.executescript("pragma journal_mode=wal; pragma synchronous=full;" + _SCHEMA)
        except (BlockingIOError, sqlite3.Error) as fault:
            self._lock.close()
            why = "another receiver has it" if isinstance(fault, BlockingIOError) else fault
            raise StoreError(f"{path}: {why}") from fault
        rows = self._base.execute("select device, max(seq) from message group by device")
        self._highest = {device: seq for device, seq in rows if seq is not None}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._base.close()
        self._lock.close()

    def take(self, batch: Sequence[Delivery]) -> Counter[str]:
        """Take a batch, durably, and say how many were `taken` and how many refused, by reason.

        Raises `StoreError` when it can't be written; then nothing of it was taken.
        """
        highest = dict(self._highest)
        try:
            self._base.execute("begin immediate")
            told = Counter(self._one(delivery) for delivery in batch)
            self._base.execute("commit")
        except sqlite3.Error as fault:
            self._highest = highest
            with suppress(sqlite3.Error):
                self._base.execute("rollback")
            raise StoreError(f"the spool can't be written: {fault}") from fault
        return told

    def _one(self, delivery: Delivery) -> str:
        if isinstance(delivery.message, RefusedError):
            return self._refuse(delivery, delivery.message)
        try:
            self._add(delivery, delivery.message)
        except RefusedError as why:
            return self._refuse(delivery, why)
        return "taken"

    def _add(self, delivery: Delivery, message: Message) -> None:
        digest = digest_of(message)
        key = message_key(message, digest)
        known = self._base.execute("select digest from message where key = ?", (key,)).fetchone()
        if known is not None:
            raise RefusedError("repeated" if known[0] == digest else "conflict", message.device)
        self._in_sequence(message)
        row = (key, message.device, message.seq, digest, message.received.isoformat())
        self._base.execute(
            "insert into message values (?,?,?,?,?,?,?)", (*row, delivery.topic, delivery.data)
        )

    def _in_sequence(self, message: Message) -> None:
        if message.seq is None:
            return
        highest = self._highest.get(message.device, message.seq)
        if message.seq < highest - self.limits.behind:
            raise RefusedError("sequence_behind", message.device)
        if message.seq > highest + self.limits.jump:
            raise RefusedError("sequence_jump", message.device)
        self._highest[message.device] = max(highest, message.seq)

    def _refuse(self, delivery: Delivery, why: RefusedError) -> str:
        at = delivery.received.isoformat()
        self._base.execute(
            "insert into refused values (?,?,1,?,?) on conflict (reason, device) do update set"
            " count = count + 1, first = min(first, excluded.first), last = max(last, excluded.last)",
            (why.reason, why.device, at, at),
        )
        self._base.execute(
            "insert into sample select ?,?,?,? where"
            " (select count(*) from sample where reason = ?) < ?",
            (why.reason, at, delivery.topic, delivery.data[:_SAMPLE_BYTES], why.reason, _SAMPLES),
        )
        return why.reason

    def size(self) -> int:
        """How many messages were taken, ever."""
        ((number,),) = self._base.execute("select count(*) from message")
        return int(number)

    def taken(self) -> Iterator[tuple[str, str, bytes, datetime]]:
        """Device, topic, bytes and our time of every message, in an order that no arrival changes."""
        rows = self._base.execute("select device, topic, data, received from message order by key")
        yield from ((device, topic, data, _moment(at)) for device, topic, data, at in rows)

    def refusals(self) -> tuple[Refusals, ...]:
        """All that was refused, by reason and device."""
        rows = self._base.execute("select * from refused order by reason, device")
        return tuple(Refusals(*row) for row in rows)

    def samples(self, reason: str) -> tuple[bytes, ...]:
        """The first deliveries that were refused for a reason, cut where they are long."""
        rows = self._base.execute("select data from sample where reason = ?", (reason,))
        return tuple(data for (data,) in rows)

    def numbering(self) -> tuple[Numbering, ...]:
        """By device, those that number their messages."""
        rows: Iterable[tuple[str, int, int, int]] = self._base.execute(
            "select device, count(*), min(seq), max(seq) from message"
            " where seq is not null group by device order by device"
        )
        return tuple(Numbering(*row) for row in rows)


def digest_of(message: Message) -> bytes:
    """SHA-256 of what a message says, however its envelope is spaced and whenever it came."""
    sent = "" if message.seq is None else message.sent.isoformat()
    told = (message.device, message.seq, sent, message.observations, message.beats)
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).digest()


def message_key(message: Message, digest: bytes) -> str:
    """What makes two deliveries the same message: device and number; of an unsigned one, datastream,
    time and digest.
    """
    if message.seq is not None:
        return f"{message.device}#{message.seq:016d}"
    (one,) = message.observations
    return f"{one.datastream}@{one.start.isoformat()}#{digest.hex()}"


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(UTC)
