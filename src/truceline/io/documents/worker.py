"""The helper process of `guard`: reads requests from its input, answers on its output.

It may be killed at any moment and holds nothing worth keeping. Whatever a parser raises is an
answer; whatever a parser prints goes nowhere.
"""

import os
import sys
from contextlib import suppress
from typing import BinaryIO

import msgspec

from truceline.io.documents.guard import Request
from truceline.io.documents.parsers import parse
from truceline.io.documents.parts import Parsed, refused

MEMORY = 2 << 30
"""Bytes of address space."""


def main() -> None:
    """Serve requests until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _limit_memory()
    while request := _request(sys.stdin.buffer):
        body = msgspec.msgpack.encode(_parsed(request))
        answers.write(len(body).to_bytes(8, "big") + body)
        answers.flush()


def _request(source: BinaryIO) -> Request | None:
    length = int.from_bytes(source.read(8), "big")
    return msgspec.msgpack.decode(source.read(length), type=Request) if length else None


def _parsed(request: Request) -> Parsed:
    _limit_time(request.seconds)
    try:
        return parse(request.media, request.data)
    except MemoryError:
        return refused("needs more memory than one file may use")
    except RecursionError:
        return refused("is nested too deeply")
    except Exception as fault:  # noqa: BLE001 - a parser's crash is an answer about its file
        return refused(f"can't be parsed: {type(fault).__name__}: {str(fault)[:200]}")
    finally:
        _limit_time(0)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # not every system has limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """The kernel ends this process when it has worked so long; 0 lifts the limit."""
    with suppress(ImportError, AttributeError):
        import signal  # noqa: PLC0415

        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main()
