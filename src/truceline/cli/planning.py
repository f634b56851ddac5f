"""The plan of a mission folder, checked as it lies there: `plan.yaml` and the tables that it names.

A folder without a plan is no mistake. Nothing is sized, sited or matched here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from truceline.cli.files import read_text, text_in
from truceline.foundation.agreement.read import draft_agreement
from truceline.foundation.mission.assetcells import ASSETS
from truceline.foundation.mission.planfile import FILES, PLAN_FILE, check_plan, read_plan
from truceline.foundation.mission.plannames import check_names, check_options
from truceline.foundation.mission.plantables import read_assets, read_profiles, read_shifts
from truceline.foundation.mission.pledgetables import (
    PLEDGES,
    REQUIREMENTS,
    read_pledges,
    read_requirements,
)
from truceline.foundation.mission.scenariofile import read_scenario
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.linecheck import crosses_itself
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.places.zone import zone_geometry
from truceline.foundation.yamltext import on_lines, read_yaml
from truceline.model.mission import MissionSpec
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import PlanSpec
from truceline.model.record import Problem, in_order

Found = tuple[Problem, ...]
_TABLES: Final[dict[str, Callable[[str, str], tuple[object, Found]]]] = {
    "pledges": read_pledges,
    "requirements": read_requirements,
    "scenario": read_scenario,
}
_COLUMNS: Final = {"assets": ASSETS, "pledges": PLEDGES, "requirements": REQUIREMENTS}


def check_planning(folder: Path, mission: MissionSpec, line: Line | None) -> Found:
    """What is wrong with the plan, by file and line; nothing where the folder has none."""
    if not (folder / PLAN_FILE).is_file():
        return ()
    text = read_text(folder / PLAN_FILE)
    plan, problems = read_plan(text, PLAN_FILE)
    if plan is None:
        return problems
    zones = _zones(folder, mission)
    fits = check_plan(plan, mission, zones)
    drawn = _drawn(plan, line, zones, mission.boundaries) if line else ()
    own = (*_own(folder, plan, mission.timezone), *_named(folder, plan, mission))
    tables = (*_tables(folder, plan), *own)
    root, _ = read_yaml(text, PLAN_FILE)
    assert root is not None
    every = (*problems, *fits, *drawn, *tables)
    told = on_lines((p for p in every if p.file == PLAN_FILE), root)
    return in_order((*told, *(p for p in every if p.file != PLAN_FILE)))


def _zones(folder: Path, mission: MissionSpec) -> dict[str, ZoneSpec]:
    path = folder / mission.agreement
    if not path.is_file():
        return {}
    agreement, _ = draft_agreement(read_text(path), mission.agreement)
    return {zone.id: zone for zone in agreement.zones} if agreement else {}


def _drawn(plan: PlanSpec, line: Line, zones: dict[str, ZoneSpec], boundaries: str) -> Found:
    """Can sectors and zone be drawn on this line?"""
    if crosses_itself(line):
        message = "the line crosses itself, so the zone has no sides"
        return (Problem(file=PLAN_FILE, field="zone", message=message, hint="mend the line"),)
    wanted = plan.sector_ends or plan.sector_count
    _, problems = sectors_of(line, wanted, Gazetteer.load(boundaries), PLAN_FILE)
    spec = plan.zone or zones.get(plan.zone_id)
    zone = zone_geometry(spec, line, boundaries) if spec else None
    if isinstance(zone, Problem):
        return (*problems, zone.but(file=PLAN_FILE, field="zone"))
    return problems


def _tables(folder: Path, plan: PlanSpec) -> Iterator[Problem]:
    """Files that aren't there, pledges and requirements."""
    for name in FILES:
        path = getattr(plan, name)
        if path and not (folder / path).is_file():
            hint = "paths count from the mission folder"
            yield Problem(file=PLAN_FILE, field=name, message=f"no file {path}", hint=hint)
        elif path and name in _TABLES:
            yield from _TABLES[name](read_text(folder / path), path)[1]


def _own(folder: Path, plan: PlanSpec, zone: str) -> Iterator[Problem]:
    """The mission's own profiles, assets and shifts, in the order in which they need one another."""
    profiles, assets = None, None
    if (text := text_in(folder, plan.profiles)) is not None:
        profiles, problems = read_profiles(text, plan.profiles)
        yield from problems
    if (text := text_in(folder, plan.assets)) is not None:
        assets, problems = read_assets(text, plan.assets, profiles)
        yield from problems
    if (text := text_in(folder, plan.effort)) is not None:
        yield from read_shifts(text, plan.effort, zone, assets)[1]


def _named(folder: Path, plan: PlanSpec, mission: MissionSpec) -> Iterator[Problem]:
    """Sectors and parties in the tables that nothing answers to."""
    sectors = [end.id for end in plan.sector_ends]
    parties = [party.id for party in mission.parties]
    for name, columns in _COLUMNS.items():
        path = getattr(plan, name)
        if (text := text_in(folder, path)) is not None:
            yield from check_names(text, path, columns, sectors, parties)
    if plan.assets and (text := text_in(folder, plan.assets)) is not None:
        yield from check_options(text, plan.assets, ASSETS, [option.id for option in plan.options])
