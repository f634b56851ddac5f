"""Sizing methods that follow an area, people, sites or a list of tasks, and what stands behind a
force: rotation and reserve.

Pure arithmetic on numbers that others chose. The population ratio carries its warning wherever it
is shown.
"""

from collections.abc import Sequence

from truceline.stages.plan.methods_line import seat_staff, systems


def area_density(per_km2: float, area_km2: float) -> float:
    """Persons for a zone: N = ρ · A.

    ρ persons per km², A area in km². Default ρ = 1.36, rounded 1.4 (GCSP 2025: 15,000 on 1,100 km by
    10 km), 0.91 for its buffer of 15 km. Limits: driven by the width, which is negotiated.
    """
    return per_km2 * area_km2


def population(per_1000: float, people: float) -> float:
    """Persons for a population: N = r · P / 1000.

    r persons per 1,000 inhabitants: 1 to 4 for policing, 20 and more for stabilisation (RAND Review
    2003). Warning: over 171 campaigns the ratio explained nothing (zbook.org/read/18a785), and it
    was never meant for interposition between armed forces.
    """
    return per_1000 * people / 1000


def site_staff(seats: float, hours_week: float, absence: float, sites: float) -> float:
    """Persons who guard sites round the clock: sites · seats · 168 / (h · (1 − a)).

    Symbols as in `seat_staff`; seats per site (assumption). Limits: no defence against what comes
    from the air.
    """
    return sites * seats * seat_staff(hours_week, absence)


def site_sensors(target: float, works: float, sees: float, sites: float) -> float:
    """Systems over sites: sites · n with n systems each (see `systems`); all assumptions."""
    return sites * systems(target, works, sees)


def inspection(
    per_week: float,
    hours: float,
    team: float,
    hours_week: float,
    absence: float,
    inspected: float,
) -> float:
    """Persons for inspections: S · f · t · team / (h · (1 − a)).

    S declared sites, f visits per site and week, t hours a visit, h hours of duty in a week, a share
    absent. Default f = 0.5 (UNDOF: every two weeks); the others are assumptions. Limits: needs
    inventories; what nobody declared isn't inspected.
    """
    return inspected * per_week * hours * team / (hours_week * (1 - absence))


def troop_to_task(loads: Sequence[tuple[float, float, float, float]], availability: float) -> float:
    """Persons for a list of tasks: Σ times · teams · people · shifts / availability.

    `loads` are (times, teams, people per team, shifts). The form is UN practice (UNIBAM); the lists
    that ship are assumptions. Limits: the list drives the answer.
    """
    return sum(times * teams * people * shifts for times, teams, people, shifts in loads) / (
        availability
    )


def rotation(deployed: float, tour: float, dwell: float, transition: float) -> float:
    """The pool behind a deployed strength: D · (tour + dwell + transition) / tour.

    All three in months. A third of a pool deployed gives 3 (rule of thirds), 64,000 of 256,000 gives
    4 (The Times 2025), 5 is an upper figure (background, to be confirmed); Evans and Steeger 2017.
    Limits: enablers are scarcer than this says.
    """
    return deployed * (tour + dwell + transition) / tour


def reserve(share: float, deployed: float) -> float:
    """A reserve: R = q · N. q = 0.2 to 0.33 (assumption). Limits: depends on the warning time."""
    return share * deployed
