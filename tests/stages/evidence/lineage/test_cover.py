import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.stages.evidence.lineage import cover
from truceline.stages.evidence.lineage.cover import MEASURES, covers, overlaps
from truceline.stages.evidence.lineage.plain import Plain
from truceline.stages.evidence.lineage.wording import wording


def columns(*texts):
    plain = [(Plain("", tuple(sentences), (), spoken=False), "en") for sentences in texts]
    return wording(plain, len(texts), lambda _n: None)


def measured(a, b):
    (row,) = covers(columns(a, b), np.array([[0, 1]]))
    return dict(zip(MEASURES, row.tolist(), strict=True))


WIRE = [
    "ministers agreed in Klow to withdraw artillery from the valley",
    "observers will count 25 guns at three depots",
    "farmers could not sow since the autumn",
    "critics called the accord a surrender",
]


def test_a_text_covers_itself():
    found = measured(WIRE, WIRE)
    assert found["cover_a"] == found["cover_b"] == 1.0
    assert found["evidence"] == pytest.approx(4.0)
    assert (found["order"], found["names"], found["agree"]) == (1.0, 1.0, 2.0)


def test_overlap_is_the_weighted_jaccard():
    a, b = ["gun depot river", "gun seed truce"], ["gun depot harvest"]
    common = math.log(1 + 3 / 3) + math.log(1 + 3 / 2)
    rare = math.log(1 + 3 / 1)
    expected = common / (common + 2 * rare)
    assert overlaps(columns(a, b), 0, 1)[0, 0] == pytest.approx(expected)


def test_containment_shows_in_one_direction():
    other = [
        "a storm closed harbours everywhere",
        "fishermen lost forty boats",
        "mayors asked for tents",
    ]
    found = measured(WIRE, [*other, *WIRE, *other])
    assert found["cover_a"] == 1.0
    assert found["cover_b"] < 0.7


def test_other_figures_rule_a_counterpart_out():
    found = measured(
        ["crews shot down 30 drones overnight"], ["crews shot down 22 drones overnight"]
    )
    assert (found["cover_a"], found["differ"]) == (0.0, 1.0)


def test_other_names_rule_a_counterpart_out():
    found = measured(["hospitals near Klow ran on diesel"], ["hospitals near Arven ran on diesel"])
    assert (found["cover_a"], found["differ"]) == (0.0, 1.0)


def test_names_alone_are_no_counterpart():
    a = ["envoys of Borduria met Alvaro Diaz in Klow"]
    b = ["newspapers in Klow blamed Alvaro Diaz and Borduria"]
    assert measured(a, b)["cover_a"] == 0.0


def test_facts_in_another_order_show():
    assert measured(WIRE, WIRE[::-1])["order"] == 0.0


WORDS = st.sampled_from(
    ["gun", "depot", "valley", "river", "truce", "envoy", "Klow", "Arven", "25", "7"]
)
TEXT = st.lists(st.lists(WORDS, min_size=3, max_size=7).map(" ".join), min_size=1, max_size=5)


@given(TEXT, TEXT)
def test_directions_mirror(a, b):
    there, back = measured(a, b), measured(b, a)
    assert there["cover_a"] == back["cover_b"]
    assert there["cover_b"] == back["cover_a"]
    assert there["names"] == back["names"]
    assert 0 <= there["cover_a"] <= 1
    assert np.all(np.abs(overlaps(columns(a, b), 0, 1)) <= 1 + 1e-9)


@settings(max_examples=10, deadline=None)
@given(st.lists(TEXT, min_size=2, max_size=5))
def test_compiled_and_plain_agree(texts):
    found = columns(*texts)
    pairs = np.array([(a, b) for b in range(len(texts)) for a in range(b)])
    plain = covers(found, pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "_MANY", 0)
        assert np.array_equal(covers(found, pairs), plain)
