"""Fusion measured: quality, robustness, ablations, speed, growth, partitions; ours and its peers.

    python bench/fusion/run.py quality [--kinds default dense] [--reports 100000] [--methods ...]
    python bench/fusion/run.py robust | ablate | speed | grow | partitions | spark | halt | tune

Each method runs in a process of its own on the same files, and its labels are scored against the
truth that the generator wrote. Rows go to results.json (`--dry` leaves it alone), from which
`tables.py` makes the page in docs. `tune` chooses the peers' parameters on the development seed.
"""

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import data
import numpy as np
import ours
import peers
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import record
from data import Wanted
from meter import Cost, FailedError, measured
from score import scores

HELD_OUT = {"default": 301, "dense": 302}  # never looked at while a method was made
HELD_OUT_ROBUST = 303
DEVELOPMENT = 7
GROWN = 24 * 3600 * 1_000_000  # a day in microseconds
GROWING = ("first", "added", "whole", "model", "memory")  # files of a run of `grow`
ALL = (*ours.METHODS, *peers.PEERS)


class Bench:
    """Where data are kept, where rows go, and the rows of this run."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.stamp = record.stamp()
        self.rows: list[record.Row] = []

    def folder(self, wanted: Wanted) -> Path:
        """Made by a process of its own, so that the generator's memory is given back."""
        target = self.asked.data / wanted.name
        if not target.exists():
            size = ["--reports", str(wanted.reports), "--seed", str(wanted.seed)]
            script = [sys.executable, data.__file__, wanted.kind, *size]
            measured([*script, "--data", str(self.asked.data)])
        return target

    def tell(self, row: record.Row) -> None:
        """A row for those who wait."""
        self.rows.append({**row, **self.stamp})
        print(told(row), file=sys.stderr, flush=True)

    def keep(self, row: record.Row) -> None:
        """A row for the tables too."""
        self.tell(row)
        if not self.asked.dry:
            record.append({**row, **self.stamp})


def told(row: record.Row) -> str:
    """A row for a person who waits."""
    named = ("what", "kind", "reports", "seed", "method", "parameters")
    head = " ".join(str(row[name]) for name in named if row.get(name) not in (None, {}))
    rest = {name: value for name, value in row.items() if name not in named}
    return head + ": " + " ".join(f"{name} {value}" for name, value in rest.items())


def measure(
    bench: Bench, what: str, wanted: Wanted, method: str, given: dict[str, object] | None = None
) -> None:
    row = measurement(bench, what, wanted, method, given)
    if row is not None:
        bench.keep(row)


def measurement(
    bench: Bench, what: str, wanted: Wanted, method: str, given: dict[str, object] | None
) -> record.Row | None:
    """One method on one data set, `repeat` times: the fastest run counts. None: it can't run here."""
    reason = why_not(method, wanted)
    if reason:
        print(f"{method} on {wanted.name}: skipped, {reason}", file=sys.stderr)
        return None
    row: record.Row = {"what": what, **wanted._asdict(), "method": method}
    row["parameters"] = given if method in ours.METHODS else used(method, wanted, given)
    try:
        row |= result(bench, wanted, method, given)
    except FailedError as fault:
        print(fault, file=sys.stderr)
        row["failed"] = str(fault).partition(":")[0]
    return row


def why_not(method: str, wanted: Wanted) -> str | None:
    if method in ours.METHODS:
        return None
    if wanted.reports > peers.PEERS[method].largest:
        return f"not made for more than {peers.PEERS[method].largest:,} reports"
    return peers.missing(method)


def used(method: str, wanted: Wanted, given: dict[str, object] | None) -> dict[str, object]:
    return {**peers.parameters(method, wanted.density), **(given or {})}


def result(
    bench: Bench, wanted: Wanted, method: str, given: dict[str, object] | None
) -> record.Row:
    folder = bench.folder(wanted)
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "labels.parquet"
        call = command(folder, out, wanted, method, given)
        costs = [measured(call, bench.asked.limit) for _ in range(bench.asked.repeat)]
        found = scored(pq.read_table(out), folder)
    return {**cost(min(costs)), **found}


def cost(one: Cost) -> record.Row:
    return {"seconds": round(one.seconds, 2), "cpu": round(one.cpu, 2), "mib": round(one.mib)}


def command(
    folder: Path, out: Path, wanted: Wanted, method: str, given: dict[str, object] | None
) -> list[str]:
    if method in peers.PEERS:
        return peer_command(folder, out, wanted, method, given)
    columns = ours.METHODS[method]
    table = folder / "reports.parquet" if columns == "metadata" else data.told(folder)
    return ours.command(table, out, columns)


def peer_command(
    folder: Path, out: Path, wanted: Wanted, method: str, given: dict[str, object] | None
) -> list[str]:
    call = [sys.executable, peers.__file__, method, str(folder), str(out)]
    settings = [f"{name}={value}" for name, value in (given or {}).items()]
    return [*call, "--density", wanted.density, "--set", *settings]


def scored(found: pa.Table, folder: Path) -> dict[str, float]:
    """Scores of a table of labels. Every report must have one."""
    truth = pq.read_table(folder / "truth.parquet")
    column = "incident_id" if "incident_id" in found.column_names else "cluster"
    ids = pc.cast(found["report_id"], pa.int64()).to_numpy()
    incidents = np.empty(len(truth), np.int64)
    incidents[truth["report_id"].to_numpy()] = truth["incident_id"].to_numpy()
    if len(np.unique(ids)) != len(truth):
        raise FailedError(f"{len(truth) - len(np.unique(ids))} reports have no label")
    labels = found[column].combine_chunks().dictionary_encode().indices.to_numpy()
    said = found["probability"].to_numpy() if "probability" in found.column_names else None
    return scores(labels, incidents[ids], said)


def wanteds(bench: Bench, kinds: tuple[str, ...], sizes: tuple[int, ...]) -> Iterator[Wanted]:
    """What was asked for, with the defaults of the subcommand."""
    for reports in bench.asked.reports or sizes:
        for kind in bench.asked.kinds or kinds:
            seed = bench.asked.seed or HELD_OUT.get(kind, HELD_OUT_ROBUST)
            yield Wanted(kind, reports, seed)


def quality(bench: Bench) -> None:
    for wanted in wanteds(bench, ("default", "dense"), (100_000,)):
        for method in bench.asked.methods or ALL:
            measure(bench, "quality", wanted, method)


def robust(bench: Bench) -> None:
    """The default set of the same seed comes first: what the variants are compared with."""
    seed = bench.asked.seed or HELD_OUT_ROBUST
    for wanted in wanteds(bench, ("default", *data.ROBUST), (100_000,)):
        for method in bench.asked.methods or ("ours", "splink labels"):
            measure(bench, "robust", wanted._replace(seed=seed), method)


def speed(bench: Bench) -> None:
    for wanted in wanteds(bench, ("default",), (100_000, 1_000_000, 10_000_000)):
        for method in bench.asked.methods or ("ours", "dbscan", "splink labels"):
            measure(bench, "speed", wanted, method)


def ablate(bench: Bench) -> None:
    """Ours without one term at a time, in this process: only scores count here."""
    import ablations  # noqa: PLC0415 -- the package as it stands
    import inside  # noqa: PLC0415

    for wanted in wanteds(bench, ("default", "dense"), (100_000,)):
        folder = bench.folder(wanted)
        reports = inside.merge_reports(inside.reports_of(folder / "reports.parquet"))[0]
        for name, groups in ablations.without(reports):
            head = {"what": "ablate", **wanted._asdict(), "method": "ours"}
            bench.keep({**head, "parameters": {"without": name}, **scored(groups, folder)})


def tune(bench: Bench) -> None:
    """The peers' grids on the development seed; the best B-cubed of each is written down."""
    for wanted in wanteds(bench, ("default", "dense"), (100_000,)):
        for method in bench.asked.methods or peers.PEERS:
            tried = list(tries(bench, wanted._replace(seed=DEVELOPMENT), method))
            if tried:
                bench.keep(max(tried, key=lambda row: row.get("b3_f1", 0.0)))


def tries(bench: Bench, wanted: Wanted, method: str) -> Iterator[record.Row]:
    grid = peers.PEERS[method].grid
    for values in itertools.product(*grid.values()):
        given = dict(zip(grid, values, strict=True))
        row = measurement(bench, "tune", wanted, method, given)
        if row is not None:
            bench.tell(row)
            yield row


def grow(bench: Bench) -> None:
    """The last day added to all before it, against all from scratch: time and sameness."""
    for wanted in wanteds(bench, ("default",), (1_000_000,)):
        bench.keep({"what": "grow", **wanted._asdict(), "method": "ours", **grown(bench, wanted)})


def grown(bench: Bench, wanted: Wanted) -> record.Row:
    import inside  # noqa: PLC0415 -- the package as it stands

    table = bench.folder(wanted) / "reports.parquet"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        first, added, whole, model, memory = (folder / n for n in GROWING)
        early = all_but_a_day(table, folder / "early.parquet")
        measured(ours.command_again(early, first, model, memory))
        full = measured(ours.command_again(table, whole, model))
        more = measured(ours.command_again(table, added, model, memory))
        same = inside.digest(pq.read_table(added)) == inside.digest(pq.read_table(whole))
    names = ("fusion", "fusion_cpu"), ("fusion_whole", "fusion_whole_cpu")
    alone = {
        name: round(float(seconds), 3)
        for one, told in zip((more, full), names, strict=True)
        for name, seconds in zip(told, one.said.split(), strict=True)
    }
    return {**cost(more), "from_scratch": round(full.seconds, 2), **alone, "same": same}


def all_but_a_day(table: Path, out: Path) -> Path:
    reports = pq.read_table(table)
    times = pc.cast(reports["time"], pa.int64()).to_numpy()
    day = times // GROWN
    pq.write_table(reports.filter(pa.array(day < day.max())), out)
    return out


def partitions(bench: Bench) -> None:
    """Orders, parts and workers at random: all bytes must be those of the first."""
    import inside  # noqa: PLC0415 -- the package as it stands

    for wanted in wanteds(bench, ("default",), (10_000,)):
        table = bench.folder(wanted) / "reports.parquet"
        same = inside.same_bytes(table, bench.asked.n, DEVELOPMENT)
        row = {"what": "partitions", **wanted._asdict(), "method": "ours"}
        bench.keep({**row, "tried": bench.asked.n, "same": same})


def spark(bench: Bench) -> None:
    """The same command on a cluster of two workers: are all bytes the same?"""
    for wanted in wanteds(bench, ("default",), (1_000_000,)):
        row = {"what": "spark", **wanted._asdict(), "method": "ours"}
        bench.keep({**row, **on_spark(bench, wanted)})


def on_spark(bench: Bench, wanted: Wanted) -> record.Row:
    import inside  # noqa: PLC0415 -- the package as it stands

    table = bench.folder(wanted) / "reports.parquet"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        here, there = ours.commands_beside(table, folder)
        one, two = measured(here, bench.asked.limit), measured(there, bench.asked.limit)
        found = [inside.digest(pq.read_table(folder / name)) for name in ("embedded", "spark")]
    return {**cost(two), "embedded": round(one.seconds, 2), "same": found[0] == found[1]}


def halt(bench: Bench) -> None:
    """The real record; see halt.py."""
    import halt as real  # noqa: PLC0415 -- the package as it stands

    for row in real.rows():
        bench.keep(row)


TASKS = {
    task.__name__: task
    for task in (quality, robust, ablate, speed, grow, partitions, spark, tune, halt)
}


def main() -> int:
    asked = arguments()
    if asked.task != "halt" and not data.available():
        print(f"no generator: {data.GENERATOR} is not there; nothing measured")
        return 0
    bench = Bench(asked)
    TASKS[asked.task](bench)
    if asked.json:
        print(json.dumps(bench.rows, ensure_ascii=False, indent=1))
    return int(any("failed" in row or not row.get("same", True) for row in bench.rows))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--kinds", nargs="+", choices=data.KINDS)
    parser.add_argument("--reports", nargs="+", type=lambda text: int(float(text)))
    parser.add_argument("--seed", type=int, help="instead of the held-out ones")
    parser.add_argument("--methods", nargs="+", choices=ALL)
    parser.add_argument("--data", type=Path, default=data.KEPT, help="where data sets are kept")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each; the fastest counts")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which to stop")
    parser.add_argument("--n", type=int, default=200, help="partitions to try")
    parser.add_argument("--dry", action="store_true", help="leave results.json alone")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
