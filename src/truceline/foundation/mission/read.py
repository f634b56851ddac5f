"""Reads `mission.yaml`: who the mission is, what it may say, where its inputs lie.

It never opens those inputs and never fills in what a mission must decide itself: without a name,
parties and datasets there is no mission.
"""

import math
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from truceline.foundation.vocabulary import words
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.mission import Dataset, Mandate, MissionSpec, Party, Settings
from truceline.model.place import Line
from truceline.model.record import Problem

KEYS: Final = (
    *("name", "title", "timezone", "cut_off", "mandate", "parties", "datasets", "agreement"),
    *("roster", "sites", "statements", "judgements", "line", "boundaries", "access_hours"),
    *("issues", "settings"),
)
MARKS: Final = ("square", "circle", "triangle", "diamond")
RESERVED: Final = ("third", "mission", "unknown", "common")
"""Words that stand where a party's id may stand, so no party can be called so."""

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
_CUT_OFF: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BOUNDS: Final = {
    "yes": (0.5, 1.0),
    "no": (0.0, 0.5),
    "public_delay_h": (0.0, 24_000.0),
    "public_grid_km": (0.0, 1_000.0),
    "late_copy_days": (0.0, 3_650.0),
}


def read_mission(text: str, file: str) -> tuple[MissionSpec | None, tuple[Problem, ...]]:
    """The mission, or None when the file can't be used at all; Problems with their lines.

    A part that can't be read falls back to its default and is told.
    """
    root, problems = read_yaml(text, file)
    if root is None:
        return None, problems
    root.unknown_keys(KEYS)
    whole = root.need("name", "parties", "datasets")
    spec = _spec(root)
    usable = whole and spec.name and spec.parties and spec.datasets
    return (spec if usable else None), root.found()


def _spec(root: Node) -> MissionSpec:
    parties = _parties(root.child("parties"))
    return MissionSpec(
        name=root.text("name"),
        title=root.text("title", root.text("name")),
        timezone=root.zone("timezone", "UTC"),
        cut_off=_formed(root, "cut_off", _CUT_OFF, '"19:30"', "24:00"),
        mandate=_mandate(root.child("mandate"), parties),
        parties=parties,
        datasets=_datasets(root.child("datasets")),
        agreement=_path(root, "agreement", "agreement.yaml"),
        roster=_path(root, "roster"),
        sites=_path(root, "sites"),
        statements=_path(root, "statements"),
        judgements=_path(root, "judgements", "judgements.jsonl"),
        boundaries=root.text("boundaries", "recognised"),
        access_hours=_access_hours(root.child("access_hours"), parties),
        issues=_issues(root),
        settings=_settings(root.child("settings")),
        **_line(root.child("line")),  # type: ignore[arg-type]
    )


def _parties(node: Node) -> tuple[Party, ...]:
    read = (_party(name, entry) for name, entry in node.entries())
    return tuple(sorted((party for party in read if party), key=lambda party: party.id))


def _party(name: str, node: Node) -> Party | None:
    if not _usable_id(name, node) or not node.is_mapping():
        return None
    node.unknown_keys(("name", "timezone", "mark", "colour"))
    return Party(
        id=name,
        name=node.text("name", name),
        timezone=node.zone("timezone", "+00:00"),
        mark=node.choice("mark", MARKS),
        colour=_formed(node, "colour", _COLOUR, '"#00667A"', ""),
    )


def _usable_id(name: str, node: Node) -> bool:
    """Ids are parts of report keys and figure ids, so they hold no dot and no space."""
    if name in RESERVED:
        node.complain(f"`{name}` has another meaning", "choose another id, e.g. RUR")
    elif not _ID.fullmatch(name):
        node.complain("an id has letters, digits, _ and - only", "e.g. RUR or press")
    else:
        return True
    return False


def _datasets(node: Node) -> tuple[Dataset, ...]:
    read = (_dataset(name, entry) for name, entry in node.entries())
    return tuple(sorted((found for found in read if found), key=lambda found: found.id))


def _dataset(name: str, node: Node) -> Dataset | None:
    if not _usable_id(name, node) or not node.is_mapping():
        return None
    node.unknown_keys(("files", "map", "date", "release"))
    files = tuple(item.raw for item in node.nodes("files") if _inside(item))
    if not files:
        node.complain("names no file", "files: [sources/press.csv]")
        return None
    mapping = _path(node, "map", "canonical")
    release = node.choice("release", words("releases"), "restricted")
    return Dataset(id=name, files=files, mapping=mapping, day=node.day("date"), release=release)


def _path(node: Node, name: str, default: str = "") -> str:
    found = node.at(name)
    return found.raw if found is not None and _inside(found) else default


def _inside(node: Node) -> bool:
    """A path within the mission folder: an evidence log can't vouch for files elsewhere."""
    told = node.as_text()
    if told is None:
        return False
    outside = PurePosixPath(told).is_absolute() or PureWindowsPath(told).drive
    if outside or ".." in re.split(r"[/\\]", told):
        node.complain(f"`{told[:60]}` leaves the mission folder", "copy the file into the folder")
        return False
    return True


def _formed(node: Node, name: str, form: re.Pattern[str], example: str, default: str) -> str:
    """The text under a key when it has the form, else the default and a Problem."""
    told, found = node.text(name), node.at(name)
    if not told or found is None:
        return default
    if form.fullmatch(told):
        return told
    found.complain(f"`{told[:60]}` can't be read", f"write e.g. {example}")
    return default


def _mandate(node: Node, parties: tuple[Party, ...]) -> Mandate:
    node.unknown_keys(("role", "max_attribution", "territory", "sign_off", "verifiers"))
    known = {party.id for party in parties}
    for item in node.nodes("territory"):
        _known_party(item, item.raw, known)
    return Mandate(
        role=node.choice("role", words("mandate_roles"), "monitor"),
        max_attribution=node.choice("max_attribution", words("attributions"), "allegations"),
        territory=node.words("territory"),
        sign_off=node.text("sign_off"),
        verifiers=node.words("verifiers"),
    )


def _known_party(node: Node, name: str, known: set[str]) -> None:
    if name not in known:
        hint = "parties: " + ", ".join(sorted(known))
        node.complain(f"`{name[:60]}` is no party of this mission", hint, "warning")


def _access_hours(node: Node, parties: tuple[Party, ...]) -> dict[str, float]:
    hours: dict[str, float] = {}
    for name, entry in node.entries():
        _known_party(entry, name, {party.id for party in parties})
        value = None if entry.null else entry.as_number()
        if value is not None and entry.within(value, 0, math.inf):
            hours[name] = value
    return dict(sorted(hours.items()))


def _issues(root: Node) -> tuple[str, ...]:
    """Dates or moments of issue, in the file's words, by time."""
    told = (item for item in root.nodes("issues") if _dated(item))
    return tuple(sorted({item.raw for item in told}))


def _dated(item: Node) -> bool:
    bare = item.kind == "scalar" and _DAY.fullmatch(item.raw)
    return (item.as_day() if bare else item.as_moment()) is not None


def _settings(node: Node) -> Settings:
    standard = Settings()
    node.unknown_keys(Settings.__struct_fields__)
    numbers = {
        name: node.number(name, getattr(standard, name), low, high)
        for name, (low, high) in _BOUNDS.items()
    }
    chosen = {name: value for name, value in numbers.items() if value is not None}
    return standard.but(
        **chosen,
        small_cell=node.whole("small_cell", standard.small_cell, 1),
        language=node.text("language", standard.language),
    )


def _line(node: Node) -> dict[str, object]:
    """The line in one of its three ways: places in order, a file, or vertices (lat, lon)."""
    node.unknown_keys(("through", "file", "vertices", "as_of", "left", "right", "party"))
    given = [name for name in ("through", "file", "vertices") if node.has(name)]
    if node.entries() and len(given) != 1:
        node.complain("gives not exactly one of through, file, vertices", "keep one of them")
    return {
        "line": _inline(node) if given == ["vertices"] else None,
        "line_through": node.words("through") if given == ["through"] else (),
        "line_file": _path(node, "file") if given == ["file"] else "",
        "line_as_of": node.day("as_of"),
        "line_left": node.text("left"),
        "line_right": node.text("right"),
    }


def _inline(node: Node) -> Line | None:
    read = [_vertex(item) for item in node.nodes("vertices")]
    vertices = tuple(vertex for vertex in read if vertex is not None)
    if len(vertices) < max(2, len(read)):
        node.complain("a line needs two vertices at least, all of them readable")
        return None
    return Line(
        vertices=vertices,
        as_of=node.day("as_of"),
        party=node.text("party"),
        left=node.text("left"),
        right=node.text("right"),
    )


def _vertex(node: Node) -> tuple[float, float] | None:
    pair = [item.as_number() for item in node.items]
    if len(pair) != 2 or pair[0] is None or pair[1] is None:
        node.complain("a vertex is [lat, lon]", "[12.5, -3.25]")
        return None
    fits = node.items[0].within(pair[0], -90, 90) and node.items[1].within(pair[1], -180, 180)
    return (pair[0], pair[1]) if fits else None
