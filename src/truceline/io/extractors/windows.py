"""A document in parts that a model can take in, marked off from what is said to the model.

Parts overlap, so that no sentence is seen in halves only. Nothing of a text is changed.
"""

import hashlib

from truceline.model.claim import Span

WINDOW, OVERLAP = 12_000, 1_000
"""Code points of a part, and of what it shares with the next."""
MOST = 20
"""Parts of one document; what lies behind them isn't sent, which is told."""


def windows(text: str) -> tuple[Span, ...]:
    """Parts that together hold the text, in order, cut at white space where there is any."""
    found, start = list[Span](), 0
    while len(text) - start > WINDOW:
        end = _space_before(text, start + WINDOW)
        found.append(Span(start=start, end=end))
        start = _space_before(text, end - OVERLAP)
    return (*found, Span(start=start, end=len(text)))


def _space_before(text: str, end: int) -> int:
    """The last place at or before `end` where a line or, failing that, a word ends."""
    low = end - OVERLAP // 2
    return max(text.rfind("\n", low, end), 0) or max(text.rfind(" ", low, end), 0) or end


def marked(part: str) -> str:
    """The part between marks that it can't hold: they are named after a digest of it."""
    mark = f"document-{hashlib.sha256(part.encode()).hexdigest()[:16]}"
    return f"<{mark}>\n{part}\n</{mark}>"
