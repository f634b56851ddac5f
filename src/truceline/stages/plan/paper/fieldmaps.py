"""Maps of the plan on the ground: what stands where, layer by layer, and what is seen of the zone.

They show the mission's own systems and where it looks too little: restricted. No colour stands here;
in a brief colour means an accused side.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.model.plan import Asset
from truceline.model.planbrief import GroundTold
from truceline.model.planfield import SeenCell
from truceline.stages.plan.paper.draw import (
    INK,
    MUTED,
    PAPER,
    RULE,
    WIDE,
    box,
    drawing,
    path,
    stroke,
    tag,
    words,
)
from truceline.stages.plan.paper.groundmap import (
    Window,
    at_page,
    ground_under,
    line_over,
    outline,
    scale_bar,
    window_of,
)
from truceline.stages.plan.paper.words import kinds_of

STEPS: Final = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
SHADES: Final = ("#FFFFFF", "#E2DCCB", "#BCB299", "#8B8068", "#4A4333")
_ACROSS, _SPACE, _HEAD = 3, 12.0, 18.0


def layers_map(ground: GroundTold, systems: Sequence[Asset]) -> str:
    """One small map for each kind of system, and protected sites on all."""
    kinds = sorted({asset.kind for asset in systems})
    wide = (WIDE - (_ACROSS - 1) * _SPACE) / _ACROSS
    window = window_of(shapely.from_geojson(ground.zone), wide, wide)
    tall = window.height + _HEAD + _SPACE
    parts = []
    for n, kind in enumerate(kinds):
        own = [asset for asset in systems if asset.kind == kind]
        x, y = (n % _ACROSS) * (wide + _SPACE), (n // _ACROSS) * tall
        inside = _layer(ground, window, own, n)
        title = words(0, 12, f"{kinds_of(kind)}: {len(own)}", font_weight="700")
        parts.append(tag("g", title, inside, transform=f"translate({x:.1f} {y:.1f})"))
    rows = -(-len(kinds) // _ACROSS)
    told = "; ".join(f"{kinds_of(k)}: {sum(a.kind == k for a in systems)}" for k in kinds)
    return drawing("layers", rows * tall, "The plan by layer", told, *parts)


def _layer(ground: GroundTold, window: Window, own: Sequence[Asset], n: int) -> str:
    clip = f"layer-{n}"
    frame = tag("clipPath", box(0, 0, window.wide, window.height, PAPER), id=clip)
    marks = "".join(_mark(asset, window) for asset in sorted(own, key=lambda a: a.id))
    inside = ground_under(ground, window) + line_over(ground, window, 0.9) + marks
    edge = box(0, 0, window.wide, window.height, "none", stroke=RULE, stroke_width=0.8)
    body = tag(
        "g", inside, _small_sites(ground, window), scale_bar(window), clip_path=f"url(#{clip})"
    )
    return frame + tag("g", body, edge, transform=f"translate(0 {_HEAD:g})")


def _small_sites(ground: GroundTold, window: Window) -> str:
    places = (at_page(window, lat, lon) for lat, lon in ground.sites)
    return "".join(
        box(x - 1.8, y - 1.8, 3.6, 3.6, PAPER, stroke=INK, stroke_width=0.9) for x, y in places
    )


def _mark(asset: Asset, window: Window) -> str:
    """A route where it follows one, else a dot; remote systems as a ring."""
    if len(asset.route) > 1:
        points = [at_page(window, lat, lon) for lat, lon in asset.route]
        return tag("path", d=path(points), fill="none", stroke=INK, stroke_width=1.5)
    x, y = at_page(window, asset.lat, asset.lon)
    if asset.kind in {"satellite_pass", "aircraft", "vessel"}:
        return tag("circle", cx=x, cy=y, r=4.0, fill="none", stroke=INK, stroke_width=1.3)
    return tag("circle", cx=x, cy=y, r=1.9, fill=INK, stroke=PAPER, stroke_width=0.5)


def seen_map(ground: GroundTold, cells: Sequence[SeenCell]) -> str:
    """Two maps side by side, by day and in the dark: the darker a place, the more would be seen."""
    wide = (WIDE - _SPACE) / 2
    window = window_of(shapely.from_geojson(ground.zone), wide, wide)
    shapes = _hexagons(cells, window)
    parts = []
    for n, (title, values) in enumerate(
        (("By day", [c.day for c in cells]), ("In the dark", [c.night for c in cells]))
    ):
        inside = _classes(shapes, np.array(values))
        head = words(0, 12, title, font_weight="700")
        clip = tag("clipPath", box(0, 0, wide, window.height, PAPER), id=f"seen-{n}")
        body = ground_under(ground, window) + inside + line_over(ground, window, 0.6)
        body = tag("g", body + scale_bar(window), clip_path=f"url(#seen-{n})")
        edge = box(0, 0, wide, window.height, "none", stroke=RULE, stroke_width=0.8)
        shown = tag("g", clip, body, edge, transform=f"translate(0 {_HEAD:g})")
        parts.append(tag("g", head, shown, transform=f"translate({n * (wide + _SPACE):.1f} 0)"))
    key = _key(window.height + _HEAD + 12)
    desc = "; ".join(_told(cells))
    return drawing("seen", window.height + _HEAD + 34, "What would be seen", desc, *parts, key)


def _hexagons(cells: Sequence[SeenCell], window: Window) -> np.ndarray:
    from h3.api import basic_int as h3  # noqa: PLC0415 -- only where cells are drawn

    rings = [[(lon, lat) for lat, lon in h3.cell_to_boundary(c.cell)] for c in cells]
    flat = window.flat.flat(shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings]))
    return np.array(shapely.get_parts(shapely.transform(flat, window.page)))


def _classes(shapes: np.ndarray, values: np.ndarray) -> str:
    found = []
    for shade, (low, high) in zip(SHADES, pairwise(STEPS), strict=True):
        mine = shapes[(values >= low) & ((values < high) | (high >= 1.0) & (values >= low))]
        if len(mine):
            whole: BaseGeometry = shapely.union_all(shapely.buffer(mine, 0.06))
            d = outline(shapely.simplify(whole, 0.25))
            found.append(tag("path", d=d, fill=shade, fill_rule="evenodd", stroke="none"))
    return "".join(found)


def _key(y: float) -> str:
    """What shades mean."""
    found = [words(0, y + 9, "Share of acts there that would be seen:", fill=MUTED)]
    for n, (shade, (low, high)) in enumerate(zip(SHADES, pairwise(STEPS), strict=True)):
        x = 190.0 + n * 92
        found.append(box(x, y, 16, 11, shade, stroke=INK, stroke_width=0.6))
        found.append(words(x + 21, y + 9, f"{low * 100:.0f} to {high * 100:.0f} %"))
    return "".join(found)


def _told(cells: Sequence[SeenCell]) -> list[str]:
    """For readers who don't see the map: need by share seen."""
    found = []
    for title, values in (
        ("by day", [c.day for c in cells]),
        ("in the dark", [c.night for c in cells]),
    ):
        low = sum(c.need for c, value in zip(cells, values, strict=True) if value < 0.5)
        found.append(f"{title}, {low * 100:.0f} % of the need lies where less than half is seen")
    return found


def strips(ground: GroundTold, cells: Sequence[SeenCell], names: tuple[str, str]) -> str:
    """The line laid straight: share seen in every 10 km of either side, by day and in the dark."""
    total = ground.sectors[-1].to_km
    left, top, high = 150.0, 22.0, 15.0
    scale = (WIDE - left) / total
    rows = [
        (f"{names[not on_left]}, {word}", on_left, dark)
        for on_left in (True, False)
        for word, dark in (("by day", False), ("in the dark", True))
    ]
    found = [_sector_heads(ground, left, scale, top - 8)]
    for n, (label, on_left, dark) in enumerate(rows):
        y = top + n * (high + 5) + (6 if n > 1 else 0)
        found.append(words(0, y + 11, label))
        found.append(_strip(cells, (on_left, dark), (left, y, scale, high), total))
    bottom = top + 4 * (high + 5) + 12
    marks = [words(left + km * scale, bottom, f"{km:,.0f}", anchor=_end(km), fill=MUTED)
             for km in np.arange(0, total - 110 / scale, _round(total)).tolist()]  # fmt: skip
    unit = words(WIDE, bottom, "km along the line", anchor="end", fill=MUTED)
    key = _key(bottom + 10)
    desc = "; ".join(_told(cells))
    return drawing(
        "strips", bottom + 26, "What would be seen along the line", desc, *found, *marks, unit, key
    )


def _end(km: float) -> str:
    return "middle" if km else "start"


def _round(total: float) -> float:
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if total / step <= 7)


def _sector_heads(ground: GroundTold, left: float, scale: float, y: float) -> str:
    found = []
    for sector in ground.sectors:
        a, b = left + sector.from_km * scale, left + sector.to_km * scale
        found.append(words((a + b) / 2, y, sector.id, anchor="middle", font_weight="700"))
        found.append(stroke(a, y - 8, a, y + 100, RULE, stroke_width=0.7))
    return "".join(found)


def _strip(
    cells: Sequence[SeenCell],
    which: tuple[bool, bool],
    frame: tuple[float, float, float, float],
    total: float,
) -> str:
    on_left, dark = which
    left, y, scale, high = frame
    found = []
    for start in np.arange(0.0, total, 10.0).tolist():
        own = [c for c in cells if c.left == on_left and start <= c.km < start + 10.0]
        need = sum(c.need for c in own)
        if need:
            seen = sum(c.need * (c.night if dark else c.day) for c in own) / need
            n = next(
                k for k, (_, high_) in enumerate(pairwise(STEPS)) if seen < high_ or high_ >= 1
            )
            end = min(start + 10.0, total)
            found.append(box(left + start * scale, y, (end - start) * scale, high, SHADES[n]))
    edge = box(left, y, total * scale, high, "none", stroke=RULE, stroke_width=0.7)
    return "".join(found) + edge
