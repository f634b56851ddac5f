"""Who names which number, for which scope.

Numbers are compared within one scope alone, never across, and never averaged. Where the data know
no scope for a number, it stands alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from truceline.foundation.phrase import listed
from truceline.model.claim import Bound, ClaimKind, Modality, Quantity
from truceline.model.register import EstimateRow
from truceline.stages.evidence.register.copies import Copies
from truceline.stages.evidence.register.phrases import Phrases, phrases, table
from truceline.stages.evidence.register.setting import Said, order
from truceline.stages.evidence.register.sides import NOBODY, Voice, is_party, teller, voices

_ALWAYS = frozenset({ClaimKind.FIGURE})
_NEVER = frozenset({ClaimKind.INCIDENT})
_FACTS = frozenset({Modality.ASSERTED, Modality.ALLEGED})


class Scope(NamedTuple):
    """A row of the data. `event`: numbers belong to one meeting each; `proposal`: each speaker's
    is his own.
    """

    id: str
    label: str
    units: frozenset[str]
    kinds: frozenset[str]
    said: Phrases | None
    event: bool
    proposal: bool


class Estimate(NamedTuple):
    """A number of one claim in its scope; `scope` is None where no scope fits."""

    said: Said
    scope: Scope | None
    quantity: Quantity
    by: Voice


@cache
def scopes() -> tuple[Scope, ...]:
    """All scopes in the order of the data: the first that fits counts."""
    return tuple(map(_scope, table("register")["scopes"]))


def _scope(row: dict[str, Any]) -> Scope:
    worded = any(lang in row for lang in ("en", "ru", "uk"))
    return Scope(
        row["id"],
        row["label"],
        frozenset(row["units"]),
        frozenset(row.get("kinds") or ()),
        phrases(row) if worded else None,
        bool(row.get("event")),
        bool(row.get("proposal")),
    )


def estimates(every: Iterable[Said]) -> Iterator[Estimate]:
    """The numbers of all claims but those of acts, which the incident record counts."""
    found = [one for said in every if (one := _estimate(said))]
    told = {_echo(one) for one in found if one.by.party}
    return (one for one in found if one.by.party or _echo(one) not in told)


def _echo(one: Estimate) -> tuple[object, ...]:
    """A headline repeats the numbers of its text without telling whose they are."""
    return (
        one.said.source,
        one.scope and one.scope.id,
        one.quantity.lo,
        one.quantity.hi,
        one.quantity.bound,
    )


def _estimate(said: Said) -> Estimate | None:
    quantity = said.claim.quantity
    if quantity is None or said.claim.kind in _NEVER:
        return None
    scope = _scope_of(said, quantity)
    if scope is None and said.claim.kind not in _ALWAYS:
        return None
    if said.claim.polarity == "-" and quantity.bound is Bound.UNQUANTIFIED:
        return None
    return Estimate(said, scope, quantity, _by(said))


def _by(said: Said) -> Voice:
    """Whose number it is: the document's own where nobody tells it; of all who act where they do."""
    if said.claim.attribution_chain:
        return teller(said.claim, said.day)
    if said.claim.kind is ClaimKind.MEETING or _counted(said):
        return Voice(NOBODY, "")
    every = [voice for voice in voices(said.claim, said.day) if is_party(voice.who)]
    if len(every) < 2:
        return teller(said.claim, said.day)
    return Voice(listed(voice.who for voice in every), every[0].party)


def _counted(said: Said) -> bool:
    """Is a number told as a fact about the actor, in no words by which he tells it?"""
    fact = said.claim.kind is ClaimKind.FIGURE and said.claim.modality in _FACTS
    return fact and not said.has("register", "tells_numbers")


def _scope_of(said: Said, quantity: Quantity) -> Scope | None:
    """By the quote's own words; else by those of its sentence."""
    fitting = [s for s in scopes() if _may_fit(s, said, quantity)]
    worded = (s for words in (said.quote, said.around) for s in fitting if _worded(s, words, said))
    return next(worded, None)


def _may_fit(scope: Scope, said: Said, quantity: Quantity) -> bool:
    kinds = not scope.kinds or said.claim.kind in scope.kinds
    return quantity.unit in scope.units and kinds


def _worded(scope: Scope, words: str, said: Said) -> bool:
    return scope.said is None or scope.said(words, said.language)


def estimate_rows(every: Sequence[Estimate], copies: Copies) -> tuple[EstimateRow, ...]:
    """A row per speaker, scope and number; repeated by the same speaker it is one row."""
    rows: dict[tuple[object, ...], list[Estimate]] = {}
    for one in sorted(every, key=lambda e: order(e.said)):
        if one.said.id not in copies.original:
            rows.setdefault(_key(one), []).append(one)
    made = [_row(row, copies) for row in rows.values()]
    return tuple(
        sorted(made, key=lambda r: (not r.scope, r.scope, r.on is None, str(r.on), r.claims))
    )


def _key(one: Estimate) -> tuple[object, ...]:
    q = one.quantity
    event = one.said.claim.time if one.scope and one.scope.event else None
    alone = one.said.id if one.scope is None else ""
    scope = one.scope.id if one.scope else ""
    return (scope, _whose(one.by), q.unit, q.lo, q.hi, q.bound, event, alone)


def _whose(by: Voice) -> str:
    """The party; for several at once, their names."""
    return by.party if is_party(by.who) and by.party else by.who


def _row(row: Sequence[Estimate], copies: Copies) -> EstimateRow:
    one = row[0]
    ids = tuple(dict.fromkeys(e.said.id for e in row))
    return EstimateRow(
        scope=one.scope.id if one.scope else "",
        by=one.by.who,
        on=one.said.day,
        unit=one.quantity.unit,
        lo=one.quantity.lo,
        hi=one.quantity.hi,
        bound=one.quantity.bound,
        raw=one.quantity.raw,
        claims=ids,
        copies=copies.of(ids),
    )
