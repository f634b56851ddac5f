"""Pledges and requirements as tables: good rows go on, each mistake is told where it stands."""

import random

import pytest

from truceline.foundation.mission.pledgetables import read_drafts, read_pledges, read_requirements

HEAD = (
    "pledge_id,contributor,capability,quantity,unit,from,to,status,territory,caveats,depends_on,"
    "releases\n"
)
GOOD = "a,RUR,engineers,5,,2031-01-01,2031-05-01,firm,FRE,no:A;minimum:2,backstop:airlift,\n"


def row(name, **changed):
    cells = {
        "contributor": "RUR",
        "capability": "engineers",
        "quantity": "5",
        "unit": "",
        "from": "2031-01-01",
        "to": "2031-05-01",
        "status": "firm",
        "territory": "",
        "caveats": "",
        "depends_on": "",
        "releases": "",
    }
    return ",".join([name, *{**cells, **changed}.values()]) + "\n"


def ids(records):
    return [record.pledge_id for record in records]


def test_a_good_row_is_read_whole():
    (pledge,), problems = read_pledges(HEAD + GOOD, "pledges.csv")
    assert problems == ()
    assert pledge.caveats == ("no:A", "minimum:2")
    assert pledge.depends_on == ("backstop:airlift",)
    assert (pledge.unit, pledge.territory) == ("personnel", ("FRE",))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"capability": "enginers"}, "capability", "did you mean engineers?"),
        ({"quantity": "-5"}, "quantity", "negative"),
        ({"quantity": "many"}, "quantity", "not a number"),
        ({"quantity": ""}, "quantity", "is empty"),
        ({"to": "2030-05-01"}, "to", "isn't after from"),
        ({"to": "2031-01-01"}, "to", "isn't after from"),
        ({"from": "January"}, "from", "not a day"),
        ({"status": "firms"}, "status", "did you mean firm?"),
        ({"caveats": "minimun:3"}, "caveats", "did you mean minimum?"),
        ({"caveats": "minimum:x"}, "caveats", "needs a number"),
        ({"caveats": "minimum:1;minimum:2"}, "caveats", "more than once"),
        ({"caveats": "tour_months:0"}, "caveats", "whole months"),
        ({"caveats": "no:"}, "caveats", "names nothing"),
        ({"caveats": "no_combat_zone:A"}, "caveats", "nothing after it"),
        ({"caveats": "substitutes:observer:0.5"}, "caveats", "did you mean observers?"),
        ({"caveats": "substitutes:observers:2"}, "caveats", "rate above 0"),
        ({"depends_on": "zz"}, "depends_on", "no pledge"),
        ({"depends_on": "lead:RURR"}, "depends_on", "did you mean RUR?"),
        ({"depends_on": "backstop:airlit"}, "depends_on", "did you mean airlift?"),
        ({"depends_on": "if:a"}, "depends_on", "no known condition"),
        ({"depends_on": "b"}, "depends_on", "b → b"),
        ({"capability": "backfill"}, "releases", "releases nothing"),
        ({"releases": "pledge:zz"}, "releases", "no pledge"),
        ({"releases": "a"}, "releases", "write pledge:<id>"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_others_go_on(changed, field, words):
    read, problems = read_pledges(HEAD + GOOD + row("b", **changed), "pledges.csv")
    assert ids(read) == ["a"]
    told = [p for p in problems if (p.file, p.line, p.field) == ("pledges.csv", 3, field)]
    assert any(words in str(p) for p in told), problems


def test_a_circle_is_named_and_those_that_wait_for_it_fall_with_it():
    table = HEAD + row("a", depends_on="b") + row("b", depends_on="c") + row("c", depends_on="a")
    read, problems = read_pledges(table + row("d", depends_on="a") + row("e"), "pledges.csv")
    assert ids(read) == ["e"]
    assert "a → b → c → a" in problems[0].message
    assert "d → a" in problems[3].message


def test_two_contributors_that_wait_for_each_other_to_lead_are_a_circle():
    one = row("a", depends_on="lead:FRE")
    other = row("b", contributor="FRE", depends_on="lead:RUR")
    read, problems = read_pledges(HEAD + one + other, "pledges.csv")
    assert read == ()
    assert "a → b → a" in problems[0].message
    more = row("c", contributor="FRE")
    assert ids(read_pledges(HEAD + one + other + more, "pledges.csv")[0]) == ["a", "b", "c"]


def test_the_same_id_twice_is_told():
    read, problems = read_pledges(HEAD + row("a") + row("a", quantity="7"), "pledges.csv")
    assert len(read) == 1
    assert problems[0].field == "pledge_id"


def test_a_backfill_for_which_nobody_waits_is_told_as_a_warning():
    fill = row("f", capability="backfill", releases="pledge:a")
    read, (problem,) = read_pledges(HEAD + row("a") + fill, "pledges.csv")
    assert ids(read) == ["a", "f"]
    assert (problem.severity, problem.field) == ("warning", "releases")
    waiting = row("a", depends_on="f")
    assert read_pledges(HEAD + waiting + fill, "pledges.csv")[1] == ()


def test_the_order_of_rows_does_not_matter():
    rows = [row(name) for name in "abcdef"]
    expected = read_pledges(HEAD + "".join(rows), "p.csv")
    random.Random(1).shuffle(rows)
    assert read_pledges(HEAD + "".join(rows), "p.csv") == expected


def test_only_drafts_that_somebody_confirmed_are_taken():
    head = HEAD.strip() + ",source,words,confirmed_by\n"
    rows = row("a").strip() + ",k1,engineers,Ada\n" + row("b", quantity="").strip() + ",k2,,\n"
    (pledge,), (problem,) = read_drafts(head + rows, "pledge_drafts.csv")
    assert (pledge.pledge_id, pledge.source) == ("a", "k1")
    assert (problem.line, problem.field, problem.severity) == (3, "confirmed_by", "warning")


def test_requirements_are_read_and_checked():
    head = "line_id,capability,quantity,unit,from,to,priority,sector\n"
    good = "l1,observers,40,,2031-01-01,2032-01-01,,A\n"
    bad = "l2,observer,40,,2031-01-01,2032-01-01,-1,A\n"
    (line,), problems = read_requirements(head + good + bad, "requirements.csv")
    assert (line.priority, line.sector, line.unit) == (1.0, "A", "personnel")
    assert [(p.line, p.field) for p in problems] == [(3, "capability"), (3, "priority")]


@pytest.mark.parametrize("text", ["", "x,y\n1,2\n", '"', HEAD + "a,b\n", HEAD + ",,,,,,,,,,,\n"])
def test_whatever_is_read_nothing_crashes(text):
    assert read_pledges(text, "p.csv")[0] == ()
    assert read_requirements(text, "r.csv")[0] == ()
