"""From a mission folder with a plan to a plan brief on disk.

A plan is a worksheet, no finding: it is read from the folder as it lies there, like `check` does, and
its manifest names each file with its digest. Nothing is written into the evidence log.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from shapely.geometry.base import BaseGeometry

from truceline.assess.folder import MISSION_FILE, Progress, read_spec, text_of
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import draft_agreement
from truceline.foundation.mission.line import mission_line
from truceline.foundation.mission.planfile import PLAN_FILE, check_plan, read_plan
from truceline.foundation.mission.pledgetables import read_pledges, read_requirements
from truceline.foundation.mission.tables import read_sites
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.places.zone import zone_geometry
from truceline.model.mission import MissionSpec
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import PlanSpec
from truceline.model.record import Problem, Record, in_order
from truceline.stages.brief.html import font_data, template_text
from truceline.stages.plan.compose import Given, compose
from truceline.stages.plan.paper.files import publish
from truceline.stages.plan.paper.page import Dress

T = TypeVar("T")
SECONDS, SEED = 60.0, 1
"""Of the solver for each match, and its seed: common to all scenarios."""


class Planned(Record, frozen=True, kw_only=True):
    """What one run wrote: counts, and everything that is wrong with the folder."""

    folder: str
    sectors: int
    sizings: int
    pledges: int
    scenarios: int
    files: int
    problems: tuple[Problem, ...] = ()


class _Folder:
    """Files of a mission folder as they are read: their digests and what is wrong with them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digests: dict[str, str] = {}
        self.problems: list[Problem] = []

    def text(self, name: str, field: str, owner: str = MISSION_FILE) -> str | None:
        """A file's text; a Problem where it isn't there, nothing where no name is given."""
        if not name:
            return None
        if not (self.path / name).is_file():
            hint = "paths count from the mission folder"
            problem = Problem(file=owner, field=field, message=f"no file {name}", hint=hint)
            self.problems.append(problem)
            return None
        data = (self.path / name).read_bytes()
        self.digests[name] = hashlib.sha256(data).hexdigest()
        return text_of(data, name)

    def heard(self, found: tuple[T, tuple[Problem, ...]]) -> T:
        """A result, its problems kept."""
        self.problems += found[1]
        return found[0]

    def rows(
        self,
        name: str,
        field: str,
        read: Callable[[str, str], tuple[tuple[T, ...], tuple[Problem, ...]]],
        owner: str = PLAN_FILE,
    ) -> tuple[T, ...]:
        """A table's good rows."""
        text = self.text(name, field, owner)
        return () if text is None else self.heard(read(text, name))


def plan_mission(folder: Path, out: Path, progress: Progress) -> Planned:
    """Write a mission's plan brief into `out`. Raises `UnreadableError` when the mission, its plan,
    its line or its zone can't be used.
    """
    read = _Folder(folder)
    given = _given(read)
    brief = compose(given, SECONDS, SEED, progress)
    if isinstance(brief, Problem):
        raise UnreadableError(str(brief))
    problems = in_order(read.problems)
    whole = brief.but(problems=problems, inputs=tuple(sorted(read.digests.items())))
    files = publish(whole, _dress(), out)
    return Planned(
        folder=str(out),
        sectors=len(given.sectors),
        sizings=len(brief.sized),
        pledges=brief.pledges,
        scenarios=len(brief.scenarios),
        files=files,
        problems=problems,
    )


def _dress() -> Dress:
    """The brief's own style and fonts, so that both pages look alike."""
    return Dress(
        style=template_text("style.css"),
        regular=font_data("NotoSans-Regular.woff2"),
        bold=font_data("NotoSans-Bold.woff2"),
    )


def _given(read: _Folder) -> Given:
    spec = read.heard(read_spec(read.path))
    read.text(MISSION_FILE, "")
    plan = _plan(read)
    line = read.heard(mission_line(spec, read.text(spec.line_file, "line.file")))
    zones = _zones(read, spec)
    read.problems += check_plan(plan, spec, zones)
    if line is None:
        raise UnreadableError(f"{MISSION_FILE}: a plan needs a line of contact; give `line`")
    wanted = plan.sector_ends or plan.sector_count
    sectors = read.heard(sectors_of(line, wanted, Gazetteer.load(spec.boundaries), PLAN_FILE))
    if not sectors:
        raise UnreadableError("\n".join(str(p) for p in read.problems))
    zone = _zone(plan, zones, line, spec)
    return Given(
        spec.but(line=line),
        plan,
        zone,
        sectors,
        read.rows(spec.sites, "sites", read_sites, MISSION_FILE),
        read.rows(plan.pledges, "pledges", read_pledges),
        read.rows(plan.requirements, "requirements", read_requirements),
    )


def _plan(read: _Folder) -> PlanSpec:
    if not (read.path / PLAN_FILE).is_file():
        raise UnreadableError(f"{read.path}: no {PLAN_FILE} here; docs/mission-files.md shows one")
    text = read.text(PLAN_FILE, "") or ""
    plan, problems = read_plan(text, PLAN_FILE)
    if plan is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    read.problems += problems
    return plan


def _zones(read: _Folder, spec: MissionSpec) -> dict[str, ZoneSpec]:
    text = read.text(spec.agreement, "agreement")
    agreement = None if text is None else read.heard(draft_agreement(text, spec.agreement))
    return {zone.id: zone for zone in agreement.zones} if agreement else {}


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
