"""Report tables with known truth, made by the generator beside the repository, kept in a folder.

    python bench/fusion/data.py default [--reports 100000] [--seed 7] [--data out/bench]

Prints the folder that holds reports.parquet and truth.parquet (a report's true incident; negative:
a non-event). `default` has 150 incidents a day; `dense` squeezes a million reports into 365 days.
The others change one thing in `default`, each an assumption that a method may rest on. The same
name, size and seed always give the same tables. Without the generator nothing is made.
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT.parent / "shared" / "bench" / "fusion" / "generate.py"
KEPT = ROOT / "out" / "bench"
CENTURIES = 20_000_000  # reports from which 150 incidents a day last beyond the year 2199
DENSE_DAYS = 365 / 1e6  # days per report
STATED = ("place_uncertainty_km", "time_uncertainty_h")
Factor = Callable[[pa.Table], np.ndarray | float]


class Kind(NamedTuple):
    """How a data set is made: the generator's options, changes in its text, stated errors after."""

    what: str
    options: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    stated: Factor | None = None


class Wanted(NamedTuple):
    """A data set: its kind, its size, its seed."""

    kind: str
    reports: int
    seed: int

    @property
    def name(self) -> str:
        """The folder's name."""
        return f"{self.kind}-s{self.seed}-{self.reports}"

    @property
    def density(self) -> str:
        """Which of the peers' parameters apply."""
        return "dense" if self.kind == "dense" else "default"


def mixed(reports: pa.Table) -> np.ndarray:
    """Halves, keeps or doubles, by the source's place in the alphabet."""
    sources = sorted(pc.unique(reports["source"]).to_pylist())
    place = pc.index_in(reports["source"], value_set=pa.array(sources)).to_numpy()
    return np.array([0.5, 1.0, 2.0])[place % 3]


# Student's t with two degrees of freedom is a normal over the root of an exponential. One divisor
# for both axes: a report is far off as a whole.
HEAVY = (
    (
        "jitter(rng, p[:, 0], p[:, 1], 1.) - p; q = p + q",
        "jitter(rng, p[:, 0], p[:, 1], 1.) - p; q = p + q / np.sqrt(rng.exponential(size=n))[:, None]",
    ),
    ("tt = t + rng.normal(size=n)", "tt = t + rng.standard_t(2, size=n)"),
)
# Sides blame in 97 of 100 reports rather than 85 and leave out 90 of 100 own violations rather than
# 60; a channel and two agencies take sides too. The shares of what sides report follow.
PARTISAN = (
    ('"blame_A": np.where(r < .85', '"blame_A": np.where(r < .97'),
    ('"blame_B": np.where(r < .85', '"blame_B": np.where(r < .97'),
    ("(rng.random(n_inc) < .6)", "(rng.random(n_inc) < .9)"),
    ('{"blame_B": .67, "blame_A": .73}', '{"blame_B": .505, "blame_A": .595}'),
    (
        '.70, .12, 4.0, .35, .10, .20, "noisy",    .05)',
        '.70, .12, 4.0, .35, .10, .20, "blame_A", .05)',
    ),
    (
        '.70, .12, 4.0, .35, .10, .20, "noisy",    .02)',
        '.70, .12, 4.0, .35, .10, .20, "blame_B", .02)',
    ),
    ('.45, .05, 1.0, .10, .18, .25, "noisy",', '.45, .05, 1.0, .10, .18, .25, "blame_B",'),
)

KINDS = {
    "default": Kind("150 incidents a day"),
    "dense": Kind("a million reports in 365 days"),
    "heavy-tails": Kind("Student-t2 errors of place and time", changes=HEAVY),
    "place-x2": Kind("true place error doubled", ("--place-error-scale", "2")),
    "time-x2": Kind("true time error doubled", ("--time-error-scale", "2")),
    "stated-half": Kind("stated errors halved", stated=lambda _: 0.5),
    "stated-double": Kind("stated errors doubled", stated=lambda _: 2.0),
    "stated-mixed": Kind("stated errors halved, kept or doubled by source", stated=mixed),
    "confusion-x2": Kind("acts confused twice as often", ("--type-error-scale", "2")),
    "partisan": Kind("more partisan sources", changes=PARTISAN),
}
ROBUST = tuple(name for name in KINDS if name not in {"default", "dense"})

# The four templates of the generator's text: the settlement and the number that each tells.
TOLD = (
    r" (?:reported near|at|in|vicinity of) (?P<place_name>.+?)"
    r"(?:; rounds: |, about |, count | x)(?P<count>\d+)"
)


def available() -> bool:
    return GENERATOR.exists()


def folder(wanted: Wanted, kept: Path) -> Path:
    """The folder of a data set, made where it is missing; never half made."""
    target = kept / wanted.name
    if not target.exists():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as scratch:
            made = Path(scratch) / wanted.name
            make(wanted, made)
            made.rename(target)
    return target


def make(wanted: Wanted, target: Path) -> None:
    kind = KINDS[wanted.kind]
    options = [*kind.options, *days(wanted)]
    size = ["--reports", str(wanted.reports), "--seed", str(wanted.seed)]
    generate([*size, *options, "--out", str(target)], kind.changes)
    if kind.stated is not None:
        restate(target / "reports.parquet", kind.stated)


def days(wanted: Wanted) -> tuple[str, ...]:
    """Options of the calendar: what would last beyond the years that are read begins a century earlier."""
    if wanted.kind == "dense":
        return ("--days", str(DENSE_DAYS * wanted.reports))
    return ("--start", "1925-03-01") if wanted.reports > CENTURIES else ()


def generate(arguments: list[str], changes: tuple[tuple[str, str], ...]) -> None:
    """Run the generator with parts of its text replaced; a part that isn't there once is an error."""
    text = GENERATOR.read_text(encoding="utf-8")
    for old, new in changes:
        if text.count(old) != 1:
            sys.exit(f"{GENERATOR.name} has changed: {old!r} isn't in it exactly once")
        text = text.replace(old, new)
    module = ModuleType("generate")
    exec(compile(text, str(GENERATOR), "exec"), module.__dict__)  # noqa: S102 -- our own generator
    before, sys.argv = sys.argv, [str(GENERATOR), *arguments]
    try:
        with contextlib.redirect_stdout(sys.stderr):
            module.main()
    finally:
        sys.argv = before


def restate(path: Path, factor: Factor) -> None:
    """Multiply what reports state of their own errors; the errors themselves stay."""
    table = pq.read_table(path)
    by = factor(table)
    for name in STATED:
        values = pa.array(table[name].to_numpy() * by, pa.float32())
        table = table.set_column(table.column_names.index(name), name, values)
    pq.write_table(table, path, compression="zstd")


def told(source: Path) -> Path:
    """The reports with the settlement and the number of their text as columns of their own."""
    target = source / "told.parquet"
    if not target.exists():
        table = pq.read_table(source / "reports.parquet")
        found = pc.extract_regex(table["text"], TOLD)
        place, count = (pc.struct_field(found, name) for name in ("place_name", "count"))
        table = table.append_column("place_name", place).append_column("count", count)
        pq.write_table(table, target, compression="zstd")
    return target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, default=KEPT)
    asked = parser.parse_args()
    if not available():
        print(f"no generator: {GENERATOR} is not there; nothing measured")
        return 0
    print(folder(Wanted(asked.kind, asked.reports, asked.seed), asked.data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
