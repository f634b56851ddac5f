"""When it happened, as far as a claim's words and its document's date tell.

What the words leave open stays wide: the day before publication up to it, with an error to match.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from truceline.model.claim import ClaimTime, Document

DAY = timedelta(days=1)
UNTOLD_H = 24.0
"""Error of a time that nobody tells, one standard deviation, hours: news is mostly of the last day,
and not seldom of the one before."""
INFERRED_H = 12.0
"""The same where a part of the time had to be inferred from what the text is about."""


class When(NamedTuple):
    """A half-open interval that holds the act, and its error in hours; `start` is null where the
    words tell a time that can't be resolved: then it was at some time before it was known.
    """

    start: datetime | None
    end: datetime
    error_h: float


def when(document: Document, time: ClaimTime | None) -> When | None:
    """The interval of a claim; None for a document without a date, and for what lies ahead of it."""
    if document.published is None or document.known is None:
        return None
    told = _told(time, document.known)
    if told is not None:
        return told
    if time is not None and time.start is not None and time.start >= document.known:
        return None
    if time is not None and time.expression:
        return When(time.start, document.known, 0.0)
    return When(document.published - DAY, document.known, UNTOLD_H)


def _told(time: ClaimTime | None, known: datetime) -> When | None:
    """The claim's own interval, cut at what could be known; none that is open."""
    if time is None or time.start is None or time.end is None:
        return None
    if time.start >= known:
        return None
    error = INFERRED_H if time.basis == "inferred_from_content" else 0.0
    return When(time.start, min(time.end, known), error)
