"""Keys of reports at scale: their order, which of them repeat, and their text.

Keys are ordered by the bytes of their UTF-8 text, whatever they are kept as: whole numbers stand
for their decimal text, "10" before "9". Must never make a Python object per key, and never be less
than exact: short cuts are taken only where they give the same answer.
"""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from truceline.model.table import report_keys

Rows: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Words: TypeAlias = NDArray[np.uint64]

SLICE = 1 << 18
"""Rows worked on at once: what is made of them stays in the processor's cache."""
_LONGEST = 64  # bytes beyond what all keys begin with; longer ones are left to Arrow


class Keys(msgspec.Struct, frozen=True):
    """The keys of a table's rows: `prefix` and an id, int64 or string without nulls."""

    ids: pa.Array
    prefix: str = ""

    @classmethod
    def of(cls, reports: pa.Table) -> "Keys":
        """The keys of a report table (lean or not), see `model.table.report_keys`."""
        prefix = _prefix(reports)
        column = report_keys(reports) if prefix is None else reports["report_id"]
        return cls(_whole(column), prefix or "")

    def __len__(self) -> int:
        return len(self.ids)

    def order(self) -> Rows:
        """Rows in the order of their keys. Rows with equal keys stand together, in any order."""
        if _is_number(self.ids):
            return _order_of_numbers(self.ids)
        return _order_of_texts(self.ids)

    def ranks(self) -> Rows:
        """The place of each row in `order`."""
        order = self.order()
        ranks = np.empty_like(order)
        for start, stop in slices(len(order)):
            ranks[order[start:stop]] = np.arange(start, stop)
        return ranks

    def repeated(self) -> Mask:
        """Rows whose key stands in another row, too."""
        if _is_number(self.ids):
            return _repeated(self.ids.to_numpy())
        packed = _packed(self.ids)
        suspect = (
            np.ones(len(self), dtype=np.bool_) if packed is None else _repeated(_mixed(packed))
        )
        if not suspect.any():
            return suspect
        codes = self.ids.filter(pa.array(suspect)).dictionary_encode().indices.to_numpy()
        suspect[suspect] = np.bincount(codes)[codes] > 1
        return suspect

    def at(self, rows: Rows) -> "Keys":
        """The keys of some rows."""
        if _is_number(self.ids):
            return Keys(pa.array(self.ids.to_numpy()[rows]), self.prefix)
        return Keys(self.ids.take(pa.array(rows)), self.prefix)

    def texts(self, rows: Rows, before: str = "") -> pa.Array:
        """The keys of some rows as text, with something put before each."""
        front, texts = before + self.prefix, self.at(rows).ids.cast(pa.string())
        return pc.binary_replace_slice(texts, 0, 0, front) if front else texts


def slices(size: int, length: int = SLICE) -> Iterator[tuple[int, int]]:
    """Bounds that cut `size` rows into pieces."""
    return ((start, min(start + length, size)) for start in range(0, size, length))


def _is_number(ids: pa.Array) -> bool:
    return bool(pa.types.is_int64(ids.type))


def _prefix(reports: pa.Table) -> str | None:
    """What stands before every id, None when it isn't the same everywhere."""
    if "dataset" not in reports.column_names or not reports.num_rows:
        return ""
    datasets = pc.unique(reports["dataset"]).to_pylist()
    return None if len(datasets) > 1 else f"{datasets[0]}." if datasets[0] else ""


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


# numbers, by their decimal text


def _order_of_numbers(ids: pa.Array) -> Rows:
    values: Rows = ids.to_numpy()
    digits = len(str(values.max())) if len(values) else 1
    size = (10**digits * (digits + 1)).bit_length()
    if len(values) and (values.min() < 0 or size > 64):
        return _order_of_texts(ids.cast(pa.string()))
    room = max(len(values) - 1, 1).bit_length()
    codes = np.empty(len(values), dtype=np.uint64)
    shift = room if size + room <= 64 else 0
    for start, stop in slices(len(values)):
        codes[start:stop] = _decimal(values[start:stop], digits) << np.uint64(shift)
    return _sorted_with_rows(codes, room) if shift else np.argsort(codes)


def _decimal(values: Rows, digits: int) -> Words:
    """Codes in the order of the decimal texts.

    The digits aligned at their left, then their number: 1 before 10 before 100, and these before 2.
    """
    length = np.ones(len(values), dtype=np.int64)
    for power in range(1, digits):
        length += values >= 10**power
    scale = np.array([10 ** (digits - n) for n in range(digits + 1)], dtype=np.uint64)
    aligned: Words = values.astype(np.uint64) * scale[length]
    return aligned * np.uint64(digits + 1) + length.astype(np.uint64)


def _sorted_with_rows(codes: Words, room: int) -> Rows:
    """The order of codes whose lowest `room` bits are free: rows are put there and sorted along."""
    for start, stop in slices(len(codes)):
        codes[start:stop] |= np.arange(start, stop, dtype=np.uint64)
    codes.sort()
    codes &= np.uint64((1 << room) - 1)
    return codes.view(np.int64)


def _repeated(values: NDArray[np.int64] | Words) -> Mask:
    ordered = np.sort(values)
    twice = ordered[1:] == ordered[:-1]
    if not twice.any():
        return np.zeros(len(values), dtype=np.bool_)
    return np.isin(values, ordered[1:][twice])


# texts, by their bytes


def _order_of_texts(texts: pa.Array) -> Rows:
    packed = _packed(texts)
    if packed is None:
        order: Rows = pc.sort_indices(texts).to_numpy().astype(np.int64)
        return order
    return np.argsort(packed[0]) if len(packed) == 1 else np.lexsort(packed[::-1])


def _mixed(packed: list[Words]) -> Words:
    """One number per row: equal for equal words, and seldom equal for others."""
    mixed = packed[0].copy()
    for word in packed[1:]:
        mixed *= np.uint64(0x9E3779B97F4A7C15)  # odd: no two products are equal
        mixed ^= word ^ (mixed >> np.uint64(32))
    return mixed


def _packed(texts: pa.Array) -> list[Words] | None:
    """The texts' bytes, eight to a number, the first the highest: numbers are ordered as texts are.

    What all begin with is left out. None for texts that are too long or hold a zero byte, which
    couldn't be told from the end of a text.
    """
    starts, lengths, raw = _bytes(texts)
    longest = int(lengths.max()) if len(lengths) else 0
    first = _common(starts, lengths, raw)
    if longest - first > _LONGEST or not raw[: raw.size - 8].all():
        return None
    places = range(first, max(longest, first + 1), 8)
    return [_word(starts, lengths, raw, place) for place in places]


def _bytes(texts: pa.Array) -> tuple[Rows, Rows, NDArray[np.uint8]]:
    """Where each text begins, its length, and all bytes with eight zeros behind them."""
    large = texts.cast(pa.large_string())
    _, offsets, data = large.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int64)[large.offset :][: len(large) + 1]
    low, high = (int(bounds[0]), int(bounds[-1])) if len(large) else (0, 0)
    raw = np.zeros(high - low + 8, dtype=np.uint8)
    if high > low:
        raw[:-8] = np.frombuffer(data, dtype=np.uint8)[low:high]
    return bounds[:-1] - low, np.diff(bounds), raw


def _word(starts: Rows, lengths: Rows, raw: NDArray[np.uint8], place: int) -> Words:
    """Eight bytes of each text from `place` on, zeros past its end."""
    eights = np.ndarray(raw.size - 7, dtype=">u8", buffer=raw, strides=(1,))
    words = np.empty(len(starts), dtype=np.uint64)
    for start, stop in slices(len(starts)):
        left = np.clip(lengths[start:stop] - place, 0, 8)
        at = np.minimum(starts[start:stop] + place, eights.size - 1)
        unused = (64 - 8 * left).astype(np.uint64)
        some = eights[at].astype(np.uint64) >> np.minimum(unused, np.uint64(63))
        words[start:stop] = np.where(left == 0, 0, some << np.minimum(unused, np.uint64(63)))
    return words


def _common(starts: Rows, lengths: Rows, raw: NDArray[np.uint8]) -> int:
    """How many bytes all texts begin with alike."""
    shortest = int(lengths.min()) if len(lengths) else 0
    for place in range(0, shortest, 8):
        words = _word(starts, lengths, raw, place)
        differing = int(np.bitwise_or.reduce(words ^ words[0]))
        if differing:
            return min(place + (64 - differing.bit_length()) // 8, shortest)
    return shortest
