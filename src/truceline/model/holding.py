"""Is it holding? What a brief's section shows: trends beside effort, changes, clusters, alerts, access.

Every trend is one observer's word of one unit: none is added to another, and no trend crosses accused
sides. What nobody observed and what nobody published are told apart, and neither is nought. What says
where a mission looks is restricted, and isn't here at all for wider audiences.
"""

from datetime import date, datetime
from typing import Final

from truceline.model.record import Record
from truceline.model.watch import Alert, Bounded, Change, Cluster

TREND_KINDS: Final = ("sector", "series", "side")
"""Of what a trend is: the mission's own record of a sector, a published series, reports that blame a side."""


class Stretch(Record, frozen=True, kw_only=True):
    """A count over the local days [first, last]: at least `lo`, at most `hi` (None: no upper end).

    Of it `apart_lo` to `apart_hi` are set apart by whoever published it, for the reason `apart`. `basis`
    are incidents or printed figures. `withheld` where the number may not be told; `lo` and `hi` are then 0.
    """

    first: date
    last: date
    lo: float
    hi: float | None = None
    apart: str = ""
    apart_lo: float = 0.0
    apart_hi: float = 0.0
    basis: tuple[str, ...] = ()
    withheld: bool = False

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    @property
    def exact(self) -> bool:
        """Is only one value possible?"""
        return self.hi == self.lo


class Trend(Record, frozen=True, kw_only=True):
    """One small multiple, from `first` to `last`. Days in no stretch are unknown.

    `kind` is of `TREND_KINDS`, `subject` the sector, series or accused side it is of, `part` a region of a
    series. `effort_h` are hours by day (None: not known) and `corrected` the effort-corrected counts by
    day; both are empty where there are none on any day, for the reason `why`. On the days `unseen` nobody
    worked. `silent` are days on which a bulletin of this side's accusers was due and not found.
    """

    id: str
    kind: str
    subject: str
    part: str = ""
    unit: str
    first: date
    last: date
    stretches: tuple[Stretch, ...] = ()
    effort_h: tuple[float | None, ...] = ()
    corrected: tuple[Bounded | None, ...] = ()
    unseen: tuple[date, ...] = ()
    silent: tuple[date, ...] = ()
    why: str = ""
    release: str = "restricted"


class WatchZone(Record, frozen=True, kw_only=True):
    """Ground of a sector, as a map outlines it: rings of (lat, lon)."""

    id: str
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    lat: float
    lon: float


class TrendChange(Record, frozen=True, kw_only=True):
    """A change and the trend that it is of. `incidents` are those behind it as far as they are known."""

    change: Change
    trend: str
    act: str = ""
    incidents: tuple[str, ...] = ()
    release: str = "restricted"


class SideAccess(Record, frozen=True, kw_only=True):
    """How well one side's conduct could be seen and told: beside another's, and never added to it.

    `hours` are those of neutral access on its territory, `worked_h` hours that assets worked on its side of
    the line (None: not logged). `denials` are incidents in which access is said to have been denied, delayed,
    put under conditions or jammed by it. Of `against`, incidents blamed on it, `listed` stand in a periodic
    list. `itemised` and `gaps` are the words on its accusers' lists and their gaps.
    """

    party: str
    hours: float | None = None
    worked_h: float | None = None
    denials: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    itemised: str = ""
    gaps: str = ""


class FigureSource(Record, frozen=True, kw_only=True):
    """Where a printed figure stands: its id and its address."""

    id: str
    url: str


class Holding(Record, frozen=True, kw_only=True):
    """Everything of the section, as far as its audience may see it; what it may not was never computed.

    `day` is the last whole local day. `uncorrected` says why no curve is corrected for effort, `no_ground`
    why there is none by sector, `no_scan` why there are no clusters. `zones` are the ground of sectors, by id.
    `alerts` are those on record by then, in the state they then had; `watched` whether a watch is set up.
    """

    day: date
    as_of: datetime
    watched: bool = False
    trends: tuple[Trend, ...] = ()
    changes: tuple[TrendChange, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    zones: tuple[WatchZone, ...] = ()
    left_out: tuple[str, ...] = ()
    uncorrected: str = ""
    no_ground: str = ""
    no_scan: str = ""
    alerts: tuple[Alert, ...] = ()
    access: tuple[SideAccess, ...] = ()
    sources: tuple[FigureSource, ...] = ()
    scope: str = ""
