"""The mission: its mandate, its sources, its settings, and everything loaded for it."""

from datetime import date, datetime

from truceline.model.agreement import Agreement
from truceline.model.evidence import Approval, Judgement, RosterEntry, Statement
from truceline.model.place import Line
from truceline.model.record import Problem, Record
from truceline.model.release import Reply


class Mandate(Record, frozen=True, kw_only=True):
    """What the mission may do and say. `role` is monitor, verify or investigate;
    `max_attribution` allegations, direction, origin_area, party or unit.
    """

    role: str = "monitor"
    max_attribution: str = "allegations"
    territory: tuple[str, ...] = ()
    sign_off: str = ""
    verifiers: tuple[str, ...] = ()


class Party(Record, frozen=True, kw_only=True):
    """A party to the agreement: name and zone of time; `mark` and `colour` draw it when accused
    (square, circle, triangle, diamond; #rrggbb), chosen by order where not set.
    """

    id: str
    name: str
    timezone: str = "+00:00"
    mark: str = ""
    colour: str = ""


class Dataset(Record, frozen=True, kw_only=True):
    """Files of one kind: glob patterns relative to the mission folder and their mapping, a
    shipped name (`canonical`, `ucdp`, …) or a file. `day` is that of its documents that tell none,
    `release` the widest audience that may read what its documents say.
    """

    id: str
    files: tuple[str, ...]
    mapping: str = "canonical"
    day: date | None = None
    release: str = "restricted"


class Settings(Record, frozen=True, kw_only=True):
    """Numbers and choices that a mission may change; the brief prints them.

    `yes`/`no` are the thresholds of a rule's probability. Public release withholds names of sites
    for `public_delay_h` hours, coarsens places to `public_grid_km`, and hides table cells below
    `small_cell`.
    """

    yes: float = 0.9
    no: float = 0.1
    public_delay_h: float = 72.0
    public_grid_km: float = 25.0
    small_cell: int = 3
    late_copy_days: float = 7.0
    language: str = "en"


class Site(Record, frozen=True, kw_only=True):
    """A protected object, from a public list whose address it carries."""

    id: str
    name: str
    category: str
    lat: float
    lon: float
    country: str = ""
    status: str = "operating"
    url: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""


class MissionSpec(Record, frozen=True, kw_only=True):
    """`mission.yaml`, checked. `issues` are the dates of issue of earlier briefs, for the
    restatement where the log holds no publication of them. A line given by places (`line_through`)
    has its date and the parties to its left and right beside it.
    """

    name: str
    title: str = ""
    timezone: str = "UTC"
    cut_off: str = "24:00"
    mandate: Mandate = Mandate()
    parties: tuple[Party, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    agreement: str = "agreement.yaml"
    roster: str = ""
    sites: str = ""
    statements: str = ""
    judgements: str = "judgements.jsonl"
    line: Line | None = None
    line_through: tuple[str, ...] = ()
    line_file: str = ""
    line_as_of: date | None = None
    line_left: str = ""
    line_right: str = ""
    boundaries: str = "recognised"
    access_hours: dict[str, float] = {}
    issues: tuple[str, ...] = ()
    settings: Settings = Settings()


class Mission(Record, frozen=True, kw_only=True):
    """A mission folder, loaded: everything that stages need except the report table.

    `root` is the log's Merkle root over the entries this was loaded from, `entries` their number.
    """

    spec: MissionSpec
    agreement: Agreement
    roster: tuple[RosterEntry, ...] = ()
    sites: tuple[Site, ...] = ()
    statements: tuple[Statement, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    approvals: tuple[Approval, ...] = ()
    replies: tuple[Reply, ...] = ()
    problems: tuple[Problem, ...] = ()
    root: str = ""
    entries: int = 0


class IssuedIncident(Record, frozen=True, kw_only=True):
    """What an issue said of one incident: `outcomes` are `reading/accused: words`."""

    id: str
    report_ids: tuple[str, ...]
    occurrence: str
    accused: tuple[str, ...]
    outcomes: dict[str, str] = {}


class Issue(Record, frozen=True, kw_only=True):
    """A brief as it was issued: what a later restatement compares with. `figures` are
    `id: value`; `published` the counts of public briefs as they were last shown, by cell; `accounts`
    the keys of reports that form no incident.
    """

    as_of: datetime
    release: str
    root: str
    figures: dict[str, float | int | str | None] = {}
    incidents: tuple[IssuedIncident, ...] = ()
    published: dict[str, int] = {}
    accounts: tuple[str, ...] = ()


class Restated(Record, frozen=True, kw_only=True):
    """One row of the restatement: said then, known now, why."""

    what: str
    then: str
    now: str
    why: str
    basis: tuple[str, ...] = ()
