"""Raised once: what fits a rule beside what was raised before.

The same thing is what shares a mark (a sector of a zone, a report, a source) with an earlier alert of
its rule at a touching time, however it grew or moved since; that alert then covers it. So a cluster
that lasts, a report that joins another incident, or a restart raises nothing anew. What was closed
isn't raised again either. What was known before the watch began is its backlog: on record, each matter
with its figures, never raised one by one and never lost.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from truceline.model.alerting import AlertRule
from truceline.model.watch import BACKLOG, Alert
from truceline.stages.watch.alert.facts import Candidate, Facts
from truceline.stages.watch.alert.kinds import candidates
from truceline.stages.watch.alert.together import order, together

_UNFIT = re.compile(r"[^\w.-]+")
AWAY_DAYS = 14
"""After a longer break of the watch, what became known longer ago joins the backlog."""


@dataclass(frozen=True)
class Raised:
    """New alerts, new matters of the backlog, and earlier ones that now cover more (`about` alone is
    changed). All are appended to the record of alerts, where the newest of one id counts.
    """

    new: tuple[Alert, ...] = ()
    backlog: tuple[Alert, ...] = ()
    grown: tuple[Alert, ...] = ()


@dataclass(frozen=True)
class _About:
    first: date
    last: date
    marks: frozenset[str]

    def __str__(self) -> str:
        return "|".join((f"{self.first}/{self.last}", *sorted(self.marks)))

    def touches(self, other: "_About", rest: int) -> bool:
        away = max(self.first, other.first) - min(self.last, other.last)
        return bool(self.marks & other.marks) and away <= timedelta(days=rest)

    def with_(self, other: "_About") -> "_About":
        first, last = min(self.first, other.first), max(self.last, other.last)
        return _About(first, last, self.marks | other.marks)


def raised(
    rules: Iterable[AlertRule],
    facts: Facts,
    known: Sequence[Alert],
    at: datetime,
    began: datetime | None = None,
) -> Raised:
    """Alerts that are due at a moment and weren't raised before.

    `known` are all alerts so far, in any order; `began` is when the watch did (None: with this run). What
    became known more than a rule's `fresh_days` before that goes into the backlog. Neither the order of
    rules nor that of facts matters.
    """
    memory = _Memory(known)
    start, away = facts.day(began or at), facts.day(at) - timedelta(days=AWAY_DAYS)
    for rule in sorted(rules, key=lambda r: r.id):
        since = max(start - timedelta(days=rule.fresh_days), away)
        for candidate in sorted(together(rule, candidates(rule, facts)), key=order):
            state = "open" if candidate.known >= since else BACKLOG
            memory.meet(rule, candidate, at, state)
    return memory.told()


class _Memory:
    """Alerts by rule, with what each covers."""

    def __init__(self, known: Sequence[Alert]) -> None:
        self._alerts = {a.id: a for a in sorted(known, key=lambda a: (a.raised, a.id, a.about))}
        self._about = {name: _read(a.about) for name, a in self._alerts.items()}
        self._new: list[str] = []
        self._grown: set[str] = set()

    def meet(self, rule: AlertRule, candidate: Candidate, at: datetime, state: str) -> None:
        """A candidate joins the alert that is the same thing, or becomes one."""
        about = _about(candidate)
        for name, other in self._about.items():
            same = self._alerts[name].rule == rule.id and about.touches(other, rule.rest_days)
            if same and (state == BACKLOG or self._alerts[name].state != BACKLOG):
                self._grow(name, other.with_(about))
                return
        alert = _alert(rule, candidate, about, at).but(state=state)
        self._alerts[alert.id], self._about[alert.id] = alert, about
        self._new.append(alert.id)

    def _grow(self, name: str, about: _About) -> None:
        if about != self._about[name]:
            self._about[name] = about
            self._alerts[name] = self._alerts[name].but(about=str(about))
            self._grown.add(name)

    def told(self) -> Raised:
        """What changed."""
        new = [self._alerts[name] for name in sorted(self._new)]
        grown = sorted(self._grown - set(self._new))
        return Raised(
            tuple(alert for alert in new if alert.state != BACKLOG),
            tuple(alert for alert in new if alert.state == BACKLOG),
            tuple(self._alerts[name] for name in grown),
        )


def _about(candidate: Candidate) -> _About:
    marks = frozenset(mark.replace("|", "/") for mark in candidate.marks)
    return _About(candidate.first, candidate.last, marks)


def _read(text: str) -> _About:
    """What an alert of the record covers; one that nobody can read covers nothing."""
    days, *marks = text.split("|")
    try:
        first, last = (date.fromisoformat(day) for day in days.split("/"))
    except ValueError:
        return _About(date.min, date.min, frozenset())
    return _About(first, last, frozenset(marks))


def _alert(rule: AlertRule, found: Candidate, about: _About, at: datetime) -> Alert:
    digest = blake2b(f"{rule.id}\n{about}".encode(), digest_size=6).hexdigest()
    return Alert(
        id=f"{_UNFIT.sub('_', rule.id)}.{digest}",
        rule=rule.id,
        about=str(about),
        sentence=rule.sentence.format(**found.words).strip(),
        raised=at,
        sector=found.sector,
        lat=found.lat,
        lon=found.lon,
        radius_km=found.radius_km,
        figures=found.figures,
        basis=found.basis,
        release="restricted" if found.narrow else rule.release,
    )
