"""What the host itself sees in a document: its sentences, and who is mentioned where.

A pure function of the document, worked out once for whoever reads it and for the gate that judges
what was read. Nothing an extractor says goes in, and what comes out can't be changed.
"""

from functools import lru_cache

from truceline.foundation.text import sentences
from truceline.model.claim import Document, Span
from truceline.model.record import Record
from truceline.stages.evidence.reading.mentions import ActorMention, find_mentions


class Sight(Record, frozen=True, kw_only=True):
    """Sentences and mentions, each in the order of the text."""

    sentences: tuple[Span, ...]
    mentions: tuple[ActorMention, ...]


@lru_cache(maxsize=1)  # the gate follows the readers of one document; more would only hold memory
def sight(document: Document) -> Sight:
    """The sentences of a document and its mentions by their start."""
    spans = sentences(document.text, document.language or "en")
    found = sorted(find_mentions(document, spans), key=_start)
    return Sight(sentences=spans, mentions=tuple(found))


def _start(found: ActorMention) -> int:
    return found.span.start
