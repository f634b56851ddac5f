"""What a phrase names by itself: canonical actor, category, state, and how it is spoken of.

Canonical names come from the data files; words that no file explains stay words. Dates decide who
holds an office. It must never look at another phrase.
"""

from typing import NamedTuple

from truceline.model.claim import Span
from truceline.stages.evidence.reading.actors.catalogue import state_named
from truceline.stages.evidence.reading.actors.offices import anachronism, holds, office_class
from truceline.stages.evidence.reading.actors.tables import Person, people, states

UNRESOLVED = "unresolved: "
STATE, ORGANISATION, OFFICE, PERSON, GROUP = "state", "organisation", "office", "person", "group"


class Referent(NamedTuple):
    """Whom a phrase means. `state` is a code or an organisation's name; `antecedent` the words that
    it goes back to; `members` those that it stands for together, each with its own antecedent.
    """

    actor: str
    category: str
    state: str = ""
    speaker: str = ""
    gender: str = ""
    plural: bool = False
    offices: frozenset[str] = frozenset()
    antecedent: Span | None = None
    members: tuple[tuple[str, Span], ...] = ()
    notes: tuple[str, ...] = ()
    kind: str = ""


def unresolved(words: str, category: str = PERSON, **more: object) -> Referent:
    """The answer where nobody may guess: the words themselves."""
    return Referent(UNRESOLVED + words, category, speaker=words, **more)  # type: ignore[arg-type]


def labelled(name: str, state: str) -> str:
    """A person with the label of a state, or an organisation, in brackets."""
    if not state:
        return name
    return f"{name} ({states()[state].label if state in states() else state})"


def possessor(state: str) -> str:
    """How a state's body is named: by its demonym; an organisation's by its name."""
    return states()[state].demonym if state in states() else state


def of_state(code: str) -> Referent:
    """A state by its code."""
    return Referent(state_named(code), STATE, code, state_named(code), "n")


def of_body(body: str, state: str, kind: str) -> Referent:
    """A body of a state: `Kenyan Navy`; governments and forces are the state's own word and hand.
    What belongs to an organisation is the organisation.
    """
    if state and state not in states():
        return Referent(state, ORGANISATION, "", state, "n")
    if kind in {"state", "forces"}:
        spoken = f"{body} of {state_named(state)}"
        return of_state(state)._replace(speaker=spoken, plural=kind == "forces")
    return Referent(f"{possessor(state)} {body}", ORGANISATION, state, gender="n", kind="body")


def of_person(person: Person, month: str, title: str = "") -> Referent:
    """Somebody whom the files know, with the offices of a month and of the title in the text."""
    held = {tenure.office for tenure in holds(person, month)} | ({title} - {""})
    actor = labelled(person.name, person.state)
    return Referent(
        actor, PERSON, person.state, person.name, person.gender, offices=frozenset(held)
    )


def of_stranger(name: str, state: str, title: str, gender: str = "") -> Referent:
    """Somebody whom no file knows; the title gives the state."""
    actor = labelled(name, state)
    return Referent(actor, PERSON, state, name, gender, offices=frozenset({title} - {""}))


def titled(person: Person, office: str, month: str, words: str, *, former: bool) -> Referent:
    """Somebody known under a title, with a note where the title doesn't fit the time."""
    note = anachronism(person, office, month, words, former=former)
    found = of_person(person, month, "" if note or former else office)
    return found._replace(notes=(note,) if note else ())


def chosen(key: str, named: frozenset[str], month: str, office: str = "") -> Person | None:
    """Which of the bearers of a surname is meant: the one whose full name the text gives, else the
    only one who holds an office then (the one in the title first), else nobody.
    """
    bearers = [people()[name] for name in key.split("|")]
    told = [p for p in bearers if p.name in named]
    if len(told) == 1:
        return told[0]
    fitting = [p for p in bearers if any(t.office == office for t in p.held)] if office else []
    current = [p for p in fitting or bearers if _current(p, month)]
    if len(current) == 1:
        return current[0]
    return bearers[0] if len(bearers) == 1 and _prominent(bearers[0], month) else None


def _current(person: Person, month: str) -> bool:
    return bool(holds(person, month))


def _prominent(person: Person, month: str) -> bool:
    """Did they lead a state or organisation before? Then one name alone is enough."""
    led = [t for t in person.held if office_class(t.office) == "leader" and t.since]
    return any(not month or t.since <= month for t in led)
