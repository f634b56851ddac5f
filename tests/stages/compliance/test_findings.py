from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from truce import (
    LATER,
    MAY,
    agreement,
    at,
    incident_of,
    judged,
    numbered,
    outcomes,
    ruling,
    says,
    term,
)

from truceline.errors import InvariantError, UnreadableError
from truceline.foundation.standing import alone, under_all
from truceline.model.agreement import Agreement, Reading, Window
from truceline.model.incident import Share


def found(agreed=None, judgements=(), incident=None, **fields):
    rows = numbered(says("North Ministry", **fields))
    told = incident_of(*rows) if incident is None else incident_of(*rows, **incident)
    return judged(*rows, incidents=[told], agreed=agreed, judgements=judgements)


def words(**options):
    return outcomes(found(**options))


def trace(reading="NOR", **options):
    (finding,) = [f for f in found(**options).findings if f.reading == reading]
    return finding.trace


@pytest.mark.parametrize(
    ("known", "expected"),
    [("2031-05-01T00:00:00+02:00", "none"), ("2031-05-20T00:00:00+02:00", "undetermined (time)")],
)
def test_an_act_at_no_told_time_is_only_before_its_report(known, expected):
    report = says("Blog")
    incident = incident_of(report, when=None, known=datetime.fromisoformat(known))
    judgement = judged(report, incidents=[incident], agreed=agreement(("NOR", (term(),))))
    assert outcomes(judgement) == {("NOR", "SUD"): expected}


def test_an_incident_is_judged_under_all_readings_at_once():
    assert words() == {("NOR", "SUD"): "alleged, would breach", ("SUD", "SUD"): "none"}


def test_the_trace_reads_as_a_person_would_say_it():
    told = [f"{step.question}: {step.verdict}" for step in trace()]
    assert told == [
        "inside the window of reading NOR, 2031-05-01 to 2031-06-01: yes",
        "substation is in list NOR: yes",
        "act drone strike is covered: yes",
        "SUD is bound: yes",
        "exempt: no",
    ]
    assert trace("SUD")[0].note == "4 days before it opens"
    assert trace("SUD")[0].probability == 0


def test_a_window_is_told_in_the_zone_that_makes_whole_days():
    mixed = MAY.but(ends=(at("2031-06-01T00:00:00+03:00"),))
    told = trace(
        agreed=agreement(("SUD", (term(in_force=msgspec.to_builtins(mixed)),))), reading="SUD"
    )
    assert "2031-05-01 to 2031-06-01" in told[0].question


def alternatives(*ends):
    held = MAY.but(ends=tuple(at(f"2031-05-{day}T00:00:00+02:00") for day in ends))
    return agreement(("NOR", (term(in_force=msgspec.to_builtins(held)),)))


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (("12", "13"), "alleged, would breach"),
        (("10", "13"), "undetermined (clause)"),
        (("08", "09"), "none"),
    ],
)
def test_yes_needs_all_alternatives(ends, said):
    assert words(agreed=alternatives(*ends)) == {("NOR", "SUD"): said}


def test_the_other_ends_are_named():
    first = trace(agreed=alternatives("12", "13", "14"))[0]
    assert first.note == "also with the ends 2031-05-13 and 2031-05-14"
    after = trace(agreed=alternatives("07", "08"))[0]
    assert after.note == "2 days after it closes"
    split = trace(agreed=alternatives("10", "13"))[0]
    assert split.note == "no for 2031-05-01 to 2031-05-10; yes for 2031-05-01 to 2031-05-13"


def test_a_declared_exit_ends_the_window():
    reading = Reading(party="NOR", terms=(term(),), declared_exit=at("2031-05-09T00:00:00+02:00"))
    left = Agreement(title="t", parties=("NOR",), terms=reading.terms, readings=(reading,))
    assert words(agreed=left) == {("NOR", "SUD"): "none"}


@pytest.mark.parametrize(
    ("hours", "said", "share"),
    [
        (1, "alleged, would breach", 1.0),
        (14, "undetermined (time)", 12 / 14),
        (12, "alleged, would breach", 1.0),
        (200, "none", 12 / 200),
    ],
)
def test_the_share_of_the_time_error_decides(hours, said, share):
    ends_at_midnight = alternatives("11")
    assert words(agreed=ends_at_midnight, hours=hours) == {("NOR", "SUD"): said}
    step = trace(agreed=ends_at_midnight, hours=hours)[0]
    assert step.probability == pytest.approx(share)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2031-05-01T00:00:00+02:00", "alleged, would breach"),
        ("2031-04-30T23:59:00+02:00", "none"),
        ("2031-05-31T23:59:00+02:00", "alleged, would breach"),
        ("2031-06-01T00:00:00+02:00", "none"),
    ],
)
def test_windows_are_half_open(when, said):
    assert words(agreed=agreement(("NOR", (term(),))), at=when, hours=0) == {("NOR", "SUD"): said}


@pytest.mark.parametrize(
    ("category", "said"),
    [
        ("energy/substation", "alleged, would breach"),
        ("energy/heating", "undetermined (clause)"),
        ("energy/coal", "none"),
        ("energy/gas_storage", "none"),
        ("energy/other", "undetermined (kind)"),
        ("other/other", "none"),
        (None, "undetermined (kind)"),
    ],
)
def test_objects_are_covered_open_or_not(category, said):
    assert words(target_category=category)["NOR", "SUD"] == said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("fire/shelling", "alleged, would breach"),
        ("attack/unspecified", "alleged, would breach"),
        ("air/drone_intercepted", "undetermined (clause)"),
        ("ground/movement", "none"),
        ("other/other", "none"),
    ],
)
def test_acts_are_covered_open_or_not(kind, said):
    assert words(kind=kind)["NOR", "SUD"] == said


@pytest.mark.parametrize(
    ("mixed", "said"),
    [
        ({"energy/substation": 0.9, "energy/coal": 0.1}, "alleged, would breach"),
        ({"energy/substation": 0.1, "energy/coal": 0.9}, "none"),
        ({"energy/substation": 0.6, "energy/coal": 0.4}, "undetermined (kind)"),
        ({"energy/substation": 0.6, "energy/heating": 0.4}, "undetermined (clause)"),
        ({"energy/substation": 0.6, "energy/other": 0.4}, "undetermined (kind)"),
        (
            {"energy/substation": 0.5, "energy/coal": 0.45, "energy/heating": 0.05},
            "undetermined (kind)",
        ),
    ],
)
def test_mixed_objects_are_weighed(mixed, said):
    shares = tuple(Share(value=v, share=s) for v, s in mixed.items())
    assert words(incident={"categories": shares})["NOR", "SUD"] == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"when": None}, "undetermined (time)"),
        ({"where": None}, "alleged, would breach"),  # this term asks for no place
    ],
)
def test_what_is_not_known_stays_open(fields, said):
    assert words(incident=fields)["NOR", "SUD"] == said


def test_no_beats_undetermined():
    assert words(incident={"when": None}, target_category="energy/coal")["NOR", "SUD"] == "none"


def test_reasons_are_named_place_time_kind_clause():
    said = words(incident={"when": None}, target_category="energy/heating")
    assert said["NOR", "SUD"] == "undetermined (time)"


def test_nobody_is_bound_by_a_term_that_binds_the_other_side():
    assert words(agreed=agreement(("NOR", (term(binds=["NOR"]),)))) == {("NOR", "SUD"): "none"}


EXEMPTING = [{"act": "air/*", "when": "announced_exercise"}]


@pytest.mark.parametrize(
    ("exempt", "verdict", "value", "said"),
    [
        (EXEMPTING, "exercise", "", "exempt"),
        (EXEMPTING, "exempt", "announced_exercise", "exempt"),
        (EXEMPTING, "exempt", "demining", "alleged, would breach"),
        ([], "exercise", "", "alleged, would breach"),
        (
            [{"act": "fire/*", "when": "announced_exercise"}],
            "exercise",
            "",
            "alleged, would breach",
        ),
        ([], "exempt", "", "exempt"),
        (EXEMPTING, "reject", "", None),
    ],
)
def test_exempt_needs_a_judgement_and_the_terms_own_words(exempt, verdict, value, said):
    agreed = agreement(("NOR", (term(exempt=exempt),)))
    assert (
        words(agreed=agreed, judgements=[ruling(verdict, value=value)]).get(("NOR", "SUD")) == said
    )


def test_an_exemption_outside_the_term_is_none():
    agreed = agreement(("NOR", (term(exempt=EXEMPTING),)))
    said = words(agreed=agreed, judgements=[ruling("exercise")], target_category="energy/coal")
    assert said["NOR", "SUD"] == "none"


def test_findings_rest_on_their_reports():
    assert found().findings[0].basis == ("R000",)


# --- ledgers


def test_a_ledger_takes_the_strongest_finding_over_terms():
    terms = (term(id="b", sites={"yes": ["energy/coal"]}), term(id="a"), term(id="c"))
    (row,) = found(agreed=agreement(("NOR", terms))).ledger
    assert (row.breach, row.term_id, row.reports, row.origins) == ("breach", "a", 1, 1)


def under_each(ledger, accused):
    """Incident → reading → breach, of one ledger."""
    table = {}
    for row in ledger:
        if row.accused == accused:
            table.setdefault(row.incident_id, {})[row.reading] = row.breach
    return table


def only(ledger, reading, accused):
    return tuple(i for i, told in under_each(ledger, accused).items() if alone(told, reading))


def all_readings(ledger, accused):
    return tuple(i for i, told in under_each(ledger, accused).items() if under_all(told))


def test_only_needs_a_no_under_every_other_reading():
    everything = found()
    assert only(everything.ledger, "NOR", "SUD") == ("I-R000",)
    assert only(everything.ledger, "SUD", "SUD") == ()
    assert all_readings(everything.ledger, "SUD") == ()


def test_undetermined_never_counts_for_only():
    open_list = term(sites={"clause": ["energy/*"]})
    ledger = found(agreed=agreement(("NOR", (term(),)), ("SUD", (open_list,)))).ledger
    assert only(ledger, "NOR", "SUD") == ()
    assert all_readings(ledger, "SUD") == ()


def test_all_readings():
    ledger = found(agreed=agreement(("NOR", (term(),)), ("SUD", (term(),)))).ledger
    assert all_readings(ledger, "SUD") == ("I-R000",)


def test_with_a_single_reading_nothing_is_under_it_only():
    ledger = found(agreed=agreement(("NOR", (term(),)))).ledger
    assert only(ledger, "NOR", "SUD") == ()


def test_accused_sides_have_ledgers_of_their_own():
    rows = numbered(says("North Ministry"), says("South Staff", alleged_actor="NOR"))
    ledger = judged(*rows).ledger
    assert [(r.accused, r.reading) for r in ledger] == [
        ("NOR", "NOR"),
        ("NOR", "SUD"),
        ("SUD", "NOR"),
        ("SUD", "SUD"),
    ]


# --- what can't be judged


def unobservable():
    return term(clause="entry_duration", id="start")


@pytest.mark.parametrize("terms", [(), (unobservable(),)])
def test_an_empty_agreement_is_never_compliant(terms):
    with pytest.raises(UnreadableError, match="no term that incidents can show"):
        found(agreed=agreement(("NOR", terms)))


def test_a_reading_without_a_checkable_term_is_never_compliant():
    with pytest.raises(UnreadableError, match="SUD"):
        found(agreed=agreement(("NOR", (term(),)), ("SUD", (unobservable(),))))


def test_unobservable_terms_have_no_findings():
    everything = found(agreed=agreement(("NOR", (term(), unobservable()))))
    assert {f.term_id for f in everything.findings} == {"no_strikes"}


def test_a_report_that_is_nowhere_is_a_defect():
    rows = numbered(says("North Ministry"))
    told = incident_of(*rows).but(report_ids=("R000", "R999"), probabilities=(1.0, 1.0))
    with pytest.raises(InvariantError, match="R999"):
        judged(*rows, incidents=[told])


# --- properties

HOURS = st.integers(0, 24 * 60)


def hour(number):
    return at("2031-04-20T00:00:00+00:00") + timedelta(hours=number)


@given(
    outer=st.tuples(HOURS, HOURS),
    cut=st.tuples(st.integers(0, 400), st.integers(0, 400)),
    begins=HOURS,
    hours=st.floats(0, 300),
    error=st.floats(0, 100),
)
def test_narrowing_a_window_never_adds_breaches(outer, cut, begins, hours, error):
    start, end = min(outer), max(outer) + 1
    narrow = (start + cut[0], end - cut[1])
    if narrow[0] >= narrow[1]:
        return
    wide, tight = (
        words(
            agreed=agreement(("NOR", (term(in_force=_window(span)),))),
            at=hour(begins).isoformat(),
            hours=hours,
            incident={"time_uncertainty_h": error},
        )["NOR", "SUD"]
        for span in ((start, end), narrow)
    )
    strength = ["none", "undetermined (time)", "alleged, would breach"]
    assert strength.index(tight) <= strength.index(wide)


def _window(span):
    return msgspec.to_builtins(Window(starts=(hour(span[0]),), ends=(hour(span[1]),)))


def test_the_default_readings_differ():
    assert MAY != LATER
