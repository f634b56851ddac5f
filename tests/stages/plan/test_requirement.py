"""Sizing on a line whose numbers can be done by hand, and what consent does to them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.mission.sizingfile import shipped_methods
from truceline.foundation.places.line import length_km
from truceline.foundation.places.sectors import sectors_of
from truceline.foundation.places.zone import zone_geometry
from truceline.model.mission import Site
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import CONSENTS, SIZED_CONCEPTS, Asset, Parameter, PlanSpec
from truceline.model.record import Problem
from truceline.stages.plan.consent import changed, keep_assets
from truceline.stages.plan.ground import survey
from truceline.stages.plan.requirement import size, size_ground, spans

NORTHWARD = Line(vertices=((48.0, 30.0), (48.5, 30.0), (49.0, 30.0)), left="WEST", right="EAST")
ZONE = zone_geometry(ZoneSpec(id="z", from_line=(-5, 15)), NORTHWARD)
SECTORS, _ = sectors_of(NORTHWARD, 2)
SITES = (
    Site(id="near", name="near", category="energy/substation", lat=48.1, lon=29.98),
    Site(id="over", name="over", category="energy/substation", lat=48.9, lon=30.05),
    Site(id="far", name="far", category="energy/power_plant", lat=48.5, lon=25.0),
)
PLAN = PlanSpec(start=date(2031, 6, 1), end=date(2032, 6, 1), host="WEST", consents=CONSENTS)
GROUND = survey(NORTHWARD, ZONE, SECTORS, SITES, PLAN.tolerances_km)


def by_method(sized):
    return {(s.method, s.sector): s for s in sized}


def sized(consent="both", plan=PLAN):
    return by_method(size_ground(GROUND, plan, consent))


def test_a_straight_line_by_hand():
    found = sized()
    km = length_km(NORTHWARD)
    assert found["density_force", ""].hi == pytest.approx(14 * km)
    assert found["density_force", ""].lo == pytest.approx(13.6 * km)
    assert found["area_force", ""].hi == pytest.approx(1.36 * sum(GROUND.whole.area_km2))
    assert found["guards", ""].mid == pytest.approx(3 * 12 * 3.75)
    assert found["guards", "A"].mid == pytest.approx(1 * 12 * 3.75)
    assert found["posts", ""].mid == -(-km // 1.7)


def test_size_is_the_survey_and_the_methods():
    assert size(NORTHWARD, ZONE, SECTORS, SITES, PLAN, "both") == tuple(sized().values())


def test_sectors_add_up_where_nothing_is_rounded_up():
    found = sized()
    for method in ("density_force", "area_force", "patrols"):
        parts = sum(found[method, sector].mid for sector in "AB")
        assert parts == pytest.approx(found[method, ""].mid, rel=1e-4)
    assert sum(found["posts", s].hi for s in "AB") >= found["posts", ""].hi


def test_persons_have_a_pool_and_things_have_none():
    for s in sized().values():
        assert s.lo <= s.mid <= s.hi
        assert (s.pool is not None) == (s.unit == "personnel")
        assert s.pool is None or s.pool == pytest.approx((3 * s.lo, 4 * s.mid, 5 * s.hi))


def test_nothing_is_one_number_and_everything_says_where_it_comes_from():
    for s in sized().values():
        assert s.concept in SIZED_CONCEPTS
        assert s.assumptions
        assert s.formula
        assert s.source
        assert s.limits


def test_a_length_says_its_resolution():
    told = [words for words in sized()["posts", ""].assumptions if words.startswith("length_km")]
    assert "a vertex every 55.6 km" in told[0]


def test_the_host_alone_leaves_its_half():
    both, host = sized(), sized("host_only")
    west, east = GROUND.whole.area_km2
    share = west / (west + east)
    assert host["density_force", ""].mid == pytest.approx(share * both["density_force", ""].mid)
    assert host["area_force", ""].mid == pytest.approx(1.36 * west)
    assert host["guards", ""].mid == pytest.approx(2 * 12 * 3.75)
    assert host["satellite_passes", ""] == both["satellite_passes", ""].but(
        consent="host_only", assumptions=host["satellite_passes", ""].assumptions
    )
    assert host["tasks_reassure", ""].mid == both["tasks_reassure", ""].mid
    assert any("unseen" in words for words in host["density_force", ""].assumptions)


def test_without_consent_only_what_works_from_outside_is_left():
    assert {method for method, _ in sized("none")} == {"satellite_passes"}


def test_what_a_scenario_changes():
    assert changed(GROUND, PLAN, "none").sites == (0, 3)
    assert changed(GROUND, PLAN, "host_only").sites == (2, 1)
    kept, lost = changed(GROUND, PLAN, "host_only").area_km2
    assert (kept, lost) == GROUND.whole.area_km2


@pytest.mark.parametrize(("left", "host"), [("", "WEST"), ("WEST", "SOUTH")])
def test_a_host_without_a_side_is_refused(left, host):
    ground = GROUND._replace(left=left)
    found = size_ground(ground, PLAN.but(host=host), "host_only")
    assert isinstance(found, Problem)
    assert "on which side" in found.message
    assert size_ground(ground, PLAN.but(host=host), "both")


def test_a_line_that_crosses_itself_is_refused():
    eight = Line(vertices=((48.0, 30.0), (48.5, 30.5), (48.5, 30.0), (48.0, 30.5)))
    assert isinstance(size(eight, ZONE, SECTORS, SITES, PLAN, "both"), Problem)


def test_what_nobody_counted_isnt_sized():
    assert ("population", "") not in sized()
    assert ("inspection", "") not in sized()
    plan = PLAN.but(population={"A": 100_000.0, "B": 50_000.0}, inspected={"": 6.0})
    found = sized(plan=plan)
    assert (found["population", "A"].lo, found["population", ""].hi) == (100, 3000)
    assert ("inspection", "") in found
    assert ("inspection", "A") not in found


def test_a_plan_puts_its_own_numbers():
    own = Parameter(name="per_km", lo=20, mid=20, hi=20, source="ours")
    found = sized(plan=PLAN.but(overrides={"density_force": (own,)}))["density_force", ""]
    assert found.mid == pytest.approx(20 * length_km(NORTHWARD), rel=1e-6)
    assert any("ours" in words for words in found.assumptions)


def test_spans_are_ends_and_never_means():
    found = size_ground(GROUND, PLAN, "both")
    (span,) = [
        s
        for s in spans(found)
        if (s.concept, s.capability, s.sector) == ("monitor", "force", "")
        and "density_force" in s.methods
    ]
    among = [s for s in found if s.method in span.methods and not s.sector]
    assert set(span.methods) == {"density_force", "area_force", "tasks_monitor"}
    assert (span.lo, span.hi) == (min(s.lo for s in among), max(s.hi for s in among))
    assert span.pool == (min(s.pool[0] for s in among), max(s.pool[2] for s in among))


def test_parts_and_reserves_stand_by_themselves():
    found = spans(size_ground(GROUND, PLAN, "both"))
    parts = {m.id for m in shipped_methods() if m.part}
    alone = [s for s in found if parts & set(s.methods)]
    assert alone
    assert all(len(s.methods) == 1 for s in alone)
    reserves = [s for s in found if any(m.startswith("reserve:") for m in s.methods)]
    assert all(m.startswith("reserve:") for s in reserves for m in s.methods)


def asset(name, lon, kind="camera", territory=()):
    return Asset(id=name, kind=kind, profile=kind, lat=48.5, lon=lon, territory=territory)


@pytest.mark.parametrize(
    ("consent", "kept"),
    [
        ("both", {"west", "east", "own", "satellite"}),
        ("host_only", {"west", "own", "satellite"}),
        ("none", {"satellite"}),
    ],
)
def test_assets_fall_out_with_the_ground_they_stand_on(consent, kept):
    assets = (
        asset("west", 29.9),
        asset("east", 30.1),
        asset("own", 29.9, territory=("WEST",)),
        asset("stranger", 30.1, territory=("WEST",)),
        asset("satellite", 30.1, kind="satellite_pass"),
    )
    found = keep_assets(assets, NORTHWARD, PLAN, consent)
    assert {a.id for a in found.working} == kept
    assert {a.id for a, why in found.out if why} == {a.id for a in assets} - kept


@settings(deadline=None, max_examples=20)
@given(st.floats(0.5, 2.0))
def test_a_denser_line_never_needs_less(factor):
    method = next(m for m in shipped_methods() if m.id == "density_force")
    (p,) = method.parameters
    more = p.but(lo=p.lo * factor, mid=p.mid * factor, hi=p.hi * factor)
    found = sized(plan=PLAN.but(overrides={"density_force": (more,)}))
    plain = sized()["density_force", ""]
    assert (found["density_force", ""].mid >= plain.mid) == (factor >= 1)
