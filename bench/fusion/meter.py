"""A command in a process of its own: its wall time, its CPU time and the most memory that it held at once."""

import os
import subprocess
import tempfile
import threading
import time
from typing import IO, NamedTuple

MIB = 1024  # ru_maxrss counts KiB
TOLD = 400  # characters of a failed command's last words


class Cost(NamedTuple):
    """Wall seconds and peak resident MiB, start of Python and reading of files included; what the
    command printed; and CPU seconds, of all its processes that ended.
    """

    seconds: float
    mib: float
    said: str
    cpu: float


class FailedError(Exception):
    """The command didn't end well; the message holds the end of what it said."""


def measured(command: list[str], limit_s: float = 3600.0) -> Cost:
    """Run it to its end. Raises `FailedError` with the last words of its stderr, or when it took
    longer than `limit_s` and was stopped.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=told)
        late = threading.Timer(limit_s, process.kill)
        late.start()
        _, status, usage = os.wait4(process.pid, 0)
        late.cancel()
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        words, last = text(said), text(told)[-TOLD:].strip()
    if seconds >= limit_s:
        raise FailedError(f"stopped after {limit_s:.0f} s")
    if process.returncode:
        raise FailedError(f"exit code {process.returncode}: {last}")
    return Cost(seconds, usage.ru_maxrss / MIB, words, usage.ru_utime + usage.ru_stime)


def text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
