from datetime import date

import pytest

from truceline.foundation.mission.planfile import check_plan, read_plan
from truceline.model.mission import MissionSpec, Party
from truceline.model.place import ZoneSpec
from truceline.model.plan import TOLERANCES_KM

LEAST = "months: {from: 2031-06-01, until: 2032-06-01}\nhost: FRE\nzone: buffer\n"
WHOLE = (
    LEAST.replace("zone: buffer", "zone: {from_line: [-5 km, 5 km]}")
    + """consent: [both, host_only]
sectors:
  - {id: N, name: North, until: Northbridge}
  - {id: M, until_km: 40}
  - {id: S}
resolution_km: [5, 0.5]
options:
  - {id: small, name: Small, concept: monitor, strength: [400, 600], parts: {observers: 300, force: 500}, source: press}
  - {id: one, concept: deter, strength: 900, source: press}
sizing:
  density_force: {per_km: [9, 12, 14], source: the mission before}
  rotation: {dwell: 12, source: our own rule}
population: {N: 1000, S: 2000}
inspected: 8
backstop:
  - {provider: Sylvania, condition: a vote, delay_days: 14, agreed: no, capabilities: {airlift: 2}}
siting: {spacing_km: 2, budget: 45, crew: 200, floor: 0.1, per_site: 2, cover: 2, kinds: [camera], crew_of: {SYL: 50}, forced: [a], barred: [b]}
simulation: {days: 30, replicas: 5, seed: 7, analysts: 2, rates: {fire/mortar: 3}}
assets: assets.csv
pledges: tables/pledges.csv
"""
)


def test_a_whole_plan():
    plan, problems = read_plan(WHOLE, "plan.yaml")
    assert problems == ()
    assert (plan.start, plan.end, plan.host) == (date(2031, 6, 1), date(2032, 6, 1), "FRE")
    assert plan.zone == ZoneSpec(id="zone", from_line=(-5.0, 5.0))
    assert [(e.id, e.until, e.until_km) for e in plan.sector_ends] == [
        ("N", "Northbridge", None),
        ("M", "", 40.0),
        ("S", "", None),
    ]
    assert (plan.sector_count, plan.tolerances_km) == (3, (0.5, 5.0))
    assert [(o.id, o.lo, o.hi) for o in plan.options] == [("small", 400, 600), ("one", 900, 900)]
    (density,) = plan.overrides["density_force"]
    assert (density.lo, density.mid, density.hi) == (9, 12, 14)
    assert (density.source, density.basis) == ("the mission before", "assumption")
    assert plan.overrides["rotation"][0].mid == 12
    assert (plan.population, plan.inspected) == ({"N": 1000, "S": 2000}, {"": 8})
    assert (plan.backstop[0].provider, plan.backstop[0].agreed) == ("Sylvania", False)
    assert (plan.siting.crew_of, plan.siting.kinds) == ({"SYL": 50}, ("camera",))
    assert (plan.simulation.replicas, plan.simulation.rates) == (5, {"fire/mortar": 3})
    assert (plan.assets, plan.pledges, plan.effort) == ("assets.csv", "tables/pledges.csv", "")


def test_the_least_plan_has_defaults():
    plan, problems = read_plan(LEAST, "plan.yaml")
    assert problems == ()
    assert (plan.zone, plan.zone_id, plan.sector_count) == (None, "buffer", 1)
    assert (plan.consents, plan.tolerances_km) == (("both",), TOLERANCES_KM)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("host: FRE\nzone: b\n", "`months` is missing"),
        (LEAST.replace("host: FRE\n", ""), "`host` is missing"),
        (LEAST.replace("zone: buffer\n", ""), "`zone` is missing"),
        (LEAST.replace("2032-06-01", "2031-06-01"), "until lies not after from"),
        (LEAST.replace("2031-06-01", "2031-06-15"), "first day"),
        (LEAST.replace("zone: buffer", "zone: {width: 5}"), "expected a length with its unit"),
        ("- a\n", "`key: value` pairs"),
    ],
)
def test_without_months_host_or_zone_there_is_no_plan(text, said):
    plan, problems = read_plan(text, "plan.yaml")
    assert plan is None
    assert any(said in p.message for p in problems), problems


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("conset: both", "unknown key `conset`"),
        ("consent: everybody", "`everybody` isn't one of the words"),
        ("sectors: 0", "must be from 1 to 100"),
        ("sectors: [{id: A}, {id: B}]", "doesn't say where it ends"),
        ("sectors: [{id: A, until: X, until_km: 3}, {id: B}]", "ends at a place and at a km"),
        ("sectors: [{id: A, until_km: 3}, {id: A}]", "A stands twice"),
        ("resolution_km: [0]", "must be from 0.001 to 100"),
        ("options: [{id: o, concept: monitor, strength: 5}]", "`source` is missing"),
        ("options: [{id: o, concept: conquer, strength: 5, source: s}]", "`conquer`"),
        ("options: [{id: o, concept: monitor, strength: [9, 5], source: s}]", "or falls"),
        (
            "options: [{id: o, concept: monitor, strength: 5, parts: {observer: 5}, source: s}]",
            "`observer` is no known capability",
        ),
        ("sizing: {density_force: {per_km: 9}}", "`source` is missing"),
        ("sizing: {density_force: {per_mile: 9, source: s}}", "unknown key `per_mile`"),
        ("sizing: {densty: {per_km: 9, source: s}}", "unknown key `densty`"),
        ("sizing: {density_force: {per_km: [9, 5, 12], source: s}}", "must not fall"),
        ("sizing: {density_force: {per_km: [9, 12], source: s}}", "[lo, mid, hi]"),
        ("sizing: {density_force: {per_km: 0, source: s}}", "must be more than 0"),
        ("sizing: {patrols: {crew: -2, source: s}}", "must be more than 0"),
        ("sizing: {guards: {absence: 1, source: s}}", "between 0 and 1"),
        ("sizing: {response: {alert_h: 2, source: s}}", "leaves no time to drive"),
        ("population: {Q: 5}", "unknown key `Q`"),
        ("inspected: -3", "must be at least 0"),
        ("backstop: [{provider: S, capabilities: {airlift: 1}}]", "`condition` is missing"),
        (
            "backstop: [{provider: S, condition: c, capabilities: {airlif: 1}}]",
            "`airlif` is no known capability",
        ),
        ("siting: {budget: -1}", "must be at least 0"),
        ("siting: {kinds: [periscope]}", "`periscope`"),
        ("simulation: {rates: {fire/motar: 1}}", "`fire/motar` is no known act"),
        ("simulation: {rates: {fire/*: 1}}", "is no known act"),
        ("assets: ../assets.csv", "leaves the mission folder"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_and_left_out(more, said):
    plan, problems = read_plan(LEAST + more + "\n", "plan.yaml")
    assert plan is not None
    assert any(said in f"{p.message} {p.hint}" for p in problems), problems
    assert all(p.line == 4 for p in problems)


MISSION = MissionSpec(
    name="m",
    parties=(Party(id="FRE", name="F"), Party(id="RUR", name="R")),
    line_through=("A", "B"),
    line_left="FRE",
    line_right="RUR",
)


@pytest.mark.parametrize(
    ("plan", "mission", "said"),
    [
        (LEAST, MISSION, ""),
        (LEAST.replace("FRE", "SYL"), MISSION, "SYL is no party"),
        (LEAST.replace("buffer", "bufer"), MISSION, "no zone bufer"),
        (LEAST, MISSION.but(line_through=()), "has no line"),
        (LEAST + "consent: host_only\n", MISSION.but(line_left="", line_right=""), "which side"),
    ],
)
def test_a_plan_fits_its_mission(plan, mission, said):
    read, _ = read_plan(plan, "plan.yaml")
    found = check_plan(read, mission, ["buffer"])
    assert [said in p.message for p in found] == [True] * bool(said)
