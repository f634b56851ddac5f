"""The plan's vocabulary: what a mission would need, has been offered, and could see.

Assets are the mission's own posts, patrols and sensors; nothing here describes a party's forces.
Everything derived from these records says where nobody looks, and is restricted.
"""

from datetime import date, datetime

import msgspec

from truceline.model.place import ZoneSpec
from truceline.model.record import Record
from truceline.model.sizing import Parameter

ASSET_KINDS = (
    "observation_post",
    "vehicle_patrol",
    "camera",
    "acoustic_array",
    "ground_radar",
    "drone_sortie",
    "satellite_pass",
    "aircraft",
    "vessel",
)
STATUSES = ("working", "degraded", "denied", "jammed")
"""Of a shift: degraded halves detection by default, denied and jammed see nothing."""
PLEDGE_STATUSES = ("indicated", "offered", "firm", "deployed", "withdrawn")
CONCEPTS = ("monitor", "protect_sites", "reassure", "deter")
SIZED_CONCEPTS = ("monitor", "protect_sites", "reassure")
"""Deterrence is shown from the literature and never computed."""
CONSENTS = ("both", "host_only", "none")
"""Who lets the mission work on the ground it holds."""
TOLERANCES_KM = (0.1, 1.0, 5.0, 10.0)
"""How far a simplified line may stray when its length is told at several resolutions, km."""
FORCE = "force"
"""Stands where a capability stands for a whole strength, whatever it is made of."""


class Profile(Record, frozen=True, kw_only=True):
    """How well one kind of system sees, alone and while it works.

    P(d) = peak · exp(−(d / range_km)²) up to `reach` × range_km and 0 beyond, times `acts` (the
    factor of the first pattern that matches the act, `family/*` or `*`; 0 where none does), times
    `night` in the dark, times `weather` (share of hours in which weather lets it work).
    `common_cause` is the share of its failures that it has in common with all systems of its kind
    (cloud, wind), `jamming` the part of that share that strikes systems of every kind at once, each
    that is prone to it. `attribution` is the most that it tells about who did it (none, direction,
    origin_area), `verifies` whether what it sees can serve as the mission's own verification,
    `delay_h` the mean time until it tells, `false_alarms` per day of work. `source` says where the
    numbers come from, or that they are an assumption.
    """

    id: str
    kind: str
    range_km: float
    peak: float
    reach: float = 1.0
    acts: dict[str, float] = msgspec.field(default_factory=lambda: {"*": 1.0})
    night: float = 1.0
    weather: float = 1.0
    line_of_sight: bool = False
    common_cause: float = 0.0
    jamming: float = 0.0
    attribution: str = "none"
    verifies: bool = False
    delay_h: float = 1.0
    false_alarms: float = 0.0
    cost: float = 1.0
    crew: float = 0.0
    source: str = ""


class Asset(Record, frozen=True, kw_only=True):
    """One post, patrol, sensor or platform of the mission: a row of `assets.csv`.

    `route` are (lat, lon) vertices that a patrol or sortie follows, `rounds_per_day` how often;
    `hours` the local hours [from, to) of a day in which it works, empty for all; `territory` the
    parties on whose ground it may work, empty for any; `options` the plan's force options that have
    it, empty for all. `range_km` overrides the profile's.
    """

    id: str
    kind: str
    profile: str
    contributor: str = ""
    lat: float
    lon: float
    range_km: float | None = None
    route: tuple[tuple[float, float], ...] = ()
    rounds_per_day: float = 0.0
    speed_kmh: float = 30.0
    hours: tuple[float, float] | None = None
    territory: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    sector: str = ""
    crew: float = 0.0
    cost: float = 0.0


class Shift(Record, frozen=True, kw_only=True):
    """When an asset worked: a row of `effort.csv`; `share` of the interval it really looked."""

    asset_id: str
    start: datetime
    end: datetime
    status: str = "working"
    share: float = 1.0


class Sector(Record, frozen=True, kw_only=True):
    """A unit of responsibility along the line: [from_km, to_km) of its length."""

    id: str
    name: str = ""
    from_km: float
    to_km: float


class Requirement(Record, frozen=True, kw_only=True):
    """A row of `requirements.csv`: what is needed, where and when; months are half-open.

    `priority` weighs a missing unit (1 by default).
    """

    line_id: str
    capability: str
    quantity: float
    unit: str = "personnel"
    start: date
    end: date
    priority: float = 1.0
    sector: str = ""


class Pledge(Record, frozen=True, kw_only=True):
    """A row of `pledges.csv`: what a contributor offered.

    `caveats` are `no:<sector or task>`, `only:<sector or task>`, `no_combat_zone`, `minimum:<n>`,
    `tour_months:<n>`, `dwell:<n>` (tours of rest for one of duty), `substitutes:<capability>:<rate>`,
    `lodging:<n>` (places it brings); `depends_on` pledge ids, contributors (`lead:<contributor>`)
    or `backstop:<capability>`; `releases` what a backfill frees (`pledge:<id>`).
    """

    pledge_id: str
    contributor: str
    capability: str
    quantity: float
    unit: str = "personnel"
    start: date
    end: date
    status: str = "indicated"
    territory: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    source: str = ""


class Backstop(Record, frozen=True, kw_only=True):
    """Capabilities that somebody else would add under a condition; never a switch.

    `capabilities` maps each to a quantity; `delay_days` until it is there after a call.
    """

    provider: str
    capabilities: dict[str, float]
    condition: str = ""
    delay_days: float = 0.0
    agreed: bool = False


class Published(Record, frozen=True, kw_only=True):
    """A published proposal, as a reference point on the axis of its own concept.

    `concept` is monitor, protect_sites, reassure or deter; `lo`/`hi` persons.
    """

    id: str
    label: str
    concept: str
    lo: float
    hi: float
    source: str


class Sized(Record, frozen=True, kw_only=True):
    """What one method says is needed: a range, never one number.

    `concept` as in `Published`; `formula` with the numbers filled in; `limits` in words. `consent`
    is the scenario it holds for, `sector` empty for the whole line. `pool` is the rotation pool
    behind it (lo, mid, hi), persons; None where nobody rotates. `part` as in `sizing.Method`.
    """

    method: str
    concept: str
    capability: str
    unit: str
    lo: float
    mid: float
    hi: float
    sector: str = ""
    formula: str = ""
    assumptions: tuple[str, ...] = ()
    source: str = ""
    limits: str = ""
    consent: str = "both"
    pool: tuple[float, float, float] | None = None
    part: bool = False


class Span(Record, frozen=True, kw_only=True):
    """What all methods together say of one capability: the lowest and the highest, and no mean,
    since methods aren't draws from one distribution. A method that sizes a part of the work, and a
    reserve, has a span of its own.
    """

    concept: str
    capability: str
    unit: str
    sector: str
    consent: str
    lo: float
    hi: float
    pool: tuple[float, float] | None
    methods: tuple[str, ...]


class Choice(Record, frozen=True, kw_only=True):
    """An option of a siting problem that was chosen: a system of a kind at a place."""

    option: int
    site: str
    kind: str
    lat: float | None = None
    lon: float | None = None
    sector: str = ""
    cost: float = 0.0
    crew: float = 0.0
    marginal: float = 0.0


class Placement(Record, frozen=True, kw_only=True):
    """A siting plan: expected detection weighted by need, and what is certain about it.

    `gap` = (upper_bound − objective) / upper_bound; `regret` the share lost against the best plan
    for each wrong set of profiles (mean and worst of those sampled). `shortfalls` say in words what
    could not be met.
    """

    objective: float
    upper_bound: float
    gap: float
    feasible: bool
    chosen: tuple[Choice, ...]
    regret_mean: float | None = None
    regret_worst: float | None = None
    shortfalls: tuple[str, ...] = ()


class Shortfall(Record, frozen=True, kw_only=True):
    """Requirement − usable pledge in one month, by requirement line."""

    scenario: str
    line_id: str
    capability: str
    sector: str
    month: date
    required: float
    met: float


class Verifiability(Record, frozen=True, kw_only=True):
    """Of the breaches of one term, the shares that this mission would detect, attribute and be able
    to verify to the term's standard, with intervals, and what is missing in words.

    `act` is empty for all kinds of act of the term, each counted alike; `share` is how much of the
    term's breaches the row is about.
    """

    term_id: str
    act: str
    sector: str
    night: bool | None
    detected: float
    attributed: float
    verifiable: float
    interval: tuple[float, float]
    missing: str = ""
    share: float = 1.0


class ForceOption(Record, frozen=True, kw_only=True):
    """An option that planners compare: `lo`/`hi` persons as published, `parts` by capability.

    `budget`, `crew` and `kinds` are what of it would watch the line, in the place of the plan's own
    siting limits (None and empty for those); `watch_note` says where they come from.
    """

    id: str
    name: str
    concept: str
    lo: float
    hi: float
    parts: dict[str, float] = {}
    source: str = ""
    budget: float | None = None
    crew: float | None = None
    kinds: tuple[str, ...] = ()
    watch_note: str = ""


class SectorEnd(Record, frozen=True, kw_only=True):
    """A sector as a plan names it: it runs on from the one before up to a km of the line or to the
    point of the line nearest to a place; the last one has neither.
    """

    id: str
    name: str = ""
    until_km: float | None = None
    until: str = ""


class SitingSettings(Record, frozen=True, kw_only=True):
    """What a siting plan may spend and must hold: candidates every `spacing_km`, `budget` and `crew`
    over all, `floor` the least expected detection in each sector, `per_site` systems at most at one
    place, `cover` systems at least over a critical site, `crew_of` limits by contributor; places
    `forced` in or `barred`.
    """

    spacing_km: float = 5.0
    budget: float | None = None
    crew: float | None = None
    floor: float = 0.0
    per_site: int = 3
    cover: int = 1
    kinds: tuple[str, ...] = ()
    crew_of: dict[str, float] = {}
    forced: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()


class SimulationSettings(Record, frozen=True, kw_only=True):
    """What a simulation of the plan assumes: `rates` of acts per day over the whole line."""

    days: float = 90.0
    replicas: int = 20
    seed: int = 1
    analysts: int = 6
    rates: dict[str, float] = {}


class PlanSpec(Record, frozen=True, kw_only=True):
    """`plan.yaml`, checked: months are half-open, `host` is the party that consents in the scenario
    host_only. The zone is one of the agreement (`zone_id`) or the plan's own. `overrides` replace
    parameters of shipped methods, by method. `combat_zone` are sectors where no pledge with that
    caveat serves, None for all; `ground` the party that holds a sector's ground. Files are paths in
    the mission folder, empty for none.
    """

    start: date
    end: date
    host: str
    consents: tuple[str, ...] = ("both",)
    zone: ZoneSpec | None = None
    zone_id: str = ""
    sector_count: int = 1
    sector_ends: tuple[SectorEnd, ...] = ()
    tolerances_km: tuple[float, ...] = TOLERANCES_KM
    options: tuple[ForceOption, ...] = ()
    overrides: dict[str, tuple[Parameter, ...]] = {}
    population: dict[str, float] = {}
    inspected: dict[str, float] = {}
    backstop: tuple[Backstop, ...] = ()
    combat_zone: tuple[str, ...] | None = None
    ground: dict[str, str] = {}
    siting: SitingSettings = SitingSettings()
    simulation: SimulationSettings = SimulationSettings()
    assets: str = ""
    effort: str = ""
    profiles: str = ""
    pledges: str = ""
    requirements: str = ""
    scenario: str = ""
