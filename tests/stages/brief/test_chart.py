"""Charts: one mark one incident, windows where they belong, words that fit."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest
from sample import moment, sample, window

from truceline.model.brief import LedgerView, PartyView, TotalRow
from truceline.model.record import Interval
from truceline.stages.brief.draw.bars import funnel_chart, total_bar, total_scale
from truceline.stages.brief.draw.daily import daily_chart
from truceline.stages.brief.draw.dates import labels, ticks
from truceline.stages.brief.draw.ink import lighter
from truceline.stages.brief.draw.letters import plain, printable, width, wrapped
from truceline.stages.brief.draw.svg import number, tag, words
from truceline.stages.brief.draw.symbols import sign
from truceline.stages.brief.draw.window import Axis, span
from truceline.stages.brief.draw.windows import window_charts

SVG = "{http://www.w3.org/2000/svg}"
PARTY = PartyView(id="A", name="A", mark="square", colour="#00667A")


def parsed(svg):
    return ET.fromstring(svg)


def test_one_sign_for_each_accused_side_of_each_dated_incident():
    brief = sample()
    colours = [p.colour for p in brief.parties]
    root = parsed(daily_chart(brief.but(sources=())).svg)
    signs = [
        e for e in root.iter() if e.get("stroke") in colours and float(e.get("stroke-width")) > 0.85
    ]
    marks = brief.timeline.marks
    legend = len(brief.parties) + 1
    assert len(signs) == sum(len(m.accused) for m in marks) + legend


def test_a_day_too_full_for_marks_gets_a_column_with_its_scale():
    brief = sample()
    mark = brief.timeline.marks[0]
    many = tuple(mark.but(incident_id=f"I-{n}", number=n) for n in range(1, 120))
    text = daily_chart(brief.but(timeline=brief.timeline.but(marks=many))).svg
    assert "119 a day" in text


def test_a_side_that_nobody_accuses_has_an_empty_panel_of_columns():
    brief = sample()
    mark = next(m for m in brief.timeline.marks if len(m.accused) == 1)
    long = brief.timeline.but(marks=(mark,), last=brief.timeline.first + timedelta(days=400))
    text = daily_chart(brief.but(timeline=long, sources=())).svg
    assert text.count(" a day") == 1


def test_axis_runs_by_local_days():
    axis = Axis(
        first=date(2031, 5, 1),
        last=date(2031, 5, 10),
        zone=timezone(timedelta(hours=2)),
        left=0,
        right=100,
    )
    assert axis.at(datetime(2031, 4, 30, 22, tzinfo=UTC)) == 0
    assert (
        axis.at(datetime(2031, 5, 5, 22, tzinfo=UTC))
        == pytest.approx(50)
        == axis.day(date(2031, 5, 6))
    )
    assert axis.at(datetime(2040, 1, 1, tzinfo=UTC)) == 100


def test_span_is_what_alternatives_share():
    found = span([window(5, 35), window(5, 37), window(6, 36)])
    assert (found.start, found.end) == (moment(6, -2), moment(35, -2))
    assert found.starts == (moment(5, -2),)
    assert found.ends == (moment(36, -2), moment(37, -2))


def test_span_without_a_shared_moment_or_end():
    assert span([]) is None
    assert span([window(1, 3), window(3, 5)]) is None
    endless = Interval(start=moment(1), end=datetime(9999, 12, 31, tzinfo=UTC))
    assert span([endless]).open
    assert span([endless]).words().endswith("no stated end")


def test_windows_share_an_axis_and_a_height():
    charts = window_charts(sample(readings=4))
    assert len(charts) == 4
    assert len({c.height for c in charts.values()}) == 1
    axes = {
        tuple(re.findall(r'<line x1="4" y1="[\d.]+" x2="[\d.]+"', c.svg)) for c in charts.values()
    }
    assert len(axes) == 1


@pytest.mark.parametrize("most", [3, 6, 14])
@pytest.mark.parametrize("length", [1, 7, 40, 200, 900, 4000, 20000])
def test_ticks_are_few_and_inside(length, most):
    first = date(2000, 2, 11)
    found = ticks(first, first + timedelta(days=length), most)
    assert 1 <= len(found) <= most
    assert all(first <= d <= first + timedelta(days=length) for d in found)


def test_labels_tell_month_and_year_where_they_change():
    days = [date(2030, 12, 20), date(2030, 12, 25), date(2031, 1, 1), date(2031, 1, 5)]
    assert [text for _, text in labels(days)] == ["20 Dec", "25", "1 Jan 2031", "5"]


def total(lo, hi, number=None, itemised=4):
    return TotalRow(
        figure="f", accused="A", stated=date(2031, 5, 1), by="x", claimed="x", number=number, lo=lo,
        hi=hi, window="", itemised=itemised, difference="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "strokes", "arrows"),
    [
        (total(8, 8), 1, 0), (total(30, None), 1, 1), (total(0, 20), 1, 1), (total(None, 20), 1, 1),
        (total(10, 20), 2, 0), (total(None, None), 0, 0), (total(None, None, 9), 1, 0),
    ],
)  # fmt: skip
def test_claims_are_strokes_and_bounds_arrows(row, strokes, arrows):
    root = parsed(total_bar(row, total_scale([row]), "#00667A"))
    upright = [e for e in root.iter(f"{SVG}line") if e.get("x1") == e.get("x2")]
    assert len(upright) == 2 * strokes
    assert len(list(root.iter(f"{SVG}path"))) == arrows


@pytest.mark.parametrize(("most", "scale"), [(0, 1), (7, 8), (31, 40), (120, 200), (999, 1000)])
def test_scales_are_round(most, scale):
    assert total_scale([total(None, None, most, itemised=0)]) == scale


def test_funnel_says_what_is_withheld():
    view = LedgerView(party="A", limits=(), parts=(), funnel=(("reports", 10), ("incidents", None)))
    drawing = funnel_chart("f", view, PARTY)
    assert "withheld" in drawing.svg
    assert drawing.alt.endswith("reports 10, incidents withheld.")


@pytest.mark.parametrize("mark", ["square", "circle", "triangle", "diamond"])
@pytest.mark.parametrize("count", [1, 2, 12, 250])
def test_signs_are_well_formed(mark, count):
    party = PARTY.but(mark=mark)
    root = parsed(
        f'<svg xmlns="http://www.w3.org/2000/svg">{sign([party], 5, 5, 9, filled=False, count=count)}</svg>'
    )
    assert [e.text for e in root.iter(f"{SVG}text")] == ([str(count)] if count > 1 else [])


def test_hostile_words_are_escaped_in_svg():
    text = words(0, 0, '</text><script>x</script>\x00"&')
    assert parsed(f"<svg>{text}</svg>").find("text").text == '</text><script>x</script>"&'
    assert parsed(tag("g", id='"><x')).get("id") == '"><x'


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.004, "0"), (-0.001, "0"), (-0.0, "0"), (12.346, "12.35"), (100, "100")],
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_wrapped_words_fit():
    for text in (
        "a",
        "People's Republic of Sylvania and the Outer Isles",
        "Donaudampfschifffahrtsgesellschaft",
        "",
    ):
        lines = wrapped(text, 80, 9)
        assert len(lines) <= 2
        assert all(width(line, 9) <= 80 for line in lines)


def test_letters_without_a_glyph_are_shown_as_boxes():
    assert printable("a变b") == "a▯b"
    assert printable("Суджа → ≥ 1") == "Суджа → ≥ 1"


def test_plain_is_one_line():
    assert plain(" a\r\n b\u2028c\u200b ") == "a b c"


def test_lighter_keeps_white_and_colour_at_the_ends():
    assert lighter("#00667A", 1) == "#00667A"
    assert lighter("#00667A", 0) == "#FFFFFF"
