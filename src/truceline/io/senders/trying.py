"""Trying again: how often, how long apart, and which faults may pass."""

import time
from collections.abc import Callable
from typing import NamedTuple

LONGEST_PAUSE = 60.0


class Limits(NamedTuple):
    """Seconds for each step of an exchange, how often it is tried, seconds before it is tried again,
    which double each time.
    """

    seconds: float = 20.0
    tries: int = 3
    pause: float = 2.0


class NotSentError(Exception):
    """It wasn't sent, as far as can be known; `passing` when it may go later."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def trying(
    once: Callable[[], None], limits: Limits, wait: Callable[[float], None] = time.sleep
) -> None:
    """Run until it succeeds. Raises `NotSentError`, of the last try."""
    pause = limits.pause
    for left in range(max(1, limits.tries) - 1, -1, -1):
        try:
            return once()
        except NotSentError as fault:
            if not fault.passing or not left:
                raise
        wait(min(pause, LONGEST_PAUSE))
        pause *= 2
    return None
