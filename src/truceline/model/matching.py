"""The vocabulary of matching pledges with requirements: settings of a scenario, and what came out.

A match says what could be met if the offers and conditions hold as written; it promises nothing,
and its bound is part of it.
"""

from datetime import date

from truceline.model.plan import Shortfall
from truceline.model.record import Record


class MatchScenario(Record, frozen=True, kw_only=True):
    """Which pledges count, and the settings that all scenarios of a comparison share.

    `statuses` of pledges that count; `backstop` whether its conditions hold, with `agreed_only` only
    those of a backstop that is agreed; `without` contributors that stay away, `barred` pledges left
    out. `combat_zone` names sectors, `ground` the party on whose ground a sector lies (a sector that
    isn't named is not checked against a territory), `lodging` the places that there are before
    pledges bring more (None: not limited), `tour_months` the length of a deployment where a pledge
    states none.
    """

    id: str = "all"
    statuses: tuple[str, ...] = ("indicated", "offered", "firm", "deployed")
    backstop: bool = True
    agreed_only: bool = False
    without: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    combat_zone: tuple[str, ...] = ()
    ground: dict[str, str] = {}
    lodging: float | None = None
    tour_months: int = 3


class Deployment(Record, frozen=True, kw_only=True):
    """A pledge that is used: first days of its months, and its strength there in its own unit.
    `lines` are the requirement lines that it serves.
    """

    pledge_id: str
    months: tuple[date, ...]
    strength: float
    lines: tuple[str, ...] = ()


class Unused(Record, frozen=True, kw_only=True):
    """A pledge that isn't used, and why not."""

    pledge_id: str
    why: str


class Matched(Record, frozen=True, kw_only=True):
    """Pledges matched with requirements under one scenario.

    `objective` is the shortfall weighed by priority, in unit-months; no match has less than
    `bound`; `gap` = (objective − bound) / objective. `status` is optimal (within 0.01 %) or limit:
    the time or the search ran out first, and another machine may find another match.
    """

    scenario: str
    status: str
    objective: float
    bound: float
    gap: float
    required: float
    shortfalls: tuple[Shortfall, ...]
    deployments: tuple[Deployment, ...]
    unused: tuple[Unused, ...] = ()


class Marginal(Record, frozen=True, kw_only=True):
    """How much the weighed shortfall grows without one pledge, contributor or condition.

    `growth` is the difference of the two matches found, `lo` and `hi` what their bounds certify.
    """

    kind: str
    id: str
    growth: float
    lo: float
    hi: float
