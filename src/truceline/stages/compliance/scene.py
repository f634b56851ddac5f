"""What a rule may look at: one incident with one accused side, and the ground that all share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from truceline.model.agreement import Agreement, Reading, Term
from truceline.model.evidence import Judgement, Report
from truceline.model.finding import Answer
from truceline.model.incident import Incident
from truceline.model.mission import Mission, Settings, Site
from truceline.model.place import Line, ZoneSpec


class Topic(StrEnum):
    """What a step of a rule asks after."""

    WINDOW = "window"
    OBJECT = "object"
    ACT = "act"
    PLACE = "place"
    MEANS = "means"
    BOUND = "bound"
    EXEMPT = "exempt"


class Step(NamedTuple):
    """One step of a rule: what it asks after, and the answer."""

    topic: Topic
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is the same for every incident of a mission."""

    settings: Settings
    zones: Mapping[str, ZoneSpec]
    line: Line | None
    sites: Sequence[Site]
    timezones: Mapping[str, str]
    timezone: str
    boundaries: str


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One incident as alleged against one side, under one reading of one term.

    `reports` are those behind the incident; `rulings` the judgements in force about any of them.
    """

    incident: Incident
    accused: str
    reading: Reading
    term: Term
    ground: Ground
    reports: Sequence[Report] = ()
    rulings: Sequence[Judgement] = ()

    @property
    def zones_of_time(self) -> tuple[str, ...]:
        """Zones in which a window may be told: its own, the party's, the mission's."""
        own = self.ground.timezones.get(self.reading.party, "")
        every = (self.term.in_force.zone, own, self.ground.timezone)
        return tuple(dict.fromkeys(zone for zone in every if zone))


def ground_of(mission: Mission) -> Ground:
    """The ground of a mission; the line is the mission's."""
    spec, agreement = mission.spec, mission.agreement
    return Ground(
        settings=spec.settings,
        zones=_zones(agreement),
        line=spec.line,
        sites=mission.sites,
        timezones={party.id: party.timezone for party in spec.parties},
        timezone=spec.timezone,
        boundaries=spec.boundaries,
    )


def _zones(agreement: Agreement) -> dict[str, ZoneSpec]:
    return {zone.id: zone for zone in agreement.zones}
