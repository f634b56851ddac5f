"""What is doubtful about a line as somebody wrote it down: crossings, repeats, jumps.

Nothing here mends a line. A length or an area computed from a doubtful one is doubtful too, so each
doubt is told with the place where it arises.
"""

from collections import Counter
from itertools import pairwise

import shapely

from truceline.foundation.places.geodesy import distance_km, running_on
from truceline.model.place import Line
from truceline.model.record import Problem, in_order

JUMP_KM = 200.0
"""Farther apart than this, two neighbours of a line of contact have lost something between them."""


def line_problems(line: Line, file: str, field: str = "") -> tuple[Problem, ...]:
    """Warnings: the line crosses itself, a vertex stands twice, neighbours lie far apart."""
    told = [*_repeated(line), *_jumps(line), *_crossings(line)]
    return in_order(
        Problem(file=file, field=field, message=message, hint=hint, severity="warning")
        for message, hint in told
    )


def crosses_itself(line: Line) -> bool:
    """Does the line meet itself anywhere but at a closing end? Then it has no two sides."""
    return not _drawn(line).is_simple


def _drawn(line: Line) -> shapely.LineString:
    """The line in degrees without immediate repeats, longitudes running on."""
    kept = [v for i, v in enumerate(line.vertices) if i == 0 or v != line.vertices[i - 1]]
    return shapely.LineString(running_on(kept)) if len(kept) > 1 else shapely.LineString()


def _repeated(line: Line) -> list[tuple[str, str]]:
    closed = line.vertices[-1] if line.vertices[0] == line.vertices[-1] else None
    counts = Counter(line.vertices[:-1] if closed else line.vertices)
    return [
        (f"the vertex {lat:g}, {lon:g} stands {n} times", "keep one, and check the order")
        for (lat, lon), n in sorted(counts.items())
        if n > 1
    ]


def _jumps(line: Line) -> list[tuple[str, str]]:
    found = []
    for n, (a, b) in enumerate(pairwise(line.vertices), 1):
        apart = distance_km(*a, *b)
        if apart > JUMP_KM:
            said = f"vertices {n} and {n + 1} lie {apart:.0f} km apart"
            found.append((said, "is a place between them missing, or one of them misread?"))
    return found


def _crossings(line: Line) -> list[tuple[str, str]]:
    if not crosses_itself(line):
        return []
    at = _crossing(line)
    return [(f"the line crosses itself{at}", "check the order")]


def _crossing(line: Line) -> str:
    """Where the first segment that is crossed is crossed, in words."""
    coords = _drawn(line).coords
    parts = [shapely.LineString(pair) for pair in pairwise(coords)]
    tree = shapely.STRtree(parts)
    for n, part in enumerate(parts):
        others = [int(m) for m in tree.query(part, predicate="intersects") if m > n + 1]
        for m in sorted(others):
            point = shapely.intersection(part, parts[m]).representative_point()
            return f" near {point.y:.2f}, {point.x:.2f}"
    return ""
