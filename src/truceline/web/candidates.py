"""Where an incident may be: what its reports say, what fits an ambiguous name, what a typed name finds.

Candidates are offered in no order of belief and none is chosen: a person relocates.
"""

from collections.abc import Iterable, Iterator

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.model.evidence import Report
from truceline.model.place import Ambiguous, Place
from truceline.model.record import Record

POINT_KM = 1.0
"""Error of a place whose report gives coordinates and no error."""


class Spot(Record, frozen=True, kw_only=True):
    """A place that may be meant: WGS84 degrees, `km` one standard deviation. `reports` name it; empty
    where a name was looked up.
    """

    name: str
    admin1: str = ""
    country: str = ""
    lat: float
    lon: float
    km: float
    reports: tuple[str, ...] = ()


def spots(reports: Iterable[Report]) -> tuple[Spot, ...]:
    """Every place that reports give or that fits what they name, each once."""
    found: dict[tuple[float, float, float], Spot] = {}
    for spot in (s for report in reports for s in _told(report)):
        at = (spot.lat, spot.lon, spot.km)
        known = found.get(at, spot.but(reports=()))
        found[at] = known.but(reports=(*known.reports, *spot.reports))
    return tuple(found.values())


def _told(report: Report) -> Iterator[Spot]:
    blank = Spot(
        name=report.place_name or "",
        admin1=report.admin1 or "",
        country=report.country or "",
        lat=0.0,
        lon=0.0,
        km=POINT_KM,
        reports=(report.key,),
    )
    if report.lat is not None and report.lon is not None:
        yield blank.but(lat=report.lat, lon=report.lon, km=report.place_uncertainty_km or POINT_KM)
    for said in (report.place_candidates or "").split(";"):
        if said:
            lat, lon, km = (float(part) for part in said.split(","))
            yield blank.but(lat=lat, lon=lon, km=km)


def named(name: str, country: str, boundaries: str) -> tuple[Spot, ...]:
    """What the gazetteer finds under a name in a country; none for an unknown name."""
    found = Gazetteer.load(boundaries).resolve(name, country)
    if isinstance(found, Ambiguous):
        return tuple(_spot(place) for place in found.candidates)
    return (_spot(found),) if isinstance(found, Place) else ()


def _spot(place: Place) -> Spot:
    return Spot(
        name=place.name,
        admin1=place.admin1,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        km=place.radius_km,
    )
