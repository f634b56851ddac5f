"""Codes that last: each says its word, whatever else a table says.

So the rows of a block stay the same numbers when reports come or go elsewhere, and an engine that
remembers blocks knows them again. Codes of the four columns that a model knows are the model's; any
other word goes by a hash of its text. Must never make the answer depend on a code's value: codes are
only ever compared.
"""

from collections.abc import Sequence
from hashlib import blake2b

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.stages.fusion.block import Judged, Setting
from truceline.stages.fusion.columns import Columns, Words, arrays
from truceline.stages.fusion.model import ErrorModel
from truceline.stages.fusion.prepare import setting
from truceline.stages.fusion.weights import again_from

UNKNOWN = 1 << 30
"""From here on are codes of words that the model doesn't know."""
_HASHED = ("claimant", "place", "admin", "site", "text", "listing", "homonym")
_TEXTS = ("place", "site", "homonym")
"""Columns whose texts are looked at."""


class Names(msgspec.Struct, frozen=True):
    """The texts behind the hashes of one column, by hash in ascending order."""

    hashes: np.ndarray
    texts: pa.Array

    def among(self, column: np.ndarray) -> tuple[np.ndarray, pa.Array]:
        """The hashes of a column as places among its own names, −1 where there is none; the names."""
        own, place = np.unique(column, return_inverse=True)
        none = int(np.searchsorted(own, 0))
        texts = self.texts.take(pa.array(np.searchsorted(self.hashes, own[none:])))
        return (place - none).clip(min=-1).astype(np.int32), texts


def model_setting(model: ErrorModel) -> Setting:
    """A model over its own codes."""
    known = {**_known(model), **dict.fromkeys(_TEXTS, ())}
    return setting(model, {name: pa.array(words, pa.string()) for name, words in known.items()})


def lasting(table: pa.Table, words: Words, model: ErrorModel, judged: Judged) -> pa.Table:
    """The table with codes that last. Where reviewers decided, `judged` is the row's number: what they
    decided is told by it.
    """
    table = _lasting(table, words, model)
    decided = np.concatenate([judged.same.ravel(), judged.different.ravel()])
    if not len(decided):
        return table
    rows = table["row"].to_numpy()
    return table.append_column("judged", pa.array(np.where(np.isin(rows, decided), rows, -1)))


def lasting_columns(table: pa.Table, words: Words, model: ErrorModel) -> Columns:
    """The columns of a table with codes that last, before anybody judged it."""
    return arrays(_lasting(table, words, model))


def _lasting(table: pa.Table, words: Words, model: ErrorModel) -> pa.Table:
    for name in table.column_names:
        if name in _known(model) or name in _HASHED:
            codes = codes_of(name, words[name].to_pylist(), model)
            at = table.schema.get_field_index(name)
            table = table.set_column(at, name, _coded(table[name], codes))
    return table


def codes_of(name: str, said: Sequence[str], model: ErrorModel) -> np.ndarray:
    """The codes of words of one column."""
    known, words = _known(model), pa.array(said, pa.string())
    return _model_codes(known[name], words) if name in known else _hashes(words)


def names(words: Words) -> tuple[Names, ...]:
    """What stands behind the codes of places, sites and homonyms."""
    return tuple(_names(words[name]) for name in _TEXTS)


def local(columns: Columns, known: Setting, named: tuple[Names, ...]) -> tuple[Columns, Setting]:
    """A block's columns with codes of its own, and the setting over them, from that over the
    model's codes.
    """
    columns = dict(columns)
    sizes = {
        "source": known.sources - 1,
        "kind": known.known.acts.shape[1] - 1,
        "actor": known.known.sides.shape[1] - 1,
        "category": known.known.categories.shape[1] - 1,
    }
    new = {name: _renumbered(columns, name, size) for name, size in sizes.items()}
    if any(new.values()):
        at = {n: np.append(np.arange(size), np.full(new[n] + 1, size)) for n, size in sizes.items()}
        known = _widened(known, at)
    texts = []
    for name, those in zip(_TEXTS, named, strict=True):
        texts.append(pa.array([], pa.string()))
        if name in columns:
            columns[name], texts[-1] = those.among(columns[name])
    places, sites, homonyms = texts
    wording = msgspec.structs.replace(known.wording, places=places, sites=sites, homonyms=homonyms)
    return columns, known._replace(wording=wording)


def _known(model: ErrorModel) -> dict[str, Sequence[str]]:
    return {
        "source": model.sources,
        "kind": model.acts.said,
        "actor": model.sides.said,
        "category": model.categories.said,
        "unit": [unit.name for unit in model.numbers],
    }


def _renumbered(columns: Columns, name: str, size: int) -> int:
    """Numbers the unknown words of a column from `size` on, in place; returns how many there are."""
    column = columns[name]
    unknown = column >= UNKNOWN
    if not unknown.any():
        return 0
    new, place = np.unique(column[unknown], return_inverse=True)
    columns[name] = column.copy()
    columns[name][unknown] = size + place
    return len(new)


def _widened(known: Setting, at: dict[str, np.ndarray]) -> Setting:
    k, source, first = known.known, at["source"], again_from(known.weights)
    return known._replace(
        known=k._replace(
            place_scale=k.place_scale[source],
            clock_scale=k.clock_scale[source],
            place_usual=k.place_usual[source],
            clock_usual=k.clock_usual[source],
            acts=k.acts[source][:, at["kind"]],
            sides=k.sides[source][:, at["actor"]],
            categories=k.categories[source][:, at["category"]],
        ),
        weights=np.concatenate([known.weights[:first], known.weights[first:][source]]),
        sources=len(source),
    )


def _model_codes(known: Sequence[str], words: pa.Array) -> np.ndarray:
    """Two unknown words whose hashes meet are moved apart, so that they are never taken for one."""
    found = pc.fill_null(pc.index_in(words, value_set=pa.array(known, pa.string())), -1)
    codes: np.ndarray = found.to_numpy(zero_copy_only=False).astype(np.int32)
    new = codes < 0
    hashes = 2 * UNKNOWN - 1 - _hashes(words.filter(pa.array(new))) % (UNKNOWN // 2)
    while len(np.unique(hashes)) < len(hashes):
        first = np.unique(hashes, return_index=True)[1]
        hashes[np.setdiff1d(np.arange(len(hashes)), first)] -= 1
    codes[new] = hashes
    return codes


def _hashes(words: pa.Array) -> np.ndarray:
    found = (blake2b(word.encode(), digest_size=8).digest() for word in words.to_pylist())
    whole = np.frombuffer(b"".join(found), np.dtype("<u8"))
    hashes: np.ndarray = (whole >> np.uint64(1)).astype(np.int64)
    return hashes


def _names(words: pa.Array) -> Names:
    hashes = _hashes(words)
    order = np.argsort(hashes)
    return Names(hashes[order], words.take(pa.array(order)))


def _coded(column: pa.ChunkedArray, codes: np.ndarray) -> pa.ChunkedArray | pa.Array:
    """The column as it is where its codes last as they are."""
    if codes.dtype == np.int32 and (codes == np.arange(len(codes))).all():
        return column
    return pa.array(np.append(codes, codes.dtype.type(-1))[column.to_numpy()])
