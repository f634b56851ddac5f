import math

import numpy as np
import pytest

from truceline.foundation.coverage.detect import (
    act_factor,
    detection,
    shipped_profiles,
    visible_h,
)
from truceline.foundation.vocabulary import words
from truceline.model.plan import ASSET_KINDS, Profile

CAMERA = Profile(
    id="c",
    kind="camera",
    range_km=6.0,
    peak=0.8,
    reach=1.5,
    acts={"fire/small_arms": 0.25, "fire/*": 1.0},
    night=0.5,
    weather=0.75,
)


def test_the_formula_of_the_profile():
    km = np.array([0.0, 6.0, 9.0, 9.001])
    seen = detection(CAMERA, "fire/tank", km, night=False)
    assert seen == pytest.approx([0.6, 0.6 * math.exp(-1), 0.6 * math.exp(-2.25), 0.0])


def test_night_by_place():
    seen = detection(CAMERA, "fire/tank", np.zeros(2), np.array([True, False]))
    assert seen.tolist() == pytest.approx([0.3, 0.6])


@pytest.mark.parametrize(
    ("act", "factor"),
    [("fire/small_arms", 0.25), ("fire/mortar", 1.0), ("fire", 1.0), ("air/airstrike", 0.0)],
)
def test_the_first_pattern_that_matches_counts(act, factor):
    assert act_factor(CAMERA, act) == factor


def test_every_kind_has_a_shipped_profile_that_says_where_it_comes_from():
    profiles = shipped_profiles()
    assert {p.kind for p in profiles} == {p.id for p in profiles} == set(ASSET_KINDS)
    assert all("assumption" in p.source for p in profiles)


def test_everything_can_be_seen_for_a_while():
    assert all(visible_h(act) > 0 for act in words("acts"))
    assert visible_h("ground/fortification") > visible_h("fire/mortar")
