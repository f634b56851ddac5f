"""`truceline check`: is everything that a person wrote sound, before anything is taken in?

It reads the folder and never the log, writes nothing, and names every mistake by file and line.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import WRONG_USE, exit_code, show_json
from truceline.errors import UnreadableError
from truceline.foundation.phrase import count
from truceline.model.record import Problem, Record, in_order

if TYPE_CHECKING:
    from truceline.model.mission import MissionSpec, Site
    from truceline.model.place import Line


class Checked(Record, frozen=True, kw_only=True):
    """What was found; `usable` is false when a file that everything hangs on can't be read."""

    problems: tuple[Problem, ...]
    usable: bool = True

    @property
    def code(self) -> int:
        """The command's exit code."""
        return exit_code(self.problems) if self.usable else WRONG_USE


def check(
    mission: Annotated[Path, typer.Argument(help="A mission folder, or one agreement file.")],
    json_: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Check the mission's agreement, roster, sites, tables, documents, plan and watch: `file:line: severity: what`.

    Exit code 0 when no error was found (warnings don't count), 1 on errors, 2 on unreadable input.

    Example: truceline check examples/energy-halt-2025
    """
    found = check_file(mission) if mission.is_file() else check_folder(mission)
    if json_:
        show_json({"problems": found.problems, "usable": found.usable})
    else:
        for line in (*map(str, found.problems), _summary(found.problems)):
            typer.echo(line)
    raise typer.Exit(found.code)


def _summary(problems: Iterable[Problem]) -> str:
    kinds = [problem.severity for problem in problems]
    errors, warnings = kinds.count("error"), kinds.count("warning")
    return f"{count(errors, 'error')}, {count(warnings, 'warning')}"


def check_file(path: Path) -> Checked:
    """An agreement by itself. Raises `UnreadableError` when it isn't there or isn't UTF-8."""
    from truceline.cli.files import read_text  # noqa: PLC0415

    return _agreement(read_text(path), str(path), None, (), None)


def check_folder(folder: Path) -> Checked:
    """A mission folder. Raises `UnreadableError` without a `mission.yaml` that is UTF-8 text."""
    from truceline.assess.folder import MISSION_FILE  # noqa: PLC0415
    from truceline.cli.files import read_text  # noqa: PLC0415
    from truceline.foundation.mission import read_mission  # noqa: PLC0415

    if not (folder / MISSION_FILE).is_file():
        hint = "`truceline init DIR` writes a mission folder"
        raise UnreadableError(f"{folder}: no {MISSION_FILE} here; {hint}")
    text = read_text(folder / MISSION_FILE)
    spec, problems = read_mission(text, MISSION_FILE)
    if spec is None:
        return Checked(problems=in_order(problems), usable=False)
    found = _parts(folder, spec)
    placed = _placed((*problems, *found.problems), text, MISSION_FILE)
    return Checked(problems=placed, usable=found.usable)


def _placed(problems: Iterable[Problem], text: str, file: str) -> tuple[Problem, ...]:
    """Problems that know only a field of this file, put on its line."""
    from truceline.foundation.yamltext import on_lines, read_yaml  # noqa: PLC0415

    every = tuple(problems)
    root, _ = read_yaml(text, file)
    here = tuple(p for p in every if p.file == file)
    others = (p for p in every if p.file != file)
    return in_order((*others, *(on_lines(here, root) if root else here)))


def _parts(folder: Path, spec: "MissionSpec") -> Checked:
    """Everything that `mission.yaml` names."""
    from truceline.assess.folder import inputs  # noqa: PLC0415
    from truceline.cli.files import text_in  # noqa: PLC0415
    from truceline.cli.planning import check_planning  # noqa: PLC0415
    from truceline.cli.tables import check_documents, check_reports, check_tables  # noqa: PLC0415

    _, missing = inputs(folder, spec)
    sites, roster, tables = check_tables(folder, spec)
    line, lined = _line(folder, spec)
    text = text_in(folder, spec.agreement)
    agreed = Checked(problems=(), usable=False)
    if text is not None:
        agreed = _agreement(text, spec.agreement, spec, sites, line)
    given = (*check_reports(folder, spec, roster), *check_documents(folder, spec))
    planned = check_planning(folder, spec, line)
    watched = _watched(folder, spec)
    every = (*missing, *tables, *lined, *agreed.problems, *given, *planned, *watched)
    return Checked(problems=every, usable=agreed.usable)


def _watched(folder: Path, spec: "MissionSpec") -> tuple[Problem, ...]:
    """What is wrong with `watch.yaml`, its tables, `alerts.yaml` and `devices.csv`, where there are any."""
    from truceline.assess.folder import ALERTS_FILE, DEVICES_FILE, WATCH_FILE  # noqa: PLC0415

    if not any((folder / name).is_file() for name in (ALERTS_FILE, DEVICES_FILE, WATCH_FILE)):
        return ()
    from truceline.assess.watchinputs import watch_inputs  # noqa: PLC0415
    from truceline.cli.files import text_in  # noqa: PLC0415

    return watch_inputs(lambda _, name: text_in(folder, name), spec).problems


def _agreement(
    text: str,
    file: str,
    spec: "MissionSpec | None",
    sites: tuple["Site", ...],
    line: "Line | None",
) -> Checked:
    """What is wrong with the agreement as written, then what its checks ask."""
    from truceline.foundation.agreement.check import check_agreement  # noqa: PLC0415
    from truceline.foundation.agreement.read import draft_agreement  # noqa: PLC0415
    from truceline.model.mission import MissionSpec  # noqa: PLC0415

    agreement, problems = draft_agreement(text, file)
    if agreement is None:
        return Checked(problems=problems, usable=False)
    known = spec or MissionSpec(name="")
    asked = check_agreement(agreement, known, sites, line, file, alone=spec is None)
    broken = [p.field for p in problems if p.severity == "error"]
    new = (p for p in asked if not any(_follows(p.field, field) for field in broken))
    return Checked(problems=_placed((*problems, *new), text, file))


def _follows(field: str, broken: str) -> bool:
    """Is it only said because a part of the field couldn't be read?"""
    return broken == field or broken.startswith((f"{field}.", f"{field}["))


def _line(folder: Path, spec: "MissionSpec") -> tuple["Line | None", tuple[Problem, ...]]:
    """The mission's line, however it is given."""
    from truceline.cli.files import text_in  # noqa: PLC0415
    from truceline.foundation.mission.line import mission_line  # noqa: PLC0415

    return mission_line(spec, text_in(folder, spec.line_file))
