"""Broken tables: a clear message each, the good rows survive, nothing raises."""

import subprocess
import sys
from pathlib import Path

import pytest
from malformed_tables import Case, cases

from truceline.io.feeds.raw import read_raw
from truceline.model.evidence import RosterEntry
from truceline.model.table import REPORT_SCHEMA
from truceline.stages.evidence.intake import merge_reports, to_reports, unknown_sources
from truceline.stages.evidence.mapping import shipped_mapping

ROSTER = (RosterEntry(id="gazette", role="publisher", name="gazette"),)
CASES = cases()


def take_in(path: Path, name: str):
    """A file's reports and Problems as a mission gets them."""
    tables, problems = [], []
    for raw, found in read_raw(path, name):
        table, wrong = to_reports(raw, shipped_mapping("canonical"), "set", name, "+02:00")
        assert table.schema == REPORT_SCHEMA
        tables.append(table)
        problems += (*found, *wrong)
    merged, found = merge_reports(tables)
    return merged, (*problems, *found, *unknown_sources(merged, ROSTER))


def test_names_are_unique():
    assert len({case.name for case in CASES}) == len(CASES) >= 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_table_is_told_and_good_rows_survive(case: Case, tmp_path: Path):
    path = tmp_path / "blob"
    path.write_bytes(case.data())
    reports, problems = take_in(path, case.file)
    assert reports.num_rows == case.good, [str(p) for p in problems[:5]]
    told = [p for p in problems if case.said in f"{p.message} ({p.hint})"]
    assert told, [str(p) for p in problems[:5]]
    assert all(p.file in {case.file, "set"} for p in problems)
    assert all(len(str(p)) < 400 and str(p).isprintable() for p in problems)
    if case.line is not None:
        assert case.line in {p.line for p in told}, [str(p) for p in told[:5]]
    if case.field:
        assert case.field in {p.field for p in told}, [str(p) for p in told[:5]]


def test_a_folder_and_a_missing_file(tmp_path: Path):
    for path, said in ((tmp_path, "folder"), (tmp_path / "none.csv", "can't be read")):
        ((table, problems),) = read_raw(path, "t.csv")
        assert table.num_rows == 0
        assert said in problems[0].message


@pytest.mark.parametrize("kind", ["one line", "one quoted cell"])
def test_a_line_of_100_megabytes_takes_little_memory(kind: str, tmp_path: Path):
    path, names = tmp_path / "long.csv", "report_id,source,start\n"
    rows = [f"r{n},gazette,2031-05-02\n" for n in range(3)]
    filling = "x" * 999_999 if kind == "one line" else "x" * 999 + "\n"
    with path.open("w") as file:
        file.write(names + rows[0] + ('"' if kind != "one line" else ""))
        for _ in range(100_000_000 // len(filling)):
            file.write(filling)
        file.write("\n" + rows[1] + rows[2])
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from truceline.io.feeds.raw import read_raw\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "got = [(t.num_rows, p) for t, p in read_raw(Path(sys.argv[1]), 'long.csv')]\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "problems = [p for _, ps in got for p in ps]\n"
        "print(sum(n for n, _ in got), after - before, len(problems), problems[0].line)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    rows_read, grown_kib, told, line = map(int, done.stdout.split())
    assert rows_read == 3
    assert grown_kib < 300 * 1024
    assert line == 3
    assert 1 <= told <= 10_001
