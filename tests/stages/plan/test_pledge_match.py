"""Pledges matched with requirements: equal to brute force on tiny cases, and honest about the rest."""

import itertools
import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from truceline.model.matching import MatchScenario
from truceline.model.plan import Backstop, Pledge, Requirement
from truceline.stages.plan.pledge import match
from truceline.stages.plan.pledges import solve
from truceline.stages.plan.scenarios import compare, marginals

STAND = (Backstop(provider="X", capabilities={"airlift": 0.0}, delay_days=20),)
PLACES = 40.0


def month(place):
    return date(2031 + place // 12, place % 12 + 1, 1)


def pledge(name, quantity=10.0, first=0, last=4, **more):
    kept = {"contributor": name.upper(), "capability": "observers", "status": "firm", **more}
    return Pledge(pledge_id=name, quantity=quantity, start=month(first), end=month(last), **kept)


def line(name="l", quantity=10.0, first=0, last=4, **more):
    kept = {"capability": "observers", "sector": "A", **more}
    return Requirement(line_id=name, quantity=quantity, start=month(first), end=month(last), **kept)


def solved(pledges, lines, scenario=None, backstop=STAND):
    found = match(pledges, lines, backstop, scenario or MatchScenario(), 20.0, 1)
    assert found.status == "optimal"
    return found


def missing(pledges, lines, **settings_):
    return solved(pledges, lines, MatchScenario(**settings_)).objective


# --- brute force, written from docs/methods/pledges.md and from nothing of the solver's


def patterns(one, months):
    """Every (months, strength) in which a pledge may be there, `None` for not at all."""
    said = dict(c.split(":") for c in one.caveats if c.count(":") == 1)
    tour, dwell = int(said.get("tour_months", 2)), int(said.get("dwell", 0))
    least = float(said.get("minimum", 0))
    called = 1 if "backstop:airlift" in one.depends_on else 0
    open_ = [m for m in range(called, months) if one.start <= month(m) < one.end]
    yield None
    for first in open_:
        for tours in range(1, months + 1):
            shared = [m for m in open_ if first <= m < first + tours * tour]
            if one.quantity / (1 + dwell) >= least:
                yield tuple(shared), one.quantity / (1 + dwell)
            cycle = tour * (1 + dwell)
            on = [m for m in open_ if 0 <= m - first < tours * cycle and (m - first) % cycle < tour]
            if dwell and one.quantity >= least:
                yield tuple(on), one.quantity


def brute(pledges, lines, months):
    choices = [sorted(set(patterns(p, months)), key=str) for p in pledges]
    best, known = np.inf, {}

    def least(there, at):
        now = {n: (c[1],) for n, c in there.items() if at in c[0]}
        key = (at, str(now))
        if key not in known:
            known[key] = shortfall(pledges, lines, {n: ((at,), *c) for n, c in now.items()}, at)
        return known[key]

    for chosen in itertools.product(*choices):
        there = {p.pledge_id: c for p, c in zip(pledges, chosen, strict=True) if c}
        if holds(pledges, there):
            best = min(best, sum(least(there, m) for m in range(months)))
    return best


def holds(pledges, there):
    for one in pledges:
        for name in one.depends_on:
            if name.startswith("backstop") or one.pledge_id not in there:
                continue
            if name not in there or not set(there[one.pledge_id][0]) <= set(there[name][0]):
                return False
    return True


def shortfall(pledges, lines, there, at):
    """The least shortfall of one month for pledges that are there, as a small linear programme."""
    now = [p for p in pledges if p.pledge_id in there and at in there[p.pledge_id][0]]
    need = [ln for ln in lines if ln.start <= month(at) < ln.end]
    n, k = len(now), len(need)
    size = n + n * k + k  # strength sent, who serves where, what is missing
    a, b, bounds = [], [], []
    for p in now:
        full = there[p.pledge_id][1]
        floor = [float(c.split(":")[1]) for c in p.caveats if c.startswith("minimum")]
        bounds.append((floor[0] if floor else full, full))
    bounds += [
        (0, None if f"no:{ln.sector}" not in p.caveats else 0) for p in now for ln in need
    ] + [(0, None)] * k
    lodged = np.zeros(size)
    lodged[:n] = 1
    extra = sum(float(c.split(":")[1]) for p in now for c in p.caveats if c.startswith("lodging"))
    a.append(lodged)
    b.append(PLACES + extra)
    for i in range(n):
        served = np.zeros(size)
        served[n + i * k : n + (i + 1) * k] = 1
        served[i] = -1
        a.append(served)
        b.append(0)
    for j, ln in enumerate(need):
        met = np.zeros(size)
        met[[n + i * k + j for i in range(n)]] = -1
        met[n + n * k + j] = -1
        a.append(met)
        b.append(-ln.quantity)
    cost = np.zeros(size)
    cost[n + n * k :] = [ln.priority for ln in need]
    found = linprog(cost, np.array(a), b, bounds=bounds) if size else None
    return found.fun if found is not None and found.success else (np.inf if size else 0.0)


@st.composite
def tiny(draw):
    months = draw(st.integers(2, 4))
    count = draw(st.integers(1, 3))
    offered = []
    for place in range(count):
        quantity = float(draw(st.integers(1, 6)) * 6)
        first = draw(st.integers(0, months - 1))
        said = draw(st.sets(st.sampled_from(["no:A", "no:B", "lodging:20", "dwell:1"])))
        said = [*sorted(said), f"tour_months:{draw(st.integers(1, 2))}"]
        if draw(st.booleans()) and "dwell:1" not in said:
            said.append(f"minimum:{quantity / 3:g}")
        waits = draw(st.sampled_from(["", "backstop:airlift", "p0" if place else ""]))
        offered.append(
            pledge(
                f"p{place}",
                quantity,
                first,
                draw(st.integers(first + 1, months)),
                caveats=tuple(said),
                depends_on=(waits,) if waits else (),
            )
        )
    lines = [
        line(f"l{n}", float(draw(st.integers(1, 60))), 0, months, sector=s, priority=w)
        for n, (s, w) in enumerate([("A", 1.0), ("B", 3.0)])
    ]
    return offered, lines, months


@settings(max_examples=15, deadline=None, derandomize=True)
@given(tiny())
def test_tiny_cases_equal_brute_force_and_order_never_matters(case):
    offered, lines, months = case
    scenario = MatchScenario(lodging=PLACES, tour_months=2)
    found = solved(offered, lines, scenario)
    assert found.objective == pytest.approx(brute(offered, lines, months), rel=2e-4, abs=1e-3)
    assert solved(offered[::-1], lines[::-1], scenario) == found


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tiny())
def test_one_more_pledge_never_raises_the_shortfall(case):
    offered, lines, _ = case
    scenario = MatchScenario(lodging=PLACES, tour_months=2)
    fewer = solved(offered[:-1], lines, scenario).objective
    assert solved(offered, lines, scenario).objective <= fewer * (1 + 2e-4) + 1e-6


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ({}, 0.0),
        ({"quantity": 4.0}, 24.0),
        ({"last": 3}, 10.0),
        ({"capability": "signals"}, 40.0),
        ({"unit": "teams"}, 40.0),
        ({"status": "withdrawn"}, 40.0),
        ({"caveats": ("no:A",)}, 40.0),
        ({"caveats": ("no:observers",)}, 40.0),
        ({"caveats": ("only:B",)}, 40.0),
        ({"caveats": ("only:A", "only:B", "only:observers")}, 0.0),
        ({"caveats": ("only:A", "only:signals")}, 40.0),
        ({"caveats": ("no_combat_zone",)}, 40.0),
        ({"territory": ("FRE",)}, 40.0),
        ({"territory": ("RUR", "FRE")}, 0.0),
        ({"depends_on": ("backstop:airlift",)}, 10.0),
        ({"depends_on": ("backstop:signals",)}, 40.0),
        ({"depends_on": ("nobody",)}, 40.0),
        ({"caveats": ("minimum:11",)}, 40.0),
        ({"caveats": ("dwell:1", "tour_months:2")}, 20.0),
        ({"capability": "signals", "caveats": ("substitutes:observers:0.5",)}, 20.0),
        ({"capability": "military_police"}, 20.0),
        ({"start": date(2031, 1, 2)}, 10.0),
    ],
)
def test_each_condition_counts(offered, expected):
    first, last = offered.pop("first", 0), offered.pop("last", 4)
    one = pledge("p", offered.pop("quantity", 10.0), first, last).but(**offered)
    common = {"combat_zone": ("A",), "ground": {"A": "RUR"}}
    assert missing([one], [line()], **common) == pytest.approx(expected)


def test_only_if_another_leads_in_the_same_months():
    follower = pledge("p", depends_on=("lead:Q",))
    assert missing([follower], [line()]) == 40.0
    leader = pledge("q", 1.0, 1, 3, capability="headquarters")
    found = solved([follower, leader], [line()], MatchScenario(tour_months=1))
    assert found.objective == 20.0
    assert [d.pledge_id for d in found.deployments] == ["p", "q"]


def test_a_backfill_frees_the_force_that_waits_for_it():
    force = pledge("p", depends_on=("f", "g"))
    fill = {"capability": "backfill", "releases": ("pledge:p",)}
    assert missing([force], [line()]) == 40.0
    assert missing([force, pledge("f", **fill)], [line()]) == 40.0  # g is no backfill of p
    both = [force, pledge("f", last=2, **fill), pledge("g", first=1, **fill)]
    assert missing(both, [line()], tour_months=1) == 0.0


def test_the_backstop_adds_what_it_says_after_its_delay():
    stand = (Backstop(provider="X", capabilities={"observers": 4.0}, delay_days=40),)
    assert solved([], [line()], backstop=stand).objective == 32.0
    assert solved([], [line()], MatchScenario(backstop=False), stand).objective == 40.0


def test_who_is_not_used_is_told_why():
    offered = [
        pledge("a"),
        pledge("b", status="withdrawn"),
        pledge("c", caveats=("no:A",)),
        pledge("d", depends_on=("backstop:signals",)),
        pledge("e", depends_on=("lead:B",)),
    ]
    told = {u.pledge_id: u.why for u in solved(offered, [line()]).unused}
    assert told["b"] == "its status is withdrawn"
    assert told["c"].startswith("no requirement that it fits")
    assert "waits for backstop:signals" in told["d"]
    assert told["e"] == "what it waits for is not there"
    assert "a" not in told


def test_shortfalls_add_up_and_nothing_needed_is_nothing_missing():
    found = solved([pledge("p", 7.0)], [line(priority=2.0), line("m", 3.0, sector="B")])
    assert sum(s.required - s.met for s in found.shortfalls if s.line_id == "l") * 2 + sum(
        s.required - s.met for s in found.shortfalls if s.line_id == "m"
    ) == pytest.approx(found.objective)
    assert len(found.shortfalls) == 8
    assert solved([pledge("p")], []).objective == 0.0
    assert solved([], []).shortfalls == ()


def test_scenarios_share_their_settings_and_the_greatest_loss_stands_first():
    offered = [
        pledge("a", 6.0),
        pledge("b", 3.0, status="offered", depends_on=("backstop:airlift",)),
        pledge("c", 1.0, status="indicated", contributor="A"),
    ]
    every, firm, alone = compare(offered, [line()], STAND, MatchScenario(), 5.0, 1)
    assert [m.scenario for m in (every, firm, alone)] == ["all", "firm_only", "without_backstop"]
    assert [m.objective for m in (every, firm, alone)] == [3.0, 16.0, 12.0]
    found = marginals(offered, [line()], STAND, every, MatchScenario(), 5.0, 1)
    assert [(m.kind, m.id, m.growth) for m in found[:4]] == [
        ("contributor", "A", 28.0),
        ("pledge", "a", 24.0),
        ("condition", "backstop:airlift", 9.0),
        ("contributor", "B", 9.0),
    ]
    assert all(m.lo <= m.growth <= m.hi + 1e-9 for m in found)


def test_firm_only_counts_on_a_backstop_that_is_agreed_and_on_no_other():
    offered = [pledge("a", 6.0), pledge("b", 3.0, depends_on=("backstop:airlift",))]
    agreed = [one.but(agreed=True) for one in STAND]
    every, firm, _ = compare(offered, [line()], STAND, MatchScenario(), 5.0, 1)
    _, sure, _ = compare(offered, [line()], agreed, MatchScenario(), 5.0, 1)
    assert {d.pledge_id for d in firm.deployments} == {"a"}
    assert firm.objective > every.objective
    assert sure.objective == every.objective


def rivals(seed):
    """A dozen offers for too little lodging, some of them waiting for others."""
    rng = random.Random(seed)
    offered = [
        pledge(
            f"p{n:02}",
            float(rng.randint(5, 30)),
            rng.randint(0, 3),
            rng.randint(6, 9),
            caveats=tuple(rng.sample(["no:A", "no:B", "dwell:1", "lodging:12"], 2)),
            depends_on=(f"p{n - 1:02}",) if n % 4 == 3 else (),
        )
        for n in range(12)
    ]
    lines = [line(f"l{n}", float(rng.randint(10, 60)), 0, 9, sector=s) for n, s in enumerate("ABC")]
    return offered, lines


@pytest.mark.parametrize("seed", [1, 2])
def test_the_search_of_large_cases_ends_at_the_same_optimum(monkeypatch, seed):
    offered, lines = rivals(seed)
    scenario = MatchScenario(lodging=150.0)
    alone = match(offered, lines, STAND, scenario, 30.0, 1, warm=False)
    monkeypatch.setattr(solve, "_SMALL", 0)
    found = match(offered, lines, STAND, scenario, 30.0, 1)
    assert (alone.status, found.status) == ("optimal", "optimal")
    assert found.objective == pytest.approx(alone.objective, rel=2e-4)
    assert match(offered[::-1], lines, STAND, scenario, 30.0, 1) == found


def test_without_time_the_greedy_match_stands_and_the_gap_says_so(monkeypatch):
    offered, lines = rivals(1)
    monkeypatch.setattr(solve, "_SMALL", 0)
    found = match(offered, lines, STAND, MatchScenario(lodging=60.0), 0.0, 1)
    assert found.bound <= found.objective <= found.required
    assert found.status == "optimal" or found.gap > 0


def test_a_middling_case_is_the_same_whatever_its_order():
    rng = random.Random(3)
    offered = [
        pledge(f"p{n}", float(rng.randint(5, 30)), rng.randint(0, 3), rng.randint(6, 9))
        for n in range(5)
    ]
    lines = [line(f"l{n}", float(rng.randint(10, 60)), 0, 9, sector=s) for n, s in enumerate("ABC")]
    found = solved(offered, lines, MatchScenario(lodging=90.0))
    rng.shuffle(offered)
    assert solved(offered, lines[::-1], MatchScenario(lodging=90.0)) == found
    assert found.gap == 0.0
