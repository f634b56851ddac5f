"""What a kind of term means by its name, where the text says no more: which acts, how near.

Planning asks whether such acts would be seen, compliance whether one happened: both by this table.
A term that names acts means those and no others.
"""

from collections.abc import Mapping
from typing import Final

from truceline.model.agreement import (
    Airspace,
    DisengagementArea,
    LineTerm,
    Mines,
    Monitoring,
    Term,
    Withdrawal,
)

USUAL_ACTS: Final[Mapping[type[Term], tuple[str, ...]]] = {
    LineTerm: ("ground/*",),
    Withdrawal: ("ground/heavy_weapon_presence",),
    DisengagementArea: ("ground/*",),
    Airspace: ("air/drone_flight", "air/aircraft_flight"),
    Mines: ("ground/mine_laying", "sea/mine"),
    Monitoring: ("access/*",),
}

FORWARD_KM: Final = 500.0
"""How deep the other side's ground is taken to be: deeper than any act on it is told."""
NAMED_KM: Final = 2.0
"""How near a place that a local silence names counts as there, where the text gives no zone."""


def forbidden(term: Term) -> tuple[str, ...]:
    """Patterns of acts that a term forbids: its own, else the usual ones of its kind."""
    return term.acts if term.acts or term.open_acts else USUAL_ACTS.get(type(term), ())
