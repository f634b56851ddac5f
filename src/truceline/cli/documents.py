"""Which documents a person means: files and folders as they were named on the command line."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from truceline.errors import UnreadableError
from truceline.foundation.zones import zone_of
from truceline.model.record import Problem

if TYPE_CHECKING:
    from truceline.assess.reading import Source

DOCS_HELP = "Files and folders: text, Markdown, web pages, PDF, mail, feeds."
DAY_HELP = "The date of documents that tell none, e.g. 2025-03-20."
ZONE_HELP = "Zone of dates and times that have none."


def known_zone(name: str) -> str:
    """The zone's name; wrong use where there is no such zone."""
    if zone_of(name) is None:
        raise typer.BadParameter(f"--zone {name}: write e.g. +03:00 or Europe/Vienna")
    return name


def day_of(told: str) -> date | None:
    """A date from the command line, None where none was given; wrong use where it is no date."""
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as fault:
        raise typer.BadParameter(f"--date {told}: write e.g. 2025-03-20") from fault


def gathered(named: Sequence[Path]) -> tuple[tuple["Source", ...], tuple[Problem, ...]]:
    """The files by name, each once. A file in a folder is called by its path within it, a file
    named alone by its base name; hidden files and folders are left out.

    Raises `UnreadableError` where something isn't there, or nothing at all. A second file of one name is a Problem.
    """
    from truceline.assess.reading import Source  # noqa: PLC0415

    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for name, path in sorted(pair for given in named for pair in _under(given)):
        known = found.setdefault(name, path)
        if known.resolve() != path.resolve():
            problems.append(_twice(name, path))
    if not found:
        raise UnreadableError(f"no files in {', '.join(map(str, named))}")
    return tuple(Source(path, name) for name, path in found.items()), tuple(problems)


def _under(given: Path) -> Iterator[tuple[str, Path]]:
    if not given.exists():
        raise UnreadableError(f"{given}: no such file or folder")
    if not given.is_dir():
        yield _called(given.name), given
        return
    for folder, folders, files in os.walk(given):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(folder, name) for name in files if not name.startswith(".")):
            yield _called(path.relative_to(given).as_posix()), path


def _called(name: str) -> str:
    """A name that UTF-8 can carry: file systems allow others."""
    return os.fsencode(name).decode("utf-8", "replace")


def _twice(name: str, path: Path) -> Problem:
    message = f"two documents have this name; the other is {path}"
    return Problem(file=name, message=message, hint="name the folder that holds both")
