"""Rules of alerts: the shipped ones, a mission's changes, what is refused; steps of people."""

import json

import pytest

from truceline.foundation.mission.alertfile import (
    read_alerting,
    read_alerts,
    read_steps,
    shipped_rules,
)
from truceline.model.alerting import PLACEHOLDERS


def read_rules(text, file):
    read, problems = read_alerting(text, file)
    return read.rules, problems


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


def test_alerts_are_read_back_the_last_of_one_id():
    row = {
        "id": "a",
        "rule": "cluster",
        "about": "x",
        "sentence": "s",
        "raised": "2031-05-02T06:00:00Z",
    }
    lines = [row, {**row, "id": "b"}, {**row, "about": "x|y"}, {**row, "state": "lost"}, 3]
    alerts, problems = read_alerts("\n".join(map(json.dumps, lines)), "alerts.jsonl")
    assert [(a.id, a.about) for a in alerts] == [("a", "x|y"), ("b", "x")]
    assert [p.line for p in problems] == [4, 5]


RECEIVERS = """
sender: ops@mission.example
status: Actual
receivers:
  - {way: mail, to: duty@example.org, host: mail.example.org, user: ops, secret: MAIL_PASSWORD}
  - {way: webhook, to: "https://example.org/in", level: parties}
  - {way: cap, to: out/cap}
"""


def test_receivers():
    read, problems = read_alerting(RECEIVERS, "alerts.yaml")
    assert problems == ()
    assert [(r.way, r.level) for r in read.receivers] == [
        ("mail", "restricted"),
        ("webhook", "parties"),
        ("cap", "restricted"),
    ]
    assert (read.sender, read.status) == ("ops@mission.example", "Actual")
    assert (read.receivers[0].port, read.receivers[0].security) == (587, "starttls")
    assert read.rules == shipped_rules()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{way: mail, to: a@b}", "`host` is missing"),
        ("{way: fax, to: a@b}", "isn't one of the words"),
        ("{way: webhook}", "`to` is missing"),
        ("{way: cap, to: x, level: everybody}", "isn't one of the words"),
        ("{way: mail, to: a@b, host: h, password: x}", "unknown key `password`"),
        ("{way: mail, to: a@b, host: h, security: ssl}", "isn't one of the words"),
    ],
)
def test_a_receiver_with_a_mistake_is_left_out(row, words):
    read, problems = read_alerting(f"sender: a@b.c\nreceivers:\n  - {row}\n", "alerts.yaml")
    assert words in problems[0].message
    assert problems[0].line == 3
    assert read.receivers == ()


@pytest.mark.parametrize("sender", ["", "sender: a b@c\n", "sender: 'ops, <x@y>'\n"])
def test_receivers_need_a_sender(sender):
    read, problems = read_alerting(sender + "receivers:\n  - {way: cap, to: out}\n", "alerts.yaml")
    assert "sender" in " ".join(p.message for p in problems)
    assert read.sender == ""
