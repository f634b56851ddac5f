from datetime import UTC, datetime

from truceline.model.mission import Issue, IssuedIncident
from truceline.stages.brief.restate import restate

THEN = datetime(2031, 5, 1, tzinfo=UTC)
NOW = datetime(2031, 5, 9, tzinfo=UTC)


def issued(id_: str, *reports: str, occurrence: str = "alleged", **outcomes: str) -> IssuedIncident:
    return IssuedIncident(
        id=id_, report_ids=reports, occurrence=occurrence, accused=("A",), outcomes=outcomes
    )


def issue(when: datetime, *incidents: IssuedIncident, **figures: int) -> Issue:
    return Issue(as_of=when, release="parties", root="", incidents=incidents, figures=figures)


def rows(then: Issue, now: Issue) -> list[tuple[str, str, str]]:
    return [(r.what, r.then, r.now) for r in restate(then, now)]


def test_the_first_issue_restates_nothing():
    assert restate(None, issue(NOW, issued("I-1", "1"))) == ()


def test_nothing_changed_is_no_row():
    assert rows(issue(THEN, issued("I-1", "1")), issue(NOW, issued("I-1", "1"))) == []


def test_a_late_copy_adds_a_report_and_no_incident():
    then, now = issue(THEN, issued("I-1", "1")), issue(NOW, issued("I-1", "1", "2"))
    assert rows(then, now) == [("I-1", "1 report", "2 reports")]
    assert restate(then, now)[0].basis == ("2",)


def test_a_new_incident_was_not_known():
    assert rows(issue(THEN), issue(NOW, issued("I-1", "1"))) == [
        ("I-1", "not known", "alleged, 1 report")
    ]


def test_a_merge_supersedes_both():
    then = issue(THEN, issued("I-1", "1"), issued("I-2", "2"))
    assert rows(then, issue(NOW, issued("I-1", "1", "2"))) == [
        ("I-1", "I-1 and I-2", "one incident, supersedes I-1 and I-2")
    ]


def test_a_split_names_its_parts():
    then = issue(THEN, issued("I-1", "1", "2"))
    now = issue(NOW, issued("I-1", "1"), issued("I-2", "2"))
    assert ("I-1", "one incident", "split into I-1 and I-2") in rows(then, now)


def test_a_withdrawn_incident_is_told():
    assert rows(issue(THEN, issued("I-1", "1")), issue(NOW)) == [
        ("I-1", "an incident", "withdrawn")
    ]


def test_a_changed_finding_and_status_are_told():
    then = issue(THEN, issued("I-1", "1", **{"A/B": "none"}))
    now = issue(NOW, issued("I-1", "1", occurrence="verified", **{"A/B": "would breach"}))
    assert rows(then, now) == [
        ("I-1 occurrence", "alleged", "verified"),
        ("I-1 A/B", "none", "would breach"),
    ]


def test_counts_are_restated():
    assert rows(issue(THEN, reports=4), issue(NOW, reports=6)) == [("reports", "4", "6")]
