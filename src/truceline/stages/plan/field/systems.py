"""What could stand where: candidates beside the line, every kind of system at each, and the question
of which to choose.

Candidates follow the line and nothing else; that a system may stand there, that roads lead there and
that the ground is clear of mines nobody has checked.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csc_matrix
from shapely.ops import substring

from truceline.foundation.coverage.pairs import detection_matrix
from truceline.foundation.places.geodesy import Flat, middle_of, running_on
from truceline.foundation.places.sectors import Tape
from truceline.model.place import Line
from truceline.model.plan import Asset, Profile, Sector, SitingSettings
from truceline.stages.plan.field.need import Ground
from truceline.stages.plan.siting import Limit, Names, SitingProblem

Floats = NDArray[np.float64]
OFF_KM: Final = 2.0
"""How far from the line a candidate lies, on one side and the other in turn."""
SEES: Final = 0.2
"""What a system must see at a critical cell to count there."""
PATROL_KM, PATROLS, PATROL_HOURS = 8.0, 4.0, (6.0, 20.0)
DRONE_KM, SORTIES, DRONE_KMH = 15.0, 4.0, 80.0
"""Routes along the line to both sides of a base, rounds a day, hours of duty: assumptions."""
MIXED_SITES: Final = ("satellite_pass", "aircraft", "vessel")
"""Kinds that stand nowhere along a line; they are stated, never sited."""


class Offered(NamedTuple):
    """Systems that may be chosen; the first `stated` of them are the mission's own and stay.
    `sites` names the place of each.
    """

    assets: tuple[Asset, ...]
    stated: int
    sites: tuple[str, ...]
    candidates: int


def offered(
    line: Line,
    sectors: Sequence[Sector],
    settings: SitingSettings,
    stated: Sequence[Asset],
    profiles: Sequence[Profile],
) -> Offered:
    """The mission's own systems, then every kind that the plan sites at every candidate."""
    own = tuple(sorted(stated, key=lambda asset: asset.id))
    kinds = [p for p in profiles if p.kind in settings.kinds and p.kind not in MIXED_SITES]
    beside = _Beside(line)
    sites = _candidates(sectors, settings.spacing_km)
    barred = set(settings.barred)
    made = [
        (site.id, beside.system(site, profile))
        for site in sites
        for profile in kinds
        if not {site.id, f"{site.id} {profile.kind}"} & barred
    ]
    return Offered(
        (*own, *(asset for _, asset in made)),
        len(own),
        (*(asset.id for asset in own), *(name for name, _ in made)),
        len(sites),
    )


class _Site(NamedTuple):
    id: str
    km: float
    left: bool
    sector: str


def _candidates(sectors: Sequence[Sector], spacing: float) -> list[_Site]:
    """A place every so many km, left and right of the line in turn, named by sector and number."""
    found: list[_Site] = []
    for sector in sectors:
        count = max(1, round((sector.to_km - sector.from_km) / spacing))
        step = (sector.to_km - sector.from_km) / count
        for n in range(count):
            name = f"{sector.id}{n + 1:02}"
            left = len(found) % 2 == 0
            found.append(_Site(name, sector.from_km + (n + 0.5) * step, left, sector.id))
    return found


class _Beside:
    """Places and routes beside the line, by km along it."""

    def __init__(self, line: Line) -> None:
        track = shapely.LineString(running_on(line.vertices))
        self.flat: Flat = middle_of(track)
        self.tape = Tape(self.flat.flat(track), self.flat)
        self.long = self.tape.on_globe(self.tape.track.length)

    def system(self, site: _Site, profile: Profile) -> Asset:
        """A system of a kind at a candidate; patrols and drones follow the line from there."""
        lat, lon = self._at(site.km, site.left)
        asset = Asset(
            id=f"{site.id} {profile.kind}",
            kind=profile.kind,
            profile=profile.id,
            lat=lat,
            lon=lon,
            sector=site.sector,
            crew=profile.crew,
            cost=profile.cost,
        )
        if profile.kind == "vehicle_patrol":
            route = self._route(site, PATROL_KM)
            return asset.but(route=route, rounds_per_day=PATROLS, hours=PATROL_HOURS)
        if profile.kind == "drone_sortie":
            route = self._route(site, DRONE_KM)
            return asset.but(route=route, rounds_per_day=SORTIES, speed_kmh=DRONE_KMH)
        return asset

    def _route(self, site: _Site, half: float) -> tuple[tuple[float, float], ...]:
        """Along the line from so many km before the site to as many beyond, at its distance."""
        low, high = max(site.km - half, 0.0), min(site.km + half, self.long)
        marks = np.linspace(low, high, 5)
        return tuple(self._at(float(km), site.left) for km in marks)

    def _at(self, km: float, left: bool) -> tuple[float, float]:
        """The place (lat, lon) off the line at a km along it, rounded to about a kilometre."""
        around = self.tape.on_map(max(km - 1.0, 0.0)), self.tape.on_map(min(km + 1.0, self.long))
        ends = shapely.get_coordinates(substring(self.tape.track, *around))
        x, y = ends[-1] - ends[0]
        across = (
            np.array([-y, x]) / max(float(np.hypot(x, y)), 1e-9) * (OFF_KM if left else -OFF_KM)
        )
        middle = shapely.get_coordinates(self.tape.track.interpolate(self.tape.on_map(km)))[0]
        ((lon, lat),) = shapely.get_coordinates(self.flat.globe(shapely.Point(middle + across)))
        return round(float(lat), 2), round(float(lon), 2)


def question(
    ground: Ground,
    choice: Offered,
    profiles: Sequence[Profile],
    mix: Mapping[str, float],
    settings: SitingSettings,
    sectors: Sequence[Sector],
) -> SitingProblem:
    """Which systems to choose: expected detection of the mix of acts, weighed by need, under the
    plan's limits. A critical cell that too few candidates reach has no cover asked of it.
    """
    matrix = mixed_matrix(ground, choice.assets, profiles, mix)
    names = [s.id for s in sectors]
    sector = [
        names.index(name) if name in names else 0 for name in ground.cells["sector"].to_pylist()
    ]
    kinds = sorted({p.kind for p in profiles})
    places = sorted(set(choice.sites))
    at = {name: n for n, name in enumerate(places)}
    first = dict(zip(reversed(choice.sites), reversed(choice.assets), strict=True))
    return SitingProblem(
        weight=ground.need,
        begins=matrix.indptr.astype(np.int64),
        cells=matrix.indices.astype(np.int64),
        p=matrix.data,
        site=np.array([at[name] for name in choice.sites], np.int64),
        sites=len(places),
        kind=np.array([kinds.index(a.kind) for a in choice.assets], np.int64),
        place=_plane(choice.assets),
        sector=np.array(sector, np.int64),
        floor=np.full(len(names), settings.floor),
        limits=_limits(choice.assets, settings),
        per_site=settings.per_site,
        critical=_coverable(ground.critical, matrix, settings.cover),
        cover=settings.cover,
        sees=SEES,
        forced=_forced(choice, settings),
        names=Names(
            sites=places,
            kinds=kinds,
            sectors=names,
            cells=[str(cell) for cell in ground.cells["cell"].to_pylist()],
            places=[(first[name].lat, first[name].lon) for name in places],
            site_sectors=[first[name].sector for name in places],
        ),
    )  # fmt: skip


def mixed_matrix(
    ground: Ground, assets: Sequence[Asset], profiles: Sequence[Profile], mix: Mapping[str, float]
) -> csc_matrix:
    """What each system would see of the mix of acts at each cell, half of the hours in the dark."""
    parts = (
        share * detection_matrix(ground.cells, assets, profiles, act)
        for act, share in sorted(mix.items())
    )
    made = csc_matrix(sum(parts, csc_matrix((ground.cells.num_rows, len(assets)))))
    made.sort_indices()
    made.eliminate_zeros()
    return made


def _plane(assets: Sequence[Asset]) -> Floats:
    """Km east and north, near enough to tell what is near."""
    lat, lon = np.array([a.lat for a in assets]), np.array([a.lon for a in assets])
    return np.column_stack([lon * 111.195 * np.cos(np.radians(lat.mean())), lat * 111.195])


def _limits(assets: Sequence[Asset], settings: SitingSettings) -> tuple[Limit, ...]:
    budget = np.inf if settings.budget is None else settings.budget
    crew = np.inf if settings.crew is None else settings.crew
    return (
        Limit("budget", np.array([a.cost for a in assets]), budget),
        Limit("crew", np.array([a.crew for a in assets]), crew),
    )


def _coverable(critical: NDArray[np.int64], matrix: csc_matrix, cover: int) -> NDArray[np.int64]:
    well = (matrix >= SEES).sum(axis=1).A1 if len(critical) else np.empty(0)
    return np.array([cell for cell in critical if well[cell] >= cover], np.int64)


def _forced(choice: Offered, settings: SitingSettings) -> NDArray[np.int64]:
    """The mission's own, and those that the plan names as `place kind`."""
    named = set(settings.forced)
    more = [n for n, a in enumerate(choice.assets) if n >= choice.stated and a.id in named]
    return np.array([*range(choice.stated), *more], np.int64)
