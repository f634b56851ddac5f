"""The ground between a system and what it looks at: a raster of heights that a user gives.

Only the ESRI ASCII grid is read, in degrees of WGS84: a text that any geographic tool writes. Other
rasters are refused with the command that converts them. Where heights aren't known, nothing is
hidden: coverage is then too good there, which the method note says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.model.record import Problem

Floats = NDArray[np.float64]

CONVERT: Final = (
    "gdalwarp -t_srs EPSG:4326 in.tif flat.tif && gdal_translate -of AAIGrid flat.tif out.asc"
)
MAX_HEIGHTS: Final = 100_000_000
_NEEDED: Final = ("ncols", "nrows", "cellsize")
_CORNERS: Final = ("xllcorner", "yllcorner", "xllcenter", "yllcenter")


@dataclass(frozen=True)
class Terrain:
    """Heights in metres, rows from north to south, NaN where unknown; `north` and `west` are the
    grid's outer edges and `step` its spacing, degrees. `eye_m` is how high above ground a system
    looks from, `seen_m` how high the thing is that it looks for.
    """

    heights: Floats
    north: float
    west: float
    step: float
    eye_m: float = 5.0
    seen_m: float = 2.0

    @property
    def frame(self) -> Floats:
        """What the kernels need to know beside the heights."""
        return np.array([self.north, self.west, self.step, self.eye_m, self.seen_m])


FLAT: Final = Terrain(np.empty((0, 0)), 0.0, 0.0, 1.0)
"""No raster: the ground hides nothing."""


def read_terrain(data: bytes, file: str) -> tuple[Terrain | None, tuple[Problem, ...]]:
    """The raster of an ESRI ASCII grid; None and the reason when it can't be used."""
    try:
        lines = data.decode("ascii").splitlines()
    except UnicodeDecodeError:
        return None, (_problem(file, "is not an ESRI ASCII grid", CONVERT),)
    header, wrong = _header(lines, file)
    if wrong is not None:
        return None, (wrong,)
    grid, wrong = _heights(lines[len(header) :], header, file)
    if grid is None or wrong is not None:
        return None, (wrong,) if wrong else ()
    terrain = _placed(grid, header)
    return (None, (outside,)) if (outside := _off_globe(terrain, file)) else (terrain, ())


def _problem(file: str, message: str, hint: str = "", line: int = 0) -> Problem:
    return Problem(file=file, line=line, message=message, hint=hint)


def _header(lines: list[str], file: str) -> tuple[Mapping[str, float], Problem | None]:
    """Names and numbers that begin the file."""
    found: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        name, _, value = line.strip().partition(" ")
        if not name[:1].isalpha() or name.casefold() in {"nan", "inf"}:
            break
        try:
            found[name.casefold()] = float(value)
        except ValueError:
            return {}, _problem(file, f"{name} has no number", "as ncols 1201", number)
    return found, _header_problem(found, file)


def _header_problem(found: Mapping[str, float], file: str) -> Problem | None:
    missing = [name for name in _NEEDED if name not in found]
    if missing or sum(name in found for name in _CORNERS) < 2:
        missing = missing or ["xllcorner and yllcorner"]
        return _problem(file, f"is not an ESRI ASCII grid: {', '.join(missing)} missing", CONVERT)
    if found["cellsize"] <= 0 or not 0 < found["ncols"] * found["nrows"] <= MAX_HEIGHTS:
        return _problem(file, "the grid has no size, or too large a one", "cut it to the area")
    return None


def _heights(
    lines: list[str], header: Mapping[str, float], file: str
) -> tuple[Floats | None, Problem | None]:
    rows, columns = int(header["nrows"]), int(header["ncols"])
    try:
        values = np.array(" ".join(lines).split(), float)
    except ValueError:
        return None, _not_numbers(lines, len(header), file)
    if len(values) != rows * columns:
        message = f"holds {len(values)} heights, the header promises {rows * columns}"
        return None, _problem(file, message, "is the file cut off?")
    values[values == header.get("nodata_value", -9999.0)] = np.nan
    return values.reshape(rows, columns), None


def _not_numbers(lines: list[str], before: int, file: str) -> Problem:
    """The first line that holds something else than numbers."""
    for number, line in enumerate(lines, before + 1):
        try:
            np.array(line.split(), float)
        except ValueError:
            return _problem(file, "holds something else than heights", line=number)
    return _problem(file, "holds something else than heights")


def _placed(grid: Floats, header: Mapping[str, float]) -> Terrain:
    step = header["cellsize"]
    west = header.get("xllcorner", header.get("xllcenter", 0.0) - step / 2)
    south = header.get("yllcorner", header.get("yllcenter", 0.0) - step / 2)
    return Terrain(grid, south + step * len(grid), west, step)


def _off_globe(terrain: Terrain, file: str) -> Problem | None:
    rows, columns = terrain.heights.shape
    south, east = terrain.north - rows * terrain.step, terrain.west + columns * terrain.step
    if max(abs(south), abs(terrain.north)) <= 90 and terrain.west >= -180 and east <= 180.01:
        return None
    return _problem(file, "is not in degrees of latitude and longitude", CONVERT)
