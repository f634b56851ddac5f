"""The words of a pledge's caveats, checked one by one.

A caveat that isn't understood makes the row unusable: matching a pledge without one of its
conditions would promise what nobody offered.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.vocabulary import nearest, words


def check_caveats(row: Cells) -> None:
    """Notes what is wrong with each caveat of a row, and with caveats that contradict each other."""
    found = row.parts("caveats")
    for caveat in found:
        word, _, rest = caveat.partition(":")
        if word not in _CHECKS:
            hint = did_you_mean(word, _CHECKS) or "one of " + ", ".join(_CHECKS)
            row.wrong("caveats", f"{shown(caveat)!r} is no known caveat", hint)
        elif wrong := _CHECKS[word](rest):
            row.wrong("caveats", f"{shown(caveat)!r} {wrong}", _FORMS[word])
    for word in _ONCE:
        if sum(caveat.partition(":")[0] == word for caveat in found) > 1:
            row.wrong("caveats", f"{word} stands more than once", "keep one of them")


def number(text: str) -> float:
    """A finite number from 0 up; NaN where it is none."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) and value >= 0 else math.nan


def _bare(rest: str) -> str:
    return "takes nothing after it" if rest else ""


def _named(rest: str) -> str:
    return "" if rest.strip() else "names nothing"


def _amount(rest: str) -> str:
    return "needs a number from 0 up" if math.isnan(number(rest)) else ""


def _months(rest: str) -> str:
    return "" if rest.isascii() and rest.isdigit() and int(rest) > 0 else "needs whole months"


def _substitute(rest: str) -> str:
    capability, _, rate = rest.partition(":")
    if capability not in words("capabilities"):
        near = nearest(capability, words("capabilities"))
        return "names no capability" + (f": did you mean {near}?" if near else "")
    return "" if 0 < number(rate) <= 1 else "needs a rate above 0 up to 1"


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "no": _named,
    "only": _named,
    "no_combat_zone": _bare,
    "minimum": _amount,
    "tour_months": _months,
    "dwell": _amount,
    "substitutes": _substitute,
    "lodging": _amount,
}
_FORMS: Final = {
    "no": "write no:<sector or capability>",
    "only": "write only:<sector or capability>",
    "no_combat_zone": "write no_combat_zone",
    "minimum": "write minimum:<quantity>",
    "tour_months": "write tour_months:6",
    "dwell": "write dwell:2, the tours of rest for one of duty",
    "substitutes": "write substitutes:<capability>:<rate>",
    "lodging": "write lodging:<places>",
}
_ONCE: Final = ("minimum", "tour_months", "dwell", "lodging")
