"""JSON Schema of `agreement.yaml`: what a person may write, shorthand included.

Generated from the records and the vocabulary, so that it can't fall behind the reader. It says less
than the reader does (a schema knows no line, no declared zone, no sense), never more.
"""

import types
import typing
from datetime import datetime

from truceline.foundation.agreement.overrides import DROPPED
from truceline.foundation.agreement.read import AGREEMENT_KEYS
from truceline.foundation.agreement.terms import KINDS, is_length, keys_of, own_fields
from truceline.foundation.agreement.zones import METRES
from truceline.foundation.vocabulary import family, words
from truceline.model.agreement import Standard

Schema: typing.TypeAlias = dict[str, typing.Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CLOCK = r"[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$"
_NAME = "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
_TEXT: Schema = {"type": "string"}
_NULL: Schema = {"type": "null"}


def agreement_schema() -> Schema:
    """The schema, JSON Schema 2020-12, of the file read as JSON (moments as texts)."""
    top = _top()
    assert set(top) == set(AGREEMENT_KEYS)
    return {
        "$schema": DIALECT,
        "title": "agreement.yaml",
        "description": "An agreement: its terms as written, and each party's reading of them.",
        **_object(top, "title"),
        "$defs": _definitions(),
    }


def _top() -> Schema:
    signed = _object({"document": _TEXT, "date": _TEXT}, "document")
    return {
        "title": _TEXT,
        "parties": _list({"type": "string", "pattern": _NAME}),
        "common_text": {"anyOf": [_NULL, signed]},
        "zones": {"type": "object", "additionalProperties": _ref("zone")},
        "terms": _list(_ref("term")),
        "readings": {"type": "object", "additionalProperties": _ref("reading")},
        "binds": _ref("texts"),
        "in_force": _ref("window"),
        "standard": _ref("standard"),
    }


def _definitions() -> Schema:
    return {
        "texts": _one_or_many(_TEXT),
        "moment": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}" + _CLOCK},
        "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "length": _length(),
        "act": _patterns("acts"),
        "category": _patterns("site_categories"),
        "window": _window(),
        "sites": _sites(),
        "standard": _standard(),
        "zone": _zone(),
        "fields": {"properties": _fields()},
        "term": _term(),
        "reading": _reading(),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_or_many(item: Schema) -> Schema:
    return {"anyOf": [item, _list(item)]}


def _length() -> Schema:
    return {"type": "string", "pattern": rf"^[+−-]?\d+(\.\d+)? ?({'|'.join(METRES)})$"}


def _patterns(topic: str) -> Schema:
    known = words(topic)
    return {"enum": sorted(known | {f"{family(word)}/*" for word in known})}


def _window() -> Schema:
    starts = _one_or_many({"anyOf": [_ref("moment"), _ref("date")]})
    properties = {
        "from": starts,
        "until": {"anyOf": [_NULL, _one_or_many(_ref("moment"))]},
        "days": {"type": "integer", "minimum": 1},
        "zone": _TEXT,
    }
    return _object(properties, "from")


def _sites() -> Schema:
    patterns = _one_or_many(_ref("category"))
    return {"anyOf": [patterns, _object({"yes": patterns, "clause": patterns, "no": patterns})]}


def _standard() -> Schema:
    levels = typing.get_args(typing.get_type_hints(Standard)["breach"])
    count = {"type": "integer", "minimum": 1}
    return _object({"breach": {"enum": list(levels)}, "approvals": count})


def _zone() -> Schema:
    number: Schema = {"type": "number"}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    point = {"anyOf": [pair, _object({"lat": number, "lon": number}, "lat", "lon")]}
    band = {"type": "array", "items": _ref("length"), "minItems": 2, "maxItems": 2}
    bare = {"anyOf": [{"type": "number", "minimum": 0}, _ref("length")]}
    ways = ("from_line", "width", "width_km", "polygon", "centre", "admin")
    return {
        **_object(
            {
                "from_line": band,
                "width": _ref("length"),
                "width_km": bare,
                "party": _TEXT,
                "polygon": _list(point),
                "centre": point,
                "radius": _ref("length"),
                "radius_km": bare,
                "admin": _ref("texts"),
            }
        ),
        "anyOf": [{"required": [way]} for way in ways],
    }


def _fields() -> Schema:
    """Every field that some kind of term has."""
    exempt = _object({"act": _ref("act"), "when": _TEXT}, "act", "when")
    fields: Schema = {
        "id": {"type": "string", "pattern": _NAME},
        "clause": {"enum": sorted(KINDS)},
        "text": _TEXT,
        "cite": _TEXT,
        "binds": _ref("texts"),
        "acts": _one_or_many(_ref("act")),
        "open_acts": _one_or_many(_ref("act")),
        "sites": _ref("sites"),
        "zone": _TEXT,
        "in_force": _ref("window"),
        "exempt": _list(exempt),
        "standard": _ref("standard"),
    }
    for kind in KINDS.values():
        for name, hint in own_fields(kind).items():
            fields |= _own(name, hint)
    return fields


def _own(name: str, hint: object) -> Schema:
    if is_length(name):
        bare = {"anyOf": [{"type": "number", "minimum": 0}, _ref("length")]}
        return {name: bare, name.rpartition("_")[0]: _ref("length")}
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    plain = next(option for option in options if option is not types.NoneType)
    if typing.get_origin(plain) is typing.Literal:
        return {name: {"enum": list(typing.get_args(plain))}}
    number = {"type": "number", "minimum": 0}
    known: dict[object, Schema] = {
        str: _TEXT,
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": 0},
        datetime: _ref("moment"),
        tuple[str, ...]: _ref("texts"),
        dict[str, float]: {"type": "object", "additionalProperties": number},
    }
    return {name: known[plain]}


def _term() -> Schema:
    """A term has the fields of its kind and no other."""
    per_kind = [
        {
            "if": {"properties": {"clause": {"const": clause}}, "required": ["clause"]},
            "then": {"propertyNames": {"enum": sorted(keys_of(kind))}},
        }
        for clause, kind in sorted(KINDS.items())
    ]
    return {
        "type": "object",
        "required": ["id", "clause"],
        "allOf": [_ref("fields"), *per_kind],
    }


def _reading() -> Schema:
    """Per term what differs, `none` to drop it, or a whole term that only this party holds."""
    names = sorted({name for kind in KINDS.values() for name in keys_of(kind)})
    change = {"type": "object", "propertyNames": {"enum": names}, "allOf": [_ref("fields")]}
    return {
        "type": ["object", "null"],
        "properties": {
            "declared_exit": {"anyOf": [_NULL, _ref("moment")]},
            "note": _TEXT,
            "cites": _ref("texts"),
        },
        "additionalProperties": {"anyOf": [_NULL, {"const": DROPPED}, change]},
    }
