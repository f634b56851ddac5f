"""Which object of the mission's site table an incident names, so that its status and the public list
it stands in can be told beside the reports' own words.

Matched by name or alias and by place, never by place alone: near an object isn't the object.
"""

from urllib.parse import unquote

from truceline.foundation.places.geodesy import distance_km
from truceline.model.incident import Incident
from truceline.model.mission import Site
from truceline.stages.brief.case import Case

SITE_REACH_KM = 25.0
"""How far a listed object may lie from the incident, beside three times the place's error: lists
and reports often give the nearest town."""


def listed_site(case: Case, incident: Incident) -> Site | None:
    """The listed object that the incident's reports name; None when none or several fit."""
    named = {_plain(share.value) for share in incident.sites}
    fit = [s for s in case.mission.sites if named & _names(s) and _near(s, incident)]
    return fit[0] if len(fit) == 1 else None


def _names(site: Site) -> set[str]:
    return {_plain(name) for name in (site.name, *site.aliases)}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _near(site: Site, incident: Incident) -> bool:
    where = incident.where
    if where is None:
        return True
    apart = distance_km(where.lat, where.lon, site.lat, site.lon)
    return bool(apart <= SITE_REACH_KM + 3 * where.radius_km)


def site_note(site: Site) -> str:
    """`Listed site: Lake dam, operating. Source: …`."""
    return f"Listed site: {site.name}, {site.status.replace('_', ' ')}. Source: {unquote(site.url)}"
