"""Drafts that are told in a document's words, put into the host's terms before the gate sees them.

Whoever copies words needn't know how an actor is called, what "some dozens" is or which day was
Tuesday: the host reads that where the words stand. What it can't read stays as it was told, and the
gate refuses it.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from truceline.foundation.text import fold
from truceline.model.claim import (
    UNRESOLVED,
    ClaimTime,
    Document,
    Draft,
    Mention,
    Quantity,
    Span,
)
from truceline.model.ports import Extractor
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.checks import Ground, around, ground_of
from truceline.stages.evidence.reading.numbers.quantities import find_quantities
from truceline.stages.evidence.reading.times.expressions import find_times

_Known: TypeAlias = tuple[Mention, tuple[Mention, ...]]


class Worded:
    """An extractor whose drafts are in words, as one whose drafts are in the host's terms."""

    def __init__(self, inner: Extractor) -> None:
        self.inner, self.name = inner, inner.name

    def extract(self, document: Document) -> tuple[Draft, ...]:
        """The inner extractor's drafts, in its order."""
        drafts = self.inner.extract(document)
        ground = ground_of(document) if drafts else None
        return tuple(_termed(ground, draft) for draft in drafts) if ground else ()


def _termed(ground: Ground, draft: Draft) -> Draft:
    if draft.at is None:
        return draft
    quote = Span(start=draft.at, end=draft.at + len(draft.quote))
    named = list(_named(ground, draft))
    told = {mention.actor for mention, _ in named}
    unknown = (actor for actor in draft.actors if actor not in told)
    actors = (one.actor for _, found in named for one in found)
    return draft.but(
        actors=tuple(dict.fromkeys((*actors, *unknown))),
        mentions=tuple(_stored(ground, named, quote)),
        quantity=draft.quantity and _number(ground, draft.quantity, draft.quote),
        time=draft.time and _time(ground, draft.time, quote),
        attribution_chain=tuple(_speaker(ground, s, quote) for s in draft.attribution_chain),
    )


def _named(ground: Ground, draft: Draft) -> Iterator[_Known]:
    """Each mention by which the host knows somebody, and whom."""
    for mention in draft.mentions:
        seen = _seen(ground.mentions, mention.span)
        if seen is not None and mention.actor in draft.actors:
            yield mention, seen.each


def _stored(ground: Ground, named: Iterable[_Known], quote: Span) -> Iterator[Mention]:
    """What bears out those whom the quote doesn't name: "they" goes back to names, and so does a
    quote whose subject stands before it in its sentence.
    """
    left_out = Span(start=quote.start, end=quote.start)
    sentence = next((s for s in ground.sentences if s.start <= quote.start < s.end), quote)
    for mention, found in named:
        if _holds(quote, mention.span):
            yield from (one for one in found if one.antecedent is not None)
        elif _holds(sentence, mention.span):
            yield from (
                Mention(actor=o.actor, span=left_out, via="coreference", antecedent=mention.span)
                for o in found
            )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _seen(mentions: Iterable[ActorMention], span: Span) -> ActorMention | None:
    """Whom the host sees at these words: whoever shares most of them."""
    shared = [(min(m.span.end, span.end) - max(m.span.start, span.start), m) for m in mentions]
    most, found = max(shared, key=lambda pair: pair[0], default=(0, None))
    return found if most > 0 else None


def _number(ground: Ground, told: Quantity, quote: str) -> Quantity:
    """The one number of the quote that shares the words; as it was told where there isn't one."""
    at = quote.find(told.raw)
    found = [
        f.quantity
        for f in find_quantities(quote, ground.document.language or "en")
        if at >= 0 and f.span.start < at + len(told.raw) and at < f.span.end
    ]
    return found[0] if len(found) == 1 else told


def _time(ground: Ground, told: ClaimTime, quote: Span) -> ClaimTime:
    """The one time near the quote that shares the words; as it was told where there isn't one."""
    document = ground.document
    near = around(ground, quote).of(ground.text)
    at = near.find(told.expression)
    found = [
        f.time
        for f in find_times(near, document.published, "UTC", document.language or "en")
        if at >= 0 and f.span.start < at + len(told.expression) and at < f.span.end
    ]
    return found[0] if len(found) == 1 else told


def _speaker(ground: Ground, words: str, quote: Span) -> str:
    """How the host calls a speaker whose words stand near the quote."""
    near = around(ground, quote)
    at = near.of(ground.folded).find(fold(words))
    if at < 0 or words.startswith(UNRESOLVED):
        return words
    span = Span(start=near.start + at, end=near.start + at + len(words))
    seen = _seen(ground.mentions, span)
    return seen.speaker_form or seen.mention.actor if seen else words
