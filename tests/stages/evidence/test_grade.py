import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.evidence import About, Report, RosterEntry, Stance
from truceline.model.mission import Party
from truceline.model.table import GROUP_SCHEMA, report_table
from truceline.stages.evidence.grade import GRADE_SCHEMA, grade
from truceline.stages.evidence.origin import trace_origins

PARTIES = (Party(id="NOR", name="Northland"), Party(id="SUD", name="Southland"))
ROSTER = (
    RosterEntry(id="1", role="claimant", name="North", side="NOR", grade="A"),
    RosterEntry(id="2", role="claimant", name="South", side="SUD", grade="E"),
    RosterEntry(id="3", role="claimant", name="Camera", side="third", access=("occurrence",)),
    RosterEntry(id="4", role="claimant", name="Blog", side="third"),
)
FULL = {"target_category": "energy/substation", "alleged_actor": "SUD"}


def said(claimant, **fields):
    return {"claimant": claimant, **FULL} | fields


def grades(*rows, incidents=None):
    reports = report_table(
        [Report(dataset="", report_id=f"R{n}", source="Wire", **row) for n, row in enumerate(rows)]
    )
    groups = pa.table(
        [
            [f"R{n}" for n in range(len(rows))],
            incidents or ["I"] * len(rows),
            [1.0] * len(rows),
            *([None] * len(rows) for _ in ("alternative", "its probability", "role")),
        ],
        schema=GROUP_SCHEMA,
    )
    return grade(reports, groups, trace_origins(reports, ROSTER, PARTIES))


def credibility(*rows, **options):
    return grades(*rows, **options)["credibility"].to_pylist()


def test_schema_and_missing_grade():
    found = grades(said("a passer-by"))
    assert found.schema == GRADE_SCHEMA
    assert found.to_pylist()[0]["reliability"] == "F"
    assert found.to_pylist()[0]["credibility"] == "6"


def test_credibility_never_follows_reliability():
    assert credibility(said("North")) == credibility(said("South")) == ["6"]


def test_a_copy_confirms_nothing():
    assert credibility(said("North"), said("North"), said("North")) == ["6", "6", "6"]


def test_opposing_sides_that_agree_confirm_each_other():
    assert credibility(said("North"), said("South")) == ["1", "1"]


def test_another_incident_confirms_nothing():
    assert credibility(said("North"), said("South"), incidents=["I", "J"]) == ["6", "6"]


def test_credibility_is_kept_per_proposition():
    rows = said("North"), said("South", stance=Stance.DENIES, about=About.ACTOR)
    first, second = grades(*rows).to_pylist()
    assert (first["occurrence"], first["object"], first["actor"]) == ("1", "1", "6")
    assert first["credibility"] == "6"
    assert second["credibility"] == "1"  # it affirms what happened, to what, and no more


def test_another_object_confirms_the_occurrence_alone():
    first, _ = grades(said("North"), said("South", target_category="other/other")).to_pylist()
    assert (first["occurrence"], first["object"]) == ("1", "6")


def test_a_third_source_confirms_only_what_it_saw():
    first, second = grades(said("North"), said("Camera")).to_pylist()
    assert (first["occurrence"], first["object"]) == ("1", "6")
    assert second["object"] == "1"


@pytest.mark.parametrize("stance", [Stance.UNCONFIRMED, Stance.DENIES])
def test_who_does_not_affirm_confirms_nothing(stance):
    assert credibility(said("North"), said("South", stance=stance)) == ["6", "6"]


def test_a_source_without_access_may_be_an_echo():
    assert credibility(said("Blog"), said("North"))[0] == "6"
    assert credibility(said("Blog"), said("North"), said("South"))[0] == "1"


stances = st.fixed_dictionaries(
    {
        "claimant": st.sampled_from(["North", "South", "Camera", "Blog"]),
        "stance": st.sampled_from(list(Stance)),
        "about": st.sampled_from(list(About)),
        "target_category": st.sampled_from([None, "energy/substation", "water/dam"]),
        "alleged_actor": st.sampled_from([None, "unknown", "NOR", "SUD"]),
    }
)


@given(rows=st.lists(stances, min_size=1, max_size=6), which=st.integers(0, 5))
def test_copying_a_report_never_raises_a_grade(rows, which):
    before = credibility(*rows)
    after = credibility(*rows, rows[which % len(rows)])
    assert after[: len(rows)] == before
