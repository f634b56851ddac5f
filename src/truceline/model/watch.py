"""The watch's vocabulary: what was counted, how hard anybody looked, what changed, what to tell whom.

A count stands beside the hours behind it, always. No number here crosses two units of counting, and
nothing says what happened where nobody looked: that is *not observed*, never nought. What says where
a mission looks is restricted.
"""

from datetime import date, datetime
from typing import Final

import pyarrow as pa

from truceline.model.record import Record

SPANS: Final = ("period", "previous", "since")
"""What a printed figure speaks of: the issue's own period, the one before it, or all since a start."""
PRINTED_BOUNDS: Final = ("exact", "at_least", "at_most", "unquantified")
APART_SHARES: Final = ("all", "most", "some")
"""How much of a figure its publisher sets apart (as an exercise, say) where it gives no number."""
LIGHTS: Final = ("", "day", "night")
STEP_STATES: Final = ("open", "acknowledged", "closed")
BACKLOG: Final = "backlog"
"""State of an alert whose matter was known before the watch began: on record, told in sum, never sent."""
ALERT_STATES: Final = (*STEP_STATES, BACKLOG)
UNITS: Final = ("incident", "barrage", "discharge")
"""Units that are never added up: one incident may hold many barrages, one barrage many discharges."""


class Printed(Record, frozen=True, kw_only=True):
    """One figure as an issue printed it: a row of a series table. Input only, somebody's word.

    `part` is a region or sector, empty for the whole. The period is half-open; of a *previous* figure
    only its `end` is sure unless `hours` tells its length. `lo`/`hi` bound the number (no `hi`: at
    least `lo`; both None: told without a number). `apart` says why some of it is set apart, and
    `apart_lo`/`apart_hi` how much.
    """

    id: str
    series: str
    unit: str
    issue: str
    span: str
    part: str = ""
    start: datetime
    end: datetime
    lo: float | None = None
    hi: float | None = None
    apart: str = ""
    apart_lo: float = 0.0
    apart_hi: float = 0.0
    note: str = ""
    url: str = ""


class Series(Record, frozen=True, kw_only=True):
    """A published series: figures of one unit from one publisher, by time. `parts` make up the whole."""

    id: str
    unit: str
    parts: tuple[str, ...] = ()
    printed: tuple[Printed, ...] = ()


class Period(Record, frozen=True, kw_only=True):
    """A count over a half-open period, as it follows from printed figures.

    `lo` ≤ count ≤ `hi` (None: no upper end was printed); exact where both are equal. `basis` are the
    printed figures it rests on and `arithmetic` how, in words. Of the count `apart_lo` to `apart_hi`
    are set apart, for the reason `apart`.
    """

    series: str
    unit: str
    part: str = ""
    start: datetime
    end: datetime
    lo: float = 0.0
    hi: float | None = None
    basis: tuple[str, ...] = ()
    arithmetic: str = ""
    apart: str = ""
    apart_lo: float = 0.0
    apart_hi: float = 0.0

    @property
    def exact(self) -> float | None:
        """The count where only one value is possible."""
        return self.lo if self.hi == self.lo else None

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.end - self.start).total_seconds() / 86400

    @property
    def kept(self) -> tuple[float, float | None]:
        """Bounds of what is left when the rest is set apart."""
        hi = None if self.hi is None else self.hi - self.apart_lo
        return max(0.0, self.lo - self.apart_hi), hi


class Conversion(Record, frozen=True, kw_only=True):
    """How one unit of counting becomes another, as somebody stated it: `unit`s with gaps of at most
    `gap_h` hours are one `to`. There is no way back.
    """

    unit: str
    to: str
    gap_h: float
    source: str


class Calibration(Record, frozen=True, kw_only=True):
    """A trial of a detection profile: of `trials` acts that were known to happen it saw `seen`.

    `expected` is the mean probability that the profile gave those acts. A row of `calibrations.csv`.
    """

    profile: str
    trials: int
    seen: int
    expected: float
    source: str = ""


class Bounded(Record, frozen=True, kw_only=True):
    """An estimate with its interval (95 % unless said otherwise)."""

    value: float
    lo: float
    hi: float


TALLY_SCHEMA: Final[pa.Schema] = pa.schema(
    [
        pa.field("sector", pa.string(), nullable=False),
        pa.field("act", pa.string(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("light", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("count", pa.float64(), nullable=False),
        pa.field("effort_h", pa.float64()),
        pa.field("seen_h", pa.float64()),
        pa.field("whole_h", pa.float64(), nullable=False),
    ],
    metadata={b"release": b"restricted"},
)
"""Counts beside effort: one row per stratum (sector × act × side of the line × light), local day and
unit. `effort_h` are hours that assets worked there, null where no hours were logged (0 means logged:
nobody worked). `seen_h` = Σ p over the stratum's hours, the mean over its ground: hours of perfect
sight; null where coverage is not known. `whole_h` are the stratum's hours in all."""


class Rate(Record, frozen=True, kw_only=True):
    """How often acts of one stratum were recorded, beside the hours; restricted, like its hours.

    `per_hour` counts an hour of effort; `corrected` counts a day of the whole stratum, as if
    everything had been seen, and is None unless it can be answered for: `why` says so in words.
    `p` is the mean probability that an act would have been seen. Without effort `observed` is false
    and there is no rate at all.
    """

    sector: str
    act: str = ""
    side: str = ""
    light: str = ""
    unit: str
    start: date
    end: date
    count: float
    observed: bool
    effort_h: float | None = None
    per_hour: Bounded | None = None
    p: float | None = None
    corrected: Bounded | None = None
    spread: float = 1.0
    why: str = ""
    release: str = "restricted"


class Curves(Record, frozen=True, kw_only=True):
    """The three curves that stand in every chart: recorded, corrected for effort, effort, by day.

    `recorded` is None on days without observation (no effort, no bulletin), `corrected` where it
    can't be given, for the reason `why`; `effort_h` None where hours were not logged.
    """

    sector: str
    act: str = ""
    unit: str
    days: tuple[date, ...]
    recorded: tuple[float | None, ...]
    effort_h: tuple[float | None, ...]
    corrected: tuple[Bounded | None, ...]
    why: str = ""
    release: str = "restricted"


class Gap(Record, frozen=True, kw_only=True):
    """Days [first, last] on which a bulletin was due and none was received."""

    first: date
    last: date


class SourceHealth(Record, frozen=True, kw_only=True):
    """Bulletins expected of a source and received, with the gaps between; `share` is how much of the
    record rests on it alone, and so what a drop-out would hide.
    """

    source: str
    expected: int
    received: int
    gaps: tuple[Gap, ...] = ()
    share: float = 0.0
    words: str = ""


class Unreported(Record, frozen=True, kw_only=True):
    """How many acts two independent lists both missed; refused unless `estimate` is given.

    `both` acts stand in both lists. `units` says what was counted (incidents, or sector-days for
    occupancy). `tested` are the assumptions that were tested, in words; `why` the refusal.
    """

    first: str
    second: str
    units: str
    in_first: int
    in_second: int
    both: int
    estimate: Bounded | None = None
    tested: tuple[str, ...] = ()
    why: str = ""


class Change(Record, frozen=True, kw_only=True):
    """A change of the rate: when, how surely, how large, and what else changed then.

    The new rate holds from `day` on (the middle of the posterior of its place); the change lies within
    [`earliest`, `latest`] with 95 %. `probability` is that of any change in there. `ratio` is rate
    after over rate before, the rates `before` and `after` count `per` (a day of exposure).
    `corrected` says whether effort was taken out. `beside` names what else changed within days of it
    (effort, sources, dates of the agreement): coincidence, told as such. `told` is the day whose
    count first raised it, None when found with hindsight.
    """

    series: str
    day: date
    earliest: date
    latest: date
    probability: float
    ratio: Bounded
    before: float
    after: float
    unit: str = ""
    per: str = "day"
    corrected: bool = False
    told: date | None = None
    beside: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


class Cluster(Record, frozen=True, kw_only=True):
    """Where and since when more was recorded than rate × effort would give: of a space-time scan.

    `zone` are sectors or cells, `places` the stretches within sectors where they are known; `p_value` of one scan, `adjusted` for daily
    repetition. Not a group of reports: that is an incident.
    """

    id: str
    zone: tuple[str, ...]
    places: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    start: date
    end: date
    observed: float
    expected: float
    relative_risk: float
    p_value: float
    adjusted: float
    mode: str = ""
    secondary: bool = False
    basis: tuple[str, ...] = ()
    release: str = "restricted"


class Alert(Record, frozen=True, kw_only=True):
    """Something a duty officer should know, raised once: `about` names what it is raised for, so that
    the same thing isn't raised again. `figures` are what it cites; `state` is open, acknowledged or
    closed (with `reason`), or backlog. The place, if it has one, is a disc in degrees and km.
    """

    id: str
    rule: str
    about: str
    sentence: str
    raised: datetime
    sector: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    state: str = "open"
    reason: str = ""
    by: str = ""
    figures: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    release: str = "restricted"


class WatchSpec(Record, frozen=True, kw_only=True):
    """`watch.yaml`, checked: which tables a watch reads and the levels it works at.

    `series`, `assets`, `effort`, `sensed` (hours that signs of life prove), `profiles`, `calibrations` are
    files of the mission folder. `spell_days` is the mean length of a steady spell, `level` the probability
    from which on a change is told (day by day and of a steady record `steady_level`), `recent_days` how
    far back it may lie; `least_p` the mean probability of detection and `least_trials` the trials per
    profile without which no rate is corrected.
    """

    series: str = ""
    assets: str = ""
    effort: str = ""
    sensed: str = ""
    profiles: str = ""
    calibrations: str = ""
    spell_days: float = 120.0
    level: float = 0.5
    steady_level: float = 0.3
    recent_days: int = 14
    least_p: float = 0.3
    least_trials: int = 30
    conversions: tuple[Conversion, ...] = ()
