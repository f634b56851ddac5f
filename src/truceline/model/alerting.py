"""When an alert is raised and what becomes of it: rules, steps that people take, what went out.

A rule is data and holds no code. Nothing here says that anything happened: an alert tells what was
recorded or alleged, with its figures.
"""

from datetime import datetime
from typing import Final

from truceline.model.record import Record
from truceline.model.watch import Alert

PLACEHOLDERS: Final = {
    "cluster": (
        "sector",
        "zone",
        "first",
        "last",
        "days",
        "observed",
        "expected",
        "ratio",
        "p",
        "adjusted",
        "recurrence",
    ),
    "first_after_quiet": ("sector", "day", "count", "unit", "quiet", "since", "blind"),
    "protected_site": (
        "sector",
        "when",
        "place",
        "act",
        "site",
        "category",
        "occurrence",
        "reports",
        "incidents",
    ),
    "interference": ("sector", "when", "place", "act", "occurrence", "reports", "incidents"),
    "divergence": ("by", "accused", "claimed", "window", "stated", "itemised"),
    "change": (
        "series",
        "day",
        "ratio",
        "before",
        "after",
        "unit",
        "per",
        "probability",
        "effort",
        "beside",
    ),
    "gap": ("source", "first", "last", "days", "share"),
}
"""Kinds of rules, and the words in braces that a rule's sentence may hold."""

EFFORT: Final = "hour of effort"
"""Unit of a series of hours: what a mission does, not what it records."""
URGENCIES: Final = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES: Final = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES: Final = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")


TOGETHER: Final = ("matter", "place", "day")
"""What is one alert: each matter; all of one site, place and day; all of one day."""
WAYS: Final = ("mail", "webhook", "cap")
SECURITIES: Final = ("starttls", "tls", "none")
STATUSES: Final = ("Actual", "Exercise", "System", "Test", "Draft")


class AlertRule(Record, frozen=True, kw_only=True):
    """When to raise an alert. `sentence` holds the `PLACEHOLDERS` of its kind in braces.

    `level` is the largest adjusted p-value (cluster) or the least probability (change), `quiet_days`
    the observed days without any (first_after_quiet) or days without a bulletin (gap), `acts` and
    `categories` patterns of the vocabulary, `factor` how many times as much (divergence: claimed
    over itemised; change: rate after over before, or before over after where `falls`), `least` the
    smallest number that counts. `units` limits a rule to units of counting; where empty all are meant, but for
    `EFFORT`. What goes on within `rest_days` is the same thing, and so is what `together` (`TOGETHER`)
    names. What became known more than `fresh_days` before a watch began is its backlog. `event`,
    `urgency`, `severity` and `certainty` are CAP's.
    """

    id: str
    kind: str
    event: str
    sentence: str
    level: float = 0.05
    quiet_days: int = 7
    acts: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    factor: float = 2.0
    least: float = 1.0
    falls: bool = False
    rest_days: int = 3
    fresh_days: int = 2
    together: str = "matter"
    urgency: str = "Immediate"
    severity: str = "Moderate"
    certainty: str = "Possible"
    release: str = "restricted"


class AlertReceiver(Record, frozen=True, kw_only=True):
    """To whom alerts go: `way` mail (by the server `host`), webhook (`to` is its address) or cap (`to` is
    a folder of the mission's). `secret` names the environment variable that holds the password or the
    shared secret: none stands in a file. `level` is the receiver's audience.
    """

    way: str
    to: str
    level: str = "restricted"
    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    secret: str = ""


class Alerting(Record, frozen=True, kw_only=True):
    """`alerts.yaml`, checked. `sender` is the mission's own address; `status` is CAP's and says
    Exercise until a mission says otherwise.
    """

    rules: tuple[AlertRule, ...] = ()
    receivers: tuple[AlertReceiver, ...] = ()
    sender: str = ""
    status: str = "Exercise"


class Backlog(Record, frozen=True, kw_only=True):
    """What fits the rules and was known before a watch `began`: one entry for all of it, never sent.

    `sentence` counts it by rule; `matters` are alerts in the state `backlog`, `basis` what they rest on.
    """

    sentence: str
    began: datetime
    matters: tuple[Alert, ...]
    basis: tuple[str, ...] = ()
    release: str = "restricted"


class AlertStep(Record, frozen=True, kw_only=True):
    """What somebody did with an alert: its new `state` (open, acknowledged, closed), and why."""

    alert: str
    state: str
    by: str
    at: datetime
    reason: str = ""


class Sent(Record, frozen=True, kw_only=True):
    """An alert went out by `way` (cap, mail, webhook) to somebody: `key` tells message and receiver."""

    key: str
    alert: str
    way: str
    to: str
    at: datetime
