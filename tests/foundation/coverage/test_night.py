import numpy as np
import pytest

from truceline.foundation.coverage.night import dark, elevation, sun


def at(*moments):
    return np.array(moments, "datetime64[s]")


def test_declination_of_meeus_example_25a():
    """1992 October 13 at 0 h: apparent declination −7.78507°."""
    assert sun(at("1992-10-13T00:00:00"))[0][0] == pytest.approx(-7.78507, abs=0.005)


def test_equation_of_time_of_meeus_example_28b():
    """1992 October 13 at 0 h: +13 min 42.6 s."""
    assert sun(at("1992-10-13T00:00:00"))[1][0] == pytest.approx(13 + 42.6 / 60, abs=0.05)


@pytest.mark.parametrize(
    ("lat", "moment", "expected"),
    [
        (0.0, "2031-03-20T12:07:30", 90.0),  # equinox, true noon at Greenwich
        (51.48, "2031-06-21T12:02:00", 90 - 51.48 + 23.43),
        (-51.48, "2031-06-21T12:02:00", 90 - 51.48 - 23.43),
        (90.0, "2031-06-21T03:00:00", 23.43),
    ],
)
def test_the_height_of_the_sun_at_noon(lat, moment, expected):
    found = elevation(np.array([lat]), np.array([0.0]), at(moment))[0, 0]
    assert found == pytest.approx(expected, abs=0.15)


def test_noon_comes_earlier_in_the_east():
    lon = np.array([-30.0, 0.0, 30.0])
    hours = np.datetime64("2031-05-01T00", "h") + np.arange(24)
    noon = elevation(np.zeros(3), lon, hours.astype("datetime64[s]")).argmax(axis=0)
    assert noon.tolist() == [14, 12, 10]


def test_a_polar_summer_has_no_dark_hour_and_its_winter_no_other():
    hours = np.datetime64("2031-06-21T00", "h") + np.arange(24)
    place = np.array([78.0]), np.array([15.0])
    assert not dark(*place, hours).any()
    assert dark(*place, hours + 183 * 24).all()


def test_half_the_hours_of_a_year_are_below_the_horizon_at_the_equator():
    hours = np.datetime64("2031-01-01T00", "h") + np.arange(365 * 24)
    share = dark(np.array([0.0]), np.array([0.0]), hours).mean()
    assert 0.45 < share < 0.5  # civil twilight takes 2 × 6° of 360° from the night's half
