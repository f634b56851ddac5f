"""Which pledge could serve which requirement line, and at what rate.

Caveats are read as written: a line that one of them excludes is never served, whatever the need.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from truceline.foundation.vocabulary import words
from truceline.model.matching import MatchScenario
from truceline.model.plan import Pledge, Requirement


def worded(pledge: Pledge, word: str) -> tuple[str, ...]:
    """What stands after `word:` in the pledge's caveats."""
    return tuple(c.partition(":")[2] for c in pledge.caveats if c.partition(":")[0] == word)


def stated(pledge: Pledge, word: str, default: float) -> float:
    """The number of a caveat that stands at most once."""
    found = worded(pledge, word)
    return float(found[0]) if found else default


def rate(pledge: Pledge, line: Requirement, scenario: MatchScenario) -> float:
    """Units of the line that one unit of the pledge meets; 0 where it can't or may not serve."""
    if pledge.unit != line.unit or not _allowed(pledge, line, scenario):
        return 0.0
    if pledge.capability == line.capability:
        return 1.0
    own = dict(rest.rpartition(":")[::2] for rest in worded(pledge, "substitutes"))
    if line.capability in own:
        return float(own[line.capability])
    return _rates().get(pledge.capability, {}).get(line.capability, 0.0)


def _allowed(pledge: Pledge, line: Requirement, scenario: MatchScenario) -> bool:
    ground = scenario.ground.get(line.sector, "")
    barred_ground = bool(pledge.territory) and bool(ground) and ground not in pledge.territory
    fights = "no_combat_zone" in pledge.caveats and line.sector in scenario.combat_zone
    names = {line.sector, line.capability}
    return not (barred_ground or fights or names & set(worded(pledge, "no"))) and _only(
        worded(pledge, "only"), line
    )


def _only(named: tuple[str, ...], line: Requirement) -> bool:
    """Of the sectors that are named one must be the line's, and so of the capabilities."""
    tasks = {name for name in named if name in words("capabilities")}
    areas = set(named) - tasks
    return (not tasks or line.capability in tasks) and (not areas or line.sector in areas)


@cache
def _rates() -> Mapping[str, Mapping[str, float]]:
    text = files("truceline").joinpath("data/plan/substitution.yaml").read_text(encoding="utf-8")
    rates: Mapping[str, Mapping[str, float]] = YAML(typ="safe", pure=True).load(text)["rates"]
    return rates
