"""Consent: who lets the mission work on the ground it holds, and what is left where one doesn't.

What falls out isn't a saving: the task stays undone there, and the words say so. Which side a place
lies on is what the line says of left and right, nothing else.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from truceline.foundation.places.sectors import along
from truceline.model.place import Line
from truceline.model.plan import Asset, PlanSpec
from truceline.model.record import Problem
from truceline.model.sizing import Parameter
from truceline.stages.plan.ground import Ground, Stretch

REMOTE_KINDS: Final = ("satellite_pass", "aircraft", "vessel")
"""Assets that need nobody's ground."""

SCENARIOS: Final = {
    "both": "both sides let the mission work on the ground they hold",
    "host_only": "only the host does: nothing stands on the other side, and nobody looks there",
    "none": "neither side does: only what works from outside is left",
}


class Reach(NamedTuple):
    """One stretch under one scenario: what of it the mission may stand on, left and right. `step_km`
    is the drawing's resolution, the median distance of its vertices.
    """

    stretch: Stretch
    consent: str
    sides: tuple[bool, bool]
    host: bool
    sectors: int
    people: float | None
    inspected: float | None
    step_km: float

    @property
    def sector(self) -> str:
        """The sector's id; empty for the whole line."""
        return self.stretch.sector

    @property
    def share(self) -> float:
        """Share of the zone's area that the mission may stand on."""
        whole = sum(self.stretch.area_km2)
        return self.area_km2 / whole if whole else float(all(self.sides))

    @property
    def area_km2(self) -> float:
        """Area that the mission may stand on."""
        both = zip(self.stretch.area_km2, self.sides, strict=True)
        return sum(area for area, open_ in both if open_)

    @property
    def sites(self) -> int:
        """Protected sites that the mission may guard."""
        return sum(n for n, open_ in zip(self.stretch.sites, self.sides, strict=True) if open_)

    def allowed(self, kind: str) -> bool:
        """Does anything of this reach (ground, sites, rear, remote) remain?"""
        remains = {"remote": True, "rear": self.host, "sites": self.sites > 0}
        return remains.get(kind, any(self.sides))

    def extents(self, kind: str) -> tuple[Parameter, ...]:
        """What formulas multiply by: length, area, sites, people, declared holdings."""
        if not self.allowed(kind):
            return ()
        share = 1.0 if kind in {"remote", "rear"} else self.share
        drawn = self.stretch.length_km
        found = [_length(self.step_km, *(km * share for km in drawn))]
        found += [_extent("area_km2", "km²", *[self.area_km2] * 3)] if self.area_km2 else []
        found += [_extent("sites", "sites", *[float(self.sites)] * 3)] if self.sites else []
        if self.people is not None:
            found.append(_extent("people", "inhabitants", *[self.people] * 3))
        if self.inspected is not None:
            found.append(_extent("inspected", "sites", *[self.inspected] * 3))
        return tuple(found)

    def words(self, kind: str) -> tuple[str, ...]:
        """What the scenario means for a method, in words."""
        told = [SCENARIOS[self.consent]]
        if kind == "ground" and self.share < 1:
            told.append(
                f"counts {self.share:.0%} of the zone; the rest isn't smaller, it is unseen"
            )
        if kind == "sites":
            lost = sum(self.stretch.sites) - self.sites
            told += [f"{lost} protected sites lie where nobody may guard them"] if lost else []
        return tuple(told)


def _length(step_km: float, lo: float, mid: float, hi: float) -> Parameter:
    """A length says at which resolution it was measured."""
    source = (
        "measured at the coarsest tolerance, at about 1 km, and as drawn, "
        f"with a vertex every {step_km:.3g} km"
    )
    return _extent("length_km", "km", lo, mid, hi).but(source=source)


def _extent(name: str, unit: str, lo: float, mid: float, hi: float) -> Parameter:
    source = "measured on the line and the zone as given" if unit.startswith("km") else "as given"
    return Parameter(name=name, lo=lo, mid=mid, hi=hi, unit=unit, basis="derived", source=source)


def reaches(ground: Ground, settings: PlanSpec, consent: str) -> tuple[Reach, ...] | Problem:
    """The whole line, then each sector, under a scenario; a Problem where the host's side is needed
    and the line doesn't tell it.
    """
    sides = open_sides(ground.left, ground.right, settings.host, consent)
    if isinstance(sides, Problem):
        return sides
    count = len(ground.sectors)
    host = consent != "none"
    return tuple(
        Reach(
            stretch,
            consent,
            sides,
            host,
            count,
            _given(settings.population, stretch.sector),
            _given(settings.inspected, stretch.sector),
            ground.resolution_km[0],
        )
        for stretch in (ground.whole, *ground.sectors)
    )


def _given(by_sector: dict[str, float], sector: str) -> float | None:
    """A sector's number, for the whole line the sum; None where none was given."""
    if sector or not by_sector:
        return by_sector.get(sector)
    return sum(by_sector.values())


def open_sides(left: str, right: str, host: str, consent: str) -> tuple[bool, bool] | Problem:
    """Whether the mission may stand left and right of the line."""
    if consent != "host_only":
        return (True, True) if consent == "both" else (False, False)
    if host not in {left, right} or not host:
        return Problem(
            file="plan.yaml",
            field="host",
            message=f"the line doesn't say on which side {host or 'the host'} stands",
            hint="give left and right of the line in mission.yaml",
        )
    return host == left, host == right


class Changed(NamedTuple):
    """What a scenario changes on the whole line: (kept, lost) area in km² and protected sites."""

    consent: str
    words: str
    area_km2: tuple[float, float]
    sites: tuple[int, int]


def changed(ground: Ground, settings: PlanSpec, consent: str) -> Changed | Problem:
    """What is kept and what is lost under a scenario; assets: `keep_assets`."""
    found = reaches(ground, settings, consent)
    if isinstance(found, Problem):
        return found
    whole = found[0]
    area, sites = sum(whole.stretch.area_km2), sum(whole.stretch.sites)
    return Changed(
        consent,
        SCENARIOS[consent],
        (whole.area_km2, area - whole.area_km2),
        (whole.sites, sites - whole.sites),
    )


class Kept(NamedTuple):
    """Assets that can work under a scenario, and those that fall out, each with the reason."""

    working: tuple[Asset, ...]
    out: tuple[tuple[Asset, str], ...]


def keep_assets(
    assets: Sequence[Asset], line: Line, settings: PlanSpec, consent: str
) -> Kept | Problem:
    """Which assets may work. One falls out where the party that holds its ground doesn't consent, or
    isn't in its territory. Satellites, aircraft and vessels need nobody's ground.
    """
    sides = open_sides(line.left, line.right, settings.host, consent)
    if isinstance(sides, Problem):
        return sides
    working, out = [], []
    places = along(line, [(asset.lat, asset.lon) for asset in assets])
    for asset, place in zip(assets, places, strict=True):
        holder = line.left if place.left else line.right
        if why := _barred(asset, holder, sides[0] if place.left else sides[1]):
            out.append((asset, why))
        else:
            working.append(asset)
    return Kept(tuple(working), tuple(out))


def _barred(asset: Asset, holder: str, open_: bool) -> str:
    """Why an asset can't work where it stands; empty when it can."""
    if asset.kind in REMOTE_KINDS:
        return ""
    if not open_:
        return f"{holder or 'whoever holds the ground'} doesn't consent"
    if asset.territory and holder not in asset.territory:
        return f"stands on ground of {holder}, and may work for {', '.join(asset.territory)} only"
    return ""
