"""Each sizing function gives its source's own numbers; the sources stand in docs/methods/requirement.md."""

import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.mission.sizingfile import (
    shipped_methods,
    shipped_proposals,
    shipped_support,
)
from truceline.stages.plan import methods_ground as on_ground
from truceline.stages.plan import methods_line as on_line
from truceline.stages.plan.requirement import FORMULAS, ends

METHODS = {method.id: method for method in shipped_methods()}


def default(method, name):
    (found,) = [p for p in METHODS[method].parameters if p.name == name]
    return found


@pytest.mark.parametrize(
    ("found", "source"),
    [
        # UNDOF 1993: 1,115 persons on 80 km are 14 a km
        (on_line.line_density(1115 / 80, 80), 1115),
        (round(on_line.line_density(14, 80), -1), 1120),
        # GCSP 2025: 4.5 and 9.1 a km on 1,100 km are its 5,000 and 10,000
        (round(on_line.line_density(4.5, 1100), -2), 5000),
        (round(on_line.line_density(9.1, 1100), -2), 10_000),
        # GCSP 2025: 15,000 on 1,100 km by 10 km are 1.4 a km²
        (round(15_000 / (1100 * 10), 1), 1.4),
        (round(on_ground.area_density(1.36, 1100 * 10), -3), 15_000),
        (round(on_ground.area_density(0.91, 1100 * 15), -3), 15_000),
        # RAND 2003: 20 a thousand
        (on_ground.population(20, 1_000_000), 20_000),
        # UNDOF: 47 sites on 80 km, 1.7 km apart; 24 persons a site, all told 1,115
        (on_line.posts(80 / 47, 80), 47),
        (round(80 / 47, 1), 1.7),
        (round(1115 / 47), 24),
        (on_line.seat_staff(56, 0.2), 3.75),
        (round(on_line.post_staff(1.7, 6.3, 56, 0.2, 1.7)), 24),
        # UNDOF: 45 patrols a day on 80 km are 0.56 a km
        (round(45 / 80, 2), 0.56),
        (round(on_line.patrols(1, 45 / 80, 1, 80)), 45),
        # EUMM: 60,000 patrols by 20 October 2017 are 18 a day, and 200 monitors do them
        (round(60_000 / ((2017 - 2008) * 365 + 19 + 2)), 18),
        (round(on_line.patrols(5, 18 / 100, 0.45, 100), -2), 200),
        # 40 km/h, two hours, half an hour to get ready: 10 bases for 1,100 km
        (on_line.response(40, 2, 0.5, 1100), 10),
        # thirds; The Times 2025: 64,000 of 256,000
        (on_ground.rotation(1, 6, 12, 0), 3),
        (on_ground.rotation(64_000, 6, 18, 0), 256_000),
        (on_ground.rotation(1, 6, 24, 0), 5),
        (on_ground.reserve(0.33, 300), 99),
        # UNDOF: every two weeks
        (default("inspection", "per_week").mid, 0.5),
        (on_ground.inspection(0.5, 8, 4, 56, 0.0, 7), 2),
        (on_ground.troop_to_task([(1, 2, 5, 3), (2, 1, 10, 1)], 0.5), 100),
    ],
)
def test_a_method_gives_its_sources_numbers(found, source):
    assert found == pytest.approx(source)


@pytest.mark.parametrize(
    ("method", "name", "source"),
    [
        ("density_observers", "per_km", 5000 / 1100),
        ("density_observers", "per_km", 6000 / 1100),
        ("density_security", "per_km", 10_000 / 1100),
        ("density_force", "per_km", 1115 / 80),
        ("density_force", "per_km", 15_000 / 1100),
        ("area_force", "per_km2", 15_000 / 11_000),
        ("area_force", "per_km2", 15_000 / 16_500),
        ("posts", "spacing_km", 80 / 47),
        ("patrols", "per_km_day", 45 / 80),
    ],
)
def test_the_defaults_span_their_sources(method, name, source):
    p = default(method, name)
    assert p.lo - 0.051 <= source <= p.hi + 0.051


def test_the_rotation_pool_is_three_four_and_five():
    pool = ends(lambda **g: on_ground.rotation(1, **g), shipped_support()["rotation"])
    assert pool == (3, 4, 5)


chances = st.floats(0.05, 0.95)


@given(chances, chances, chances)
def test_systems_are_the_fewest_that_reach_the_target(target, works, sees):
    n = int(on_line.systems(target, works, sees))
    assert on_line.detected(works, sees, n) >= target - 1e-9
    assert n == 1 or on_line.detected(works, sees, n - 1) < target + 1e-9


@given(st.floats(0.1, 2000), st.floats(0.1, 50))
def test_posts_are_enough_and_no_more(length, spacing):
    n = on_line.posts(spacing, length)
    assert n * spacing >= length * (1 - 1e-6)
    assert (n - 1) * spacing < length * (1 + 1e-6)


def test_every_formula_of_the_data_is_there_and_has_its_numbers():
    extents = {"length_km", "area_km2", "sites", "people", "inspected"}
    for method in METHODS.values():
        if method.formula == "troop_to_task":
            assert method.tasks
            continue
        needed = set(inspect.signature(FORMULAS[method.formula]).parameters)
        given_ = {p.name for p in method.parameters}
        assert given_ <= needed, method.id
        assert needed - given_ <= extents, method.id
        assert needed & extents, method.id


def test_every_number_has_a_basis_and_a_source():
    for method in METHODS.values():
        assert method.limits
        assert method.source
        assert all(p.source and p.lo <= p.mid <= p.hi for p in method.parameters), method.id


def test_every_formula_says_what_it_is():
    for formula in (*FORMULAS.values(), on_ground.rotation, on_ground.reserve):
        assert len(inspect.getdoc(formula)) > 60


def test_deterrence_is_published_only_and_the_ratio_never_interposes():
    assert {m.concept for m in METHODS.values()} == {"monitor", "protect_sites", "reassure"}
    assert "deter" in {p.concept for p in shipped_proposals()}
    assert METHODS["population"].concept == "reassure"
    assert "warning" in METHODS["population"].limits


def test_a_range_takes_all_ends_at_once():
    lo, mid, hi = ends(on_line.response, (*METHODS["response"].parameters, length(1100)))
    assert (lo, mid, hi) == (7, 10, 15)
    assert math.ceil(1100 / (2 * 50 * 1.75)) == lo
    assert math.ceil(1100 / (2 * 30 * 1.25)) == hi


def length(km):
    return default("posts", "spacing_km").but(name="length_km", lo=km, mid=km, hi=km, unit="km")
