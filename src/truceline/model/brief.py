"""The brief as data: everything that a page shows, before anybody decides how it looks.

A count of None is withheld by the small-cell rule and shown as such.
Numbers that are published are `Figure`s; sections refer to incidents by id. Nothing here crosses
accused sides: what is counted per side is a mapping from party id. Dates in words are in the
mission's zone of time, moments are UTC.
"""

from datetime import date, datetime

from truceline.model.finding import Answer, Figure, Finding, LedgerRow
from truceline.model.holding import Holding
from truceline.model.incident import Incident, IncidentStatus
from truceline.model.mission import Restated
from truceline.model.place import Line
from truceline.model.record import Interval, Problem, Record
from truceline.model.register import Sayings


class PartyView(Record, frozen=True, kw_only=True):
    """How a party is named and, when accused, drawn."""

    id: str
    name: str
    mark: str  # square, circle, triangle, diamond
    colour: str  # #rrggbb


class Said(Record, frozen=True, kw_only=True):
    """A sentence and the incidents it cites; `party` is set when a side's mark stands before it."""

    text: str
    cites: tuple[str, ...] = ()
    party: str = ""


class KeyLine(Record, frozen=True, kw_only=True):
    """One labelled block of the summary."""

    label: str
    lines: tuple[Said, ...]


class ReadingView(Record, frozen=True, kw_only=True):
    """One reading: `windows` are its alternatives, `words` who stated it and how it counts."""

    id: str
    name: str
    words: str
    windows: tuple[Interval, ...]
    label: str = ""
    cites: tuple[str, ...] = ()


class ObjectRow(Record, frozen=True, kw_only=True):
    """Objects that all readings treat alike. `cover` is per reading yes, clause, no or kind;
    `accused` the number of incidents per accused party.
    """

    label: str
    categories: tuple[str, ...]
    cover: dict[str, str]
    accused: dict[str, int | None] = {}


class MapMark(Record, frozen=True, kw_only=True):
    """An incident on the map; `radius_km` is one standard deviation, drawn at true scale."""

    incident_id: str
    number: int
    lat: float
    lon: float
    radius_km: float
    region_only: bool
    accused: tuple[str, ...]
    corroborated: bool
    place: str = ""


class DayMark(Record, frozen=True, kw_only=True):
    """An incident on the day (mission's zone) on which it began."""

    incident_id: str
    number: int
    day: date
    accused: tuple[str, ...]
    corroborated: bool


class SourceDay(Record, frozen=True, kw_only=True):
    """One day of a source: found, part, silent (due and none found) or none (not due).

    `cites` are the incidents that the day's bulletin lists.
    """

    day: date
    state: str
    stated: float | None = None
    itemised: int | None = None
    cites: tuple[str, ...] = ()


class SourceView(Record, frozen=True, kw_only=True):
    """A source and its silences; `accuses` is the party that its bulletins accuse, if one."""

    id: str
    name: str
    side: str
    cadence: str
    access: str
    grade: str
    reports: int
    days: tuple[SourceDay, ...] = ()
    accuses: str = ""
    url: str = ""

    def count(self, state: str) -> int:
        """Days in one state."""
        return sum(d.state == state for d in self.days)


class LedgerLine(Record, frozen=True, kw_only=True):
    """One line of a ledger: a label and one or several values, each with its figure's id."""

    label: str
    values: tuple[int | None, ...]
    figures: tuple[str, ...] = ()


class LedgerPart(Record, frozen=True, kw_only=True):
    """Lines under one heading; the first part has no heading."""

    heading: str
    lines: tuple[LedgerLine, ...]


class LedgerView(Record, frozen=True, kw_only=True):
    """The ledger of one accused side, the limits of its sources above its numbers.

    `limits` are (label, words). `agreement` counts incidents by their outcome under two readings:
    keys are (outcome under the first, outcome under the second). `funnel` leads from reports to
    incidents: (label, number).
    """

    party: str
    limits: tuple[tuple[str, str], ...]
    parts: tuple[LedgerPart, ...]
    funnel: tuple[tuple[str, int | None], ...] = ()
    outcomes: tuple[str, ...] = ()
    matrix: tuple[tuple[int | None, ...], ...] = ()


class Dispute(Record, frozen=True, kw_only=True):
    """Claims against denials about one incident, by proposition, in one paragraph."""

    incident_id: str
    title: str
    about: tuple[str, ...]
    text: str


class TotalRow(Record, frozen=True, kw_only=True):
    """A total that somebody claimed beside what is itemised in the same window."""

    figure: str
    accused: str
    stated: date
    by: str
    claimed: str
    number: float | None
    lo: float | None
    hi: float | None
    window: str
    itemised: int | None
    difference: str
    cites: tuple[str, ...] = ()
    source_url: str = ""


class AccountRow(Record, frozen=True, kw_only=True):
    """What somebody told of several acts at once, or of none (`kind` as of `AccountKind`), in words.

    `since` sorts (ISO 8601, empty where no start is told). `cites` are incidents within it, `maybe`
    those that errors leave open.
    """

    id: str
    kind: str
    by: str
    side: str
    said: str
    since: str
    when: str
    where: str
    denies: bool = False
    url: str = ""
    report_ids: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


class Within(Record, frozen=True, kw_only=True):
    """An account on the card of an incident that it covers: `account` is its row's id."""

    account: str
    label: str
    words: str


class OtherMeans(Record, frozen=True, kw_only=True):
    """A term that incidents can't show, and what statements say of it."""

    term: str
    clause: str
    stated_by: str
    known: str
    cites: tuple[str, ...] = ()


class SetAside(Record, frozen=True, kw_only=True):
    """Reports or rows that were set aside, why, and how they were treated."""

    rows: int
    why: str
    treatment: str
    cites: tuple[str, ...] = ()


class OriginRow(Record, frozen=True, kw_only=True):
    """One origin of an incident and what it says of each proposition, in words."""

    name: str
    who: str
    reports: int
    occurrence: str
    object: str
    actor: str
    blames: tuple[str, ...] = ()


class TraceView(Record, frozen=True, kw_only=True):
    """The rule trace of one reading: the steps and the finding per accused party."""

    reading: str
    name: str
    term: str
    steps: tuple[Answer, ...]
    findings: tuple[tuple[str, str], ...]


class ReportRow(Record, frozen=True, kw_only=True):
    """A report as an incident's page lists it. `why` are the strongest terms for and against its
    belonging here, in words; `other` is the best other incident, with its number and the
    probability that the report belongs to it. Both are empty where the level may not see them.
    """

    key: str
    source: str
    url: str
    claimant: str
    side: str
    stance: str
    when: str
    published: str
    probability: float
    grade: str
    text: str = ""
    why: tuple[str, ...] = ()
    other: str = ""
    other_number: int = 0
    other_probability: float = 0.0


class ReplyRow(Record, frozen=True, kw_only=True):
    """What a party replied to a finding, on the card of its incident; `about` says to which."""

    party: str
    about: str
    text: str
    received: str


class IncidentView(Record, frozen=True, kw_only=True):
    """An incident's own page anchor: facts, origins, traces and reports."""

    id: str
    number: int
    title: str
    when: str
    when_note: str = ""
    where: str
    mgrs: str = ""
    status: str
    notes: tuple[str, ...] = ()
    accused: tuple[str, ...]
    object: str
    start: str
    place: str
    origins: tuple[OriginRow, ...]
    traces: tuple[TraceView, ...]
    reports: tuple[ReportRow, ...]
    within: tuple[Within, ...] = ()
    replies: tuple[ReplyRow, ...] = ()
    corroborated: bool = False
    withheld: str = ""


class Header(Record, frozen=True, kw_only=True):
    """The brief's head: what it is, as of when, under whose hand."""

    title: str
    subtitle: str
    as_of: datetime
    as_of_words: str
    release: str
    mandate: str
    sign_off: str
    agreement: str
    root: str
    entries: int
    language: str = "en"
    footer: str = ""


class Timeline(Record, frozen=True, kw_only=True):
    """What the daily chart draws: days, one mark per incident, each reading's windows, sources."""

    first: date
    last: date
    marks: tuple[DayMark, ...]
    timezone: str


class Brief(Record, frozen=True, kw_only=True):
    """All of a brief. `incidents`, `statuses`, `findings` and `ledger` are the rows behind the
    data files; the other fields are its sections in order. `boundaries` is the map's boundary policy,
    `line` a dated line of contact to draw. Where `sides_told` is false, marks and cards don't say
    who is accused. `said` is what documents say, None for a mission without any; `holding` what a watch
    shows, None where there is nothing to watch.
    """

    header: Header
    parties: tuple[PartyView, ...]
    key_lines: tuple[KeyLine, ...]
    readings: tuple[ReadingView, ...]
    core: tuple[Said, ...]
    objects: tuple[ObjectRow, ...]
    objects_note: str
    map_marks: tuple[MapMark, ...]
    map_note: str
    boundaries: str = "recognised"
    line: Line | None = None
    sides_told: bool = True
    timeline: Timeline
    ledgers: tuple[LedgerView, ...]
    disputes: tuple[Dispute, ...]
    denials: tuple[Said, ...] = ()
    totals: tuple[TotalRow, ...]
    totals_note: str
    accounts: tuple[AccountRow, ...] = ()
    other_means: tuple[OtherMeans, ...]
    sources: tuple[SourceView, ...]
    set_aside: tuple[SetAside, ...]
    restatement: tuple[Restated, ...]
    restatement_note: str
    method: tuple[str, ...]
    incident_views: tuple[IncidentView, ...]
    figures: tuple[Figure, ...]
    incidents: tuple[Incident, ...] = ()
    statuses: tuple[IncidentStatus, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: Sayings | None = None
    holding: Holding | None = None
