"""Rules of alerts: the shipped ones, a mission's changes, what is refused; steps of people."""

import json

import pytest

from truceline.foundation.mission.alertfile import read_rules, read_steps, shipped_rules
from truceline.model.alerting import PLACEHOLDERS

SHIPPED = [rule.id for rule in shipped_rules()]


def test_every_kind_has_a_shipped_rule_and_its_sentence_can_be_filled():
    assert {rule.kind for rule in shipped_rules()} == set(PLACEHOLDERS)
    for rule in shipped_rules():
        words = dict.fromkeys(PLACEHOLDERS[rule.kind], "X")
        assert "X" in rule.sentence.format(**words)


def test_a_mission_changes_adds_and_leaves_out():
    text = (
        "rules:\n"
        "  - {id: cluster, level: 0.01, release: parties}\n"
        "  - {id: interference, off: yes}\n"
        "  - {id: long_quiet, kind: first_after_quiet, event: Long quiet, quiet_days: 30,\n"
        "     sentence: '{sector} after {quiet}'}\n"
    )
    rules, problems = read_rules(text, "alerts.yaml")
    assert problems == ()
    own = {rule.id: rule for rule in rules}
    assert sorted(own) == sorted({*SHIPPED, "long_quiet"} - {"interference"})
    shipped = {rule.id: rule for rule in shipped_rules()}
    assert (own["cluster"].level, own["cluster"].release) == (0.01, "parties")
    assert own["cluster"].sentence == shipped["cluster"].sentence
    assert own["long_quiet"].quiet_days == 30
    assert own["divergence"] == shipped["divergence"]


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        ("{id: cluster, level: 2}", 2, "must be from 0 to 1"),
        ("{id: cluster, levl: 0.1}", 2, "unknown key `levl`"),
        ("{id: cluster, sentence: '{zone!r} {p:.3}'}", 2, "stands for nothing"),
        ("{id: cluster, sentence: '{zone.__class__}'}", 2, "stands for nothing"),
        ("{id: cluster, sentence: '{'}", 2, "sentence"),
        ("{id: interference, acts: [acess/denial]}", 2, "isn't in the vocabulary"),
        ("{id: cluster, severity: Bad}", 2, "isn't one of the words"),
        ("{id: new, kind: cluster}", 2, "`event` is missing"),
        ("{id: new, kind: gas, event: e, sentence: s}", 2, "isn't one of the words"),
        ("{level: 0.1}", 2, "`id` is missing"),
        ("just words", 2, "pairs"),
    ],
)
def test_a_mistake_is_told_and_takes_no_shipped_rule_away(row, line, words):
    rules, problems = read_rules(f"rules:\n  - {row}\n", "alerts.yaml")
    assert any(words in str(p) for p in problems), problems
    assert all(p.file == "alerts.yaml" for p in problems)
    assert rules == shipped_rules()


def test_two_of_one_name_and_a_file_that_is_none():
    text = "rules:\n  - {id: cluster, level: 0.2}\n  - {id: cluster, level: 0.3}\n"
    rules, problems = read_rules(text, "a.yaml")
    assert "two rules" in problems[0].message
    assert next(r.level for r in rules if r.id == "cluster") == 0.2
    rules, problems = read_rules("rules: [", "a.yaml")
    assert problems
    assert rules == shipped_rules()
    assert read_rules("", "a.yaml")[0] == shipped_rules()


def step(**changes):
    row = {"alert": "a.1", "state": "closed", "by": "Desk", "at": "2031-05-02T06:00:00Z",
           "reason": "drill"}  # fmt: skip
    return json.dumps({k: v for k, v in {**row, **changes}.items() if v is not None})


def test_steps_are_read_oldest_first_and_once():
    later = step(state="open", at="2031-05-03T06:00:00Z", reason=None)
    steps, problems = read_steps(f"{later}\n{step()}\n\n{step()}", "steps.jsonl")
    assert problems == ()
    assert [s.state for s in steps] == ["closed", "open"]


@pytest.mark.parametrize(
    "line",
    [
        step(reason=None),
        step(reason="  "),
        step(state="forgotten"),
        step(by=""),
        step(at="2031-05-02T06:00:00"),
        step(at="soon"),
        step(alert=None),
        "{",
        "[" * 5000,
    ],
)
def test_bad_steps_are_told_and_good_ones_stay(line):
    steps, problems = read_steps(f"{step()}\n{line}\n", "steps.jsonl")
    assert len(steps) == 1
    assert [p.line for p in problems] == [2]
