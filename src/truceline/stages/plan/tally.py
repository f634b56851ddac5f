"""From a match to what people read: how many persons are left of those pledged, and what is missing
in which month.

Persons are counted with persons only; other things by their own unit. Nothing is decided here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from truceline.foundation.mission.pledgetables import BACKFILL
from truceline.model.matching import Deployment, Matched
from truceline.model.plan import Pledge, Requirement
from truceline.model.planbrief import Fall, MonthNeed, Waterfall
from truceline.stages.plan.pledges.offers import HOUSING, PEOPLE

_ELSEWHERE = (BACKFILL, HOUSING)
ROTATING = "at home between tours, or outside its window"
IN_PART = "comes in part, as much as is needed"


def waterfall(pledges: Sequence[Pledge], match: Matched, months: int) -> Waterfall:
    """Persons pledged, less those who fall away by reason, the most first; `months` of the plan."""
    counted = {
        p.pledge_id: p for p in pledges if p.unit == PEOPLE and p.capability not in _ELSEWHERE
    }
    falls: dict[str, dict[str, float]] = defaultdict(dict)
    for unused in match.unused:
        if unused.pledge_id in counted:
            falls[unused.why][unused.pledge_id] = counted[unused.pledge_id].quantity
    used = [d for d in match.deployments if d.pledge_id in counted]
    for deployment in used:
        _away(deployment, counted, months, falls)
    return Waterfall(
        scenario=match.scenario,
        pledged=sum(p.quantity for p in counted.values()),
        falls=_ranked(falls),
        there=sum(_mean(d, months) for d in used),
        pledges=tuple(sorted(counted)),
    )


def _mean(deployment: Deployment, months: int) -> float:
    return deployment.strength * len(deployment.months) / months


def _away(
    deployment: Deployment,
    counted: Mapping[str, Pledge],
    months: int,
    falls: dict[str, dict[str, float]],
) -> None:
    """Persons of a pledge that is used who aren't there: kept at home, or in other months."""
    name, away = deployment.pledge_id, deployment.strength - _mean(deployment, months)
    rest = counted[name].quantity - deployment.strength
    if rest > 0:
        by_turns = any(caveat.startswith("dwell:") for caveat in counted[name].caveats)
        falls[ROTATING if by_turns else IN_PART][name] = rest
    if away > 0:
        falls[ROTATING][name] = falls[ROTATING].get(name, 0.0) + away


def _ranked(falls: Mapping[str, Mapping[str, float]]) -> tuple[Fall, ...]:
    told = [
        Fall(reason=reason, persons=sum(found.values()), pledges=tuple(sorted(found)))
        for reason, found in falls.items()
        if found
    ]
    return tuple(sorted(told, key=lambda fall: (-fall.persons, fall.reason)))


def calendar(requirements: Sequence[Requirement], match: Matched) -> tuple[MonthNeed, ...]:
    """Required and met by capability, unit and month, over all sectors."""
    units = {line.line_id: line.unit for line in requirements}
    needs: dict[tuple[str, str, date], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for s in match.shortfalls:
        both = needs[s.capability, units[s.line_id], s.month]
        both[0] += s.required
        both[1] += s.met
    return tuple(
        MonthNeed(
            scenario=match.scenario,
            capability=capability,
            unit=unit,
            month=month,
            required=required,
            met=met,
        )
        for (capability, unit, month), (required, met) in sorted(needs.items())
    )
