"""The pledge board: one row per contributor, part and status, with its history.

A refusal, a wish and a requirement have rows of their own and are no pledges. Rows are drafts: a
plan takes a pledge only after a person confirmed it.
"""

from collections.abc import Iterable, Sequence

from truceline.foundation.vocabulary import words as vocabulary
from truceline.model.register import PledgeRow, PledgeStep
from truceline.stages.evidence.register.contributions import (
    OTHER,
    PART,
    PLEDGED,
    TROOPS,
    Contribution,
)
from truceline.stages.evidence.register.copies import Copies, likeness
from truceline.stages.evidence.register.setting import order

_LIKE = 0.5


def pledge_rows(found: Iterable[Contribution], copies: Copies) -> tuple[PledgeRow, ...]:
    """The board, by contributor, pledges first. Contributions of copies stand with their originals."""
    rows: list[list[Contribution]] = []
    originals = (one for one in found if one.said.id not in copies.original)
    for one in sorted(originals, key=lambda c: (order(c.said), c.contributor)):
        home = next((row for row in rows if _joins(one, row)), None)
        if home is None:
            rows.append([one])
        else:
            home.append(one)
    made = (_row(row, copies) for row in rows)
    return tuple(sorted(made, key=lambda r: (r.contributor, _rank(r.status), r.claims)))


def _rank(status: str) -> int:
    return 0 if status in PLEDGED else 1


def _joins(one: Contribution, row: Sequence[Contribution]) -> bool:
    """The same contributor with the same kind of status speaks of the same part."""
    last = row[-1]
    if one.contributor != last.contributor or _class(one.status) != _class(last.status):
        return False
    if not one.contributor and one.voice != last.voice:
        return False
    parts = {c.what for c in row} | {one.what}
    if len(parts - {PART, OTHER}) > 1:
        return False
    return bool(one.contributor and OTHER not in parts) or _alike(one, row)


def _alike(one: Contribution, row: Sequence[Contribution]) -> bool:
    return any(likeness(one.said, c.said) >= _LIKE for c in row)


def _class(status: str) -> str:
    return "pledged" if status in PLEDGED else status


def _row(row: Sequence[Contribution], copies: Copies) -> PledgeRow:
    """Newest words, status and condition; the part that is named, if any claim names it."""
    newest = _newest(row)
    parts = [capability for c in row if (capability := _capability(c))]
    claims = tuple(dict.fromkeys(c.said.id for c in row))
    return PledgeRow(
        contributor=newest.contributor,
        capability=parts[-1] if parts else "",
        words=newest.words,
        status=newest.status,
        condition=newest.condition,
        since=min((c.said.day for c in row if c.said.day), default=None),
        voices=tuple(dict.fromkeys(c.voice for c in row)),
        history=tuple(_step(c) for c in row),
        claims=claims,
        copies=copies.of(claims),
        origins=copies.origins(c.said for c in row),
    )


def _newest(row: Sequence[Contribution]) -> Contribution:
    """The last step of one part alone; a text without a date is no news to one that has it."""
    sure = [c for c in row if c.what != OTHER] or row
    dated = [c for c in sure if c.said.day]
    return (dated or sure)[-1]


def _capability(one: Contribution) -> str:
    return one.what if one.what in vocabulary("capabilities") else ""


def _step(one: Contribution) -> PledgeStep:
    return PledgeStep(
        on=one.said.day,
        capability=_capability(one),
        claim=one.said.id,
        status=one.status,
        words=one.words,
        condition=one.condition,
    )


def of_troops(one: Contribution) -> bool:
    """Is it about armed people of the contributor's own, or a part in a force?"""
    return one.what in {TROOPS, PART}
