"""An alert by e-mail (SMTP, RFC 5321), with its CAP message attached.

A password goes over an encrypted connection or stays on this machine. The same alert to the same
address always has the same Message-ID, so that a doubled one is known as such.
"""

import ipaddress
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import Final

from truceline.io.senders.cap import cap_xml, headline
from truceline.io.senders.trying import Limits, NotSentError, trying
from truceline.model.alerting import SECURITIES, AlertRule
from truceline.model.watch import Alert


def mail_of(
    alert: Alert, rule: AlertRule, sender: str, to: str, key: str, status: str, at: datetime
) -> EmailMessage:
    """The message: what is alerted, its numbers, what it cites; the CAP message beside it."""
    mail = EmailMessage()
    mark = "" if status == "Actual" else f"[{status.upper()}] "
    mail["Subject"] = f"{mark}{headline(alert, rule)}"
    mail["From"], mail["To"] = sender, to
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{key}@{sender.rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(_lines(alert, rule)) + "\n")
    attached = cap_xml(alert, rule, sender, status, at)
    mail.add_attachment(
        attached, maintype="application", subtype="cap+xml", filename=f"{alert.id}.xml"
    )
    return mail


def _lines(alert: Alert, rule: AlertRule) -> tuple[str, ...]:
    state = alert.state if not alert.reason else f"{alert.state}: {alert.reason}"
    return (
        alert.sentence,
        "",
        f"Alert {alert.id}, raised {alert.raised:%Y-%m-%d %H:%M} UTC, {state}",
        f"Urgency {rule.urgency}, severity {rule.severity}, certainty {rule.certainty}",
        f"Figures: {', '.join(alert.figures) or 'none'}",
        f"Rests on: {', '.join(alert.basis) or 'not stated'}",
        f"Release: {alert.release}",
    )


class Mailer:
    """Sends by one server. `security` is starttls, tls or none. Raises `ValueError` for another word,
    and for a password that would be told to the whole network.
    """

    way: Final = "mail"

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        to: str,
        security: str = "starttls",
        user: str = "",
        password: str = "",
        status: str = "Exercise",
        limits: Limits | None = None,
        trusted: ssl.SSLContext | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        if security not in SECURITIES:
            raise ValueError(f"security `{security}` isn't one of {', '.join(SECURITIES)}")
        if password and security == "none" and not _here(host):
            raise ValueError("a password goes by starttls or tls only")
        self.host, self.port, self.sender, self.to = host, port, sender, to
        self.security, self.status = security, status
        self._account = user, password
        self.limits, self._trusted, self._wait = limits or Limits(), trusted, wait

    def send(self, alert: Alert, rule: AlertRule, key: str, at: datetime) -> None:
        """Deliver to the server. Raises `NotSentError`."""
        try:
            mail = mail_of(alert, rule, self.sender, self.to, key, self.status, at)
        except ValueError as fault:
            raise NotSentError(f"no mail can be written: {fault}") from fault
        trying(partial(self._once, mail), self.limits, self._wait)

    def _once(self, mail: EmailMessage) -> None:
        try:
            self._handed_over(mail)
        except smtplib.SMTPRecipientsRefused as fault:
            code = next(iter(fault.recipients.values()))[0]
            words = f"the server refuses {self.to} ({code})"
            raise NotSentError(words, passing=code < 500) from fault
        except smtplib.SMTPResponseException as fault:
            words = f"the server answers {fault.smtp_code}"
            raise NotSentError(words, passing=fault.smtp_code < 500) from fault
        except smtplib.SMTPNotSupportedError as fault:
            raise NotSentError(f"the server can't do that: {fault}") from fault
        except ssl.SSLError as fault:
            raise NotSentError(f"no trusted connection: {fault.reason}") from fault
        except (smtplib.SMTPException, OSError) as fault:
            words = f"the server can't be reached: {type(fault).__name__}: {fault}"
            raise NotSentError(words, passing=True) from fault

    def _handed_over(self, mail: EmailMessage) -> None:
        """What the server took is sent, however it says goodbye."""
        server = self._connected()
        try:
            if self.security == "starttls":
                server.starttls(context=self._trust())
            if self._account[1]:
                server.login(*self._account)
            server.send_message(mail)
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        seconds, own = self.limits.seconds, self.sender.rpartition("@")[2] or "localhost"
        if self.security != "tls":
            return smtplib.SMTP(self.host, self.port, own, seconds)
        trusted = self._trust()
        return smtplib.SMTP_SSL(self.host, self.port, own, timeout=seconds, context=trusted)

    def _trust(self) -> ssl.SSLContext:
        return self._trusted or ssl.create_default_context()


def _here(host: str) -> bool:
    """Is it this machine?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
