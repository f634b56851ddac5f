import pytest
from hypothesis import given
from hypothesis import strategies as st
from truce import agreement, incident_of, judged, mission, numbered, ruling, says, status, term

from truceline.model.evidence import About, Stance
from truceline.model.incident import Account, AccountKind, Cover
from truceline.model.record import content_id

LEVELS = ["refuted", "alleged", "corroborated", "verified"]
VERIFIER = {"role": "verify", "verifiers": ("Inspector",)}


def deny(claimant, about=About.ALL, **fields):
    return says(claimant, stance=Stance.DENIES, about=about, **fields)


def test_one_side_alone_is_alleged():
    assert status(says("North Ministry")).occurrence == "alleged"


def test_ministry_plus_its_governor_stays_alleged():
    found = status(says("North Ministry"), says("North Governor"))
    assert found.occurrence == "alleged"
    assert [o.group for o in found.origins] == ["NOR"]


def test_an_operator_counts_with_the_territory_it_works_on():
    assert status(says("North Ministry"), says("Grid Company")).occurrence == "alleged"


def test_a_third_outlet_without_access_makes_nobody_independent():
    found = status(says("North Ministry"), says("Blog"), says("Blog"))
    assert found.occurrence == "alleged"
    assert [(o.group, o.side) for o in found.origins] == [("NOR", "NOR"), ("", "third")]


def test_a_third_source_with_access_corroborates():
    assert status(says("North Ministry"), says("Sky Camera")).occurrence == "corroborated"


def test_two_third_sources_alone_do_not_corroborate():
    assert status(says("Sky Camera"), says("Blog")).occurrence == "alleged"


def test_the_missions_own_patrol_corroborates():
    assert status(says("North Ministry"), says("Patrol")).occurrence == "corroborated"


def test_an_unconfirmed_report_corroborates_nothing():
    found = status(says("North Ministry"), says("Sky Camera", stance=Stance.UNCONFIRMED))
    assert found.occurrence == "alleged"


def test_opposing_parties_who_agree_corroborate_occurrence_only():
    found = status(says("North Ministry"), deny("South Staff", About.ACTOR, alleged_actor="NOR"))
    assert found.occurrence == "corroborated"
    assert found.disputed == ("actor",)
    assert found.attribution == "none"


def test_a_denial_that_blames_the_other_side_is_an_allegation_too():
    found = status(says("North Ministry"), deny("South Staff", About.ACTOR, alleged_actor="NOR"))
    assert found.contestation == "counter_claimed"
    by_group = {o.group: o for o in found.origins}
    assert by_group["SUD"].actor == "denies"
    assert by_group["SUD"].actors == ("NOR",)
    assert by_group["SUD"].occurrence == "affirms"
    assert by_group["SUD"].object == "affirms"


def test_an_incident_blamed_on_both_sides_stands_in_both_ledgers():
    found = judged(
        *numbered(says("North Ministry"), deny("South Staff", About.ACTOR, alleged_actor="NOR"))
    )
    assert {row.accused for row in found.ledger} == {"NOR", "SUD"}


def test_a_blanket_denial_contests_every_incident_it_covers():
    rows = numbered(
        says("North Ministry"),
        says("North Ministry", at="2031-05-11T12:00:00+02:00"),
        deny("South Staff", About.OCCURRENCE),
        deny("South Staff", About.OCCURRENCE, at="2031-05-11T12:00:00+02:00"),
    )
    pairs = [incident_of(rows[0], rows[2]), incident_of(rows[1], rows[3])]
    found = judged(*rows, incidents=pairs)
    assert [s.contestation for s in found.statuses] == ["denied", "denied"]
    assert all(s.disputed == ("occurrence",) for s in found.statuses)


def test_a_denial_in_general_contests_what_it_surely_covers():
    """It adds no denial to the incident: no figure counts it."""
    rows = numbered(says("North Ministry"))
    name = incident_of(*rows).id

    def found(*, denies, sure):
        covers = (Cover(incident_id=name, sure=sure),)
        account = Account(
            id="I-x", kind=AccountKind.CALM, report_ids=(), denies=denies, covers=covers
        )
        return judged(*rows, accounts=(account,)).statuses[0]

    denied = found(denies=True, sure=True)
    assert (denied.contestation, denied.denials) == ("denied", ())
    assert found(denies=True, sure=False).contestation == "uncontested"
    assert found(denies=False, sure=True).contestation == "uncontested"


@pytest.mark.parametrize("about", list(About))
def test_a_denial_names_its_proposition(about):
    denial = status(says("North Ministry"), deny("South Staff", about)).denials[0]
    assert (denial.side, denial.about, denial.by_own_side) == ("SUD", about, False)


def test_a_denial_of_effect_disputes_the_effect_alone():
    found = status(says("North Ministry"), deny("South Staff", About.EFFECT))
    assert found.disputed == ("effect",)
    assert found.occurrence == "alleged"


def test_a_side_that_denies_what_it_reports_contradicts_itself():
    found = status(says("North Ministry"), deny("North Governor", About.OCCURRENCE))
    assert found.denials[0].by_own_side
    assert found.disputed == ("occurrence",)
    assert found.contestation == "denied"


def test_a_third_party_does_not_contradict_another_third_party():
    found = status(says("Sky Camera"), deny("Blog", About.OCCURRENCE))
    assert not found.denials[0].by_own_side


def test_denying_ones_part_while_blaming_the_other_is_no_contradiction():
    found = status(
        says("South President", alleged_actor="NOR"),
        deny("South Staff", About.ACTOR, alleged_actor="NOR"),
    )
    assert not found.denials[0].by_own_side


def test_uncontested():
    found = status(says("North Ministry"))
    assert (found.contestation, found.disputed, found.denials) == ("uncontested", (), ())


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        ("energy/oil_depot", "transport/airfield", True),
        ("energy/oil_depot", "energy/refinery", True),
        ("energy/oil_depot", "energy/other", False),
        ("energy/oil_depot", "energy/oil_depot", False),
        ("energy/oil_depot", None, False),
    ],
)
def test_origins_that_name_different_objects_dispute_the_object(one, other, disputed):
    found = status(
        says("North Ministry", target_category=one), says("South Staff", target_category=other)
    )
    assert ("object" in found.disputed) == disputed


# --- admissions


def owned(claimant="South Staff", **fields):
    return says(claimant, **fields)


def test_the_accused_side_affirming_a_forbidden_act_admits_it():
    found = status(owned())
    assert [(a.side, a.admitted) for a in found.affirmations] == [("SUD", ("NOR",))]


def test_an_admission_alone_stays_alleged():
    assert status(owned()).occurrence == "alleged"


def test_one_origin_and_an_admission_corroborate():
    assert status(says("North Ministry"), owned()).occurrence == "corroborated"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"at": "2031-04-01T12:00:00+02:00"}, "outside every window"),
        ({"target_category": "transport/airfield"}, "object not covered"),
        ({"kind": "ground/movement"}, "act not covered"),
        ({"kind": "air/drone_intercepted"}, "an interception"),
        ({"kind": "effect/outage"}, "damage, not an act"),
        ({"target_category": "energy/heating"}, "undetermined (clause)"),
    ],
)
def test_affirmed_but_not_admitted(fields, reason):
    (found,) = status(owned(**fields)).affirmations
    assert (found.admitted, found.reason) == ((), reason)


def test_an_admission_is_judged_by_its_own_report():
    rows = numbered(says("North Ministry"), owned(target_category="transport/airfield"))
    found = judged(*rows).statuses[0]
    assert found.affirmations[0].admitted == ()
    assert found.affirmations[0].reason == "object not covered"
    assert "object" in found.disputed


@pytest.mark.parametrize(
    "fields",
    [
        {"alleged_actor": "NOR"},  # damage it suffered
        {"about": About.EFFECT},
        {"about": About.OBJECT},
        {"stance": Stance.UNCONFIRMED},
        {"stance": Stance.DENIES},
        {"claimant": "North Ministry"},
    ],
)
def test_no_affirmation_at_all(fields):
    assert status(owned(**fields)).affirmations == ()


def test_an_operator_does_not_admit_for_the_side_whose_territory_it_works_on():
    found = status(says("Grid Company", alleged_actor="NOR", claimant_side="third"))
    assert found.affirmations == ()


# --- verification and mandate


@pytest.mark.parametrize("number", [1, 5])
def test_verified_is_never_computed(number):
    rows = [says(c) for c in ("North Ministry", "South Staff", "Sky Camera", "Patrol")] * number
    assert status(*rows, **VERIFIER).occurrence == "corroborated"


def test_the_mandated_verifier_who_names_a_method_verifies():
    found = status(
        says("North Ministry"), judgements=[ruling("verify", method="site visit")], **VERIFIER
    )
    assert found.occurrence == "verified"
    assert found.verified_by == ("Inspector",)


@pytest.mark.parametrize(
    ("fields", "mandate"),
    [
        ({"method": "site visit"}, {"role": "monitor", "verifiers": ("Inspector",)}),
        ({"method": "site visit"}, {"role": "verify", "verifiers": ()}),
        ({"method": " "}, VERIFIER),
        ({"method": "site visit", "value": "party:SUD"}, VERIFIER),
        ({"method": "site visit", "value": "surely"}, VERIFIER),
    ],
)
def test_a_verification_outside_the_mandate_is_a_problem(fields, mandate):
    rows = numbered(says("North Ministry"))
    found = judged(*rows, judgements=[ruling("verify", **fields)], **mandate)
    assert found.statuses[0].occurrence == "alleged"
    assert [p.field for p in found.problems] == ["R000"]


@pytest.mark.parametrize("value", ["unverifiable_no_access", "under_verification"])
def test_work_that_goes_on_is_said_so(value):
    found = status(says("North Ministry"), judgements=[ruling("verify", value=value, method="m")])
    assert found.occurrence == value


def test_refuted():
    decided = ruling("verify", value="refuted", method="site visit")
    found = status(says("North Ministry"), judgements=[decided], **VERIFIER)
    assert found.occurrence == "refuted"


def test_the_newest_decision_stands_and_a_superseded_one_does_not():
    first = ruling("verify", method="site visit")
    later = ruling("verify", value="refuted", method="lab", at=first.at.replace(day=3))
    assert status(says("Blog"), judgements=[later, first], **VERIFIER).occurrence == "refuted"
    undone = later.but(value="under_verification", supersedes=content_id(later))
    found = status(says("Blog"), judgements=[first, later, undone], **VERIFIER)
    assert found.occurrence == "under_verification"


def test_a_rejected_report_is_no_origin():
    rows = says("North Ministry"), says("Sky Camera")
    assert status(*rows, judgements=[ruling("reject", "R001")]).occurrence == "alleged"


def test_nothing_is_alleged_when_every_report_was_rejected():
    found = judged(*numbered(says("North Ministry")), judgements=[ruling("reject")])
    assert found.statuses[0].occurrence == "refuted"
    assert found.ledger == ()


def test_territory():
    place = incident_of(*numbered(says("Blog"))).where.but(country="RT")
    rows = numbered(says("Blog"))
    for territory, inside in (("RT",), True), (("ZZ",), False), (("RUR",), True), ((), True):
        found = judged(*rows, incidents=[incident_of(*rows, where=place)], territory=territory)
        assert found.statuses[0].inside_mandate is inside


# --- attribution


@pytest.mark.parametrize(
    ("most", "level", "party"),
    [
        ("allegations", "none", ""),
        ("direction", "direction", ""),
        ("origin_area", "origin_area", ""),
        ("party", "party", "SUD"),
        ("unit", "party", "SUD"),
    ],
)
def test_attribution_is_capped_by_the_mandate(most, level, party):
    found = status(says("North Ministry"), owned(), max_attribution=most)
    assert (found.attribution, found.attributed_to) == (level, party)
    assert {a for o in found.origins for a in o.actors} == {"SUD"}  # allegations are still listed


@pytest.mark.parametrize(
    ("claimant", "fields", "level"),
    [
        ("Patrol", {"direction_from": "south"}, "direction"),
        ("Patrol", {"impact_azimuth_deg": 180.0}, "direction"),
        ("Patrol", {"direction_from": "south", "impact_azimuth_deg": 180.0}, "origin_area"),
        ("Sky Camera", {"direction_from": "south"}, "direction"),
        ("North Ministry", {"direction_from": "south"}, "none"),
        ("Blog", {"direction_from": "south"}, "none"),
        ("Patrol", {}, "none"),
    ],
)
def test_attribution_rests_on_evidence_and_a_partys_word_is_an_allegation(claimant, fields, level):
    assert status(says(claimant, **fields), max_attribution="unit").attribution == level


def test_only_an_investigation_attributes_to_a_unit():
    decided = ruling("verify", value="unit:SUD/4th battery", method="debris")
    found = status(
        says("North Ministry"),
        judgements=[decided],
        role="investigate",
        verifiers=("Inspector",),
        max_attribution="unit",
    )
    assert (found.attribution, found.attributed_to) == ("unit", "SUD")
    assert found.occurrence == "verified"


@pytest.mark.parametrize(
    ("rows", "most", "words"),
    [
        (("North Ministry", "South Staff"), "party", "breach"),
        (("North Ministry", "South Staff"), "allegations", "alleged, would breach"),
        (("South Staff",), "party", "alleged, would breach"),
        (("North Ministry", "Sky Camera"), "party", "alleged, would breach"),
    ],
)
def test_breach_without_alleged_needs_corroboration_and_attribution(rows, most, words):
    found = judged(*numbered(*(says(c) for c in rows)), max_attribution=most)
    assert {f.words for f in found.findings if f.reading == "NOR"} == {words}


def test_a_term_may_demand_verification_by_two():
    strict = agreement(("NOR", (term(standard={"breach": "verified", "approvals": 2}),)))
    mandate = {"role": "investigate", "verifiers": ("A", "B"), "max_attribution": "party"}
    votes = [
        ruling("verify", value="party:SUD", method="debris", reviewer=name) for name in ("A", "B")
    ]
    for count, words in (0, "alleged, would breach"), (1, "alleged, would breach"), (2, "breach"):
        found = judged(
            *numbered(says("North Ministry"), owned()),
            agreed=strict,
            judgements=votes[:count],
            **mandate,
        )
        assert {f.words for f in found.findings} == {words}


# --- properties

said = st.builds(
    says,
    st.sampled_from(
        ["North Ministry", "North Governor", "South Staff", "Sky Camera", "Blog", "Patrol"]
    ),
    stance=st.sampled_from(list(Stance)),
    about=st.sampled_from(list(About)),
    alleged_actor=st.sampled_from(["NOR", "SUD", "unknown"]),
    target_category=st.sampled_from([None, "energy/substation", "transport/airfield"]),
)


@given(
    rows=st.lists(said, min_size=1, max_size=6), copied=st.integers(0, 5), times=st.integers(1, 4)
)
def test_copying_a_wire_story_never_raises_a_status(rows, copied, times):
    before = status(*rows)
    after = status(*rows, *[rows[copied % len(rows)].but(source="Another outlet")] * times)
    assert LEVELS.index(after.occurrence) == LEVELS.index(before.occurrence)
    assert [o.group for o in after.origins] == [o.group for o in before.origins]


@given(rows=st.lists(said, min_size=1, max_size=6), data=st.data())
def test_order_never_matters(rows, data):
    rows = numbered(*rows)
    found = judged(*rows)
    shuffled = data.draw(st.permutations(rows))
    assert judged(*shuffled, incidents=[incident_of(*rows)]) == found


@given(rows=st.lists(said, min_size=1, max_size=6))
def test_reports_never_verify(rows):
    assert status(*rows).occurrence in {"alleged", "corroborated"}


def test_mission_helper_has_a_default_agreement():
    assert len(mission().agreement.readings) == 2
