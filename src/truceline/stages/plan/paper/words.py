"""Words and numbers of the plan brief: rounded so far that no one takes them for exact."""

import re
from collections.abc import Mapping
from datetime import date
from math import floor, log10
from typing import Final

CONCEPTS: Final[Mapping[str, str]] = {
    "monitor": "Monitor",
    "protect_sites": "Protect sites",
    "reassure": "Reassure",
    "deter": "Deter",
}
CONSENTS: Final[Mapping[str, str]] = {
    "both": "both sides",
    "host_only": "host only",
    "none": "neither",
}


def rounded(value: float) -> str:
    """Two significant digits: sizing methods know no more. Small counts stay whole."""
    if value < 100:
        return f"{value:,.0f}"
    step = 10 ** (floor(log10(value)) - 1)
    return f"{round(value / step) * step:,.0f}"


def between(lo: float, hi: float) -> str:
    """A range in words; one number where both ends read the same."""
    low, high = rounded(lo), rounded(hi)
    return low if low == high else f"{low}–{high}"


def as_said(lo: float, hi: float) -> str:
    """A published range, never rounded; `up to` where nobody gave a lower end."""
    if lo == hi:
        return f"{hi:,.0f}"
    return f"{lo:,.0f}–{hi:,.0f}" if lo > 0 else f"up to {hi:,.0f}"


def exact(value: float) -> str:
    """A counted number, as it was given."""
    return f"{value:,.1f}".removesuffix(".0")


def spoken(name: str) -> str:
    """A word of the vocabulary as people write it."""
    plain = re.sub(r"(?<=role)(?=\d)", " ", name.replace("_", " "))
    return re.sub(r"\bisr\b", "ISR", plain)


def percent(share: float) -> str:
    """A share without decimals; never 0 % for something, never 100 % for less than all."""
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else f"{share * 100:.0f} %"


def month(day: date) -> str:
    """Month and year."""
    return f"{day:%b %Y}"


def unit_of(unit: str) -> str:
    """A unit as people write it."""
    return "persons" if unit == "personnel" else unit


_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "observation_post": ("observation post", "Observation posts"),
    "vehicle_patrol": ("vehicle patrol", "Vehicle patrols"),
    "camera": ("camera", "Cameras"),
    "acoustic_array": ("acoustic array", "Acoustic arrays"),
    "ground_radar": ("ground radar", "Ground radars"),
    "drone_sortie": ("drone base", "Drone bases"),
    "satellite_pass": ("satellite", "Satellites"),
    "aircraft": ("aircraft", "Aircraft"),
    "vessel": ("vessel", "Vessels"),
}


def kind_of(kind: str) -> str:
    """A kind of system as people write it."""
    return _KINDS[kind][0]


def kinds_of(kind: str) -> str:
    """The same for several, at the beginning of a line."""
    return _KINDS[kind][1]


def act_of(act: str) -> str:
    """An act of the vocabulary as people write it; all of them for none."""
    family, _, name = act.partition("/")
    return spoken(name or family) if act else "all acts"


def hours(value: float) -> str:
    """Hours, minutes where they are few, days where they are many."""
    if value >= 72:
        return f"{value / 24:,.1f} d"
    return f"{value * 60:.0f} min" if value < 1 else f"{value:.1f} h"


def span_percent(lo: float, hi: float) -> str:
    """A range of shares."""
    low, high = percent(lo), percent(hi)
    return low if low == high else f"{low.removesuffix(' %')}–{high}"


def day_of(day: date) -> str:
    """A day in full."""
    return f"{day.day} {day:%B %Y}"
