"""Zones: what an agreement's words about a line, a disc, a polygon or units mean on the ground.

Bands are signed: negative on the side of the line's left-hand party. Nothing here says whether an
act in a zone is allowed.
"""

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.geodesy import Flat, middle_of, running_on
from truceline.foundation.places.share import share_inside, share_within_km
from truceline.model.place import Line, ZoneSpec
from truceline.model.record import Problem

__all__ = ["share_inside", "share_within_km", "zone_geometry"]

FIGURE_OF_DISC = 64  # segments per quarter


def zone_geometry(
    spec: ZoneSpec, line: Line | None, boundaries: str = "recognised"
) -> BaseGeometry | Problem:
    """The zone as a lon/lat (multi)polygon, or the problem that keeps it from being drawn."""
    if spec.polygon:
        return _polygon(spec)
    if spec.centre and spec.radius_km:
        return _disc(spec, spec.centre, spec.radius_km)
    if spec.admin:
        return _units(spec, boundaries)
    if spec.from_line is None and spec.width_km is None:
        return _problem(
            spec, "nothing says where the zone lies", "give from_line, polygon or admin"
        )
    return _band(spec, line)


def _problem(spec: ZoneSpec, message: str, hint: str = "") -> Problem:
    return Problem(file="agreement.yaml", field=f"zones.{spec.id}", message=message, hint=hint)


def _disc(spec: ZoneSpec, centre: tuple[float, float], radius_km: float) -> BaseGeometry | Problem:
    if spec.holds_pole:
        return _problem(spec, "the disc holds a pole, where degrees draw no shape")
    disc = shapely.Point(0, 0).buffer(radius_km, quad_segs=FIGURE_OF_DISC)
    return Flat(*centre).globe(disc)


def _polygon(spec: ZoneSpec) -> BaseGeometry | Problem:
    if len(spec.polygon) < 3:
        return _problem(spec, f"a polygon of {len(spec.polygon)} points holds nothing")
    polygon = shapely.Polygon(running_on(spec.polygon))
    if not polygon.is_valid:
        return _problem(spec, "the polygon crosses itself", shapely.is_valid_reason(polygon))
    return polygon


def _units(spec: ZoneSpec, boundaries: str) -> BaseGeometry | Problem:
    units = load_basemap(boundaries).admin1
    missing = [code for code in spec.admin if code not in units]
    if missing:
        return _problem(spec, f"no unit has the code {', '.join(missing)}", "ISO 3166-2, as XX-12")
    return shapely.unary_union([units[code].geometry for code in spec.admin])


def _band(spec: ZoneSpec, line: Line | None) -> BaseGeometry | Problem:
    if line is None or len(set(line.vertices)) < 2:
        return _problem(spec, "the zone is measured from a line, and there is none", "give a line")
    limits = _limits(spec, line)
    if isinstance(limits, Problem):
        return limits
    drawn = shapely.LineString(running_on(line.vertices))
    track = shapely.remove_repeated_points(drawn)
    flat = middle_of(track)
    return flat.globe(band(flat.flat(track), *limits))


def _limits(spec: ZoneSpec, line: Line) -> tuple[float, float] | Problem:
    """Signed distances from the line, km, low before high."""
    half = (spec.width_km or 0.0) / 2
    low, high = spec.from_line or (-half, half)
    if spec.party and spec.party not in {line.left, line.right}:
        return _problem(
            spec, f"the line doesn't say on which side {spec.party} stands", "left, right"
        )
    if spec.party and spec.from_line is None:
        low = 0.0
    if spec.party and low < 0:
        return _problem(spec, f"a band on {spec.party}'s side counts from 0, not from {low:g} km")
    if spec.party and spec.party == line.left:
        low, high = -high, -low
    return (
        (low, high) if low < high else _problem(spec, f"the band {low:g} to {high:g} km is empty")
    )


def band(track: shapely.LineString, low: float, high: float) -> BaseGeometry:
    """Points whose signed distance from a track in a plane lies between two limits: negative on
    the left. Beyond the track's ends it goes on straight, and distances are to its ends.
    """
    reach = max(abs(low), abs(high))
    left, right = sides(track, track.buffer(reach, quad_segs=FIGURE_OF_DISC), reach)
    parts = [_between(track, left, -high, -low), _between(track, right, low, high)]
    return shapely.unary_union(parts)


def _between(track: BaseGeometry, side: BaseGeometry, low: float, high: float) -> BaseGeometry:
    """The part of one side between two distances; the negative ones belong to the other side."""
    if high <= 0:
        return shapely.Polygon()
    ring = track.buffer(high, quad_segs=FIGURE_OF_DISC)
    if low > 0:
        ring = ring.difference(track.buffer(low, quad_segs=FIGURE_OF_DISC))
    return side.intersection(ring)


def sides(
    track: shapely.LineString, around: BaseGeometry, reach: float
) -> tuple[BaseGeometry, BaseGeometry]:
    """What of an area lies to the left and to the right of a track."""
    longer = lengthened(track, 2 * reach)
    parts: dict[bool, list[BaseGeometry]] = {True: [], False: []}
    for piece in split(around, longer).geoms:
        parts[is_left(longer, piece)].append(piece)
    return shapely.unary_union(parts[True]), shapely.unary_union(parts[False])


def lengthened(track: shapely.LineString, km: float) -> shapely.LineString:
    """The track with both ends carried on straight."""
    points = [(float(x), float(y)) for x, y in track.coords]
    first, last = _onward(points[1], points[0], km), _onward(points[-2], points[-1], km)
    return shapely.LineString([first, *points, last])


def _onward(a: tuple[float, float], b: tuple[float, float], km: float) -> tuple[float, float]:
    length = shapely.distance(shapely.Point(a), shapely.Point(b))
    return b[0] + (b[0] - a[0]) / length * km, b[1] + (b[1] - a[1]) / length * km


def is_left(track: shapely.LineString, piece: BaseGeometry) -> bool:
    """Does a piece cut by the track lie to its left?

    Seen from the nearest point of the track, across the chord between two points close to it: that
    is right at bends too, where a point nearest to the vertex lies outside the bend.
    """
    point = piece.representative_point()
    at, step = track.project(point), 1e-4
    a, b = track.interpolate(at - step), track.interpolate(at + step)
    return bool((b.x - a.x) * (point.y - a.y) > (b.y - a.y) * (point.x - a.x))
