"""Alerts: what raises one, what is the same thing, states, and who may see what."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from alert_samples import (
    NOW,
    SITES,
    change,
    cluster,
    curve,
    incident,
    on,
    only,
    rules_of,
    told,
    total,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.mission.alertfile import shipped_rules
from truceline.model.alerting import AlertStep
from truceline.model.incident import IncidentStatus
from truceline.model.mission import Settings
from truceline.model.watch import Bounded, Gap, SourceHealth
from truceline.stages.watch.alert import Facts, for_level, raised, stood


def test_a_cluster_cites_its_numbers():
    alert = only(Facts(clusters=(cluster(basis=("I-1", "I-2")),)))
    assert alert.sentence == (
        "A and B, 2031-05-16 to 2031-05-19: 31 recorded where 10.2 would be usual for what could be seen, "
        "3.0 times as many. By chance alone a daily scan shows as much once in 2.7 years "
        "(p = 0.001; adjusted for daily repetition 0.02)."
    )
    assert (alert.rule, alert.sector, alert.raised) == ("cluster", "A and B", NOW)
    assert (alert.figures, alert.basis) == (("cluster.x",), ("I-1", "I-2"))
    assert (alert.lat, alert.lon, alert.radius_km) == (48.0, 37.0, 6.0)
    assert (alert.state, alert.release) == ("open", "restricted")


def test_a_cluster_above_the_level_is_none():
    assert told(Facts(clusters=(cluster(adjusted=0.06),))).new == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([4, *[0] * 7, 2], "2 incidents recorded, the first after 7 observed days"),
        ([4, *[0] * 6, 2], ""),
        ([4, *[None] * 7, 2], ""),
        ([4, *[0] * 5, None, None, 0, 0, 1], "1 incident recorded, the first after 7 observed"),
        ([None, *[0] * 9, 0.5, 0.5], "1 incident recorded"),
        ([*[0] * 9, 0.5], ""),
        ([0] * 10, ""),
    ],
)
def test_first_after_quiet_days_counts_observed_days_alone(values, sentence):
    found = told(Facts(curves=(curve(values),))).new
    assert bool(found) == bool(sentence)
    assert all(sentence in alert.sentence for alert in found)


def test_days_not_observed_between_quiet_ones_are_told_and_incidents_cited():
    seen = incident(day=19, name="I-7", act="fire/mortar")
    others = incident(day=19, name="I-8", act="fire/mortar"), incident(day=18, name="I-9")
    facts = Facts(
        curves=(curve([3, None, 0, 0, None, 0, 0, 0, 0, 0, 1]),),
        incidents=(seen, *others),
        sectors={"I-7": "A", "I-8": "B", "I-9": "A"},
    )
    alert = next(a for a in told(facts).new if a.rule == "first_after_quiet")
    assert "since 2031-05-11; days not observed in between: 1" in alert.sentence
    assert alert.basis == ("I-7",)
    assert alert.figures == ("recorded.A.incident.2031-05-19",)


def test_a_protected_site_and_interference():
    hit = incident(act="fire/artillery", site="mill", name="I-1")
    denied = incident(reports=("r9",), name="I-2")
    facts = Facts(incidents=(hit, denied), sites=SITES, sectors={"I-2": "C"})
    yesterday = NOW - timedelta(days=1)
    site, access = sorted(told(facts, at=yesterday).new, key=lambda a: a.rule, reverse=True)
    assert site.sentence == (
        "2031-05-18 about 03:40, the mill: artillery is reported at Water works (supply). "
        "Status: alleged; incidents: 1; reports: 2."
    )
    assert "C: denial of the mission is reported" in access.sentence
    assert site.basis == ("r1", "r2")
    assert (site.lat, site.radius_km) == (48.03, 1.5)


def test_refuted_incidents_raise_nothing():
    status = IncidentStatus(
        incident_id="I-1", occurrence="refuted", contestation="uncontested", origins=()
    )
    assert told(Facts(incidents=(incident(),), statuses={"I-1": status})).new == ()


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, True),
        ({"itemised": 21}, False),
        ({"itemised": None}, False),
        ({"lo": None, "number": None}, False),
        ({"lo": 9.0, "itemised": 0}, False),
        ({"lo": 12.0, "itemised": 0}, True),
        ({"difference": "The source counts drones; ours are incidents: not compared."}, False),
    ],
)
def test_divergence(changes, due):
    found = told(Facts(totals=(total(**changes),))).new
    assert [a.rule for a in found] == ["divergence"] * due
    if due and not changes:
        assert "a ministry alleges more than 60 by Party X" in found[0].sentence
        assert "11 are itemised" in found[0].sentence


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, "rise"),
        ({"probability": 0.31}, "rise"),
        ({"probability": 0.29}, None),
        ({"ratio": Bounded(value=1.2, lo=1, hi=2)}, None),
        ({"unit": "hour of effort", "before": 12.0, "after": 4.0}, "less_effort"),
        ({"unit": "hour of effort", "before": 4.0, "after": 12.0}, None),
        ({"unit": "hour of effort", "before": 4.0, "after": 0.0}, "less_effort"),
    ],
)
def test_changes_and_less_effort(changes, rule):
    found = told(Facts(changes=(change(**changes),))).new
    assert [a.rule for a in found] == ([rule] if rule else [])


def test_what_else_changed_stands_beside_a_change():
    text = only(Facts(changes=(change(beside=("hours fell by half",)),))).sentence
    assert "10 incidents a day instead of 5, 2.0 times as many" in text
    assert text.endswith("effort not taken out). Beside it: hours fell by half.")
    less = change(unit="hour of effort", before=1240.0, after=4.0)
    assert "4 hours of effort a day instead of 1,240" in only(Facts(changes=(less,))).sentence


def test_a_probability_is_never_rounded_up_to_one():
    assert "above 0.99" in only(Facts(changes=(change(),))).sentence


def test_a_silent_source():
    gap, short = Gap(first=on(16), last=on(18)), Gap(first=on(12), last=on(12))
    source = SourceHealth(source="Bulletin", expected=20, received=16, gaps=(short, gap), share=0.4)
    alert = only(Facts(health=(source,)))
    assert "no bulletin from 2031-05-16 to 2031-05-18 (3 days). 40% of the record" in alert.sentence


# raised once


def test_a_lasting_cluster_is_one_alert_as_it_grows_and_moves():
    record, rules = [], shipped_rules()
    zones = [("A",), ("A", "B"), ("B", "C"), ("C",), ("C", "D"), ("D",)]
    for n, zone in enumerate(zones):
        at = NOW + timedelta(days=3 * n)
        end = at.date() - timedelta(days=1)
        one = cluster(zone).but(start=end - timedelta(days=1), end=end)
        found = raised(rules, Facts(clusters=(one,)), record, at)
        record += [*found.new, *found.grown]
    assert len({alert.id for alert in record}) == 1
    assert record[-1].about == "2031-05-18/2031-06-03|A|B|C|D"
    assert record[-1].sentence == record[0].sentence


def test_a_second_rise_is_a_second_alert_and_a_day_moved_by_a_late_report_is_not():
    first = told(Facts(changes=(change(),))).new
    moved = change(day=on(16), earliest=on(15), latest=on(17), told=on(18))
    assert told(Facts(changes=(moved,)), known=first).new == ()
    later = change(day=on(23), earliest=on(21), latest=on(24), told=on(25))
    assert (
        len(told(Facts(changes=(moved, later)), known=first, at=NOW + timedelta(days=6)).new) == 1
    )


def test_the_same_place_after_a_rest_is_a_new_alert():
    first = told(Facts(clusters=(cluster(),))).new
    later = cluster(first=24, last=25)
    again = told(Facts(clusters=(later,)), known=first, at=NOW + timedelta(days=6))
    assert len(again.new) == 1
    assert again.new[0].id != first[0].id


def test_an_incident_that_is_grouped_anew_is_the_same_thing():
    first = told(Facts(incidents=(incident(("r1", "r2")),))).new
    moved = incident(("r2", "r5"), name="I-77", day=18)
    again = told(Facts(incidents=(moved,)), known=first)
    assert again.new == ()
    assert again.grown[0].id == first[0].id
    other = told(Facts(incidents=(incident(("r5",), name="I-78"),)), known=again.grown)
    assert other.new == other.grown == ()


def test_what_was_closed_is_not_raised_again():
    first = told(Facts(clusters=(cluster(),))).new
    closed, _ = stood(first, [step("closed", first[0].id, reason="drill")], "s")
    assert told(Facts(clusters=(cluster(last=20),)), known=closed).new == ()


def test_old_things_raise_nothing_unless_they_became_known_now():
    old = incident(day=1)
    assert told(Facts(incidents=(old,))).new == ()
    assert only(Facts(incidents=(old.but(known=NOW - timedelta(days=1)),))).rule == "interference"
    assert told(Facts(clusters=(cluster(first=1, last=2),))).new == ()


EVERYTHING = Facts(
    clusters=(cluster(), cluster(("B", "C")), cluster(("Z",))),
    curves=(curve([0] * 9 + [2]), curve([0] * 12 + [1], sector="B")),
    incidents=(
        incident(),
        incident(("r3",), site="mill", name="I-2"),
        incident(("r4",), name="I-3"),
    ),
    sites=SITES,
    totals=(total(), total(by="another ministry")),
    changes=(change(), change(series="Sector B")),
)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_order_changes_nothing_and_a_second_run_raises_nothing(seed):
    draw = random.Random(seed)
    mix = lambda items: tuple(draw.sample(items, len(items)))  # noqa: E731
    names = ("clusters", "curves", "incidents", "totals", "changes")
    shuffled = {name: mix(getattr(EVERYTHING, name)) for name in names}
    facts = Facts(**shuffled, sites=SITES)
    found = told(facts, rules=mix(shipped_rules()))
    assert found == told(EVERYTHING)
    assert len({a.id for a in found.new}) == len(found.new) >= 8
    again = told(facts, known=mix(found.new), at=NOW + timedelta(hours=1))
    assert again.new == again.grown == ()


def test_a_record_that_nobody_can_read_hides_nothing():
    broken = only(Facts(clusters=(cluster(),))).but(about="what?")
    assert len(told(Facts(clusters=(cluster(),)), known=(broken,)).new) == 1


# states


def step(state, alert, day=21, reason="", by="Duty officer"):
    at = datetime(2031, 5, day, tzinfo=UTC)
    return AlertStep(alert=alert, state=state, by=by, at=at, reason=reason)


def test_the_last_step_counts_whatever_the_order():
    alert = only(Facts(clusters=(cluster(),)))
    steps = [step("closed", alert.id, 23, "exercise"), step("acknowledged", alert.id)]
    for given_so in (steps, steps[::-1]):
        (now,), problems = stood([alert], given_so, "steps.jsonl")
        assert (now.state, now.reason, now.by) == ("closed", "exercise", "Duty officer")
        assert problems == ()
    (now,), _ = stood([alert], [*steps, step("open", alert.id, 24)], "steps.jsonl")
    assert (now.state, now.reason) == ("open", "")


def test_steps_about_nothing_are_told():
    alert = only(Facts(clusters=(cluster(),)))
    (same,), problems = stood(
        [alert], [step("open", "x"), step("open", alert.id, 1)], "steps.jsonl"
    )
    assert same == alert
    assert [p.field for p in problems] == sorted(["x", alert.id])


# who may see what


def test_levels():
    rules = rules_of("rules:\n  - {id: interference, release: public}\n", "a")
    alert = only(Facts(incidents=(incident(),)), rules=rules)
    wide = Settings(public_delay_h=48, public_grid_km=25)
    assert for_level(alert, "political_body", wide, NOW) == alert
    assert for_level(alert, "public", wide, NOW) is None
    shown = for_level(alert, "public", wide, NOW + timedelta(hours=48))
    assert (shown.basis, shown.figures, shown.about) == ((), (), "")
    assert abs(shown.lat - alert.lat) > 0.01
    assert shown.radius_km == 12.5
    near = alert.but(lat=alert.lat + 0.001)
    assert for_level(near, "public", wide, NOW + timedelta(days=9)).lat == shown.lat


def test_what_says_where_a_mission_looks_stays_restricted_whatever_a_rule_says():
    text = "rules:\n" + "".join(
        f"  - {{id: {name}, release: public}}\n"
        for name in ("cluster", "first_after_quiet", "less_effort")
    )
    rules = rules_of(text, "a")
    less = change(unit="hour of effort", before=12.0, after=4.0)
    facts = Facts(clusters=(cluster(),), curves=(curve([0] * 9 + [2]),), changes=(less,))
    found = told(facts, rules=rules).new
    assert [a.release for a in found] == ["restricted"] * 3
    for alert in found:
        assert for_level(alert, "restricted", Settings(), NOW) == alert
        assert for_level(alert, "parties", Settings(), NOW) is None
