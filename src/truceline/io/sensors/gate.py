"""The gate: is a delivery a message of a device that we know, whole, in time, on its own topic?

Whether it was taken before the spool says, which alone remembers. The gate keeps no state, so that
the same delivery at the same moment always gets the same answer.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from truceline.io.feeds.sensorthings import datastream_of
from truceline.io.sensors.body import bare_message, on_time, signed_message
from truceline.io.sensors.envelope import Keys, body_unchecked
from truceline.io.sensors.refused import RefusedError
from truceline.model.sensing import Device, Limits, Message

SIGNED_TOPIC: Final = "truceline/v1/devices/"
"""Followed by the device's id."""
SUBSCRIPTION: Final = SIGNED_TOPIC + "+"


class Gate:
    """Knows devices by id and by datastream. Raises `ValueError` for a key that is none."""

    def __init__(self, devices: Iterable[Device], limits: Limits | None = None) -> None:
        self._devices = {device.id: device for device in devices}
        self._by_stream = {s: d for d in self._devices.values() for s in d.datastreams}
        self._keys = Keys({d.id: d.key for d in self._devices.values() if d.key})
        self.limits = limits or Limits()

    def admit(self, topic: str, data: bytes, received: datetime) -> Message:
        """The message within a delivery. Raises `RefusedError`."""
        if len(data) > self.limits.largest:
            raise RefusedError("oversized")
        stream = datastream_of(topic)
        if stream is not None:
            return self._bare(data, stream, received)
        if not topic.startswith(SIGNED_TOPIC):
            raise RefusedError("wrong_topic")
        return self._signed(topic.removeprefix(SIGNED_TOPIC), data, received)

    def _signed(self, named: str, data: bytes, received: datetime) -> Message:
        device, body = self._keys.opened(data)
        if device != named:
            raise RefusedError("wrong_topic", device)
        try:
            message = signed_message(body, received, self.limits.most)
        except RefusedError as fault:
            raise RefusedError(fault.reason, device) from fault
        if message.device != device:
            raise RefusedError("malformed", device)
        self._fits(message)
        return on_time(message, self.limits)

    def _bare(self, data: bytes, stream: str, received: datetime) -> Message:
        device = self._by_stream.get(stream)
        if device is None:
            raise RefusedError("unknown_device")
        if device.key:
            raise RefusedError("unsigned", device.id)
        message = bare_message(data, device.id, stream, received)
        self._fits(message)
        return on_time(message, self.limits)

    def _fits(self, message: Message) -> None:
        """Within the days of the device's row, and of none but its own datastreams."""
        device = self._devices[message.device]
        early = device.start is not None and message.sent < device.start
        if early or (device.end is not None and message.sent >= device.end):
            raise RefusedError("out_of_service", device.id)
        if any(o.datastream not in device.datastreams for o in message.observations):
            raise RefusedError("wrong_topic", device.id)


def restored(device: str, topic: str, data: bytes, received: datetime) -> Message:
    """A message that was admitted once, from the bytes that were kept: keys and clocks of then have
    been checked and may be others today. Raises `RefusedError` for bytes that were never admitted.
    """
    stream = datastream_of(topic)
    if stream is not None:
        return bare_message(data, device, stream, received)
    return signed_message(body_unchecked(data), received, len(data))
