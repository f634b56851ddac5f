"""Where words stand in a document: found by the host, whatever a model says of places."""

import re
from collections.abc import Iterator

from truceline.model.claim import Span


def quote_at(text: str, quote: str, window: Span) -> int | None:
    """Where a quote starts in a part of the text, when it stands there exactly once."""
    at = text.find(quote, window.start, window.end) if quote else -1
    again = text.find(quote, at + 1, window.end) if at >= 0 else -1
    return at if at >= 0 and again < 0 else None


def nearest(text: str, words: str, quote: Span, window: Span) -> Span | None:
    """The words as whole words in the quote (the first), else nearest to it in the window."""
    found = list(_whole(text, words, window))
    return min(found, key=lambda span: (_gap(span, quote), span.start), default=None)


def _whole(text: str, words: str, window: Span) -> Iterator[Span]:
    if words.strip():
        pattern = re.compile(rf"(?<!\w){re.escape(words.strip())}(?!\w)")
        for match in pattern.finditer(text, window.start, window.end):
            yield Span(start=match.start(), end=match.end())


def _gap(span: Span, quote: Span) -> int:
    """Code points between a span and the quote; 0 inside it."""
    if quote.start <= span.start and span.end <= quote.end:
        return 0
    return 1 + max(quote.start - span.start, span.end - quote.end)
