"""Where it happened: zones, bands along the line, and the surroundings of sites.

Zones are computed from the agreement's own words and the mission's line; an answer is the share of
the incident's place error that lies inside. What can't be computed stays undetermined(place).
"""

from collections.abc import Iterable
from functools import lru_cache

from shapely.geometry.base import BaseGeometry

from truceline.foundation.agreement.reading import covers_category
from truceline.foundation.places.zone import share_inside, share_within_km, zone_geometry
from truceline.model.agreement import SiteList
from truceline.model.finding import Answer, Verdict, Why
from truceline.model.mission import Site
from truceline.model.place import Line, Place, ZoneSpec
from truceline.model.record import Problem
from truceline.stages.compliance.scene import Scene
from truceline.stages.compliance.weigh import measured, unknown
from truceline.stages.compliance.words import list_words


def zone_step(scene: Scene, zone_id: str) -> Answer:
    """Inside a zone of the agreement?"""
    spec = scene.ground.zones.get(zone_id)
    question = f"inside zone {zone_id}"
    if spec is None:
        return unknown(question, Why.PLACE, "the agreement defines no such zone")
    return area_step(scene, spec, question)


def area_step(scene: Scene, spec: ZoneSpec, question: str) -> Answer:
    """Inside an area that a term describes?"""
    place = scene.incident.where
    if place is None:
        return unknown(question, Why.PLACE, "the place is not known")
    share = _share(spec, scene.ground.line, scene.ground.boundaries, place)
    if isinstance(share, Problem):
        return unknown(question, Why.PLACE, share.message)
    return measured(question, share, Why.PLACE, scene.ground.settings)


@lru_cache(maxsize=4096)
def _share(spec: ZoneSpec, line: Line | None, boundaries: str, place: Place) -> float | Problem:
    area = _area(spec, line, boundaries)
    return area if isinstance(area, Problem) else share_inside(area, place)


@lru_cache(maxsize=256)
def _area(spec: ZoneSpec, line: Line | None, boundaries: str) -> BaseGeometry | Problem:
    return zone_geometry(spec, line, boundaries)


def near_list_step(scene: Scene, sites: SiteList, km: float) -> Answer:
    """Within a distance of a site that the reading's list covers?"""
    question = f"within {km:g} km of a site of {list_words(scene.reading.party)}"
    protected = [s for s in scene.ground.sites if _covered(sites, s)]
    return _near(scene, protected, km, question)


def near_named_step(scene: Scene, names: tuple[str, ...], km: float) -> Answer:
    """Within a distance of a site that the term names?"""
    wanted = {name.casefold() for name in names}
    named = [s for s in scene.ground.sites if wanted & _names(s)]
    return _near(scene, named, km, f"within {km:g} km of {', '.join(names)}")


def _covered(sites: SiteList, site: Site) -> bool:
    return covers_category(sites, site.category).verdict is Verdict.YES


def _names(site: Site) -> set[str]:
    return {name.casefold() for name in (site.id, site.name, *site.aliases)}


def _near(scene: Scene, sites: Iterable[Site], km: float, question: str) -> Answer:
    """The share near the likeliest site; sites may overlap, so shares are never added."""
    place = scene.incident.where
    if place is None:
        return unknown(question, Why.PLACE, "the place is not known")
    shares = [(share_within_km(place, s.lat, s.lon, km), s.name) for s in sites]
    if not shares:
        return unknown(question, Why.PLACE, "the mission's sites hold none")
    share, name = max(shares)
    note = f"nearest by share: {name}" if share > 0 else ""
    return measured(question, share, Why.PLACE, scene.ground.settings, note)
