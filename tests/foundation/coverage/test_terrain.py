import numpy as np
import pytest

from truceline.foundation.coverage.kernels import blocked
from truceline.foundation.coverage.terrain import FLAT, Terrain, read_terrain

GOOD = """ncols 3
nrows 2
xllcorner 37.0
yllcorner 48.0
cellsize 0.5
NODATA_value -9999
1 2 3
4 -9999 6
"""


def sees(ground, ends, km, **heights):
    terrain = Terrain(np.asarray(ground, float), 1.0, 0.0, 1.0 / len(ground), **heights)
    return not blocked(ends, km, terrain.heights, terrain.frame)


def test_rows_run_from_north_to_south():
    terrain, problems = read_terrain(GOOD.encode(), "dem.asc")
    assert problems == ()
    assert (terrain.north, terrain.west, terrain.step) == (49.0, 37.0, 0.5)
    assert terrain.heights[0].tolist() == [1, 2, 3]
    assert np.isnan(terrain.heights[1, 1])


def test_middles_of_corner_squares_may_be_given_instead():
    text = GOOD.replace("xllcorner 37.0", "XLLCENTER 37.25").replace("yllcorner", "yllcenter")
    terrain, _ = read_terrain(text.replace("yllcenter 48.0", "yllcenter 48.25").encode(), "d")
    assert (terrain.north, terrain.west) == (49.0, 37.0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"II*\0\xff\xfe", "gdal_translate -of AAIGrid"),
        (b"", "ncols, nrows, cellsize missing"),
        (GOOD.replace("ncols 3", "ncols three").encode(), "dem.asc:1: error: ncols has no number"),
        (GOOD.replace("xllcorner 37.0\n", "").encode(), "xllcorner and yllcorner missing"),
        (GOOD.replace("4 -9999 6", "4 x 6").encode(), "dem.asc:8: error: holds something else"),
        (GOOD.replace("4 -9999 6\n", "4 5").encode(), "holds 5 heights, the header promises 6"),
        (GOOD.replace("cellsize 0.5", "cellsize 0").encode(), "has no size"),
        (GOOD.replace("ncols 3", "ncols 3e9").encode(), "too large"),
        (GOOD.replace("37.0", "370000").encode(), "not in degrees"),
    ],
)
def test_what_can_not_be_used_is_refused(data, says):
    terrain, (problem,) = read_terrain(data, "dem.asc")
    assert terrain is None
    assert says in str(problem)


def test_a_ridge_hides_what_lies_behind_it():
    plain = np.zeros((100, 100))
    ridge = plain.copy()
    ridge[:, 50] = 100.0
    ends = (0.5, 0.453, 0.5, 0.553)
    assert sees(plain, ends, 5.0)
    assert not sees(ridge, ends, 5.0)
    assert sees(ridge, ends, 5.0, eye_m=250.0)
    assert sees(ridge, (0.5, 0.403, 0.5, 0.453), 5.0)  # both on this side


def test_the_earth_hides_what_is_far():
    """Eyes at 5 m and a thing of 2 m: √(2kR) (√5 + √2) = 14.1 km with k = 7/6."""
    plain = np.zeros((200, 200))
    assert sees(plain, (0.5, 0.4, 0.5, 0.523), 13.7)
    assert not sees(plain, (0.5, 0.4, 0.5, 0.531), 14.6)


def test_what_is_unknown_hides_nothing():
    assert not blocked((0.0, 0.0, 0.0, 0.5), 50.0, FLAT.heights, FLAT.frame)
    assert sees(np.full((10, 10), np.nan), (0.5, 0.1, 0.5, 0.6), 50.0)
    assert sees(np.zeros((10, 10)), (40.0, 0.1, 40.0, 0.6), 50.0)
