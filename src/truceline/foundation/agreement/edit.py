"""Edits of an agreement's text in its own words: dates, lists and distances, everything else kept.

A value is exchanged where it stands, so that comments and layout outlive it. Must never edit a text
that the strict reader refuses, and never judges what an edit means: the reader does, afterwards.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from truceline.errors import UnreadableError
from truceline.foundation.yamltext import read_yaml
from truceline.model.record import Problem, Record

MOMENTS, MOMENT, WORDS, NUMBER = "moments", "moment", "words", "number"
_KINDS: Final = {
    "from": MOMENTS,
    "until": MOMENTS,
    "acts": WORDS,
    "open_acts": WORDS,
    "buffer_km": NUMBER,
    "distance_km": NUMBER,
    "width_km": NUMBER,
    "floor_m": NUMBER,
    "ceiling_m": NUMBER,
    "deadline": MOMENT,
    "declared_exit": MOMENT,
}
_PLAIN: Final = re.compile(r"[\w+-][\w./*:+ -]*")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
MOST_VALUES: Final = 100

Path = tuple[str, ...]


class EditField(Record, frozen=True, kw_only=True):
    """A value that may be edited: where it stands (terms by id), what it is, and what stands there."""

    path: Path
    kind: str
    values: tuple[str, ...]


class EditTerm(Record, frozen=True, kw_only=True):
    """The fields of one written term, of one reading's version of it, or of the agreement as a whole:
    `reading` and `term` are empty where it is none.
    """

    reading: str = ""
    term: str = ""
    clause: str = ""
    text: str = ""
    fields: tuple[EditField, ...]


def fields_of(text: str, file: str) -> tuple[tuple[EditTerm, ...], tuple[Problem, ...]]:
    """What of an agreement can be edited by form, in its order; nothing, and why, where it is refused."""
    root, problems = _root(text, file)
    if root is None:
        return (), problems
    return tuple(t for t in _terms(root) if t.fields), ()


def edited(text: str, path: Sequence[str], values: Sequence[str]) -> str:
    """The text with another value at a path of `fields_of`. No values: none (`null` or `[]`). Raises
    `UnreadableError` where there is no such field or the values are no such values.
    """
    root, problems = _root(text, "agreement")
    if root is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    field = next((f for t in _terms(root) for f in t.fields if f.path == tuple(path)), None)
    if field is None:
        raise UnreadableError(f"{'.'.join(path)[:200]}: no field that can be edited")
    return _exchanged(text.replace("\r\n", "\n"), root, field, _written(field, values))


def _root(text: str, file: str) -> tuple[MappingNode | None, tuple[Problem, ...]]:
    strict, problems = read_yaml(text, file)
    if strict is None:
        return None, problems
    root = YAML(typ="rt", pure=True).compose(text.replace("\r\n", "\n"))
    return (root, ()) if isinstance(root, MappingNode) else (None, problems)


# What can be edited


def _terms(root: MappingNode) -> Iterator[EditTerm]:
    yield EditTerm(fields=tuple(_fields(root, ())))
    terms = _get(root, "terms")
    for node in terms.value if isinstance(terms, SequenceNode) else ():
        name = _word(_get(node, "id"))
        if name:
            yield _term(node, ("terms", name), "", name)
    yield from _readings(_get(root, "readings"))


def _readings(readings: Node | None) -> Iterator[EditTerm]:
    for party, reading in _entries(readings):
        at = ("readings", party)
        yield EditTerm(reading=party, fields=tuple(_fields(reading, at)))
        for name, node in _entries(reading):
            if isinstance(node, MappingNode):
                yield _term(node, (*at, name), party, name)


def _term(node: Node, at: Path, reading: str, name: str) -> EditTerm:
    clause = _word(_get(node, "clause"))
    fields = tuple(_fields(node, at))
    if clause == "protected_sites" and not any(f.path[-1] == "buffer_km" for f in fields):
        fields = (*fields, EditField(path=(*at, "buffer_km"), kind=NUMBER, values=()))
    words = _word(_get(node, "text"))
    return EditTerm(reading=reading, term=name, clause=clause, text=words, fields=fields)


def _fields(node: Node, at: Path) -> Iterator[EditField]:
    for key, value in _entries(node):
        if key == "in_force":
            yield from (f for f in _fields(value, (*at, key)) if f.kind == MOMENTS)
        elif key == "sites" and isinstance(value, MappingNode):
            yield from _lists(value, (*at, key))
        elif key == "sites":
            yield EditField(path=(*at, key), kind=WORDS, values=_values(value))
        elif (kind := _KINDS.get(key)) and not isinstance(value, MappingNode):
            yield EditField(path=(*at, key), kind=kind, values=_values(value))


def _lists(node: MappingNode, at: Path) -> Iterator[EditField]:
    """All three lists, those that aren't there as empty ones."""
    for key in ("yes", "clause", "no"):
        found = _get(node, key)
        yield EditField(path=(*at, key), kind=WORDS, values=_values(found) if found else ())


def _values(node: Node) -> tuple[str, ...]:
    if isinstance(node, SequenceNode):
        return tuple(_word(item) for item in node.value)
    word = _word(node)
    return () if word in {"", "null", "~"} else (word,)


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    for key, value in node.value if isinstance(node, MappingNode) else ():
        yield _word(key), value


def _get(node: Node | None, name: str) -> Node | None:
    return next((value for key, value in _entries(node) if key == name), None)


def _word(node: Node | None) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else ""


# How it is exchanged


def _written(field: EditField, values: Sequence[str]) -> str:
    """The values as YAML on one line."""
    told = [v.strip() for v in values if v.strip()]
    if len(told) > MOST_VALUES or (len(told) > 1 and field.kind in {NUMBER, MOMENT}):
        raise UnreadableError(f"{field.path[-1]}: too many values")
    if field.kind == NUMBER and told and not _NUMBER.fullmatch(told[0]):
        raise UnreadableError(f"{field.path[-1]}: {told[0][:40]} is no number")
    if field.kind == WORDS:
        return f"[{', '.join(map(_scalar, told))}]"
    if not told:
        return "null"
    return _scalar(told[0]) if len(told) == 1 else f"[{', '.join(map(_scalar, told))}]"


def _scalar(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and ": " not in value and not value.endswith((":", " "))
    return value if plain else json.dumps(value, ensure_ascii=False)


def _exchanged(text: str, root: MappingNode, field: EditField, written: str) -> str:
    node: Node | None = root
    for step in field.path[:-1]:
        node = _step(node, step)
    assert isinstance(node, MappingNode)
    for key, value in node.value:
        if _word(key) == field.path[-1]:
            start = key.end_mark.index
            nothing = value.start_mark.index == value.end_mark.index  # its marks lie lines below
            end = text.index(":", start) + 1 if nothing else _end(value)
            return f"{text[:start]}: {written}{text[end:]}"
    return _added(text, node, f"{field.path[-1]}: {written}")


def _step(node: Node | None, name: str) -> Node | None:
    if isinstance(node, SequenceNode):
        return next((item for item in node.value if _word(_get(item, "id")) == name), None)
    return _get(node, name)


def _end(node: Node) -> int:
    """Where the words of a value end: a block's own mark lies behind the comments that follow it."""
    if isinstance(node, CollectionNode) and not node.flow_style:
        return _end(node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1])
    found: int = node.end_mark.index
    return found


def _added(text: str, node: MappingNode, line: str) -> str:
    """A new entry at a mapping's end: inside its braces, or on a line of its own."""
    end = _end(node)
    if node.flow_style:
        comma = ", " if node.value else ""
        return f"{text[: end - 1]}{comma}{line}{text[end - 1 :]}"
    indent = " " * node.value[0][0].start_mark.column
    return f"{text[:end]}\n{indent}{line}{text[end:]}"
