"""Truceline's own fusion as a method to be measured: the command that users run."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

MAPS = Path(__file__).with_name("maps")
INSIDE = Path(__file__).with_name("inside.py")
METHODS = {
    "ours": "metadata",
    "ours, place names": "names",
    "ours, names and numbers": "numbers",
}
KEEP = "--cache"  # the command's option for a folder of what it may use again


def command(table: Path, out: Path, map_name: str = "metadata") -> list[str]:
    """`truceline fuse` as a user runs it."""
    given = ["fuse", str(table), "--map", str(MAPS / f"{map_name}.yaml"), "--out", str(out)]
    return [sys.executable, "-m", "truceline", *given]


def keeps() -> bool:
    """Can this version use again what it worked out before?"""
    asked = [sys.executable, "-m", "truceline", "fuse", "--help"]
    return KEEP in subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def command_with(table: Path, out: Path, settings: Mapping[str, object]) -> list[str]:
    """The function alone, with some of fusion's terms changed."""
    given = [f"{name}={json.dumps(value)}" for name, value in settings.items()]
    return [sys.executable, str(INSIDE), str(table), str(out), "--set", *given]
