"""Period logic: what printed figures say together, and where they slip."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.mission.seriestable import read_series
from truceline.stages.watch.series import derive, first_zero

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "examples" / "donbas-2020" / "sources" / "series.csv"
HEAD = "series,unit,issue,span,as_of,part,hours,since,value,bound,apart,apart_share\n"


def at(text):
    return datetime.fromisoformat(text if "T" in text else f"{text}T19:30+03:00")


def derived(rows, parts=True):
    series, problems = read_series(HEAD + rows, "series.csv", "+03:00", "19:30")
    assert problems == ()
    return derive(series[0])


def row(issue, span, day, value, part="", hours="24", since="", **more):
    rest = [more.get(k, "") for k in ("bound", "apart", "apart_share")]
    cells = ["v", "violation", issue, span, f"{day}T19:30+03:00", part, hours, since, value, *rest]
    return ",".join(map(str, cells)) + "\n"


@pytest.fixture(scope="module")
def example():
    text = TABLE.read_text(encoding="utf-8")
    series, problems = read_series(text, "series.csv", "Europe/Kyiv", "19:30")
    assert problems == ()
    return derive(next(s for s in series if s.id == "violations"))


def test_the_example_has_no_slip(example):
    assert example.problems == ()


@pytest.mark.parametrize(
    ("start", "end", "count", "arithmetic", "figures"),
    [
        ("2020-07-27", "2020-07-28", 10, "121 − 111 = 10", 2),
        ("2020-07-28", "2020-07-29", 1, "1 [previous, taken as 24 h] + 0 [", 2),
        ("2020-07-30", "2020-08-03", 123, "251 − 123 − (3 + 2) = 123", 4),
        ("2020-08-12", "2020-08-13", 70, "36 + 34 = 70", 2),
    ],
)
def test_figures_of_the_example(example, start, end, count, arithmetic, figures):
    found = example.over(at(start), at(end))
    assert found.exact == count
    assert found.arithmetic.startswith(arithmetic)
    assert len(found.basis) == figures
    assert set(found.basis) <= {p.id for p in example.series.printed}


def test_a_count_told_in_words_follows_from_the_others(example):
    found = example.over(at("2020-07-27"), at("2020-07-28"), "Donetsk")
    assert (found.exact, found.arithmetic) == (10, "(121 − 111) − 0 = 10")


def test_the_exercise_is_set_apart_in_its_region_alone(example):
    day = at("2020-08-12"), at("2020-08-13")
    apart = example.over(*day, "Luhansk")
    assert (apart.exact, apart.apart_lo, apart.apart_hi) == (34, 18, 34)
    assert "exercise" in apart.apart
    assert apart.kept == (0, 16)
    assert example.over(*day, "Donetsk").apart == ""
    assert example.over(*day).kept == (36, 52)


def test_the_first_zero_day_and_the_days_that_are_not_known_before(example):
    day, before = first_zero(example.periods())
    assert day.end == at("2020-08-05")
    assert [(p.exact, p.days) for p in before] == [(120, 3)]


def test_at_least_stays_at_least(example):
    found = example.over(at("2020-12-18T19:30+02:00"), at("2020-12-20T19:30+02:00"))
    assert (found.lo, found.hi, found.exact) == (99, None, None)
    assert found.arithmetic == "at least 98 + 1 = 99"


def test_parts_that_do_not_add_up_are_told_with_both_sums():
    rows = row(1, "period", "2031-05-02", 8918)
    rows += row(1, "period", "2031-05-02", 7948, "A") + row(1, "period", "2031-05-02", 978, "B")
    (problem,) = derived(rows).problems
    assert "7,948 + 978 = 8,926" in problem.message
    assert "8,918 = 8,918: 8 apart" in problem.message
    assert "v.1.A.period" in problem.field
    assert "v.1.period" in problem.hint


@pytest.mark.parametrize(
    ("previous", "slips"),
    [(100, 0), (40, 0), (0, 0), (101, 1)],
    ids=["whole", "last day", "none", "more"],
)
def test_previous_after_two_days_may_mean_the_last_of_them(previous, slips):
    rows = row(1, "period", "2031-05-03", 100, "A", 48)
    rows += row(2, "period", "2031-05-04", 7, "A") + row(2, "previous", "2031-05-04", previous, "A")
    assert len(derived(rows).problems) == slips


def test_the_last_day_of_two_gives_the_first():
    rows = row(1, "period", "2031-05-03", 100, "A", 48) + row(2, "previous", "2031-05-04", 40, "A")
    counts = [p.exact for p in derived(rows).periods("A")]
    assert counts == [60, 40]


def test_a_running_total_that_falls_is_a_slip():
    rows = row(1, "since", "2031-05-03", 50, since="2031-05-01")
    rows += row(2, "since", "2031-05-04", 49, since="2031-05-01")
    (problem,) = derived(rows).problems
    assert "1 apart" in problem.message


def test_at_least_never_contradicts_more():
    rows = row(1, "period", "2031-05-02", 98, "A", bound="at_least")
    rows += row(2, "previous", "2031-05-03", 120, "A")
    found = derived(rows)
    assert found.problems == ()
    assert found.over(at("2031-05-01"), at("2031-05-02"), "A").exact == 120


def test_different_units_are_never_one_series():
    rows = row(1, "period", "2031-05-02", 5) + row(2, "period", "2031-05-03", 5).replace(
        "violation", "explosion"
    )
    series, (problem,) = read_series(HEAD + rows, "series.csv", "+03:00", "19:30")
    assert series == ()
    assert "explosion, violation" in problem.message


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": ""}, ""),
        ({"value": "-3"}, "value"),
        ({"span": "daily"}, "span"),
        ({"span": "since", "since": ""}, "since"),
        ({"span": "since", "since": "2031-05-09"}, "since"),
        ({"apart_share": "most"}, "apart_share"),
    ],
)
def test_rows_that_cannot_be_read_are_set_aside(changed, field):
    told = {"issue": 1, "span": "period", "day": "2031-05-02", "value": 5} | changed
    series, problems = read_series(HEAD + row(**told), "series.csv", "+03:00", "19:30")
    assert [p.field for p in problems] == [field] * bool(field)
    if field == "":
        assert derive(series[0]).over(at("2031-05-01"), at("2031-05-02")) is None


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=7), st.data()
)
def test_true_figures_never_slip_and_bounds_hold_the_truth(days, data):
    start = at("2031-05-01")
    rows, whole = "", 0
    for n, (a, b) in enumerate(days, 1):
        whole += a + b
        day = f"{start + timedelta(days=n):%Y-%m-%d}"
        told = [
            row(n, "period", day, a, "A"),
            row(n, "period", day, b, "B", bound=data.draw(st.sampled_from(["exact", "at_most"]))),
            row(n, "since", day, whole, since="2031-05-02"),
        ]
        if n > 1:
            told.append(row(n, "previous", day, days[n - 2][0], "A"))
        keep = data.draw(st.lists(st.booleans(), min_size=len(told), max_size=len(told)))
        rows += "".join(one for one, kept in zip(told, keep, strict=True) if kept)
    if not rows:
        return
    found = derived(rows)
    assert found.problems == ()
    for part, pick in (("A", lambda d: d[0]), ("B", lambda d: d[1]), ("", sum)):
        for period in found.periods(part):
            span = ((period.start - start).days, (period.end - start).days)
            truth = sum(pick(d) for d in days[max(0, span[0]) : max(0, span[1])])
            assert period.lo <= truth
            assert period.hi is None or truth <= period.hi
