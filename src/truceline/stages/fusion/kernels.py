"""What an engine runs on each block: one kernel answers who belongs where, one what was seen."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
import numpy as np
import pyarrow as pa

from truceline.stages.fusion import state as at
from truceline.stages.fusion.block import Fused, Judged, Setting, fuse_block
from truceline.stages.fusion.certainty import chances
from truceline.stages.fusion.columns import arrays
from truceline.stages.fusion.compiled import method_digest
from truceline.stages.fusion.features import clock_errors, moments, place_errors
from truceline.stages.fusion.lasting import Names, local
from truceline.stages.fusion.seen import Seen
from truceline.stages.fusion.sweep import Homes
from truceline.stages.fusion.words import Wording

HOME_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("root", pa.int64()),
        ("probability", pa.float64()),
        ("other", pa.int64()),
        ("other_probability", pa.float64()),
    ]
)
"""Per row the root of its cluster, and the best other one (−1 none), with their probabilities."""


class HomeKernel(msgspec.Struct, frozen=True):
    """Where each row belongs: see `HOME_SCHEMA`. A copy has its original as root, and is as
    sure as that: both are of one day. Reads tables of codes that last (`lasting`).
    """

    setting: Setting
    judged: Judged
    names: tuple[Names, ...]

    def digest(self) -> str:
        """All that the answer depends on beside the block; a name is told by its hash there."""
        return _digest(self.setting, self.judged)

    def __call__(self, block: pa.Table) -> pa.Table:
        """See `model.ports.Kernel`."""
        if not block.num_rows:
            return HOME_SCHEMA.empty_table()
        columns, setting = local(arrays(block), self.setting, self.names)
        fused = fuse_block(columns, setting, self.judged)
        own = np.flatnonzero(fused.columns["owned"])
        rows = fused.columns["row"]
        h = _part(fused.homes, own)
        alone = fused.rests[own, at.NS] == 0
        sure, second = chances(h, alone, self.setting.temper, self.setting.unseen)
        other = np.where(h.other >= 0, rows[h.other], -1)
        copies = fused.copies
        by_row = np.argsort(rows[own])
        first = by_row[np.searchsorted(rows[own], copies[:, 1], sorter=by_row)]
        found = (
            np.concatenate([rows[own], copies[:, 0]]),
            np.concatenate([rows[fused.label[own]], copies[:, 1]]),
            np.concatenate([sure, sure[first]]),
            np.concatenate([other, np.full(len(copies), -1)]),
            np.concatenate([np.where(h.other >= 0, second, 0.0), np.zeros(len(copies))]),
        )
        order = np.argsort(found[0])
        return pa.table([v[order] for v in found], schema=HOME_SCHEMA)


def _part(h: Homes, rows: np.ndarray) -> Homes:
    return Homes(*(values[rows] for values in h))


class SeenKernel(msgspec.Struct, frozen=True):
    """What learning looks at, per row that is no copy: the columns of `Seen`, with `cluster` the row
    of its root.
    """

    setting: Setting

    def digest(self) -> str:
        """All that the answer depends on beside the block."""
        return _digest(self.setting)

    def __call__(self, block: pa.Table) -> pa.Table:
        """See `model.ports.Kernel`."""
        nobody = np.zeros((0, 2), np.int64)
        if not block.num_rows:
            return pa.table({name: pa.array([], pa.float64()) for name in _COLUMNS})
        fused = fuse_block(arrays(block), self.setting, Judged(nobody, nobody))
        own = np.flatnonzero(fused.columns["owned"])
        found = {
            **_told(fused, own, self.setting),
            **_modelled(fused, own, self.setting),
            **_rest(fused, own),
        }
        return pa.table({n: np.asarray(found[n], dtype=np.float64) for n in _COLUMNS})


def _digest(*parts: object) -> str:
    told = sha256(method_digest().encode())
    for part in _bytes(parts):
        told.update(part)
    return told.hexdigest()


def _bytes(value: object) -> Iterator[bytes]:
    """A setting as bytes, each part with its shape or length."""
    if isinstance(value, tuple):
        yield b"(%d" % len(value)
        for part in value:
            yield from _bytes(part)
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Wording):
        yield from _bytes(msgspec.structs.astuple(value))
    elif isinstance(value, pa.Array):
        yield msgspec.json.encode(value.to_pylist())
    else:
        yield repr(value).encode() + b";"


_COLUMNS = tuple(name for name in Seen._fields if name != "sizes")
_CODES = ("cluster", "source", "act", "side", "category", "place_class", "unit")


def seen(table: pa.Table) -> Seen:
    """The rows of `SeenKernel` put together."""
    columns = arrays(table)
    columns |= {name: columns[name].astype(np.int64) for name in _CODES}
    _, cluster, sizes = np.unique(columns.pop("cluster"), return_inverse=True, return_counts=True)
    return Seen(cluster=cluster, sizes=sizes, **columns)


def _told(fused: Fused, own: np.ndarray, setting: Setting) -> dict[str, np.ndarray]:
    columns = fused.columns
    source = columns["source"][own]
    return {
        "cluster": columns["row"][fused.label[own]],
        "source": np.where(source < 0, setting.sources - 1, source),
        "act": columns["kind"][own],
        "side": columns["actor"][own],
        "category": columns["category"][own],
        "place_class": fused.kind[own],
        "sigma": columns["sigma"][own],
    }


def _modelled(fused: Fused, own: np.ndarray, setting: Setting) -> dict[str, np.ndarray]:
    columns = {name: values[own] for name, values in fused.columns.items()}
    s = fused.states[own]
    clock = moments(columns).clock
    return {
        "error": place_errors(columns, fused.kind[own], setting.known),
        "stated_clock": clock,
        "clock": np.where(clock > 0, clock_errors(columns, clock, setting.known), -1.0),
        "place": s[:, at.VP],
        "clock2": s[:, at.VT],
        "start": s[:, at.BS],
        "width": s[:, at.BW],
        "hour": s[:, at.ET],
        "y": s[:, at.Y],
        "x": s[:, at.X] * s[:, at.SHRINK] ** 2,
        "busy": s[:, at.LL],
    }


def _rest(fused: Fused, own: np.ndarray) -> dict[str, np.ndarray]:
    s, rest, h = fused.states[own], fused.rests[own], _part(fused.homes, own)
    company = rest[:, at.NS] > 0
    odds = np.exp(np.minimum(h.own, 50.0))
    north = s[:, at.Y] - rest[:, at.Y]
    east = (s[:, at.X] - rest[:, at.X]) * s[:, at.SHRINK] * rest[:, at.SHRINK]
    placed = company & (s[:, at.VP] >= 0) & (rest[:, at.VP] >= 0)
    both = company & (s[:, at.NV] >= 0) & (rest[:, at.NV] >= 0)
    both &= s[:, at.NU] == rest[:, at.NU]
    return {
        "sure": np.where(company, odds, 1.0) / (np.where(company, odds, 0.0) + 1.0 + h.weight),
        "company": h.company,
        "rest_size": rest[:, at.NS],
        "apart2": np.where(placed, north**2 + east**2, 0.0),
        "rest_place": rest[:, at.VP],
        "rest_hour": rest[:, at.MT],
        "rest_clock": np.where(company, rest[:, at.VT], -1.0),
        "unit": np.where(both, s[:, at.NU], -1.0),
        "number_apart": s[:, at.NM] - rest[:, at.NM],
        "number": s[:, at.NV],
        "rest_number": rest[:, at.NV],
    }
