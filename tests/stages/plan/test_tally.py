"""Persons from pledged to there, and needs by month, on small matches made by hand."""

from datetime import date

import pytest

from truceline.model.matching import Deployment, Matched, Unused
from truceline.model.plan import Pledge, Requirement, Shortfall
from truceline.stages.plan.tally import IN_PART, ROTATING, calendar, waterfall

MONTHS = tuple(date(2030, n, 1) for n in range(1, 5))
WINDOW = {"start": date(2030, 1, 1), "end": date(2030, 5, 1)}


def pledge(name: str, quantity: float, capability: str = "observers", **more) -> Pledge:
    return Pledge(
        pledge_id=name,
        contributor="X",
        capability=capability,
        quantity=quantity,
        **{**WINDOW, **more},
    )


def matched(*deployments: Deployment, unused=(), shortfalls=()) -> Matched:
    return Matched(
        scenario="all",
        status="optimal",
        objective=0.0,
        bound=0.0,
        gap=0.0,
        required=1.0,
        shortfalls=shortfalls,
        deployments=deployments,
        unused=unused,
    )


def sent(name: str, strength: float, months=MONTHS) -> Deployment:
    return Deployment(pledge_id=name, months=months, strength=strength)


@pytest.mark.parametrize(
    ("offer", "deployed", "falls", "there"),
    [
        (pledge("a", 100), sent("a", 100), {}, 100),
        (pledge("a", 100), sent("a", 100, MONTHS[:1]), {ROTATING: 75}, 25),
        (pledge("a", 90, caveats=("dwell:2",)), sent("a", 30), {ROTATING: 60}, 30),
        (pledge("a", 90, caveats=("minimum:10",)), sent("a", 40), {IN_PART: 50}, 40),
        (
            pledge("a", 90, caveats=("dwell:2",)),
            sent("a", 30, MONTHS[:2]),
            {ROTATING: 75},
            15,
        ),
    ],
)
def test_who_of_a_pledge_is_there(offer, deployed, falls, there):
    told = waterfall([offer], matched(deployed), len(MONTHS))
    assert {f.reason: f.persons for f in told.falls} == falls
    assert told.there == there
    assert told.pledged - sum(f.persons for f in told.falls) == told.there


def test_unused_pledges_fall_away_by_reason_the_most_first():
    offers = [pledge("a", 10), pledge("b", 30), pledge("c", 5)]
    unused = [Unused(pledge_id=n, why=w) for n, w in (("a", "x"), ("b", "y"), ("c", "x"))]
    told = waterfall(offers, matched(unused=tuple(unused)), 4)
    assert [(f.reason, f.persons, f.pledges) for f in told.falls] == [
        ("y", 30, ("b",)),
        ("x", 15, ("a", "c")),
    ]
    assert (told.pledged, told.there) == (45, 0)


def test_only_persons_of_the_mission_are_counted():
    offers = [
        pledge("planes", 8, "fixed_wing_air_cover", unit="aircraft"),
        pledge("elsewhere", 500, "backfill"),
        pledge("beds", 300, "crew_housing"),
        pledge("here", 20),
    ]
    told = waterfall(offers, matched(*(sent(p.pledge_id, p.quantity) for p in offers)), 4)
    assert (told.pledged, told.there, told.pledges) == (20, 20, ("here",))


def test_needs_are_added_by_capability_unit_and_month_only():
    lines = [
        Requirement(line_id=n, capability=c, quantity=1, unit=u, **WINDOW)
        for n, c, u in (
            ("a", "observers", "personnel"),
            ("b", "observers", "personnel"),
            ("c", "observers", "posts"),
        )
    ]
    short = tuple(
        Shortfall(
            scenario="all",
            line_id=n,
            capability="observers",
            sector="",
            month=month,
            required=required,
            met=met,
        )
        for n, month, required, met in (
            ("a", MONTHS[0], 10.0, 4.0),
            ("b", MONTHS[0], 5.0, 5.0),
            ("b", MONTHS[1], 5.0, 0.0),
            ("c", MONTHS[0], 7.0, 7.0),
        )
    )
    told = calendar(lines, matched(shortfalls=short))
    assert [(n.unit, n.month, n.required, n.met) for n in told] == [
        ("personnel", MONTHS[0], 15, 9),
        ("personnel", MONTHS[1], 5, 0),
        ("posts", MONTHS[0], 7, 7),
    ]
