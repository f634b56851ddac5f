"""The map of a plan: the line, the zone and its sectors over the basemap.

Coarse on purpose: it shows where the plan draws its line, never where a force stands.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from truceline.foundation.places.basemap import Basemap, Label, load_basemap
from truceline.foundation.places.geodesy import Flat, middle_of, running_on
from truceline.foundation.places.sectors import Tape
from truceline.model.planbrief import GroundTold, StretchTold
from truceline.stages.plan.paper.draw import (
    INK,
    MUTED,
    PAPER,
    WIDE,
    box,
    drawing,
    path,
    stroke,
    tag,
    words,
)

_WATER, _LAND, _UNIT, _BORDER, _ZONE = "#EAF0F2", "#F7F5F0", "#DDD9CF", "#8C8880", "#CFC7B4"
_MOST: Final = 470.0  # height, page units
_EDGE_KM: Final = 45.0
_TOWNS: Final = 16


class Window(NamedTuple):
    """A part of a flat map in km, shown `scale` units per km, its corner at (west, north)."""

    flat: Flat
    west: float
    north: float
    scale: float
    height: float
    wide: float = WIDE

    def page(self, points: np.ndarray) -> np.ndarray:
        """Page coordinates from km, each (n, 2)."""
        return np.column_stack(
            [(points[:, 0] - self.west) * self.scale, (self.north - points[:, 1]) * self.scale]
        )

    def shown(self, geometry: BaseGeometry) -> BaseGeometry:
        """A lon/lat shape on the page, as far as the window shows it; may be empty."""
        page = shapely.transform(self.flat.flat(geometry), self.page)
        valid = page if page.is_valid else shapely.make_valid(page)
        return shapely.simplify(
            shapely.clip_by_rect(valid, -4, -4, self.wide + 4, self.height + 4), 0.4
        )


def ground_map(ground: GroundTold) -> str:
    """The map as SVG."""
    zone = shapely.from_geojson(ground.zone)
    track = shapely.LineString(running_on(ground.line.vertices))
    window = window_of(zone)
    places = load_basemap(ground.boundaries).places
    shapes = (
        ground_under(ground, window),
        tag("path", d=outline(window.shown(zone)), fill=_ZONE, fill_opacity=0.75),
        line_over(ground, window),
        _sites(ground, window),
        _cuts(ground, track, window),
        _towns(places, window, track),
        scale_bar(window),
    )
    names = ", ".join(f"{s.id} {s.name}".strip() for s in ground.sectors)
    title = "The line, the zone and its sectors"
    return drawing("map", window.height, title, f"Sectors along the line: {names}", *shapes)


def window_of(zone: BaseGeometry, wide: float = WIDE, most: float = _MOST) -> Window:
    """A window that shows a zone and some ground around it, at most so wide and high."""
    flat = middle_of(zone)
    west, south, east, north = flat.flat(zone).bounds
    edge = min(_EDGE_KM, 0.12 * max(east - west, north - south))
    scale = min(wide / (east - west + 2 * edge), most / (north - south + 2 * edge))
    high = (north - south + 2 * edge) * scale
    spare = (wide / scale - (east - west)) / 2
    return Window(flat, west - spare, north + edge, scale, high, wide)


def ground_under(ground: GroundTold, window: Window) -> str:
    """Water, land and borders."""
    sea = box(0, 0, window.wide, window.height, _WATER)
    return sea + _land(load_basemap(ground.boundaries), window)


def line_over(ground: GroundTold, window: Window, width: float = 1.5) -> str:
    """The line itself."""
    track = shapely.LineString(running_on(ground.line.vertices))
    d = path(shapely.get_coordinates(window.shown(track)))
    return tag("path", d=d, fill="none", stroke=INK, stroke_width=width)


def _land(base: Basemap, window: Window) -> str:
    near = _near(window)
    countries = "".join(
        outline(window.shown(shapely.intersection(c.geometry, near)))
        for c in base.countries.values()
        if c.geometry.intersects(near)
    )
    units = "".join(
        outline(window.shown(shapely.intersection(u.geometry, near)))
        for u in base.admin1.values()
        if u.geometry.intersects(near)
    )
    land = tag("path", d=countries, fill=_LAND, fill_rule="evenodd")
    inner = tag("path", d=units, fill="none", stroke=_UNIT, stroke_width=0.7)
    border = tag("path", d=countries, fill="none", stroke=_BORDER, stroke_width=1.0)
    return land + inner + border


def _near(window: Window) -> BaseGeometry:
    """What the window shows, in degrees and a little more."""
    wide, high = window.wide / window.scale, window.height / window.scale
    south, east = window.north - high, window.west + wide
    frame = shapely.segmentize(shapely.box(window.west, south, east, window.north), wide / 20)
    return shapely.buffer(window.flat.globe(frame), 0.3).envelope


def outline(shape: BaseGeometry) -> str:
    """The `d` of a shape's rings."""
    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_type_id(parts) == 3]
    rings: Iterable[BaseGeometry] = shapely.get_rings(polygons) if len(polygons) else ()
    return "".join(path(shapely.get_coordinates(ring)[:-1], closed=True) for ring in rings)


def _towns(places: Sequence[Label], window: Window, track: BaseGeometry) -> str:
    """The weightiest places whose names stand clear of one another and of the line."""
    near, drawn = _near(window), window.shown(track)
    taken: list[BaseGeometry] = [drawn]
    found: list[str] = []
    for label in places:
        point = shapely.Point(label.lon, label.lat)
        if len(found) >= _TOWNS or not near.contains(point):
            continue
        x, y = shapely.get_coordinates(shapely.transform(window.flat.flat(point), window.page))[
            0
        ].tolist()
        room = _room(x, y, label.name, taken, window)
        if room is not None:
            taken.append(room)
            found.append(_town(x, y, label.name, left=room.centroid.x < x))
    return "".join(found)


def _room(
    x: float, y: float, name: str, taken: Sequence[BaseGeometry], window: Window
) -> BaseGeometry | None:
    """Where the name can stand: to the right of its dot, else to the left, else nowhere."""
    long = 10 + 5.4 * len(name)
    inner = shapely.box(4, 12, WIDE - 4, window.height - 30)
    rooms = (shapely.box(x - 4, y - 9, x + long, y + 7), shapely.box(x - long, y - 9, x + 4, y + 7))
    clear = (r for r in rooms if inner.contains(r) and not any(r.intersects(t) for t in taken))
    return next(clear, None)


def _town(x: float, y: float, name: str, *, left: bool) -> str:
    at, anchor = (x - 5, "end") if left else (x + 5, "start")
    rim = words(at, y + 3, name, anchor, fill=PAPER, stroke=PAPER, stroke_width=2.4)
    dot = tag("circle", cx=x, cy=y, r=1.8, fill=MUTED)
    return dot + rim + words(at, y + 3, name, anchor, fill=MUTED)


def at_page(window: Window, lat: float, lon: float) -> tuple[float, float]:
    """A place on the page."""
    point = shapely.transform(window.flat.flat(shapely.Point(lon, lat)), window.page)
    ((x, y),) = shapely.get_coordinates(point)
    return float(x), float(y)


def _sites(ground: GroundTold, window: Window) -> str:
    """Protected sites as hollow squares, those that the window shows."""
    found = []
    for lat, lon in ground.sites:
        x, y = at_page(window, lat, lon)
        if 3 < x < window.wide - 3 and 3 < y < window.height - 3:
            found.append(box(x - 2.6, y - 2.6, 5.2, 5.2, PAPER, stroke=INK, stroke_width=1.1))
    return "".join(found)


def _cuts(ground: GroundTold, track: shapely.LineString, window: Window) -> str:
    """A tick where a sector ends, and its letter at its middle."""
    flat = middle_of(track)
    tape = Tape(flat.flat(track), flat)
    found = [_tick(tape, s.to_km, window) for s in ground.sectors[:-1]]
    return "".join([*found, *(_name(tape, s, window) for s in ground.sectors)])


def _at(tape: Tape, km: float, window: Window) -> tuple[float, float]:
    point = tape.flat.globe(tape.track.interpolate(tape.on_map(km)))
    ((x, y),) = shapely.get_coordinates(shapely.transform(window.flat.flat(point), window.page))
    return float(x), float(y)


def _tick(tape: Tape, km: float, window: Window) -> str:
    around = tape.on_map(max(km - 6, 0.0)), tape.on_map(km + 6)
    piece = tape.flat.globe(substring(tape.track, *around))
    page = shapely.get_coordinates(shapely.transform(window.flat.flat(piece), window.page))
    along = page[-1] - page[0]
    across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9) * 13
    x, y = _at(tape, km, window)
    return stroke(x - across[0], y - across[1], x + across[0], y + across[1], stroke_width=1.6)


def _name(tape: Tape, sector: StretchTold, window: Window) -> str:
    x, y = _at(tape, (sector.from_km + sector.to_km) / 2, window)
    disc = tag("circle", cx=x, cy=y, r=8.5, fill=PAPER, stroke=INK, stroke_width=1)
    return disc + words(x, y + 3.4, sector.id, anchor="middle", font_weight="700", font_size=9.5)


def scale_bar(window: Window) -> str:
    """A bar of a round number of km, below on the right."""
    km = next(
        k
        for k in (200, 100, 50, 20, 10, 5, 2, 1)
        if k * window.scale <= window.wide * 0.2 or k == 1
    )
    x, y, length = window.wide - 16 - km * window.scale, window.height - 12, km * window.scale
    back = box(x - 8, y - 18, length + 16, 25, PAPER, fill_opacity=0.85)
    bar = stroke(x, y, x + length, y, stroke_width=1.4)
    ends = "".join(stroke(e, y - 4, e, y, stroke_width=1.4) for e in (x, x + length))
    return back + bar + ends + words(x + length / 2, y - 5, f"{km} km", anchor="middle")
