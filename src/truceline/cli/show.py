"""What all commands share: how problems, progress and errors reach a person, and exit codes.

0 fine, 1 problems found (results written), 2 wrong use or input that can't be read.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import typer

from truceline.errors import UnreadableError
from truceline.model.record import Problem

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
MOST = 20


def exit_code(problems: Iterable[Problem]) -> int:
    """1 when a problem set something aside; warnings alone are fine."""
    return PROBLEMS if any(p.severity == "error" for p in problems) else FINE


def show_problems(problems: Sequence[Problem], most: int = MOST) -> None:
    """Problems on stderr, errors first, the first `most` of them; never cut silently."""
    ranked = sorted(problems, key=lambda p: (p.severity != "error", p))
    for problem in ranked[:most]:
        typer.echo(str(problem), err=True)
    if len(ranked) > most:
        typer.echo(f"… and {len(ranked) - most} more (problems.csv or --json holds all)", err=True)


def show_json(value: object) -> None:
    """A value as JSON on stdout, keys sorted."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2).decode())


def progress(name: str, n: int, of: int) -> None:
    """Where the work stands, on stderr: one line overwritten on a terminal, else every tenth part."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r[{n}/{of}] {name:<60}" + ("\n" if n == of else ""))
    elif n == of or n % max(1, of // 10) == 0:
        sys.stderr.write(f"[{n}/{of}] {name}\n")
    sys.stderr.flush()


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file, and the folders above it. Raises `UnreadableError` where it can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(lines)
    except OSError as fault:
        raise UnreadableError(f"{path}: can't be written: {fault.strerror}") from fault
