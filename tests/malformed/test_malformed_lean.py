"""Broken tables taken in lean: the same rows survive and the same is said."""

from pathlib import Path

import pytest
from malformed_tables import Case, cases

from truceline.io.feeds.raw import Choice, read_raw
from truceline.model.record import in_order
from truceline.model.table import REPORT_SCHEMA, completed
from truceline.stages.evidence.intake import merge_reports, to_reports, wanted
from truceline.stages.evidence.lean import merge_lean
from truceline.stages.evidence.mapping import shipped_mapping

CASES = cases()
CANONICAL = shipped_mapping("canonical")
FEW = frozenset({"report_id", "source", "known", "start", "end", "lat", "lon", "kind", "count"})


IN_WHAT_IS_NOT_READ = {
    "duplicate-id",
    "text-that-runs-backwards",
    "bell-character",
    "columnar-huge-cell",
}


def taken(path: Path, name: str, columns=None, choice: Choice | None = None):
    tables, problems = [], []
    for raw, found in read_raw(path, name, *([choice] if choice else [])):
        table, wrong = to_reports(raw, CANONICAL, "set", name, "+02:00", columns)
        tables.append(table)
        problems += (*found, *wrong)
    merged, found = (merge_reports if columns is None else merge_lean)(tables)
    return merged, in_order((*problems, *found))


def by_key(table):
    return sorted(completed(table).to_pylist(), key=lambda row: row["report_id"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_with_every_column_all_is_the_same(case: Case, tmp_path: Path):
    (tmp_path / "blob").write_bytes(case.data())
    whole, said = taken(tmp_path / "blob", case.file)
    lean, heard = taken(tmp_path / "blob", case.file, frozenset(REPORT_SCHEMA.names))
    assert by_key(lean) == whole.to_pylist()
    assert heard == said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_with_few_columns_the_same_rows_survive_and_the_same_is_said(case: Case, tmp_path: Path):
    (tmp_path / "blob").write_bytes(case.data())
    whole, said = taken(tmp_path / "blob", case.file)
    theirs, coded = wanted(CANONICAL, FEW)
    choice = Choice(wanted=theirs, coded=coded)
    lean, heard = taken(tmp_path / "blob", case.file, FEW, choice)
    if case.name in IN_WHAT_IS_NOT_READ:
        assert set(heard) < set(said)
        return
    assert heard == said
    assert lean.num_rows == whole.num_rows
    if lean.num_rows:
        kept = [name for name in REPORT_SCHEMA.names if name in lean.column_names]
        assert set(kept) <= FEW | {"dataset"}
        assert completed(lean).sort_by("report_id").select(kept).equals(whole.select(kept))
