"""One rule per kind of term that incidents can show: which steps it asks, in which order.

A rule never decides by itself: it lists its steps, and `combine` makes a finding of them. Kinds
without a rule are monitored by other means and never come here.
"""

from truceline.errors import InvariantError
from truceline.foundation.agreement.usual import USUAL_ACTS
from truceline.model.agreement import (
    Airspace,
    DisengagementArea,
    LineTerm,
    Mines,
    Monitoring,
    ProhibitedActs,
    ProtectedSites,
    Term,
    WindowsCorridors,
    Withdrawal,
)
from truceline.stages.compliance.ground import zone_step
from truceline.stages.compliance.near import (
    beyond_step,
    corridor_step,
    height_step,
    permitted_step,
    protected_step,
    withdrawn_step,
)
from truceline.stages.compliance.scene import Scene, Step, Topic
from truceline.stages.compliance.steps import (
    act_step,
    after_days_step,
    bound_step,
    deadline_step,
    exempt_step,
    object_step,
    weapon_step,
    window_step,
)


def steps_of(scene: Scene) -> tuple[Step, ...]:
    """The rule trace of one incident under one reading of one term, for one accused side.

    Order: window, object, act, what the kind asks besides, place, who is bound, exemption.
    Raises `InvariantError` for a kind that incidents can't show.
    """
    return (
        Step(Topic.WINDOW, window_step(scene)),
        *_own_steps(scene),
        *_zone(scene),
        Step(Topic.BOUND, bound_step(scene)),
        Step(Topic.EXEMPT, exempt_step(scene)),
    )


def hears(term: Term) -> bool:
    """Does the rule of a term read the reports behind an incident, for weapons or heights?"""
    return isinstance(term, Airspace) or bool(getattr(term, "weapon", ()))


def _own_steps(scene: Scene) -> tuple[Step, ...]:  # noqa: PLR0911 one case per kind of term
    match scene.term:
        case ProhibitedActs() as term:
            return prohibited_acts(scene, term)
        case LineTerm():
            return line(scene)
        case Withdrawal() as term:
            return withdrawal(scene, term)
        case DisengagementArea() as term:
            return disengagement_area(scene, term)
        case Airspace() as term:
            return airspace(scene, term)
        case Mines():
            return mines(scene)
        case ProtectedSites() as term:
            return protected_sites(scene, term)
        case Monitoring():
            return monitoring(scene)
        case WindowsCorridors() as term:
            return windows_corridors(scene, term)
        case _:
            raise InvariantError(f"term {scene.term.id}: incidents can't show this kind")


def prohibited_acts(scene: Scene, term: ProhibitedActs) -> tuple[Step, ...]:
    """3 Acts that are forbidden, of a weapon where one is named."""
    return (*_objects(scene), _act(scene), *_weapon(scene, term.weapon))


def line(scene: Scene) -> tuple[Step, ...]:
    """5 Acts forward of one's own line."""
    return (*_objects(scene), _act(scene), Step(Topic.PLACE, beyond_step(scene)))


def withdrawal(scene: Scene, term: Withdrawal) -> tuple[Step, ...]:
    """6 Weapons that should be behind a distance, once the deadline has passed."""
    late = [Step(Topic.WINDOW, deadline_step(scene, term.deadline))] if term.deadline else []
    return (
        *late,
        _act(scene),
        *_weapon(scene, term.weapon),
        Step(Topic.PLACE, withdrawn_step(scene, term)),
    )


def disengagement_area(scene: Scene, term: DisengagementArea) -> tuple[Step, ...]:
    """8 Presence in an area out of which forces move, once its timetable is over."""
    days = term.timetable_days
    late = [Step(Topic.WINDOW, after_days_step(scene, days))] if days else []
    return (*late, _act(scene))


def airspace(scene: Scene, term: Airspace) -> tuple[Step, ...]:
    """9 Flights in closed airspace, within its band of height."""
    banded = term.floor_m is not None or term.ceiling_m is not None
    height = [Step(Topic.PLACE, height_step(scene, term))] if banded else []
    allowed = [Step(Topic.BOUND, permitted_step(scene, term))] if term.permitted else []
    return (_act(scene), *height, *allowed)


def mines(scene: Scene) -> tuple[Step, ...]:
    """10 New mines."""
    return (_act(scene),)


def protected_sites(scene: Scene, term: ProtectedSites) -> tuple[Step, ...]:
    """11 Objects that may not be struck, and their surroundings where the term has a buffer."""
    return (Step(Topic.OBJECT, protected_step(scene, term)), _act(scene))


def monitoring(scene: Scene) -> tuple[Step, ...]:
    """14 Interference with monitors."""
    return (*_objects(scene), _act(scene))


def windows_corridors(scene: Scene, term: WindowsCorridors) -> tuple[Step, ...]:
    """16 Local silences and corridors: near the places that the term names."""
    named = [Step(Topic.PLACE, corridor_step(scene, term))] if term.sites_named else []
    return (*_objects(scene), _act(scene), *named)


def _objects(scene: Scene) -> tuple[Step, ...]:
    sites = scene.term.sites
    return () if sites is None else (Step(Topic.OBJECT, object_step(scene, sites)),)


def _act(scene: Scene) -> Step:
    """The act; a term that names none forbids the usual ones of its kind."""
    return Step(Topic.ACT, act_step(scene, USUAL_ACTS.get(type(scene.term), ())))


def _weapon(scene: Scene, weapons: tuple[str, ...]) -> tuple[Step, ...]:
    return (Step(Topic.MEANS, weapon_step(scene, weapons)),) if weapons else ()


def _zone(scene: Scene) -> tuple[Step, ...]:
    zone = scene.term.zone
    return (Step(Topic.PLACE, zone_step(scene, zone)),) if zone else ()
