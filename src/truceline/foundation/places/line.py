"""The line of contact: read from GeoJSON or drawn through places, and measured.

A line is what somebody said on one day; nothing here mends it by guessing. What is doubtful about it
is told as a Problem beside it.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import GEOD
from truceline.foundation.places.linecheck import line_problems
from truceline.model.jsontext import read_json
from truceline.model.place import Ambiguous, Line, Place, Resolution
from truceline.model.record import Problem, in_order

Found = tuple[Line | None, tuple[Problem, ...]]
LOOSEST_KM = 20.0  # a unit's middle, which stands in for a place that no list holds, is no vertex
BORDER_DEG = 0.06  # outlines and areas of control are drawn from different maps


def length_km(line: Line) -> float:
    """Geodesic length along the vertices, km."""
    lats, lons = zip(*line.vertices, strict=True)
    return float(GEOD.line_length(lons, lats)) / 1000


def line_through(
    names: Sequence[str],
    gazetteer: Gazetteer,
    as_of: date | None = None,
    country: str = "",
    file: str = "mission.yaml",
) -> Found:
    """A line through places in their order; None when one of them can't be placed."""
    places, problems = [], []
    for name in names:
        answer = gazetteer.resolve(name, country or None)
        if isinstance(answer, Place) and answer.radius_km <= LOOSEST_KM:
            places.append((answer.lat, answer.lon))
            continue
        said = f"{name} {_unfit(answer)}"
        problems.append(_problem(file, said, answer_hint(answer), field="line.through"))
    if problems:
        return None, in_order(problems)
    return _checked(Line(vertices=tuple(places), as_of=as_of), file)


def _unfit(answer: Resolution) -> str:
    """Why an answer of the gazetteer can't be a point of a line."""
    if isinstance(answer, Place):
        return f"is known to {answer.radius_km:.0f} km only, too loosely for a line"
    return "is ambiguous" if isinstance(answer, Ambiguous) else "is unknown"


def answer_hint(answer: object) -> str:
    """Candidates or the nearest spelling, in words."""
    if isinstance(answer, Ambiguous):
        places = [f"{c.admin1 or c.country} {c.lat:.2f}, {c.lon:.2f}" for c in answer.candidates]
        return "it may be in " + "; ".join(places)
    return str(getattr(answer, "hint", ""))


def _problem(
    file: str, message: str, hint: str = "", severity: str = "error", field: str = ""
) -> Problem:
    return Problem(file=file, field=field, message=message, hint=hint, severity=severity)


def _distinct(vertices: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Vertices without immediate repeats."""
    return tuple(v for i, v in enumerate(vertices) if i == 0 or v != vertices[i - 1])


def read_line(text: str, file: str) -> Found:
    """A line from GeoJSON: lines as they are, of polygons (an area of control) the boundary that
    runs inside a country. `as_of`, `party`, `left`, `right` may stand in the properties.
    """
    try:
        shapes, properties = _shapes(read_json(text))
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        return None, (_problem(file, f"not GeoJSON: {error}", "a LineString, lon before lat"),)
    try:
        as_of = date.fromisoformat(properties["as_of"]) if properties.get("as_of") else None
    except (ValueError, TypeError):
        return None, (_problem(file, "as_of is not a date", "as 2031-05-01", field="as_of"),)
    track, problems = _track(shapes, file)
    if track is None:
        return None, problems
    sides = {name: str(properties.get(name) or "") for name in ("party", "left", "right")}
    vertices = tuple((float(lat), float(lon)) for lon, lat in shapely.get_coordinates(track))
    line, more = _checked(Line(vertices=vertices, as_of=as_of, **sides), file)
    return line, in_order((*problems, *more))


def _shapes(loaded: Any) -> tuple[list[BaseGeometry], dict[str, Any]]:  # noqa: ANN401  # any JSON
    features = loaded["features"] if loaded.get("type") == "FeatureCollection" else [loaded]
    geometries = [f["geometry"] if f.get("type") == "Feature" else f for f in features]
    properties: dict[str, Any] = next(
        (f["properties"] for f in features if f.get("properties")), {}
    )
    return [shapely.force_2d(shape(g)) for g in geometries], properties


def _track(
    shapes: list[BaseGeometry], file: str
) -> tuple[BaseGeometry | None, tuple[Problem, ...]]:
    """One path out of what the file holds, the longest when there are several."""
    lines = [_contact(s) if s.geom_type.endswith("Polygon") else s for s in shapes]
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(lines))) if lines else []
    parts = [part for part in parts if part.geom_type == "LineString" and not part.is_empty]
    if len(lines) == 1 and lines[0].geom_type == "LineString":
        return lines[0], ()  # as drawn: joining would hide that it crosses itself
    if not parts:
        return None, (_problem(file, "the file holds no line", "a LineString, lon before lat"),)
    longest = max(parts, key=lambda part: (part.length, part.wkt))
    if len(parts) == 1:
        return longest, ()
    message = f"the line has {len(parts)} parts: the longest is used"
    return longest, (_problem(file, message, "one LineString in order", "warning"),)


def _contact(area: BaseGeometry) -> BaseGeometry:
    """An area's boundary away from coasts and borders, gaps of a few km closed."""
    near = [c.geometry.boundary for c in load_basemap().countries.values()]
    box = shapely.box(*area.bounds).buffer(1.0)
    known = shapely.union_all([b.intersection(box) for b in near if b.intersects(box)])
    inner = area.boundary.difference(known.buffer(BORDER_DEG))
    return inner if not inner.is_empty else area.boundary


def _checked(line: Line, file: str) -> Found:
    """The line, unless it is too short or off the globe; with what is doubtful about it."""
    if len(_distinct(line.vertices)) < 2:
        return None, (_problem(file, "a line needs two different points"),)
    if not all(math.isfinite(a) and math.isfinite(o) for a, o in line.vertices):
        return None, (_problem(file, "a vertex is not a number"),)
    off = [v for v in line.vertices if abs(v[0]) > 90 or abs(v[1]) > 180]
    if off:
        hint = "GeoJSON has longitude first" if abs(off[0][1]) <= 90 else ""
        return None, (_problem(file, f"{off[0][0]}, {off[0][1]} is not on the globe", hint),)
    doubts = list(line_problems(line, file))
    line = line.but(vertices=_distinct(line.vertices))
    if _swapped(line):
        hint = "GeoJSON has longitude first"
        doubts.append(_problem(file, "latitude and longitude may be swapped", hint, "warning"))
    return line, in_order(doubts)


def _swapped(line: Line) -> bool:
    """Does the line lie outside every country, and inside one when its axes are swapped?"""
    if any(abs(lon) > 90 for _, lon in line.vertices):
        return False
    ends = (line.vertices[0], line.vertices[len(line.vertices) // 2], line.vertices[-1])
    return not any(_on_land(a, o) for a, o in ends) and all(_on_land(o, a) for a, o in ends)


def _on_land(lat: float, lon: float) -> bool:
    point = shapely.Point(lon, lat)
    return any(c.geometry.intersects(point) for c in load_basemap().countries.values())
