"""Fusion's function without the command: with a model or a memory that stays, with orders at random.

python bench/fusion/inside.py TABLE OUT [--map metadata] [--model FILE] [--memory FOLDER]
"""

import argparse
import hashlib
import itertools
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from ours import MAPS, METHODS

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.engines.remembered import Remembered
from truceline.io.feeds.raw import read_raw
from truceline.model.ports import Engine
from truceline.stages.evidence.intake import merge_reports, to_reports
from truceline.stages.evidence.mapping import read_mapping
from truceline.stages.fusion import fuse
from truceline.stages.fusion.fuse import error_model
from truceline.stages.fusion.model import ErrorModel

WORKERS = (1, 2, 3)  # how blocks are scheduled must not matter


def model_of(reports: pa.Table, path: Path | None) -> ErrorModel | None:
    """The model in the file; where there is no such file, it is learned from the reports and kept."""
    if path is None:
        return None
    if not path.exists():
        path.write_bytes(msgspec.json.encode(error_model(reports, EmbeddedEngine())))
    return msgspec.json.decode(path.read_bytes(), type=ErrorModel)


def engine(memory: Path | None) -> Engine:
    return EmbeddedEngine() if memory is None else Remembered(EmbeddedEngine(), memory)


def reports_of(table: Path, map_name: str = "metadata") -> list[pa.Table]:
    """The canonical reports, a table per batch of the file."""
    path = MAPS / f"{map_name}.yaml"
    mapping, _ = read_mapping(path.read_text(encoding="utf-8"), path.name)
    assert mapping is not None, "our own map must be readable"
    raw = read_raw(table, table.name)
    return [to_reports(batch, mapping, "", table.name, "+00:00")[0] for batch, _ in raw]


def same_bytes(table: Path, tries: int, seed: int) -> int:
    """How many of `tries` orders, parts and workers at random give the very bytes of the first."""
    rng = np.random.default_rng(seed)
    reports = pa.concat_tables(reports_of(table))
    first = digest(fuse(merge_reports([reports])[0], (), EmbeddedEngine()))
    found = (
        digest(fuse(shuffled(reports, rng), (), EmbeddedEngine(int(rng.choice(WORKERS)))))
        for _ in range(tries)
    )
    return sum(each == first for each in found)


def shuffled(reports: pa.Table, rng: np.random.Generator) -> pa.Table:
    """The same reports in another order, met in other parts."""
    mixed = reports.take(pa.array(rng.permutation(len(reports))))
    cuts = np.sort(rng.integers(0, len(mixed), rng.integers(0, 6)))
    ends = [0, *cuts.tolist(), len(mixed)]
    parts = [mixed.slice(lo, hi - lo) for lo, hi in itertools.pairwise(ends)]
    return merge_reports([parts[n] for n in rng.permutation(len(parts))])[0]


def digest(groups: pa.Table) -> str:
    """SHA-256 of reports, labels and probabilities, bit for bit."""
    rows = groups.sort_by("report_id").combine_chunks()
    whole = hashlib.sha256()
    for name in ("report_id", "incident_id"):
        whole.update("\n".join(map(str, rows[name].to_pylist())).encode())
    whole.update(rows["probability"].to_numpy().tobytes())
    return whole.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--map", choices=METHODS.values(), default="metadata")
    parser.add_argument("--memory", type=Path, help="a folder of what was worked out before")
    parser.add_argument(
        "--model", type=Path, help="a file; learned and written where it is missing"
    )
    asked = parser.parse_args()
    reports = merge_reports(reports_of(asked.table, asked.map))[0]
    model = model_of(reports, asked.model)
    began = time.perf_counter(), time.process_time()
    groups = fuse(reports, (), engine(asked.memory), model=model)
    print(time.perf_counter() - began[0], time.process_time() - began[1])
    pq.write_table(groups, asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
