"""Parsing in a process apart: what can hang, swell or crash costs itself alone.

One helper process serves many files and is replaced when it dies. Its limits are its own use of the
processor and of memory, so that a busy machine changes no answer; the clock on the wall only ends
what waits for ever. It is handed bytes and hands back plain values.
"""

import atexit
import os
import subprocess
import sys
import threading

import msgspec

from truceline.io.documents.parts import Parsed, refused

SECONDS = 20
"""Of the processor's time, for one file."""

WALL_SECONDS = 300
"""On the clock, for one file: what hangs without working."""

_TOLD = "the file may be damaged or made to harm"


class Request(msgspec.Struct, frozen=True):
    """A file to parse."""

    media: str
    data: bytes
    seconds: float = SECONDS


class _Helper:
    """The process that parses. Its pipes carry messages: their length in 8 bytes, then MessagePack."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "truceline.io.documents.worker"]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: S603 - this program's own module
            command, stdin=pipe, stdout=pipe, stderr=nowhere
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request) -> Parsed | None:
        """What it found; None when it died of the file or ran out of time."""
        late = threading.Timer(WALL_SECONDS, self._process.kill)
        late.start()
        try:
            return self._answer(msgspec.msgpack.encode(request))
        except OSError:  # a pipe that broke
            return None
        finally:
            late.cancel()

    def _answer(self, message: bytes) -> Parsed | None:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write(len(message).to_bytes(8, "big") + message)
        to.flush()
        length = int.from_bytes(back.read(8), "big")
        body = back.read(length)
        return msgspec.msgpack.decode(body, type=Parsed) if length and len(body) == length else None

    def end(self) -> None:
        """Stop it, and wait until it is gone."""
        self._process.kill()
        self._process.communicate()


_helpers: dict[int, _Helper] = {}
_lock = threading.Lock()


def parse_apart(media: str, data: bytes, seconds: float = SECONDS) -> Parsed:
    """The texts of a file of that media type, parsed by the helper process. Never raises on what
    `data` holds.
    """
    with _lock:
        helper = _helper()
        found = helper.ask(Request(media, data, seconds))
        if found is None:
            end_helper()
            return refused(f"can't be parsed within {seconds:g} s and the memory allowed", _TOLD)
    return found


def _helper() -> _Helper:
    """This process's helper: one that a fork has inherited belongs to another."""
    held = _helpers.get(os.getpid())
    if held is None or not held.alive:
        held = _helpers[os.getpid()] = _Helper()
    return held


@atexit.register
def end_helper() -> None:
    """Stop this process's helper; the next file starts another."""
    if held := _helpers.pop(os.getpid(), None):
        held.end()
