"""What an incident says of its reports: when, where, what, who."""

from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lakeview import REGION, at, origins, told

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.record import Interval
from truceline.model.table import GROUP_SCHEMA, report_table
from truceline.stages.fusion import fuse, gather

DENIES = {"stance": "denies", "claimant": "Ruritanian staff", "claimant_side": "RUR"}


def one(*reports, group=lambda r: r.claimant_side):
    """The incident of reports that are all put in one group."""
    first = min(r.key for r in reports)
    rows = [{"report_id": r.key, "incident_id": f"I-{first}", "probability": 0.9} for r in reports]
    groups = pa.Table.from_pylist(rows, schema=GROUP_SCHEMA)
    (incident,) = gather(report_table(reports), groups, origins(reports, group))
    return incident


def shares(found):
    return {s.value: round(s.share, 3) for s in found}


def interval(a, b):
    return Interval(start=at(a), end=at(b))


TIMES = {
    "an exact minute within a day": ([(2, 2), (0, 24)], (2, 2), ""),
    "the largest set that agrees": ([(0, 24), (0, 24), (30, 31)], (0, 24), "c"),
    "the sharper of two equal sets": ([(0, 24), (30, 31)], (30, 31), "a"),
    "the earlier of two alike": ([(0, 1), (5, 6)], (0, 1), "b"),
    "intervals that only touch don't meet": ([(0, 5), (5, 10), (5, 7)], (5, 7), "a"),
    "only an end": ([(None, 24), (2, 3)], (2, 3), ""),
}


@pytest.mark.parametrize("name", TIMES)
def test_when_is_the_intersection_of_the_largest_compatible_set(name):
    given_, expected, outside = TIMES[name]
    reports = [told(key, when=when) for key, when in zip("abc", given_, strict=False)]
    incident = one(*reports)
    assert incident.when == interval(*expected)
    assert incident.outside == tuple(f"press.{key}" for key in outside)


def test_an_end_alone_is_no_interval():
    incident = one(told("a", when=(None, 24)), told("b", when=(None, 30)))
    assert (incident.when, incident.time_uncertainty_h, incident.outside) == (None, 0.0, ())


def test_an_affirming_report_counts_more_than_a_denial():
    incident = one(told("a", when=(0, 24)), told("b", when=(30, 31), **DENIES, about="occurrence"))
    assert incident.when == interval(0, 24)
    assert incident.outside == ("press.b",)


def test_instants_that_agree_within_their_uncertainty():
    unsure = {"time_uncertainty_h": 1.0}
    incident = one(told("a", when=(2, 2), **unsure), told("b", when=(3, 3), **unsure))
    assert incident.when == interval(2, 3)
    assert incident.time_uncertainty_h == 0
    assert one(told("a", when=(2, 2), **unsure)).time_uncertainty_h == 1


def test_no_time_at_all():
    incident = one(told("a", start=None, end=None))
    assert incident.when is None
    assert incident.outside == ()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), min_size=1, max_size=8))
def test_when_meets_as_many_reports_as_any_moment_can(drawn):
    reports = [told(f"r{n}", when=(a, a + width)) for n, (a, width) in enumerate(drawn)]
    incident = one(*reports)
    held = len(reports) - len(incident.outside)
    spans = [Interval(start=r.start, end=r.end) for r in reports]
    moments = [at(h / 2) for h in range(130)]
    assert held >= max(sum(s.holds(m) for s in spans) for m in moments)


def test_a_precise_place_dominates_and_copies_make_it_no_surer():
    incident = one(told("a"), told("b"), told("c", **REGION))
    assert (incident.where.lat, incident.where.lon) == (48.0, 30.0)
    assert incident.where.radius_km == 5.0
    assert incident.where.name == "Lakeview"


def test_places_that_differ_widen_the_error():
    incident = one(told("a"), told("b", lat=48.1))
    assert incident.where.lat == pytest.approx(48.05)
    assert 5.0 < incident.where.radius_km < 8.0


def test_only_a_region_stays_a_region():
    incident = one(told("a", **REGION, place_basis="region"))
    assert incident.where.basis == "region"
    assert incident.where.radius_km == 100.0


def test_no_place():
    assert one(told("a", lat=None, lon=None)).where is None


def test_one_garbled_copy_weighs_little():
    good = [told(f"r{n}", source=f"S{n}") for n in range(9)]
    incident = one(*good, told("x", target_category="energy/pumping_station"))
    assert shares(incident.categories)["energy/substation"] == 0.9


def test_each_origin_weighs_alike_however_often_it_is_copied():
    copies = [told(f"r{n}") for n in range(8)]
    other = told("x", kind="fire/shelling", claimant="A farmer", claimant_side="third")
    assert shares(one(*copies, other).acts) == {"air/drone_strike": 0.5, "fire/shelling": 0.5}


def test_an_unconfirmed_report_weighs_half():
    rumour = told(
        "x", stance="unconfirmed", target_category="energy/refinery", claimant_side="third"
    )
    found = shares(one(told("a"), rumour).categories)
    assert found == {"energy/substation": 0.667, "energy/refinery": 0.333}


def test_who_denies_it_happened_doesnt_say_what_was_hit():
    denial = told("b", **DENIES, about="occurrence", target_category="energy/refinery")
    assert shares(one(told("a"), denial).categories) == {"energy/substation": 1.0}


def test_who_blames_the_other_side_speaks_of_the_object():
    counter = told("b", **DENIES, about="actor", alleged_actor="FRE", kind="fire/shelling")
    incident = one(told("a"), counter)
    assert shares(incident.acts) == {"air/drone_strike": 0.5, "fire/shelling": 0.5}
    assert incident.accused == ("FRE", "RUR")


ACCUSED = {
    "a claim": ([told("a")], ("RUR",)),
    "a blanket denial accuses nobody": ([told("a", **DENIES, about="all")], ()),
    "a denial beside the claim": ([told("a"), told("b", **DENIES, about="occurrence")], ("RUR",)),
    "unknown is nobody": ([told("a", alleged_actor="unknown")], ()),
    "only unconfirmed": ([told("a", stance="unconfirmed")], ("RUR",)),
    "a firm word beside a rumour": (
        [told("a"), told("b", stance="unconfirmed", alleged_actor="FRE")],
        ("FRE", "RUR"),
    ),
    "a denial that names its own side": (
        [
            told("a"),
            told("b", stance="denies", about="actor", claimant_side="FRE", alleged_actor="FRE"),
        ],
        ("RUR",),
    ),
}


@pytest.mark.parametrize("name", ACCUSED)
def test_accused_are_those_that_a_report_blames(name):
    reports, accused = ACCUSED[name]
    assert one(*reports).accused == accused


def test_it_is_known_when_the_first_report_is():
    incident = one(told("a", day=3), told("b", day=1))
    assert incident.known == at(48)


def test_fused_and_gathered_incidents_hold_every_report_once():
    reports = [told("a"), told("b"), told("c", when=(60, 61), day=2)]
    table = report_table(reports)
    groups = fuse(table, (), EmbeddedEngine())
    incidents = gather(table, groups, origins(reports))
    assert [i.id for i in incidents] == ["I-press.a", "I-press.c"]
    assert [k for i in incidents for k in i.report_ids] == ["press.a", "press.b", "press.c"]
    shuffled = gather(table.take([2, 0, 1]), groups, origins(reports))
    assert shuffled == incidents
    assert incidents[0].when.end - incidents[0].when.start == timedelta(0)
