"""Senders from a mission's receivers. Secrets come from the caller, never from a file."""

from collections.abc import Mapping
from pathlib import Path

from truceline.errors import UnreadableError
from truceline.io.senders.deliver import Sender
from truceline.io.senders.folder import CapFolder
from truceline.io.senders.mail import Mailer
from truceline.io.senders.webhook import Webhook
from truceline.model.alerting import Alerting, AlertReceiver


def senders(
    alerting: Alerting, folder: Path, secrets: Mapping[str, str]
) -> tuple[tuple[Sender, str], ...]:
    """A sender and its level for each receiver; `secrets` are environment variables by name.

    Raises `UnreadableError` where an address can't be used or a secret isn't set.
    """
    return tuple((_sender(one, alerting, folder, secrets), one.level) for one in alerting.receivers)


def _sender(
    one: AlertReceiver, alerting: Alerting, folder: Path, secrets: Mapping[str, str]
) -> Sender:
    if one.secret and not secrets.get(one.secret):
        raise UnreadableError(f"alerts to {one.to}: the variable {one.secret} isn't set")
    secret = secrets.get(one.secret, "")
    try:
        return _made(one, alerting, folder, secret)
    except ValueError as fault:
        raise UnreadableError(f"alerts to {one.to}: {fault}") from fault


def _made(one: AlertReceiver, alerting: Alerting, folder: Path, secret: str) -> Sender:
    status, own = alerting.status, alerting.sender
    if one.way == "webhook":
        return Webhook(one.to, secret, status)
    if one.way == "cap":
        return CapFolder(folder / one.to, own, status)
    return Mailer(one.host, one.port, own, one.to, one.security, one.user or own, secret, status)
