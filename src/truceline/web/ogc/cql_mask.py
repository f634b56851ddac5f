"""Which features a filter selects, column by column, in three-valued logic as SQL has it.

A value that isn't known makes a test neither true nor false: NOT of it isn't true either. Words are
compared once for each different word, not once for each feature.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.vocabulary import nearest
from truceline.web.ogc import cql_tree as tree
from truceline.web.ogc.cql_space import spatial
from truceline.web.ogc.cql_times import temporal
from truceline.web.ogc.cql_words import FilterError
from truceline.web.ogc.layer import Kind, Layer

GEOMETRY: Final = "geometry"
MOST_LISTED: Final = 64
_MOMENT: Final = pa.timestamp("us", tz="UTC")
_SAID: Final = {
    Kind.TEXT: "text",
    Kind.NUMBER: "a number",
    Kind.FLAG: "TRUE or FALSE",
    Kind.MOMENT: "a moment",
    Kind.TEXTS: "a list; ask it with A_CONTAINS or A_OVERLAPS",
}

Mask: TypeAlias = Any
"""A boolean Arrow array or scalar, null where neither true nor false."""


class _Value(NamedTuple):
    """A scalar or column: for a whole day `low` and `high` differ."""

    kind: Kind
    low: Any
    high: Any


def selected(test: tree.Test, layer: Layer) -> np.ndarray:
    """A mask over the layer's features. Raises `FilterError` for a test that makes no sense there."""
    found = _mask(test, layer)
    if isinstance(found, pa.Scalar):
        return np.full(len(layer), bool(found.as_py()))
    mask: np.ndarray = pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False)
    return mask


def _mask(test: tree.Test, layer: Layer) -> Mask:
    return _BY_TYPE[type(test)](test, layer)


def _all(test: tree.All, layer: Layer) -> Mask:
    found = _mask(test.parts[0], layer)
    for part in test.parts[1:]:
        found = pc.and_kleene(found, _mask(part, layer))
    return found


def _any(test: tree.Any, layer: Layer) -> Mask:
    found = _mask(test.parts[0], layer)
    for part in test.parts[1:]:
        found = pc.or_kleene(found, _mask(part, layer))
    return found


def _compare(test: tree.Compare, layer: Layer) -> Mask:
    a, b = _value(test.left, layer), _value(test.right, layer)
    _alike(a, b, test.right.at)
    match test.sign:
        case "<":
            return _each(pc.less, a.high, b.low)
        case "<=":
            return _each(pc.less_equal, a.low, b.high)
        case ">":
            return _each(pc.greater, a.low, b.high)
        case ">=":
            return _each(pc.greater_equal, a.high, b.low)
    same = _same(a, b)
    return same if test.sign == "=" else pc.invert(same)


def _same(a: _Value, b: _Value) -> Mask:
    if a.kind is not Kind.MOMENT:
        return _each(pc.equal, a.low, b.low)
    reaches = pc.less_equal(a.low, b.high)
    return pc.and_kleene(reaches, pc.greater_equal(a.high, b.low))


def _alike(a: _Value, b: _Value, at: int) -> None:
    if a.kind is not b.kind or a.kind is Kind.TEXTS:
        raise FilterError(f"this is {_SAID[b.kind]}, compared with {_SAID[a.kind]}", at)


def _each(test: Callable[[Any, Any], Any], a: Any, b: Any) -> Mask:  # noqa: ANN401 - Arrow has no types
    """A test of two values, once per word where one of them is a column of words."""
    if _coded(a) and isinstance(b, pa.Scalar):
        return test(a.dictionary, b).take(a.indices)
    if _coded(b) and isinstance(a, pa.Scalar):
        return test(a, b.dictionary).take(b.indices)
    return test(_plain(a), _plain(b))


def _coded(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, pa.DictionaryArray)


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.cast(pa.string()) if _coded(value) else value


def _like(test: tree.Like, layer: Layer) -> Mask:
    value, pattern = _value(test.value, layer), _value(test.pattern, layer)
    _alike(value, pattern, test.pattern.at)
    said = pattern.low.as_py()
    if said.endswith("\\") and not said.endswith("\\\\"):
        raise FilterError("a pattern doesn't end in \\", test.pattern.at)
    return _each(lambda a, _: pc.match_like(a, said), value.low, pattern.low)


def _between(test: tree.Between, layer: Layer) -> Mask:
    low = tree.Compare(test.at, ">=", test.value, test.low)
    high = tree.Compare(test.at, "<=", test.value, test.high)
    return _all(tree.All(test.at, (low, high)), layer)


def _among(test: tree.Among, layer: Layer) -> Mask:
    value = _value(test.value, layer)
    options = [_value(option, layer) for option in test.options]
    for option, said in zip(options, test.options, strict=True):
        _alike(value, option, said.at)
    if all(isinstance(o.low, pa.Scalar) and o.low is o.high for o in options):
        known = pa.array([o.low.as_py() for o in options])
        return _each(lambda a, _: _in(a, known), value.low, options[0].low)
    if len(options) > MOST_LISTED:
        raise FilterError(f"more than {MOST_LISTED} moments or properties", test.at)
    same = (tree.Compare(test.at, "=", test.value, option) for option in test.options)
    return _any(tree.Any(test.at, tuple(same)), layer)


def _in(values: Any, known: pa.Array) -> Mask:  # noqa: ANN401
    found = pc.is_in(values, value_set=known.cast(values.type, safe=False))
    return pc.if_else(pc.is_valid(values), found, pa.scalar(None, pa.bool_()))


def _absent(test: tree.Absent, layer: Layer) -> Mask:
    if test.name.name == GEOMETRY:
        return pa.array(~layer.placed)
    return pc.is_null(_column(test.name, layer))


def _listed(test: tree.Listed, layer: Layer) -> Mask:
    lists = _column(test.name, layer)
    if layer.kinds[test.name.name] is not Kind.TEXTS:
        raise FilterError(f"{test.name.name} isn't a list", test.name.at)
    words = sorted(set(test.words.values))
    if len(words) > MOST_LISTED:
        raise FilterError(f"more than {MOST_LISTED} words", test.words.at)
    held = _held(lists, words)
    others = _counted(lists, None) > sum(held, start=np.zeros(len(lists), np.int64))
    every = np.all([h > 0 for h in held], axis=0)
    some = np.any([h > 0 for h in held], axis=0)
    found = {
        "A_CONTAINS": every,
        "A_OVERLAPS": some,
        "A_CONTAINEDBY": ~others,
        "A_EQUALS": every & ~others,
    }
    gone = lists.is_null().to_numpy(zero_copy_only=False)
    return pa.array(found[test.function], mask=gone)


def _held(lists: pa.ListArray, words: list[str]) -> list[np.ndarray]:
    return [_counted(lists, word) for word in words]


def _counted(lists: pa.ListArray, word: str | None) -> np.ndarray:
    """How often each list holds a word, or anything."""
    whose = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    if word is not None:
        fits = pc.fill_null(pc.equal(pc.list_flatten(lists), word), fill_value=False)
        whose = whose[fits.to_numpy(zero_copy_only=False)]
    found: np.ndarray = np.bincount(whose, minlength=len(lists))
    return found


def _value(said: tree.Scalar, layer: Layer) -> _Value:
    if isinstance(said, tree.Name):
        column = _column(said, layer)
        kind = layer.kinds[said.name]
        return _Value(Kind.NUMBER if kind is Kind.WHOLE else kind, column, column)
    if isinstance(said, tree.Folded):
        return _folded(said, layer)
    if isinstance(said, tree.Moment):
        return _Value(
            Kind.MOMENT, pa.scalar(said.start, type=_MOMENT), pa.scalar(said.end, type=_MOMENT)
        )
    kinds = {tree.Text: Kind.TEXT, tree.Number: Kind.NUMBER, tree.Flag: Kind.FLAG}
    value = pa.scalar(said.value)
    return _Value(kinds[type(said)], value, value)


def _folded(said: tree.Folded, layer: Layer) -> _Value:
    inner = _value(said.inner, layer)
    if inner.kind is not Kind.TEXT:
        raise FilterError(f"CASEI takes text; this is {_SAID[inner.kind]}", said.inner.at)
    if not _coded(inner.low):
        value = pc.utf8_lower(inner.low)
        return _Value(Kind.TEXT, value, value)
    lower = pc.utf8_lower(inner.low.dictionary)
    value = pa.DictionaryArray.from_arrays(inner.low.indices, lower)
    return _Value(Kind.TEXT, value, value)


def _column(said: tree.Name, layer: Layer) -> pa.Array:
    if said.name in layer.kinds:
        return layer.column(said.name)
    if said.name == GEOMETRY:
        raise FilterError("geometry is asked with S_INTERSECTS and the like", said.at)
    like = nearest(said.name, layer.kinds)
    hint = f"; did you mean {like}?" if like else "; see /queryables"
    raise FilterError(f"{said.name[:40]} is no property of {layer.name}{hint}", said.at)


def _spatial(test: tree.Spatial, layer: Layer) -> Mask:
    for side in (test.left, test.right):
        if isinstance(side, tree.Name) and side.name != GEOMETRY:
            raise FilterError(f"{side.name[:40]} is no geometry; the property is geometry", side.at)
    return spatial(test, layer)


def _temporal(test: tree.Temporal, layer: Layer) -> Mask:
    for side in (test.left, test.right):
        ends = (side.start, side.end) if isinstance(side, tree.Span) else (side,)
        for end in ends:
            if isinstance(end, tree.Name):
                _column(end, layer)
                if layer.kinds[end.name] is not Kind.MOMENT:
                    raise FilterError(f"{end.name} is no moment", end.at)
    return temporal(test, layer)


def _flag(test: tree.Flag, _: Layer) -> Mask:
    return pa.scalar(test.value)


def _not(test: tree.Not, layer: Layer) -> Mask:
    return pc.invert(_mask(test.inner, layer))


_BY_TYPE: Final[dict[type, Callable[[Any, Layer], Mask]]] = {
    tree.All: _all,
    tree.Any: _any,
    tree.Not: _not,
    tree.Compare: _compare,
    tree.Like: _like,
    tree.Between: _between,
    tree.Among: _among,
    tree.Absent: _absent,
    tree.Listed: _listed,
    tree.Spatial: _spatial,
    tree.Temporal: _temporal,
    tree.Flag: _flag,
}
