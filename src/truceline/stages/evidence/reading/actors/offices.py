"""Who holds which office when, and what a title in a text may therefore mean.

Only the catalogue's months decide; a month that it doesn't cover gives no holder. It must never
turn an office into a person when two fit.
"""

from functools import cache

from truceline.stages.evidence.reading.actors.tables import (
    Person,
    Tenure,
    known_to,
    load,
    people,
    rows,
)

LEADER = "leader"
_MANY = frozenset(
    {
        "envoy",
        "ambassador",
        "governor",
        "mayor",
        "commander",
        "lawmaker",
        "rank",
        "minister",
        "aide",
    }
)


@cache
def office_class(office: str) -> str:
    """The class of an office (leader, foreign, defence, …): whose counterpart its holder is."""
    return {row["office"]: row["class"] for row in rows("offices")}.get(office, "")


def single(office: str) -> bool:
    """Has a state one holder of this office at a time?"""
    return office_class(office) not in _MANY


@cache
def _presidential() -> frozenset[str]:
    return frozenset(load("offices")["leaders"])


@cache
def _by_state(state: str) -> tuple[Person, ...]:
    return tuple(person for person in people().values() if person.state == state)


def holds(person: Person, month: str, offices: frozenset[str] | None = None) -> tuple[Tenure, ...]:
    """The tenures that include a month (`YYYY-MM`), those without dates left out. None without a
    month. First and last month both count, since days aren't known.
    """
    return tuple(
        tenure
        for tenure in person.held
        if (offices is None or tenure.office in offices) and _covers(tenure, month)
    )


def _covers(tenure: Tenure, month: str) -> bool:
    if not month or not tenure.since or month < tenure.since:
        return False
    return month <= (tenure.until or known_to())


def holder(state: str, offices: frozenset[str], month: str) -> Person | None:
    """The one who holds one of these offices of a state in a month; none when two did."""
    found = [person for person in _by_state(state) if holds(person, month, offices)]
    return found[0] if len(found) == 1 else None


def leader(state: str, month: str) -> Person | None:
    """The one whom "the … leader" means: the president where that office leads, else the head of
    government; none where both are unknown.
    """
    first = {"president"} if state in _presidential() else {"prime minister", "chancellor"}
    found = holder(state, frozenset(first), month)
    return found or holder(state, frozenset({LEADER}), month)


def offices_like(office: str) -> frozenset[str]:
    """The offices of the same class."""
    kind = office_class(office)
    return frozenset(row["office"] for row in rows("offices") if row["class"] == kind)


def classes_held(person: Person, month: str) -> frozenset[str]:
    """The classes of all offices held in a month."""
    return frozenset(office_class(tenure.office) for tenure in holds(person, month))


def anachronism(person: Person, office: str, month: str, words: str, *, former: bool) -> str:
    """A note when a title doesn't fit its holder in that month, else an empty string.

    "former X" while X is held; X before it was taken or after it was given up, unless no tenure of
    X is known at all: then nobody can tell.
    """
    held = holds(person, month, frozenset({office}))
    now = held or holds(person, month)
    known = [t for t in person.held if t.office == office and t.since]
    wrong = bool(held) if former else bool(known) and not held
    if not month or not wrong or not single(office):
        return ""
    return f"anachronism: {words}; " + _told(now or tuple(known[:1]))


def _told(tenures: tuple[Tenure, ...]) -> str:
    return "; ".join(
        f"held {t.office} from {t.since}" + (f" until {t.until}" if t.until else "")
        for t in tenures
    )
