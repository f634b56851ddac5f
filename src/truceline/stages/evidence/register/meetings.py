"""Meetings and calls, each once: who and when decide, never a like length.

Two claims are of one meeting only where they share who met and when; a claim without a time joins
another only as its copy or within one document. Two calls of the same length stay two.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from truceline.model.claim import Bound, ClaimKind, ClaimTime, Modality, Span
from truceline.model.register import Meeting
from truceline.stages.evidence.register.copies import Copies, likeness
from truceline.stages.evidence.register.phrases import topic
from truceline.stages.evidence.register.setting import Said, order
from truceline.stages.evidence.register.sides import NOBODY, is_state, party_of

_PER_UNIT = {"minutes": 1.0, "hours": 60.0}
_ALIKE = 0.3
"""Share of words that two claims of unnamed groups must have in common to be of one meeting."""
_DAY = timedelta(days=1)
_AHEAD = frozenset({Modality.PLANNED, Modality.CONDITIONAL, Modality.DEMANDED})
_LEAD = 28
"""Letters before a name within which the word stands that makes it no participant."""
_LATEST = datetime.max.replace(tzinfo=UTC)


class Met(NamedTuple):
    """One claim of a meeting: who, when, for how long; `vague` where groups took part unnamed."""

    said: Said
    who: frozenset[str]
    vague: bool
    time: ClaimTime | None
    held: bool
    minutes: tuple[float | None, float | None] | None


def met(every: Iterable[Said]) -> list[Met]:
    """All claims of meetings that say who met, or when."""
    found = (_met(said) for said in every if said.claim.kind is ClaimKind.MEETING)
    return [one for one in found if _sides(one) + one.vague > (one.time is None)]


def _sides(one: Met) -> int:
    """How many parties the named ones are."""
    return len({party_of(actor, one.said.day) for actor in one.who} - {""})


def _met(said: Said) -> Met:
    claim = said.claim
    group = claim.target if claim.target and not is_state(claim.target) else ""
    vague = bool(group) or topic("register", "vague_groups")(claim.quote, said.language)
    held = claim.modality not in _AHEAD and not _scheduled(said)
    return Met(said, _participants(said), vague, _told_time(said, held=held), held, _minutes(said))


def _scheduled(said: Said) -> bool:
    """The present tense with a day that must be inferred: `he meets them on Saturday`."""
    time = said.claim.time
    inferred = time is not None and time.basis != "explicit"
    return inferred and said.has("register", "scheduled")


def _participants(said: Said) -> frozenset[str]:
    """The actors who met. Whoever is no person must be named in the quote, and not as the place or
    the matter; people of a state are not the state.
    """
    named = said.mentioned(via="alias")
    return frozenset(
        actor
        for actor in said.claim.actors
        if actor != NOBODY and (actor.endswith(")") or _took_part(said, named.get(actor)))
    )


def _took_part(said: Said, places: Sequence[Span] | None) -> bool:
    if not said.claim.mentions:
        return True
    return any(_meets(said, place) for place in places or ())


def _meets(said: Said, place: Span) -> bool:
    lead = said.quote[max(place.start - _LEAD, 0) : place.start]
    people = topic("register", "people")(place.of(said.quote), said.language)
    return not people and not topic("register", "not_met")(lead, said.language)


def _told_time(said: Said, *, held: bool) -> ClaimTime | None:
    """The time of a meeting; its interval is left open where it contradicts the tense."""
    time, published = said.claim.time, said.text.document.published
    if time is None or published is None:
        return time
    late = held and time.start is not None and time.start >= published + _DAY
    early = not held and time.end is not None and time.end <= published
    return time.but(start=None, end=None) if late or early else time


def _minutes(said: Said) -> tuple[float | None, float | None] | None:
    quantity = said.claim.quantity
    if quantity is None or quantity.unit not in _PER_UNIT or quantity.bound is Bound.UNQUANTIFIED:
        return None
    per = _PER_UNIT[quantity.unit]
    lo, hi = quantity.lo, quantity.hi
    return (lo * per if lo is not None else None, hi * per if hi is not None else None)


def _timed(one: Met) -> bool:
    return one.time is not None and one.time.start is not None


def meetings(every: Sequence[Met], copies: Copies) -> tuple[Meeting, ...]:
    """The timeline: those with a time first, by time."""
    rows: list[list[Met]] = []
    for one in sorted(every, key=lambda m: (not _timed(m), order(m.said))):
        if one.said.id in copies.original:
            continue
        home = next((row for row in rows if _home(one, row, copies)), None)
        if home is None:
            rows.append([one])
        else:
            home.append(one)
    return tuple(sorted((_meeting(row, copies) for row in rows), key=_when))


def _home(one: Met, row: Sequence[Met], copies: Copies) -> bool:
    origin = copies.origin(one.said)
    return all(_same(one, o, one_text=copies.origin(o.said) == origin) for o in row)


def _when(row: Meeting) -> tuple[datetime, tuple[str, ...]]:
    return (row.start or _LATEST, row.claims)


def _same(a: Met, b: Met, *, one_text: bool) -> bool:
    if not _lengths_agree(a, b) or not _shared(a, b):
        return False
    if _timed(a) and _timed(b):
        return _overlap(a, b)
    told = [one.time for one in (a, b) if one.time is not None]
    return one_text and a.held == b.held and len(told) < 2 and a.who == b.who


def _shared(a: Met, b: Met) -> bool:
    """Two named in both; or where the others aren't named, the same one or nobody, and words that
    are alike.
    """
    if len(a.who & b.who) > 1:
        return True
    unnamed = not a.who or (a.vague and b.vague and len(a.who) == 1)
    return unnamed and a.who == b.who and likeness(a.said, b.said) >= _ALIKE


def _overlap(a: Met, b: Met) -> bool:
    if a.time is None or b.time is None or a.time.start is None or b.time.start is None:
        return False
    ends = [t.end or _LATEST for t in (a.time, b.time)]
    return max(a.time.start, b.time.start) < min(ends)


def _lengths_agree(a: Met, b: Met) -> bool:
    if a.minutes is None or b.minutes is None:
        return True
    least = max(lo for lo in (a.minutes[0], b.minutes[0], 0.0) if lo is not None)
    most = [hi for hi in (a.minutes[1], b.minutes[1]) if hi is not None]
    return not most or least <= min(most)


def _meeting(row: Sequence[Met], copies: Copies) -> Meeting:
    timed = [one.time for one in row if one.time is not None]
    narrow = min((t for t in timed if t.start), key=_width, default=timed[0] if timed else None)
    ids = tuple(one.said.id for one in sorted(row, key=lambda m: order(m.said)))
    return Meeting(
        start=narrow.start if narrow else None,
        end=narrow.end if narrow else None,
        expression=narrow.expression if narrow else "",
        who=tuple(sorted(frozenset().union(*(one.who for one in row)))),
        held=any(one.held for one in row),
        minutes=next((one.minutes for one in row if one.minutes), None),
        claims=ids,
        copies=copies.of(ids),
    )


def _width(time: ClaimTime) -> float:
    start, end = time.start, time.end
    return (end - start).total_seconds() if start and end else float("inf")
