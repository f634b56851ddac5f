"""What a document must show before a claim counts: one small function per promise of the gate.

Each gives the reason of a refusal, or nothing. They look at the document alone, never at what the
extractor says that it saw.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from truceline.foundation.text import fold
from truceline.model.claim import (
    UNATTRIBUTED,
    UNRESOLVED,
    Bound,
    Document,
    Draft,
    Mention,
    Modality,
    Quantity,
    Span,
)
from truceline.model.record import Record
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.numbers.quantities import find_quantities
from truceline.stages.evidence.reading.sight import sight

NEAR = 2
"""Sentences before and after a quote in which its cue, its speaker and a left-out subject may
stand: reporters name a speaker once and go on."""
FAR = 40
"""Sentences that a stored span may go back where the host doesn't see the actor at its words: a
long article's length. Beyond it a writer says the name again, and nobody would look for it."""
_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_WORD = re.compile(r"\w+")


class Ground(Record, frozen=True, kw_only=True):
    """What the gate itself sees in a document: its sentences and who is mentioned where.

    `named` are the mentions of each actor, `folded` is the text as it is compared, `speakers`
    whoever may have told something.
    """

    document: Document
    sentences: tuple[Span, ...]
    mentions: tuple[ActorMention, ...]
    named: dict[str, list[Mention]]
    folded: str
    speakers: frozenset[str]

    @property
    def text(self) -> str:
        """What offsets count in."""
        return self.document.text


def ground_of(document: Document) -> Ground:
    """The host's own reading of sentences and names."""
    seen = sight(document)
    told = {words for m in seen.mentions for words in (m.mention.actor, m.speaker_form)}
    named: dict[str, list[Mention]] = {}
    for found in seen.mentions:
        named.setdefault(found.mention.actor, []).append(found.mention)
    return Ground(
        document=document,
        sentences=seen.sentences,
        mentions=seen.mentions,
        named=named,
        folded=fold(document.text),
        speakers=frozenset(told | {document.outlet, document.author, UNATTRIBUTED}),
    )


def quote_start(ground: Ground, draft: Draft) -> int | str:
    """Where the quote stands, or why that can't be said."""
    text, quote = ground.text, draft.quote
    if not quote.strip():
        return "it quotes nothing"
    at = draft.at
    if at is not None and at >= 0 and text.startswith(quote, at):
        return at
    places = text.count(quote)
    if places == 1:
        return text.index(quote)
    if places:
        return f"its quote stands {places} times in the text"
    return "its quote isn't in the text"


def around(ground: Ground, span: Span) -> Span:
    """The sentences of a quote with `NEAR` on either side."""
    held = _held(ground.sentences, span)
    if not held:
        return span
    first, last = max(0, held[0] - NEAR), min(len(ground.sentences) - 1, held[-1] + NEAR)
    return Span(
        start=min(span.start, ground.sentences[first].start),
        end=max(span.end, ground.sentences[last].end),
    )


def _held(sentences: tuple[Span, ...], span: Span) -> range:
    """The numbers of the sentences that share a code point with a span."""
    first = bisect_right(sentences, span.start, key=lambda s: s.end)
    return range(first, bisect_left(sentences, span.end, key=lambda s: s.start))


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start <= inner.end <= outer.end


def polarity(_ground: Ground, draft: Draft, _span: Span) -> str:
    """A claim is put positively or negatively."""
    return "" if draft.polarity in {"+", "-"} else f"its polarity is {draft.polarity!r}"


def actors(ground: Ground, draft: Draft, span: Span) -> str:
    """Each actor is named in the quote, or by a stored span that goes back to a name of it."""
    if not draft.actors:
        return "it names no actor, not even that there is none"
    for actor in draft.actors:
        if actor != UNATTRIBUTED and not any(bearing(ground, draft, span, actor)):
            return f"nothing in its quote or its stored spans is a name of {actor}"
    return ""


def bearing(ground: Ground, draft: Draft, span: Span, actor: str) -> Iterator[Mention]:
    """The words that bear an actor out: what the host finds in the quote, then the extractor's spans
    in the quote (of no length where the subject was left out) that go back to a name of it. A name
    that nobody resolves is borne out by itself.
    """
    named = ground.named.get(actor, [])
    yield from (m for m in named if _within(m.span, span))
    for told in draft.mentions:
        if told.actor == actor and told.antecedent is not None and _within(told.span, span):
            back = told.antecedent
            if _reaches(ground, told, back):
                yield from (told for m in named if _overlap(m.span, back))
    if actor.startswith(UNRESOLVED):
        yield from _unknown(ground, actor, span)


def _reaches(ground: Ground, told: Mention, back: Span) -> bool:
    """May words go back so far? Any way where the host itself sees the actor there; else not
    beyond `FAR`.
    """
    if any(_overlap(m.span, told.span) for m in ground.named.get(told.actor, [])):
        return True
    first, last = (
        bisect_right(ground.sentences, span.start, key=lambda s: s.start)
        for span in (back, told.span)
    )
    return abs(last - first) <= FAR


def _unknown(ground: Ground, actor: str, quote: Span) -> Iterator[Mention]:
    """A name in the quote that the host knows nobody by."""
    words = actor.removeprefix(UNRESOLVED)
    if not words[:1].isupper():
        return
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", quote.of(ground.text)):
        span = Span(start=quote.start + match.start(), end=quote.start + match.end())
        if not any(_overlap(m.span, span) for m in ground.mentions):
            yield Mention(actor=actor, span=span)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def quantity(ground: Ground, draft: Draft, _span: Span) -> str:
    """The number's words stand in the quote, its digits in those words, its bounds in its bound."""
    found = draft.quantity
    if found is None:
        return ""
    if not found.raw or found.raw not in draft.quote:
        return f"its quote doesn't hold the number's words {found.raw!r}"
    if not _consistent(found):
        return f"the bounds of its number don't follow from {found.bound}"
    return _reread(found, draft.quote, ground.document.language or "en")


def _reread(found: Quantity, quote: str, language: str) -> str:
    """The host reads the number's words itself: same digits; same bounds where words give them.

    A range may need the noun behind it, so the words are also read where they stand in the quote.
    """
    values = [v for v in (found.value, found.lo, found.hi) if v]
    if found.bound in {Bound.MORE_THAN, Bound.LESS_THAN}:
        values = [v for v in (found.value,) if v]
    again = [f.quantity for f in find_quantities(found.raw, language)]
    inside = (f.quantity for f in find_quantities(quote, language))
    again += [q for q in inside if q.raw == found.raw]
    if any((q.lo, q.hi, q.bound) == (found.lo, found.hi, found.bound) for q in again):
        return ""
    digits = {_significand(d) for d in _DIGITS.findall(found.raw)}
    if again or found.bound is not Bound.EXACT or not digits:
        return f"its number isn't what {found.raw!r} says"
    missing = [v for v in values if _significand(repr(v)) not in digits]
    return f"{missing[0]:g} doesn't stand in {found.raw!r}" if missing else ""


def _significand(number: str) -> str:
    """The digits that matter: 50,000 and 50000.0 and 5e4 are one number."""
    mantissa = number.split("e", maxsplit=1)[0]
    if re.fullmatch(r"\d+\.0", mantissa):
        mantissa = mantissa[:-2]
    return re.sub(r"\D", "", mantissa).strip("0")


def _consistent(q: Quantity) -> bool:
    """Whether value, lo and hi are what the codebook says for the bound."""
    v = q.value
    if q.bound is Bound.UNQUANTIFIED:
        return v is None and q.lo is None and q.hi is None
    if q.bound is Bound.RANGE:
        return v is None and q.lo is not None and q.hi is not None and q.lo <= q.hi
    if v is None:
        return False
    step = 1 if float(v).is_integer() else 0
    allowed: dict[Bound, set[tuple[float | None, float | None]]] = {
        Bound.EXACT: {(v, v)},
        Bound.ABOUT: {(v, v)},
        Bound.AT_LEAST: {(v, None)},
        Bound.MORE_THAN: {(v + step, None), (v, None)},
        Bound.UP_TO: {(0.0, v)},
        Bound.LESS_THAN: {(0.0, v - step), (0.0, v)},
    }
    return (q.lo, q.hi) in allowed[q.bound]


def cue(ground: Ground, draft: Draft, span: Span) -> str:
    """What isn't simply asserted has the words that make it so, near its quote."""
    if draft.modality is Modality.ASSERTED:
        return ""
    if draft.cue is None or not draft.cue.of(ground.text).strip():
        return f"no words are given for {draft.modality}"
    if not _within(draft.cue, around(ground, span)):
        return f"the words for {draft.modality} stand far from its quote"
    return ""


def condition(ground: Ground, draft: Draft, span: Span) -> str:
    """A condition is filled in where there is one, in the text's own words."""
    if draft.modality is Modality.CONDITIONAL and not draft.condition:
        return "it is conditional without a condition"
    near = around(ground, span).of(ground.folded)
    if draft.condition and fold(draft.condition) not in near:
        return "its condition isn't in the text near its quote"
    return ""


def wording(ground: Ground, draft: Draft, span: Span) -> str:
    """Predicate, object and target are made of words that stand near the quote."""
    near = set(_WORD.findall(around(ground, span).of(ground.folded)))
    for name in ("predicate", "object", "target"):
        strange = [w for w in _WORD.findall(fold(getattr(draft, name))) if w not in near]
        if strange and not _is_actor(ground, getattr(draft, name)):
            return f"its {name} holds a word that isn't in the text: {strange[0]}"
    return ""


def _is_actor(ground: Ground, words: str) -> bool:
    return any(words in {m.mention.actor, m.speaker_form} for m in ground.mentions)


def speakers(ground: Ground, draft: Draft, _span: Span) -> str:
    """Whoever told it is mentioned in the text, or published or wrote it."""
    told = (s for s in draft.attribution_chain if s not in ground.speakers)
    strange = [s for s in told if fold(s) not in ground.folded]
    return f"its speaker {strange[0]!r} isn't in the text" if strange else ""


def spoken_time(ground: Ground, draft: Draft, span: Span) -> str:
    """The words of its time stand near the quote."""
    if draft.time is None or not draft.time.expression:
        return ""
    near = around(ground, span).of(ground.text)
    return "" if draft.time.expression in near else "the words of its time aren't near its quote"


CHECKS = (polarity, actors, quantity, cue, condition, wording, speakers, spoken_time)
"""In this order; the first reason is the one that is told."""
