import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.mission import read_judgements

GOOD = {
    "about": ["press.R2", "press.R1"],
    "verdict": "same",
    "reason": "one act",
    "reviewer": "ana",
    "at": "2031-05-10T09:00:00+02:00",
}


def line(**changes: object) -> str:
    return json.dumps({k: v for k, v in {**GOOD, **changes}.items() if v != "absent"})


def test_judgements_come_oldest_first_whatever_the_order_of_lines() -> None:
    early = line(at="2031-05-01T00:00:00Z")
    there, problems = read_judgements(f"{line()}\n\n{early}\n", "j.jsonl")
    back, _ = read_judgements(f"{early}\n{line()}\n", "j.jsonl")
    assert problems == ()
    assert there == back
    assert there[0].about == ("press.R1", "press.R2")
    assert [j.at.isoformat() for j in there] == [
        "2031-05-01T00:00:00+00:00",
        "2031-05-10T07:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("bad", "field", "says"),
    [
        (line(verdict="samee"), "verdict", "did you mean same?"),
        (line(verdict="absent"), "verdict", "not a known word"),
        (line(verdict="verify"), "method", "names how it was made"),
        (line(at="2031-05-10T09:00:00"), "at", "has no zone"),
        (line(at="yesterday"), "at", "is not a time"),
        (line(at="absent"), "at", "is empty"),
        (line(reason=""), "reason", "is empty"),
        (line(reviewer="absent"), "reviewer", "is empty"),
        (line(about=[]), "about", "not a list of report ids"),
        (line(about="press.R1"), "about", "not a list of report ids"),
        (line(about=["press.R1"]), "about", "needs two reports"),
        (line(verdict="relocate", value="12.5;3"), "value", "is not a place"),
        (line(verdict="relocate", value="95,3,1"), "value", "lat: 95 lies outside"),
        (line(verdict="relocate", value="9,3,"), "value", "has no km"),
        (line(verdict="relocate", value="nan,3,1"), "value", "is not a number"),
        (line(verdict="rekind", value="air/drone_strke"), "value", "air/drone_strike?"),
        (line(verdict="exempt"), "value", "is empty"),
        (line(reason=7), "reason", "is not text"),
        ("[1, 2]", "", "is not a JSON object"),
        ("{'about': 1}", "", "is not JSON"),
        ('{"about": ["a"], "about": ["b"]}', "", "names a field twice"),
        ("[" * 100_000, "", "is not JSON"),
    ],
)
def test_a_bad_judgement_is_set_aside_and_the_good_one_goes_on(
    bad: str, field: str, says: str
) -> None:
    found, problems = read_judgements(f"{bad}\n{line()}\n", "j.jsonl")
    assert len(found) == 1
    mine = [p for p in problems if (p.line, p.field) == (1, field)]
    assert any(says in f"{p.message} {p.hint}" for p in mine), problems


def test_an_unknown_field_is_a_warning() -> None:
    found, problems = read_judgements(line(reviwer="x"), "j.jsonl")
    assert len(found) == 1
    assert (problems[0].severity, problems[0].hint) == ("warning", "did you mean reviewer?")


def test_an_empty_file_holds_none() -> None:
    assert read_judgements("", "j.jsonl") == ((), ())


@given(st.text())
def test_no_text_makes_the_reader_crash(text: str) -> None:
    found, problems = read_judgements(text, "j")
    assert found == ()
    assert bool(problems) == any(t.strip() for t in text.removeprefix("\ufeff").splitlines())
