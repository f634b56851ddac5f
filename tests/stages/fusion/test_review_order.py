"""The review queue: what is nearest to a toss-up comes first."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.table import GROUP_SCHEMA
from truceline.stages.fusion import review_order


def table(rows):
    """Rows of (key, probability, probability of the alternative or None)."""
    plain = [
        {
            "report_id": key,
            "incident_id": f"I-{key}",
            "probability": own,
            "alternative": None if other is None else "I-x",
            "alternative_probability": other,
        }
        for key, own, other in rows
    ]
    return pa.Table.from_pylist(plain, schema=GROUP_SCHEMA)


def test_toss_ups_first_and_settled_last():
    rows = [
        ("settled", 1.0, None),
        ("sure", 0.97, 0.02),
        ("toss-up", 0.48, 0.47),
        ("alone or not", 0.55, 0.01),
        ("likelier elsewhere", 0.2, 0.7),
    ]
    order = ["toss-up", "alone or not", "likelier elsewhere", "sure", "settled"]
    assert review_order(table(rows)) == order


def test_no_alternative_stands_against_being_alone():
    assert review_order(table([("a", 0.9, None), ("b", 0.6, None)])) == ["b", "a"]


def test_ties_go_by_key():
    assert review_order(table([("b", 0.7, None), ("c", 0.7, None), ("a", 0.7, None)])) == [
        "a",
        "b",
        "c",
    ]


def test_nothing_to_review():
    assert review_order(GROUP_SCHEMA.empty_table()) == []


@given(st.permutations(range(8)))
def test_the_order_of_rows_never_matters(order):
    rows = [(f"r{n}", 0.5 + n % 4 / 10, None if n % 2 else 0.1) for n in range(8)]
    assert review_order(table([rows[n] for n in order])) == review_order(table(rows))
