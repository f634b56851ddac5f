"""Which reports become one incident, told as small cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lakeview import REGION, at, judged, partition, told

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.record import content_id
from truceline.model.table import GROUP_SCHEMA, REPORT_SCHEMA, report_table
from truceline.stages.fusion import contradictions, fuse

NIGHT, WHOLE_DAY = (-4, 8), (0, 24)

CASES = {
    "copies of one bulletin": (
        [told("a"), told("b", source="Wire"), told("c", source="Mirror", day=1)],
        ["a b c"],
    ),
    "exact minutes that differ": ([told("a"), told("b", when=(2.7, 2.7), text="hit")], ["a", "b"]),
    "clocks that differ by minutes": ([told("a"), told("b", when=(2.1, 2.1))], ["a b"]),
    "the same place on the next day": (
        [told("a", when=WHOLE_DAY), told("b", when=(24, 48), day=1)],
        ["a", "b"],
    ),
    "a whole day doesn't tie two nights": (
        [
            told("a", when=(1, 1)),
            told("b", when=(23, 23), day=1, text="hit"),
            told("c", when=WHOLE_DAY),
        ],
        ["a c", "b"],
    ),
    "two items on one page": (
        [
            told("a", source_url="page", when=WHOLE_DAY),
            told("b", source_url="page", when=WHOLE_DAY),
        ],
        ["a", "b"],
    ),
    "one page, two claimants": (
        [told("a", source_url="page"), told("b", source_url="page", claimant="the governor")],
        ["a b"],
    ),
    "a page listed in two datasets": (
        [told("a", source_url="page"), told("b", source_url="page", dataset="wire")],
        ["a wire.b"],
    ),
    "two lists of the same two items": (
        [
            told("a", source_url="p", when=(1, 1)),
            told("b", source_url="p", when=(3, 3)),
            told("c", source_url="q", when=(1, 1)),
            told("d", source_url="q", when=(3, 3)),
        ],
        ["a c", "b d"],
    ),
    "a region-only row joins the item of its kind": (
        [
            told("a", when=(1, 1)),
            told("b", when=(2, 2), target_category="energy/power_line", target_name="line 7"),
            told(
                "c",
                when=WHOLE_DAY,
                target_category="energy/power_line",
                target_name=None,
                **REGION,
            ),
        ],
        ["a", "b c"],
    ),
    "a blanket denial joins what it denies": (
        [
            told("a", when=NIGHT),
            told(
                "b",
                when=NIGHT,
                stance="denies",
                about="occurrence",
                claimant="Ruritanian staff",
                claimant_side="RUR",
                text="no strike",
                **REGION,
            ),
        ],
        ["a b"],
    ),
    "blamed on both sides": (
        [
            told("a", kind="sabotage/sabotage", alleged_actor="RUR"),
            told(
                "b",
                kind="fire/shelling",
                alleged_actor="FRE",
                claimant="Ruritanian staff",
                stance="denies",
                about="actor",
            ),
        ],
        ["a b"],
    ),
    "another site in town": (
        [
            told("a", when=WHOLE_DAY),
            told(
                "b",
                when=WHOLE_DAY,
                target_category="energy/refinery",
                target_name="oil works",
                text="?",
            ),
        ],
        ["a", "b"],
    ),
    "an unknown start before publication": (
        [told("a", when=(2, 3)), told("b", when=(None, 24), text="downed")],
        ["a b"],
    ),
    "no place, but the site and the minute": ([told("a"), told("b", lat=None, lon=None)], ["a b"]),
    "no place and nothing else": (
        [told("a"), told("b", lat=None, lon=None, place_name=None, target_name=None)],
        ["a", "b"],
    ),
    "no time at all but known": (
        [told("a", when=(2, 3)), told("b", start=None, end=None)],
        ["a b"],
    ),
    "no time whatever": ([told("a"), told("b", start=None, end=None, known=None)], ["a", "b"]),
}
LATE = told("z", day=26, when=(620, 632), text="8 drones downed")
OLD = told("a", text="8 drones downed", when=(1, 3))
LATE_CASES = {
    "a late copy under its page's night": ([OLD, LATE], ["a z"]),
    "another effect": ([OLD, LATE.but(text="9 drones downed")], ["a", "z"]),
    "another site": ([OLD, LATE.but(target_name="Oldmill")], ["a", "z"]),
    "another claimant": ([OLD, LATE.but(claimant="the governor")], ["a", "z"]),
    "an exact time of its own": ([OLD, LATE.but(start=at(622), end=at(622))], ["a", "z"]),
    "no words on the effect": ([OLD.but(text=None), LATE.but(text=None)], ["a", "z"]),
    "a region is no place": ([told("a", **REGION), LATE.but(**REGION)], ["a", "z"]),
    "less than a week later": ([OLD, told("z", day=6, when=(140, 152))], ["a", "z"]),
    "a copy of a copy": (
        [OLD, LATE, LATE.but(report_id="y", published=at(960), known=at(984), end=at(960))],
        ["a z", "y"],
    ),
    "an item told again in the next list": (
        [told("a", day=0), told("b", day=1, when=(26, 26), target_category="energy/power_line")],
        ["a b"],
    ),
    "the same minute a day later on one page": ([told("a"), told("b", when=(26, 26))], ["a", "b"]),
}


@pytest.mark.parametrize("name", CASES)
def test_reports_of_one_act_join(name):
    reports, groups = CASES[name]
    assert partition(reports) == groups


@pytest.mark.parametrize("name", LATE_CASES)
def test_old_news_joins_its_incident_by_rule(name):
    reports, groups = LATE_CASES[name]
    assert partition(reports) == groups


def test_an_incident_is_named_after_its_smallest_report():
    groups = fuse(report_table([told("b"), told("a"), told("c")]), (), EmbeddedEngine())
    assert groups.schema == GROUP_SCHEMA
    assert groups["report_id"].to_pylist() == ["press.a", "press.b", "press.c"]
    assert set(groups["incident_id"].to_pylist()) == {"I-press.a"}
    assert all(0 < p <= 1 for p in groups["probability"].to_pylist())


def test_no_reports_make_no_groups():
    assert fuse(REPORT_SCHEMA.empty_table(), (), EmbeddedEngine()).num_rows == 0


def test_clear_cases_are_surer_than_doubtful_ones():
    clear = [told("a"), told("b")]
    doubtful = [told("a"), told("b", when=(-40, 8), kind="fire/mlrs", target_name=None, **REGION)]
    sure, unsure = (
        fuse(report_table(r), (), EmbeddedEngine())["probability"][1].as_py()
        for r in (clear, doubtful)
    )
    assert sure > 0.9 > unsure


def test_same_joins_what_evidence_keeps_apart():
    far = [told("a"), told("b", lat=10.0, when=(500, 500))]
    assert partition(far) == ["a", "b"]
    assert partition(far, [judged("same", "a", "b")]) == ["a b"]


def test_different_parts_what_evidence_joins():
    reports = [told("a"), told("b"), told("c")]
    groups = partition(reports, [judged("different", "a", "b")])
    assert not any({"a", "b"} <= set(g.split()) for g in groups)
    assert len(groups) == 2


def test_a_reviewer_overrules_the_rule_of_late_copies():
    assert partition([OLD, LATE], [judged("different", "a", "z")]) == ["a", "z"]


def test_a_superseded_judgement_is_as_if_never_made():
    first = judged("different", "a", "b")
    second = judged("exempt", "a", at=at(1), supersedes=content_id(first))
    assert partition([told("a"), told("b")], [first, second]) == ["a b"]


def test_reject_leaves_a_report_out():
    assert partition([told("a"), told("b")], [judged("reject", "b")]) == ["a"]


def test_relocate_and_rekind_change_a_report_before_matching():
    away = told("b", lat=49.5, place_name=None, admin1=None, target_name=None)
    assert partition([told("a"), away]) == ["a", "b"]
    assert partition([told("a"), away], [judged("relocate", "b", value="48.0, 30.0, 2")]) == ["a b"]
    other = told("b", kind="ground/movement", target_name=None, place_name=None)
    both = [told("a", target_name=None, when=WHOLE_DAY), other]
    before = fuse(report_table(both), (), EmbeddedEngine())["probability"][1].as_py()
    rekind = [judged("rekind", "b", value="air/drone_strike")]
    after = fuse(report_table(both), rekind, EmbeddedEngine())["probability"][1].as_py()
    assert partition(both) == ["a b"]
    assert after > before


def test_contradictory_judgements_are_problems_and_same_stands():
    made = [judged("same", "a", "b"), judged("same", "b", "c"), judged("different", "a", "c")]
    (problem,) = contradictions(made)
    assert "press.a, press.c" in str(problem)
    assert partition([told("a"), told("b"), told("c")], made) == ["a b c"]


@pytest.mark.parametrize("value", ["", "48,30", "91,30,1", "48,30,-1", "48,30,nan", "x,y,z"])
def test_a_place_that_is_none_is_a_problem(value):
    made = [judged("relocate", "a", value=value)]
    assert len(contradictions(made)) == 1
    assert partition([told("a"), told("b")], made) == ["a b"]


def test_an_act_that_is_none_is_a_problem_with_the_nearest():
    (problem,) = contradictions([judged("rekind", "a", value="air/drone_strik")])
    assert "air/drone_strike" in problem.hint


SITES = st.sampled_from(["Lakeview substation", "Oldmill refinery", None])


@st.composite
def some_reports(draw):
    count = draw(st.integers(2, 14))
    return [
        told(
            f"r{n:02}",
            when=(hour := draw(st.integers(0, 60)), hour + draw(st.sampled_from([0, 1, 12, 24]))),
            lat=48 + draw(st.integers(0, 6)) / 20,
            place_uncertainty_km=draw(st.sampled_from([2.0, 20.0, 100.0])),
            place_name=draw(st.sampled_from(["Lakeview", "Oldmill", None])),
            target_name=draw(SITES),
            source_url=draw(st.sampled_from([None, "p", "q"])),
            day=draw(st.integers(0, 2)),
        )
        for n in range(count)
    ]


@settings(max_examples=40, deadline=None)
@given(some_reports(), st.randoms(use_true_random=False))
def test_neither_order_nor_blocks_matter(reports, random):
    whole = fuse(report_table(reports), (), EmbeddedEngine())
    random.shuffle(reports)
    assert fuse(report_table(reports), (), EmbeddedEngine(workers=1)).equals(whole)


@settings(max_examples=40, deadline=None)
@given(some_reports(), st.data())
def test_hard_constraints_hold_unless_they_contradict(reports, data):
    ids = [r.report_id for r in reports]
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    made = [judged("same", *p) for p in data.draw(st.lists(pair, max_size=3))]
    made += [judged("different", *p) for p in data.draw(st.lists(pair, max_size=3))]
    groups = [set(g.split()) for g in partition(reports, made)]
    set_aside = {p.field for p in contradictions(made)}
    for judgement in made:
        together = any({k.removeprefix("press.") for k in judgement.about} <= g for g in groups)
        named = ", ".join(sorted(judgement.about))
        assert together == (judgement.verdict == "same" or named in set_aside)


@settings(max_examples=30, deadline=None)
@given(some_reports())
def test_a_copy_elsewhere_joins_and_disturbs_nobody(reports):
    """A copy of a report in another paper lands with it, and parts no others."""
    plain = [r.but(source_url=None, place_uncertainty_km=2.0) for r in reports]
    before = partition(plain)
    after = partition([*plain, plain[0].but(report_id="zz", source="Mirror")])
    home = next(g for g in after if "r00" in g.split())
    assert "zz" in home.split() or before == [g for g in after if g != "zz"]
    torn = [g for g in before if not any(set(g.split()) <= set(h.split()) for h in after)]
    assert len(torn) <= 1


def test_one_odd_report_cannot_chain_two_acts():
    left = [told(f"a{n}", when=(1, 1.4), place_name=None, target_name=None) for n in range(4)]
    right = [
        told(f"b{n}", when=(9, 9.4), place_name=None, target_name=None, text="hit", lat=48.1)
        for n in range(4)
    ]
    bridge = told("m", when=(1, 10), place_name=None, target_name=None, lat=48.05)
    groups = partition([*left, *right, bridge])
    assert not any({"a0", "b0"} <= set(g.split()) for g in groups)
    assert np.all([len(g.split()) >= 4 for g in groups])
