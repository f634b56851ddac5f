"""Claims of invented texts, made by hand: the register is tested without a reader."""

from datetime import UTC, datetime

from truceline.model.claim import (
    Claim,
    ClaimKind,
    ClaimTime,
    Document,
    Lineage,
    Mention,
    Modality,
    Span,
    TextPair,
)
from truceline.stages.evidence.register import register


def day(text):
    return datetime.fromisoformat(f"{text}T00:00:00").replace(tzinfo=UTC)


def document(name, text, on="2025-03-10", language="en"):
    published = day(on) if on else None
    return Document(
        name=name, sha256=name, text=text, language=language, published=published, known=published
    )


def claim(document_, quote, kind="position", actors=("Unattributed",), **more):
    """A claim on words of a document; `said=` (start, end) days give it a time, `named=` mentions."""
    at = document_.text.index(quote)
    span = more.pop("said", None)
    named = more.pop("named", ())
    time = ClaimTime(start=day(span[0]), end=day(span[1]), expression="then") if span else None
    mentions = tuple(
        Mention(actor=actor, span=Span(start=at + quote.index(w), end=at + quote.index(w) + len(w)))
        for actor, w in named
    )
    fields = {
        "claim_id": f"{document_.name}:{at}:{kind}",
        "source_file": document_.name,
        "predicate": "",
        "object": "",
        "target": "",
        "polarity": "+",
        "quantity": None,
        "time": time,
        "condition": None,
        "attribution_chain": (),
        "char_start": at,
        "char_end": at + len(quote),
        "extractor": "hand",
        "confidence": 1.0,
        "mentions": mentions,
    }
    modality = Modality(more.pop("modality", "asserted"))
    return Claim(
        **fields | more, kind=ClaimKind(kind), actors=tuple(actors), quote=quote, modality=modality
    )


def told(*pairs, lineage=None):
    """The register of (document, claims of it) pairs."""
    claims = [one for _, found in pairs for one in found]
    return register([d for d, _ in pairs], claims, lineage or Lineage())


def rewritten(first, second):
    """A lineage in which the second document goes back to the first."""
    pair = TextPair(a=first.name, b=second.name, cover=0.9, verdict="derived", direction="a")
    return Lineage(groups=(tuple(sorted((first.name, second.name))),), pairs=(pair,))
