"""Asking an endpoint that speaks the chat protocol of OpenAI, without trusting it.

One host, the one that was named: no redirects, no proxies or passwords from the environment. Every
answer has a limit of size and of time, and an endpoint that keeps failing isn't asked again.
"""

import asyncio
import ipaddress
import ssl
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import msgspec

from truceline.errors import UnreadableError

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 8.0
_GIVEN_UP = 3


class Limits(NamedTuple):
    """Of one question: seconds for the whole answer, its largest size in bytes, how often it is
    asked, and the seconds before it is asked again, which double each time.
    """

    seconds: float = 60.0
    size: int = 1 << 20
    tries: int = 3
    pause: float = 1.0


class NoAnswerError(Exception):
    """The endpoint gave no answer that can be read; `passing` when it may give one later."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class RefusedError(Exception):
    """The endpoint can't do what was asked in this form (400, 415, 422, 501)."""


class Endpoint:
    """`url` is the base, e.g. `http://localhost:8000/v1`; `key` is sent to it and nowhere else.

    Raises `UnreadableError` for an address that can't be used, or that would tell the key to the
    whole network.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        limits: Limits | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = _address(url, secret=bool(key))
        self.limits, self.wait = limits or Limits(), wait
        self._headers = {"Accept-Encoding": "identity", "User-Agent": "truceline"}
        if not (key.isascii() and key.isprintable()):
            raise UnreadableError("the endpoint's key holds characters that no key has")
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._failed = 0

    def ask(self, question: Mapping[str, object]) -> bytes:
        """The body of the answer. Raises `NoAnswerError` or `RefusedError`."""
        if self._failed >= _GIVEN_UP:
            raise NoAnswerError(f"not asked again after {_GIVEN_UP} failures")
        try:
            body = self._asked(msgspec.json.encode(question))
        except NoAnswerError:
            self._failed += 1
            raise
        self._failed = 0
        return body

    def _asked(self, data: bytes) -> bytes:
        pause = self.limits.pause
        for left in range(self.limits.tries - 1, -1, -1):
            try:
                return asyncio.run(self._once(data))
            except NoAnswerError as fault:
                if not fault.passing or not left:
                    raise
            self.wait(min(pause, _LONGEST_PAUSE))
            pause *= 2
        raise NoAnswerError("never asked")

    async def _once(self, data: bytes) -> bytes:
        """One question within its time, whatever the endpoint does with it."""
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._exchanged(data)
        except TimeoutError as fault:
            message = f"no answer within {self.limits.seconds:g} s"
            raise NoAnswerError(message, passing=True) from fault
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as fault:
            message = f"can't be reached: {type(fault).__name__}: {str(fault)[:200]}"
            raise NoAnswerError(message, passing=True) from fault

    async def _exchanged(self, data: bytes) -> bytes:
        headers = self._headers | {"Content-Type": "application/json"}
        async with (
            httpx.AsyncClient(verify=_trusted(), trust_env=False, timeout=None) as client,  # noqa: S113 - `_once` bounds all of it
            client.stream("POST", self.address, content=data, headers=headers) as answer,
        ):
            _accept(answer)
            return await self._body(answer)

    async def _body(self, answer: httpx.Response) -> bytes:
        """The raw bytes as they come, never unpacked, up to the limit."""
        held = bytearray()
        async for part in answer.aiter_raw():
            held += part
            if len(held) > self.limits.size:
                raise NoAnswerError(f"its answer is larger than {self.limits.size:,} bytes")
        return bytes(held)


def _accept(answer: httpx.Response) -> None:
    """Raises unless the answer is one, in the encoding that was asked for."""
    status = answer.status_code
    if answer.is_redirect or 300 <= status < 400:
        raise NoAnswerError(f"it sends elsewhere (status {status}), where nothing is sent")
    if status in {400, 415, 422, 501}:
        raise RefusedError(f"it refuses the question (status {status})")
    if status in {401, 403}:
        raise NoAnswerError(f"it doesn't accept the key (status {status})")
    if status != httpx.codes.OK:
        raise NoAnswerError(f"it answers with status {status}", passing=status in _AGAIN)
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise NoAnswerError("its answer is packed, though it was asked not to")


def _address(url: str, *, secret: bool) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in {"http", "https"} or parts.username or port == 0:
        raise UnreadableError(f"--endpoint {url}: write e.g. http://localhost:8000/v1")
    if parts.query or parts.fragment:
        raise UnreadableError(f"--endpoint {url}: an address without ? and #")
    if secret and parts.scheme == "http" and not _here(host):
        raise UnreadableError(f"--endpoint {url}: a key is sent by https only")
    return url.rstrip("/") + "/chat/completions"


def _here(host: str) -> bool:
    """Is it this machine?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
