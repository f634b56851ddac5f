"""Reads `plan.yaml`: what a plan of the mission assumes, compares and may spend.

It opens no other file and computes nothing. One mistake in what decides a plan (months, host, zone)
and there is no plan; a part that can't be read is left out and told.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final, TypeVar

from truceline.foundation.agreement.zones import read_zones
from truceline.foundation.mission.sizingfile import read_overrides
from truceline.foundation.places.sectors import letters
from truceline.foundation.vocabulary import nearest, valid_pattern, words
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.mission import MissionSpec
from truceline.model.place import ZoneSpec
from truceline.model.plan import (
    ASSET_KINDS,
    CONCEPTS,
    CONSENTS,
    FORCE,
    TOLERANCES_KM,
    Backstop,
    ForceOption,
    PlanSpec,
    SectorEnd,
    SimulationSettings,
    SitingSettings,
)
from truceline.model.record import Problem, in_order

PLAN_FILE: Final = "plan.yaml"
FILES: Final = ("assets", "effort", "profiles", "pledges", "requirements", "scenario")
KEYS: Final = (
    *("months", "host", "consent", "zone", "sectors", "resolution_km", "options", "sizing"),
    *("population", "inspected", "backstop", "combat_zone", "ground", "siting", "simulation"),
    *FILES,
)
T = TypeVar("T", ForceOption, SectorEnd)


def read_plan(text: str, file: str) -> tuple[PlanSpec | None, tuple[Problem, ...]]:
    """The plan's settings, or None when the file can't be used; Problems with their lines."""
    root, problems = read_yaml(text, file)
    if root is None:
        return None, problems
    root.unknown_keys(KEYS)
    whole = root.need("months", "host", "zone")
    months, zone = _months(root.child("months")), _zone(root)
    count, ends = _sectors(root)
    if not whole or months is None or zone is None:
        return None, root.found()
    spec = PlanSpec(
        start=months[0],
        end=months[1],
        host=root.text("host"),
        consents=_consents(root),
        zone=zone if isinstance(zone, ZoneSpec) else None,
        zone_id=zone if isinstance(zone, str) else "",
        sector_count=count,
        sector_ends=ends,
        tolerances_km=_tolerances(root),
        options=_once(root.nodes("options"), _option),
        overrides=read_overrides(root.child("sizing")),
        population=_by_sector(root, "population"),
        inspected=_by_sector(root, "inspected"),
        backstop=tuple(b for n in root.nodes("backstop") if (b := _backstop(n))),
        combat_zone=_combat_zone(root),
        ground=_ground(root),
        siting=_siting(root.child("siting")),
        simulation=_simulation(root.child("simulation")),
        **{name: _path(root, name) for name in FILES},
    )
    _known_sectors(root, spec)
    return spec, root.found()


def check_plan(plan: PlanSpec, mission: MissionSpec, zones: Iterable[str]) -> tuple[Problem, ...]:
    """Does the plan fit its mission? The host must be a party, a named zone one of the agreement's
    (`zones`: their ids), and the mission must have a line. Problems know their field, not their line.
    """
    said = []
    parties = {party.id for party in mission.parties}
    if plan.host not in parties:
        said.append(("host", f"{plan.host} is no party", "parties: " + ", ".join(sorted(parties))))
    for sector, party in sorted(plan.ground.items()):
        if party not in parties:
            hint = "parties: " + ", ".join(sorted(parties))
            said.append((f"ground.{sector}", f"{party} is no party", hint))
    known = sorted(zones)
    if plan.zone_id and plan.zone_id not in known:
        hint = "zones: " + ", ".join(known) if known else "give the plan a zone of its own"
        said.append(("zone", f"the agreement has no zone {plan.zone_id}", hint))
    if not (mission.line or mission.line_through or mission.line_file):
        said.append(("zone", "mission.yaml has no line", "add `line: {through: [...]}`"))
    elif "host_only" in plan.consents and mission.line_left == mission.line_right == "":
        hint = "add left and right to the line in mission.yaml, unless its file has them"
        if not mission.line_file:
            said.append(("consent", "the line doesn't say on which side the host stands", hint))
    return in_order(
        Problem(file=PLAN_FILE, field=field, message=message, hint=hint)
        for field, message, hint in said
    )


def _months(node: Node) -> tuple[date, date] | None:
    """[from, until): first days of months, at least one month."""
    node.unknown_keys(("from", "until"))
    if not node.need("from", "until"):
        return None
    start, end = node.day("from"), node.day("until")
    if start is None or end is None:
        return None
    if start.day != 1 or end.day != 1:
        node.complain("months begin on their first day", "write e.g. 2031-05-01")
        return None
    if end <= start:
        node.complain(
            "until lies not after from", "months are half-open: until is the first left out"
        )
        return None
    return start, end


def _zone(root: Node) -> ZoneSpec | str | None:
    """A zone of the agreement by its id, or the plan's own, written as an agreement writes it."""
    node = root.at("zone")
    if node is None:
        return None
    if node.kind == "scalar":
        return node.as_text()
    before = len(node.log)
    found = read_zones(root.holding({"zone": node}))
    return found[0] if found and len(node.log) == before else None


def _consents(root: Node) -> tuple[str, ...]:
    told = [item.as_choice(CONSENTS) for item in root.nodes("consent")]
    return tuple(dict.fromkeys(word for word in told if word)) or ("both",)


def _sectors(root: Node) -> tuple[int, tuple[SectorEnd, ...]]:
    """A number of equal ones, or a list in the order of the line; one where nothing is said."""
    node = root.at("sectors")
    if node is None:
        return 1, ()
    if node.kind == "scalar":
        count = node.as_whole()
        return (count, ()) if count is not None and node.within(count, 1, 100) else (1, ())
    ends = _once(root.nodes("sectors"), _sector)
    for item in root.nodes("sectors")[:-1]:
        if item.kind == "mapping" and not (item.at("until") or item.at("until_km")):
            item.complain("doesn't say where it ends", "add until (a place) or until_km")
    return max(len(ends), 1), ends


def _sector(node: Node) -> SectorEnd | None:
    node.unknown_keys(("id", "name", "until", "until_km"))
    if node.at("until") and node.at("until_km"):
        node.complain("ends at a place and at a km", "keep one of until and until_km")
        return None
    km = node.number("until_km", low=0.0)
    until = node.text("until")
    return SectorEnd(id=node.text("id"), name=node.text("name"), until=until, until_km=km)


def _option(node: Node) -> ForceOption | None:
    node.unknown_keys(("id", "name", "concept", "strength", "parts", "source", "watch"))
    if not node.need("concept", "strength", "source"):
        return None
    strength = _range(node)
    parts = {
        name: value
        for name, value in _amounts(node.child("parts")).items()
        if _capability(node.child("parts").fields[name], name)
    }
    concept = node.choice("concept", CONCEPTS)
    if strength is None or not concept:
        return None
    return ForceOption(
        id=node.text("id"),
        name=node.text("name", node.text("id")),
        concept=concept,
        lo=strength[0],
        hi=strength[1],
        parts=parts,
        source=node.text("source"),
        **_watch(node.child("watch")),
    )


def _watch(node: Node) -> dict[str, Any]:
    """What of an option watches the line."""
    node.unknown_keys(("budget", "crew", "kinds", "note"))
    kinds = (item.as_choice(ASSET_KINDS) for item in node.nodes("kinds"))
    return {
        "budget": node.number("budget", None, 0.0),
        "crew": node.number("crew", None, 0.0),
        "kinds": tuple(kind for kind in kinds if kind),
        "watch_note": node.text("note"),
    }


def _combat_zone(root: Node) -> tuple[str, ...] | None:
    """Sectors; None (all) where nothing is said, nowhere for an empty list."""
    return tuple(root.words("combat_zone")) if root.at("combat_zone") else None


def _ground(root: Node) -> dict[str, str]:
    return {sector: node.as_text() or "" for sector, node in root.child("ground").entries()}


def _range(node: Node) -> tuple[float, float] | None:
    """`strength`: a number of persons or [from, to]."""
    items = node.nodes("strength")
    values = [item.as_number() for item in items]
    numbers = [value for value in values if value is not None]
    if len(numbers) != len(items) or len(items) > 2:
        node.complain("strength is a number or [from, to]")
        return None
    if numbers[0] < 0 or numbers[-1] < numbers[0]:
        node.complain("strength is negative, or falls", "the smaller number comes first")
        return None
    return numbers[0], numbers[-1]


def _backstop(node: Node) -> Backstop | None:
    if not node.is_mapping():
        return None
    node.unknown_keys(("provider", "condition", "delay_days", "agreed", "capabilities"))
    if not node.need("provider", "condition", "capabilities"):
        return None
    given = node.child("capabilities")
    amounts = _amounts(given)
    kept = {name: n for name, n in amounts.items() if _capability(given.fields[name], name)}
    return Backstop(
        provider=node.text("provider"),
        condition=node.text("condition"),
        delay_days=node.number("delay_days", 0.0, 0.0) or 0.0,
        agreed=bool(node.flag("agreed", default=False)),
        capabilities=kept,
    )


def _siting(node: Node) -> SitingSettings:
    standard = SitingSettings()
    node.unknown_keys(SitingSettings.__struct_fields__)
    kinds = [item.as_choice(ASSET_KINDS) for item in node.nodes("kinds")]
    return SitingSettings(
        spacing_km=node.number("spacing_km", standard.spacing_km, 0.1, 100.0) or 5.0,
        budget=node.number("budget", None, 0.0),
        crew=node.number("crew", None, 0.0),
        floor=node.number("floor", 0.0, 0.0, 1.0) or 0.0,
        per_site=node.whole("per_site", standard.per_site, 1) or standard.per_site,
        cover=node.whole("cover", standard.cover, 1) or standard.cover,
        kinds=tuple(kind for kind in kinds if kind),
        crew_of=_amounts(node.child("crew_of")),
        forced=node.words("forced"),
        barred=node.words("barred"),
    )


def _simulation(node: Node) -> SimulationSettings:
    standard = SimulationSettings()
    node.unknown_keys(SimulationSettings.__struct_fields__)
    rates = node.child("rates")
    kept = {name: n for name, n in _amounts(rates).items() if _act(rates.fields[name], name)}
    return SimulationSettings(
        days=node.number("days", standard.days, 1.0, 3660.0) or standard.days,
        replicas=node.whole("replicas", standard.replicas, 1) or standard.replicas,
        seed=node.whole("seed", standard.seed) or 0,
        analysts=node.whole("analysts", standard.analysts, 1) or standard.analysts,
        rates=kept,
    )


def _act(node: Node, name: str) -> bool:
    if valid_pattern(name, "acts") and "*" not in name:
        return True
    _unknown(node, name, "act", words("acts"))
    return False


def _capability(node: Node, name: str) -> bool:
    if name in words("capabilities") or name == FORCE:
        return True
    _unknown(node, name, "capability", words("capabilities"))
    return False


def _unknown(node: Node, name: str, what: str, known: Iterable[str]) -> None:
    near = nearest(name, known)
    node.complain(f"`{name[:60]}` is no known {what}", f"did you mean {near}?" if near else "")


def _amounts(node: Node) -> dict[str, float]:
    """Numbers that aren't negative, by name."""
    read = {name: entry.as_number() for name, entry in node.entries()}
    return {
        name: value
        for name, value in sorted(read.items())
        if value is not None and node.fields[name].within(value, 0.0, math.inf)
    }


def _tolerances(root: Node) -> tuple[float, ...]:
    read = [(item, item.as_number()) for item in root.nodes("resolution_km")]
    kept = {v for item, v in read if v is not None and item.within(v, 0.001, 100)}
    return tuple(sorted(kept)) or TOLERANCES_KM


def _by_sector(root: Node, name: str) -> dict[str, float]:
    """A number for the whole line (under the empty name), or one for each sector."""
    node = root.at(name)
    if node is None or node.kind == "mapping":
        return _amounts(root.child(name))
    value = node.as_number()
    return {"": value} if value is not None and node.within(value, 0.0, math.inf) else {}


def _known_sectors(root: Node, spec: PlanSpec) -> None:
    """Numbers by sector must name sectors that there are."""
    named = [end.id for end in spec.sector_ends]
    known = named or [letters(n) for n in range(spec.sector_count)]
    for part in ("population", "inspected", "ground"):
        if (node := root.at(part)) is not None and node.kind == "mapping":
            node.unknown_keys(known)
    for item in root.nodes("combat_zone"):
        item.as_choice(known)


def _once(nodes: Sequence[Node], read: Callable[[Node], T | None]) -> tuple[T, ...]:
    """Entries of a list by their `id`, in its order; one that stands twice or has none is told."""
    found: dict[str, T] = {}
    for node in nodes:
        if not node.is_mapping() or not node.need("id"):
            continue
        entry = read(node)
        if entry is not None and entry.id in found:
            node.complain(f"{entry.id} stands twice", "the first is used; rename one")
        elif entry is not None:
            found[entry.id] = entry
    return tuple(found.values())


def _path(root: Node, name: str) -> str:
    """A path within the mission folder."""
    node = root.at(name)
    told = node.as_text() if node else None
    if node is None or told is None:
        return ""
    outside = PurePosixPath(told).is_absolute() or PureWindowsPath(told).drive
    if outside or ".." in told.replace("\\", "/").split("/"):
        node.complain(f"`{told[:60]}` leaves the mission folder", "copy the file into the folder")
        return ""
    return told
