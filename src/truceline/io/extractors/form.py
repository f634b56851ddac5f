"""The form of a model's answer: what it may say, and what is refused item by item.

An answer is bytes from a stranger. It must never be taken for more than words that the host then
looks for in the document.
"""

from typing import Any, Literal, NamedTuple

import msgspec

from truceline.model.claim import ClaimKind, Modality

MOST_ITEMS = 200
"""Claims of one answer; what goes beyond is no reading of a few pages."""
_LONGEST = 2_000
_MOST_WORDS = 20
_FENCE = "```"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One claim in the document's own words; the fields are those of the prompt."""

    kind: ClaimKind
    quote: str
    actors: tuple[str, ...]
    predicate: str
    object: str
    target: str
    polarity: Literal["+", "-"]
    modality: Modality
    cue: str
    condition: str | None
    quantity: str | None
    time: str | None
    speakers: tuple[str, ...]


class Parsed(NamedTuple):
    """The items of an answer and why others were refused."""

    items: tuple[Item, ...]
    refused: tuple[str, ...]


class MalformedError(Exception):
    """The answer as a whole isn't in the form asked for."""


class _Answer(msgspec.Struct):
    claims: list[msgspec.Raw]


def schema() -> dict[str, Any]:
    """JSON Schema of an answer (draft 2020-12), for endpoints that hold a model to it."""
    (item,), parts = msgspec.json.schema_components([Item], ref_template="#/$defs/{name}")
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": item}},
        "required": ["claims"],
        "additionalProperties": False,
        "$defs": parts,
    }


def parsed(content: str) -> Parsed:
    """The items of a model's text. Raises `MalformedError` when it is no object of claims."""
    try:
        told = msgspec.json.decode(_bare(content), type=_Answer).claims
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as fault:
        raise MalformedError(str(fault)[:200]) from fault
    items, refused = list[Item](), list[str]()
    for raw in told[:MOST_ITEMS]:
        found = _item(raw)
        (refused if isinstance(found, str) else items).append(found)  # type: ignore[arg-type]
    if len(told) > MOST_ITEMS:
        refused.append(f"more than {MOST_ITEMS} claims")
    return Parsed(tuple(items), tuple(refused))


def _bare(content: str) -> bytes:
    """Without the fence that models put around JSON when nothing holds them to a schema."""
    text = content.strip()
    if text.startswith(_FENCE) and text.endswith(_FENCE) and "\n" in text:
        text = text[text.index("\n") : -len(_FENCE)]
    return text.encode()


def _item(raw: msgspec.Raw) -> Item | str:
    """An item, or why it is none."""
    try:
        item = msgspec.json.decode(raw, type=Item)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as fault:
        return str(fault)[:200]
    single = (item.quote, item.predicate, item.object, item.target, item.cue)
    texts = (*single, item.condition, item.quantity, item.time, *item.actors, *item.speakers)
    if max(len(text or "") for text in texts) > _LONGEST:
        return f"a field of more than {_LONGEST} characters"
    if max(len(item.actors), len(item.speakers)) > _MOST_WORDS:
        return f"more than {_MOST_WORDS} names"
    return item
