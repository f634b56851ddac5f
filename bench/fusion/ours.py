"""Truceline's own fusion as a method to be measured: the command that users run."""

import sys
from pathlib import Path

MAPS = Path(__file__).with_name("maps")
INSIDE = Path(__file__).with_name("inside.py")
CLUSTER = "local-cluster[2,1,2048]"
METHODS = {
    "ours": "metadata",
    "ours, place names": "names",
    "ours, names and numbers": "numbers",
}


def command(table: Path, out: Path, map_name: str = "metadata") -> list[str]:
    """`truceline fuse` as a user runs it."""
    given = ["fuse", str(table), "--map", str(MAPS / f"{map_name}.yaml"), "--out", str(out)]
    return [sys.executable, "-m", "truceline", *given]


def commands_beside(table: Path, folder: Path) -> tuple[list[str], list[str]]:
    """The command with the embedded engine, which writes its model down, and with that model on a
    cluster of two workers, each with a Java and a Python of its own. Labels: `embedded`, `spark`.
    """
    one, two = (command(table, folder / name) for name in ("embedded", "spark"))
    model = str(folder / "model.json")
    there = ["--engine", "spark", "--master", CLUSTER, "--model", model]
    return [*one, "--save-model", model], [*two, *there]


def command_again(table: Path, out: Path, model: Path, memory: Path | None = None) -> list[str]:
    """The function alone, with a model that stays, and with a folder of what was worked out before."""
    call = [sys.executable, str(INSIDE), str(table), str(out), "--model", str(model)]
    return [*call, "--memory", str(memory)] if memory else call
