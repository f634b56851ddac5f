"""What names and wording say of a pair."""

import math

import numpy as np
import pyarrow as pa
import pytest

from truceline.stages.fusion.words import TERMS, Wording, barred, named_pairs

PLACES = pa.array(["Lakeview", "Lake view", "Oldmill"])
SITES = pa.array(["Oldmill refinery", "substation 330 Lakeview", "Lakeview substation 330"])
WORDING = Wording(PLACES, SITES)
ALONE = (np.array([0]), np.array([1]))
NOTHING = {name: [-1, -1] for name in ("place", "admin", "site", "text", "claimant")}
PLAIN = {**NOTHING, "sigma": [3.0, 3.0], "published": [np.nan, np.nan]}


def nats(**columns):
    table = {name: np.array(values) for name, values in (PLAIN | columns).items()}
    return float(WORDING.weigh(table, *ALONE)[0])


FOR, NEITHER, AGAINST = 1, 0, -1
SAYS = {
    "nothing": ({}, NEITHER),
    "the same place": ({"place": [0, 0]}, FOR),
    "one place unnamed": ({"place": [0, -1]}, NEITHER),
    "another place": ({"place": [0, 2]}, AGAINST),
    "the same region's name": ({"place": [0, 0], "sigma": [3.0, 100.0]}, FOR),
    "another region's name": ({"place": [0, 2], "sigma": [100.0, 100.0]}, NEITHER),
    "the same region": ({"admin": [1, 1]}, FOR),
    "another region": ({"admin": [1, 0]}, AGAINST),
    "the same site": ({"site": [0, 0]}, FOR),
    "the same site, words in another order": ({"site": [1, 2]}, FOR),
    "another site": ({"site": [0, 2]}, AGAINST),
    "the same words": ({"text": [3, 3]}, FOR),
    "other words": ({"text": [3, 4]}, NEITHER),
    "one claimant, one day": ({"claimant": [0, 0], "published": [48.0, 48.0]}, FOR),
    "one claimant, the next day": ({"claimant": [0, 0], "published": [48.0, 72.0]}, AGAINST),
    "one claimant, weeks later": ({"claimant": [0, 0], "published": [0.0, 720.0]}, AGAINST),
    "two claimants, one day": ({"claimant": [0, 1], "published": [48.0, 48.0]}, FOR),
    "two claimants, weeks later": ({"claimant": [0, 1], "published": [0.0, 720.0]}, AGAINST),
    "nobody, one day": ({"published": [48.0, 48.0]}, NEITHER),
    "unpublished": ({"claimant": [0, 0], "published": [48.0, np.nan]}, NEITHER),
}


@pytest.mark.parametrize("name", SAYS)
def test_what_a_pair_says(name):
    columns, expected = SAYS[name]
    assert np.sign(nats(**columns)) == expected
    assert abs(nats(**columns)) < 5


@pytest.mark.parametrize("name", SAYS)
def test_a_pair_says_the_same_both_ways(name):
    columns, _ = SAYS[name]
    turned = {n: values[::-1] for n, values in columns.items()}
    assert nats(**columns) == nats(**turned)


def test_terms_add_up_and_columns_that_a_table_lacks_say_nothing():
    both = {"admin": [1, 1], "site": [0, 2]}
    apart = [nats(**{name: values}) for name, values in both.items()]
    assert nats(**both) == pytest.approx(sum(apart))
    table = {"sigma": np.ones(2), "admin": np.array([1, 1])}
    assert WORDING.weigh(table, *ALONE).tolist() == [nats(admin=[1, 1])]
    assert WORDING.weigh({"sigma": np.ones(2)}, *ALONE).tolist() == [0.0]
    assert {n for needs, _ in TERMS for n in needs} <= {*PLAIN, "homonym", "lat"}


def test_spellings_are_alike_by_degrees():
    same, near, other = (nats(place=[0, n]) for n in (0, 1, 2))
    assert same >= near > same / 2 > 0 > other


def test_what_a_claimant_says_later_is_less_and_less_the_same():
    days = [nats(claimant=[0, 0], published=[0.0, 24.0 * d]) for d in range(5)]
    assert days[0] > days[1] > days[2] == days[3] == days[4]
    others = [nats(claimant=[0, 1], published=[0.0, 24.0 * d]) for d in range(3)]
    assert days[0] > others[0] > others[1] > others[2] > days[2]


def test_two_items_of_one_claimants_page_are_two_acts():
    page = {"listing": np.array([4, 4, 5, -1, -1])}
    i, j = np.array([0, 0, 3]), np.array([1, 2, 4])
    assert barred(page, i, j).tolist() == [True, False, False]


def test_two_exact_minutes_are_two_acts():
    columns = {"exact": np.array([True, True, False, True]), "start": np.array([2, 2.7, 2.7, 2.4])}
    i, j = np.array([0, 0, 0]), np.array([1, 2, 3])
    assert barred(columns, i, j).tolist() == [True, False, False]
    assert not barred({}, i, j).any()


def reports(**changes):
    plain = {"site": [-1] * 4, "place": [-1] * 4, "start": [0.0] * 4, "end": [1.0] * 4}
    return {name: np.array(values) for name, values in (plain | changes).items()}


def listed(columns, unplaced):
    return sorted(map(tuple, np.stack(named_pairs(columns, np.array(unplaced)), axis=1).tolist()))


def test_unplaced_reports_look_for_the_same_name_once():
    columns = reports(site=[0, 0, 0, 1], place=[2, 2, 2, 2])
    everywhere = [True, False, False, False]
    assert listed(columns, everywhere) == [(0, 1), (0, 2), (0, 3)]
    assert listed(columns, [True] * 4) == [(i, j) for i in range(4) for j in range(i + 1, 4)]
    assert listed(columns, [False] * 4) == []


def test_names_that_nobody_gives_make_no_pair():
    assert listed(reports(), [True] * 4) == []


@pytest.mark.parametrize(("hours", "found"), [(8.9, True), (9.1, False), (500.0, False)])
def test_the_same_name_on_another_day_makes_no_pair(hours, found):
    columns = reports(site=[0, 0, -1, -1], start=[0, hours, 0, 0], end=[1, hours + 1, 1, 1])
    assert listed(columns, [True] * 4) == ([(0, 1)] if found else [])


def test_nats_are_finite_whatever_is_missing():
    rng = np.random.default_rng(0)
    count = 200
    table = {n: rng.integers(-1, 3, count) for n in NOTHING}
    table["sigma"] = rng.choice([1.0, 60.0], count)
    table["published"] = rng.choice([np.nan, 0.0, 30.0], count)
    said = WORDING.weigh(table, *np.stack(rng.integers(0, count, (2, 500))))
    assert said.dtype == np.float32
    assert all(math.isfinite(v) for v in said)
