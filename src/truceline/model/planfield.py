"""What a plan's systems would see on the ground, as the plan brief tells it.

Everything here says where and when nobody looks: it is restricted in every output. Systems are the
mission's own.
"""

from truceline.model.plan import Asset, ForceOption, Placement, Verifiability
from truceline.model.record import Record
from truceline.model.simulation import Simulated


class SeenCell(Record, frozen=True, kw_only=True):
    """A cell of the zone: its share of the need, and with what probability an act there would be
    seen by day and in the dark (means over hours and over the mix of acts).
    """

    cell: int
    lat: float
    lon: float
    sector: str
    left: bool
    km: float
    need: float
    day: float
    night: float


class SectorSeen(Record, frozen=True, kw_only=True):
    """Share of acts that would be seen in a sector (empty for all), weighed by need, by day and in
    the dark; `act` empty for the mix. `need` is the sector's share of the need.
    """

    sector: str
    act: str
    need: float
    day: float
    night: float


class Gap(Record, frozen=True, kw_only=True):
    """A stretch of one side of the zone, km along the line, that is seen too little; `missed` is the
    share of all need there that goes unseen.
    """

    sector: str
    left: bool
    from_km: float
    to_km: float
    day: float
    night: float
    missed: float


class ConsentSeen(Record, frozen=True, kw_only=True):
    """What a consent scenario leaves of an option's systems, and what they would still see of the
    whole zone. `lost` counts by kind.
    """

    consent: str
    kept: int
    lost: dict[str, int]
    day: float
    night: float


class Further(Record, frozen=True, kw_only=True):
    """What the next `count` systems of a kind would buy (share of the need) and cost, limits aside."""

    kind: str
    count: int
    gained: float
    cost: float
    crew: float


class Swap(Record, frozen=True, kw_only=True):
    """The best system in the place of a chosen one, and the share of the need that it loses."""

    site: str
    kind: str
    other_site: str
    other_kind: str
    lost: float


class FrontierPoint(Record, frozen=True, kw_only=True):
    """What more or less of one limit buys: `objective` is a plan found, no plan beats `bound`."""

    limit: str
    most: float
    objective: float
    bound: float
    cost: float
    crew: float
    systems: int


class SitingTold(Record, frozen=True, kw_only=True):
    """The siting of the plan's first option: candidates and options, regret under so many sets of
    wrong profiles, what more would buy, what else would do, and the frontier.
    """

    candidates: int
    options: int
    cells: int
    samples: int
    regret_mean: float | None = None
    regret_worst: float | None = None
    further: tuple[Further, ...] = ()
    swaps: tuple[Swap, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()


class OptionSeen(Record, frozen=True, kw_only=True):
    """A force option on the ground. `systems` are those stated and those chosen (`placement`); `whole`
    the shares seen by day and in the dark, `seen` by sector and act. `simulated` and `terms` are
    missing where the plan states no acts or the mission no agreement.
    """

    option: ForceOption
    budget: float | None
    crew: float | None
    systems: tuple[Asset, ...]
    placement: Placement
    whole: tuple[float, float]
    seen: tuple[SectorSeen, ...]
    simulated: Simulated | None = None
    terms: tuple[Verifiability, ...] = ()


class FieldTold(Record, frozen=True, kw_only=True):
    """The plan on the ground. `mix` are the acts at stake with their shares, `parts` those of the
    need; the first option is told in full: cells, gaps, consents, siting.
    """

    resolution: int
    mix: dict[str, float]
    parts: dict[str, float]
    options: tuple[OptionSeen, ...]
    cells: tuple[SeenCell, ...]
    gaps: tuple[Gap, ...]
    consents: tuple[ConsentSeen, ...]
    siting: SitingTold | None
    days: tuple[str, ...]
