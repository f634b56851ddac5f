"""From a text that people write to whole terms per party, and every mistake by its line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from truceline.foundation.agreement.read import draft_agreement, read_agreement
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.agreement.window import cut, day_count_ends
from truceline.model.agreement import AnyTerm, Exemption, SiteList, Standard, Term, Window
from truceline.model.record import content_id

TEXTS = Path(__file__).parent / "texts"


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def read(text, *, fine=True):
    agreement, problems = read_agreement(text, "a.yaml")
    assert not fine or problems == (), problems
    return agreement


@pytest.fixture(scope="module")
def lake():
    return read((TEXTS / "formats.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def treaty():
    return read((TEXTS / "sixteen.yaml").read_text("utf-8"))


def test_the_documented_example(lake):
    assert (lake.title, lake.parties, lake.common_text) == ("Lake truce", ("FRE", "RUR"), None)
    (term,) = lake.terms
    assert term.binds == ("RUR", "FRE")
    assert term.sites == SiteList(yes=("energy/*",))
    assert term.exempt == (Exemption(act="fire/*", when="announced_exercise"),)
    assert term.in_force.starts == (at("2031-05-01T00:00:00+02:00"),)
    assert (term.in_force.zone, term.in_force.days) == ("+02:00", None)
    (fre,) = lake.readings
    (theirs,) = fre.terms
    assert len(theirs.in_force.ends) == 2
    assert theirs.sites.clause == ("energy/heating",)
    assert theirs.acts == term.acts
    assert fre.changed == ("no_strikes.in_force", "no_strikes.sites")
    assert lake.zones[0].from_line == (-5.0, 5.0)


def test_all_sixteen_kinds_are_written(treaty):
    assert {type(term) for term in treaty.terms} == set(get_args(AnyTerm))
    assert len(treaty.terms) == 17


def test_every_field_of_every_kind_is_read(treaty):
    """The text gives each kind's own fields, so nothing may be left at its default."""
    for kind in get_args(AnyTerm):
        own = [f for f in kind.__struct_fields__ if f not in Term.__struct_fields__]
        blank = kind(id="x", in_force=Window(starts=(at("2031-05-01T00:00Z"),)))
        terms = [t for t in treaty.terms if isinstance(t, kind)]
        for field in own:
            default = getattr(blank, field)
            given = [getattr(t, field) for t in terms]
            assert field == "line" or any(v != default for v in given), (kind, field)


def test_lengths_are_read_in_the_units_of_their_fields(treaty):
    terms = {t.id: t for t in treaty.terms}
    assert (terms["guns"].distance_km, terms["rockets"].width_km) == (15.0, 70.0)
    assert (terms["sky"].floor_m, terms["sky"].ceiling_m) == (150.0, 3000.0)
    assert terms["objects"].buffer_km == 0.5
    zones = {z.id: z for z in treaty.zones}
    assert zones["west"].from_line == (0.0, 7.5)
    assert (zones["west"].party, zones["strip"].width_km) == ("RUR", 20.0)
    assert (zones["bridge"].centre, zones["bridge"].radius_km) == ((47.2, 9.3), 0.8)
    assert zones["harbour"].radius_km == 1.5
    assert len(zones["square"].polygon) == 4
    assert zones["provinces"].admin == ("AT-8", "AT-7")


def test_what_is_written_once_at_the_top_holds_for_every_term_that_lacks_it(treaty):
    assert {t.binds for t in treaty.terms} == {("RUR", "FRE")}
    assert {t.standard for t in treaty.terms} == {Standard(breach="verified", approvals=2)}
    starts = {t.id: t.in_force.starts[0] for t in treaty.terms}
    assert starts.pop("station") == at("2031-05-04T08:00:00+02:00")
    assert set(starts.values()) == {at("2031-05-01T00:00:00+02:00")}


def test_equal_texts_have_equal_ids_whatever_their_layout(lake):
    text = (TEXTS / "formats.yaml").read_text("utf-8")
    other = "# a comment\n\n" + text.replace("[RUR, FRE]", "\n    - RUR\n    - FRE")
    assert content_id(read(other)) == content_id(lake)


HEAD = """title: T
in_force: {from: 2031-05-01T00:00Z, until: 2031-06-01T00:00Z}
terms:
  - {id: a, clause: prohibited_acts, binds: [RUR, FRE], acts: [air/*]}
  - {id: b, clause: mines, binds: [RUR, FRE]}
"""


def reading(text):
    agreement = read(HEAD + f"readings:\n  FRE: {text}\n")
    return agreement.readings[0]


def test_a_reading_may_drop_a_term():
    fre = reading("{a: none, note: she never signed it, cites: [u, v]}")
    assert [t.id for t in fre.terms] == ["b"]
    assert (fre.changed, fre.note, fre.cites) == (("a",), "she never signed it", ("u", "v"))


def test_a_reading_may_add_a_whole_term_after_the_written_ones():
    fre = reading("{c: {clause: line, binds: [RUR]}, b: {acts: [ground/mine_laying]}}")
    assert [t.id for t in fre.terms] == ["a", "b", "c"]
    assert fre.terms[2].in_force.ends == (at("2031-06-01T00:00Z"),)
    assert fre.changed == ("b.acts", "c")


def test_a_declared_exit_cuts_every_end():
    fre = reading("{declared_exit: 2031-05-20T00:00Z, b: {in_force: {from: 2031-05-02T00:00Z}}}")
    assert [t.in_force.ends for t in fre.terms] == [(at("2031-05-20T00:00Z"),)] * 2
    assert fre.declared_exit == at("2031-05-20T00:00Z")
    assert fre.changed == ("a.in_force", "b.in_force")
    late = reading("{declared_exit: 2031-07-20T00:00Z}")
    assert late.terms[0].in_force.ends == (at("2031-06-01T00:00Z"),)


def test_an_exit_cuts_only_the_later_of_two_ends():
    one, two, out = (at(f"2031-05-{d}T00:00Z") for d in ("10", "20", "15"))
    window = Window(starts=(at("2031-05-01T00:00Z"),), ends=(one, two))
    assert cut(window, out).ends == (one, out)
    assert cut(window, one).ends == (one,)
    assert cut(window, None) is window


@pytest.mark.parametrize("text", ["", "{}", "null", "{a: {}}", "{a: {acts: [air/*]}}"])
def test_a_reading_that_says_nothing_new_is_the_written_text(text):
    fre = reading(text)
    assert [t.id for t in fre.terms] == ["a", "b"]
    assert fre.changed == ()


def test_a_field_of_a_kind_may_differ():
    fre = reading("{a: {weapon: [mortar]}, b: {clearance: none}}")
    assert (fre.terms[0].weapon, fre.terms[1].clearance) == (("mortar",), "none")


def test_readings_stand_in_the_order_of_the_parties():
    text = "parties: [RUR, FRE]\n" + HEAD + "readings: {FRE: {}, RUR: {}}"
    assert [r.party for r in read(text).readings] == ["RUR", "FRE"]
    assert [r.party for r in all_readings(read("parties: [RUR, FRE]\n" + HEAD))] == ["RUR", "FRE"]


COUNTED = [
    ("2025-03-18T00:00+03:00", 30, "", "2025-04-17T00:00+03:00", "2025-04-18T00:00+03:00"),
    ("2031-05-01T18:00+02:00", 1, "", "2031-05-02T00:00+02:00", "2031-05-03T00:00+02:00"),
    ("2031-03-25T00:00+02:00", 30, "Europe/Helsinki", "2031-04-24T00:00+03:00", "2031-04-25T00:00+03:00"),
    ("2031-04-30T22:00Z", 2, "+02:00", "2031-05-03T00:00+02:00", "2031-05-04T00:00+02:00"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "days", "zone", "counted", "after"), COUNTED)
def test_days_end_where_the_first_counts_and_where_it_doesnt(start, days, zone, counted, after):
    ends = day_count_ends(datetime.fromisoformat(start), days, zone)
    assert tuple(e.astimezone(UTC) for e in ends) == (at(counted), at(after))
    text = HEAD.replace("in_force: {from: 2031-05-01T00:00Z, until: 2031-06-01T00:00Z}",
                        f"in_force: {{from: {start}, days: {days}, zone: '{zone or start[-6:]}'}}")  # fmt: skip
    window = read(text).terms[0].in_force
    assert (window.ends, window.days) == ((at(counted), at(after)), days)


def test_days_beside_an_end_leave_the_end_alone():
    text = HEAD.replace("until: 2031-06-01T00:00Z}", "until: 2031-05-31T00:00Z, days: 30}")
    window = read(text).terms[0].in_force
    assert (window.ends, window.days) == ((at("2031-05-31T00:00Z"),), 30)


WRONG = [
    ("titel: T", "title: T", 1, "titel", "unknown key `titel`", "did you mean `title`?"),
    ("parties: [RUR]", "title: T", 1, "", "`title` is missing", ""),
    ("clause: prohibited_act,", "clause: prohibited_acts,", 4, "terms.a.clause", "`prohibited_act` isn't one", "did you mean `prohibited_acts`?"),
    ("acts: [air/*, air/dron_strike]", "acts: [air/*]", 4, "terms.a.acts[2]", "`air/dron_strike` isn't in the vocabulary of acts", "did you mean `air/drone_strike`?"),
    ("acts: [airs/*]", "acts: [air/*]", 4, "terms.a.acts[1]", "`airs/*` isn't in the vocabulary", "did you mean `air/*`?"),
    ("sites: [energy]", "acts: [air/*]", 4, "terms.a.sites[1]", "`energy` isn't in the vocabulary of site categories", "energy/"),
    ("sites: {yes: [energy/coal], no: [energy/coal]}", "acts: [air/*]", 4, "terms.a.sites", "`energy/coal` stands in more than one list", ""),
    ("sites: {dubious: [energy/coal]}", "acts: [air/*]", 4, "terms.a.sites.dubious", "unknown key `dubious`", "known: clause, no, yes"),
    ("{id: a b,", "{id: a,", 4, "terms.a b", "`a b` can't be an id", ""),
    ("{id: cites,", "{id: a,", 4, "terms.cites", "`cites` can't be an id", ""),
    ("{id: b,", "{id: a,", 5, "terms.b", "a second term `b`", ""),
    ("{clause:", "{id: a, clause:", 4, "terms[1]", "`id` is missing", ""),
    ("caps: {tanks: 3}", "acts: [air/*]", 4, "terms.a.caps", "unknown key `caps`", ""),
    ("exempt: [{act: fire/*}]", "acts: [air/*]", 4, "terms.a.exempt[1]", "`when` is missing", ""),
    ("standard: {breach: proven}", "acts: [air/*]", 4, "terms.a.standard.breach", "`proven` isn't one", ""),
    ("standard: {approvals: 0}", "acts: [air/*]", 4, "terms.a.standard.approvals", "0 must be at least 1", ""),
    ("zone: buffer", "acts: [air/*]", 4, "terms.a.zone", "`buffer` is no zone of this agreement", ""),
    ("from: 2031-05-01T00:00,", "from: 2031-05-01T00:00Z,", 2, "in_force.from", "2031-05-01T00:00 has no zone of time", "2031-05-01T00:00+02:00"),
    ("from: 2031-05-01,", "from: 2031-05-01T00:00Z,", 2, "in_force.from", "needs a time and a zone", ""),
    ("until: 2031-06-01}", "until: 2031-06-01T00:00Z}", 2, "in_force.until", "doesn't say whether that day is included", "2031-06-01T00:00:00"),
    ("days: 0}", "until: 2031-06-01T00:00Z}", 2, "in_force.days", "0 must be at least 1", ""),
    ("days: 9999999}", "until: 2031-06-01T00:00Z}", 2, "in_force", "go beyond the calendar", ""),
    ("zone: Mars}", "until: 2031-06-01T00:00Z}", 2, "in_force.zone", "`Mars` is no zone of time", ""),
    ("in_force: {until: 2031-06-01T00:00Z}", "in_force: {from: 2031-05-01T00:00Z, until: 2031-06-01T00:00Z}", 2, "in_force", "`from` is missing", ""),
]  # fmt: skip


@pytest.mark.parametrize(("put", "instead", "line", "field", "message", "hint"), WRONG)
def test_a_mistake_is_told_by_line_field_and_nearest_word(put, instead, line, field, message, hint):
    text = HEAD.replace(instead, put, 1)
    assert text != HEAD
    agreement, problems = read_agreement(text, "a.yaml")
    assert agreement is None
    hits = [p for p in problems if message in p.message]
    assert hits, problems
    assert (hits[0].file, hits[0].line, hits[0].field) == ("a.yaml", line, field)
    assert hint in hits[0].hint


WRONG_READINGS = [
    ("{aa: {acts: [air/*]}}", "readings.FRE.aa", "there is no term `aa`", "did you mean `a`?"),
    ("{declared_exits: null}", "readings.FRE.declared_exits", "", "did you mean `declared_exit`?"),
    ("{declared_exit: tomorrow}", "readings.FRE.declared_exit", "expected a moment", ""),
    ("{a: {clause: mines}}", "readings.FRE.a.clause", "a reading can't change a term's `clause`", ""),
    ("{a: {id: x}}", "readings.FRE.a.id", "a reading can't change a term's `id`", ""),
    ("{a: gone}", "readings.FRE.a", "expected `key: value` pairs, found `gone`", ""),
    ("{a: {acts: [bang]}}", "readings.FRE.a.acts[1]", "`bang` isn't in the vocabulary", ""),
    ("{a: {binds: [RUR], in_force: {until: 2031-05-01T00:00Z}}}", "readings.FRE.a.in_force", "`from` is missing", ""),
    ("{c: {clause: mines, in_force: {from: x}}}", "readings.FRE.c.in_force.from", "expected a moment", ""),
    ("[a]", "readings.FRE", "expected `key: value` pairs, found a list", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "message", "hint"), WRONG_READINGS)
def test_a_mistake_in_a_reading_is_told_where_it_was_made(text, field, message, hint):
    agreement, problems = read_agreement(HEAD + f"readings:\n  FRE: {text}\n", "a.yaml")
    assert agreement is None
    (problem,) = problems
    assert (problem.line, problem.field) == (7, field)
    assert message in problem.message
    assert hint in problem.hint


ZONES = [
    ("{}", "has no shape"),
    ("{from_line: [-5 km, 5 km], admin: [AT-9]}", "is given as from_line and admin"),
    ("{from_line: [-5, 5]}", "expected a length with its unit, found `-5`"),
    ("{from_line: [5 km, -5 km]}", "expected two distances from the line"),
    ("{from_line: 5 km}", "expected two distances from the line"),
    ("{width: 20}", "expected a length with its unit"),
    ("{width: -2 km}", "must be from 0 to"),
    ("{width: 20 km, width_km: 20}", "are both given"),
    ("{centre: [47, 9]}", "has a centre and no radius"),
    ("{centre: [99, 9], radius: 1 km}", "isn't on the globe"),
    ("{centre: [47], radius: 1 km}", "expected a point"),
    ("{centre: 47, radius: 1 parsec}", "expected a length with its unit"),
    ("{polygon: [[47, x]]}", "expected a number"),
    ("{shape: round}", "unknown key `shape`"),
]


@pytest.mark.parametrize(("zone", "message"), ZONES)
def test_a_zone_that_cant_be_read(zone, message):
    agreement, problems = read_agreement(HEAD + f"zones:\n  z: {zone}\n", "a.yaml")
    assert agreement is None
    assert any(message in p.message and p.line == 7 for p in problems), problems


@pytest.mark.parametrize(
    ("written", "km"),
    [("5 km", 5.0), ("800m", 0.8), ("1.5 km", 1.5), ("2 nmi", 3.704), ("1 mi", 1.609344)],
)
def test_units_of_length(written, km):
    agreement = read(HEAD + f"zones: {{z: {{width: {written}}}}}")
    assert agreement.zones[0].width_km == pytest.approx(km)


def test_a_typographic_minus_is_a_minus():
    assert read(HEAD + "zones: {z: {from_line: [−5 km, 0 km]}}").zones[0].from_line == (-5.0, 0.0)


def test_listed_parties_bound_the_names_that_may_be_used():
    text = "parties: [RUR, FRE]\n" + HEAD.replace("[RUR, FRE]", "[RUR, FRR]", 1)
    agreement, problems = read_agreement(text + "readings: {RRU: {}}", "a.yaml")
    assert agreement is None
    assert [(p.line, p.field, p.hint) for p in problems] == [
        (5, "terms.a.binds[2]", "did you mean `FRE`?"),
        (7, "readings.RRU", "did you mean `RUR`?"),
    ]


def test_a_draft_keeps_what_could_be_read():
    text = HEAD.replace("acts: [air/*]", "acts: [air/*, bang]")
    draft, problems = draft_agreement(text, "a.yaml")
    assert draft.terms[0].acts == ("air/*",)
    assert len(problems) == 1
    assert draft_agreement("- a", "a.yaml")[0] is None


def test_readings_alone_make_an_agreement():
    agreement = read("""title: T
common_text: null
readings:
  RUR: {halt: {clause: prohibited_acts, binds: [FRE], acts: [fire/*], in_force: {from: 2031-05-01T00:00Z}}}
  FRE: {pause: {clause: prohibited_acts, binds: [RUR], acts: [fire/*], in_force: {from: 2031-05-02T00:00Z}}}
""")
    assert agreement.terms == ()
    assert [(r.party, r.terms[0].id) for r in all_readings(agreement)] == [
        ("FRE", "pause"),
        ("RUR", "halt"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("common_text: treaty.pdf", "expected `key: value` pairs"),
        ("common_text: {date: x}", "`document` is missing"),
        ("terms: [a]", "expected `key: value` pairs"),
        ("readings: [a]", "expected `key: value` pairs"),
        ("parties: [common]", "`common` can't be an id"),
        ("zones: 1", "expected `key: value` pairs"),
    ],
)
def test_wrong_shapes_at_the_top(text, message):
    agreement, problems = read_agreement(f"title: T\n{text}\n", "a.yaml")
    assert agreement is None
    assert any(message in p.message and p.line == 2 for p in problems), problems
