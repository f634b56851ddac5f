"""Rules of alerts as shipped and as a mission changes them; who receives them; alerts so far and the
steps that people took.

A rule that can't be read is left out and told; a mission's mistake never takes a shipped rule away.
Nothing here decides whether an alert is raised.
"""

import re
import string
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

import msgspec

from truceline.errors import InvariantError
from truceline.foundation.vocabulary import valid_pattern
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.alerting import (
    CERTAINTIES,
    PLACEHOLDERS,
    SECURITIES,
    SEVERITIES,
    STATUSES,
    TOGETHER,
    URGENCIES,
    WAYS,
    Alerting,
    AlertReceiver,
    AlertRule,
    AlertStep,
)
from truceline.model.record import Problem, canonical_bytes, in_order
from truceline.model.release import RELEASES
from truceline.model.watch import ALERT_STATES, STEP_STATES, Alert

_SENDER: Final = re.compile(r"[^\s,<&@]+@[^\s,<&@]+")
_KEYS: Final = (*AlertRule.__struct_fields__, "off")
Rules = tuple[AlertRule, ...]
T = TypeVar("T", Alert, AlertStep)


@cache
def shipped_rules() -> Rules:
    """The rules that hold where a mission says nothing, by id."""
    rules, problems = _read(_shipped(), {})
    if problems:
        raise InvariantError(f"shipped rules of alerts: {problems[0]}")
    return rules


def read_alerting(text: str, file: str) -> tuple[Alerting, tuple[Problem, ...]]:
    """A mission's `alerts.yaml`: rules over the shipped ones, by id (changed by key, added, or left
    out), and receivers. A receiver with a mistake is left out.
    """
    root, problems = read_yaml(text, file)
    if root is None:
        return Alerting(rules=shipped_rules()), problems
    root.unknown_keys(("rules", "receivers", "sender", "status"))
    found = Alerting(
        rules=_over_shipped(root),
        receivers=tuple(filter(None, map(_receiver, root.nodes("receivers")))),
        sender=root.text("sender"),
        status=root.choice("status", STATUSES, "Exercise"),
    )
    if found.sender and not _SENDER.fullmatch(found.sender):
        root.complain(
            f"sender: `{found.sender[:60]}` is no address", "write e.g. ops@mission.example"
        )
        found = found.but(sender="")
    if found.receivers and not found.sender:
        root.complain("`sender` is missing", "add `sender: ops@mission.example`")
    return found, root.found()


def _over_shipped(root: Node) -> Rules:
    shipped = {node.text("id"): node for node in _shipped().nodes("rules")}
    own = {rule.id: rule for rule in _read(root, shipped)[0]}
    every = {**{rule.id: rule for rule in shipped_rules()}, **own}
    off = {n.text("id") for n in root.nodes("rules") if n.kind == "mapping" and _off(n)}
    return tuple(every[name] for name in sorted(every) if name not in off)


def _receiver(node: Node) -> AlertReceiver | None:
    before = len(node.log)
    if not node.is_mapping() or not node.need("way", "to"):
        return None
    node.unknown_keys(AlertReceiver.__struct_fields__)
    way = node.choice("way", WAYS)
    if way == "mail":
        node.need("host")
    receiver = AlertReceiver(
        way=way,
        to=node.text("to"),
        level=node.choice("level", RELEASES, "restricted"),
        host=node.text("host"),
        port=node.whole("port", 587, 1) or 587,
        security=node.choice("security", SECURITIES, "starttls"),
        user=node.text("user"),
        secret=node.text("secret"),
    )
    return receiver if len(node.log) == before else None


def _shipped() -> Node:
    text = files("truceline").joinpath("data/watch/alerts.yaml").read_text(encoding="utf-8")
    root, problems = read_yaml(text, "alerts.yaml")
    if root is None:
        raise InvariantError(f"shipped rules of alerts: {problems[0]}")
    return root


def _off(node: Node) -> bool:
    return bool(node.flag("off", default=False))


def _read(root: Node, shipped: dict[str, Node]) -> tuple[Rules, tuple[Problem, ...]]:
    """Every rule without a mistake, by id; the first of two with one id."""
    found: dict[str, AlertRule] = {}
    for node in root.nodes("rules"):
        if not node.is_mapping() or not node.need("id"):
            continue
        node.unknown_keys(_KEYS)
        name, before = node.text("id"), len(root.log)
        if name in found:
            node.complain(f"two rules are called `{name}`")
            continue
        rule = _rule(shipped[name].overlaid(node) if name in shipped else node, node)
        if rule is not None and len(root.log) == before:
            found[name] = rule
    return tuple(found[name] for name in sorted(found)), root.found()


def _rule(over: Node, node: Node) -> AlertRule | None:
    """A rule; what is wrong with it is told at the mission's own lines."""
    whole = node.holding(over.fields)
    if not whole.need("kind", "event", "sentence"):
        return None
    kind, sentence = whole.choice("kind", PLACEHOLDERS), whole.text("sentence")
    if kind and not _sound(sentence, PLACEHOLDERS[kind], whole):
        return None
    usual = AlertRule(id="", kind="", event="", sentence="")
    return AlertRule(
        id=whole.text("id"),
        kind=kind,
        event=whole.text("event"),
        sentence=sentence,
        level=whole.number("level", usual.level, 0.0, 1.0) or 0.0,
        quiet_days=whole.whole("quiet_days", usual.quiet_days, 1) or 1,
        acts=_patterns(whole, "acts", "acts"),
        categories=_patterns(whole, "categories", "site_categories"),
        units=whole.words("units"),
        factor=whole.number("factor", usual.factor, 1.0) or 1.0,
        least=whole.number("least", usual.least, 0.0) or 0.0,
        falls=bool(whole.flag("falls", default=False)),
        rest_days=whole.whole("rest_days", usual.rest_days) or 0,
        fresh_days=whole.whole("fresh_days", usual.fresh_days) or 0,
        together=whole.choice("together", TOGETHER, usual.together),
        urgency=whole.choice("urgency", URGENCIES, usual.urgency),
        severity=whole.choice("severity", SEVERITIES, usual.severity),
        certainty=whole.choice("certainty", CERTAINTIES, usual.certainty),
        release=whole.choice("release", RELEASES, usual.release),
    )


def _sound(sentence: str, known: Iterable[str], node: Node) -> bool:
    """Do the words in braces stand for something? Nothing but plain names may stand in braces."""
    try:
        parts = list(string.Formatter().parse(sentence))
    except ValueError as fault:
        node.complain(f"sentence: {fault}", "write {word}, and {{ for a brace")
        return False
    wrong = [n for _, n, form, turn in parts if n is not None and (n not in known or form or turn)]
    for name in wrong:
        node.complain(f"sentence: `{{{name}}}` stands for nothing", f"known: {', '.join(known)}")
    return not wrong


def _patterns(node: Node, name: str, topic: str) -> tuple[str, ...]:
    patterns = node.words(name)
    for pattern in patterns:
        if not valid_pattern(pattern, topic):
            node.complain(f"{name}: `{pattern}` isn't in the vocabulary")
    return patterns


def read_alerts(text: str, file: str) -> tuple[tuple[Alert, ...], tuple[Problem, ...]]:
    """Alerts so far, one JSON object a line, as they were appended; the last of one id, by time of raising."""
    rows, problems = _rows(text, file, Alert)
    found = {alert.id: alert for alert in rows}
    return tuple(sorted(found.values(), key=lambda a: (a.raised, a.id))), problems


def read_steps(text: str, file: str) -> tuple[tuple[AlertStep, ...], tuple[Problem, ...]]:
    """Steps, oldest first, each once: one JSON object a line. Closing needs a reason."""
    rows, problems = _rows(text, file, AlertStep)
    found = {canonical_bytes(step): step for step in rows}
    ordered = sorted(found.items(), key=lambda item: (item[1].at, item[0]))
    return tuple(step for _, step in ordered), problems


def _rows(text: str, file: str, kind: type[T]) -> tuple[list[T], tuple[Problem, ...]]:
    rows, problems = [], []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            row = _row(line, kind)
            if isinstance(row, str):
                problems.append(Problem(file=file, line=number, message=row))
            else:
                rows.append(row)
    return rows, in_order(problems)


def _row(line: str, kind: type[T]) -> T | str:
    """A row, or why it is none."""
    try:
        row = msgspec.json.decode(line.encode("utf-8", "replace"), type=kind)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        return f"no {kind.__name__}: {str(fault)[:200]}"
    states = STEP_STATES if isinstance(row, AlertStep) else ALERT_STATES
    if row.state not in states:
        return f"`{row.state[:40]}` isn't one of {', '.join(states)}"
    return _fault(row) if isinstance(row, AlertStep) and _fault(row) else row


def _fault(step: AlertStep) -> str:
    if not step.by.strip() or not step.alert.strip():
        return "a step needs `alert` and `by`"
    if step.state == "closed" and not step.reason.strip():
        return "an alert is closed with a `reason`"
    return ""
