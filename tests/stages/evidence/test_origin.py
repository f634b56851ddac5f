import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.evidence import Report, RosterEntry, Stance
from truceline.model.mission import Party
from truceline.model.table import ORIGIN_SCHEMA, report_table
from truceline.stages.evidence.origin import trace_origins

PARTIES = (Party(id="NOR", name="Northland"), Party(id="SUD", name="Southland"))


def claimant(name, **fields):
    return RosterEntry(id=f"c-{name}", role="claimant", name=name, **fields)


def publisher(name, **fields):
    return RosterEntry(id=f"p-{name}", role="publisher", name=name, **fields)


ROSTER = (
    claimant("Ministry", side="NOR", grade="D", access=("occurrence", "object")),
    claimant("Governor", side="NOR", owner="Hill region"),
    claimant("South Staff", side="SUD"),
    claimant("Pipeline Company", side="third", owner="Shareholders", territory="SUD"),
    claimant("Atom Watch", side="third", owner="World Agency", access=("occurrence",), grade="A"),
    claimant("Atom Watch Office", side="third", owner="Atom Watch", access=("occurrence", "actor")),
    claimant("Foreign Minister", side="third", owner="Elsewhere"),
    claimant("Patrol 4", side="mission", access=("occurrence", "object", "actor")),
    claimant("Front Agency", side="third", owner="Ministry", access=("occurrence",)),
    publisher("North Daily", side="NOR", grade="E"),
    publisher("Wire", side="third", grade="B"),
    publisher("Village Camera", side="third", owner="Village", access=("occurrence",)),
)


def origin(source="Wire", claimant=None, side=None, stance=Stance.CLAIMS, roster=ROSTER):
    report = Report(
        dataset="d",
        report_id="R1",
        source=source,
        claimant=claimant,
        claimant_side=side,
        stance=stance,
    )
    return trace_origins(report_table([report]), roster, PARTIES).to_pylist()[0]


@pytest.mark.parametrize(
    ("source", "name", "side", "group", "shown"),
    [
        ("Wire", "Ministry", "NOR", "NOR", "NOR"),
        ("Wire", "  ministry ", None, "NOR", "NOR"),
        ("Wire", "Governor", "NOR", "NOR", "NOR"),
        ("North Daily", None, None, "NOR", "NOR"),
        ("North Daily", "publisher itself", None, "NOR", "NOR"),
        ("North Daily", "South Staff", "SUD", "SUD", "SUD"),
        ("Wire", "Pipeline Company", "third", "SUD", "SUD"),
        ("Wire", "Front Agency", "third", "NOR", "NOR"),
        ("Wire", "Atom Watch", "third", "World Agency", "third"),
        ("Wire", "Atom Watch Office", "third", "World Agency", "third"),
        ("Wire", "Patrol 4", "mission", "mission", "mission"),
        ("Wire", "Patrol 9", "mission", "mission", "mission"),
        ("Village Camera", "publisher itself", "third", "Village", "third"),
        ("Wire", "Foreign Minister", "third", None, "third"),
        ("Wire", "publisher itself", "third", None, "third"),
        ("Nobody's Blog", None, None, None, None),
        ("Nobody's Blog", "a passer-by", "third", None, "third"),
        ("Wire", "a major", "SUD", "SUD", "SUD"),
        ("Wire", None, "SUD", "SUD", "SUD"),
    ],
)
def test_whose_word_it_is(source, name, side, group, shown):
    found = origin(source, name, side)
    assert (found["group"], found["side"]) == (group, shown)


def test_third_alone_makes_nobody_independent():
    found = origin("Wire", "Foreign Minister", "third")
    assert found["group"] is None
    assert not any(found[p] for p in ("occurrence", "object", "actor"))


def test_a_third_source_speaks_only_for_what_it_had_access_to():
    found = origin("Wire", "Atom Watch", "third")
    assert (found["occurrence"], found["object"], found["actor"]) == (True, False, False)


def test_a_party_without_stated_access_speaks_as_parties_do():
    found = origin("Wire", "South Staff", "SUD")
    assert (found["occurrence"], found["object"], found["actor"]) == (True, True, True)


def test_stated_access_of_a_party_is_kept():
    found = origin("Wire", "Ministry", "NOR")
    assert (found["occurrence"], found["object"], found["actor"]) == (True, True, False)


def test_a_patrol_sees_what_happened_and_what_was_hit_unless_the_roster_says_more():
    assert not origin("Wire", "Patrol 9", "mission")["actor"]
    assert origin("Wire", "Patrol 4", "mission")["actor"]


@pytest.mark.parametrize("name", ["Ministry", "Atom Watch", "Patrol 4"])
def test_an_unconfirmed_report_forms_no_group(name):
    found = origin("Wire", name, None, Stance.UNCONFIRMED)
    assert found["group"] is None
    assert not found["occurrence"]


def test_ten_outlets_carrying_one_ministry_are_one_origin():
    rows = [
        Report(dataset="d", report_id=f"R{n}", source=f"Outlet {n}", claimant="Ministry")
        for n in range(10)
    ]
    traced = trace_origins(report_table(rows), ROSTER, PARTIES)
    assert set(traced["group"].to_pylist()) == {"NOR"}


@pytest.mark.parametrize(
    ("source", "name", "grade"),
    [("Wire", "Ministry", "D"), ("Wire", None, "B"), ("Wire", "a passer-by", "F")],
)
def test_reliability_is_the_rosters_grade_of_whose_word_it_is(source, name, grade):
    assert origin(source, name)["reliability"] == grade


def test_owners_in_a_circle_end():
    roster = (
        claimant("A", side="third", owner="B", access=("occurrence",)),
        claimant("B", side="third", owner="A", access=("occurrence",)),
    )
    assert origin("Wire", "A", "third", roster=roster)["group"] in {"A", "B"}


def test_an_empty_table_has_no_origins():
    traced = trace_origins(report_table([]), ROSTER, PARTIES)
    assert traced.schema == ORIGIN_SCHEMA
    assert traced.num_rows == 0


NAMES = [e.name for e in ROSTER] + [None, "publisher itself", "a passer-by"]
rows = st.lists(
    st.tuples(
        st.sampled_from(["Wire", "North Daily", "Village Camera", "?"]),
        st.sampled_from(NAMES),
        st.sampled_from([None, "NOR", "SUD", "third", "mission"]),
        st.sampled_from(list(Stance)),
    ),
    max_size=30,
)


@given(rows=rows, roster=st.permutations(ROSTER))
def test_columns_answer_as_single_rows_do_in_any_order(rows, roster):
    reports = [
        Report(dataset="", report_id=f"R{n}", source=a, claimant=b, claimant_side=c, stance=d)
        for n, (a, b, c, d) in enumerate(rows)
    ]
    traced = trace_origins(report_table(reports), roster, PARTIES)
    assert traced["report_id"].to_pylist() == [r.report_id for r in reports]
    alone = [origin(*row) for row in rows]
    for found, expected in zip(traced.to_pylist(), alone, strict=True):
        assert found | {"report_id": ""} == expected | {"report_id": ""}


def test_a_million_reports_cost_one_look_per_combination():
    few = report_table(
        [
            Report(dataset="d", report_id=f"R{n}", source="Wire", claimant=NAMES[n % len(NAMES)])
            for n in range(100)
        ]
    )
    many = pa.concat_tables([few] * 1000)
    traced = trace_origins(many, ROSTER, PARTIES)
    assert traced.num_rows == 100_000
    assert traced.slice(0, 100).equals(traced.slice(99_900, 100))
