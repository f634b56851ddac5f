"""Sizing methods and published proposals as shipped data, and the numbers that a plan puts in their
place.

A number without a source is refused in a plan: whoever changes a default says why. Nothing here
computes a strength.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from truceline.errors import InvariantError
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.plan import CONCEPTS, Published
from truceline.model.sizing import BASES, PER, REACHES, Method, Parameter, Task

MAY_BE_ZERO: Final = ("alert_h", "transition", "dwell")
_SHARES: Final = ("share", "probability")
Triple = tuple[float, float, float]


@cache
def shipped_methods() -> tuple[Method, ...]:
    """The sizing methods with their default numbers, in the order of the file."""
    root = _shipped("methods.yaml")
    sources = {name: node.raw for name, node in root.child("sources").entries()}
    found = tuple(_method(node, sources) for node in root.nodes("methods"))
    _sound(root)
    return found


@cache
def shipped_support() -> Mapping[str, tuple[Parameter, ...]]:
    """Numbers of rotation and reserve, which stand on top of every method."""
    root = _shipped("methods.yaml")
    sources = {name: node.raw for name, node in root.child("sources").entries()}
    support = root.child("support").entries()
    found = {name: _parameters(node.entries(), sources) for name, node in support}
    _sound(root)
    return found


@cache
def shipped_proposals() -> tuple[Published, ...]:
    """Published figures by concept and size."""
    root = _shipped("proposals.yaml")
    found = [_proposal(node) for node in root.nodes("proposals")]
    _sound(root)
    order = CONCEPTS.index
    return tuple(sorted(found, key=lambda p: (order(p.concept), p.hi, p.id)))


def known_parameters() -> Mapping[str, tuple[Parameter, ...]]:
    """Every parameter that a plan may replace, by method."""
    own = {method.id: method.parameters for method in shipped_methods()}
    return {**own, **shipped_support()}


def read_overrides(node: Node) -> dict[str, tuple[Parameter, ...]]:
    """`sizing:` of a plan: method → parameter → a number or [lo, mid, hi], with one `source`."""
    known = known_parameters()
    node.unknown_keys(known)
    read = {name: _override(entry, known[name]) for name, entry in node.entries() if name in known}
    return {name: found for name, found in sorted(read.items()) if found}


def overlaid(given: Iterable[Parameter], change: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """Parameters with some of them replaced by name."""
    new = {parameter.name: parameter for parameter in change}
    return tuple(new.get(parameter.name, parameter) for parameter in given)


def triple(node: Node) -> Triple | None:
    """A number, or three that don't fall: [lo, mid, hi]."""
    items = node.items if node.kind == "list" else [node] * 3
    values = [item.as_number() for item in items[:3]]
    if len(items) != 3:
        node.complain("expected a number or [lo, mid, hi]", "write e.g. [9, 14, 20]")
        return None
    a, b, c = values
    if a is None or b is None or c is None:
        return None
    if not a <= b <= c:
        node.complain("lo, mid and hi must not fall", "the smallest comes first")
        return None
    return a, b, c


def _override(node: Node, known: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    if not node.is_mapping():
        return ()
    names = {parameter.name: parameter for parameter in known}
    node.unknown_keys((*names, "source"))
    node.need("source")
    read = (_replaced(entry, names[n], node) for n, entry in node.entries() if n in names)
    found = tuple(parameter for parameter in read if parameter)
    _in_time(node, overlaid(known, found))
    return found


def _replaced(node: Node, old: Parameter, method: Node) -> Parameter | None:
    values = triple(node)
    if values is None or not _possible(node, old, values):
        return None
    lo, mid, hi = values
    return old.but(lo=lo, mid=mid, hi=hi, basis="assumption", source=method.text("source"))


def _possible(node: Node, parameter: Parameter, values: Triple) -> bool:
    """Shares lie between 0 and 1, nothing is negative, and what is divided by isn't 0."""
    if parameter.unit in _SHARES:
        fits, said = values[0] > 0 and values[2] < 1, "between 0 and 1"
    elif parameter.name in MAY_BE_ZERO:
        fits, said = values[0] >= 0, "0 or more"
    else:
        fits, said = values[0] > 0, "more than 0"
    if not fits:
        node.complain(f"{parameter.name} must be {said}")
    return fits


def _in_time(node: Node, parameters: tuple[Parameter, ...]) -> None:
    """A response needs time to drive after the time to get ready."""
    by_name = {parameter.name: parameter for parameter in parameters}
    within, alert = by_name.get("within_h"), by_name.get("alert_h")
    if within and alert and within.lo <= alert.hi:
        node.complain("alert_h leaves no time to drive within within_h", "shorten alert_h")


def _method(node: Node, sources: Mapping[str, str]) -> Method:
    tasks = tuple(_task(task) for task in node.nodes("tasks"))
    numbers = node.child("parameters").entries()
    told = dict.fromkeys(
        key for part in (node, *(n for _, n in numbers)) for key in part.words("source")
    )
    return Method(
        id=node.text("id"),
        label=node.text("label"),
        formula=node.text("formula"),
        concept=node.choice("concept", CONCEPTS),
        capability=node.text("capability"),
        unit=node.text("unit"),
        reach=node.choice("reach", REACHES, "ground"),
        part=bool(node.flag("part", default=False)),
        parameters=_parameters(numbers, sources),
        tasks=tasks,
        source="; ".join(sources[key] for key in told),
        limits=node.text("limits"),
    )


def _parameters(
    entries: Iterable[tuple[str, Node]], sources: Mapping[str, str]
) -> tuple[Parameter, ...]:
    return tuple(_parameter(name, node, sources) for name, node in entries)


def _parameter(name: str, node: Node, sources: Mapping[str, str]) -> Parameter:
    value = node.at("value")
    lo, mid, hi = (value and triple(value)) or (0.0, 0.0, 0.0)
    told = [sources[key] for key in node.words("source")]
    note = node.text("note")
    return Parameter(
        name=name,
        lo=lo,
        mid=mid,
        hi=hi,
        unit=node.text("unit"),
        basis=node.choice("basis", BASES),
        source="; ".join([*told, *([note] if note else [])]),
    )


def _task(node: Node) -> Task:
    read = {name: node.at(name) for name in ("teams", "people", "shifts")}
    numbers = {name: (n and triple(n)) or (0.0, 0.0, 0.0) for name, n in read.items()}
    return Task(name=node.text("name"), per=node.choice("per", PER), **numbers)


def _proposal(node: Node) -> Published:
    lo, hi = node.number("lo", 0.0, 0.0), node.number("hi", 0.0, 0.0)
    return Published(
        id=node.text("id"),
        label=node.text("label"),
        concept=node.choice("concept", CONCEPTS),
        lo=lo or 0.0,
        hi=hi or 0.0,
        source=node.text("source"),
    )


def _shipped(name: str) -> Node:
    text = files("truceline").joinpath(f"data/plan/{name}").read_text(encoding="utf-8")
    root, problems = read_yaml(text, name)
    if root is None:
        raise InvariantError(f"a shipped file can't be read: {problems[0]}")
    return root


def _sound(root: Node) -> None:
    if problems := root.found():
        raise InvariantError(f"a shipped file can't be read: {problems[0]}")
