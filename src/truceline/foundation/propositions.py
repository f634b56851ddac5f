"""What a stance says of each proposition: that something happened, what was hit, who did it.

The three are kept apart everywhere, since a side may deny one and so affirm another. Nothing here
weighs who speaks.
"""

from typing import Literal, TypeAlias

from truceline.model.evidence import About, Stance

Said: TypeAlias = Literal["affirms", "denies", "unconfirmed", "silent"]
Proposition: TypeAlias = Literal["occurrence", "object", "actor"]

PROPOSITIONS: tuple[Proposition, ...] = ("occurrence", "object", "actor")

# Who says that it hit another object, or that somebody else did it, says that something happened;
# so does who confirms an effect. Who denies only its part describes the act as it was. Who denies an
# effect says nothing of the rest.
_AFFIRMED: dict[About, tuple[Proposition, ...]] = {
    About.ALL: PROPOSITIONS,
    About.OCCURRENCE: ("occurrence",),
    About.OBJECT: ("occurrence", "object"),
    About.ACTOR: ("occurrence", "actor"),
    About.EFFECT: ("occurrence",),
}
_DENIED: dict[About, dict[Proposition, Said]] = {
    About.ALL: {"occurrence": "denies", "object": "denies", "actor": "denies"},
    About.OCCURRENCE: {"occurrence": "denies"},
    About.OBJECT: {"occurrence": "affirms", "object": "denies"},
    About.ACTOR: {"occurrence": "affirms", "object": "affirms", "actor": "denies"},
    About.EFFECT: {},
}


def said(stance: Stance | str, about: About | str, proposition: Proposition) -> Said:
    """What a report of this stance, about this, says of one proposition.

    Raises `ValueError` on a word that is no stance or no topic.
    """
    stance, about = Stance(stance), About(about)
    if stance is Stance.DENIES:
        return _DENIED[about].get(proposition, "silent")
    if proposition not in _AFFIRMED[about]:
        return "silent"
    return "unconfirmed" if stance is Stance.UNCONFIRMED else "affirms"


NOBODY = frozenset({None, "", "unknown"})
"""What a report writes where it names no author."""


def accuses(stance: Stance | str, about: About | str, side: str | None, actor: str | None) -> str:
    """The party that a report accuses, an empty string when it accuses nobody.

    A report that says, however surely, that something happened accuses the author it names. A denial
    accuses only where it denies its own side's part and names another; any other denial merely
    carries the author of the accusation that it denies.
    """
    if actor in NOBODY or actor is None:
        return ""
    if Stance(stance) is Stance.DENIES:
        return actor if About(about) is About.ACTOR and actor != side else ""
    return actor
