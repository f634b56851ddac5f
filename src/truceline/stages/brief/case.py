"""What every section of a brief looks things up in: one assessment, indexed once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

import pyarrow as pa

from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.propositions import accuses
from truceline.foundation.standing import alone, under_all
from truceline.foundation.zones import zone_of
from truceline.model.agreement import OBSERVABLE, Reading
from truceline.model.brief import PartyView
from truceline.model.evidence import Report, RosterEntry
from truceline.model.explanation import Explained
from truceline.model.finding import Breach, Finding, LedgerRow
from truceline.model.holding import Holding
from truceline.model.incident import Account, Incident, IncidentStatus, Occurrence
from truceline.model.mission import Issue, Mission
from truceline.model.record import Problem
from truceline.model.register import Sayings

MARKS = ("square", "circle", "triangle", "diamond")
COLOURS = ("#00667A", "#A64B00", "#5B4A8A", "#4D6B00")
CORROBORATED = (Occurrence.CORROBORATED, Occurrence.VERIFIED)


@dataclass(frozen=True, kw_only=True)
class Case:
    """An assessment as the sections see it. Nothing here is computed twice.

    `grades` are Admiralty grades (`B1`, `F6`) by report key, `explained` says by report key why fusion
    put it where it is, `rough` why its probabilities are rough. `accounts` form no incident. `earlier` is the issue that a restatement
    compares with, if there is one; `said` what documents say, if there are any; `holding` what a watch
    shows at this level, if there is something to watch.
    """

    mission: Mission
    as_of: datetime
    release: str
    reports: Mapping[str, Report]
    origins: pa.Table
    incidents: Sequence[Incident]
    statuses: Sequence[IncidentStatus]
    findings: Sequence[Finding]
    ledger: Sequence[LedgerRow]
    problems: Sequence[Problem]
    grades: Mapping[str, str]
    explained: Mapping[str, Explained] = field(default_factory=dict)
    rough: str = ""
    accounts: Sequence[Account] = ()
    earlier: Issue | None = None
    said: Sayings | None = None
    holding: Holding | None = None

    @cached_property
    def zone(self) -> tzinfo:
        """The mission's zone of time."""
        return zone_of(self.mission.spec.timezone) or UTC

    @cached_property
    def parties(self) -> tuple[PartyView, ...]:
        """Parties in alphabetical order of their names, each with a mark of its own."""
        every = sorted(self.mission.spec.parties, key=lambda p: (p.name, p.id))
        return tuple(
            PartyView(
                id=party.id,
                name=party.name,
                mark=party.mark or MARKS[n % len(MARKS)],
                colour=party.colour or COLOURS[n % len(COLOURS)],
            )
            for n, party in enumerate(every)
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Party id → name; other sides keep their own word."""
        return {p.id: p.name for p in self.parties} | {
            "third": "neither party",
            "common": "the common text",
        }

    def name(self, side: str) -> str:
        """The name of a side."""
        return self.names.get(side, side)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """All readings, a common text first, then by party name."""
        every = all_readings(self.mission.agreement)
        return tuple(sorted(every, key=lambda r: (r.party != "common", self.name(r.party))))

    def reading_name(self, party: str) -> str:
        """`Reading of Ruritania`."""
        return f"Reading of {self.name(party)}"

    @cached_property
    def ordered(self) -> tuple[Incident, ...]:
        """Incidents by when they began, then by id: the order of the numbers [n]."""
        return tuple(
            sorted(self.incidents, key=lambda i: (i.when is None, i.when and i.when.start, i.id))
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Incident id → its number in this brief, from 1."""
        return {incident.id: n for n, incident in enumerate(self.ordered, 1)}

    @cached_property
    def by_id(self) -> dict[str, Incident]:
        """Incidents by id."""
        return {incident.id: incident for incident in self.incidents}

    @cached_property
    def status(self) -> dict[str, IncidentStatus]:
        """Status by incident id."""
        return {status.incident_id: status for status in self.statuses}

    @cached_property
    def incident_of(self) -> dict[str, str]:
        """Report key → incident id."""
        return {key: incident.id for incident in self.incidents for key in incident.report_ids}

    @cached_property
    def row(self) -> dict[tuple[str, str, str], LedgerRow]:
        """(reading, accused, incident id) → ledger row."""
        return {(r.reading, r.accused, r.incident_id): r for r in self.ledger}

    def zone_at(self, incident: Incident) -> tzinfo:
        """The zone in which an incident's time was told, else the mission's."""
        told = zone_of(incident.when.zone) if incident.when else None
        return told or self.zone

    def zone_of_reading(self, reading: str) -> tzinfo:
        """The zone of the party that holds a reading, else the mission's."""
        return zone_of(self.zone_name(reading)) or self.zone

    def zone_name(self, reading: str) -> str:
        """The same zone as the mission writes it."""
        zones = {p.id: p.timezone for p in self.mission.spec.parties}
        return zones.get(reading, self.mission.spec.timezone)

    def against(self, party: str) -> tuple[Incident, ...]:
        """Incidents that some report blames on the party, in order."""
        return tuple(i for i in self.ordered if party in i.accused)

    def rows(self, reading: str, accused: str) -> tuple[LedgerRow, ...]:
        """Ledger rows of one side under one reading, in the incidents' order. What was refuted stands
        in the ledger's files and counts in none of its lines.
        """
        found = (self.row.get((reading, accused, i.id)) for i in self.against(accused))
        return tuple(r for r in found if r is not None and r.occurrence != Occurrence.REFUTED)

    def outcomes(self, accused: str, incident_id: str) -> dict[str, Breach]:
        """What each reading says of one incident and side; none where the side isn't bound."""
        rows = {r.party: self.row.get((r.party, accused, incident_id)) for r in self.readings}
        return {party: row.breach if row else Breach.NONE for party, row in rows.items()}

    def only(self, reading: str, accused: str) -> tuple[LedgerRow, ...]:
        """Rows that stand under this reading alone."""
        rows = self.rows(reading, accused)
        return tuple(r for r in rows if alone(self.outcomes(accused, r.incident_id), reading))

    def under_all(self, accused: str) -> tuple[LedgerRow, ...]:
        """Rows that stand under every reading."""
        rows = self.rows(self.readings[0].party, accused)
        return tuple(r for r in rows if under_all(self.outcomes(accused, r.incident_id)))

    def corroborated(self, incident_id: str) -> bool:
        """Is its occurrence corroborated or verified?"""
        return self.status[incident_id].occurrence in CORROBORATED

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.zone).date()

    def start_day(self, incident: Incident) -> date | None:
        """The local day on which an incident began."""
        zone = self.zone_at(incident)
        return incident.when.start.astimezone(zone).date() if incident.when else None

    @cached_property
    def trace(self) -> dict[tuple[str, str], list[Finding]]:
        """(incident id, reading) → findings, one per term and accused side."""
        found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in self.findings:
            found[finding.incident_id, finding.reading].append(finding)
        return found

    @cached_property
    def observable(self) -> frozenset[str]:
        """Ids of the terms that incidents can show."""
        terms = (t for r in self.readings for t in r.terms)
        return frozenset(t.id for t in terms if isinstance(t, OBSERVABLE))

    @cached_property
    def claimants(self) -> dict[str, RosterEntry]:
        """Roster rows of claimants, by name."""
        return {r.name: r for r in self.mission.roster if r.role == "claimant"}

    @cached_property
    def publishers(self) -> dict[str, RosterEntry]:
        """Roster rows of publishers, by name."""
        return {r.name: r for r in self.mission.roster if r.role == "publisher"}

    @cached_property
    def accusers(self) -> dict[str, frozenset[tuple[str, str]]]:
        """Incident id → who accuses whom, as (the claimant's side, the accused party): the notion
        by which an incident stands in a ledger.
        """
        keys, sides = self.origins["report_id"].to_pylist(), self.origins["side"].to_pylist()
        side_of = dict(zip(keys, sides, strict=True))
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for key, report in self.reports.items():
            actor = accuses(report.stance, report.about, report.claimant_side, report.alleged_actor)
            if actor and key in self.incident_of:
                found[self.incident_of[key]].add((side_of.get(key) or "", actor))
        return {incident: frozenset(pairs) for incident, pairs in found.items()}
