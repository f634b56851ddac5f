"""Reads `watch.yaml`: which tables a watch reads, the levels it works at, stated conversions.

Every key may be left out; nothing is watched by guess: without a table of hours, hours aren't known.
It opens no other file.
"""

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.record import Problem
from truceline.model.watch import Conversion, WatchSpec

WATCH_FILE: Final = "watch.yaml"
TABLES: Final = ("series", "assets", "effort", "sensed", "profiles", "calibrations")
_BOUNDS: Final = {
    "spell_days": (2.0, 10_000.0),
    "level": (0.01, 0.999),
    "steady_level": (0.01, 0.999),
    "least_p": (0.0, 1.0),
}
_WHOLE: Final = {"recent_days": 1, "least_trials": 1}
WATCH_KEYS: Final = (*TABLES, *_BOUNDS, *_WHOLE, "conversions")


def read_watch(text: str, file: str) -> tuple[WatchSpec | None, tuple[Problem, ...]]:
    """The watch's settings, or None when the file isn't YAML; Problems with their lines.

    What can't be read falls back to its default and is told.
    """
    root, problems = read_yaml(text, file)
    if root is None:
        return None, problems
    root.unknown_keys(WATCH_KEYS)
    told: dict[str, Any] = {name: _path(root, name) for name in TABLES}
    told |= {name: root.number(name, None, *bounds) for name, bounds in _BOUNDS.items()}
    told |= {name: root.whole(name, None, low) for name, low in _WHOLE.items()}
    conversions = (c for node in root.nodes("conversions") if (c := _conversion(node)))
    known = {name: value for name, value in told.items() if value is not None}
    return WatchSpec(**known, conversions=tuple(conversions)), root.found()


def _conversion(node: Node) -> Conversion | None:
    """One unit made of others with short gaps. A source is needed: nobody's conversion is no one's."""
    if not node.is_mapping() or not node.need("unit", "to", "gap_h", "source"):
        return None
    node.unknown_keys(("unit", "to", "gap_h", "source"))
    gap = node.number("gap_h", None, 0.0, 24_000.0)
    words = {name: node.text(name) for name in ("unit", "to", "source")}
    return Conversion(gap_h=gap, **words) if gap is not None and all(words.values()) else None


def _path(root: Node, name: str) -> str:
    """A file within the mission folder; empty, and told, where it lies elsewhere."""
    node, told = root.at(name), root.text(name)
    outside = PurePosixPath(told).is_absolute() or PureWindowsPath(told).drive
    if node is not None and (outside or ".." in re.split(r"[/\\]", told)):
        node.complain(f"`{told[:60]}` leaves the mission folder", "copy the file into the folder")
        return ""
    return told
