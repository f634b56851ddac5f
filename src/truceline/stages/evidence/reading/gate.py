"""The gate: whoever extracted a claim, it counts only when the document bears it out.

Rules, models and people go through the same checks, in the host's own arithmetic: the gate finds
the quote, the digits, the names and the cues itself and takes nobody's word for them. It never
mends a draft: what fails is a refusal for a person to look at.
"""

import hashlib
from collections.abc import Callable, Sequence

import msgspec

from truceline.model.claim import Claim, Document, Draft, Refusal, Span
from truceline.model.record import Record
from truceline.stages.evidence.reading.checks import (
    CHECKS,
    Ground,
    bearing,
    ground_of,
    quote_start,
)


class Admitted(Record, frozen=True, kw_only=True):
    """Claims that a document bears out, by place in the text; and what was refused, with reasons."""

    claims: tuple[Claim, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def admit(document: Document, drafts: Sequence[Draft]) -> Admitted:
    """Check every draft against the document. Equal claims count once; the order of the drafts
    doesn't matter.
    """
    if not drafts:
        return Admitted()
    ground = ground_of(document)
    claims: dict[str, Claim] = {}
    refusals = []
    for draft in drafts:
        reason = refused(ground, draft)
        if reason:
            refusals.append(Refusal(source_file=document.name, draft=draft, reason=reason))
        else:
            claim = _claim(ground, draft)
            held = claims.get(claim.claim_id)
            claims[claim.claim_id] = claim if held is None else max(held, claim, key=_weight)
    return Admitted(
        claims=tuple(sorted(claims.values(), key=_place)),
        refusals=tuple(sorted(set(refusals), key=lambda r: (r.draft.quote, repr(r)))),
    )


def refused(ground: Ground, draft: Draft) -> str:
    """Why the document doesn't bear a draft out; empty where it does."""
    where = quote_start(ground, draft)
    if isinstance(where, str):
        return where
    span = Span(start=where, end=where + len(draft.quote))
    checks: tuple[Callable[[Ground, Draft, Span], str], ...] = CHECKS
    return next((reason for check in checks if (reason := check(ground, draft, span))), "")


def _claim(ground: Ground, draft: Draft) -> Claim:
    start = quote_start(ground, draft)
    assert isinstance(start, int), "a draft without a place was refused before"
    span = Span(start=start, end=start + len(draft.quote))
    borne = (next(bearing(ground, draft, span, actor), None) for actor in draft.actors)
    fields = {name: getattr(draft, name) for name in draft.__struct_fields__ if name != "at"}
    found = {
        "claim_id": _name(ground.document, draft, start),
        "source_file": ground.document.name,
        "char_start": start,
        "char_end": span.end,
        "confidence": min(max(draft.confidence, 0.0), 1.0),
        "mentions": tuple(mention for mention in borne if mention),
    }
    return Claim(**fields | found)


def _name(document: Document, draft: Draft, start: int) -> str:
    """The same statement at the same place has the same name, whoever found it."""
    said = (draft.kind, draft.actors, draft.predicate, draft.polarity, draft.modality)
    parts = (document.name, document.sha256, start, draft.quote, said, draft.quantity)
    return "C-" + hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()[:16]


def _weight(claim: Claim) -> tuple[float, bytes]:
    """Of two extractors that say the same, the surer one is kept."""
    return claim.confidence, msgspec.json.encode(claim, order="deterministic")


def _place(claim: Claim) -> tuple[int, int, str, str]:
    return claim.char_start, claim.char_end, claim.kind, claim.claim_id
