"""The record of a mission's alerts, beside its evidence log: appended, never rewritten.

`alerts.jsonl` holds what was raised, `alert-steps.jsonl` what people did, `alerts-sent.jsonl` what went
out, `alerts-begun.txt` since when there is a watch. One process at a time raises. An alert that was told is never taken back here.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from truceline.errors import StoreError, UnreadableError
from truceline.foundation.mission.alertfile import read_alerts, read_steps
from truceline.model.alerting import AlertStep, Backlog
from truceline.model.record import Problem, Record, in_order
from truceline.model.watch import BACKLOG, Alert
from truceline.stages.watch.alert import Raised, backlog_of, stood

ALERTS: Final = "alerts.jsonl"
STEPS: Final = "alert-steps.jsonl"
SENT: Final = "alerts-sent.jsonl"
BEGUN: Final = "alerts-begun.txt"
Found = tuple[tuple[Alert, ...], tuple[Problem, ...]]


def record_raised(
    store: Path, raise_: Callable[[tuple[Alert, ...], datetime], Raised], at: datetime
) -> Raised:
    """Raise alerts beside those on record and put them on record, before anybody is told. `raise_` gets
    those on record and the moment at which the watch began, with its first run.

    Raises `StoreError` where the record can't be kept.
    """
    with _opened(store / ALERTS) as file:
        known, _ = read_alerts(_text(store / ALERTS), ALERTS)
        found = raise_(known, _begun(store / BEGUN, known, at))
        _append(file, (*found.new, *found.backlog, *found.grown))
    return found


def _begun(path: Path, known: Sequence[Alert], at: datetime) -> datetime:
    """The moment of the first run, put on record by it."""
    told = _text(path).split()
    try:
        return datetime.fromisoformat(told[0])
    except (IndexError, ValueError):
        began = min((alert.raised for alert in known), default=at)
    with _opened(path) as file:
        os.write(file, f"{began.isoformat()}\n".encode())
        os.fsync(file)
    return began


def record_step(store: Path, step: AlertStep) -> None:
    """Put what somebody did on record. Raises `UnreadableError` for an alert that isn't known, a step
    before it was raised, or one without what it needs.
    """
    alerts = {alert.id: alert for alert in read_alerts(_text(store / ALERTS), ALERTS)[0]}
    alert = alerts.get(step.alert)
    if alert is None:
        raise UnreadableError(
            f"{step.alert}: no alert of this mission; `truceline watch` lists them"
        )
    if step.at < alert.raised:
        raise UnreadableError(f"{step.alert}: raised {alert.raised.isoformat()}, after this step")
    if problems := read_steps(_line(step).decode(), STEPS)[1]:
        raise UnreadableError(problems[0].message)
    with _opened(store / STEPS) as file:
        _append(file, (step,))


def standing(store: Path, at: datetime) -> Found:
    """Alerts raised by a moment in the state that they then had, without the backlog, and what of the
    record can't be read.
    """
    found, problems = _stood(store, at)
    return tuple(alert for alert in found if alert.state != BACKLOG), problems


def waiting(store: Path, at: datetime) -> Backlog | None:
    """The backlog at a moment; None where there is none."""
    begun = _text(store / BEGUN).split()
    alerts = _stood(store, at)[0]
    return backlog_of(alerts, datetime.fromisoformat(begun[0])) if begun else None


def _stood(store: Path, at: datetime) -> Found:
    alerts, wrong = read_alerts(_text(store / ALERTS), ALERTS)
    steps, torn = read_steps(_text(store / STEPS), STEPS)
    then = [alert for alert in alerts if alert.raised <= at]
    names = {alert.id for alert in then}
    found, lost = stood(then, [s for s in steps if s.at <= at and s.alert in names], STEPS)
    return found, in_order((*wrong, *torn, *lost))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError as fault:
        raise StoreError(f"{path}: can't be read: {fault.strerror}") from fault


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """A record, locked, its last line ended: a torn one stays and is told."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as fault:
        raise StoreError(f"{path}: the record of alerts can't be kept: {fault.strerror}") from fault
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            os.write(file, b"\n")
        yield file
    finally:
        os.close(file)


def _append(file: int, rows: Sequence[Record]) -> None:
    if rows:
        os.write(file, b"".join(map(_line, rows)))
        os.fsync(file)


def _line(row: Record) -> bytes:
    return msgspec.json.encode(row, order="sorted") + b"\n"
