"""Troop-to-task lists turned into loads on one stretch of the line.

A task belongs to the mission, to each sector, each site or each 100 km. What belongs to the mission
is counted once for the whole and never shared out among sectors.
"""

from collections.abc import Sequence

from truceline.model.sizing import Task
from truceline.stages.plan.consent import Reach

Load = tuple[float, float, float, float]


def task_loads(
    tasks: Sequence[Task], reach: Reach, kind: str
) -> tuple[list[Load], list[Load], list[Load]] | None:
    """(times, teams, people, shifts) of every task at its least, middle and most; None where consent
    leaves nothing to do there (`kind` is the method's reach).
    """
    times = {task.name: _times(task.per, reach, kind) for task in tasks}
    if not any(count and count[2] for count in times.values()):
        return None
    kept = [(task, count) for task in tasks if (count := times[task.name])]
    lo, mid, hi = (
        [(count[n], task.teams[n], task.people[n], task.shifts[n]) for task, count in kept]
        for n in (0, 1, 2)
    )
    return lo, mid, hi


def _times(per: str, reach: Reach, kind: str) -> tuple[float, float, float] | None:
    """How often a task is done here (least, middle, most); None where it doesn't belong."""
    extents = {p.name: p for p in reach.extents(kind)}
    if per == "mission":
        return (1.0, 1.0, 1.0) if not reach.sector and reach.allowed(kind) else None
    if per == "sector":
        count = float(1 if reach.sector else reach.sectors)
        return (count, count, count) if reach.allowed(kind) else None
    found = extents.get("sites" if per == "site" else "length_km")
    scale = 1.0 if per == "site" else 0.01
    return (found.lo * scale, found.mid * scale, found.hi * scale) if found else None
