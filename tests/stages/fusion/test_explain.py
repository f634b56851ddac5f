"""Explanations say what was weighed: terms add up, words fit, rules and reviewers are named."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lakeview import BASE, at, judged, told
from small_world import SLIPS, crowd, merged, model, row, world

from truceline.errors import InvariantError, UnreadableError
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.explanation import RULED_OUT, Term, total, weight
from truceline.model.table import report_table
from truceline.stages.fusion.block import BLOCK_DAYS, Judged, fuse_block
from truceline.stages.fusion.columns import arrays
from truceline.stages.fusion.explain import (
    ROUGH,
    explain,
    explained,
    explained_pair,
    incident_named,
    pair_named,
)
from truceline.stages.fusion.fuse import grouping
from truceline.stages.fusion.gain import NEVER, gain
from truceline.stages.fusion.keys import groups
from truceline.stages.fusion.model import weights
from truceline.stages.fusion.parts import LEAST, parts
from truceline.stages.fusion.prepare import setting
from truceline.stages.fusion.ready import ready
from truceline.stages.fusion.state import NS, TN

ENGINE = EmbeddedEngine()
REPEATING = model(sources=6, repeats=0.4, repeat_km=2.0, repeat_h=3.0)
FIRM = model(sources=6, outlier=0.0, repeats=0.0)

km = st.floats(-60, 60)
hours = st.floats(-100, 100)
said = st.floats(0.0, 1.0)


@st.composite
def states(draw):
    """A state of any sort: placed or not, by clock, by box, by both; sure of its words or not."""
    place = draw(st.none() | st.tuples(km, km))
    clock = draw(st.none() | st.tuples(hours, st.floats(0.05, 40)))
    dates = st.tuples(st.integers(-4, 4).map(lambda d: 24.0 * d), st.just(24.0))
    box = draw(st.none() | dates | st.tuples(hours, st.floats(2, 300)))
    assume(clock or box)
    act, side = draw(said), draw(said)
    number = draw(st.none() | st.tuples(st.floats(0, 30), st.floats(1, 9)))
    made = row(
        place,
        draw(st.floats(0.05, 900)),
        clock,
        box,
        SLIPS,
        (act, 1 - act),
        (side, 1 - side),
        draw(st.floats(1e-9, 1.0)),
        draw(st.integers(1, 300)),
        number,
    )
    assume(made[TN] > 0)  # a clock and a box that never meet are no report's
    return made


@settings(max_examples=150, deadline=None)
@given(states(), states(), st.integers(0, 63), st.integers(0, 63), st.booleans())
def test_parts_add_up_to_the_gain(a, b, one, two, repeating):
    t = weights(REPEATING if repeating else FIRM)
    one, two = np.array([one]), np.array([two])
    found = parts(a, b, one, two, t)
    whole = gain(a, b, one, two, t, np.zeros(5))
    assert sum(found.values()) == pytest.approx(whole, abs=1e-9)
    if whole > LEAST / 2:
        assert abs(found["floor"]) < 1e-12
    if whole == NEVER:
        assert len(found) == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_parts_add_up_for_merged_clusters(seed):
    rows, masks = crowd(8, seed)
    t = weights(REPEATING)
    a, b = merged(*rows[:4], t=t), merged(*rows[4:], t=t)
    one, two = (np.bitwise_or.reduce(m) for m in (masks[:4], masks[4:]))
    whole = gain(a, b, one, two, t, np.zeros(5))
    assert sum(parts(a, b, one, two, t).values()) == pytest.approx(whole, abs=1e-9)


def test_each_part_moves_with_what_it_speaks_of():
    t = weights(REPEATING)
    none = np.zeros(1, np.int64)
    base = row(clock=(0, 1))
    found = lambda b, one=none, two=none: parts(base, b, one, two, t)  # noqa: E731
    alike = found(row(clock=(0, 1)))
    far, late = found(row((6, 0), clock=(0, 1))), found(row(clock=(3, 1)))
    assert far["place"] < alike["place"] - 1
    assert late["time"] < alike["time"] - 1
    assert late["place"] == alike["place"]
    assert found(row(clock=(0, 1), busy=1e-2))["busyness"] < alike["busyness"] - 1
    assert found(row(clock=(0, 1), count=9))["company"] > alike["company"]
    source = np.array([1])
    assert found(row(clock=(0, 1)), source, source)["source"] < 0 == alike["source"]
    other = parts(row(clock=(0, 1), act=(1, 0)), row(clock=(0, 1), act=(0, 1)), none, none, t)
    assert other["act"] < LEAST
    assert sum(other.values()) == pytest.approx(LEAST + other["company"] + other["source"])


def test_what_rules_one_act_out_is_named():
    t, none = weights(FIRM), np.zeros(1, np.int64)
    here = row(clock=(0, 1))
    assert parts(here, row((500, 0), clock=(0, 1)), none, none, t) == {"place": NEVER}
    assert parts(here, row(clock=(900, 1)), none, none, t) == {"time": NEVER}


# Whole tables


def fused(reports, judgements=(), used=None):
    table = report_table(reports) if isinstance(reports, list) else reports
    found = grouping(table, judgements, ENGINE, model=used)
    return table, judgements, groups(found), found.model


def by_key(explanations):
    return {r.key: r for e in explanations for r in e.reports}


def names(terms):
    return {t.name: t for t in terms}


def own_gains(table, found, used):
    """Gain of every report with the rest of its cluster as fusion itself finds it, by key."""
    given = ready(table, (), 7.0)
    none = np.zeros((0, 2), np.int64)
    made = setting(used, given.ordered.cases.words)
    place = given.ordered.keys.ranks()[given.ordered.place]
    columns, gains = arrays(given.table), {}
    for block in np.unique(columns["day"] // BLOCK_DAYS):
        columns["owned"] = columns["day"] // BLOCK_DAYS == block
        in_block = fuse_block(columns, made, Judged(none, none))
        for i in np.flatnonzero(in_block.columns["owned"] & (in_block.rests[:, NS] > 0)):
            key = found["report_id"][place[in_block.columns["row"][i]]].as_py()
            gains[key] = in_block.homes.own[i]
    return gains


def test_sums_are_the_gains_that_fusion_found():
    """The engine's own gains, words in float32, against the terms' sum."""
    table, _, found, used = fused(world(60, 3, days=20.0).reports)
    told_of = by_key(explained(table, (), found, used))
    seen = own_gains(table, found, used)
    assert len(seen) > 50
    for key, gain_found in seen.items():
        assert total(told_of[key].terms) == pytest.approx(gain_found, abs=1e-4)


def test_names_and_words_are_means_over_neighbours():
    places, texts = ("Lakeview", "Lakewood", "Oldmill"), ("hit", "downed", None)
    reports = [
        told(
            f"r{n}", place_name=places[n % 3], text=texts[n % 3], source=f"s{n}", claimant=f"c{n % 4}",
            when=(2 + n / 100, 4 + n / 100), lat=48 + n / 500, published=at(3 * n),
        )
        for n in range(9)
    ]  # fmt: skip
    table, _, found, used = fused(reports)
    seen = own_gains(table, found, used)
    told_of = by_key(explained(table, (), found, used))
    assert len(seen) > 4
    for key, gain_found in seen.items():
        assert total(told_of[key].terms) == pytest.approx(gain_found, abs=1e-4)
    assert len({round(names(told_of[key].terms)["place name"].nats, 6) for key in seen}) > 1


def test_the_best_alternative_is_weighed_as_fusion_weighed_it():
    data = world(220, 5, days=6.0, km=40.0)
    table, _, found, used = fused(data.reports)
    told = [r for r in by_key(explained(table, (), found, used)).values() if r.alternative]
    assert len(told) > 20
    likely = [r for r in told if r.terms and r.alternative_terms]
    sums = [(total(r.terms) - total(r.alternative_terms)) * used.temper for r in likely]
    odds = [np.log(r.probability / r.alternative_probability) for r in likely]
    close = np.isclose(sums, odds, atol=0.02)
    assert close.mean() > 0.95  # others were weighed in the state that a merge left


def test_words_fit_what_was_told():
    near = told(
        "b",
        when=(2 + 41 / 60, 2 + 41 / 60),
        lat=48.02,
        source="Wire",
        claimant="the governor",
        time_uncertainty_h=0.5,
    )
    table, _, found, used = fused([told("a", time_uncertainty_h=0.5), near])
    terms = names(explained_pair(table, (), found, used, ("press.a", "press.b")).terms)
    assert terms["place"].words.startswith("2.2 km apart where errors of")
    assert terms["time"].words.startswith("41 minutes apart where errors of")
    assert terms["busyness"].words.endswith("acts a day expected within 5 km")
    assert terms["act"].words == "both name drone strike"
    assert terms["side"].words == "both name RUR"
    assert terms["place name"].words == "both name Lakeview"
    assert "source" not in terms
    assert str(terms["place"]).startswith("place: 2.2 km apart")


def test_sides_are_called_by_their_names():
    from truceline.foundation.zones import zone_of
    from truceline.stages.fusion.explain import Voice

    day = told("a", when=(-3, 21))
    table, _, found, used = fused([day, day.but(report_id="b", text="?", claimant="Mayor")])
    voice = Voice({"RUR": "Ruritania"}, zone_of("+03:00"))
    for report in by_key(explained(table, (), found, used, voice=voice)).values():
        terms = names(report.terms)
        assert terms["side"].words == "both name Ruritania"
        assert terms["time"].words == "both within 10 May 2031"


def test_a_source_heard_twice_is_named():
    table, _, found, used = fused([told("a"), told("b", text="another", when=(2.1, 2.1))])
    terms = names(by_key(explained(table, (), found, used))["press.a"].terms)
    assert terms["source"].words == "same source twice: Freedonian ministry"


def test_bars_are_named():
    page = [told(n, source_url="page", when=(0, 24)) for n in "ab"]
    minutes = [told("a"), told("b", when=(2.7, 2.7), text="hit")]
    pair = ("press.a", "press.b")
    for reports, words in ((page, "on one page"), (minutes, "minutes apart")):
        table, _, found, used = fused(reports)
        (term,) = explained_pair(table, (), found, used, pair).terms
        assert term.name == "barred"
        assert words in term.words
        assert weight(term.nats) == "never"
    made = [judged("different", "a", "b")]
    table, made, found, used = fused([told("a"), told("b")], made)
    (term,) = explained_pair(table, made, found, used, pair).terms
    assert "reviewer" in term.words
    assert term.nats < RULED_OUT


def test_what_a_reviewer_joined_is_noted_and_still_weighed():
    made = [judged("same", "a", "b")]
    table, made, found, used = fused([told("a"), told("b", when=(5, 5))], made)
    report = by_key(explained(table, made, found, used))["press.a"]
    assert report.note == "judged the same by A: seen"
    assert report.probability == 1
    assert report.terms


def test_a_bar_is_no_reason_where_a_reviewer_joined():
    page = [told(n, source_url="page", when=(0, 24)) for n in "ab"]
    table, made, found, used = fused(page, [judged("same", "a", "b")])
    report = by_key(explained(table, made, found, used))["press.a"]
    assert "barred" not in names(report.terms)
    assert "place" in names(report.terms)


def test_late_copies_and_reports_of_no_time_are_noted():
    old = told("a", text="8 drones downed", when=(1, 3))
    late = told("z", day=26, when=(620, 632), text="8 drones downed")
    lost = told("x", start=None, end=None, known=None)
    table, _, found, used = fused([old, late, lost])
    reports = by_key(explained(table, (), found, used))
    assert reports["press.z"].note.startswith("late copy of press.a")
    assert reports["press.x"].note.startswith("gives no time")
    assert reports["press.z"].terms == reports["press.x"].terms == ()
    pair = explained_pair(table, (), found, used, ("press.a", "press.z"))
    assert "late copy of press.a" in pair.note
    assert pair.terms == ()


def test_pairs_far_apart_in_time_were_never_weighed():
    table, _, found, used = fused([told("a"), told("b", when=(5000, 5000), day=208)])
    pair = explained_pair(table, (), found, used, ("press.a", "press.b"))
    assert pair.terms == ()
    assert "never weighed" in pair.note


def test_probabilities_from_priors_are_called_rough():
    reports = report_table([told("a"), told("b")])
    assert explain(reports, (), ENGINE, "press.a").rough == ROUGH
    learned = grouping(reports, (), ENGINE).model.but(learned_from="abc")
    assert explain(reports, (), ENGINE, "I-press.a", learned).rough == ""


def test_the_order_of_rows_never_matters():
    data = world(30, 8, days=5.0)
    one = explained(*fused(data.reports)[:1], (), *fused(data.reports)[2:])
    back = data.reports.take(list(range(len(data.reports)))[::-1])
    assert explained(back, (), *fused(back)[2:]) == one


def test_only_the_incidents_asked_for():
    table, _, found, used = fused([told("a"), told("b"), told("c", when=(200, 200))])
    assert [e.incident_id for e in explained(table, (), found, used)] == ["I-press.a", "I-press.c"]
    (one,) = explained(table, (), found, used, ["I-press.c"])
    assert [(r.key, r.terms) for r in one.reports] == [("press.c", ())]


def test_unknown_names_are_told_with_the_nearest():
    _, _, found, _ = fused([told("a100"), told("b", when=(90, 90))])
    assert incident_named(found, "press.a100") == "I-press.a100"
    assert incident_named(found, "I-press.b") == "I-press.b"
    for name, near in (("press.a10", "press.a100?"), ("I-press.a10", "I-press.a100?"), ("%", "")):
        with pytest.raises(UnreadableError, match=f"no report or incident.*{near}"):
            incident_named(found, name)


def test_pairs_are_named_by_a_comma():
    _, _, found, _ = fused([told("a"), told("b,c"), told("a,press.b,c")])
    assert pair_named(found, "press.a, press.b,c") == ("press.a", "press.b,c")
    assert pair_named(found, "press.a,press.b,c") is None  # a key of its own
    assert pair_named(found, "press.a,press.x") is None
    assert pair_named(found, "press.a") is None


def test_groups_of_other_reports_are_refused():
    table, _, found, used = fused([told("a"), told("b")])
    with pytest.raises(InvariantError):
        explained(table.slice(0, 1), (), found, used)


def test_weights_are_written_with_a_sign():
    told_as = [weight(v) for v in (1.24, -0.46, 0.04, -0.04, NEVER)]
    assert told_as == ["+1.2", "−0.5", "0.0", "0.0", "never"]
    assert total((Term(name="a", nats=1.0, words=""), Term(name="b", nats=-3.0, words=""))) == -2
    assert BASE.start == at(2)
