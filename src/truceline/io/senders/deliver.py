"""Alerts to receivers, each once: what went out is logged, durably, before anything else is sent.

Two processes never send at one time. Where a machine stops between a server's answer and the log, the
message goes again under the same key, since one alert too many is better than one too few; the
receiver can tell by the key. A receiver that fails never keeps others from being told.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec

from truceline.errors import StoreError
from truceline.io.senders.trying import NotSentError
from truceline.model.alerting import AlertRule, Sent
from truceline.model.record import Problem, in_order
from truceline.model.watch import Alert

Shown = Callable[[Alert], Alert | None]
"""The alert as a receiver may see it, None where it may not."""


class Sender(Protocol):
    """A way to one receiver."""

    @property
    def way(self) -> str:
        """mail, webhook or cap."""
        ...

    @property
    def to(self) -> str:
        """Address of the receiver."""
        ...

    def send(self, alert: Alert, rule: AlertRule, key: str, at: datetime) -> None:
        """Deliver. Raises `NotSentError`."""
        ...


def key_of(alert: Alert, way: str, to: str) -> str:
    """Names an alert in one state on its way to one receiver. What it has grown to doesn't count."""
    told = f"{alert.id}\x1f{alert.state}\x1f{way}\x1f{to}"
    return sha256(told.encode()).hexdigest()[:32]


def deliver(
    alerts: Iterable[Alert],
    rules: Mapping[str, AlertRule],
    receivers: Sequence[tuple[Sender, Shown]],
    log: Path,
    at: datetime,
) -> tuple[tuple[Sent, ...], tuple[Problem, ...]]:
    """Send what wasn't sent yet; what went out now, and what couldn't.

    Alerts of a rule that is gone aren't sent. Raises `StoreError` where the log can't be kept.
    """
    sent, problems = [], []
    with _opened(log) as (file, done):
        for alert, rule, sender in _due(alerts, rules, receivers, done):
            key = key_of(alert, sender.way, sender.to)
            try:
                sender.send(alert, rule, key, at)
            except NotSentError as fault:
                problems.append(_problem(alert, sender, str(fault)))
                continue
            row = Sent(key=key, alert=alert.id, way=sender.way, to=sender.to, at=at)
            _append(file, row)
            done.add(key)
            sent.append(row)
    return tuple(sent), in_order(problems)


def _due(
    alerts: Iterable[Alert],
    rules: Mapping[str, AlertRule],
    receivers: Sequence[tuple[Sender, Shown]],
    done: set[str],
) -> Iterator[tuple[Alert, AlertRule, Sender]]:
    """What is still to be sent, oldest first."""
    for alert in sorted(alerts, key=lambda a: (a.raised, a.id)):
        for sender, shown in receivers:
            told = shown(alert) if alert.rule in rules else None
            if told is not None and _wanted(told, sender, done):
                yield told, rules[alert.rule], sender


def _wanted(alert: Alert, sender: Sender, done: set[str]) -> bool:
    """Not sent yet; and who never heard of an alert needn't hear that it was closed."""
    first = key_of(alert.but(state="open"), sender.way, sender.to)
    own = key_of(alert, sender.way, sender.to)
    return own not in done and (alert.state == "open" or first in done)


def _problem(alert: Alert, sender: Sender, message: str) -> Problem:
    hint = "it is tried again with the next run"
    return Problem(file=sender.way, field=alert.id, message=f"{sender.to}: {message}", hint=hint)


@contextmanager
def _opened(log: Path) -> Iterator[tuple[int, set[str]]]:
    """The log, locked, and the keys in it; a torn last line is cut off, and goes again."""
    try:
        file = os.open(log, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as fault:
        raise StoreError(f"{log}: the log of what was sent can't be kept: {fault}") from fault
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        data = log.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        os.ftruncate(file, len(whole))
        yield file, {_key(line, log) for line in whole.splitlines()}
    finally:
        os.close(file)


def _key(line: bytes, log: Path) -> str:
    try:
        return msgspec.json.decode(line, type=Sent).key
    except (msgspec.DecodeError, ValueError) as fault:
        raise StoreError(f"{log}: a line of it can't be read, so that nothing is sent") from fault


def _append(file: int, row: Sent) -> None:
    os.write(file, msgspec.json.encode(row, order="sorted") + b"\n")
    os.fsync(file)
