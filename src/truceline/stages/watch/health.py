"""Which sources fell silent, and what of the record a silence hides.

A missing bulletin is a gap, never calm: days on which the record lost sources count as days on which
less was heard, so that a source's drop-out can't lower a trend unsaid. Where no cadence is known, no
silence is claimed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.cadence import STEP, due_days
from truceline.foundation.phrase import count
from truceline.model.evidence import RosterEntry
from truceline.model.watch import Gap, SourceHealth

Floats = NDArray[np.float64]


def health(
    roster: Sequence[RosterEntry],
    received: Mapping[str, Iterable[date]],
    until: date,
    shares: Mapping[str, float] | None = None,
) -> tuple[SourceHealth, ...]:
    """Sources with a cadence, by name: bulletins due up to `until` and the days received for.

    A weekly bulletin counts as received if one came within the week that begins when it is due.
    `shares` are parts of the record that rest on a source alone (`alone`).
    """
    told = shares or {}
    every = (_health(e, set(received.get(e.name, ())), until, told) for e in roster if e.cadence)
    return tuple(sorted((h for h in every if h is not None), key=lambda h: h.source))


def _health(
    entry: RosterEntry, received: set[date], until: date, shares: Mapping[str, float]
) -> SourceHealth | None:
    due = due_days(entry.cadence, until)
    if not due:
        return None
    step = STEP[entry.cadence.split()[0]]
    came = [any(day + timedelta(days=n) in received for n in range(step)) for day in due]
    runs = groupby(zip(due, came, strict=True), key=lambda pair: pair[1])
    silent = [[day for day, _ in run] for had, run in runs if not had]
    gaps = tuple(Gap(first=r[0], last=r[-1] + timedelta(days=step - 1)) for r in silent)
    share = shares.get(entry.name, 0.0)
    return SourceHealth(
        source=entry.name,
        expected=len(due),
        received=sum(came),
        gaps=gaps,
        share=share,
        words=_words(entry.name, len(due), sum(came), gaps, share),
    )


def _words(name: str, due: int, came: int, gaps: Sequence[Gap], share: float) -> str:
    told = f"{name}: {came} of {count(due, 'bulletin')} that were due"
    if not gaps:
        return told
    last = gaps[-1]
    span = f"{last.first}" if last.first == last.last else f"{last.first} to {last.last}"
    rests = f"; {share:.0%} of the record rests on it alone" if share else ""
    return f"{told}; last gap {span}{rests}"


def alone(incidents: Iterable[Iterable[str]]) -> dict[str, float]:
    """The share of incidents that each source alone tells of, from the sources behind each."""
    behind = [set(sources) for sources in incidents]
    found: dict[str, int] = {}
    for sources in behind:
        if len(sources) == 1:
            (name,) = sources
            found[name] = found.get(name, 0) + 1
    return {name: number / len(behind) for name, number in sorted(found.items())}


def heard(days: Sequence[date], sources: Sequence[SourceHealth]) -> Floats:
    """What share of the record could have been heard of each day: 1 less the shares of the sources
    that were silent. 0 where everything was; such a day isn't observed.
    """
    share = np.ones(len(days))
    for source in sources:
        for gap in source.gaps:
            silent = [gap.first <= day <= gap.last for day in days]
            share[silent] -= source.share
    return np.where(share > 1e-9, share, 0.0)
