"""What of a plan brief each audience may see.

- restricted: all of it.
- parties and political_body: what a mission would need, what is pledged and what would be missing by
  capability and month; not where it stands, what it sees, knows, verifies and misses.
- public: what a mission would need, with published proposals.

Where protected sites lie is drawn for the narrowest alone. Widening never adds anything.
"""

from truceline.model.planbrief import PlanBrief, ScenarioTold
from truceline.stages.plan.audience import may_see
from truceline.stages.plan.quoted import FAMILIES


def released(brief: PlanBrief) -> PlanBrief:
    """The brief as its level may see it. Problems quote files, so that only the narrowest has them."""
    level = brief.release
    if level == "restricted":
        return brief
    figures = tuple(f for f in brief.figures if may_see(level, f.release))
    told = brief.but(
        figures=figures,
        field=None,
        ground=brief.ground.but(sites=()),
        profiles=(),
        problems=(),
        root="",
        entries=0,
        options=tuple(
            o.but(budget=None, crew=None, kinds=(), watch_note="") for o in brief.options
        ),
        inputs=_inputs(brief, level),
        scenarios=tuple(map(_without_places, brief.scenarios)),
    )
    if level == "public":
        return told.but(
            scenarios=(), marginals=(), backstop=(), pledges=0, contributors=0, combat_zone=()
        )
    return told


def _without_places(told: ScenarioTold) -> ScenarioTold:
    """A scenario without what is missing by line and sector."""
    return told.but(match=told.match.but(shortfalls=()))


def _inputs(brief: PlanBrief, level: str) -> tuple[tuple[str, str, str], ...]:
    """Files that a figure of this level rests on."""
    kinds = {k for f in FAMILIES.values() if may_see(level, f.release) for k in f.inputs}
    return tuple(one for one in brief.inputs if one[0] in kinds)
