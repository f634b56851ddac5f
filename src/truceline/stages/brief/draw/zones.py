"""Where a rate changed and where a cluster lies: sectors outlined on a map, with letters of their sentences.

It says where a mission looks, and is drawn for those alone who may know.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import shapely

from truceline.foundation.places.basemap import load_basemap
from truceline.model.brief import Brief, MapMark
from truceline.model.holding import Holding, TrendChange, WatchZone
from truceline.model.watch import Cluster
from truceline.stages.brief.draw import labels
from truceline.stages.brief.draw.frame import Frame, Rect, fitted, framed
from truceline.stages.brief.draw.ground import contact, land, water
from truceline.stages.brief.draw.ink import FULL, INK, MUTED, PAPER
from truceline.stages.brief.draw.labels import Board
from truceline.stages.brief.draw.legend import Item, flow
from truceline.stages.brief.draw.scalebar import scale_bar, scale_room
from truceline.stages.brief.draw.svg import Drawing, Value, drawing, haloed, path, tag
from truceline.stages.brief.draw.symbols import chosen, sign
from truceline.stages.brief.draw.trend import badge

_LEAST, _MOST = 190.0, 280.0
_MARK = 6.0
_FEW = 7


def zones_map(
    brief: Brief,
    held: Holding,
    changes: Sequence[tuple[str, TrendChange]],
    clusters: Sequence[tuple[str, Cluster]],
) -> Drawing | None:
    """The map of sectors; None where there are none."""
    corners = [corner for zone in held.zones for ring in zone.rings for corner in ring]
    if not corners:
        return None
    lats, lons = zip(*corners, strict=True)
    frame = fitted(lats, lons, FULL, _LEAST, _MOST)
    near = sorted((m for m in brief.map_marks if _inside(frame, m)), key=lambda m: m.number)
    basemap = load_basemap(brief.boundaries)
    at = {zone.id: _at(frame, zone) for zone in held.zones}
    board = Board(frame, [_spot(frame, mark) for mark in near])
    badges = list(_badges(at, changes, clusters, board))
    _names(board, held.zones, at)
    room = scale_room(frame, [(x, y, 6.0) for x, y in at.values()], [])
    board.taken.append(room.grown(3))
    labels.countries(board, basemap)
    labels.cities(board, basemap, _FEW)
    drawn = "".join(
        (
            water(frame) + land(basemap, frame),
            *_outlines(frame, held.zones),
            contact(brief.line, frame),
            *_marks(brief, frame, near),
            *_clustered(frame, held.zones, clusters),
            *board.drawn,
            *badges,
        )
    )
    key, tall = flow(list(_legend(changes, clusters)), 0, frame.rect.bottom + 6, FULL)
    whole = framed("zones-window", frame.rect, MUTED, drawn) + scale_bar(frame, room)
    told = f"{len(held.zones)} sectors, {len(clusters)} clusters, {len(changes)} changes; sentences below tell each."
    height = frame.rect.bottom + 8 + tall
    return drawing("zones", FULL, height, "Sectors, changes and clusters", told, whole, key)


def _spot(frame: Frame, mark: MapMark) -> Rect:
    """What a sign takes of the map, so that no name hides it."""
    ((x, y),) = frame.place(np.array([mark.lat]), np.array([mark.lon]))
    return Rect(float(x), float(y), float(x), float(y)).grown(_MARK)


def _inside(frame: Frame, mark: MapMark) -> bool:
    ((x, y),) = frame.place(np.array([mark.lat]), np.array([mark.lon]))
    return frame.rect.holds(float(x), float(y), 2.0)


def _at(frame: Frame, zone: WatchZone) -> tuple[float, float]:
    ((x, y),) = frame.place(np.array([zone.lat]), np.array([zone.lon]))
    return float(x), float(y)


def _shape(zones: Sequence[WatchZone]) -> shapely.Geometry:
    rings = [shapely.Polygon([(lon, lat) for lat, lon in r]) for z in zones for r in z.rings]
    return shapely.union_all([shapely.make_valid(ring) for ring in rings])


def _d(frame: Frame, shape: shapely.Geometry) -> str:
    parts = shapely.get_parts(frame.shown(shape))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    return "".join(path(shapely.get_coordinates(a.exterior)[:-1], closed=True) for a in areas)


def _outlines(frame: Frame, zones: Sequence[WatchZone]) -> Iterator[str]:
    for zone in zones:
        yield tag(
            "path", d=_d(frame, _shape([zone])), fill="none", stroke=MUTED, stroke_width=0.5,
            stroke_dasharray="1.5 2.5",
        )  # fmt: skip


def _clustered(
    frame: Frame, zones: Sequence[WatchZone], clusters: Sequence[tuple[str, Cluster]]
) -> Iterator[str]:
    for _, cluster in clusters:
        own = [zone for zone in zones if zone.id in cluster.zone]
        yield tag(
            "path", d=_d(frame, _shape(own)), fill=INK, fill_opacity=0.05, stroke=INK,
            stroke_width=1.8, stroke_linejoin="round",
        )  # fmt: skip


def _marks(brief: Brief, frame: Frame, marks: Sequence[MapMark]) -> Iterator[str]:
    parties = {p.id: p for p in brief.parties}
    for mark in marks:
        ((x, y),) = frame.place(np.array([mark.lat]), np.array([mark.lon]))
        own = chosen(parties, mark.accused)
        yield sign(own, float(x), float(y), _MARK, filled=mark.corroborated)


def _badges(
    at: dict[str, tuple[float, float]],
    changes: Sequence[tuple[str, TrendChange]],
    clusters: Sequence[tuple[str, Cluster]],
    board: Board,
) -> Iterator[str]:
    """Letters beside each other at the middle of their sector."""
    used: dict[str, int] = {}
    told = [(letter, cluster.zone[0], 0) for letter, cluster in clusters]
    told += [(x, c.trend.partition(".")[2], _way(c)) for x, c in changes]
    for letter, sector, way in told:
        if sector not in at:
            continue
        x, y = at[sector]
        n = used[sector] = used.get(sector, -1) + 1
        x, y = x - 10 + 26 * (n % 3), y - 22 - 18 * (n // 3)
        board.taken.append(Rect(x - 9, y - 9, x + 16, y + 9))
        yield "".join(badge(letter, x, y, 7.4)) + (_arrow(x + 12, y, way) if way else "")


def _way(told: TrendChange) -> int:
    return 1 if told.change.ratio.value > 1 else -1


def _arrow(x: float, y: float, way: int) -> str:
    tip, base = y - 5 * way, y + 4 * way
    d = f"M{x - 4.2:.1f} {base:.1f}H{x + 4.2:.1f}L{x:.1f} {tip:.1f}Z"
    return tag("path", d=d, fill=INK, stroke=PAPER, stroke_width=0.8)


def _names(board: Board, zones: Sequence[WatchZone], at: dict[str, tuple[float, float]]) -> None:
    for zone in zones:
        x, y = at[zone.id]
        board.taken.append(Rect(x - 24, y + 8, x + 24, y + 20))
        board.drawn.append(haloed(x, y + 17, f"sector {zone.id}", fill=INK, anchor="middle"))


def _legend(
    changes: Sequence[tuple[str, TrendChange]], clusters: Sequence[tuple[str, Cluster]]
) -> Iterator[Item]:
    yield Item("sector: ground that is watched", _swatch(0.6, "1.5 2.5"))
    if clusters:
        yield Item("outlined: cluster", _swatch(1.8, None))
    for way, text in ((1, "a rate rose"), (-1, "a rate fell")):
        if any(_way(told) == way for _, told in changes):
            yield Item(text, _arrowed(way))
    yield Item("a letter: its sentence below")


def _swatch(stroke: float, dash: str | None) -> Callable[[float, float], str]:
    colour = INK if dash is None else MUTED
    style: dict[str, Value] = {"stroke_width": stroke, "stroke_dasharray": dash}
    return lambda x, y: tag(
        "rect", x=x + 1, y=y - 4.5, width=11, height=9, fill="none", stroke=colour, **style
    )


def _arrowed(way: int) -> Callable[[float, float], str]:
    return lambda x, y: _arrow(x + 6, y, way)
