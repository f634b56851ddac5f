"""A strict reader of the YAML that people write: small, plain, every value with its line.

YAML can hold what no agreement needs and what hides mistakes: tabs, anchors, tags, two keys of one
name, several documents, nesting without end. All of that is refused, by file and line. Scalars stay
the text that was typed (`no` is a word, not false) until a typed accessor of `Node` reads them. It
must never run anything that a file says, and never raise.
"""

import re
from collections.abc import Iterator
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from truceline.foundation.yamlnode import Node, lines_by_path, on_lines
from truceline.model.record import Problem, in_order

__all__ = ["Node", "lines_by_path", "on_lines", "read_yaml"]

MAX_CHARACTERS = 1_000_000
MAX_NODES = 20_000
MAX_DEPTH = 24
_REPORTED = 20  # of one kind of bad character; more would only bury the first

_HINTS = {
    "mapping values are not allowed": "quote a text that holds `: `, and check the indentation",
    "expected the node content": "a bracket isn't closed, or a value is missing",
    "could not find expected ':'": "a colon is missing, or the line is indented wrongly",
    "expected <block end>": "this line is indented differently from its neighbours",
    "found unexpected end of stream": "a quotation mark isn't closed",
    "expected ',' or": "a bracket isn't closed, or a comma is missing",
}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def read_yaml(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The file's root mapping, or None and every reason why it is refused.

    The returned node's accessors collect further Problems: ask `root.found()` at the end.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    problems = _unfit(plain, file)
    if problems:
        return None, problems
    builder = _Builder(file)
    root = builder.build(plain)
    if builder.problems:
        return None, in_order(builder.problems)
    return root, ()


def _unfit(text: str, file: str) -> tuple[Problem, ...]:
    """What can be seen before parsing: size, tabs, bytes that aren't text."""
    if len(text) > MAX_CHARACTERS:
        message = f"{len(text):,} characters are more than the {MAX_CHARACTERS:,} allowed"
        return (Problem(file=file, message=message, hint="is this the right file?"),)
    found: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        fault = _bad_character(line)
        if fault and len(found) < _REPORTED:
            found.append(Problem(file=file, line=number, message=fault[0], hint=fault[1]))
    return tuple(found)


def _bad_character(line: str) -> tuple[str, str] | None:
    if "\ufffd" in line:
        return "not UTF-8 text", "save the file as UTF-8"
    if "\t" in line:
        return f"a tab in column {line.index(chr(9)) + 1}", "use spaces"
    if found := _CONTROL.search(line):
        return f"control character U+{ord(found[0]):04X} in column {found.start() + 1}", "delete it"
    return None


class _RefusedError(Exception):
    """The rest of the file can't be read for the reason given."""

    def __init__(self, event: Event, message: str, hint: str = "") -> None:
        self.event, self.message, self.hint = event, message, hint


class _Builder:
    """Nodes from parser events; small faults are collected, grave ones end the reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.log: list[Problem] = []
        self.count = 0

    def build(self, text: str) -> Node | None:
        events = cast("Iterator[Event]", YAML(typ="safe", pure=True).parse(text))
        try:
            return self._root(events)
        except _RefusedError as e:
            self._complain(e.event, e.message, e.hint)
        except MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            message = e.problem or "this isn't YAML"
            self._note(mark.line + 1 if mark else 0, message, _hint_for(message))
        except (YAMLError, ValueError, OverflowError, RecursionError, AttributeError) as e:
            self._note(0, f"this isn't YAML ({type(e).__name__})")
        return None

    def _root(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            documents += isinstance(event, DocumentStartEvent)
            if documents > 1:
                raise _RefusedError(
                    event, "a second document begins here", "keep one, delete `---`"
                )
            if isinstance(event, NodeEvent):
                root = self._node(event, events, 0)
        if root is None or root.kind != "mapping":
            line = root.line if root else 0
            self._note(line, "the file must hold `key: value` pairs", "begin e.g. with `title: …`")
        return root

    def _node(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH:
            raise _RefusedError(event, f"more than {MAX_DEPTH} levels deep")
        if self.count > MAX_NODES:
            raise _RefusedError(event, f"more than {MAX_NODES:,} values in one file")
        self._plain(event)
        node = self._blank(event)
        if isinstance(event, MappingStartEvent):
            self._fill_mapping(node, events, depth)
        elif isinstance(event, SequenceStartEvent):
            self._fill_list(node, events, depth)
        return node

    def _plain(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            hint = "write the value out: each part must be readable by itself"
            raise _RefusedError(event, f"an alias (`*{event.anchor}`)", hint)
        if event.anchor is not None:
            self._complain(event, f"an anchor (`&{event.anchor}`)", "write the value out")
        tag = getattr(event, "ctag", None)
        if tag is not None:
            self._complain(event, f"a tag (`{tag}`)", "delete it")
        if isinstance(event, ScalarEvent) and (found := _CONTROL.search(event.value)):
            self._complain(event, f"control character U+{ord(found[0]):04X} in a text", "delete it")

    def _blank(self, event: NodeEvent) -> Node:
        line, column = _position(event)
        node = Node(file=self.file, kind="list", line=line, column=column, log=self.log)
        node.key_line, node.key_column = line, column
        if isinstance(event, MappingStartEvent):
            node.kind = "mapping"
        elif isinstance(event, ScalarEvent):
            node.kind, node.raw, node.plain = "scalar", event.value, event.style is None
        return node

    def _fill_list(self, node: Node, events: Iterator[Event], depth: int) -> None:
        for event in events:
            if isinstance(event, CollectionEndEvent):
                return
            item = self._node(cast("NodeEvent", event), events, depth + 1)
            node.items.append(item)
            item.parent, item.label = node, f"[{len(node.items)}]"

    def _fill_mapping(self, node: Node, events: Iterator[Event], depth: int) -> None:
        for event in events:
            if isinstance(event, CollectionEndEvent):
                return
            key = self._key(event)
            value = self._node(cast("NodeEvent", next(events)), events, depth + 1)
            value.key_line, value.key_column = _position(event)
            value.parent, value.label = node, key
            if key in node.fields:
                first = f"the first is on line {node.fields[key].key_line}"
                self._complain(event, f"the key `{key}` stands here a second time", first)
            node.fields.setdefault(key, value)

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise _RefusedError(event, "a key must be a plain word", "quote braces and brackets")
        self._plain(event)
        if event.value == "<<" and event.style is None:
            self._complain(event, "a merge key (`<<`)", "write the values out")
        if not event.value.strip():
            self._complain(event, "a key is empty")
        return str(event.value)

    def _complain(self, event: Event, message: str, hint: str = "") -> None:
        self._note(_position(event)[0], message, hint)

    def _note(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(file=self.file, line=line, message=message, hint=hint))


def _position(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _hint_for(message: str) -> str:
    return next((hint for start, hint in _HINTS.items() if message.startswith(start)), "")
