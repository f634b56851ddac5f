"""Places, their uncertainty, and the lines and zones that an agreement draws.

Coordinates are WGS84 degrees; `km` is one standard deviation of the place error per axis.
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from truceline.model.record import Record

KM_PER_DEGREE = 111.195
"""km of a degree of latitude, on a sphere as large as the Earth."""


class PlaceBasis(StrEnum):
    """How a report's coordinates came about."""

    GIVEN = "given"
    GAZETTEER = "gazetteer"
    REGION = "region"  # only a region or district is named: the point is its middle
    OBSERVATION = "observation"  # bearing and distance from a post
    AMBIGUOUS = "ambiguous"  # several places fit; no coordinates
    UNLOCATED = "unlocated"


class Place(Record, frozen=True, kw_only=True):
    """A point with its error. `radius_km` is one standard deviation."""

    name: str = ""
    lat: float
    lon: float
    radius_km: float
    country: str = ""  # ISO 3166-1 alpha-2
    admin1: str = ""  # ISO 3166-2 where known, else the unit's name
    basis: PlaceBasis = PlaceBasis.GIVEN

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"place: {self.lat}, {self.lon} is not on the globe")
        if self.radius_km < 0:
            raise ValueError(f"place: an error of {self.radius_km} km is negative")


class Ambiguous(Record, frozen=True, kw_only=True):
    """The gazetteer's answer when several places fit a name; the best comes first."""

    name: str
    candidates: tuple[Place, ...]


class Unknown(Record, frozen=True, kw_only=True):
    """The gazetteer's answer when no place fits a name; `hint` names the nearest spelling."""

    name: str
    hint: str = ""


Resolution: TypeAlias = Place | Ambiguous | Unknown


class Line(Record, frozen=True, kw_only=True):
    """A line of contact on one day: vertices (lat, lon) in order along the line.

    `party` is set where each party has a line of its own. `left` is the party that stands on the
    left-hand side when one walks the vertices, `right` the other.
    """

    vertices: tuple[tuple[float, float], ...]
    as_of: date | None = None
    party: str = ""
    left: str = ""
    right: str = ""


_LEAST_KM_OF_DEGREE = 110.5  # of latitude, at the equator; 111.7 at a pole


class ZoneSpec(Record, frozen=True, kw_only=True):
    """How an agreement defines a zone; exactly one of the ways is used.

    `from_line` is a band of signed distances in km from the line, negative on the left-hand
    party's side; with `party` the band lies on that party's side alone and counts from 0. `polygon`
    holds (lat, lon) vertices; `centre` and `radius_km` a disc; `admin` units by ISO 3166-2 code;
    `width_km` is a whole width where a text gives one, half of it to either side.
    """

    id: str
    from_line: tuple[float, float] | None = None
    width_km: float | None = None
    party: str = ""
    polygon: tuple[tuple[float, float], ...] = ()
    centre: tuple[float, float] | None = None
    radius_km: float | None = None
    admin: tuple[str, ...] = ()

    @property
    def holds_pole(self) -> bool:
        """Does the disc reach a pole? Around one, degrees draw no shape."""
        if self.centre is None or self.radius_km is None:
            return False
        return self.radius_km >= (90 - abs(self.centre[0])) * _LEAST_KM_OF_DEGREE
