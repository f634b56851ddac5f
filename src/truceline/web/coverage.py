"""What the mission sees, as a layer of the map: cells with their probability, and ground that nobody
looked at.

Must never be worked out for anybody who isn't cleared for what is restricted, and never call a place
unseen by a number: where nobody looked there is none.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import msgspec
import numpy as np
import pyarrow.compute as pc
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.assess.covered import (
    Lookers,
    Seen,
    acts_asked,
    area_of,
    hours_between,
    seen,
)
from truceline.assess.picture.picture import Picture
from truceline.foundation.places.geodesy import near_lon
from truceline.foundation.vocabulary import words
from truceline.model.ports import Store
from truceline.model.record import Record
from truceline.web.geojson import Plain, collection, feature
from truceline.web.ground import looking
from truceline.web.kept import Kept
from truceline.web.parameters import refuse
from truceline.web.query import Query

LONGEST: Final = timedelta(days=92)
"""Of a longer span the end is told."""
LATELY: Final = {"record": timedelta(days=7), "plan": timedelta(days=1)}
"""What is told where no span is asked for: hours on record come in late, a plan has a day."""
DIGITS: Final = 4
LIGHTS: Final = ("day", "night")
_kept: Final[Kept[bytes]] = Kept(24, in_turn=True)
"""In turn: two at once would take as long, and all of the machine."""


class Share(Record, frozen=True, kw_only=True):
    """Of the ground, the share (0 to 1) at which somebody looked, and what was seen there on average;
    None where nobody looked at all.
    """

    looked: float
    mean: float | None


class Coverage(Record, frozen=True, kw_only=True):
    """The layer. `why` there is none: no_systems, no_ground, blind (no system sees such an act), no_hours;
    else empty. `basis` is record (hours that were worked) or plan, `option` the plan's force option whose
    systems these are. `acts` are what may be asked for; `since` to `until` is half-open.

    `cells` and `unlooked` are GeoJSON. A cell has `day` and `night`, null where nobody looked then; a part
    of the ground at which nobody looked has its `light`.
    """

    act: str
    acts: tuple[str, ...]
    why: str = ""
    basis: str = ""
    option: str = ""
    systems: int = 0
    since: datetime | None = None
    until: datetime | None = None
    day: Share | None = None
    night: Share | None = None
    cells: Plain = msgspec.field(default_factory=dict)
    unlooked: Plain = msgspec.field(default_factory=dict)


class Span(NamedTuple):
    """What is asked about; None where nothing is said. `now` is the latest moment of all."""

    since: datetime | None
    until: datetime | None
    now: datetime


def coverage_json(picture: Picture, store: Store, query: Query, now: datetime) -> bytes:
    """`Coverage` as JSON, of the query's act (none: the one reported most) over the query's time. Raises
    `ValidationException` (400) for what isn't one kind of act.
    """
    act = ",".join(query.acts)
    if act and act not in words("acts"):
        raise refuse("act", "coverage is of one kind of act; `truceline schema` lists them")
    hour = min(picture.as_of, now).replace(minute=0, second=0, microsecond=0)
    span = Span(query.since, query.until, hour)

    def make() -> bytes:
        known = looking(picture.assessment.mission, store)
        return msgspec.json.encode(_coverage(picture, known, act, span))

    return _kept.of(picture, (act, span), make)


def _coverage(picture: Picture, known: Lookers, act: str, span: Span) -> Coverage:
    mission = picture.assessment.mission
    basis = "plan" if known.shifts is None else "record"
    if not known.assets:
        return Coverage(act=act, acts=(), why="no_systems")
    acts = acts_asked(mission.agreement, known)
    chosen = act or _first_asked(picture, known, acts)
    since, until = _between(span, basis)
    told = Coverage(
        act=chosen, acts=acts, basis=basis, option=known.option, since=since, until=until,
        systems=len(known.assets),
    )  # fmt: skip
    hours, area = hours_between(since, until), area_of(mission, known)
    if area is None:
        return told.but(why="no_ground")
    if not len(hours):
        return told.but(why="no_hours")
    if not known.seeing(chosen):
        return told.but(why="blind")
    return _drawn(told, seen(area, hours, known, chosen, mission.spec.timezone))


def _first_asked(picture: Picture, known: Lookers, acts: tuple[str, ...]) -> str:
    """Of these acts the one that most incidents are of; of equals the one that the plan expects most
    often, then the first.
    """
    rows = pc.value_counts(picture.rows["act"]).to_pylist()
    counted = {row["values"]: row["counts"] for row in rows}
    often = lambda act: (counted.get(act, 0), known.expected.get(act, 0.0))  # noqa: E731
    return max(acts, key=often, default="")


def _between(span: Span, basis: str) -> tuple[datetime, datetime]:
    """The span up to now, or what is told without one."""
    until = min(span.until or span.now, span.now)
    since = span.since if span.since is not None else _before(until, LATELY[basis])
    return max(min(since, until), _before(until, LONGEST)), until


def _before(moment: datetime, span: timedelta) -> datetime:
    """So long before, as far as the calendar goes back."""
    return moment - min(span, moment - datetime.min.replace(tzinfo=UTC))


def _drawn(told: Coverage, found: Seen) -> Coverage:
    shares = [_share(found, values) for values in (found.day, found.night)]
    bare = (
        feature(ground, light=light)
        for light, values in zip(LIGHTS, (found.day, found.night), strict=True)
        if not (ground := _unlooked(found, values)).is_empty
    )
    cells = collection(_cells(found))
    return told.but(day=shares[0], night=shares[1], cells=cells, unlooked=collection(bare))


def _share(found: Seen, values: np.ndarray) -> Share:
    looked = ~np.isnan(values)
    km2 = float(found.cell_km2[looked].sum())
    mean = float(values[looked].mean()) if looked.any() else None
    return Share(looked=min(km2 / found.km2, 1.0) if found.km2 else 0.0, mean=mean)


def _cells(found: Seen) -> list[Plain]:
    """Cells at which somebody looked by day or in the dark."""
    from h3.api import basic_int as h3  # noqa: PLC0415 - only where the layer is shown

    middle = _middle(found.area)
    rows = zip(found.cells["cell"].to_pylist(), found.day, found.night, strict=True)
    return [
        {
            "type": "Feature",
            "geometry": {
                "type": "Polygon",
                "coordinates": [_ring(h3.cell_to_boundary(cell), middle)],
            },
            "properties": {"day": _rounded(day), "night": _rounded(night)},
        }
        for cell, day, night in rows
        if not (np.isnan(day) and np.isnan(night))
    ]


def _rounded(p: float) -> float | None:
    return None if np.isnan(p) else round(float(p), 3)


def _middle(area: BaseGeometry) -> float:
    """The longitude around which the ground is drawn, past the 180th meridian too."""
    west, _, east, _ = area.bounds
    return float(west + east) / 2


def _ring(corners: Sequence[tuple[float, float]], middle: float) -> list[tuple[float, float]]:
    """Corners (lat, lon) as a closed ring (lon, lat)."""
    lats, lons = np.round(np.array(corners).T, DIGITS)
    ring = list(zip(near_lon(lons, middle).tolist(), lats.tolist(), strict=True))
    return [*ring, ring[0]]


def _unlooked(found: Seen, values: np.ndarray) -> BaseGeometry:
    """The ground without the cells at which somebody looked."""
    from h3.api import basic_int as h3  # noqa: PLC0415

    looked = found.cells["cell"].to_numpy()[~np.isnan(values)].tolist()
    if not looked:
        return found.area
    drawn = shapely.geometry.shape(h3.cells_to_h3shape(looked).__geo_interface__)
    middle = _middle(found.area)
    near = shapely.transform(drawn, lambda x, y: (near_lon(x, middle), y), interleaved=False)
    return found.area.difference(shapely.make_valid(near))
