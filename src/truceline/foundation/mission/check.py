"""Do the mission's tables name the same sides? A slip here would move a source to nobody's side.

Warnings only: a table may well know parties that the agreement doesn't bind.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from truceline.foundation.mission.cells import did_you_mean, shown
from truceline.model.evidence import RosterEntry, Statement
from truceline.model.mission import MissionSpec
from truceline.model.record import Problem, in_order

NO_PARTY: Final = ("third", "mission", "")
"""Sides that are no party: outlets of third countries, the mission's own, nobody's known."""


def check_sides(
    spec: MissionSpec, roster: Sequence[RosterEntry], statements: Sequence[Statement]
) -> tuple[Problem, ...]:
    """Warnings about sides, territories and accused parties in tables that `mission.yaml` doesn't name."""
    parties = {party.id for party in spec.parties}
    told = [
        *_roster_names(spec.roster, roster),
        *_statement_names(spec.statements, statements),
    ]
    return in_order(
        _unknown(file, field, name, parties)
        for file, field, name in told
        if name not in parties and name not in NO_PARTY
    )


def _roster_names(file: str, roster: Sequence[RosterEntry]) -> Iterator[tuple[str, str, str]]:
    for entry in roster:
        yield file, f"{entry.id}.side", entry.side
        yield file, f"{entry.id}.territory", entry.territory


def _statement_names(file: str, said: Sequence[Statement]) -> Iterator[tuple[str, str, str]]:
    for statement in said:
        yield file, f"{statement.date} {shown(statement.speaker)}: side", statement.side
        yield file, f"{statement.date} {shown(statement.speaker)}: accused", statement.accused


def _unknown(file: str, field: str, name: str, parties: set[str]) -> Problem:
    return Problem(
        file=file,
        field=field,
        message=f"{shown(name)!r} is no party of this mission",
        hint=did_you_mean(name, {*parties, "third", "mission"}),
        severity="warning",
    )
