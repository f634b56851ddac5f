"""Truceline's own fusion as a method to be measured: the command that users run."""

import sys
from pathlib import Path

MAPS = Path(__file__).with_name("maps")
INSIDE = Path(__file__).with_name("inside.py")
METHODS = {
    "ours": "metadata",
    "ours, place names": "names",
    "ours, names and numbers": "numbers",
}


def command(table: Path, out: Path, map_name: str = "metadata") -> list[str]:
    """`truceline fuse` as a user runs it."""
    given = ["fuse", str(table), "--map", str(MAPS / f"{map_name}.yaml"), "--out", str(out)]
    return [sys.executable, "-m", "truceline", *given]


def command_again(table: Path, out: Path, model: Path, memory: Path | None = None) -> list[str]:
    """The function alone, with a model that stays, and with a folder of what was worked out before."""
    call = [sys.executable, str(INSIDE), str(table), str(out), "--model", str(model)]
    return [*call, "--memory", str(memory)] if memory else call
