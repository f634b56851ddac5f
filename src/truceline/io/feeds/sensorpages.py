"""Observations of a SensorThings service, page by page over HTTP.

It goes to the one host that it was given: no redirects, no links that lead elsewhere, no proxies or
passwords from the environment. Every answer is bounded, and a service that sends us in circles is left.
"""

import http.client
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import msgspec

from truceline.errors import UnreadableError

_PAGE: Final = 500
_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a page."""
_MOST_PAGES: Final = 10_000
_SECONDS: Final = 30.0
_OK: Final = 200


class _Page(msgspec.Struct):
    value: list[msgspec.Raw]
    after: str = msgspec.field(name="@iot.nextLink", default="")


class Service:
    """A service at an address such as `https://host/FROST/v1.1`. Raises `ValueError` for any other."""

    def __init__(self, url: str, trusted: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError(f"{url}: write e.g. https://example.org/v1.1")
        self._root, self._base = parts, url.rstrip("/")
        self._trusted = trusted

    def observations(self, datastream: str, since: datetime) -> Iterator[tuple[str, list[bytes]]]:
        """By page: the topic that stands for the datastream, and observations as JSON objects.

        Raises `UnreadableError` when the service can't be read to its last page; pages before that
        are whole.
        """
        name = datastream if datastream.isdigit() else f"'{datastream}'"
        since_ = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = f"$top={_PAGE}&$orderby=phenomenonTime asc&$filter=phenomenonTime ge {since_}"
        url = f"{self._base}/Datastreams({name})/Observations?{quote(query, safe='$=&:')}"
        topic, seen = f"v1.1/Datastreams({name})/Observations", set[str]()
        while url:
            if url in seen or len(seen) >= _MOST_PAGES:
                raise UnreadableError(f"{url}: its pages have no end")
            seen.add(url)
            page = self._page(url)
            yield topic, [bytes(one) for one in page.value]
            url = self._next(url, page.after)

    def _next(self, url: str, after: str) -> str:
        if not after:
            return ""
        target = urljoin(url, after)
        if _place(urlsplit(target)) != _place(self._root):
            raise UnreadableError(f"{url}: its next page lies on another host: {after[:200]}")
        return target

    def _page(self, url: str) -> _Page:
        try:
            return msgspec.json.decode(self._get(url), type=_Page)
        except (msgspec.MsgspecError, RecursionError) as fault:
            raise UnreadableError(f"{url}: is no page of observations: {fault}") from fault
        except (OSError, http.client.HTTPException) as fault:
            raise UnreadableError(f"{url}: can't be read: {fault}") from fault

    def _get(self, url: str) -> bytes:
        parts = urlsplit(url)
        connection = self._connection(parts)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers=_HEADERS)
            answer = connection.getresponse()
            data = answer.read(_LARGEST + 1)
        finally:
            connection.close()
        if answer.status != _OK:
            raise UnreadableError(f"{url}: it answers with status {answer.status}")
        if len(data) > _LARGEST:
            raise UnreadableError(f"{url}: a page is larger than {_LARGEST} bytes")
        return data

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=_SECONDS)
        trusted = self._trusted or ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=trusted)


_HEADERS: Final = {"Accept": "application/json"}


def _place(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
