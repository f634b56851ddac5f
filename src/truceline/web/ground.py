"""What lies under the incidents on the map: the line of contact, the agreement's zones, protected sites,
and, for those who work for the mission, where it looks.

Must never tell where the mission looks to anybody who isn't cleared for what is restricted.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from truceline.assess.covered import Lookers, lookers
from truceline.foundation.places.zone import zone_geometry
from truceline.model.mission import Mission
from truceline.model.plan import Asset
from truceline.model.ports import Store
from truceline.web.geojson import Plain, collection, feature
from truceline.web.kept import Kept
from truceline.web.symbols import symbol

_looking: Final[Kept[Lookers]] = Kept(4)


def ground(mission: Mission, store: Store | None, *, sites: bool) -> dict[str, Plain]:
    """GeoJSON feature collections by layer, those without a feature left out. `store` is where the mission's
    assets are read, None for whoever may not know them; `sites` are shown where that is so.
    """
    layers = {
        "line": _line(mission),
        "zones": _zones(mission),
        "sites": _sites(mission) if sites else (),
        "assets": _assets(mission, store) if store else (),
    }
    found = {name: list(features) for name, features in layers.items()}
    return {name: collection(told) for name, told in found.items() if told}


def _line(mission: Mission) -> Iterator[Plain]:
    line = mission.spec.line
    if line is not None and len(line.vertices) > 1:
        track = shapely.LineString([(lon, lat) for lat, lon in line.vertices])
        yield feature(track, as_of=line.as_of, left=line.left, right=line.right)


def _zones(mission: Mission) -> Iterator[Plain]:
    for zone in mission.agreement.zones:
        drawn = zone_geometry(zone, mission.spec.line, mission.spec.boundaries)
        if isinstance(drawn, BaseGeometry):
            yield feature(drawn, id=zone.id)


def _sites(mission: Mission) -> Iterator[Plain]:
    for site in mission.sites:
        yield feature(
            shapely.Point(site.lon, site.lat),
            id=site.id,
            name=site.name,
            category=site.category,
            status=site.status,
            symbol=symbol(site.category, site.status),
        )


def looking(mission: Mission, store: Store) -> Lookers:
    """Who looks; read once for a mission, since everybody who sees the map asks."""
    return _looking.of(mission, None, lambda: lookers(mission, store))


def _assets(mission: Mission, store: Store) -> Iterable[Plain]:
    given = looking(mission, store)
    reach = {profile.id: profile.range_km for profile in given.profiles}
    return (_asset(asset, reach.get(asset.profile, 0.0)) for asset in given.assets)


def _asset(asset: Asset, range_km: float) -> Plain:
    km = range_km if asset.range_km is None else asset.range_km
    track = [(lon, lat) for lat, lon in asset.route]
    where = shapely.LineString(track) if len(track) > 1 else shapely.Point(asset.lon, asset.lat)
    return feature(where, id=asset.id, kind=asset.kind, km=km)
