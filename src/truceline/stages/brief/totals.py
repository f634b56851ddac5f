"""Claimed totals against what is itemised, the difference told as far as it is known."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from truceline.foundation.phrase import count
from truceline.model.brief import SourceView, TotalRow
from truceline.model.evidence import Statement
from truceline.stages.brief.case import Case
from truceline.stages.brief.words import day_words, days_listed, last_day

BOUNDS = {
    "more_than": "more than ",
    "at_least": "at least ",
    "up_to": "up to ",
    "less_than": "fewer than ",
    "about": "about ",
}
COMPARABLE = ("incidents", "attacks", "strikes", "hits", "violations")
DAY_H = 25.0
"""Up to this length a total is a daily one: a day has 25 hours when clocks go back."""


def total_rows(case: Case, sources: tuple[SourceView, ...]) -> tuple[TotalRow, ...]:
    """A row per stated number above zero that names an accused party, in order of date."""
    parties = {p.id for p in case.parties}
    every = case.mission.statements
    said = [s for s in every if s.topic == "violation_count" and s.accused in parties]
    rows = [_row(case, s, sources) for s in said if not _zero(s) and _numbered(s)]
    ordered = sorted(
        rows, key=lambda r: (case.name(r.accused), r.stated, r.by, r.window, r.claimed)
    )
    return _with_own_ids(ordered)


def _with_own_ids(rows: Iterable[TotalRow]) -> tuple[TotalRow, ...]:
    """A second total of one speaker on one day gets `.2` behind its id, and so on."""
    seen: Counter[str] = Counter()
    unique = []
    for row in rows:
        seen[row.figure] += 1
        n = seen[row.figure]
        unique.append(row if n == 1 else row.but(figure=f"{row.figure}.{n}"))
    return tuple(unique)


def _zero(said: Statement) -> bool:
    return said.number == 0 or said.hi == 0


def totals_note(case: Case) -> str:
    """Stated zeros, each side's word that a party did nothing; and totals put without a number."""
    zeros = [
        s
        for s in case.mission.statements
        if s.topic == "violation_count" and _zero(s) and s.accused
    ]
    words = [
        f"{s.speaker} on {case.name(s.accused)} ({s.date})"
        for s in sorted(zeros, key=lambda s: (s.date, s.speaker))
    ]
    zeros_said = f"Stated zeros: {'; '.join(words)}." if words else ""
    return " ".join(filter(None, (zeros_said, _unnumbered(case))))


def _numbered(said: Statement) -> bool:
    return said.number is not None or said.lo is not None


def _unnumbered(case: Case) -> str:
    said = [s for s in case.mission.statements if s.topic == "violation_count" and not _numbered(s)]
    words = [
        f"{s.speaker} ({s.date}): {s.value}"
        for s in sorted(said, key=lambda s: (s.date, s.speaker))
    ]
    return f"Put without a number that could be compared: {'; '.join(words)}." if words else ""


def _row(case: Case, said: Statement, sources: tuple[SourceView, ...]) -> TotalRow:
    cites = bulletin_items(said, sources) or itemised(case, said)
    return TotalRow(
        figure=f"claimed_total.{said.side}.against.{said.accused}.{said.date}.{slug(said)}",
        accused=said.accused,
        stated=date.fromisoformat(said.date),
        by=said.speaker,
        claimed=claimed_words(said),
        number=said.number,
        lo=said.lo,
        hi=said.hi,
        window=_window(case, said),
        itemised=len(cites),
        difference=_difference(case, said, len(cites), sources),
        cites=cites,
        source_url=said.source_url,
    )


def slug(said: Statement) -> str:
    """The speaker as part of an id: `energy_ministry`."""
    return re.sub(r"[^a-z0-9]+", "_", said.speaker.lower()).strip("_")


def claimed_words(said: Statement) -> str:
    """`more than 60`, `8`, or the source's own words where no number was put."""
    number = said.number if said.number is not None else said.lo
    if number is None:
        return said.value
    return f"{BOUNDS.get(said.bound, '')}{number:g}"


def bulletin_items(said: Statement, sources: tuple[SourceView, ...]) -> tuple[str, ...]:
    """What the speaker's own bulletin of that day lists, where a daily total goes with a list."""
    if said.covers is None or said.covers.hours > DAY_H:
        return ()
    days = (d for s in sources if s.name == said.speaker for d in s.days)
    return next((d.cites for d in days if d.day.isoformat() == said.date), ())


def itemised(case: Case, said: Statement) -> tuple[str, ...]:
    """Incidents that the speaker's side blames on the accused and that began in the window; where
    the speaker is no party's, whoever blames them.
    """
    sides = {said.side} if said.side in {p.id for p in case.parties} else set(case.names)
    return tuple(
        i.id
        for i in case.against(said.accused)
        if i.when
        and (said.covers is None or said.covers.start <= i.when.start < said.covers.end)
        and any((side, said.accused) in case.accusers.get(i.id, ()) for side in sides)
    )


def _window(case: Case, said: Statement) -> str:
    if said.covers is None:
        return "not stated"
    zone = case.zone_of_reading(said.side)
    first, last = said.covers.start.astimezone(zone).date(), last_day(said.covers.end, zone)
    if said.covers.hours <= DAY_H:
        return "24 hours before"
    return f"{day_words(first)} to {day_words(last)}"


def _difference(case: Case, said: Statement, ours: int, sources: tuple[SourceView, ...]) -> str:
    """Why the two numbers differ, from what is known: bounds, units, silences, partial lists."""
    low = said.lo if said.lo is not None else said.number
    high = said.hi if said.hi is not None else (said.number if said.bound == "exact" else None)
    if said.unit and not said.unit.endswith(COMPARABLE):
        return f"The source counts {said.unit.replace('_', ' ')}; ours are incidents: not compared."
    if low is None:
        return "No number was stated."
    if high is not None and ours > high:
        return "The itemised record holds more than the stated number."
    if ours >= low:
        return (
            "The itemised record lies within the stated bound."
            if high != low
            else "The two are equal."
        )
    return " ".join(_shortfall(case, said, int(low) - ours, sources))


def _shortfall(
    case: Case, said: Statement, missing: int, sources: tuple[SourceView, ...]
) -> list[str]:
    reasons = [f"{count(missing, 'item')} short of the stated number."]
    if said.unit and said.unit not in {"incidents", "attacks", "strikes"}:
        reasons.append(f"The source counts {said.unit.replace('_', ' ')}; ours are incidents.")
    silent, part = _gaps(case, said, sources)
    if silent:
        reasons.append(f"No bulletin was found for {days_listed(silent)}.")
    if part:
        reasons.append(f"Found in part: {days_listed(part)}.")
    if not (silent or part) and len(reasons) == 1:
        reasons.append("Stated as a total; no list of its items was found.")
    return reasons


def _gaps(
    case: Case, said: Statement, sources: tuple[SourceView, ...]
) -> tuple[list[date], list[date]]:
    if said.covers is None:
        return [], []
    zone = case.zone_of_reading(said.side)
    first = said.covers.start.astimezone(zone).date()
    last = said.covers.end.astimezone(zone).date() + timedelta(days=1)
    days = [d for s in sources if s.side == said.side for d in s.days if first <= d.day < last]
    if said.covers.hours <= DAY_H:
        days = [d for d in days if d.day.isoformat() == said.date]
    states = {
        state: sorted({d.day for d in days if d.state == state}) for state in ("silent", "part")
    }
    return states["silent"], states["part"]
