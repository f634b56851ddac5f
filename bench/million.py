"""A million synthetic reports through intake and fusion: time, peak memory, and how well.

    python bench/million.py [--reports 1000000] [--seed 7] [--data FOLDER] [--limit-gib 4]

Makes the data with the generator beside the repository (or takes FOLDER with reports.parquet and
truth.parquet), runs `truceline fuse` on it in a process of its own, and prints wall time, peak
resident memory and B-cubed against the truth. Exit code 1 when the peak passes the limit.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from energy_halt import b_cubed

BENCH = Path(__file__).parents[1].parent / "shared" / "bench" / "fusion"
GIB = 1024 * 1024  # ru_maxrss counts KiB


def main() -> int:
    asked = arguments()
    if asked.data is None and not BENCH.exists():
        print(f"no generator: {BENCH} is not there; nothing measured")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        data = asked.data or generated(Path(scratch), asked.reports, asked.seed)
        out = Path(scratch) / "groups.parquet"
        wall, peak = run(data / "reports.parquet", out)
        groups = pq.read_table(out)
        precision, recall, f1 = scored(groups, data / "truth.parquet")
    print(f"{len(groups):,} reports in {wall:.1f} s, peak {peak:.2f} GiB")
    print(f"B-cubed precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    return int(peak > asked.limit_gib)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder with reports and truth as Parquet")
    parser.add_argument("--limit-gib", type=float, default=4.0)
    return parser.parse_args()


def generated(folder: Path, reports: int, seed: int) -> Path:
    script = [sys.executable, str(BENCH / "generate.py"), "--reports", str(reports)]
    subprocess.run([*script, "--seed", str(seed), "--out", str(folder)], check=True)
    return folder


def run(reports: Path, out: Path) -> tuple[float, float]:
    """(seconds, peak GiB) of the command, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "truceline",
        "fuse",
        str(reports),
        "--map",
        str(BENCH / "map.yaml"),
    ]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--out", str(out)])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"fuse failed: {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, usage.ru_maxrss / GIB


def scored(groups: pa.Table, truth: Path) -> tuple[float, float, float]:
    told = pq.read_table(truth)
    ids = pc.cast(told["report_id"], pa.string()).combine_chunks()
    at = pc.index_in(groups["report_id"], value_set=ids)
    incidents = told["incident_id"].take(at).to_numpy()
    ours = groups["incident_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    return b_cubed(ours, incidents)


if __name__ == "__main__":
    sys.exit(main())
