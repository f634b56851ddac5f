"""The vocabulary of simulating a plan: how often acts happen, who handles them, and what came out.

A simulation says what would follow if its assumptions held; it forecasts nobody's conduct. What it
finds says where the mission is weak, and is restricted.
"""

from datetime import date, datetime

from truceline.model.place import ZoneSpec
from truceline.model.plan import Backstop
from truceline.model.record import Record


class Violations(Record, frozen=True, kw_only=True):
    """How often acts of a kind happen: a self-exciting point process in space and time.

    `per_day` is the mean number over the sector, those that others set off included; `offspring`
    the mean number that one sets off directly (below 1; 0 is a Poisson process), `decay_h` the mean
    time until then, `spread_km` one standard deviation per axis of their distance. An empty `sector`
    is the whole area.
    """

    act: str
    per_day: float
    sector: str = ""
    offspring: float = 0.0
    decay_h: float = 12.0
    spread_km: float = 3.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.offspring < 1:
            raise ValueError(f"offspring: {self.offspring:g} is not from 0 to below 1")
        if min(self.per_day, self.decay_h, self.spread_km) < 0:
            raise ValueError(f"violations of {self.act}: a number is negative")


class Teams(Record, frozen=True, kw_only=True):
    """Response teams of a sector, first come, first served. They drive from `lat`, `lon` (the middle
    of the sector where None) at `speed_kmh`, `ready_h` after they are sent.
    """

    sector: str
    count: int
    lat: float | None = None
    lon: float | None = None
    speed_kmh: float = 40.0
    ready_h: float = 0.25


class Reserve(Record, frozen=True, kw_only=True):
    """Units that reinforce a sector after a serious breach, from one base; any sector where `sectors`
    is empty.
    """

    id: str
    count: int = 1
    lat: float
    lon: float
    speed_kmh: float = 40.0
    ready_h: float = 6.0
    sectors: tuple[str, ...] = ()


class Handling(Record, frozen=True, kw_only=True):
    """How what was seen is handled: all defaults are assumptions.

    Classification and the stay on the spot are lognormal (median in hours, standard deviation of the
    logarithm). `alarms_sent` is the share of false alarms that survive classification and send a
    team; `detour` road over great-circle distance. `weather_h` is for how long weather and jamming
    stay the same over a sector. Acts of `serious` kinds call for reinforcement: `decision_h` until it
    is ordered, and it stays `hold_h`, in which nobody calls again for that sector.
    """

    analysts: int = 6
    classify_h: float = 0.5
    classify_spread: float = 0.6
    on_site_h: float = 2.0
    on_site_spread: float = 0.5
    alarms_sent: float = 0.1
    detour: float = 1.4
    weather_h: float = 6.0
    serious: tuple[str, ...] = (
        "ground/assault",
        "fire/mlrs",
        "air/missile_strike",
        "air/airstrike",
    )
    decision_h: float = 12.0
    hold_h: float = 72.0


class Estimated(Record, frozen=True, kw_only=True):
    """A mean over replicas with its 95 % interval; of how many cases in all it was made."""

    mean: float
    lo: float
    hi: float
    cases: int = 0


class SeenShare(Record, frozen=True, kw_only=True):
    """What share of acts of one kind in one sector was detected, by day (`night` False), in the dark
    or at all (None).

    `expected` is what coverage says of the very same places and hours; `wrong` the least and the
    most that coverage says of them under the wrong profiles sampled. None where nobody acted.
    """

    act: str
    sector: str
    night: bool | None
    per_day: float
    detected: Estimated | None
    expected: float | None
    wrong: tuple[float, float] | None = None


class Waiting(Record, frozen=True, kw_only=True):
    """Hours from the act: `until` it is known (classified), a team is there, or reinforcement is.

    `by` is who comes where that matters. Quantiles are means over the replicas that have any case.
    """

    until: str
    sector: str
    by: str = ""
    q10: Estimated | None = None
    q50: Estimated | None = None
    q90: Estimated | None = None


class Arrival(Record, frozen=True, kw_only=True):
    """How long a reserve, or the backstop, takes into a sector from the moment a serious breach is
    known, with a unit free: decision, making ready or the backstop's delay, way. `agreed` is None for
    what is the mission's own; `condition` as the backstop's.
    """

    by: str
    sector: str
    hours: float
    agreed: bool | None = None
    condition: str = ""


class Simulated(Record, frozen=True, kw_only=True):
    """What the replicas show. `false_alarms` a day over all systems; `busy` the share of an analyst's
    hours that is work, `analyst_hours` a day of one analyst, `queue_h` the mean wait for an analyst;
    `teams_busy` by sector; `arrivals` what reinforcement takes with a unit free, beside the `waits`
    for it, in which units are engaged elsewhere. `events` were simulated: acts, detections, classifications, responses.
    """

    replicas: int
    days: float
    seed: int
    seen: tuple[SeenShare, ...]
    waits: tuple[Waiting, ...]
    false_alarms: Estimated
    busy: Estimated
    analyst_hours: Estimated
    queue_h: Estimated
    teams_busy: dict[str, Estimated]
    arrivals: tuple[Arrival, ...]
    events: int
    notes: tuple[str, ...] = ()
    release: str = "restricted"


class Beside(Record, frozen=True, kw_only=True):
    """A siting plan's detection of one kind of act, weighed by need: as the optimiser counts it
    (systems independent, hours as means), simulated on the same terms (`alike`, which must agree),
    and simulated as it would be, with what several systems lose together. `…_wrong` are the least and
    the most under the stated and so many sets of wrong profiles.
    """

    act: str
    planned: float
    planned_wrong: tuple[float, float]
    alike: Estimated
    simulated: Estimated
    simulated_wrong: tuple[float, float]
    release: str = "restricted"

    @property
    def agrees(self) -> bool:
        """Does the optimiser's share lie within the interval of the simulation on its terms?"""
        return self.alike.lo <= self.planned <= self.alike.hi


class Past(Record, frozen=True, kw_only=True):
    """An act of the record, from which rates are taken: a row of a table of incidents."""

    when: datetime
    act: str
    lat: float
    lon: float


class ScenarioSpec(Record, frozen=True, kw_only=True):
    """`scenario.yaml`, checked. What it doesn't say (line, zone, sectors, violations) comes from the
    mission where there is one.
    """

    start: date | None = None
    days: float | None = None
    timezone: str = ""
    line: tuple[tuple[float, float], ...] = ()
    zone: ZoneSpec | None = None
    sectors: int = 0
    resolution: int = 7
    violations: tuple[Violations, ...] = ()
    teams: tuple[Teams, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    backstop: tuple[Backstop, ...] = ()
    handling: Handling | None = None
