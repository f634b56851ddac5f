"""The world as far as a map of a mission needs it: outlines, first-level units, ranked places.

Countries are composed from their units under a boundary policy, so that no sliver opens between
two of them. Nothing is fetched: the data ship with the package, and no policy is preferred by code.
"""

import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.errors import UnreadableError


class Country(NamedTuple):
    """A country's name and outline, lon/lat."""

    name: str
    geometry: BaseGeometry


class Unit(NamedTuple):
    """A first-level unit: name, ISO 3166-1 country under the policy, outline, GeoNames code,
    other names.
    """

    name: str
    country: str
    geometry: BaseGeometry
    geonames: str
    aliases: tuple[str, ...]


class Label(NamedTuple):
    """A place to write on a map. `rank` is 1 (capital), 2 (centre), 3 (city) or 4 (town)."""

    name: str
    lat: float
    lon: float
    rank: int
    country: str


@dataclass(frozen=True)
class Basemap:
    """Outlines under one boundary policy. Geometries are shapely, WGS84, x = lon, y = lat.

    `countries` by ISO 3166-1 alpha-2, `admin1` by ISO 3166-2 (or the source's own code where ISO
    has none); countries with very small units have none. `places` are ordered by rank, country and
    name. `attribution` must stand beside every map.
    """

    boundaries: str
    countries: dict[str, Country]
    admin1: dict[str, Unit]
    places: tuple[Label, ...]
    attribution: str


@cache
def _stored() -> dict[str, Any]:
    packed = files("truceline").joinpath("data/basemap.json.xz").read_bytes()
    stored: dict[str, Any] = json.loads(lzma.decompress(packed))
    return stored


@cache
def _arcs() -> list[BaseGeometry | None]:
    """The stored arcs as lines; None where simplifying left nothing."""
    arcs, step = _stored()["arcs"], _stored()["step"]
    pairs = zip(arcs["x"], arcs["y"], strict=True)
    return [shapely.linestrings(_track(x, y) * step) if len(x) > 1 else None for x, y in pairs]


def _track(x: list[int], y: list[int]) -> np.ndarray:
    return np.column_stack([np.cumsum(x), np.cumsum(y)]).astype(float)


def _area(arcs: Iterable[int], crossed: bool = False) -> BaseGeometry:
    """What the arcs enclose; `crossed` ones are cut at their crossings first."""
    lines = shapely.MultiLineString([_arcs()[i] for i in arcs])
    return shapely.build_area(shapely.node(lines) if crossed else lines)


def policies() -> tuple[str, ...]:
    """The boundary policies that the data know."""
    return tuple(sorted(_stored()["policies"]))


@cache
def load_basemap(boundaries: str = "recognised") -> Basemap:
    """The basemap under a boundary policy: `recognised` borders, or `as_shipped` by its source.

    Raises `UnreadableError` for a policy that the data don't know.
    """
    if boundaries not in policies():
        known = ", ".join(policies())
        raise UnreadableError(f"boundary policy {boundaries!r} is unknown; there are: {known}")
    units = _stored()["units"]
    moved = _stored()["policies"][boundaries]
    owners = [moved.get(c, own) for c, own in zip(units["code"], units["country"], strict=True)]
    return Basemap(
        boundaries=boundaries,
        countries=_countries(owners),
        admin1=_units(owners),
        places=_labels(),
        attribution=_stored()["attribution"],
    )


@cache
def _parts() -> tuple[BaseGeometry, ...]:
    """The stored units' outlines, in the stored order."""
    units = _stored()["units"]
    crossed = set(units["crossed"])
    return tuple(_area(arcs, row in crossed) for row, arcs in enumerate(units["arcs"]))


def _countries(owners: list[str]) -> dict[str, Country]:
    members: dict[str, list[int]] = defaultdict(list)
    for row, owner in enumerate(owners):
        members[owner].append(row)
    names = _stored()["countries"]
    outlines = {owner: _outline(rows) for owner, rows in sorted(members.items())}
    return {o: Country(names.get(o, o), g) for o, g in outlines.items() if not g.is_empty}


def _outline(rows: list[int]) -> BaseGeometry:
    """What several units cover: the area within the arcs that one of them has to itself.

    Where the source's units don't share their vertices, those arcs aren't closed: then the units
    are united the slow way.
    """
    arcs, parts = _stored()["units"]["arcs"], [_parts()[row] for row in rows]
    uses = Counter(arc for row in rows for arc in arcs[row])
    outline = _area(arc for arc, times in uses.items() if times == 1)
    whole = float(shapely.area(parts).sum())
    if outline.is_valid and abs(outline.area - whole) <= 0.01 * whole:
        return outline
    return shapely.unary_union(shapely.make_valid(parts))


def _units(owners: list[str]) -> dict[str, Unit]:
    units = _stored()["units"]
    aliases = [tuple(names.split("|")) if names else () for names in units["aliases"]]
    columns = units["code"], units["name"], owners, _parts(), units["geonames"], aliases
    rows = zip(*columns, strict=True)
    return {code: Unit(*rest) for code, *rest in rows if code and not rest[2].is_empty}


def _labels() -> tuple[Label, ...]:
    places = _stored()["places"]
    order = ("name", "lat", "lon", "rank", "country")
    rows = zip(*(places[name] for name in order), strict=True)
    return tuple(Label(n, lat / 100, lon / 100, rank, c) for n, lat, lon, rank, c in rows)
