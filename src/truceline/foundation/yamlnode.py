"""A cursor over YAML that knows the line of everything and never raises.

Every accessor that finds something wrong adds a `Problem` to the tree's common log, answers with
its default and goes on, so that one pass names all mistakes. It must never guess a value: what
can't be read is left out.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Literal

from truceline.foundation.vocabulary import nearest
from truceline.foundation.zones import zone_of
from truceline.model.record import Problem, in_order

_NULLS = {"", "~", "null", "Null", "NULL"}
_FLAGS = {"true": True, "false": False, "yes": True, "no": False}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?")

Kind = Literal["scalar", "list", "mapping"]


@dataclass(slots=True, eq=False, kw_only=True)
class Node:
    """A value of a YAML file: a scalar (its raw text), a list or a mapping.

    Lines and columns count from 1. `line` and `column` are the value's, `key_line` and
    `key_column` its key's (the value's own for list items and the root).

    Structure: `at(name)` gives the value of a key, None when it is missing or null; `has(name)`
    is true for a null as well; `child(name)` gives a mapping (an empty one when missing);
    `nodes(name)` the items of a list (a single value counts as a list of one); `entries()` the
    pairs of a mapping.

    Fields of a mapping, each with a default for "missing or wrong": `text`, `number`, `whole`,
    `flag`, `words`, `choice`, `zone`, `day`, `moment`, `moments`. The `as_…` forms read the node
    itself, None when it can't be read. `need(*names)` and `unknown_keys(allowed)` check keys.

    Problems: `complain(message)` adds one at this node, `found()` gives all of the tree's.
    """

    file: str
    kind: Kind
    line: int = 1
    column: int = 1
    key_line: int = 1
    key_column: int = 1
    raw: str = ""
    plain: bool = True
    fields: dict[str, "Node"] = field(default_factory=dict)
    items: list["Node"] = field(default_factory=list)
    parent: "Node | None" = None
    label: str = ""
    log: list[Problem] = field(default_factory=list)

    # structure

    @property
    def path(self) -> str:
        """Where it stands, e.g. `terms.no_strikes.acts[2]`: list items by `id`, else from 1."""
        if self.parent is None:
            return ""
        above, named = self.parent.path, self.fields.get("id")
        if self.parent.kind == "list" and named is not None and named.raw:
            return f"{above}.{named.raw}"
        joint = "." if above and self.parent.kind == "mapping" else ""
        return f"{above}{joint}{self.label}"

    @property
    def null(self) -> bool:
        """True for an empty value, `null` and `~`."""
        return self.kind == "scalar" and self.plain and self.raw in _NULLS

    def has(self, name: str) -> bool:
        """Is the key written, if only with a null?"""
        return name in self.fields

    def at(self, name: str) -> "Node | None":
        """The value of a key; None when it is missing or null."""
        node = self.fields.get(name)
        return None if node is None or node.null else node

    def child(self, name: str) -> "Node":
        """The mapping under a key; an empty one when it is missing, null or no mapping."""
        node = self.at(name)
        if node is not None and node.is_mapping():
            return node
        return replace(self.holding({}), parent=self, label=name)

    def nodes(self, name: str) -> tuple["Node", ...]:
        """The items of the list under a key; a single value counts as a list of one."""
        node = self.at(name)
        if node is None:
            return ()
        return tuple(node.items) if node.kind == "list" else (node,)

    def entries(self) -> tuple[tuple[str, "Node"], ...]:
        """Keys and values of a mapping in the file's order, nulls included."""
        return tuple(self.fields.items())

    def is_mapping(self) -> bool:
        """True for a mapping, else a Problem."""
        if self.kind != "mapping":
            self.complain(f"expected `key: value` pairs, found {self._described()}")
        return self.kind == "mapping"

    def overlaid(self, change: "Node") -> "Node":
        """This mapping with the keys of another put over it; every value keeps its own line."""
        return self.holding({**self.fields, **change.fields})

    def holding(self, fields: dict[str, "Node"]) -> "Node":
        """A mapping that stands where this one stands and holds other fields."""
        return replace(self, kind="mapping", raw="", fields=fields, items=[])

    # problems

    def complain(self, message: str, hint: str = "", severity: str = "error") -> None:
        """Add a Problem at this node."""
        line = self.line if self.kind == "scalar" else self.key_line
        problem = Problem(
            file=self.file,
            line=line,
            field=self.path,
            message=message,
            hint=hint,
            severity=severity,
        )
        self.log.append(problem)

    def found(self) -> tuple[Problem, ...]:
        """All Problems of the tree so far, by line."""
        return in_order(self.log)

    def need(self, *names: str) -> bool:
        """True when all these keys have a value; a Problem for each that hasn't."""
        missing = [name for name in names if self.at(name) is None]
        for name in missing:
            self.complain(f"`{name}` is missing", f"add `{name}: …`")
        return not missing

    def unknown_keys(self, allowed: Iterable[str]) -> None:
        """A Problem, with the nearest known key, for each key that isn't allowed."""
        known = sorted(set(allowed))
        for name, node in self.entries():
            if name not in known:
                problem = Problem(
                    file=self.file,
                    line=node.key_line,
                    field=node.path,
                    message=f"unknown key `{name}`",
                    hint=_suggest(name, known),
                )
                self.log.append(problem)

    def _described(self) -> str:
        names = {"list": "a list", "mapping": "`key: value` pairs"}
        return names.get(self.kind) or ("nothing" if self.null else f"`{self.raw[:60]}`")

    # the node itself as a value

    def as_text(self) -> str | None:
        """The raw text of a scalar."""
        if self.kind == "scalar" and not self.null:
            return self.raw
        self.complain(f"expected a text, found {self._described()}")
        return None

    def as_number(self) -> float | None:
        """A finite number."""
        if self.kind == "scalar" and _NUMBER.fullmatch(self.raw):
            value = float(self.raw)
            if math.isfinite(value):
                return value
        self.complain(f"expected a number, found {self._described()}")
        return None

    def as_whole(self) -> int | None:
        """A whole number."""
        if self.kind == "scalar" and re.fullmatch(r"[+-]?\d{1,15}", self.raw):
            return int(self.raw)
        self.complain(f"expected a whole number, found {self._described()}")
        return None

    def as_flag(self) -> bool | None:
        """`true` or `false`, `yes` or `no`."""
        value = _FLAGS.get(self.raw.lower()) if self.kind == "scalar" else None
        if value is None:
            self.complain(f"expected true or false, found {self._described()}")
        return value

    def as_choice(self, allowed: Iterable[str]) -> str | None:
        """One of the allowed words; else a Problem that names the nearest of them."""
        text, known = self.as_text(), sorted(allowed)
        if text is None or text in known:
            return text
        self.complain(f"`{text[:60]}` isn't one of the words for this", _suggest(text, known))
        return None

    def as_zone(self) -> str | None:
        """A zone of time: an IANA name, `UTC`, or an offset such as `+03:00`."""
        text = self.as_text()
        if text is None or zone_of(text) is not None:
            return text
        self.complain(f"`{text[:60]}` is no zone of time", "write e.g. +03:00 or Europe/Vienna")
        return None

    def as_day(self) -> date | None:
        """A date, `2031-05-01`."""
        try:
            if self.kind == "scalar" and _DAY.fullmatch(self.raw):
                return date.fromisoformat(self.raw)
        except ValueError:
            pass
        self.complain(f"expected a date, found {self._described()}", "write e.g. 2031-05-01")
        return None

    def as_moment(self, zone: str = "") -> datetime | None:
        """A moment with its zone. A bare date means the start of that day in `zone`, and is a
        Problem where no zone is given, as a time without zone always is.
        """
        if self.kind == "scalar" and _DAY.fullmatch(self.raw):
            return self._day_start(zone)
        try:
            if self.kind == "scalar" and _MOMENT.fullmatch(self.raw):
                return self._zoned(datetime.fromisoformat(self.raw))
        except (ValueError, OverflowError):
            pass
        hint = "write e.g. 2031-05-01T18:00:00+02:00"
        self.complain(f"expected a moment, found {self._described()}", hint)
        return None

    def _day_start(self, zone: str) -> datetime | None:
        day, known = self.as_day(), zone_of(zone) if zone else None
        if day is None:
            return None
        if known is None:
            hint = f"write e.g. {self.raw}T00:00:00+02:00"
            self.complain(f"{self.raw} needs a time and a zone", hint)
            return None
        return datetime.combine(day, time(), known)

    def _zoned(self, moment: datetime) -> datetime | None:
        if moment.tzinfo is None:
            hint = f"add its offset, e.g. {self.raw}+02:00, or Z for UTC"
            self.complain(f"{self.raw} has no zone of time", hint)
            return None
        moment.astimezone(UTC)  # a moment that UTC can't tell overflows here, not later
        return moment

    # fields of a mapping

    def text(self, name: str, default: str = "") -> str:
        """The text under a key."""
        node = self.at(name)
        value = None if node is None else node.as_text()
        return default if value is None else value

    def number(
        self,
        name: str,
        default: float | None = None,
        low: float = -math.inf,
        high: float = math.inf,
    ) -> float | None:
        """The number under a key, from `low` to `high`, both included."""
        node = self.at(name)
        value = None if node is None else node.as_number()
        if node is None or value is None:
            return default
        return value if node.within(value, low, high) else default

    def whole(self, name: str, default: int | None = None, low: int = 0) -> int | None:
        """The whole number under a key, at least `low`."""
        node = self.at(name)
        value = None if node is None else node.as_whole()
        if node is None or value is None:
            return default
        return value if node.within(value, low, math.inf) else default

    def within(self, value: float, low: float, high: float) -> bool:
        """True when the value lies from `low` to `high`, else a Problem at this node."""
        inside = low <= value <= high
        if not inside:
            span = f"from {low:g} to {high:g}" if math.isfinite(high) else f"at least {low:g}"
            self.complain(f"{self.raw} must be {span}")
        return inside

    def flag(self, name: str, default: bool | None = None) -> bool | None:
        """True or false under a key."""
        node = self.at(name)
        value = None if node is None else node.as_flag()
        return default if value is None else value

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The texts of a list; a single text counts as a list of one."""
        if self.at(name) is None:
            return default
        texts = (node.as_text() for node in self.nodes(name))
        return tuple(text for text in texts if text is not None)

    def choice(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """One of the allowed words under a key."""
        node = self.at(name)
        value = None if node is None else node.as_choice(allowed)
        return default if value is None else value

    def zone(self, name: str, default: str = "") -> str:
        """The zone of time under a key."""
        node = self.at(name)
        value = None if node is None else node.as_zone()
        return default if value is None else value

    def day(self, name: str) -> date | None:
        """The date under a key."""
        node = self.at(name)
        return None if node is None else node.as_day()

    def moment(self, name: str, zone: str = "") -> datetime | None:
        """The moment under a key; see `as_moment`."""
        node = self.at(name)
        return None if node is None else node.as_moment(zone)

    def moments(self, name: str, zone: str = "") -> tuple[datetime, ...]:
        """The moments of a list; a single moment counts as a list of one."""
        read = (node.as_moment(zone) for node in self.nodes(name))
        return tuple(moment for moment in read if moment is not None)


def _suggest(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    if near:
        return f"did you mean `{near}`?"
    return "known: " + ", ".join(known[:20]) + (", …" if len(known) > 20 else "")


def lines_by_path(root: Node) -> Mapping[str, int]:
    """Every path of the tree with its line, so that a later finding can be put on its line."""
    lines: dict[str, int] = {}
    todo = [root]
    while todo:
        node = todo.pop()
        lines.setdefault(node.path, node.line if node.kind == "scalar" else node.key_line)
        todo += [*node.fields.values(), *node.items]
    return lines


def on_lines(problems: Iterable[Problem], root: Node) -> tuple[Problem, ...]:
    """Problems that know only their field (`terms.no_strikes.sites`), put on the line of the
    nearest part of the file that is written.
    """
    lines = lines_by_path(root)
    return in_order(p if p.line else p.but(line=_nearest_line(p.field, lines)) for p in problems)


def _nearest_line(path: str, lines: Mapping[str, int]) -> int:
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines[path] if path else 0
