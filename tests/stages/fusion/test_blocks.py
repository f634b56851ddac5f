"""Fixed calendar blocks: what is said of a report depends on the table alone."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from lakeview import judged, partition, told
from small_world import FIRST, blocks_of, pair_scores, world

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.table import GROUP_SCHEMA, report_table
from truceline.stages.fusion import fuse
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS
from truceline.stages.fusion.fuse import error_model

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
NUMBER = (FIRST - EPOCH).days // BLOCK_DAYS
SEAM = EPOCH + timedelta(days=(NUMBER + 1) * BLOCK_DAYS)
"""The first moment of a block."""


def fused(reports, model=None, workers=2, judgements=()):
    return fuse(reports, judgements, EmbeddedEngine(workers=workers), model=model)


def replaced(table, name, values):
    return table.set_column(table.schema.get_field_index(name), name, values)


def shifted(table, days):
    for name in ("start", "end"):
        values = table[name].to_numpy() + np.timedelta64(days * 24, "h")
        table = replaced(table, name, pa.array(values, table.schema.field(name).type))
    return table


def incidents(groups):
    names = groups["incident_id"].to_pylist()
    code = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return blocks_of([code[name] for name in names])


def test_two_hundred_orders_and_any_workers_give_the_same_bytes():
    """Over a seam, with doubtful reports in it; rows shuffled, in chunks, words by code or as text."""
    reports = world(13, 4, days=6.0, km=25.0, first=SEAM - timedelta(days=3)).reports
    assert 25 < len(reports) < 50
    expected = fused(reports)
    assert 5 < len(set(expected["incident_id"].to_pylist())) < 25
    assert any(p < 0.9 for p in expected["probability"].to_pylist())
    rng = np.random.default_rng(0)
    for turn in range(200):
        table = reports.take(pa.array(rng.permutation(len(reports))))
        table = table.select(rng.permutation(table.column_names).tolist())
        if turn % 3 == 1:
            table = replaced(table, "source", table["source"].dictionary_encode())
        if turn % 3 == 2:
            cut = int(rng.integers(1, len(table)))
            table = pa.concat_tables([table.slice(cut), table.slice(0, cut)])
        assert fused(table, workers=1 + turn % 4).equals(expected), turn


@pytest.mark.parametrize("hours", [(-1.0, 1.0), (-0.1, 0.1), (-3.0, -1.0), (1.0, 3.0)])
def test_a_cluster_over_a_seam_is_one(hours):
    reports = [
        told(name, start=SEAM + timedelta(hours=h), end=SEAM + timedelta(hours=h + 1), text=None)
        for name, h in zip("ab", hours, strict=True)
    ]
    day = told("c", start=SEAM - timedelta(hours=12), end=SEAM + timedelta(hours=12), text=None)
    assert partition([*reports, day]) == ["a b c"]


@pytest.mark.parametrize("days", [7, 31, 50, -40])
def test_where_the_seams_fall_changes_nothing(days):
    made = world(200, 11, days=40.0, km=120.0)
    model = error_model(made.reports, EmbeddedEngine())
    plain, moved = (fused(t, model) for t in (made.reports, shifted(made.reports, days)))
    assert incidents(moved) == incidents(plain)
    np.testing.assert_allclose(moved["probability"], plain["probability"], atol=0.005)
    precision, recall = pair_scores(plain, made.act)
    assert precision > 0.8
    assert recall > 0.8


@pytest.mark.parametrize("days", [10, 25, -30])
def test_where_the_seams_fall_changes_nothing_in_a_quiet_record(days):
    """An act every few weeks: a block's edge is no edge of the record."""
    made = world(14, 5, days=300.0, km=20.0, company=3.0)
    model = error_model(made.reports, EmbeddedEngine())
    plain, moved = (fused(t, model) for t in (made.reports, shifted(made.reports, days)))
    assert incidents(moved) == incidents(plain)
    np.testing.assert_allclose(moved["probability"], plain["probability"], atol=0.005)


def test_an_added_day_changes_nothing_in_blocks_it_does_not_touch():
    base = world(150, 7, days=150.0, km=60.0, first=SEAM - timedelta(days=20)).reports
    model = error_model(base, EmbeddedEngine())
    last = SEAM + timedelta(days=100)
    day = world(40, 8, days=1.0, km=60.0, first=last).reports
    ids = pa.array([f"x{n:04}" for n in range(len(day))])
    whole = pa.concat_tables([base, replaced(day, "report_id", ids)])
    before, after = (
        {row["report_id"]: row for row in fused(t, model).to_pylist()} for t in (base, whole)
    )
    number = ((last - EPOCH).days - READ_DAYS) // BLOCK_DAYS
    begin = EPOCH + timedelta(days=number * BLOCK_DAYS - 1)
    start = dict(zip(base["report_id"].to_pylist(), base["start"].to_pylist(), strict=True))
    quiet = [key for key, when in start.items() if when < begin]
    assert len(base) > len(quiet) > 80
    assert all(before[key] == after[key] for key in quiet)
    assert any(before[key] != after[key] for key in before)


@pytest.mark.parametrize("seed", range(12))
def test_reviewers_are_obeyed_over_a_seam(seed):
    made = world(6, seed, days=2.0, km=6.0, company=4.0, first=SEAM - timedelta(days=1))
    rng = np.random.default_rng(seed)
    ids = made.reports["report_id"].to_pylist()
    pairs = rng.choice(ids, (4, 2), replace=False).tolist()
    verdicts = [judged("different", *pair).but(about=tuple(pair)) for pair in pairs]
    groups = fused(made.reports, judgements=verdicts)
    named = dict(
        zip(groups["report_id"].to_pylist(), groups["incident_id"].to_pylist(), strict=True)
    )
    assert not [pair for pair in pairs if named[pair[0]] == named[pair[1]]]


def test_reports_without_any_time_stand_alone():
    nothing = [told(n, start=None, end=None, known=None, published=None) for n in "ab"]
    assert partition(nothing[:1]) == ["a"]
    assert partition(nothing) == ["a", "b"]


def test_reports_without_a_source_are_fused():
    """Nobody's word: two of them aren't one source's."""
    reports = report_table([told(n, claimant=None, text=None) for n in "abc"])
    unnamed = reports.drop_columns(["source", "claimant"])
    assert partition(unnamed) == ["a b c"]
    named = [told("a"), told("b", claimant=None, source="Wire"), told("c")]
    assert partition(named) == ["a b c"]


def test_reports_without_a_place_a_kind_or_a_side_are_fused():
    bare = report_table([told(n) for n in "ab"]).select(["report_id", "start", "end", "source"])
    groups = fused(bare)
    assert groups.schema == GROUP_SCHEMA
    assert len(set(groups["incident_id"].to_pylist())) == 2
