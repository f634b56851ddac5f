"""Which documents a person means: files and folders as they were named on the command line."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from truceline.assess.reading import Source
from truceline.errors import UnreadableError
from truceline.model.record import Problem


def gathered(named: Sequence[Path]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The files by name, each once. A file in a folder is called by its path within it, a file
    named alone by its base name; hidden files and folders are left out.

    Raises `UnreadableError` where something isn't there. A second file of one name is a Problem.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for name, path in sorted(pair for given in named for pair in _under(given)):
        known = found.setdefault(name, path)
        if known.resolve() != path.resolve():
            problems.append(_twice(name, path))
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
