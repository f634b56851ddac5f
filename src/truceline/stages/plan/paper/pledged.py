"""The part of the page on pledges: from pledged to there, what is missing when, what matters most."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from truceline.model.matching import Marginal
from truceline.model.planbrief import PlanBrief, ScenarioTold
from truceline.stages.plan.paper.offered import calendar_chart, fall_chart
from truceline.stages.plan.paper.words import exact, percent, spoken, unit_of

_SHOWN, _FEW = 12, 6
_LEFT = ("condition", "contributor")
_KINDS = {"condition": "condition", "contributor": "contributor", "pledge": "pledge"}


class Need(NamedTuple):
    """A capability over all months: unit, mean required and met, share missing."""

    capability: str
    unit: str
    required: float
    met: float
    share: float


def needs_of(told: ScenarioTold) -> tuple[Need, ...]:
    """Capabilities by the share that is missing, the worst first."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    months = len({need.month for need in told.calendar})
    for need in told.calendar:
        both = sums[need.capability, need.unit]
        both[0] += need.required
        both[1] += need.met
    found = [
        Need(name, unit, required / months, met / months, 1 - met / required if required else 0.0)
        for (name, unit), (required, met) in sums.items()
    ]
    return tuple(sorted(found, key=lambda n: (-n.share, n.capability, n.unit)))


def pledged_view(brief: PlanBrief) -> Mapping[str, object]:
    """What the template prints of pledges."""
    first = brief.scenarios[0]
    without = next(s for s in brief.scenarios if s.match.scenario == "without_backstop")
    open_ = {n.capability: n for n in needs_of(without)}
    return {
        "fall": fall_chart(first.waterfall),
        "calendar": calendar_chart("all", first.calendar),
        "bare_calendar": calendar_chart("without", without.calendar),
        "needs": [
            {
                "name": spoken(n.capability),
                "unit": unit_of(n.unit),
                "required": _counted(n.required),
                "met": _counted(n.met),
                "share": percent(n.share),
                "bare": percent(open_[n.capability].share),
            }
            for n in needs_of(first)
        ],
        "scenarios": [_scenario(told) for told in brief.scenarios],
        "growth": [_growth(one, first.match.required) for one in _felt(brief, _LEFT)[:_SHOWN]],
        "more": max(len(_felt(brief, _LEFT)) - _SHOWN, 0),
        "single": [_growth(one, first.match.required) for one in _felt(brief, ("pledge",))[:_FEW]],
        "idle": sum(m.kind in _LEFT for m in brief.marginals) - len(_felt(brief, _LEFT)),
        "matters": what_matters(brief),
    }


def _counted(value: float) -> str:
    """A mean over months: whole from a hundred on."""
    return exact(round(value, 0 if value >= 100 else 1))


def _scenario(told: ScenarioTold) -> Mapping[str, object]:
    match = told.match
    return {
        "label": told.label,
        "missing": percent(match.objective / match.required if match.required else 0.0),
        "used": len(match.deployments),
        "there": exact(round(told.waterfall.there)),
        "sure": "optimal" if match.status == "optimal" else f"gap {percent(match.gap)}",
    }


def _felt(brief: PlanBrief, kinds: tuple[str, ...]) -> list[Marginal]:
    """Those of these kinds that are missed at all, the most first."""
    return [one for one in brief.marginals if one.growth > 0 and one.kind in kinds]


def _growth(one: Marginal, required: float) -> Mapping[str, object]:
    share = one.growth / required if required else 0.0
    points = "<0.1" if share < 0.001 else f"{share * 100:.1f}"
    return {"name": _name(one), "kind": _KINDS[one.kind], "points": points}


def _name(one: Marginal) -> str:
    return spoken(one.id.removeprefix("backstop:")) if one.kind == "condition" else one.id


def what_matters(brief: PlanBrief) -> str:
    """The condition and the contributor whose absence adds most to what is missing."""
    required = brief.scenarios[0].match.required
    found = []
    told_as = (
        ("condition", "the backstop's {}"),
        ("contributor", "contributor {}"),
        ("pledge", "the single pledge {}"),
    )
    for kind, words in told_as:
        one = next(iter(_felt(brief, (kind,))), None)
        if one:
            points = _growth(one, required)["points"]
            found.append(
                f"without {words.format(_name(one))}, {points} percentage points more are missing"
            )
    if not found:
        return "No single condition, contributor or pledge adds to what is missing."
    told = "; ".join(found)
    return f"Of the weighed need, {told}."
