"""An alert as JSON by HTTP POST, signed where a secret is shared.

One address, no redirects; of an answer nothing but its status is read. The header `Idempotency-Key` is the same for the same alert and receiver;
`X-Truceline-Signature` is HMAC-SHA256 (RFC 2104) of the body.
"""

import hashlib
import hmac
import http.client
import ssl
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import msgspec

from truceline.io.senders.cap import cap_time
from truceline.io.senders.trying import Limits, NotSentError, trying
from truceline.model.alerting import AlertRule
from truceline.model.watch import Alert

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_DONE: Final = range(200, 300)


def body_of(alert: Alert, rule: AlertRule, status: str, at: datetime) -> bytes:
    """The alert's fields with the rule's words, keys in order."""
    words = {name: getattr(rule, name) for name in ("event", "urgency", "severity", "certainty")}
    told = {**msgspec.to_builtins(alert), **words, "status": status, "sent": cap_time(at)}
    return msgspec.json.encode(told, order="sorted")


class Webhook:
    """Sends to one `url`. Raises `ValueError` for an address that can't be used."""

    way: Final = "webhook"

    def __init__(
        self,
        url: str,
        secret: str = "",
        status: str = "Exercise",
        limits: Limits | None = None,
        trusted: ssl.SSLContext | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError(f"{url}: write e.g. https://example.org/alerts")
        self.to, self.status, self._secret = url, status, secret.encode()
        self._host, self._port = parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._safe = parts.scheme == "https"
        self.limits, self._trusted, self._wait = limits or Limits(), trusted, wait

    def send(self, alert: Alert, rule: AlertRule, key: str, at: datetime) -> None:
        """Post it. Raises `NotSentError`."""
        body = body_of(alert, rule, self.status, at)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "truceline",
            "Idempotency-Key": key,
        }
        if self._secret:
            signed = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
            headers["X-Truceline-Signature"] = f"sha256={signed}"
        trying(partial(self._once, body, headers), self.limits, self._wait)

    def _once(self, body: bytes, headers: dict[str, str]) -> None:
        connection = self._connection()
        try:
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
        except ssl.SSLError as fault:
            raise NotSentError(f"no trusted connection: {fault.reason}") from fault
        except (OSError, http.client.HTTPException) as fault:
            words = f"can't be reached: {type(fault).__name__}: {str(fault)[:200]}"
            raise NotSentError(words, passing=True) from fault
        finally:
            connection.close()
        if answer.status not in _DONE:
            words = f"it answers with status {answer.status}"
            raise NotSentError(words, passing=answer.status in _AGAIN)

    def _connection(self) -> http.client.HTTPConnection:
        seconds = self.limits.seconds
        if not self._safe:
            return http.client.HTTPConnection(self._host, self._port, timeout=seconds)
        trusted = self._trusted or ssl.create_default_context()
        return http.client.HTTPSConnection(self._host, self._port, timeout=seconds, context=trusted)
