"""Detection profiles, from YAML: how well one kind of system sees.

The shipped ones are assumptions that a mission replaces by its own trials. Nothing here fills in a
number that decides detection: range and peak must be written.
"""

from typing import Any, Final

from truceline.foundation.vocabulary import nearest, valid_pattern, words
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.plan import ASSET_KINDS, Profile
from truceline.model.record import Problem

ATTRIBUTIONS: Final = ("none", "direction", "origin_area")
_KEYS: Final = Profile.__struct_fields__


def read_profiles(text: str, file: str) -> tuple[tuple[Profile, ...], tuple[Problem, ...]]:
    """Profiles by id, from `profiles: [{id: …, kind: …, range_km: …, peak: …}, …]`.

    A profile with a mistake is left out and told, the others go on. Units as in `Profile`.
    """
    root, problems = read_yaml(text, file)
    if root is None:
        return (), problems
    root.unknown_keys(("profiles",))
    root.need("profiles")
    read: dict[str, Profile] = {}
    for node in root.nodes("profiles"):
        profile = _profile(node)
        if profile is not None and profile.id in read:
            node.complain(f"{profile.id} stands twice", "the first is used; rename one")
        elif profile is not None:
            read[profile.id] = profile
    return tuple(read[name] for name in sorted(read)), root.found()


def _profile(node: Node) -> Profile | None:
    """One profile; None when something in it is wrong."""
    before = len(node.log)
    if not node.is_mapping():
        return None
    node.unknown_keys(_KEYS)
    needed = node.need("id", "kind", "range_km", "peak")
    range_km, peak = _sight(node)
    fields = {**_shares(node), **_amounts(node), **_words(node)}
    if not needed or len(node.log) > before or range_km is None or peak is None:
        return None
    return Profile(
        id=node.text("id"), kind=node.text("kind"), range_km=range_km, peak=peak, **fields
    )


def _sight(node: Node) -> tuple[float | None, float | None]:
    range_km = node.number("range_km", low=0.0, high=5000.0)
    if range_km == 0:
        node.complain("range_km is 0: it would see nothing", "write its range in km")
    return range_km, node.number("peak", low=0.0, high=1.0)


def _shares(node: Node) -> dict[str, Any]:
    names = {"night": 1.0, "weather": 1.0, "common_cause": 0.0, "jamming": 0.0}
    found = {name: node.number(name, default, 0.0, 1.0) for name, default in names.items()}
    return {**found, "acts": _acts(node)}


def _amounts(node: Node) -> dict[str, Any]:
    names = {"delay_h": 1.0, "false_alarms": 0.0, "cost": 1.0, "crew": 0.0}
    found = {name: node.number(name, default, 0.0) for name, default in names.items()}
    return {**found, "reach": node.number("reach", 1.0, 0.1, 10.0)}


def _words(node: Node) -> dict[str, Any]:
    node.choice("kind", ASSET_KINDS)
    return {
        "attribution": node.choice("attribution", ATTRIBUTIONS, "none"),
        "line_of_sight": node.flag("line_of_sight", default=False),
        "verifies": node.flag("verifies", default=False),
        "source": node.text("source"),
    }


def _acts(node: Node) -> dict[str, float]:
    """Factors by pattern, in the order in which they are written: the first that matches counts."""
    if node.at("acts") is None:
        return {"*": 1.0}
    acts = node.child("acts")
    found = {}
    for pattern, written in acts.entries():
        if pattern != "*" and not valid_pattern(pattern, "acts"):
            near = nearest(pattern, {w for w in words("acts") if ("/" in w) == ("/" in pattern)})
            hint = f"did you mean {near}?" if near else "a word of the vocabulary, family/* or *"
            written.complain(f"{pattern} is no act", hint)
        factor = acts.number(pattern, low=0.0, high=1.0)
        if factor is not None:
            found[pattern] = factor
    return found
