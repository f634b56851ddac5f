"""What rules are held against, and what a rule found there, before anybody knows whether it is new."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from truceline.foundation.zones import zone_of
from truceline.model.brief import TotalRow
from truceline.model.incident import Incident, IncidentStatus
from truceline.model.mission import Site
from truceline.model.watch import Change, Cluster, Curves, SourceHealth


@dataclass(frozen=True)
class Facts:
    """Results of a watch and of an assessment. `statuses` by incident, `sectors` (which sector an
    incident lies in) by incident, `sites` by id. Local days are those of `zone`.
    """

    clusters: tuple[Cluster, ...] = ()
    curves: tuple[Curves, ...] = ()
    incidents: tuple[Incident, ...] = ()
    statuses: Mapping[str, IncidentStatus] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    totals: tuple[TotalRow, ...] = ()
    changes: tuple[Change, ...] = ()
    health: tuple[SourceHealth, ...] = ()
    zone: str = "UTC"

    @property
    def local(self) -> tzinfo:
        """The zone of local days."""
        known = zone_of(self.zone) or zone_of("UTC")
        assert known is not None
        return known

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.local).date()


@dataclass(frozen=True)
class Candidate:
    """What a rule found: `marks` name it (a sector, reports, a source), `first` to `last` are its days.

    Two candidates of one rule that share a mark at touching times are the same thing. `known`: the
    day on which it became known.
    """

    marks: tuple[str, ...]
    first: date
    last: date
    known: date
    words: Mapping[str, str]
    sector: str = ""
    figures: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    spot: str = ""
    """Site and place in words, where both are known: what a rule may tell together."""
    narrow: bool = False
    """Says where a mission looks: restricted, whatever the rule's release."""
