"""Decisions of reviewers hold across any distance; what rules join is no surer than what it follows."""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from lakeview import DAY, judged, partition, told
from small_world import FIRST, world

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.engines.remembered import Remembered
from truceline.model.table import report_table
from truceline.stages.fusion import fuse
from truceline.stages.fusion.block import Judged
from truceline.stages.fusion.bonds import carried, grouped_apart
from truceline.stages.fusion.fuse import error_model, grouping

FAR = 150 * 24
X1, X2, Y = told("x1"), told("x2"), told("y", claimant="Mayor")
AWAY = told("far", when=(FAR, FAR), day=150)


def sure(reports, judgements=()):
    groups = fuse(report_table(reports), judgements, EmbeddedEngine())
    names = [key.removeprefix("press.") for key in groups["report_id"].to_pylist()]
    return dict(zip(names, groups["probability"].to_pylist(), strict=True))


def test_two_that_a_far_report_parts_do_not_merge():
    assert partition([X1, X2, AWAY]) == ["far", "x1 x2"]
    made = [judged("same", "x1", "far"), judged("different", "x2", "far")]
    assert partition([X1, X2, AWAY], made) == ["far x1", "x2"]


@pytest.mark.parametrize("ends", [("x1", "x2"), ("x2", "x1")])
def test_a_third_report_between_two_parted_ones_joins_one_of_them(ends):
    made = [judged("same", ends[0], "far"), judged("different", ends[1], "far")]
    found = partition([X1, X2, Y, AWAY], made)
    assert not any({"x1", "x2"} <= set(group.split()) for group in found)


def test_different_is_carried_to_all_that_is_the_same():
    same, different = np.array([[0, 5], [5, 9], [2, 7]]), np.array([[9, 7]])
    found = carried(Judged(same, different))
    assert found.same.tolist() == [[0, 5], [5, 9], [2, 7]]
    assert {tuple(p) for p in found.different.tolist()} == {
        (min(a, b), max(a, b)) for a in (0, 5, 9) for b in (2, 7)
    }


def test_large_parts_are_parted_with_few_pairs():
    rows = np.arange(6_000)
    chain = np.stack([rows[:-2], rows[2:]], axis=1)
    found = carried(Judged(chain, np.array([[0, 5_999]])))
    assert len(found.different) < 101 * len(rows)
    assert ((found.different % 2).sum(axis=1) == 1).all()


@pytest.mark.parametrize("seed", range(20))
def test_no_links_join_what_is_apart(seed):
    rng = np.random.default_rng(seed)
    links, different = rng.integers(0, 30, (40, 2)), rng.integers(0, 30, (6, 2))
    different = different[different[:, 0] != different[:, 1]]
    label = grouped_apart(30, links, different, EmbeddedEngine())
    assert (label[different[:, 0]] != label[different[:, 1]]).all()
    free = grouped_apart(30, links, different[:0], EmbeddedEngine())
    assert len(np.unique(np.stack([free, label]), axis=1).T) == len(np.unique(label))


def test_without_any_time_nobody_could_look_for_company():
    nothing = [told(n, start=None, end=None, known=None, published=None) for n in "ab"]
    assert sure(nothing) == {"a": 0.5, "b": 0.5}
    assert sure(nothing, [judged("same", "a", "b")]) == {"a": 1.0, "b": 1.0}


def test_a_copy_is_no_surer_than_its_original():
    odd = {"place_uncertainty_km": 3.7, "time_uncertainty_h": 0.7}
    one, two = told("a", **odd), told("b", claimant="Wire", **odd)
    found = sure([one, two, told("c", when=(5, 5), claimant="Mayor")])
    assert found["b"] == found["a"] < 1


def test_a_late_copy_is_no_surer_than_its_original():
    page = {"when": (9 * 24, 10 * 24), "day": 9}
    told_late = told("z", **page)
    near = told("n", when=(4, 4), claimant="Mayor", text=None, target_name=None)
    found = sure([told("a"), near, told_late])
    assert partition([told("a"), told_late]) == ["a z"]
    assert found["z"] == min(found["a"], 0.9)
    assert DAY + timedelta(days=9) == told_late.published


def remembered(table, model, folder, judgements=()):
    """Groups, and the number of blocks that weren't known."""
    before = set(folder.glob("*.arrow"))
    engine = Remembered(EmbeddedEngine(), folder)
    groups = fuse(table, judgements, engine, model=model)
    return groups, len(set(folder.glob("*.arrow")) - before)


LIKE_END = ("published", "known")


def named(table, prefix, rng, source=None):
    """The reports with keys of their own, places, sites, words and pages; from one source if given."""
    count = len(table)
    columns = {
        "report_id": [f"{prefix}{n:04}" for n in range(count)],
        "place_name": [f"{prefix} town {k}" for k in rng.integers(9, size=count)],
        "target_name": [f"plant {prefix} {k}" for k in rng.integers(9, size=count)],
        "text": [f"{prefix} hit {k}" for k in rng.integers(99, size=count)],
        "claimant": [f"{k} ministry" for k in rng.integers(3, size=count)],
        "source_url": [f"{prefix}/{k}" for k in rng.integers(500, size=count)],
        "dataset": ["press"] * count,
        "published": table["end"],
        "known": table["end"],
    }
    if source:
        columns |= {"source": [source] * count, "claimant": [source] * count}
        columns["kind"] = ["air/new_kind"] * count
    kept = table.drop_columns([name for name in columns if name in table.column_names])
    for name, values in columns.items():
        kept = kept.append_column(name, values if name in LIKE_END else pa.array(values))
    return kept


@pytest.mark.parametrize("at_day", [-1, 100, 199])
def test_an_added_day_is_worked_on_in_few_blocks(tmp_path, at_day):
    rng = np.random.default_rng(3)
    base = named(world(120, 7, days=200.0, km=60.0).reports, "b", rng)
    model = error_model(base, EmbeddedEngine())
    _, blocks = remembered(base, model, tmp_path)
    assert blocks >= 4
    assert remembered(base, model, tmp_path)[1] == 0
    first = FIRST + timedelta(days=at_day)
    day = named(world(12, 8, days=1.0, km=60.0, first=first).reports, "a", rng, "A new wire")
    whole = pa.concat_tables([base, day.select(base.column_names)])
    known, touched = remembered(whole, model, tmp_path)
    assert 1 <= touched <= 2
    assert known.equals(fuse(whole, (), EmbeddedEngine(), model=model))


def test_decisions_and_models_are_part_of_what_is_remembered(tmp_path):
    base = world(60, 7, days=100.0, km=60.0).reports
    model = error_model(base, EmbeddedEngine())
    remembered(base, model, tmp_path)
    keys = fuse(base, (), EmbeddedEngine(), model=model)["report_id"].to_pylist()
    made = [judged("different", "a", "b").but(about=tuple(keys[:2]))]
    for judgements, used in ((made, model), ((), model.but(company=4.0))):
        groups, new = remembered(base, used, tmp_path, judgements)
        assert new >= 2
        assert groups.equals(fuse(base, judgements, EmbeddedEngine(), model=used))


def test_a_model_is_learned_from_what_is_fused_and_says_from_what(monkeypatch):
    monkeypatch.setitem(error_model.__globals__, "ENOUGH_TO_LEARN", 151)
    base = world(120, 7, days=60.0, km=100.0).reports
    gone = base["report_id"].to_pylist()[:40]
    made = [judged("reject", "a").but(about=tuple(gone))]
    learned = error_model(base, EmbeddedEngine(), made)
    assert learned.reports == len(base) - 40 > 150
    assert len(bytes.fromhex(learned.learned_from)) == 16
    assert learned.learned_from != error_model(base, EmbeddedEngine()).learned_from
    assert learned == grouping(base, made, EmbeddedEngine()).model
    assert error_model(base.slice(0, 150), EmbeddedEngine()).learned_from == "priors"
