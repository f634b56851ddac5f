"""From a mission folder with a plan to a plan brief on disk.

The folder's files are taken into the evidence log first, and the plan is made of what the log holds:
the same entries give the same bytes. A plan is a worksheet, no finding: it isn't put on record as
published.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar

from shapely.geometry.base import BaseGeometry

from truceline.assess.folder import MISSION_FILE, PLAN_FILE, Progress, ingest
from truceline.assess.produce import as_of_moment
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import draft_agreement
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.mission.line import mission_line
from truceline.foundation.mission.planfile import check_plan, read_plan
from truceline.foundation.mission.plantables import read_assets, read_profiles
from truceline.foundation.mission.pledgetables import read_pledges, read_requirements
from truceline.foundation.mission.read import read_mission
from truceline.foundation.mission.scenariofile import read_scenario
from truceline.foundation.mission.tables import read_sites
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.places.zone import zone_geometry
from truceline.foundation.zones import zone_of
from truceline.model.agreement import Agreement
from truceline.model.mission import MissionSpec
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import Asset, PlanSpec, Profile
from truceline.model.ports import Store
from truceline.model.record import Problem, Record, in_order
from truceline.model.simulation import ScenarioSpec
from truceline.stages.brief.draw.letters import printable
from truceline.stages.brief.html import font_data, template_text
from truceline.stages.plan.compose import Given, compose
from truceline.stages.plan.paper.files import publish
from truceline.stages.plan.paper.page import Dress

T = TypeVar("T")
SECONDS: Final = 60.0
"""Of the solver for each match of pledges."""


class Planned(Record, frozen=True, kw_only=True):
    """What one run wrote: counts, the log's root, and everything that is wrong with the inputs."""

    folder: str
    as_of: str
    release: str
    sectors: int
    sizings: int
    pledges: int
    scenarios: int
    systems: int
    files: int
    root: str
    problems: tuple[Problem, ...] = ()


class Ordered(Record, frozen=True, kw_only=True):
    """What was asked for: the day that the brief is of (empty: the plan's first), the seed of
    everything drawn (None: the plan's), and the widest audience.
    """

    as_of: str = ""
    seed: int | None = None
    release: str = "restricted"


class _Inputs:
    """Files as the log holds them: their digests, and what is wrong with them."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.digests: dict[tuple[str, str], str] = {}
        self.problems: list[Problem] = []

    def text(self, kind: str, name: str) -> str | None:
        """The newest version of a file; None where no name is given or nothing was taken in."""
        entry = self.shelf.newest.get((kind, name)) if name else None
        if entry is None:
            return None
        self.digests[kind, name] = entry.sha256
        return self.shelf.text(kind, name)

    def heard(self, found: tuple[T, tuple[Problem, ...]]) -> T:
        """A result, its problems kept."""
        self.problems += found[1]
        return found[0]

    def rows(
        self,
        kind: str,
        name: str,
        read: Callable[[str, str], tuple[tuple[T, ...], tuple[Problem, ...]]],
    ) -> tuple[T, ...]:
        """A table's good rows."""
        text = self.text(kind, name)
        return () if text is None else self.heard(read(text, name))


def plan_mission(
    folder: Path, store: Store, order: Ordered, out: Path, progress: Progress
) -> Planned:
    """Take the folder's files into the log, then write the plan brief into `out`. Raises
    `UnreadableError` when the mission, its plan, its line or its zone can't be used.
    """
    if not (folder / PLAN_FILE).is_file():
        raise UnreadableError(f"{folder}: no {PLAN_FILE} here; docs/mission-files.md shows one")
    taken = ingest(folder, store)
    store.seal()
    read = _Inputs(Shelf(store))
    read.problems += taken.problems
    given = _given(read)
    as_of = _day(order, given)
    seed = given.plan.simulation.seed if order.seed is None else order.seed
    brief = compose(given, as_of, SECONDS, seed, progress, order.release)
    if isinstance(brief, Problem):
        raise UnreadableError(str(brief))
    problems = in_order(read.problems)
    whole = brief.but(
        release=order.release,
        problems=problems,
        inputs=tuple((*key, digest) for key, digest in sorted(read.digests.items())),
        root=store.root(read.shelf.size),
        entries=read.shelf.size,
    )
    files = publish(whole, _dress(), out)
    return Planned(
        folder=str(out),
        as_of=as_of.isoformat(),
        release=order.release,
        sectors=len(given.sectors),
        sizings=len(brief.sized),
        pledges=brief.pledges,
        scenarios=len(brief.scenarios),
        systems=len(brief.field.options[0].systems) if brief.field else 0,
        files=files,
        root=whole.root,
        problems=problems,
    )


def _day(order: Ordered, given: Given) -> date:
    """The day that the brief is of, in the mission's zone; a bare date is the end of that day."""
    if not order.as_of:
        return given.plan.start
    last = as_of_moment(order.as_of, given.spec) - timedelta(microseconds=1)
    return last.astimezone(zone_of(given.spec.timezone)).date()


def _dress() -> Dress:
    """The brief's own style, fonts and letters, so that both kinds of brief look alike."""
    return Dress(
        style=template_text("style.css"),
        regular=font_data("NotoSans-Regular.woff2"),
        bold=font_data("NotoSans-Bold.woff2"),
        printable=printable,
    )


def _given(read: _Inputs) -> Given:
    spec = _mission(read)
    plan = _plan(read)
    line = read.heard(mission_line(spec, read.text("line", spec.line_file)))
    agreement = _agreement(read, spec)
    zones = {zone.id: zone for zone in agreement.zones} if agreement else {}
    read.problems += check_plan(plan, spec, zones)
    if line is None:
        raise UnreadableError(f"{MISSION_FILE}: a plan needs a line of contact; give `line`")
    wanted = plan.sector_ends or plan.sector_count
    sectors = read.heard(sectors_of(line, wanted, Gazetteer.load(spec.boundaries), PLAN_FILE))
    if not sectors:
        raise UnreadableError("\n".join(str(p) for p in read.problems))
    profiles, assets = _systems(read, plan)
    return Given(
        spec.but(line=line),
        plan,
        _zone(plan, zones, line, spec),
        sectors,
        read.rows("sites", spec.sites, read_sites),
        read.rows("pledges", plan.pledges, read_pledges),
        read.rows("requirements", plan.requirements, read_requirements),
        agreement,
        assets,
        profiles,
        _scenario(read, plan),
    )


def _mission(read: _Inputs) -> MissionSpec:
    spec, problems = read_mission(read.text("mission", MISSION_FILE) or "", MISSION_FILE)
    if spec is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    return read.heard((spec, problems))


def _plan(read: _Inputs) -> PlanSpec:
    plan, problems = read_plan(read.text("plan", PLAN_FILE) or "", PLAN_FILE)
    if plan is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    return read.heard((plan, problems))


def _agreement(read: _Inputs, spec: MissionSpec) -> Agreement | None:
    text = read.text("agreement", spec.agreement)
    return None if text is None else read.heard(draft_agreement(text, spec.agreement))


def _systems(read: _Inputs, plan: PlanSpec) -> tuple[tuple[Profile, ...], tuple[Asset, ...]]:
    """The mission's profiles (else the shipped ones) and the systems that it states."""
    profiles = read.rows("profiles", plan.profiles, read_profiles) or shipped_profiles()
    return profiles, read.rows(
        "assets", plan.assets, lambda text, name: read_assets(text, name, profiles)
    )


def _scenario(read: _Inputs, plan: PlanSpec) -> ScenarioSpec:
    text = read.text("scenario", plan.scenario)
    found = None if text is None else read.heard(read_scenario(text, plan.scenario))
    return found or ScenarioSpec()


def _zone(
    plan: PlanSpec, zones: dict[str, ZoneSpec], line: Line, spec: MissionSpec
) -> BaseGeometry:
    wanted = plan.zone or zones.get(plan.zone_id)
    if wanted is None:
        raise UnreadableError(f"{PLAN_FILE}: zone: the agreement has no zone {plan.zone_id}")
    zone = zone_geometry(wanted, line, spec.boundaries)
    if isinstance(zone, Problem):
        raise UnreadableError(str(zone.but(file=PLAN_FILE, field="zone")))
    return zone
