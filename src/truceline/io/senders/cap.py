"""An alert as a message of the Common Alerting Protocol 1.2 (OASIS, 2010).

A message tells what an alert tells and adds nothing. Times carry an offset of `-00:00`, as the standard
wants for UTC; a circle is `latitude,longitude kilometres`.
"""

import re
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from truceline.model.alerting import STATUSES, AlertRule
from truceline.model.watch import Alert

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
_TYPES: Final = {"open": "Alert", "acknowledged": "Update", "closed": "Cancel"}
_BARRED = re.compile(r"[\s,<&]")
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_STATED: Final = "not stated"


def cap_xml(
    alert: Alert, rule: AlertRule, sender: str, status: str = "Exercise", at: datetime | None = None
) -> bytes:
    """The message as UTF-8. The first one of an alert originates when the alert was raised, whenever it
    goes out, so that later ones can refer to it; `at` is when these do, the moment of raising unless given.

    An alert that was acknowledged becomes an Update, one that was closed a Cancel with its reason,
    each with a reference to the first message. Raises `ValueError` for a sender with spaces, commas,
    `<` or `&`, and for a status that CAP hasn't.
    """
    if not sender or _BARRED.search(sender) or status not in STATUSES:
        raise ValueError(f"CAP knows no sender `{sender}` or no status `{status}`")
    root = ET.Element("alert", xmlns=NAMESPACE)
    _put(root, "identifier", _identifier(alert))
    _put(root, "sender", sender)
    _put(root, "sent", cap_time(alert.raised if alert.state == "open" else at or alert.raised))
    _put(root, "status", status)
    _put(root, "msgType", _TYPES[alert.state])
    _scope(root, alert)
    if alert.state != "open":
        first = f"{sender},{alert.id},{cap_time(alert.raised)}"
        _put(root, "note", _what_was_done(alert))
        _put(root, "references", first)
    _info(root, alert, rule)
    told: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return told


def _identifier(alert: Alert) -> str:
    return alert.id if alert.state == "open" else f"{alert.id}.{alert.state}"


def _what_was_done(alert: Alert) -> str:
    return ": ".join(filter(None, (f"{alert.state} by {alert.by or NOT_STATED}", alert.reason)))


def cap_time(moment: datetime) -> str:
    """`2031-05-02T06:15:00-00:00`: UTC, whole seconds, never `Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _scope(root: ET.Element, alert: Alert) -> None:
    if alert.release == "public":
        _put(root, "scope", "Public")
        return
    _put(root, "scope", "Restricted")
    _put(root, "restriction", f"Release level: {alert.release.replace('_', ' ')}")


def _info(root: ET.Element, alert: Alert, rule: AlertRule) -> None:
    info = ET.SubElement(root, "info")
    _put(info, "language", "en-GB")
    _put(info, "category", "Security")
    _put(info, "event", rule.event)
    for name in ("urgency", "severity", "certainty"):
        _put(info, name, getattr(rule, name))
    _put(info, "headline", headline(alert, rule))
    _put(info, "description", alert.sentence)
    for name, values in (("figures", alert.figures), ("basis", alert.basis)):
        if values:
            parameter = ET.SubElement(info, "parameter")
            _put(parameter, "valueName", name)
            _put(parameter, "value", " ".join(values))
    area = ET.SubElement(info, "area")
    _put(area, "areaDesc", alert.sector or "sector not stated")
    if alert.lat is not None and alert.lon is not None:
        spot = f"{_degrees(alert.lat)},{_degrees(alert.lon)}"
        _put(area, "circle", f"{spot} {alert.radius_km or 0.0:.1f}")


def _degrees(value: float) -> str:
    """To a metre, never with an exponent."""
    return f"{round(value, 5) + 0.0:.5f}".rstrip("0").rstrip(".")


def headline(alert: Alert, rule: AlertRule) -> str:
    """`More recorded than usual: Sector B`, in one line."""
    return " ".join(": ".join(filter(None, (rule.event, alert.sector))).split())


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _UNWRITABLE.sub("\ufffd", text)
