"""How much a mission needs: every sizing method side by side, never one number.

Three axes stay apart: monitor, protect sites, reassure. Deterrence isn't computed at all; what was
published about it stands in `foundation.mission.sizingfile.shipped_proposals`. Nothing here takes a
mean over methods: they aren't draws from one distribution.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Final

from shapely.geometry.base import BaseGeometry

from truceline.foundation.mission.sizingfile import overlaid, shipped_methods, shipped_support
from truceline.model.mission import Site
from truceline.model.place import Line
from truceline.model.plan import FORCE, PlanSpec, Sector, Sized, Span
from truceline.model.record import Problem
from truceline.model.sizing import Method, Parameter
from truceline.stages.plan import methods_ground as ground_methods
from truceline.stages.plan import methods_line as line_methods
from truceline.stages.plan.consent import Reach, reaches
from truceline.stages.plan.ground import Ground, Triple, survey
from truceline.stages.plan.tasks import task_loads

Formula = Callable[..., float]
FORMULAS: Final[Mapping[str, Formula]] = {
    "line_density": line_methods.line_density,
    "posts": line_methods.posts,
    "post_staff": line_methods.post_staff,
    "patrols": line_methods.patrols,
    "response": line_methods.response,
    "response_staff": line_methods.response_staff,
    "sensors_line": line_methods.sensors_line,
    "passes": line_methods.passes,
    "area_density": ground_methods.area_density,
    "population": ground_methods.population,
    "site_staff": ground_methods.site_staff,
    "site_sensors": ground_methods.site_sensors,
    "inspection": ground_methods.inspection,
}
"""By the name that `methods.yaml` uses; `troop_to_task` takes a list and stands apart."""

ENDS: Final = "the range takes the ends of all numbers at once"


def size(
    line: Line,
    zone: BaseGeometry,
    sectors: Sequence[Sector],
    sites: Sequence[Site],
    settings: PlanSpec,
    consent: str,
) -> tuple[Sized, ...] | Problem:
    """What each method says under one consent scenario, by sector and for the whole line (sector
    empty), with the rotation pool behind persons, and a reserve behind each whole force.

    `zone` is a lon/lat (multi)polygon. A method whose ground consent takes away, or whose number
    nobody gave (people, declared holdings), says nothing. A Problem where the ground can't be
    computed: the line crosses itself, or a scenario needs to know which side the host holds.
    """
    ground = survey(line, zone, sectors, sites, settings.tolerances_km)
    return ground if isinstance(ground, Problem) else size_ground(ground, settings, consent)


def size_ground(ground: Ground, settings: PlanSpec, consent: str) -> tuple[Sized, ...] | Problem:
    """As `size`, on ground that was surveyed before: several scenarios need it only once."""
    reached = reaches(ground, settings, consent)
    if isinstance(reached, Problem):
        return reached
    said = [
        found
        for method in shipped_methods()
        for reach in reached
        if (found := size_method(_set(method, settings), reach, consent))
    ]
    pools = overlaid(shipped_support()["rotation"], settings.overrides.get("rotation", ()))
    share = overlaid(shipped_support()["reserve"], settings.overrides.get("reserve", ()))
    said += [with_reserve(s, share) for s in said if s.capability == FORCE and not s.sector]
    return tuple(with_pool(s, pools) for s in said)


def size_method(method: Method, reach: Reach, consent: str) -> Sized | None:
    """What one method says of one stretch; None where it has nothing to stand on."""
    given = (*method.parameters, *reach.extents(method.reach))
    if method.formula == "troop_to_task":
        values = _tasked(method, reach)
    else:
        formula = FORMULAS[method.formula]
        needed = inspect.signature(formula).parameters
        given = tuple(p for p in given if p.name in needed)
        values = ends(formula, given) if len(given) == len(needed) else None
    if values is None or values[2] <= 0:
        return None
    return Sized(
        method=method.id,
        concept=method.concept,
        capability=method.capability,
        unit=method.unit,
        lo=values[0],
        mid=values[1],
        hi=values[2],
        sector=reach.sector,
        formula=_filled(method, given),
        assumptions=(*(_told(p) for p in given), ENDS, *reach.words(method.reach)),
        source=method.source,
        limits=method.limits,
        consent=consent,
        part=method.part,
    )


def ends(formula: Formula, given: Sequence[Parameter]) -> Triple:
    """Least, middle and most of a formula: over all ends of its numbers, and at their middles."""
    names = [p.name for p in given]
    corners = product(*(sorted({p.lo, p.hi}) for p in given))
    found = [formula(**dict(zip(names, corner, strict=True))) for corner in corners]
    middle = formula(**{p.name: p.mid for p in given})
    return min(*found, middle), middle, max(*found, middle)


def with_pool(sized: Sized, numbers: Sequence[Parameter]) -> Sized:
    """With the rotation pool behind it, where persons are counted (`rotation`'s formula)."""
    if sized.unit != "personnel":
        return sized
    factor = ends(lambda **given: ground_methods.rotation(1.0, **given), numbers)
    lo, mid, hi = (n * f for n, f in zip((sized.lo, sized.mid, sized.hi), factor, strict=True))
    return sized.but(pool=(lo, mid, hi))


def with_reserve(sized: Sized, numbers: Sequence[Parameter]) -> Sized:
    """The reserve behind a whole force, as a sizing of its own (`reserve`'s formula)."""
    (share,) = numbers
    return sized.but(
        method=f"reserve:{sized.method}",
        lo=ground_methods.reserve(share.lo, sized.lo),
        mid=ground_methods.reserve(share.mid, sized.mid),
        hi=ground_methods.reserve(share.hi, sized.hi),
        formula=f"{share.lo:g} to {share.hi:g} of the force that {sized.method} gives",
        assumptions=(_told(share), ENDS),
        source=share.source,
        limits="depends on the warning time",
    )


def spans(sized: Iterable[Sized]) -> tuple[Span, ...]:
    """Lowest and highest over all methods that count the same thing on one axis. Parts of the work
    and reserves stand beside the whole, not among it. In the order of first mention.
    """
    groups: dict[tuple[str, ...], list[Sized]] = defaultdict(list)
    for s in sized:
        own = s.method if s.part else "reserve" if s.method.startswith("reserve:") else ""
        groups[s.concept, s.capability, s.unit, s.sector, s.consent, own].append(s)
    return tuple(_span(key, group) for key, group in groups.items())


def _span(key: tuple[str, ...], group: Sequence[Sized]) -> Span:
    concept, capability, unit, sector, consent, _ = key
    pools = [s.pool for s in group if s.pool]
    return Span(
        concept=concept,
        capability=capability,
        unit=unit,
        sector=sector,
        consent=consent,
        lo=min(s.lo for s in group),
        hi=max(s.hi for s in group),
        pool=(min(p[0] for p in pools), max(p[2] for p in pools)) if pools else None,
        methods=tuple(s.method for s in group),
    )


def _set(method: Method, settings: PlanSpec) -> Method:
    change = settings.overrides.get(method.id, ())
    return method.but(parameters=overlaid(method.parameters, change)) if change else method


def _tasked(method: Method, reach: Reach) -> Triple | None:
    """Least with the least of every task and the best availability, and the other way round."""
    (availability,) = method.parameters
    loads = task_loads(method.tasks, reach, method.reach)
    if loads is None:
        return None
    rates = availability.hi, availability.mid, availability.lo
    lo, mid, hi = (
        ground_methods.troop_to_task(load, rate) for load, rate in zip(loads, rates, strict=True)
    )
    return lo, mid, hi


def _filled(method: Method, given: Iterable[Parameter]) -> str:
    """The formula's name with its middle numbers."""
    numbers = ", ".join(f"{p.name} {p.mid:,.6g} {p.unit}".rstrip() for p in given)
    return f"{method.formula}({numbers})"


def _told(parameter: Parameter) -> str:
    """A number in words: its range, its basis and where it comes from."""
    p = parameter
    numbers = (
        f"{p.mid:,.6g}" if p.lo == p.hi else f"{p.lo:,.6g} to {p.hi:,.6g}, middle {p.mid:,.6g}"
    )
    return f"{p.name}: {numbers} {p.unit} ({p.basis}: {p.source})"
