"""What was old when a watch began, and what is told together: one entry, one alert, nothing lost."""

from datetime import UTC, datetime, timedelta

import pytest
from alert_samples import NOW, SITES, cluster, incident, rules_of, told

from truceline.foundation.mission.alertfile import shipped_rules
from truceline.model.incident import Share
from truceline.stages.watch.alert import Facts, backlog_of, raised

# the backlog


def days(*numbers, **more):
    return tuple(
        incident((f"r{day}",), day=day, name=f"I-{day}", act="fire/mortar", **more)
        for day in numbers
    )


def test_what_was_known_before_the_watch_began_is_one_entry_and_nothing_is_lost():
    facts = Facts(incidents=days(2, 9, 17, 18, 19, site="mill"), sites=SITES)
    found = told(facts)
    assert [a.basis for a in found.new] == [("r19",)]  # fresh_days of the rule: 1
    assert sorted(a.basis[0] for a in found.backlog) == ["r17", "r18", "r2", "r9"]
    entry = backlog_of((*found.new, *found.backlog), NOW)
    assert entry.sentence == (
        "4 matters old when first seen, 2031-05-02 to 2031-05-18: 4 of protected_site"
    )
    assert (len(entry.matters), entry.basis) == (4, ("r17", "r18", "r2", "r9"))
    assert backlog_of(found.new, NOW) is None


def test_a_matter_of_the_backlog_stays_there_and_what_comes_later_is_raised():
    first = told(Facts(incidents=days(2, 17, site="mill"), sites=SITES))
    assert (len(first.new), len(first.backlog)) == (0, 2)
    on_record = (*first.new, *first.backlog)
    facts = Facts(incidents=days(2, 17, 21, site="mill"), sites=SITES)
    again = raised(shipped_rules(), facts, on_record, NOW + timedelta(days=5), NOW)
    assert [a.basis for a in again.new] == [("r21",)]
    assert again.backlog == again.grown == ()


@pytest.mark.parametrize(
    ("began", "raised_", "old"),
    [(0, ["r12", "r18"], ["r1"]), (15, [], ["r1", "r12", "r18"]), (None, [], ["r1", "r12", "r18"])],
    ids=["away for days", "began since", "first run"],
)
def test_days_without_a_watch_are_made_up_for(began, raised_, old):
    """Run on the 25th: what became known since the watch began, and at most 14 days ago, is raised."""
    at = NOW + timedelta(days=5)
    start = None if began is None else datetime(2031, 5, 8 + began, tzinfo=UTC)
    facts = Facts(incidents=days(1, 12, 18, site="mill"), sites=SITES)
    found = raised(shipped_rules(), facts, (), at, start)
    assert sorted(a.basis[0] for a in found.new) == raised_
    assert sorted(a.basis[0] for a in found.backlog) == old


def test_news_of_an_old_matter_is_raised():
    """A cluster that the backlog holds has gone on since."""
    old = cluster(first=9, last=10)
    first = told(Facts(clusters=(old,)))
    assert (len(first.new), len(first.backlog)) == (0, 1)
    lasting = Facts(clusters=(cluster(first=9, last=21),))
    later = told(lasting, known=first.backlog, at=NOW + timedelta(days=2))
    assert [a.state for a in later.new] == ["open"]
    again = told(lasting, known=(*first.backlog, *later.new), at=NOW + timedelta(days=2))
    assert again.new == again.backlog == ()


# what is told together


def test_one_alert_for_a_site_and_day():
    two = (
        incident(("r1",), site="mill", name="I-1", act="fire/mortar"),
        incident(("r2", "r3"), site="mill", name="I-2", act="fire/artillery"),
        incident(("r4",), site="mill", name="I-3", act="fire/mortar", day=19),
    )
    first, second = told(Facts(incidents=two, sites=SITES), at=NOW - timedelta(days=1)).new
    assert {first.basis, second.basis} == {("r1", "r2", "r3"), ("r4",)}
    one = next(a for a in (first, second) if len(a.basis) == 3)
    assert "mortar and artillery is reported at Water works" in one.sentence
    assert "incidents: 2; reports: 3" in one.sentence
    more = incident(("r9",), site="mill", name="I-9", act="fire/mortar")
    again = told(Facts(incidents=(*two, more), sites=SITES), known=(first, second))
    assert again.new == again.backlog == ()


def test_one_incident_at_two_sites_is_one_alert():
    both = incident(site="mill").but(
        sites=(Share(value="mill", share=0.5), Share(value="depot", share=0.5))
    )
    alert = told(Facts(incidents=(both.but(acts=()),), sites=SITES)).backlog
    assert [a.sentence.split(" at ")[1].split(" (")[0] for a in alert] == ["Water works and depot"]


def test_what_nobody_can_place_is_not_told_together():
    nowhere = [incident((r,), site="a depot", name=f"I-{r}").but(where=None) for r in "ab"]
    rules = rules_of("rules: [{id: protected_site, fresh_days: 3}]", "a")
    found = told(Facts(incidents=tuple(nowhere)), rules=rules).new
    assert len([a for a in found if a.rule == "protected_site"]) == 2
    whole = rules_of("rules: [{id: protected_site, fresh_days: 3, together: day}]", "a")
    found = told(Facts(incidents=tuple(nowhere)), rules=whole).new
    assert [a.basis for a in found if a.rule == "protected_site"] == [("a", "b")]
