"""Protected sites as APP-6 symbols: which sign a category has is data, `data/symbols.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Final

from ruamel.yaml import YAML

from truceline.foundation.vocabulary import family

NEUTRAL: Final = "1004"
"""Version of the code, reality, neutral: a protected site is nobody's force."""
LAND_INSTALLATION: Final = "20"
PRESENT: Final = "0"
DAMAGED: Final = "3"
ANY: Final = "000000"


@cache
def _entities() -> dict[str, str]:
    text = files("truceline").joinpath("data", "symbols.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = YAML(typ="safe", pure=True).load(text)
    return found


def symbol(category: str, status: str) -> str:
    """The twenty digits of APP-6(D) for a site of a category (`energy/substation`) and a status."""
    entity = _entities().get(category) or _entities().get(family(category), ANY)
    state = DAMAGED if status == "damaged" else PRESENT
    return f"{NEUTRAL}{LAND_INSTALLATION}{state}000{entity}0000"
