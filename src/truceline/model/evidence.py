"""Evidence: what came from outside. Entries are frozen and only ever appended.

A `Report` is one source saying that one act happened; at scale reports are rows of an Arrow table
whose schema is generated from this record (`model.table`).
"""

from datetime import datetime
from enum import StrEnum

from truceline.model.place import PlaceBasis
from truceline.model.record import Interval, Record


class Entry(Record, frozen=True, kw_only=True):
    """One line of the evidence log: which bytes came in, under which name, as what.

    `kind` is one of agreement, mission, mapping, roster, sites, statements, line, reports,
    document, judgements, judgement, approval, reply, signoff, publication, or of a plan: plan, pledges, requirements, assets, effort,
    profiles, scenario. `dataset` names the mission's dataset, if any.
    """

    kind: str
    name: str
    sha256: str
    size: int
    dataset: str = ""


class Receipt(Record, frozen=True, kw_only=True):
    """The log's acknowledgement: the entry lies at `index` (from 0); `new` is False when the
    same entry was there before.
    """

    index: int
    leaf: str
    new: bool


class Stance(StrEnum):
    """What a report does with its proposition."""

    CLAIMS = "claims"
    CONFIRMS = "confirms"
    DENIES = "denies"
    UNCONFIRMED = "unconfirmed"


class About(StrEnum):
    """Which proposition a stance concerns."""

    ALL = "all"
    OCCURRENCE = "occurrence"
    OBJECT = "object"
    ACTOR = "actor"
    EFFECT = "effect"


PUBLISHER_ITSELF = "publisher itself"
"""What a table writes as the claimant when a report is its publisher's own word."""


class Report(Record, frozen=True, kw_only=True):
    """One source says one act happened. See docs/glossary.md and the report table's columns.

    `published` is the moment or the start of the day that the page shows; `known` is when the
    report counts as known (the end of that local day for a bare date). `start`/`end` is a
    half-open interval that holds the act, `zone` the zone in which it was told.
    """

    dataset: str
    report_id: str
    source: str
    source_url: str | None = None
    published: datetime | None = None
    received: datetime | None = None
    known: datetime | None = None
    claimant: str | None = None
    claimant_side: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    zone: str | None = None
    time_uncertainty_h: float = 0.0
    place_name: str | None = None
    admin1: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    place_uncertainty_km: float | None = None
    place_basis: PlaceBasis = PlaceBasis.GIVEN
    place_candidates: str | None = None  # of an ambiguous name: `lat,lon,km;lat,lon,km`
    kind: str = "other/other"
    target_category: str | None = None
    target_name: str | None = None
    alleged_actor: str | None = None
    stance: Stance = Stance.CLAIMS
    about: About = About.ALL
    count: float | None = None
    count_unit: str | None = None
    observer_lat: float | None = None
    observer_lon: float | None = None
    bearing_deg: float | None = None
    distance_km: float | None = None
    means: str | None = None
    direction_from: str | None = None
    direction_to: str | None = None
    impact_azimuth_deg: float | None = None
    weapon: str | None = None
    assessed: bool | None = None
    text: str | None = None
    attributes: str | None = None  # JSON object of the columns that no mapping named

    @property
    def key(self) -> str:
        """`dataset.report_id`, unique within a mission."""
        return f"{self.dataset}.{self.report_id}" if self.dataset else self.report_id

    @property
    def voice(self) -> str:
        """Whose word it is: the claimant's, or the publisher's own."""
        return self.source if self.claimant in {None, "", PUBLISHER_ITSELF} else self.claimant


class RosterEntry(Record, frozen=True, kw_only=True):
    """A publisher or claimant of the mission's roster.

    `side` is a party id, `third`, `mission` or empty; `territory` the party on whose territory an
    operator works; `access` the propositions whose facts it could see for itself (of occurrence,
    object, actor); `cadence` how often it issues a bulletin, e.g. `daily from 2025-03-26`;
    `grade` A-F, Admiralty reliability, F unknown.
    """

    id: str
    role: str
    name: str
    side: str = ""
    owner: str = ""
    territory: str = ""
    access: tuple[str, ...] = ()
    cadence: str = ""
    grade: str = "F"
    url: str = ""
    kind: str = ""  # ministry, official, media, operator, monitor, sensor, ngo, …
    note: str = ""


class Statement(Record, frozen=True, kw_only=True):
    """A stated position or total: a number that somebody claimed (an estimate, never a figure).

    `lo`/`hi` bound the number (`bound` says how it was put: exact, about, at_least, more_than,
    up_to, less_than, range, unquantified); `covers` is the interval that the number speaks of.
    """

    date: str
    speaker: str
    side: str
    topic: str
    value: str
    accused: str = ""
    number: float | None = None
    lo: float | None = None
    hi: float | None = None
    bound: str = ""
    unit: str = ""
    covers: Interval | None = None
    known: datetime
    source_url: str = ""
    scope: str = ""


class Judgement(Record, frozen=True, kw_only=True):
    """A reviewer's decision about reports; never about incidents, which are derived.

    `verdict` is same, different, relocate, rekind, exempt, exercise, reject, verify or withdraw;
    `value` depends on it (`lat,lon,km` for relocate, an act for rekind, a condition for exempt).
    `verify` needs the method and must come from the mandated verifier. `supersedes` is the content
    id of the judgement whose place this one takes; `withdraw` undoes it and puts nothing there.
    """

    about: tuple[str, ...]
    verdict: str
    value: str = ""
    method: str = ""
    reason: str
    reviewer: str
    at: datetime
    supersedes: str = ""


class Approval(Record, frozen=True, kw_only=True):
    """A second person's word on a judgement (its content id): `approved`, or refused for a reason."""

    judgement: str
    reviewer: str
    at: datetime
    approved: bool = True
    reason: str = ""
