"""The drafter's bench says what judging every incident under every term anew would say."""

import random
from itertools import product

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_mission import AS_OF, loaded, reports, said

from truceline.assess.picture.changes import differing
from truceline.assess.picture.derive import first_picture
from truceline.assess.picture.made import made_of
from truceline.assess.picture.rejudged import rank_of, rejudged
from truceline.assess.picture.rows import merged_rows, row_schema
from truceline.errors import UnreadableError
from truceline.foundation.agreement.edit import edited, fields_of
from truceline.foundation.agreement.read import read_agreement
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.evidence import RosterEntry
from truceline.model.finding import Breach, Finding, Why
from truceline.model.mission import Site
from truceline.model.place import Line
from truceline.stages.compliance.ledger import ledgers

ENGINE = EmbeddedEngine()
TERMS = """
  - id: no_strikes
    clause: protected_sites
    acts: [air/*, fire/*]
    binds: [FRE, RUR]
    sites: {yes: [energy/*], clause: [settlement/*]}
    buffer_km: 3
    in_force: {from: 2031-05-10T00:00:00+00:00, until: [2031-07-11T00:00:00+00:00, 2031-07-19T00:00:00+00:00]}
    exempt: [{act: fire/*, when: notified}]
  - id: no_shelling
    clause: prohibited_acts
    acts: [fire/*]
    weapon: [howitzer]
    sites: {yes: [energy/*], clause: [settlement/*]}
    binds: [FRE, RUR]
    in_force: {from: 2031-05-01T00:00:00+00:00}
  - id: back
    clause: withdrawal
    acts: [fire/*]
    distance_km: 20
    deadline: 2031-05-11T06:00:00+00:00
    binds: [RUR]
    in_force: {from: 2031-05-01T00:00:00+00:00}
  - id: sky
    clause: airspace
    acts: [air/*]
    floor_m: 100
    zone: near
    binds: [FRE, RUR]
    in_force: {from: 2031-05-01T00:00:00+00:00, until: 2031-12-01T00:00:00+00:00}
"""
AGREEMENT = f"""
title: A truce
parties: [FRE, RUR]
zones:
  near: {{centre: [48.0, 30.0], radius: 20 km}}
terms:{TERMS}
readings:
  FRE: {{declared_exit: 2031-11-01T00:00:00+00:00}}
  RUR: {{no_strikes: {{in_force: {{from: 2031-05-11T00:00:00+00:00}}}}}}
"""
ADDED = """
  - id: mines
    clause: mines
    acts: [fire/shelling]
    binds: [FRE]
    in_force: {from: 2031-05-11T00:00:00+00:00}
"""
MOMENTS = [
    f"2031-{m:02}-{d:02}T0{h}:00:00+00:00" for m in (5, 7, 11) for d in (10, 19) for h in (0, 9)
]
WORDS = ["energy/*", "energy/substation", "settlement/*", "settlement/town", "air/*", "fire/shelling",
         "fire/*", "air/drone_strike", "air"]  # fmt: skip
DRAWN = {
    "moments": st.lists(st.sampled_from(MOMENTS), max_size=2, unique=True),
    "moment": st.lists(st.sampled_from(MOMENTS), max_size=1),
    "words": st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
    "number": st.lists(st.sampled_from(["0", "2", "40", "150"]), max_size=1),
}


def site(name, category, lat):
    return Site(id=name, name=name, category=category, lat=lat, lon=30.02)


JUDGED = (
    said("exempt", "R03", "R13"),
    said("rekind", "R05", minute=1),
    said("reject", "R08", minute=2),
    said("verify", "R20", minute=3),
)


def told(seed):
    """A mission with sites, a line, weapons and heights, and sides that own what they did."""
    whole, chance = loaded(seed, JUDGED), random.Random(seed)
    table = reports(seed, 60)
    odd = {
        "weapon": ("howitzer", "rifle", None),
        "attributes": ('{"height_m": 90}', '{"height_m": 300}', None),
        "time_uncertainty_h": (0.0, 3.0, 12.0),
    }
    for name, cells in odd.items():
        at, drawn = table.schema.get_field_index(name), [chance.choice(cells) for _ in range(60)]
        table = table.set_column(at, table.schema.field(name), pa.array(drawn))
    line = Line(vertices=((47.9, 30.1), (48.4, 30.3)), left="FRE", right="RUR")
    spec = whole.mission.spec.but(line=line)
    sites = (site("a", "energy/substation", 47.97), site("b", "settlement/town", 48.3))
    agreement, problems = read_agreement(AGREEMENT, "agreement.yaml")
    assert not [p for p in problems if p.severity == "error"]
    mayor = RosterEntry(id="Mayor", role="claimant", name="Mayor", access=("actor",))
    mission = whole.mission.but(
        spec=spec, sites=sites, agreement=agreement, roster=(*whole.mission.roster, mayor)
    )
    return msgspec.structs.replace(whole, mission=mission, reports=table)


PICTURE = first_picture(told(5), AS_OF, ENGINE)


def assert_same(text, picture=PICTURE):
    """The bench's rows of an edited text, which are those of incidents gathered and judged anew."""
    agreement, _ = read_agreement(text, "agreement.yaml")
    mission = picture.assessment.mission.but(agreement=agreement)
    ids = picture.rows["id"].to_pylist()
    try:
        made = made_of(picture.work, mission, picture.assessment.accounts, ids)
    except UnreadableError:
        with pytest.raises(UnreadableError):
            rejudged(picture, mission)
        return picture.rows
    rows = rejudged(picture, mission)
    assert rows.equals(merged_rows(row_schema(mission).empty_table(), [made.rows], ()))
    return rows


@st.composite
def texts(draw):
    """The agreement after edits of the form, maybe with a term more or less, and one reading less."""
    text = AGREEMENT
    if draw(st.booleans()):
        text = text.replace(TERMS, TERMS + ADDED)
    if draw(st.booleans()):
        text = text.replace("  - id: no_shelling", "  - id: other_name")
    for _ in range(draw(st.integers(0, 2))):
        fields = [f for term in fields_of(text, "a.yaml")[0] for f in term.fields]
        field = draw(st.sampled_from(fields))
        text = edited(text, field.path, draw(DRAWN[field.kind]))
    return text


@settings(max_examples=15, deadline=None)
@given(texts())
def test_the_bench_says_what_judging_anew_says(text):
    if read_agreement(text, "agreement.yaml")[0] is not None:
        assert_same(text)


EDITS = {
    "terms.no_strikes.acts": ("air/*",),
    "terms.no_strikes.sites.yes": (),
    "terms.no_shelling.acts": ("air/*",),
    "terms.no_shelling.sites.yes": (),
    "terms.no_strikes.buffer_km": ("40",),
    "terms.no_strikes.in_force.until": ("2031-07-11T06:00:00+00:00",),
    "terms.back.acts": (),
    "terms.back.distance_km": ("2",),
    "terms.back.deadline": ("2031-07-12T00:00:00+00:00",),
    "terms.sky.floor_m": (),
    "terms.sky.in_force.from": ("2031-05-11T00:00:00+00:00",),
    "readings.FRE.declared_exit": ("2031-07-12T00:00:00+00:00",),
    "readings.RUR.no_strikes.in_force.from": ("2031-07-12T15:00:00+00:00",),
}


@pytest.mark.parametrize("path", EDITS)
def test_an_edit_of_each_kind_flips_what_it_flips_anew(path):
    rows = assert_same(edited(AGREEMENT, path.split("."), EDITS[path]))
    assert len(differing(PICTURE.rows, rows))


@pytest.mark.parametrize("count", [0, 20])
def test_an_agreement_is_edited_before_anybody_is_accused(count):
    whole = told(5)
    table, at = whole.reports.slice(0, count), whole.reports.schema.get_field_index("alleged_actor")
    nobody = pa.nulls(count, table.schema.field(at).type)
    table = table.set_column(at, table.schema.field(at), nobody)
    picture = first_picture(msgspec.structs.replace(whole, reports=table), AS_OF, ENGINE)
    text = edited(AGREEMENT, ("terms", "no_strikes", "acts"), ("air/*",))
    assert not len(picture.findings)
    assert len(assert_same(text, picture)) == len(picture.rows)


def test_an_edit_that_makes_an_admission_changes_what_is_corroborated():
    rows = assert_same(edited(AGREEMENT, ("terms", "no_strikes", "buffer_km"), ("40",)))
    assert rows["occurrence"].to_pylist() != PICTURE.rows["occurrence"].to_pylist()


def finding(outcome, term):
    breach, why, alleged = outcome
    told = {"incident_id": "I-1", "reading": "FRE", "accused": "RUR", "term_id": term}
    return Finding(**told, breach=breach, why=why, alleged=alleged)


def test_ranks_prefer_what_a_ledger_prefers():
    """What isn't merely alleged goes before a place that is open."""
    (incident, status) = (
        PICTURE.assessment.incidents[0].but(id="I-1"),
        PICTURE.assessment.statuses[0],
    )
    words = [(b, None) for b in Breach if b is not Breach.UNDETERMINED]
    words += [(Breach.UNDETERMINED, why) for why in Why]
    outcomes = [(*word, alleged) for word in words for alleged in (True, False)]
    for both in product(outcomes, repeat=2):
        found = [finding(outcome, f"t{n}") for n, outcome in enumerate(both)]
        (row,) = ledgers([incident], [status.but(incident_id="I-1")], found)
        first = min(found, key=rank_of)
        assert (row.breach, row.why, row.alleged) == (first.breach, first.why, first.alleged)
