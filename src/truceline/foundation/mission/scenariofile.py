"""Reads `scenario.yaml`, what a simulation assumes, and tables of incidents that rates are taken from.

A part that can't be read is left out and told; no number is made up in its place but the defaults
that the records state.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from truceline.foundation.agreement.zones import read_zones
from truceline.foundation.mission.cells import Cells
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.vocabulary import nearest, valid_pattern, words
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.plan import Backstop
from truceline.model.record import Problem, Record, in_order
from truceline.model.simulation import Handling, Past, Reserve, ScenarioSpec, Teams, Violations

HISTORY: Final = Columns(("when", "act", "lat", "lon"), ())
R = TypeVar("R", bound=Record)
_MOST_OFFSPRING: Final = 0.95


def read_scenario(text: str, file: str) -> tuple[ScenarioSpec | None, tuple[Problem, ...]]:
    """The scenario, or None when the file can't be used; Problems with their lines."""
    root, problems = read_yaml(text, file)
    if root is None:
        return None, problems
    root.unknown_keys(ScenarioSpec.__struct_fields__)
    zones = read_zones(root.holding({"zone": node})) if (node := root.at("zone")) else ()
    spec = ScenarioSpec(
        start=root.day("start"),
        days=root.number("days", None, 1.0, 3660.0),
        timezone=root.zone("timezone"),
        line=_line(root),
        zone=zones[0] if zones else None,
        sectors=root.whole("sectors", 0, 1) or 0,
        resolution=root.whole("resolution", 7, 3) or 7,
        violations=_all(root, "violations", _violations),
        teams=_all(root, "teams", _teams),
        reserves=_all(root, "reserves", _reserve),
        backstop=_all(root, "backstop", _backstop),
        handling=_handling(root.child("handling")),
    )
    return spec, root.found()


def read_history(text: str, file: str) -> tuple[tuple[Past, ...], tuple[Problem, ...]]:
    """Incidents (when, act, lat, lon; times with their zone) in the order of time."""
    rows, problems = read_rows(text, file, HISTORY)
    made = [(row, _past(row)) for row in rows]
    told = [*problems, *(p for row, _ in made for p in row.problems)]
    found = [past for row, past in made if past is not None and row.usable]
    found.sort(key=lambda p: (p.when, p.act, p.lat, p.lon))
    return tuple(found), in_order(told)


def _past(row: Cells) -> Past | None:
    when, act = row.moment("when"), row.word("act", words("acts"), "")
    lat, lon = row.number("lat", -90, 90), row.number("lon", -180, 180)
    if when is None or lat is None or lon is None:
        row.needed("when"), row.needed("lat"), row.needed("lon")
        return None
    return Past(when=when, act=act, lat=lat, lon=lon) if act else None


def _all(root: Node, name: str, read: Callable[[Node], R | None]) -> tuple[R, ...]:
    found = (read(node) for node in root.nodes(name) if node.is_mapping())
    return tuple(record for record in found if record is not None)


def _line(root: Node) -> tuple[tuple[float, float], ...]:
    """Vertices [lat, lon]."""
    found = []
    for node in root.nodes("line"):
        numbers = [item.as_number() for item in node.items]
        if len(numbers) != 2 or None in numbers or not _on_globe(numbers):
            node.complain("a vertex is [lat, lon] in degrees", "write e.g. [48.1, 37.2]")
            continue
        found.append((numbers[0] or 0.0, numbers[1] or 0.0))
    return tuple(found)


def _on_globe(numbers: Sequence[float | None]) -> bool:
    return abs(numbers[0] or 0.0) <= 90 and abs(numbers[1] or 0.0) <= 180


def _amounts(node: Node, record: type[Record], names: Sequence[str]) -> dict[str, Any]:
    """Numbers ≥ 0 under these keys, those that aren't written left to the record's defaults."""
    read = {name: node.number(name, None, 0.0, math.inf) for name in names}
    node.unknown_keys(record.__struct_fields__)
    return {name: value for name, value in read.items() if value is not None}


def _violations(node: Node) -> Violations | None:
    given = _amounts(node, Violations, ("per_day", "decay_h", "spread_km"))
    offspring = node.number("offspring", 0.0, 0.0, _MOST_OFFSPRING) or 0.0
    act = node.text("act")
    if not node.need("act", "per_day") or "per_day" not in given:
        return None
    if "*" in act:
        node.complain(f"`{act[:60]}` is a pattern", "a rate belongs to one kind of act")
        return None
    if not _is_act(node, act):
        return None
    return Violations(act=act, sector=node.text("sector"), offspring=offspring, **given)


def _is_act(node: Node, pattern: str) -> bool:
    if valid_pattern(pattern, "acts"):
        return True
    near = nearest(pattern, words("acts"))
    node.complain(f"`{pattern[:60]}` is no known act", f"did you mean {near}?" if near else "")
    return False


def _teams(node: Node) -> Teams | None:
    given = _amounts(node, Teams, ("ready_h",))
    count, speed = node.whole("count", None, 0), node.number("speed_kmh", 40.0, 0.1, 40_000)
    lat, lon = node.number("lat", None, -90, 90), node.number("lon", None, -180, 180)
    if not node.need("count") or count is None:
        return None
    place: dict[str, Any] = {"lat": lat, "lon": lon, "speed_kmh": speed or 40.0}
    return Teams(sector=node.text("sector"), count=count, **place, **given)


def _reserve(node: Node) -> Reserve | None:
    given = _amounts(node, Reserve, ("ready_h",))
    lat, lon = node.number("lat", None, -90, 90), node.number("lon", None, -180, 180)
    speed, count = node.number("speed_kmh", 40.0, 0.1, 40_000), node.whole("count", 1, 1)
    if not node.need("id", "lat", "lon") or lat is None or lon is None:
        return None
    return Reserve(
        id=node.text("id"),
        count=count or 1,
        lat=lat,
        lon=lon,
        speed_kmh=speed or 40.0,
        sectors=node.words("sectors"),
        **given,
    )


def _backstop(node: Node) -> Backstop | None:
    node.unknown_keys(("provider", "delay_days", "condition", "agreed"))
    if not node.need("provider", "delay_days"):
        return None
    delay = node.number("delay_days", None, 0.0, 3660.0)
    if delay is None:
        return None
    said: dict[str, Any] = {n: node.text(n) for n in ("provider", "condition")}
    agreed = node.flag("agreed", default=False)
    return Backstop(capabilities={}, delay_days=delay, agreed=agreed is True, **said)


def _handling(node: Node) -> Handling | None:
    names = [n for n in Handling.__struct_fields__ if n not in {"analysts", "serious"}]
    given = _amounts(node, Handling, names)
    for name in ("alarms_sent", "weather_h"):
        low, high = (0.0, 1.0) if name == "alarms_sent" else (0.1, math.inf)
        if name in given and not node.fields[name].within(given[name], low, high):
            del given[name]
    if node.at("serious") is not None:
        given["serious"] = tuple(w for w in node.words("serious") if _is_act(node, w))
    analysts = node.whole("analysts", None, 1)
    if analysts is not None:
        given["analysts"] = analysts
    return Handling(**given) if given else None
