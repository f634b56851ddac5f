"""Why a message wasn't taken: a fixed list, so that counts can be compared from day to day.

A reason is never the sender's own text.
"""

from typing import Final

REASONS: Final = {
    "oversized": "larger than the limit",
    "malformed": "not in the form that is asked for",
    "unknown_device": "no row of devices.csv",
    "forged": "the signature doesn't fit the key",
    "unsigned": "unsigned, from a device that has a key",
    "wrong_topic": "on another device's topic or datastream",
    "out_of_service": "outside the days of the device's row",
    "ahead": "its clock is ahead of ours",
    "late": "sent too long ago",
    "observed_ahead": "observed after it was sent",
    "observed_late": "observed too long ago",
    "repeated": "taken before: delivered again, or replayed",
    "conflict": "another message with the same sequence number was taken",
    "sequence_behind": "its sequence number lies too far back",
    "sequence_jump": "its sequence number lies too far ahead",
}
"""Reason → what it means."""


class RefusedError(Exception):
    """A message is refused for a `reason`; `device` only where its signature held or its key is known."""

    def __init__(self, reason: str, device: str = "") -> None:
        super().__init__(reason)
        self.reason, self.device = reason, device
