"""The plan brief as data: what its page, tables and figures are written from.

What a mission would see and where it would be thin is restricted. No record holds a mean over methods
or a sum over units of different kinds.
"""

from datetime import date

from truceline.model.finding import Figure
from truceline.model.matching import Marginal, Matched
from truceline.model.mission import Party
from truceline.model.place import Line
from truceline.model.plan import Backstop, ForceOption, Profile, Published, Sized, Span
from truceline.model.planfield import FieldTold
from truceline.model.record import Problem, Record
from truceline.model.sizing import Method, Parameter


class StretchTold(Record, frozen=True, kw_only=True):
    """A sector, or the whole line (`id` empty): km along the line, its length in km (at the coarsest
    tolerance, at 1 km, as drawn), area in km² and protected sites, left and right of the line.
    """

    id: str
    name: str
    from_km: float
    to_km: float
    length_km: tuple[float, float, float]
    area_km2: tuple[float, float]
    sites: tuple[int, int]


class GroundTold(Record, frozen=True, kw_only=True):
    """The line and the zone: `lengths` are (tolerance, km), `step_km` the drawing's median and longest
    step; `zone` is GeoJSON, lon/lat; `boundaries` the policy of the map; `sites` are
    protected sites (lat, lon).
    """

    line: Line
    zone: str
    boundaries: str
    lengths: tuple[tuple[float, float], ...]
    step_km: tuple[float, float]
    whole: StretchTold
    sectors: tuple[StretchTold, ...]
    sites: tuple[tuple[float, float], ...] = ()


class ConsentTold(Record, frozen=True, kw_only=True):
    """What a consent scenario keeps and takes away: (kept, lost) area in km² and protected sites."""

    consent: str
    words: str
    area_km2: tuple[float, float]
    sites: tuple[int, int]


class Fall(Record, frozen=True, kw_only=True):
    """Persons who fall away between what was pledged and what is there, for one reason."""

    reason: str
    persons: float
    pledges: tuple[str, ...]


class Waterfall(Record, frozen=True, kw_only=True):
    """Persons pledged, what falls away, and the mean number there over the plan's months:
    `pledged` − Σ `falls` = `there`. Backfills serve elsewhere and aren't counted.
    """

    scenario: str
    pledged: float
    falls: tuple[Fall, ...]
    there: float
    pledges: tuple[str, ...]


class MonthNeed(Record, frozen=True, kw_only=True):
    """Required and met in one month over all lines of one capability and unit."""

    scenario: str
    capability: str
    unit: str
    month: date
    required: float
    met: float


class ScenarioTold(Record, frozen=True, kw_only=True):
    """A scenario's match with what stands under it: label, waterfall and calendar."""

    label: str
    match: Matched
    waterfall: Waterfall
    calendar: tuple[MonthNeed, ...]


class PlanBrief(Record, frozen=True, kw_only=True):
    """The plan brief. `sized` and `spans` hold every consent scenario; `methods` and `support` the
    numbers behind them as this plan uses them, `replaced` (method, parameter) those that the plan
    puts in the place of a default. `scenarios` and `marginals` are empty where the folder has no
    pledges or requirements; the first scenario is the one that the marginals compare with.
    `combat_zone` are the sectors that count as combat zone. `field` is the plan on the ground, None
    where the plan names no systems; `profiles` how well they see. `root` is that of the log, `entries`
    how many it held, `inputs` the files that were read: kind, name, digest.
    """

    title: str
    mission: str
    as_of: date
    seed: int
    release: str = "restricted"
    root: str = ""
    entries: int = 0
    start: date
    end: date
    host: str
    parties: tuple[Party, ...]
    ground: GroundTold
    consents: tuple[ConsentTold, ...]
    sized: tuple[Sized, ...]
    spans: tuple[Span, ...]
    published: tuple[Published, ...]
    options: tuple[ForceOption, ...]
    methods: tuple[Method, ...]
    support: dict[str, tuple[Parameter, ...]]
    replaced: tuple[tuple[str, str], ...]
    backstop: tuple[Backstop, ...]
    combat_zone: tuple[str, ...]
    pledges: int
    contributors: int
    scenarios: tuple[ScenarioTold, ...] = ()
    marginals: tuple[Marginal, ...] = ()
    field: FieldTold | None = None
    profiles: tuple[Profile, ...] = ()
    figures: tuple[Figure, ...] = ()
    problems: tuple[Problem, ...] = ()
    inputs: tuple[tuple[str, str, str], ...] = ()
