"""Whose word a claim is, and for whom it speaks.

An office holder speaks for the state or body whose office he holds on the day of the document; a
person without an office speaks for nobody else. Unnamed officials are officials, never a country.
"""

from datetime import date
from functools import cache
from typing import NamedTuple

from truceline.foundation.text import fold
from truceline.model.claim import Claim
from truceline.stages.evidence.reading.actors.catalogue import state_named
from truceline.stages.evidence.reading.actors.offices import holds
from truceline.stages.evidence.reading.actors.tables import people, rows, states

NOBODY = "Unattributed"
UNRESOLVED = "unresolved: "
_OF = " of "
_AGAINST = "leader of the opp"
"""Beginning of the offices whose holders don't speak for their state."""


class Voice(NamedTuple):
    """Who speaks, and the party spoken for; the party is empty where it can't be told."""

    who: str
    party: str


@cache
def _states() -> dict[str, str]:
    """Folded names, labels and demonyms of states → canonical name."""
    found: dict[str, str] = {}
    for state in states().values():
        found |= {fold(name): state.name for name in (state.label, state.name)}
    return found


@cache
def _owned() -> dict[str, str]:
    """Names of organisations that belong to one state → that state."""
    return {row["name"]: state_named(row["state"]) for row in rows("organisations") if row["state"]}


@cache
def _organisations() -> frozenset[str]:
    return frozenset(row["name"] for row in rows("organisations"))


@cache
def _demonyms() -> dict[str, str]:
    return {state.demonym: state.name for state in states().values()}


def is_state(actor: str) -> bool:
    """Is it the canonical name of a state?"""
    return fold(actor) in _states()


def party_of(actor: str, day: date | None) -> str:
    """The party that an actor speaks for: a state, an organisation, or the actor himself where he
    speaks for nobody else; empty for nobody and for words that nobody resolved.
    """
    if actor == NOBODY or actor.startswith(UNRESOLVED):
        return ""
    if is_state(actor):
        return _states()[fold(actor)]
    if actor in _organisations():
        return _owned().get(actor, actor)
    return _person(actor, day) or _body(actor) or _behind(actor, day) or actor


def _person(actor: str, day: date | None) -> str:
    """The state or body of an office holder; the person where no office is known on the day."""
    name, bracket, label = actor.removesuffix(")").rpartition(" (")
    name = name if bracket else actor
    known = people().get(name)
    if known is None:
        return _states().get(fold(label), "") and actor if bracket else ""
    month = day.strftime("%Y-%m") if day else ""
    undated = tuple(t for t in known.held if not t.since and not t.until)
    serving = undated + (
        holds(known, month) if month else tuple(t for t in known.held if not t.until)
    )
    speaks = any(not t.office.startswith(_AGAINST) for t in serving)
    return state_named(known.state) if speaks else actor


def _body(actor: str) -> str:
    """A ministry or army that is named with its state's demonym (`Ruritanian Ministry of Defence`)."""
    head, _, rest = actor.partition(" ")
    capital = rest[:1].isupper()
    return _demonyms().get(head, "") if capital else ""


def _behind(actor: str, day: date | None) -> str:
    """Whom a spokesman speaks for (`spokesman of …`, `government of …`)."""
    head, of, rest = actor.partition(_OF)
    described = of and head.split()[-1:] and head.split()[-1].islower()
    return party_of(_full(rest), day) if described else ""


def _full(name: str) -> str:
    """A person's name with the label that canonical names carry."""
    known = people().get(name)
    if known is None or not known.state:
        return name
    label = states()[known.state].label if known.state in states() else known.state
    return f"{name} ({label})"


def speaker(claim: Claim) -> str:
    """Who says it, as far as the chain tells: its innermost link as a canonical name, or empty."""
    if not claim.attribution_chain:
        return ""
    last = claim.attribution_chain[-1]
    return _full(last)


def voices(claim: Claim, day: date | None) -> tuple[Voice, ...]:
    """The actors of a claim and whom each speaks for; those without a party are left out."""
    found = (Voice(actor, party_of(actor, day)) for actor in claim.actors)
    return tuple(voice for voice in found if voice.party)


def teller(claim: Claim, day: date | None) -> Voice:
    """Whose word the claim is: the innermost speaker, else its first actor."""
    said = speaker(claim) or (claim.actors[0] if claim.actors else NOBODY)
    return Voice(said, party_of(said, day))


def is_party(name: str) -> bool:
    """May it stand in a row of its own: a state, an organisation, or a person by name?"""
    return is_state(name) or name in _organisations() or name.endswith(")")


def state_in(actor: str) -> str:
    """The state whose demonym or name an actor's name begins with; empty where none does."""
    head = actor.partition(" ")[0]
    by_label = _states().get(fold(head), "")
    return _demonyms().get(head, "") or by_label
