"""Accounts: summaries, calm and denials of what nobody tells form no incident and move none."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lakeview import REGION, judged, origins, partition, told
from small_world import world

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.incident import AccountKind
from truceline.model.table import completed, report_table
from truceline.stages.fusion import fuse, gather, gather_accounts
from truceline.stages.fusion.accounts import ACT, CALM, ROLES, SUMMARY, WIDE, roles
from truceline.stages.fusion.explain import ACCOUNT, explained, explained_pair
from truceline.stages.fusion.fuse import error_model, grouping
from truceline.stages.fusion.gather_accounts import covers
from truceline.stages.fusion.keys import groups

ENGINE = EmbeddedEngine()
NOWHERE = {"lat": None, "lon": None, "place_uncertainty_km": None}
UNNAMED = {"target_name": None, "target_category": "energy/other"}
VAST = {**REGION, **UNNAMED, "place_uncertainty_km": 200.0}
DENIES = {"claimant": "Ruritanian staff", "claimant_side": "RUR", "stance": "denies"}
MONTH = {"when": (0, 720), "day": 31}
TOTAL = {**REGION, **UNNAMED, "count": 30.0, "count_unit": "attacks"}
BLANKET = {**REGION, **UNNAMED, **DENIES, "about": "occurrence", "when": (0, 24)}

TOLD_APART = {
    "one act": ({}, ACT),
    "a total of a month": ({**TOTAL, **MONTH}, SUMMARY),
    "a total of a day": ({**TOTAL, "when": (0, 24)}, SUMMARY),
    "units in capitals": ({**TOTAL, "count_unit": " Attacks "}, SUMMARY),
    "a total without a place": ({**TOTAL, **NOWHERE, **MONTH}, SUMMARY),
    "several strikes on one place within the hour": ({"count": 3.0, "count_unit": "strikes"}, ACT),
    "so many drones": ({**TOTAL, "count_unit": "drone"}, ACT),
    "a number of nothing": ({**TOTAL, "count_unit": None}, ACT),
    "one attack": ({**TOTAL, "count": 1.0}, ACT),
    "one attack in a month": ({**TOTAL, **MONTH, "count": 1.0}, ACT),
    "no attack": ({**TOTAL, "count": 0.0}, CALM),
    "no explosion": ({"count": 0.0, "count_unit": "explosion"}, CALM),
    "nobody killed": ({"count": 0.0, "count_unit": "death"}, ACT),
    "none of nothing": ({"count": 0.0}, ACT),
    "since the beginning of the month": (MONTH, WIDE),
    "a bulletin's two days": ({"when": (0, 48)}, ACT),
    "an error of weeks around a moment": ({"time_uncertainty_h": 360.0}, ACT),
    "somewhere in the country": (VAST, WIDE),
    "a site somewhere in the country": ({**VAST, "target_name": "Lakeview substation"}, ACT),
    "a region": ({**REGION, **UNNAMED}, ACT),
    "nothing happened in the region": (BLANKET, CALM),
    "it denies all": ({**BLANKET, "about": "all"}, CALM),
    "it denies its part": ({**BLANKET, "about": "actor"}, ACT),
    "it denies the attack on a site": ({**BLANKET, "target_name": "Lakeview substation"}, ACT),
    "it denies the attack on a substation of the region": (
        {**BLANKET, "target_category": "energy/substation"},
        ACT,
    ),
    "it denies attacks on substations in a month": (
        {**BLANKET, **MONTH, "target_category": "energy/substation"},
        CALM,
    ),
    "it denies attacks on substations in the country": (
        {**VAST, **BLANKET, "place_uncertainty_km": 200.0, "target_category": "energy/substation"},
        CALM,
    ),
    "it denies the attack on a town": ({**UNNAMED, **DENIES, "when": (0, 24)}, ACT),
    "it denies what was seen at an hour": ({**BLANKET, "when": (2, 3)}, ACT),
    "it denies a month in a town": ({**UNNAMED, **DENIES, **MONTH}, CALM),
    "it denies the total": ({**TOTAL, **DENIES, **MONTH}, CALM),
    "it denies what has no time": ({**BLANKET, "start": None, "end": None}, CALM),
}


@pytest.mark.parametrize("name", TOLD_APART)
def test_what_a_report_is_to_fusion(name):
    changes, expected = TOLD_APART[name]
    assert roles(report_table([told("a", **changes)]), ()).tolist() == [expected]


def test_a_lean_table_without_these_columns_holds_acts():
    lean = report_table([told("a"), told("b")]).select(["report_id", "start", "end"])
    assert roles(lean, ()).tolist() == [ACT, ACT]


def test_words_may_be_coded():
    table = report_table([told("a", **TOTAL), told("b", **BLANKET)])
    for name in ("count_unit", "stance", "about", "target_name"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table[name].dictionary_encode())
    assert roles(table, ()).tolist() == [SUMMARY, CALM]


# Acts of a record to be covered: two substations on one night, a mast in another region later

ONE = [told("a1"), told("a2", claimant="Mayor", claimant_side=None)]
OTHER = told(
    "b",
    when=(60, 60),
    day=3,
    lat=48.6,
    place_name="Hill",
    target_name="Hill substation",
    text="line cut",
)
AWAY = told(
    "c",
    when=(61, 61),
    day=3,
    lat=52.0,
    admin1="South",
    place_name="Cape",
    target_name="Cape mast",
    text="mast fell",
)
RECORD = [*ONE, OTHER, AWAY]
GROUPS = ["a1 a2", "b", "c"]


def fused(reports, judgements=()):
    table = report_table(reports)
    found = fuse(table, judgements, ENGINE)
    return table, found


def role(reports, name):
    rows = {r["report_id"]: r["role"] for r in fused(reports)[1].to_pylist()}
    return rows[f"press.{name}"]


def covered(reports, name):
    """What an account covers, as the keys that name incidents; `?` where it isn't sure."""
    table, found = fused(reports)
    return [
        link["incident_id"].removeprefix("I-press.") + ("" if link["sure"] else "?")
        for link in covers(table, found).to_pylist()
        if link["report_id"] == f"press.{name}"
    ]


def test_a_total_stands_alone_and_is_linked():
    table, found = fused([*RECORD, told("sum", **TOTAL, **MONTH)])
    assert partition([*RECORD, told("sum", **TOTAL, **MONTH)]) == [*GROUPS, "sum"]
    (account,) = gather_accounts(table, found)
    assert (account.kind, account.report_ids) == (AccountKind.SUMMARY, ("press.sum",))
    assert [(c.incident_id, c.sure) for c in account.covers] == [
        ("I-press.a1", True),
        ("I-press.b", True),
    ]
    assert not account.denies


def test_accounts_are_no_incidents():
    reports = [*RECORD, told("sum", **TOTAL, **MONTH), told("calm", **BLANKET)]
    table, found = fused(reports)
    incidents = gather(table, found, origins(reports))
    assert [i.id for i in incidents] == ["I-press.a1", "I-press.b", "I-press.c"]
    assert {k for i in incidents for k in i.report_ids} == {r.key for r in RECORD}
    kinds = {a.id: a.kind for a in gather_accounts(table, found)}
    assert kinds == {"I-press.sum": AccountKind.SUMMARY, "I-press.calm": AccountKind.CALM}


def test_no_account_no_cost():
    table, found = fused(RECORD)
    assert gather_accounts(table, found) == ()
    assert covers(table, found).num_rows == 0
    assert grouping(table, (), ENGINE).role is None


def test_a_wide_report_that_several_fit_is_a_summary():
    near = told("wide", **REGION, **UNNAMED, **MONTH)
    assert role([*RECORD, near], "wide") == "summary"
    assert covered([*RECORD, near], "wide") == ["a1", "b"]


def test_a_wide_report_that_one_fits_may_merge():
    """The same words at the same place, though told with a wide span."""
    near = told("wide", when=(0, 96), day=4)
    assert role([*RECORD, near], "wide") is None
    assert partition([*RECORD, near]) == ["a1 a2 wide", "b", "c"]


def test_a_wide_report_that_none_fits_is_an_incident():
    far = told("wide", **UNNAMED, **MONTH, lat=40.0)
    assert role([*RECORD, far], "wide") is None
    assert partition([*RECORD, far]) == [*GROUPS, "wide"]


def test_wide_reports_alone_are_acts():
    assert partition([told("w", **MONTH), told("v", **MONTH, lat=40.0)]) == ["v", "w"]
    assert role([told("w", **MONTH)], "w") is None


def test_accounts_alone():
    table, found = fused([told("sum", **TOTAL, **MONTH)])
    assert found.to_pylist()[0]["role"] == "summary"
    assert gather(table, found, origins([])) == ()
    assert gather_accounts(table, found)[0].covers == ()


def test_who_denies_in_a_wide_span_contests():
    near = told("wide", **DENIES, about="occurrence", **MONTH, target_name="Lakeview substation")
    again = told("a3", when=(200, 200), day=9, text="hit again")
    assert role([*RECORD, again, near], "wide") == "calm"


FITS = {
    "whatever is told by a word of its family": ({"kind": "air"}, ["a1", "b"]),
    "no other act": ({"kind": "fire/shelling"}, []),
    "any act where the means isn't told": ({"kind": "attack/unspecified"}, ["a1", "b"]),
    "a family of sites": ({"target_category": "energy/other"}, ["a1", "b"]),
    "no other sites": ({"target_category": "energy/refinery"}, []),
    "no other side": ({"alleged_actor": "FRE"}, []),
    "every side where none is told": ({"alleged_actor": None}, ["a1", "b"]),
    "what lies in the span": ({"when": (0, 24)}, ["a1"]),
    "what may lie in the span": ({"when": (1.9, 24)}, ["a1?"]),
    "nothing outside it": ({"when": (5, 24)}, []),
    "what a stated error brings in": ({"when": (5, 24), "time_uncertainty_h": 3.0}, ["a1"]),
    "the site that it names alone": ({"target_name": "Hill substation"}, ["b"]),
    "a town": ({"place_uncertainty_km": 3.0, "lat": 48.6}, ["b"]),
    "a town near it": ({"place_uncertainty_km": 3.0, "lat": 48.55}, ["b?"]),
    "another region by name": ({"admin1": "South"}, []),
    "everywhere where no place is told": ({**NOWHERE, "place_name": None, "admin1": None}, "abc"),
    "a region by name alone": ({**NOWHERE, "place_name": None, "admin1": "South"}, ["c"]),
    "a place by name alone": ({**NOWHERE, "place_name": "Cape", "admin1": None}, ["c"]),
    "no place that nobody knows": ({**NOWHERE, "place_name": "Nowhere", "admin1": None}, []),
    "may be what lies in the region of an unknown place": (
        {**NOWHERE, "place_name": "Nowhere", "admin1": "South"},
        ["c?"],
    ),
}


@pytest.mark.parametrize("name", FITS)
def test_what_a_summary_covers(name):
    changes, expected = FITS[name]
    expected = ["a1", "b", "c"] if expected == "abc" else expected
    assert covered([*RECORD, told("sum", **{**TOTAL, **MONTH, **changes})], "sum") == expected


def test_what_is_told_vaguely_may_be_covered():
    vague = told("v", kind="attack/unspecified", alleged_actor=None, target_category=None)
    total = told("sum", **TOTAL, **MONTH)
    assert covered([vague, total], "sum") == ["v?"]
    unplaced = told("v", **NOWHERE, place_name=None, admin1=None, target_name=None)
    assert covered([unplaced, total], "sum") == ["v?"]
    assert covered([told("v", start=None, end=None, known=None), total], "sum") == []


def test_half_of_an_incident_is_the_incident():
    """One of two reports puts it elsewhere."""
    apart = told("a2", claimant="Mayor", alleged_actor="FRE")
    made = [judged("same", "a1", "a2")]
    table, found = fused([told("a1"), apart, told("sum", **TOTAL, **MONTH)], made)
    assert [link["incident_id"] for link in covers(table, found).to_pylist()] == ["I-press.a1"]
    third = told("a3", claimant="Priest", alleged_actor="FRE")
    made = [judged("same", "a1", "a2", "a3")]
    table, found = fused([told("a1"), apart, third, told("sum", **TOTAL, **MONTH)], made)
    assert covers(table, found).num_rows == 0


# Non-events


def test_calm_contests_what_it_covers():
    table, found = fused([*RECORD, told("calm", **BLANKET)])
    (account,) = gather_accounts(table, found)
    assert (account.kind, account.denies) == (AccountKind.CALM, True)
    assert [c.incident_id for c in account.covers] == ["I-press.a1"]


def test_nought_is_calm_and_no_denial():
    quiet = told("calm", **{**TOTAL, "count": 0.0, "when": (0, 24)})
    (account,) = gather_accounts(*fused([*RECORD, quiet]))
    assert (account.kind, account.denies) == (AccountKind.CALM, False)


def test_a_specific_denial_joins_the_incident():
    denial = told("d", **DENIES, about="occurrence")
    assert partition([*RECORD, denial]) == ["a1 a2 d", "b", "c"]
    assert role([*RECORD, denial], "d") is None


def test_denials_of_what_nobody_tells_are_no_incident():
    twice = {**DENIES, "about": "occurrence", "lat": 40.0}
    reports = [*RECORD, told("d1", **twice), told("d2", **twice, source="Herald")]
    table, found = fused(reports)
    assert [i.id for i in gather(table, found, origins(reports))] == [
        "I-press.a1",
        "I-press.b",
        "I-press.c",
    ]
    (account,) = gather_accounts(table, found)
    assert (account.kind, account.denies) == (AccountKind.DENIAL, True)
    assert account.report_ids == ("press.d1", "press.d2")


def test_denials_alone_are_no_incident():
    assert role([told("d", **DENIES, about="occurrence")], "d") == "denial"


def test_a_denied_part_is_an_incident():
    assert role([told("d", **DENIES, about="actor")], "d") is None
    assert role([told("d", **DENIES, about="effect")], "d") is None


# What may not change


def test_a_reviewer_says_that_it_is_that_act():
    reports = [*RECORD, told("sum", **TOTAL, **MONTH)]
    assert partition(reports, [judged("same", "c", "sum")]) == ["a1 a2", "b", "c sum"]


def test_a_reviewer_rejects_an_account():
    reports = [*RECORD, told("sum", **TOTAL, **MONTH)]
    assert partition(reports, [judged("reject", "sum")]) == GROUPS


ACCOUNTS = st.builds(
    lambda n, kind, start, length, lat, actor: told(
        f"{'as'[n % 2]}{n}",
        **{
            "sum": {**TOTAL, "when": (start, start + length)},
            "nought": {**TOTAL, "count": 0.0, "when": (start, start + length)},
            "calm": {**BLANKET, "when": (start, start + length)},
        }[kind],
        alleged_actor=actor,
    ).but(lat=lat, claimant=f"Voice {n}"),
    st.integers(100, 999),
    st.sampled_from(["sum", "nought", "calm"]),
    st.integers(0, 100),
    st.integers(3, 700),
    st.floats(47.5, 49),
    st.sampled_from(["RUR", "FRE", None]),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(ACCOUNTS, max_size=5, unique_by=lambda r: r.report_id),
    st.randoms(use_true_random=False),
)
def test_accounts_never_move_others(accounts, order):
    """Other reports keep their groups, probabilities and alternatives to the last bit."""
    mixed = [*RECORD, *accounts]
    order.shuffle(mixed)
    kept = [r for r in fused(mixed)[1].to_pylist() if r["role"] is None]
    assert kept == fused(RECORD)[1].to_pylist()


@pytest.fixture(scope="module")
def large():
    """Acts and, among them, wide reports, totals and calm."""
    rng = np.random.default_rng(5)
    reports = completed(world(45, 11, days=30.0).reports).to_pylist()
    more = []
    for n in range(24):
        row = dict(reports[int(rng.integers(len(reports)))])
        row |= {"report_id": f"z{n:02}", "place_uncertainty_km": 60.0, "source": f"source {n % 9}"}
        row |= [
            {"count": 7.0, "count_unit": "attacks"},
            {"count": 0.0, "count_unit": "attack"},
            {},
        ][n % 3]
        if n % 3 == 2:
            row["end"] = row["start"] + (row["end"] - row["start"]) * 0
            row["start"] = row["start"].replace(day=1, hour=0)
            row["place_uncertainty_km"] = float(rng.choice([2.0, 20.0, 90.0]))
        more.append(row)
    schema = report_table([]).schema
    table = lambda rows: pa.Table.from_pylist(rows, schema=schema)  # noqa: E731
    return table(reports), table([*reports, *more])


def test_a_large_record_is_as_it_was(large):
    acts, mixed = large
    before, after = (fuse(t, (), ENGINE) for t in (acts, mixed))
    told_apart = after.filter(pa.compute.is_valid(after["role"]))
    assert set(told_apart["role"].to_pylist()) == {"summary", "calm"}
    z = pa.compute.starts_with(told_apart["report_id"], "z")
    assert pa.compute.all(z).as_py()
    without = mixed.filter(
        pa.compute.invert(pa.compute.is_in(mixed["report_id"], value_set=told_apart["report_id"]))
    )
    kept = after.filter(pa.compute.is_null(after["role"]))
    assert fuse(without, (), ENGINE).equals(kept)
    assert before.num_rows + 24 == after.num_rows


@pytest.mark.parametrize("seed", range(2))
def test_neither_order_nor_engine_matters(large, seed):
    _, mixed = large
    order = list(range(len(mixed)))
    random.Random(seed).shuffle(order)
    shuffled = mixed.take(order)
    whole = fuse(mixed, (), ENGINE)
    assert fuse(shuffled, (), EmbeddedEngine(workers=1 + seed)).equals(whole)
    assert covers(shuffled, whole).equals(covers(mixed, whole))


def test_a_model_is_learned_from_acts(large):
    acts, mixed = large
    assert error_model(mixed, ENGINE) == grouping(mixed, (), ENGINE).model
    counted = mixed.filter(pa.compute.is_valid(mixed["count"]))
    assert error_model(pa.concat_tables([acts, counted]), ENGINE) == error_model(acts, ENGINE)


def test_accounts_are_explained(large):
    _, mixed = large
    found = grouping(mixed, (), ENGINE)
    table = groups(found)
    why = {e.incident_id: e for e in explained(mixed, (), table, found.model)}
    assert why.keys() == set(table["incident_id"].to_pylist())
    by_key = {r["report_id"]: r for r in table.to_pylist()}
    assert why["I-z00"].reports[0].note == ACCOUNT["summary"]
    assert why["I-z01"].reports[0].note == ACCOUNT["calm"]
    assert by_key["z00"]["role"] == "summary"
    pair = explained_pair(mixed, (), table, found.model, ("r00000", "z01"))
    assert pair.note == f"z01: {ACCOUNT['calm']}"
    assert not explained_pair(mixed, (), table, found.model, ("r00000", "r00001")).note.startswith(
        "z"
    )


def test_every_kind_of_account_has_a_word():
    assert set(ROLES.drop_null().to_pylist()) == {str(kind) for kind in AccountKind}
