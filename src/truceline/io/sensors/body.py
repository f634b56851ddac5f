"""The body of a signed message, from bytes to a record and back.

A field that nobody knows makes a message malformed: what can't be read mustn't be signed for.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from truceline.io.feeds.sensorthings import moment, read_bare, read_observation
from truceline.io.sensors.refused import RefusedError
from truceline.model.plan import STATUSES
from truceline.model.sensing import Beat, Limits, Message, Observation

_LAST_SEQ: Final = 2**53 - 1
"""The largest whole number that every JSON library keeps exactly."""


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    device: str
    seq: int
    sent: str
    observations: list[Any] = []
    beats: list[Any] = []


class _Beat(msgspec.Struct, forbid_unknown_fields=True):
    at: str
    status: str = "working"
    share: float = 1.0


_DECODER: Final = msgspec.json.Decoder(_Body)


def signed_message(body: bytes, received: datetime, most: int) -> Message:
    """The message that a device signed, with at most so many observations. Raises `RefusedError`."""
    try:
        return _message(_DECODER.decode(body), received, most)
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise RefusedError("malformed") from fault


def bare_message(data: bytes, device: str, datastream: str, received: datetime) -> Message:
    """An unsigned observation; it counts as sent when it was received. Raises `RefusedError`."""
    try:
        observation = read_bare(data, datastream)
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise RefusedError("malformed", device) from fault
    return Message(device=device, sent=received, received=received, observations=(observation,))


def _message(told: _Body, received: datetime, most: int) -> Message:
    if not 0 <= told.seq <= _LAST_SEQ or len(told.observations) + len(told.beats) > most:
        raise ValueError("a number outside its limits")
    return Message(
        device=told.device,
        seq=told.seq,
        sent=moment(told.sent),
        received=received,
        observations=tuple(read_observation(one) for one in told.observations),
        beats=tuple(_beat(one) for one in told.beats),
    )


def _beat(told: object) -> Beat:
    beat = msgspec.convert(told, _Beat)
    if beat.status not in STATUSES or not 0 <= beat.share <= 1:
        raise ValueError("a beat outside its limits")
    return Beat(at=moment(beat.at), status=beat.status, share=beat.share)


def on_time(message: Message, limits: Limits) -> Message:
    """The message, its clock within the limits: what it tells of lies before it was sent, and not
    more than twice the limit of lateness before it was received. Raises `RefusedError`.
    """
    lag = (message.received - message.sent).total_seconds()
    if lag < -limits.ahead_s:
        raise RefusedError("ahead", message.device)
    if lag > limits.late_s:
        raise RefusedError("late", message.device)
    for start, end in _spans(message):
        if (end - message.sent).total_seconds() > limits.ahead_s:
            raise RefusedError("observed_ahead", message.device)
        if (message.received - start).total_seconds() > 2 * limits.late_s:
            raise RefusedError("observed_late", message.device)
    return message


def _spans(message: Message) -> Iterable[tuple[datetime, datetime]]:
    yield from ((o.start, o.end) for o in message.observations)
    yield from ((b.at, b.at) for b in message.beats)


def body_of(message: Message) -> bytes:
    """A signed message's body as a device would write it: JSON, keys in order, empty fields left out.

    `received` isn't part of it. Raises `ValueError` without a sequence number.
    """
    if message.seq is None:
        raise ValueError("only a numbered message is signed")
    body: dict[str, object] = {
        "device": message.device,
        "seq": message.seq,
        "sent": message.sent.isoformat(),
        "observations": [_observation(one) for one in message.observations],
        "beats": [msgspec.to_builtins(one) for one in message.beats],
    }
    return msgspec.json.encode({k: v for k, v in body.items() if v != []}, order="sorted")


def _observation(one: Observation) -> dict[str, object]:
    told: dict[str, Any] = msgspec.to_builtins(one)
    start, end, name = (told.pop(key) for key in ("start", "end", "datastream"))
    when = start if start == end else f"{start}/{end}"
    known = {key: value for key, value in told.items() if value not in {None, ""}}
    result = known if len(known) > 1 else one.count
    return {"datastream": name, "phenomenonTime": when, "result": result}
