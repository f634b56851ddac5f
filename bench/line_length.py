"""Length of a line beside a computation that shares no code with ours.

    python bench/line_length.py [--record]

Ours are geodesics of the ellipsoid (pyproj). The other way walks each stretch in 2,000 steps along the
plane through both ends and the Earth's middle, every point put onto the ellipsoid, and adds up straight
chords in space: no geodesy library, no map. Lines: the planning example's, and drawn ones of about 900 km.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np

from coverage_of_line import line as drawn
from planned import keep
from truceline.foundation.places.line import length_km, read_line
from truceline.model.place import Line

EXAMPLE = Path(__file__).parents[1] / "examples" / "reassurance-2025" / "sources" / "line.geojson"
MAJOR_KM, FLAT, STEPS = 6378.137, 1 / 298.257223563, 2000
MINOR_KM = MAJOR_KM * (1 - FLAT)


def on_ellipsoid(lat: float, lon: float) -> np.ndarray:
    """A place in space, km from the Earth's middle."""
    phi, theta = np.radians([lat, lon])
    radius = MAJOR_KM / np.sqrt(1 - FLAT * (2 - FLAT) * np.sin(phi) ** 2)
    flat = radius * np.cos(phi)
    up = radius * (1 - FLAT) ** 2 * np.sin(phi)
    return np.array([flat * np.cos(theta), flat * np.sin(theta), up])


def walked_km(line: Line) -> float:
    """The length by chords."""
    axes, part = np.array([MAJOR_KM, MAJOR_KM, MINOR_KM]), np.linspace(0, 1, STEPS + 1)[:, None]
    total = 0.0
    for a, b in pairwise(line.vertices):
        straight = on_ellipsoid(*a) * (1 - part) + on_ellipsoid(*b) * part
        ground = straight / np.linalg.norm(straight / axes, axis=1, keepdims=True)
        total += float(np.linalg.norm(np.diff(ground, axis=0), axis=1).sum())
    return total


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--record", action="store_true")
    said = asked.parse_args()
    example, problems = read_line(EXAMPLE.read_text(encoding="utf-8"), "line.geojson")
    assert not problems
    lines = {"the planning example": example, **{f"drawn, seed {n}": drawn(n) for n in (7, 8, 9)}}
    for name, line in lines.items():
        assert line is not None
        ours, other = length_km(line), walked_km(line)
        apart = abs(ours - other) / other
        print(f"{name}: {ours:.3f} km, walked {other:.3f} km, apart {apart:.1e}")
        if said.record:
            keep({"what": "line", "case": name, "km": ours, "other_km": other, "apart": apart})


if __name__ == "__main__":
    main()
