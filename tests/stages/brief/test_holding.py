"""The section "Is it holding?": nought, not observed and unknown look different; every number is cited."""

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from holding_sample import DAYS, change, day, held, one, sector, series, side
from sample import sample

from truceline.model.holding import Stretch
from truceline.stages.brief.draw.ink import TINT
from truceline.stages.brief.draw.trend import Look, runs, shared_top, trend_chart, unknown_days
from truceline.stages.brief.holding_figures import holding_figures, lately
from truceline.stages.brief.holding_files import holding_files
from truceline.stages.brief.holding_view import MOST_ALERTS, MOST_PANELS, holding_view
from truceline.stages.brief.holding_words import change_words, cluster_words, lately_words, units
from truceline.stages.brief.html import page
from truceline.stages.brief.public_trends import trend_cells, trends_shown
from truceline.stages.brief.sections import numbered
from truceline.stages.brief.view import view_of

IDS = tuple(f"I-press.R{n:03d}" for n in range(1, 5))
COLOUR = "#123456"


def drawn(trend, **more):
    look = Look(name="t", title="T", colour=COLOUR, top=60.0, crossed=True, **more)
    return ET.fromstring(trend_chart(trend, look).svg)


def boxes(root, **want):
    every = (e for e in root.iter() if e.tag.endswith("rect"))
    return [e for e in every if all(e.get(k.replace("_", "-")) == v for k, v in want.items())]


def words(root):
    return [e.text for e in root.iter() if e.tag.endswith("text")]


def test_nought_not_observed_and_unknown_are_three_things():
    trend = series()
    stub = [e for e in boxes(drawn(trend), fill=COLOUR) if e.get("height") == "1.8"]
    assert len(stub) == 1  # day 32 alone is known to have had none
    assert unknown_days(trend) == {day(n) for n in range(DAYS)} - {
        day(n) for n in (0, 2, 3, 4, 30, 31, 32)
    }
    gaps = boxes(drawn(sector()), fill=TINT)
    assert len(gaps) == 1
    assert "not observed" not in words(drawn(series()))
    assert unknown_days(sector()) == set()


def test_a_sum_of_days_is_one_pale_column_and_a_bound_has_a_plus():
    told = words(drawn(series()))
    assert "60 in 3 days" in told
    assert "120 in 3 days" not in told
    assert lately_words(series()).startswith(
        "7 days to 30 May: at least 39 recorded on the 3 days known"
    )
    assert "up to 34 of them set apart" in lately_words(series())


def test_what_is_set_apart_is_cut_out_of_its_column():
    dashed = [e for e in boxes(drawn(series()), stroke=COLOUR) if e.get("stroke-dasharray")]
    assert len(dashed) == 2  # certainly, and perhaps


def test_a_change_shows_its_letter_its_doubt_and_both_rates():
    root = drawn(side("FRE", IDS), changes=[("A", change("side.FRE", IDS))])
    assert "A" in words(root)
    levels = [e for e in root.iter() if e.tag.endswith("line") and e.get("stroke-width") == "1.4"]
    assert len(levels) == 2


def test_long_records_get_one_crossed_box_for_a_run():
    trend = side("FRE", IDS).but(
        first=day(-150), silent=tuple(day(n) for n in range(5)), stretches=()
    )
    trend = trend.but(stretches=(Stretch(first=day(-150), last=day(DAYS - 1), lo=0.0, hi=0.0),))
    assert len(boxes(drawn(trend), stroke_width="0.8", fill="#FFFFFF")) == 1


def test_runs_of_days():
    assert list(runs([day(3), day(1), day(2), day(7)])) == [(day(1), day(3)), (day(7), day(7))]
    assert list(runs([])) == []


@pytest.mark.parametrize(
    ("most", "top"), [(0.0, 1), (7.0, 8), (34.0, 40), (111.0, 120), (230.0, 240)]
)
def test_the_scale_ends_at_a_round_number(most, top):
    assert shared_top([series().but(stretches=(one(0, most),))]) == top


def test_the_last_days_count_whole_stretches_alone():
    across = series().but(
        stretches=(Stretch(first=day(26), last=day(29), lo=9.0, hi=9.0), one(34, 1.0))
    )
    inside, unknown = lately(across)
    assert [s.lo for s in inside] == [1.0]
    assert unknown == 6


def test_a_change_is_one_sentence_with_its_numbers():
    told = change_words(change("side.FRE", IDS))
    assert told == (
        "The recorded rate of incidents blamed on side, FRE rose about 17 May (between 11 May and 18 May) "
        "from 0.5 to 2 a day: 4 times what it was (2 to 8, 95 %). Probability of a change: 83 %."
    )


def test_a_cluster_is_one_sentence_with_its_numbers():
    (cluster,) = held(("FRE", "RUR"), IDS).clusters
    told = cluster_words(cluster, {"FRE": "Freedonia"}.get)
    assert "12 recorded where 3 would be usual for the hours worked, 4.0 times as many" in told
    assert "most of it mortar by night on the side of Freedonia" in told
    assert "p below 0.0001 (adjusted for daily repetition 0.011)" in told


@pytest.mark.parametrize(
    ("unit", "number", "said"),
    [
        ("incident", 1, "incident"),
        ("incident", 2, "incidents"),
        ("weapon_beyond_line", 22, "weapons beyond line"),
    ],
)
def test_units_in_words(unit, number, said):
    assert units(unit, number) == said


def test_every_number_of_the_section_is_a_figure_with_its_basis():
    whole = held(("FRE", "RUR"), IDS)
    figures = {f.id: f for f in holding_figures(whole)}
    view = holding_view(sample(4))
    assert view is not None
    shown = [t["figure"] for g in view["groups"] for t in g["trends"]]
    shown += [s["figure"] for s in view["told"]]
    assert len(shown) == len(set(shown)) == 8
    assert set(shown) <= figures.keys()
    assert figures["recorded.side.FRE"].value == 14
    assert set(figures["recorded.side.FRE"].basis) == set(IDS[:3])
    assert figures["cluster.c0ffee"].release == "restricted"
    assert figures["recorded.sector.A"].release == "restricted"
    assert figures["recorded.series.violations"].release == "political_body"


def test_no_figure_of_the_section_crosses_sides():
    ids = {f.id for f in holding_figures(held(("FRE", "RUR"), IDS))}
    per_side = {i for i in ids if i.startswith(("access.", "recorded.side."))}
    assert {i.rpartition(".")[2] for i in per_side} == {"FRE", "RUR"}


def test_the_page_shows_all_and_links_what_it_cites():
    text = page(view_of(sample(8)))
    section = text.partition('<section id="holding"')[2].partition("</section>")[0]
    assert "Is it holding?" in section
    assert "2 changes of a rate, 1 cluster in space and time and 2 open alerts." in section
    assert re.search(r'href="#I-press\.R001">\[1\]', section)
    assert 'href="https://example.org/1?a=b&amp;c=d"' in section
    assert "<b>was</b>" not in section
    assert "no_strikes" not in section
    assert "17 May: “no strikes” begins (reading of Freedonia)" in section
    for word in ("not observed", "acknowledged", "Closed: 1", "Neutral access on its territory"):
        assert word in section
    assert section.count('class="trend"') == 5


def test_without_a_section_the_numbers_close_up():
    assert numbered(holding=False, said=False)["incidents"] == 12
    assert numbered(holding=True, said=True)["documents"] == 15
    text = page(view_of(sample(8).but(holding=None)))
    assert 'id="holding"' not in text
    assert '<span class="no">4</span> Ledgers' in text


def test_many_panels_and_alerts_are_capped_and_told():
    whole = held(("FRE", "RUR"), IDS)
    many = tuple(sector(f"S{n}") for n in range(MOST_PANELS + 3))
    alerts = tuple(whole.alerts[0].but(id=f"a{n}") for n in range(MOST_ALERTS + 2))
    brief = sample(4).but(holding=whole.but(trends=many, alerts=alerts))
    view = holding_view(brief)
    assert view is not None
    (group,) = view["groups"]
    assert len(group["trends"]) == MOST_PANELS
    assert "3 more with fewer recorded are in trends.csv." in group["note"]
    assert len(view["alerts"]) == MOST_ALERTS
    assert view["alerts_note"].startswith("2 more are in alerts.csv.")


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_the_files_hold_every_day_and_every_cluster():
    files = holding_files(held(("FRE", "RUR"), IDS))
    trends = rows(files["trends.csv"])
    own = [r for r in trends if r["trend"] == "series.violations"]
    assert sum(1 for r in own if r["state"] == "unknown") == DAYS - 7
    assert [r["state"] for r in trends if r["trend"] == "sector.A"].count("not_observed") == 3
    assert rows(files["changes.csv"])[1]["incidents"] == " ".join(IDS)
    assert {r["state"] for r in rows(files["alerts.csv"])} == {"open", "acknowledged", "closed"}
    (feature,) = json.loads(files["holding.geojson"])["features"]
    assert feature["geometry"]["coordinates"][0][0][0] == [27.4, -20.6]


def test_small_published_numbers_are_withheld_from_the_public():
    public = held(("FRE",), IDS).but(
        access=(), changes=(), clusters=(), zones=(), trends=(series(),)
    )
    cells = trend_cells(public)
    assert len(cells) == 5
    gone = f"trend.series.violations.{day(31)}.1"
    shown = trends_shown(public, frozenset(cells) - {gone})
    assert shown is not None
    (trend,) = shown.trends
    assert [s.withheld for s in trend.stretches] == [False, False, False, True, False]
    assert trend.stretches[3].lo == 0.0
    assert all(not s.basis and not s.apart_hi for s in trend.stretches)
    assert gone not in trend_cells(shown)
    assert "w" in words(drawn(trend))
