"""Groups as a table: sorted by key, incidents named after their smallest key."""

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.table import GROUP_SCHEMA
from truceline.stages.fusion import keys as fusion_keys
from truceline.stages.fusion.accounts import ACT, CALM, SUMMARY
from truceline.stages.fusion.keys import Groups, Keys, grouped
from truceline.stages.fusion.keys import groups as table


def found(keys, label, probability):
    """A grouping in which the incident of label 0 is everybody's alternative but its own."""
    other = np.where(label == 0, -1, 0) if (label == 0).any() else np.full(len(label), -1)
    return Groups(keys, label, probability, other, probability / 2, None)


def groups(*given):
    return table(found(*given))


@given(st.dictionaries(st.integers(0, 130), st.integers(0, 5), max_size=20), st.booleans())
def test_names_come_from_the_smallest_key(labels, as_text):
    ids = [str(i) for i in labels]
    keys = Keys(pa.array(ids, pa.string()) if as_text else pa.array(list(labels), pa.int64()), "d.")
    chances = np.arange(len(ids)) / 64
    made = groups(keys, np.array(list(labels.values()), dtype=np.int64), chances)
    told = dict(zip(ids, labels.values(), strict=True))
    first = {label: min(i for i in told if told[i] == label) for label in told.values()}
    rows = []
    for i in sorted(ids):
        chance = chances[ids.index(i)]
        other = (None, None) if told[i] == 0 or 0 not in first else (f"I-d.{first[0]}", chance / 2)
        rows.append((f"d.{i}", f"I-d.{first[told[i]]}", chance, *other, None))
    assert made.schema == GROUP_SCHEMA
    assert [tuple(row.values()) for row in made.to_pylist()] == rows


def test_row_groups_come_in_order(monkeypatch):
    monkeypatch.setattr(fusion_keys, "_ROWS", 16)
    ids = np.random.default_rng(1).permutation(100)
    parts = list(grouped(found(Keys(pa.array(ids)), ids % 7, np.zeros(100))))
    assert [len(part) for part in parts] == [16] * 6 + [4]
    told = pa.Table.from_batches(parts).to_pylist()
    assert [row["report_id"] for row in told] == sorted(map(str, range(100)))
    first = {min(str(i) for i in range(100) if i % 7 == label) for label in range(7)}
    assert {row["incident_id"] for row in told} == {f"I-{i}" for i in first}


def test_a_label_that_no_row_has_is_nobody():
    made = groups(Keys(pa.array([5])), np.array([3]), np.ones(1))
    assert made["incident_id"].to_pylist() == ["I-5"]


@pytest.mark.parametrize("kind", [pa.int64(), pa.string()])
def test_no_reports_no_groups(kind):
    none = np.array([], dtype=np.int64)
    assert groups(Keys(pa.array([], kind)), none, none.astype(float)).num_rows == 0


def test_roles_stand_beside_their_reports():
    grouping = found(Keys(pa.array([7, 5, 6])), np.arange(3), np.ones(3))
    assert table(grouping)["role"].null_count == 3
    told = table(msgspec.structs.replace(grouping, role=np.array([SUMMARY, ACT, CALM])))
    assert told.select(["report_id", "role"]).to_pylist() == [
        {"report_id": "5", "role": None},
        {"report_id": "6", "role": "calm"},
        {"report_id": "7", "role": "summary"},
    ]
