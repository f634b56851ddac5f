"""Sizing methods as data: a formula's name, its numbers, how far each is to be trusted, and where it
comes from. What a method says of a mission is `plan.Sized`; nothing here computes.
"""

from truceline.model.record import Record

BASES = ("published", "derived", "background", "assumption", "weak")
"""How far a number can be trusted; see `Parameter`."""
REACHES = ("ground", "sites", "rear", "remote")
"""What of a mission consent takes away; see `Method`."""
PER = ("mission", "sector", "site", "100km")


class Parameter(Record, frozen=True, kw_only=True):
    """A number that a sizing method needs, as a range. `basis` is published, derived (arithmetic on
    published numbers), background (to be confirmed), assumption, or weak (a source that is a party's
    or can't be checked).
    """

    name: str
    lo: float
    mid: float
    hi: float
    unit: str = ""
    basis: str = "assumption"
    source: str = ""


class Task(Record, frozen=True, kw_only=True):
    """A line of a troop-to-task list: `teams` of `people` in `shifts`, once per mission, sector,
    site or 100 km of line (`per`); each a (lo, mid, hi).
    """

    name: str
    per: str
    teams: tuple[float, float, float]
    people: tuple[float, float, float]
    shifts: tuple[float, float, float]


class Method(Record, frozen=True, kw_only=True):
    """A sizing method as shipped: which `formula` it uses, on which axis, with which numbers.

    `reach` says what consent takes away: ground (whatever stands in the zone), sites (guards of
    protected sites), rear (the host's rear) or remote (works from outside). `part`: it sizes a part of
    the work only, so it is never set beside methods that size the whole.
    """

    id: str
    label: str
    formula: str
    concept: str
    capability: str
    unit: str
    reach: str = "ground"
    part: bool = False
    parameters: tuple[Parameter, ...] = ()
    tasks: tuple[Task, ...] = ()
    source: str = ""
    limits: str = ""
