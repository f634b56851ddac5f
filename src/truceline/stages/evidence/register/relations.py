"""How claims about the same thing stand to each other.

Contradiction needs a denial of that very thing, or numbers of one scope and day that can't both
hold; where scope is unsure the answer is different_scope or unclear. Claims of one text and its
copies agree with nobody by that.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

from truceline.model.claim import ClaimKind, Modality, Quantity
from truceline.model.register import Meeting, PledgeRow, PledgeStep, Position, Relating, Relation
from truceline.stages.evidence.register.contributions import PLEDGED, parties_named
from truceline.stages.evidence.register.copies import Copies
from truceline.stages.evidence.register.estimates import Estimate
from truceline.stages.evidence.register.issues import issues, issues_in
from truceline.stages.evidence.register.setting import Said, order
from truceline.stages.evidence.register.sides import state_in, teller, voices

_NEAR = timedelta(days=7)
_SAME = timedelta(days=2)
_MOST = 20
"""So many numbers of one scope are compared each with each, more only with the one before."""
_AFTER = 2
"""Sentences within which a denial that points back means the accusation before it."""


def relations(
    every: Sequence[Said],
    pledges: Sequence[PledgeRow],
    cells: Sequence[Position],
    numbers: Sequence[Estimate],
    meetings: Sequence[Meeting],
    copies: Copies,
) -> tuple[Relation, ...]:
    """All relations, by kind and claims."""
    by_id = {said.id: said for said in every}
    found = (
        *_copied(copies),
        *_numbers(numbers, copies),
        *_pledged(pledges, by_id, copies),
        *_agreed(_cell_claims(cells), by_id, copies),
        *_agreed(_row_claims(pledges), by_id, copies),
        *_agreed(_met_claims(meetings), by_id, copies),
        *_denied(every, copies),
    )
    return tuple(sorted(set(found), key=lambda r: (r.kind, r.about, r.claims)))


def _copied(copies: Copies) -> Iterator[Relation]:
    for copy, original in copies.original.items():
        why = "documents of one text; the claims share half of their words or more"
        yield Relation(kind=Relating.COPY, claims=(original, copy), about="the same words", why=why)


def _cell_claims(cells: Iterable[Position]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for cell in cells:
        label = issues()[cell.issue].label
        yield f"{label}: {cell.party} {cell.stance}".replace("_", " "), cell.claims


def _met_claims(meetings: Iterable[Meeting]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in meetings:
        yield f"a meeting of {', '.join(row.who) or 'groups'}", row.claims


def _agreed(
    groups: Iterable[tuple[str, tuple[str, ...]]], by_id: dict[str, Said], copies: Copies
) -> Iterator[Relation]:
    """Claims of one cell that documents with origins of their own tell: the first of each."""
    for about, ids in groups:
        firsts: dict[str, str] = {}
        for said in sorted((by_id[i] for i in ids), key=order):
            firsts.setdefault(copies.origin(said), said.id)
        if len(firsts) > 1:
            claims, why = tuple(firsts.values()), "told by documents with origins of their own"
            yield Relation(kind=Relating.AGREEMENT, claims=claims, about=about, why=why)


def _pledged(
    rows: Iterable[PledgeRow], by_id: dict[str, Said], copies: Copies
) -> Iterator[Relation]:
    """Steps of one pledge of which the later has another status, part or condition."""
    for row in rows:
        about = f"{row.contributor or 'others, unnamed'}: {row.status}".replace("_", " ")
        for a, b in pairwise(row.history if row.status in PLEDGED else ()):
            apart = copies.origin(by_id[a.claim]) != copies.origin(by_id[b.claim])
            if apart and _step(a) != _step(b):
                why = "a later claim with another status, part or condition"
                ids = (a.claim, b.claim)
                yield Relation(kind=Relating.UPDATE, claims=ids, about=about, why=why)


def _step(step: PledgeStep) -> tuple[str, str, str]:
    return (step.status, step.capability, step.condition)


def _row_claims(rows: Iterable[PledgeRow]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Rows that don't change; those that a cell of the matrix holds too are told there."""
    for row in rows:
        if len({_step(step) for step in row.history}) == 1 and row.capability:
            yield f"{row.contributor}: {row.capability}".replace("_", " "), row.claims


def _numbers(every: Sequence[Estimate], copies: Copies) -> Iterator[Relation]:
    """Numbers of one scope: each with the one before it, and proposals with all others."""
    scopes: dict[str, dict[tuple[object, ...], Estimate]] = defaultdict(dict)
    for one in sorted(every, key=lambda e: order(e.said)):
        if one.scope and not one.scope.event and one.said.id not in copies.original:
            scopes[one.scope.id].setdefault(_number(one), one)
    for name in sorted(scopes):
        row = sorted(scopes[name].values(), key=lambda e: (_as_of(e) or date.max, order(e.said)))
        pairs = combinations(row, 2) if len(row) <= _MOST else pairwise(row)
        for a, b in pairs:
            kind, why = _compared(a, b)
            if kind and a.scope and copies.origin(a.said) != copies.origin(b.said):
                ids = (a.said.id, b.said.id)
                yield Relation(kind=kind, claims=ids, about=a.scope.label, why=why)


def _number(one: Estimate) -> tuple[object, ...]:
    """What makes a number another one: who says it in which document, and its bounds."""
    return (one.by.party or one.by.who, one.said.source, *_bounds(one.quantity))


def _compared(a: Estimate, b: Estimate) -> tuple[Relating | None, str]:
    if (None, None) in {_bounds(a.quantity), _bounds(b.quantity)} or a.scope is None:
        return None, ""
    if a.scope.proposal and (a.by.party != b.by.party or not a.by.party):
        same = _bounds(a.quantity) == _bounds(b.quantity) and a.quantity.unit == b.quantity.unit
        return (None, "") if same else (Relating.DIFFERENT_SCOPE, "two speakers, two proposals")
    return _apart(a, b) if not _overlap(a.quantity, b.quantity) else _agree(a, b)


def _agree(a: Estimate, b: Estimate) -> tuple[Relating | None, str]:
    same = _bounds(a.quantity) == _bounds(b.quantity)
    return (Relating.AGREEMENT, "the same number") if same else (None, "")


def _apart(a: Estimate, b: Estimate) -> tuple[Relating, str]:
    """Numbers that can't both hold: a later count, or a contradiction, or nobody can tell."""
    first, second = _as_of(a), _as_of(b)
    if first is None or second is None:
        return Relating.UNCLEAR, "numbers differ; a document tells no date"
    if abs(second - first) > _SAME:
        if _side(a) & _side(b):
            return Relating.UPDATE, "a later number of the same side"
        return Relating.UNCLEAR, "a later number of another side"
    if not (_counted(a) and _counted(b)):
        return Relating.UNCLEAR, "numbers differ; one is expected, not counted"
    return Relating.CONTRADICTION, "numbers of one scope and time that can't both hold"


def _counted(one: Estimate) -> bool:
    """Is it told as a number that is, rather than one that will or may be?"""
    return one.said.claim.modality in {Modality.ASSERTED, Modality.ALLEGED}


def _as_of(one: Estimate) -> date | None:
    """The day of the count: that of the claim's own time where it lies before its document."""
    told, day = one.said.claim.time, one.said.day
    if told is None or told.start is None or day is None:
        return day
    return min(told.start.date(), day)


def _side(one: Estimate) -> set[str]:
    """The party of the speaker; for unnamed officials the state in their name."""
    return {name for name in (one.by.party, state_in(one.by.who), state_in(one.by.party)) if name}


def _bounds(q: Quantity) -> tuple[float | None, float | None]:
    return (q.lo, q.hi)


def _overlap(a: Quantity, b: Quantity) -> bool:
    lo = max((n for n in (a.lo, b.lo) if n is not None), default=0.0)
    hi = min((n for n in (a.hi, b.hi) if n is not None), default=float("inf"))
    return lo <= hi


def _denied(every: Sequence[Said], copies: Copies) -> Iterator[Relation]:
    """Denials against the claims that they deny."""
    first = copies.first(every)
    about, accusing = _by_issue(first), _accusing(first)
    for denial in (said for said in first if _denies(said)):
        acts = denial.claim.kind is ClaimKind.INCIDENT
        meant = _accusations(denial, accusing) if acts else _meant(denial, about)
        for claim in meant:
            ids = tuple(said.id for said in sorted((claim, denial), key=order))
            why = "one side's claim, and its denial by another"
            yield Relation(kind=Relating.CONTRADICTION, claims=ids, about=_about(claim), why=why)


def _by_issue(every: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for said in every:
        for hit in issues_in(said.quote, said.language):
            found[hit.issue].append(said)
    return found


def _accusing(every: Iterable[Said]) -> dict[str, list[Said]]:
    """Accusations of acts by document."""
    found: dict[str, list[Said]] = defaultdict(list)
    for said in every:
        if said.claim.kind is ClaimKind.INCIDENT and said.claim.modality is Modality.ALLEGED:
            found[said.source].append(said)
    return found


def _about(said: Said) -> str:
    hits = issues_in(said.quote, said.language)
    if said.claim.kind is ClaimKind.INCIDENT or not hits:
        return "what is said to have happened"
    return issues()[hits[0].issue].label


def _denies(said: Said) -> bool:
    return _negative(said) and said.has("register", "denials")


def _meant(denial: Said, about: dict[str, list[Said]]) -> Iterator[Said]:
    """Of each side that claims it, the claim nearest in time: many papers print one statement."""
    for hit in issues_in(denial.quote, denial.language):
        nearest: dict[str, Said] = {}
        for said in sorted(_near(denial, about[hit.issue]), key=lambda s: _distance(denial, s)):
            side = min((v.party for v in voices(said.claim, said.day)), default="")
            if side and side not in nearest and _opposed(denial, said):
                nearest[side] = said
        yield from nearest.values()


def _near(denial: Said, every: Sequence[Said]) -> list[Said]:
    """Those whose documents are of the same days."""
    if denial.day is None:
        return []
    return [s for s in every if s.day is not None and abs(denial.day - s.day) <= _NEAR]


def _distance(denial: Said, said: Said) -> tuple[int, tuple[bool, date, str, int, str]]:
    days = abs((denial.day or date.max) - (said.day or date.max)).days
    return (days, order(said))


def _accusations(denial: Said, accusing: dict[str, list[Said]]) -> Iterator[Said]:
    """The last accusation before a denial in its document: what `these reports` means."""
    before = [
        said
        for said in accusing.get(denial.source, ())
        if 0 <= denial.sentence - said.sentence <= _AFTER
        and said.claim.char_start < denial.claim.char_start
    ]
    if before:
        yield max(before, key=lambda said: said.claim.char_start)


def _opposed(denial: Said, said: Said) -> bool:
    """Another side's affirmation: a condition; or a statement of somebody whom the denial's sentence
    names.
    """
    ours = {v.party for v in (*voices(denial.claim, denial.day), teller(denial.claim, denial.day))}
    theirs = {v.party for v in voices(said.claim, said.day)}
    if not ours.isdisjoint(theirs) or _negative(said):
        return False
    if said.claim.kind is ClaimKind.CONDITION:
        return True
    named = set(parties_named(denial.around, denial.language, denial.day))
    return said.claim.kind is ClaimKind.POSITION and not named.isdisjoint(theirs)


def _negative(said: Said) -> bool:
    return said.claim.modality is Modality.DENIED or said.claim.polarity == "-"
