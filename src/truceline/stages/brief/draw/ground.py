"""What lies beneath a map's signs: water, land, first-level units, borders, a line of contact."""

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.basemap import Basemap
from truceline.model.place import Line
from truceline.stages.brief.draw.frame import Frame
from truceline.stages.brief.draw.ink import BORDER, LAND, WATER
from truceline.stages.brief.draw.svg import box, path, tag

_UNIT = "#DDD9CF"


def water(frame: Frame) -> str:
    """The ground colour of the whole window."""
    r = frame.rect
    return box(r.left, r.top, r.width, r.height, fill=WATER)


def land(basemap: Basemap, frame: Frame) -> str:
    """Countries and their units as far as the window shows them."""
    countries = [c.geometry for c in basemap.countries.values()]
    units = [u.geometry for u in basemap.admin1.values()]
    outlines = "".join(_rings(s) for s in _seen(countries, frame))
    inner = "".join(_rings(s) for s in _seen(units, frame))
    fill = tag("path", d=outlines, fill=LAND, fill_rule="evenodd") if outlines else ""
    lines = tag("path", d=inner, fill="none", stroke=_UNIT, stroke_width=0.7) if inner else ""
    border = tag(
        "path", d=outlines, fill="none", stroke=BORDER, stroke_width=1.0, stroke_linejoin="round"
    )
    return fill + lines + (border if outlines else "")


def _seen(shapes: Iterable[BaseGeometry], frame: Frame) -> Iterable[BaseGeometry]:
    for shape in shapes:
        if near(shape, frame):
            found = frame.shown(shape)
            if not found.is_empty:
                yield found


def near(shape: BaseGeometry, frame: Frame) -> bool:
    """Could a shape (lon, lat) be in the window? Cheap, and never wrongly no."""
    west, south, east, north = frame.degrees
    left, low, right, high = shape.bounds
    if high < south or low > north:
        return False
    return any(
        left <= frame.lon + east + t and right >= frame.lon + west + t for t in (-360, 0, 360)
    )


def _rings(shape: BaseGeometry) -> str:
    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_type_id(parts) == 3]
    rings = shapely.get_rings(polygons) if len(polygons) else []
    return "".join(path(shapely.get_coordinates(r)[:-1], closed=True) for r in rings)


def contact(line: Line | None, frame: Frame) -> str:
    """The line of contact, where the record dates one."""
    if line is None or len(line.vertices) < 2:
        return ""
    points = np.array(line.vertices)
    d = path(frame.place(points[:, 0], points[:, 1]))
    return tag(
        "path", d=d, fill="none", stroke="#3A3A3A", stroke_width=1.4, stroke_dasharray="6 2 1.5 2"
    )
