"""The setting of a simulation, put together from a mission folder, a scenario and tables.

What the command line names comes first, then the scenario, then the mission's plan. Nothing is made
up: without an area, acts or systems there is no setting.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from truceline.cli.files import read_text, text_in
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import draft_agreement
from truceline.foundation.coverage.cells import cells_of_zone, with_sectors
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.coverage.terrain import Terrain, read_terrain
from truceline.foundation.mission import read_mission
from truceline.foundation.mission.line import mission_line
from truceline.foundation.mission.planfile import PLAN_FILE, read_plan
from truceline.foundation.mission.plantables import read_assets, read_profiles, read_shifts
from truceline.foundation.mission.scenariofile import read_history, read_scenario
from truceline.foundation.mission.tables import read_sites
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.linecheck import crosses_itself
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.places.zone import zone_geometry
from truceline.foundation.zones import day_start, zone_of
from truceline.model.agreement import Agreement
from truceline.model.mission import MissionSpec, Site
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import Asset, PlanSpec, Profile, Sector
from truceline.model.record import Problem
from truceline.model.simulation import Handling, Past, ScenarioSpec, Violations
from truceline.stages.plan.extent import Where
from truceline.stages.plan.simulate import Scenario
from truceline.stages.plan.simulate.history import violations_from

T = TypeVar("T")
Problems = tuple[Problem, ...]
BAND = ZoneSpec(id="band", from_line=(-10.0, 10.0))
"""The area around a line where nothing else is said."""


@dataclass(frozen=True)
class Files:
    """What the command line names; None for what it doesn't."""

    mission: Path | None = None
    scenario: Path | None = None
    assets: Path | None = None
    effort: Path | None = None
    profiles: Path | None = None
    history: Path | None = None
    days: float | None = None
    terrain: Path | None = None


class Setting:
    """Reads files and remembers what is wrong with them."""

    def __init__(self, files: Files) -> None:
        self.files, self.problems = files, list[Problem]()
        self.scenario = self._scenario()
        self.spec = MissionSpec(name="")
        self.plan: PlanSpec | None = None
        self.agreement: Agreement | None = None
        self.sites: tuple[Site, ...] = ()
        line: Line | None = None
        if files.mission is not None:
            line = self._mission(files.mission)
        drawn = self.scenario.line
        self.line = Line(vertices=drawn) if len(drawn) > 1 else line

    def _scenario(self) -> ScenarioSpec:
        path = self.files.scenario
        if path is None:
            return ScenarioSpec()
        spec, problems = read_scenario(read_text(path), str(path))
        self.problems += problems
        if spec is None:
            raise UnreadableError("\n".join(map(str, problems)))
        return spec

    def _mission(self, folder: Path) -> Line | None:
        spec, problems = read_mission(read_text(folder / "mission.yaml"), "mission.yaml")
        if spec is None:
            raise UnreadableError("\n".join(map(str, problems)))
        self.spec = spec
        line, wrong = mission_line(spec, text_in(folder, spec.line_file))
        told = [*problems, *wrong]
        if (text := text_in(folder, spec.agreement)) is not None:
            self.agreement, found = draft_agreement(text, spec.agreement)
            told += found
        if (text := text_in(folder, PLAN_FILE)) is not None:
            self.plan, found = read_plan(text, PLAN_FILE)
            told += found
        if (text := text_in(folder, spec.sites)) is not None:
            self.sites, found = read_sites(text, spec.sites)
            told += found
        self.problems += told
        return line

    @property
    def where(self) -> Where:
        """What the agreement's terms lean on."""
        return Where(self.line, self.sites, self.spec.boundaries)

    def read(self) -> Scenario:
        """The whole setting. Raises `UnreadableError` where a part of it is missing."""
        cells = self._cells()
        name = self.scenario.timezone or self.spec.timezone
        known = self._profiles()
        assets = self._assets(known)
        shifts = self._table("effort", lambda text, file: read_shifts(text, file, name, assets))
        try:
            return Scenario(
                cells=cells,
                start=self._start(name),
                days=self.files.days or self.scenario.days or self._planned_days(),
                assets=assets,
                profiles=known,
                violations=self._violations(cells),
                shifts=shifts,
                teams=self.scenario.teams,
                reserves=self.scenario.reserves,
                backstop=self.scenario.backstop or (self.plan.backstop if self.plan else ()),
                handling=self._handling(),
                zone=name,
                terrain=self._terrain(),
            )
        except ValueError as fault:
            raise self._stopped(str(fault), "do scenario, line and tables fit?") from fault

    def _cells(self) -> pa.Table:
        zones = {z.id: z for z in self.agreement.zones} if self.agreement else {}
        planned = (self.plan.zone or zones.get(self.plan.zone_id)) if self.plan else None
        zone = self.scenario.zone or planned or BAND
        if self.line and crosses_itself(self.line):
            raise self._stopped(
                "the line crosses itself, so the zone has no sides", "mend the line"
            )
        drawn = zone_geometry(zone, self.line, self.spec.boundaries)
        if isinstance(drawn, Problem):
            raise self._stopped(
                f"no area: {drawn.message}", "give `line` or `zone` in the scenario"
            )
        cells = cells_of_zone(drawn, self.scenario.resolution)
        return with_sectors(cells, self.line, self._sectors(self.line)) if self.line else cells

    def _sectors(self, line: Line) -> Sequence[Sector]:
        wanted = (self.plan.sector_ends or self.plan.sector_count) if self.plan else 1
        gazetteer = Gazetteer.load(self.spec.boundaries) if self.plan else None
        found, problems = sectors_of(line, self.scenario.sectors or wanted, gazetteer)
        self.problems += problems
        return found

    def _path(self, name: str) -> Path | None:
        """A table named on the command line, else by the plan."""
        given: Path | None = getattr(self.files, name)
        planned = getattr(self.plan, name, "") if self.plan else ""
        if given is not None or not planned or self.files.mission is None:
            return given
        path = self.files.mission / planned
        return path if path.is_file() else None

    def _table(self, name: str, read: Callable[[str, str], tuple[T, Problems]]) -> T | None:
        path = self._path(name)
        if path is None:
            return None
        found, problems = read(read_text(path), str(path))
        self.problems += problems
        return found

    def _profiles(self) -> tuple[Profile, ...]:
        return self._table("profiles", read_profiles) or shipped_profiles()

    def _assets(self, known: tuple[Profile, ...]) -> tuple[Asset, ...]:
        assets = self._table("assets", lambda text, file: read_assets(text, file, known))
        if assets is None:
            raise UnreadableError(
                "no assets: name --assets, or `assets` in the mission's plan.yaml"
            )
        return assets

    def _terrain(self) -> Terrain | None:
        """Heights that hide. A raster that can't be used stops: without it, coverage is too good."""
        path = self.files.terrain
        if path is None:
            return None
        try:
            terrain, problems = read_terrain(path.read_bytes(), str(path))
        except OSError as fault:
            raise UnreadableError(f"{path}: {fault.strerror}") from fault
        if terrain is None:
            raise UnreadableError("\n".join(map(str, problems)))
        return terrain

    def _violations(self, cells: pa.Table) -> tuple[Violations, ...]:
        """Stated by the scenario, else from the record, else by the plan."""
        past: tuple[Past, ...] = self._table("history", read_history) or ()
        rates = self.plan.simulation.rates if self.plan else {}
        planned = tuple(Violations(act=act, per_day=n) for act, n in sorted(rates.items()))
        found = self.scenario.violations or violations_from(past, cells) or planned
        if not found:
            hint = "give `violations` in the scenario, --history, or rates in plan.yaml"
            raise self._stopped("no acts to simulate", hint)
        return found

    def _handling(self) -> Handling:
        analysts = self.plan.simulation.analysts if self.plan else Handling().analysts
        return self.scenario.handling or Handling(analysts=analysts)

    def _stopped(self, message: str, hint: str) -> UnreadableError:
        """What keeps the setting from being used, after what is wrong with its files."""
        file = str(self.files.scenario or self.files.mission or "simulate")
        last = Problem(file=file, message=message, hint=hint)
        return UnreadableError("\n".join(map(str, (*sorted(set(self.problems)), last))))

    def _planned_days(self) -> float:
        return self.plan.simulation.days if self.plan else 90.0

    def _start(self, name: str) -> datetime:
        day = self.scenario.start or (self.plan.start if self.plan else None)
        if day is None:
            raise self._stopped("no first day", "give `start` in the scenario")
        return day_start(day, zone_of(name) or UTC)
