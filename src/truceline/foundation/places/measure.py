"""How long a line is and how large a zone, always with the resolution it was measured at.

A line of contact is fractal: drawn more finely it is longer, without end. A length without the
resolution it was drawn at says little, so none is given without.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.geodesy import GEOD, Flat, Floats, middle_of, running_on
from truceline.model.place import Line
from truceline.model.plan import TOLERANCES_KM


class Length(NamedTuple):
    """Length (km) of a line simplified so far that it strays by `tolerance_km` at most; 0: as drawn."""

    tolerance_km: float
    km: float
    vertices: int


def lengths(line: Line, tolerances: Sequence[float] = TOLERANCES_KM) -> tuple[Length, ...]:
    """Geodesic lengths as drawn and at each tolerance, finest first.

    Simplified after Douglas and Peucker (1973) on a flat map around the line's middle; the length is
    of geodesics between the vertices that are left. A tolerance finer than the drawing adds nothing.
    """
    track, flat = flat_track(line)
    found = [Length(0.0, km_of(track, flat), len(track.coords))]
    for tolerance in sorted({t for t in tolerances if t > 0}):
        simple = shapely.simplify(track, tolerance, preserve_topology=False)
        found.append(Length(tolerance, km_of(simple, flat), len(simple.coords)))
    return tuple(found)


def resolution_km(line: Line) -> tuple[float, float]:
    """Distance between neighbouring vertices: the median and the longest, km. What is finer than this
    the drawing doesn't show.
    """
    steps = steps_km(line)
    return float(np.median(steps)), float(steps.max())


def steps_km(line: Line) -> Floats:
    """Geodesic length of each segment, km."""
    lats, lons = zip(*line.vertices, strict=True)
    return np.asarray(GEOD.line_lengths(lons, lats), float) / 1000


def flat_track(line: Line) -> tuple[shapely.LineString, Flat]:
    """The line on a flat map in km, without repeated vertices, and the map."""
    drawn = shapely.remove_repeated_points(shapely.LineString(running_on(line.vertices)))
    flat = middle_of(drawn)
    return flat.flat(drawn), flat


def km_of(track: shapely.LineString, flat: Flat) -> float:
    """Geodesic length of a track of the flat map, km."""
    return float(GEOD.geometry_length(flat.globe(track))) / 1000


def area_km2(geometry: BaseGeometry) -> float:
    """Geodesic area of a lon/lat (multi)polygon, km² (Karney 2013, as in GeographicLib)."""
    parts = shapely.get_parts(shapely.orient_polygons(geometry))
    areas = [GEOD.geometry_area_perimeter(p)[0] for p in parts if p.geom_type == "Polygon"]
    return float(sum(map(abs, areas))) / 1e6
