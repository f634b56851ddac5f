"""When a source's bulletins are due, in the words of a roster.

Other words are no cadence, and where no cadence is known no silence is claimed.
"""

import re
from datetime import date, timedelta
from typing import Final

STEP: Final = {"daily": 1, "weekly": 7}
"""Days between two bulletins."""
_CADENCE: Final = re.compile(
    r"(daily|weekly) from (\d{4}-\d{2}-\d{2})(?: (?:to|until) (\d{4}-\d{2}-\d{2}))?"
)


def due_days(cadence: str, until: date) -> tuple[date, ...]:
    """Days on which a bulletin is due: `daily from 2031-05-01 to 2031-05-31`, `weekly from …`; none
    for any other words.
    """
    found = _CADENCE.fullmatch(cadence.strip())
    if not found:
        return ()
    first, step = date.fromisoformat(found[2]), timedelta(days=STEP[found[1]])
    last = min(until, date.fromisoformat(found[3])) if found[3] else until
    return tuple(first + n * step for n in range((last - first) // step + 1))
