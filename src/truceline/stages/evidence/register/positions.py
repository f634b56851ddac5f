"""The matrix of positions: party by issue, and where two parties' stances exclude each other.

A cell rests on claims of the party's own side, or of reporters who tell its stance; what a speaker
demands of another is the speaker's. Where that can't be told, the claim has no cell.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from truceline.model.claim import ClaimKind, Span
from truceline.model.register import Exclusion, Position, Stance
from truceline.stages.evidence.register.contributions import TROOPS, Contribution, parties_named
from truceline.stages.evidence.register.copies import Copies
from truceline.stages.evidence.register.issues import Hit, issues, stances
from truceline.stages.evidence.register.phrases import table, topic
from truceline.stages.evidence.register.pledges import of_troops
from truceline.stages.evidence.register.setting import Said
from truceline.stages.evidence.register.sides import Voice, is_party, is_state, teller, voices

OWN_TROOPS, FOREIGN_TROOPS = "own_troops", "foreign_troops"
_LEAD = 16
"""Letters before a name within which the word stands that tells by whom."""
_KINDS = frozenset(
    {ClaimKind.POSITION, ClaimKind.CONDITION, ClaimKind.AGREEMENT, ClaimKind.ASSESSMENT}
)
_OF_STATUS = {
    "firm": Stance.OFFERS,
    "offered": Stance.OFFERS,
    "indicated": Stance.OPEN,
    "refused": Stance.REFUSES,
    "undecided": Stance.UNDECIDED,
}


class Held(NamedTuple):
    """One claim's stance on one issue, and who holds it."""

    said: Said
    issue: str
    stance: Stance
    voice: Voice


def held(every: Iterable[Said], given: Sequence[Contribution]) -> Iterator[Held]:
    """All stances that claims take. What is said of a contribution is a stance on the party's own
    troops and on nothing else.
    """
    own = [one for one in given if one.status in _OF_STATUS and _own_troops(one)]
    for one in own:
        party = Voice(one.voice, one.contributor)
        yield Held(one.said, OWN_TROOPS, _OF_STATUS[one.status], party)
    told = {one.said.id for one in own}
    for said in every:
        if said.claim.kind in _KINDS and said.id not in told:
            yield from _stances(said)


def _own_troops(one: Contribution) -> bool:
    """Troops that are named; or a refused part, in a claim that speaks of a force."""
    return is_state(one.contributor) and (one.what == TROOPS or _in_force(one))


def _in_force(one: Contribution) -> bool:
    force = issues()[FOREIGN_TROOPS].said
    return of_troops(one) and force(one.said.quote, one.said.language)


def _stances(said: Said) -> Iterator[Held]:
    for hit, stance in stances(said):
        for voice in _holders(said, hit, stance):
            if is_party(voice.party) and not (hit.pointed and _of_others(said, voice)):
                yield Held(said, hit.issue, stance, voice)


def _of_others(said: Said, voice: Voice) -> bool:
    """Does the quote name another party? Then nobody can tell whose the stance is."""
    return bool(set(parties_named(said.quote, said.language, said.day)) - {voice.party})


def _holders(said: Said, hit: Hit, stance: Stance) -> tuple[Voice, ...]:
    """Whose stance it is. Somebody who only stands in the issue's words holds none."""
    if stance in {Stance.DEMANDS, Stance.DEMANDS_END} and _told_of_another(said):
        told = teller(said.claim, said.day)
        spoken = bool(said.claim.attribution_chain) and told.party
        return (told,) if spoken else _unmentioned(said)
    named = said.mentioned()
    return tuple(
        v
        for v in voices(said.claim, said.day)
        if v.who not in named or any(_acts(said, span, hit) for span in named[v.who])
    )


def _acts(said: Said, span: Span, hit: Hit) -> bool:
    """May words in the quote be the holder of the stance: not a part of the issue's own words, and
    not after the words of refusing unless they tell by whom?
    """
    if hit.span.start <= span.start and span.end <= hit.span.end:
        return False
    cue = topic("issues", "stances", "refuses").first(said.quote, said.language)
    lead = said.quote[: span.start][-_LEAD:]
    return cue is None or span.start < cue.end or topic("issues", "agents")(lead, said.language)


def _told_of_another(said: Said) -> bool:
    """A need (`must`, `should`) of the subject, who doesn't insist on it himself."""
    need = topic("issues", "stances", "need").first(said.quote, said.language)
    lead = said.quote[: need.start] if need else ""
    return bool(need) and not topic("issues", "stances", "insists")(lead, said.language)


def _unmentioned(said: Said) -> tuple[Voice, ...]:
    """The actors that the quote doesn't name: they are who speaks, not of whom it is demanded."""
    named = said.mentioned()
    return tuple(v for v in voices(said.claim, said.day) if v.who not in named)


def positions(every: Iterable[Held], copies: Copies) -> tuple[Position, ...]:
    """The cells, by party, issue and stance."""
    cells: dict[tuple[str, str, Stance], dict[str, Held]] = defaultdict(dict)
    for one in every:
        cells[one.voice.party, one.issue, one.stance].setdefault(one.said.id, one)
    found = (_cell(key, list(cell.values()), copies) for key, cell in sorted(cells.items()))
    return tuple(cell for cell in found if cell)


def _cell(key: tuple[str, str, Stance], every: Sequence[Held], copies: Copies) -> Position | None:
    first = copies.first(one.said for one in every)
    if not first:
        return None
    ids = tuple(said.id for said in first)
    who = {one.said.id: one.voice.who for one in every}
    return Position(
        party=key[0],
        issue=key[1],
        stance=key[2],
        modality=str(first[-1].claim.modality),
        on=max((said.day for said in first if said.day), default=None),
        voices=tuple(dict.fromkeys(who[i] for i in ids)),
        claims=ids,
        copies=copies.of(ids),
    )


def exclusions(cells: Sequence[Position]) -> tuple[Exclusion, ...]:
    """Pairs of cells of two parties that the data call exclusive."""
    found = {
        _exclusion(a, b)
        for a, b in combinations(cells, 2)
        if a.party != b.party and _exclusive((a.issue, a.stance), (b.issue, b.stance))
    }
    return tuple(sorted(found, key=lambda e: (e.issue, e.a, e.b)))


def _exclusive(a: tuple[str, Stance], b: tuple[str, Stance]) -> bool:
    if a[0] == b[0]:
        return frozenset({a[1].value, b[1].value}) in issues()[a[0]].excludes
    across = [tuple(tuple(side) for side in pair) for pair in table("issues")["across"]]
    return any(set(pair) == {(a[0], a[1].value), (b[0], b[1].value)} for pair in across)


def _exclusion(a: Position, b: Position) -> Exclusion:
    first, second = sorted((c.party, c.issue, c.stance.value) for c in (a, b))
    labels = sorted({issues()[issue].label for issue in (a.issue, b.issue)})
    why = f"{first[0]} {first[2]}, {second[0]} {second[2]}".replace("_", " ")
    return Exclusion(issue=" / ".join(labels), a=first, b=second, why=why)
