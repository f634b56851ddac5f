"""How a foreign table's columns and words become ours: a small YAML that needs no code.

A mapping never invents: a word of theirs that it doesn't list stays as it is and must then be one of
ours, unless `unlisted` says what such words become.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TypeVar

from truceline.errors import UnreadableError
from truceline.foundation.vocabulary import nearest, words
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.record import Problem, Record
from truceline.stages.evidence.calendar import format_pattern

T = TypeVar("T")

SHIPPED = ("acled", "canonical", "energy-halt", "osce-table", "ucdp", "viina")

VOCABULARIES = {
    "kind": "acts",
    "target_category": "site_categories",
    "stance": "stances",
    "about": "about",
}
"""Columns whose words are ours, and the topic of `data/vocabulary.yaml` that lists them."""

TIMES = ("start", "end", "published", "received")
NUMBERS = {
    "time_uncertainty_h": (0.0, 1e6),
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "place_uncertainty_km": (0.0, 20_040.0),
    "count": (0.0, 1e9),
    "observer_lat": (-90.0, 90.0),
    "observer_lon": (-180.0, 180.0),
    "bearing_deg": (0.0, 360.0),
    "distance_km": (0.0, 20_040.0),
    "impact_azimuth_deg": (0.0, 360.0),
}
"""Number columns and the least and greatest value that makes sense."""

TEXTS = [
    "report_id",
    "source",
    "source_url",
    "claimant",
    "claimant_side",
    "place_name",
    "admin1",
    "country",
    "target_name",
    "alleged_actor",
    "count_unit",
    "means",
    "direction_from",
    "direction_to",
    "weapon",
    "text",
]
SEEN = ("observer_lat", "observer_lon", "bearing_deg", "distance_km")
NAMED = ("place_name", "admin1", "country")
"""Columns from which a place follows where no coordinates are given: what a post saw, and names."""
OWN = frozenset((*VOCABULARIES, *TIMES, *NUMBERS, *TEXTS, "assessed"))
"""Every column that a mapping may fill."""

_KEYS = ("columns", "constants", "values", "lookup", "one_hot", "unlisted", "parse")
_PARSE = ("formats", "zone", "day_first", "decimal", "missing", "bearing_distance")
_DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y")


class Parse(Record, frozen=True, kw_only=True):
    """How cells are written. `formats` are date formats beside ISO 8601, tried in order; `zone`
    is that of dates and times which tell none; `missing` are cells that mean nothing;
    `bearing_distance` names a column such as `3-5 km NE` that gives `distance_km` and
    `bearing_deg`.
    """

    formats: tuple[str, ...] = ()
    zone: str = ""
    decimal: str = "."
    missing: tuple[str, ...] = ()
    bearing_distance: str = ""


class Mapping(Record, frozen=True, kw_only=True):
    """A mapping, checked. `columns` are ours: theirs (several are joined by a space); `constants`
    ours: value; `values` ours: {theirs: ours}, where `*` in theirs stands for any text and the
    first that fits wins; `lookup` ours: {code: km or hours}; `one_hot` (their column, our act),
    the first that is set wins; `unlisted` ours: the word for whatever `values` doesn't list.
    """

    name: str
    columns: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - msgspec copies an empty default
    constants: dict[str, str] = {}  # noqa: RUF012
    values: dict[str, dict[str, str]] = {}  # noqa: RUF012
    lookup: dict[str, dict[str, float]] = {}  # noqa: RUF012
    one_hot: tuple[tuple[str, str], ...] = ()
    unlisted: dict[str, str] = {}  # noqa: RUF012
    parse: Parse = Parse()


@cache
def shipped_mapping(name: str) -> Mapping:
    """A mapping that comes with Truceline (`SHIPPED`). Raises `UnreadableError` for other names."""
    if name not in SHIPPED:
        near = nearest(name, SHIPPED)
        hint = f"did you mean {near}?" if near else "there are " + ", ".join(SHIPPED)
        raise UnreadableError(f"no mapping is called {name}: {hint}")
    text = files("truceline").joinpath(f"data/mappings/{name}.yaml").read_text(encoding="utf-8")
    mapping, problems = read_mapping(text, f"{name}.yaml")
    assert mapping is not None, problems
    assert not problems, problems
    return mapping


def read_mapping(text: str, file: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """A mapping from YAML, None when an error stands among the Problems.

    With one wrong line a table would be read wrongly without a sign, so nothing is read then.
    """
    root, problems = read_yaml(text, file)
    if root is None:
        return None, problems
    root.unknown_keys(_KEYS)
    mapping = _mapping(root, file)
    _check(mapping, root)
    found = root.found()
    broken = any(problem.severity == "error" for problem in found)
    return None if broken else mapping, found


def _mapping(root: Node, file: str) -> Mapping:
    return Mapping(
        name=file,
        columns=_columns(root.child("columns")),
        constants=_words(root.child("constants"), OWN),
        values=_tables(root.child("values"), OWN - NUMBERS.keys(), _word),
        lookup=_tables(root.child("lookup"), frozenset(NUMBERS), _number),
        one_hot=_one_hot(root.child("one_hot")),
        unlisted=_words(root.child("unlisted"), OWN - NUMBERS.keys()),
        parse=_parse(root.child("parse")),
    )


def _columns(node: Node) -> dict[str, tuple[str, ...]]:
    node.unknown_keys(OWN)
    return {ours: theirs for ours, _ in node.entries() if (theirs := node.words(ours))}


def _words(node: Node, allowed: frozenset[str]) -> dict[str, str]:
    """Ours: a word, which must be one of the vocabulary's where the column has one."""
    node.unknown_keys(allowed)
    read = ((ours, _word(ours, cell)) for ours, cell in node.entries() if not cell.null)
    return {ours: word for ours, word in read if word is not None}


def _word(ours: str, cell: Node) -> str | None:
    topic = VOCABULARIES.get(ours)
    if ours in NUMBERS:
        number = cell.as_number()
        return None if number is None or not cell.within(number, *NUMBERS[ours]) else cell.raw
    return cell.as_choice(words(topic)) if topic else cell.as_text()


def _number(ours: str, cell: Node) -> float | None:
    number = cell.as_number()
    return number if number is not None and cell.within(number, *NUMBERS[ours]) else None


def _tables(
    node: Node, allowed: frozenset[str], read: Callable[[str, Node], T | None]
) -> dict[str, dict[str, T]]:
    node.unknown_keys(allowed)
    tables: dict[str, dict[str, T]] = {}
    for ours, _ in node.entries():
        cells = node.child(ours).entries() if ours in allowed else ()
        pairs = ((theirs, read(ours, cell)) for theirs, cell in cells)
        tables[ours] = {theirs: value for theirs, value in pairs if value is not None}
    return tables


def _one_hot(node: Node) -> tuple[tuple[str, str], ...]:
    read = ((column, cell.as_choice(words("acts"))) for column, cell in node.entries())
    return tuple((column, act) for column, act in read if act is not None)


def _parse(node: Node) -> Parse:
    node.unknown_keys(_PARSE)
    day_first = node.flag("day_first")
    extra = () if day_first is None else _DAY_FIRST if day_first else _MONTH_FIRST
    return Parse(
        formats=(*_formats(node), *extra),
        zone=node.zone("zone"),
        decimal=node.choice("decimal", (".", ","), "."),
        missing=node.words("missing"),
        bearing_distance=node.text("bearing_distance"),
    )


def _formats(node: Node) -> tuple[str, ...]:
    good = []
    for cell in node.nodes("formats"):
        text = cell.as_text() or ""
        try:
            format_pattern(text)
        except ValueError as fault:
            cell.complain(str(fault), "e.g. %d/%m/%Y %H:%M")
        else:
            good.append(text)
    return tuple(good)


def _check(mapping: Mapping, root: Node) -> None:
    """What no single line shows: a column filled twice, a vocabulary for a column not read."""
    for ours in sorted(mapping.columns.keys() & mapping.constants.keys()):
        root.child("constants").fields[ours].complain(
            f"`{ours}` is read from a column already", "take one of the two out"
        )
    if mapping.one_hot and "kind" in mapping.columns:
        root.child("one_hot").complain("`kind` is read from a column already")
    for section in ("values", "lookup"):
        for ours, node in root.child(section).entries():
            if ours in OWN and ours not in mapping.columns:
                hint = f"add `{ours}: …` to `columns`"
                node.complain(f"no column is read as `{ours}`", hint, "warning")
