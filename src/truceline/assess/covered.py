"""What was or would be seen of one kind of act, cell by cell, by day and in the dark.

Hours of work on record are what counts; where only systems are known, their hours as planned. A cell
at which nobody looked has no probability, which is never 0. It says where a mission looks and where it
doesn't: restricted in every output.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from truceline.assess.shelf import Shelf
from truceline.assess.watchcells import BAND_KM, forbidden_ground
from truceline.assess.watchinputs import watch_inputs
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.agreement.usual import forbidden
from truceline.foundation.coverage.cells import cells_of_zone
from truceline.foundation.coverage.coverage import coverage, places
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.coverage.night import dark
from truceline.foundation.coverage.pairs import System, blind, systems_of
from truceline.foundation.mission.plantables import read_assets, read_profiles
from truceline.foundation.places.geodesy import Flat, middle_of, running_on
from truceline.foundation.places.zone import zone_geometry
from truceline.foundation.vocabulary import matches, names_member, words
from truceline.model.agreement import OBSERVABLE, Agreement
from truceline.model.mission import Mission
from truceline.model.place import ZoneSpec
from truceline.model.plan import Asset, PlanSpec, Profile, Shift
from truceline.model.ports import Store

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]

MOST_CELLS: Final = 9_000
"""Cells within reach of some system: as fine as this allows."""
_KM2: Final = {9: 0.105, 8: 0.737, 7: 5.161, 6: 36.13, 5: 252.9, 4: 1770.3, 3: 12393.0}
"""Mean area of a cell (h3geo.org/docs/core-library/restable)."""
_PAD: Final = 1.02
"""Reach is drawn a little larger, since flat maps are good to a few parts in a thousand."""
_AT_ONCE: Final = 2_000_000
"""Cells × hours that are held in memory together."""


class Lookers(NamedTuple):
    """Who looks: `shifts` None where no hours are on record, `option` the plan's force option whose
    systems these are, empty for the mission's own. `expected` are acts a day as the plan has them.
    """

    assets: tuple[Asset, ...] = ()
    shifts: tuple[Shift, ...] | None = None
    profiles: tuple[Profile, ...] = ()
    option: str = ""
    expected: Mapping[str, float] = MappingProxyType({})

    def seeing(self, act: str) -> tuple[System, ...]:
        """Those that can see such an act at all."""
        return tuple(s for s in systems_of(self.assets, self.profiles) if not blind(s, act))


@dataclass(frozen=True)
class Seen:
    """Mean probability by cell over the hours of daylight and of dark, NaN where nobody looked then.

    `cells` has cell (H3), lat, lon in degrees: those within reach. `area` is the whole ground, lon/lat,
    and `km2` its size about; `cell_km2` that of each cell.
    """

    cells: pa.Table
    day: Floats
    night: Floats
    area: BaseGeometry
    km2: float
    cell_km2: Floats


def lookers(mission: Mission, store: Store) -> Lookers:
    """The mission's systems with their hours on record; else those that its plan states for its first
    force option, as planned; else none.
    """
    shelf = Shelf(store)
    given = watch_inputs(shelf.text, mission.spec)
    rates = given.plan.simulation.rates if given.plan else {}
    if given.assets or given.plan is None or not given.plan.assets:
        return Lookers(given.assets, given.shifts, given.profiles, expected=rates)
    return _planned(shelf, given.plan)._replace(expected=rates)


def _planned(shelf: Shelf, plan: PlanSpec) -> Lookers:
    own = shelf.text("profiles", plan.profiles) if plan.profiles else None
    profiles = (own and read_profiles(own, plan.profiles)[0]) or shipped_profiles()
    text = shelf.text("assets", plan.assets)
    stated = read_assets(text, plan.assets, profiles)[0] if text is not None else ()
    first = plan.options[0] if plan.options else None
    kept = (a for a in stated if not a.options or (first is not None and first.id in a.options))
    return Lookers(tuple(kept), None, profiles, first.name or first.id if first else "")


def acts_asked(agreement: Agreement, looking: Lookers) -> tuple[str, ...]:
    """Acts that some term forbids under some reading and some system can see, in alphabetical order;
    all that can be seen where no term names any.
    """
    terms = [t for r in all_readings(agreement) for t in r.terms if isinstance(t, OBSERVABLE)]
    patterns = {pattern for term in terms for pattern in forbidden(term)}
    seen = [act for act in sorted(words("acts")) if names_member(act) and looking.seeing(act)]
    named = tuple(act for act in seen if any(matches(p, act) for p in patterns))
    return named or tuple(seen)


def hours_between(since: datetime, until: datetime) -> Hours:
    """Starts of the hours that begin in [since, until), UTC."""
    first, last = (_second(moment) for moment in (since, until))
    start = -(-first // 3600) * 3600
    return np.arange(start, last, 3600).astype("datetime64[s]")


def _second(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def area_of(mission: Mission, looking: Lookers) -> BaseGeometry | None:
    """The ground in question, lon/lat: where acts are forbidden, else a band along the line, else what
    the systems reach; None without any.
    """
    spec = mission.spec
    area, _ = forbidden_ground(mission.agreement, spec.line, spec.boundaries)
    if area is None and spec.line is not None:
        drawn = zone_geometry(ZoneSpec(id="band", from_line=(-BAND_KM, BAND_KM)), spec.line)
        area = drawn if isinstance(drawn, BaseGeometry) else None
    return area if area is not None else _reached(systems_of(*looking[0:3:2]))


def _reached(systems: Sequence[System], flat: Flat | None = None) -> BaseGeometry | None:
    """All places within reach of some system, lon/lat; on a flat map where one is given."""
    if not systems:
        return None
    tracks = [shapely.LineString(running_on(s.asset.route)) if len(s.asset.route) > 1
              else shapely.Point(s.asset.lon, s.asset.lat) for s in systems]  # fmt: skip
    own = flat or middle_of(shapely.union_all(tracks))
    discs = [own.flat(t).buffer(s.reach_km * _PAD) for t, s in zip(tracks, systems, strict=True)]
    whole = shapely.union_all(discs)
    return whole if flat else own.globe(whole)


def seen(area: BaseGeometry, hours: Hours, looking: Lookers, act: str, zone: str) -> Seen:
    """What was (hours on record) or would be seen (as planned) of an act over these hours, by cell."""
    flat = middle_of(area)
    ground = flat.flat(area)
    reached = _reached(looking.seeing(act), flat)
    near = ground.intersection(reached) if reached is not None else shapely.Polygon()
    resolution = next((r for r in _KM2 if near.area / _KM2[r] <= MOST_CELLS), min(_KM2))
    cells = cells_of_zone(flat.globe(near), resolution)
    day, night = _means(cells, hours, looking, act, zone)
    return Seen(cells, day, night, area, float(ground.area), _sizes(cells))


def _sizes(cells: pa.Table) -> Floats:
    """km² of each cell: they differ by a third over the globe."""
    from h3.api import basic_int as h3  # noqa: PLC0415 -- only where the layer is shown

    return np.array([h3.cell_area(cell) for cell in cells["cell"].to_pylist()], float)


def _means(
    cells: pa.Table, hours: Hours, looking: Lookers, act: str, zone: str
) -> tuple[Floats, Floats]:
    """Means by day and in the dark over all hours, those that nobody looked at with 0; NaN for a cell
    at which nobody ever looked then.
    """
    lat, lon = cells["lat"].to_numpy(), cells["lon"].to_numpy()
    total, looked, whole = (np.zeros((2, len(lat))) for _ in range(3))
    step = 24 * max(1, _AT_ONCE // max(1, 24 * len(lat)))
    for some in (hours[at : at + step] for at in range(0, len(hours) if len(lat) else 0, step)):
        night = dark(lat, lon, some)
        rows = coverage(cells, some, *looking[:3], act, zone=zone)
        when = places(some.astype(np.int64), rows["hour"].cast(pa.int64()))
        where = places(cells["cell"].to_numpy(), rows["cell"])
        for n, held in enumerate((~night, night)):
            mine = held[when, where]
            total[n] += np.bincount(where[mine], rows["p"].to_numpy()[mine], len(lat))
            looked[n] += np.bincount(where[mine], minlength=len(lat))
            whole[n] += held.sum(axis=0)
    day, dusk = np.where(looked > 0, total / np.maximum(whole, 1.0), np.nan)
    return day, dusk
