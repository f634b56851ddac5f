"""What is simulated: the area, the mission's systems, the acts, and who handles what is seen.

Assumptions only. The cells stand for places: an act happens at the middle of one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.coverage.passes import unit_vectors
from truceline.foundation.coverage.terrain import Terrain
from truceline.model.plan import Asset, Backstop, Profile, Shift
from truceline.model.simulation import Handling, Reserve, Teams, Violations

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARTH_KM: Final = 6371.0


@dataclass(frozen=True)
class Scenario:
    """Everything that a simulation assumes.

    `cells` as coverage takes them (cell, lat, lon in degrees), with `sector` and `weight` where
    places differ; `shifts` None for work as planned in local hours of `zone`, else the record;
    `terrain` heights that hide, None where nothing does.
    Raises `ValueError` without cells, for days that aren't positive, or for a sector without cells.
    """

    cells: pa.Table
    start: datetime
    days: float
    assets: tuple[Asset, ...]
    profiles: tuple[Profile, ...]
    violations: tuple[Violations, ...]
    shifts: tuple[Shift, ...] | None = None
    teams: tuple[Teams, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    backstop: tuple[Backstop, ...] = ()
    handling: Handling = field(default_factory=Handling)
    zone: str = "UTC"
    terrain: Terrain | None = None

    def __post_init__(self) -> None:
        if self.cells.num_rows == 0 or self.days <= 0:
            raise ValueError("a simulation needs cells and days")
        named = {v.sector for v in self.violations} | {t.sector for t in self.teams}
        if lost := sorted(named - {"", *self.sectors}):
            raise ValueError(f"no cell lies in sector {', '.join(lost)}")
        lines = [(v.act, v.sector) for v in self.violations]
        if len(lines) > len(set(lines)):
            raise ValueError("violations of one kind and sector stand twice")

    @property
    def acts(self) -> tuple[str, ...]:
        """Kinds of act that happen."""
        return tuple(sorted({v.act for v in self.violations}))

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """Names of sectors, sorted."""
        return tuple(sorted(set(self._named)))

    @cached_property
    def _named(self) -> list[str]:
        if "sector" not in self.cells.column_names:
            return [""] * self.cells.num_rows
        return [name or "" for name in self.cells["sector"].to_pylist()]

    @cached_property
    def sector(self) -> Ints:
        """Number of each cell's sector."""
        number = {name: n for n, name in enumerate(self.sectors)}
        return np.array([number[name] for name in self._named], np.int64)

    @cached_property
    def weight(self) -> Floats:
        """How readily acts happen in each cell."""
        if "weight" not in self.cells.column_names:
            return np.ones(self.cells.num_rows)
        return np.asarray(self.cells["weight"].to_numpy(), float)

    @cached_property
    def lat(self) -> Floats:
        """Degrees, by cell."""
        return np.asarray(self.cells["lat"].to_numpy(), float)

    @cached_property
    def lon(self) -> Floats:
        """Degrees, by cell."""
        return np.asarray(self.cells["lon"].to_numpy(), float)

    @cached_property
    def places(self) -> Floats:
        """Cells as points of a sphere with the Earth's radius, km."""
        return EARTH_KM * unit_vectors(self.lat, self.lon)

    @cached_property
    def hours(self) -> NDArray[np.datetime64]:
        """Starts of all hours, UTC; the simulation's clock counts hours from the first."""
        first = np.datetime64(int(self.start.timestamp()), "s")
        return first + np.arange(int(np.ceil(self.days * 24))) * np.timedelta64(3600, "s")

    def middle(self, sector: str) -> Floats:
        """A sector's middle on the sphere, km: the mean of its cells, put back on the ground."""
        mean = self.places[self.sector == self.sectors.index(sector)].mean(axis=0)
        return np.asarray(EARTH_KM * mean / np.linalg.norm(mean))


def apart_km(a: Floats, b: Floats) -> Floats:
    """Great-circle distances between points on the sphere, by rows."""
    chord = np.linalg.norm(np.asarray(a) - np.asarray(b), axis=-1)
    return np.asarray(2.0 * EARTH_KM * np.arcsin(np.minimum(chord / (2.0 * EARTH_KM), 1.0)))


def on_sphere(lat: float, lon: float) -> Floats:
    """A place on the sphere, km."""
    return np.asarray(EARTH_KM * unit_vectors(np.array([lat]), np.array([lon]))[0])
