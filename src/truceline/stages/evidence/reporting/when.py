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
_LONGEST = timedelta(days=7)


class When(NamedTuple):
    """A half-open interval that holds the act, and its error in hours."""

    start: datetime
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
    return When(document.published - DAY, document.known, UNTOLD_H)


def _told(time: ClaimTime | None, known: datetime) -> When | None:
    """The claim's own interval, cut at what could be known; none that is open or far too long."""
    if time is None or time.start is None or time.end is None:
        return None
    if time.start >= known or time.end - time.start > _LONGEST:
        return None
    error = INFERRED_H if time.basis == "inferred_from_content" else 0.0
    return When(time.start, min(time.end, known), error)
