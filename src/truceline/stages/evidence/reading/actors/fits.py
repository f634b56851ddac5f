"""What a mention must be for words to go back to it: of what sort, number and gender.

Small tests on what was remembered, no more; which of several fitting ones is meant, `story.py`
decides.
"""

from collections.abc import Callable

from rapidfuzz.distance import OSA

from truceline.stages.evidence.reading.actors.offices import office_class
from truceline.stages.evidence.reading.actors.referents import (
    OFFICE,
    ORGANISATION,
    PERSON,
    STATE,
    UNRESOLVED,
)
from truceline.stages.evidence.reading.actors.story import Seen
from truceline.stages.evidence.reading.actors.tables import load
from truceline.stages.evidence.reading.actors.uses import ADJECTIVE, OTHER, PLACE

_LED = "leader"
_LONG = 6
_STATELY = frozenset({STATE, ORGANISATION})
_ASIDE = frozenset(
    {"outlet", "ngo", "intergovernmental", "mission", "mediation", "court", "agency", "alliance"}
)


def leads(office: str) -> bool:
    """Is it the office of a leader?"""
    return office_class(office) == _LED


def kind_of(seen: Seen) -> str:
    """What sort of organisation it is, or that it is a state."""
    return STATE if seen.category == STATE else seen.kind


def bears(actor: str, name: str) -> bool:
    """Is this the last name of somebody whose full name was told?"""
    full = actor.partition(" (")[0]
    return full == name or full.endswith(f" {name}")


def named_so(seen: Seen, noun: str) -> bool:
    """Is this noun a word of an organisation's name, not the first?"""
    names = f"{seen.actor.lower()} | {seen.words} "
    return seen.category == ORGANISATION and f" {noun} " in names


def called(seen: Seen, word: str) -> bool:
    """A person of this last name, or an organisation of this name or these initials."""
    if seen.category == PERSON:
        return bears(seen.actor, word)
    return seen.category == ORGANISATION and word in {seen.actor, initials(seen)}


def initials(seen: Seen) -> str:
    """The initials of an organisation."""
    known = seen.category == ORGANISATION
    return "".join(w[0] for w in seen.actor.split() if w[0].isupper()) if known else ""


def misspelt(seen: Seen, word: str) -> bool:
    """One letter more, less, other or swapped, in a person's name of some length."""
    if seen.category != PERSON or len(word) < _LONG:
        return False
    names = seen.actor.partition(" (")[0].split()
    return any(len(n) >= _LONG and n[0] == word[0] and OSA.distance(n, word) == 1 for n in names)


def variant(name: str, spelt: str) -> bool:
    """The same first name, and last names that differ by two letters at most."""
    first, _, last = name.rpartition(" ")
    other, _, end = spelt.rpartition(" ")
    return first == other and len(last) > 4 and OSA.distance(last, end) <= 2


def human(gender: str) -> Callable[[Seen], bool]:
    """One person, of this gender or of none that is known."""

    def fits(seen: Seen) -> bool:
        human = seen.category in {PERSON, OFFICE} and not seen.plural
        return human and seen.gender in {"", gender}

    return fits


def plural(seen: Seen) -> bool:
    """Several."""
    return seen.plural or bool(seen.members)


def thing(seen: Seen) -> bool:
    """One state or organisation, spoken of as such and not as a place."""
    single = seen.category in _STATELY and not seen.members
    return single and seen.kind != "outlet" and seen.use not in {PLACE, ADJECTIVE}


def acting(seen: Seen) -> bool:
    """One that does something in its sentence."""
    return thing(seen) and seen.rank > OTHER


def party(seen: Seen) -> bool:
    """A state or organisation that may be party to a conflict."""
    known = not seen.members and not seen.actor.startswith(UNRESOLVED)
    return known and seen.category in _STATELY and seen.kind not in _ASIDE


def side(seen: Seen) -> bool:
    """The same, spoken of by its name and not through a person."""
    return party(seen) and seen.use != ADJECTIVE and seen.led not in load("words-en")["brokering"]


def somebody(seen: Seen) -> bool:
    """A person with a name."""
    named = not seen.actor.startswith((UNRESOLVED, "Unattributed"))
    return seen.category == PERSON and not seen.members and named
