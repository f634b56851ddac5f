from datetime import date, timedelta

import pytest

from truceline.foundation.cadence import due_days
from truceline.stages.brief.sources import _reach

UNTIL = date(2031, 5, 10)


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("daily from 2031-05-08", [8, 9, 10]),
        ("daily from 2031-05-01 to 2031-05-03", [1, 2, 3]),
        ("weekly from 2031-05-01", [1, 8]),
        ("daily from 2031-05-11", []),
        ("now and then", []),  # no cadence is known: no silence is claimed
        ("", []),
    ],
)
def test_days_on_which_a_bulletin_is_due(cadence, days):
    assert [d.day for d in due_days(cadence, UNTIL)] == days


@pytest.mark.parametrize(("cadence", "days"), [("daily from 2031-05-01", 2), ("weekly from …", 9)])
def test_a_weekly_bulletin_reaches_back_over_its_week(cadence, days):
    assert _reach(cadence) == timedelta(days=days)
