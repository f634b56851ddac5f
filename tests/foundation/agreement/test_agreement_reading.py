"""What a reading covers, three-valued, and what all readings share."""

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.agreement.reading import (
    all_readings,
    common_core,
    covers_act,
    covers_category,
)
from truceline.foundation.vocabulary import words
from truceline.model.agreement import (
    Agreement,
    CommonText,
    ProhibitedActs,
    ProtectedSites,
    Reading,
    SiteList,
    Window,
)


def day(n, month=5):
    return datetime(2031, month, n, tzinfo=UTC)


MAY = Window(starts=(day(1),), ends=(day(1, 6),))


def said(answer):
    return str(answer.verdict) + (f"({answer.why})" if answer.why else "")


LISTED = SiteList(
    yes=("energy/power_plant", "energy/substation", "health/*"),
    clause=("energy/heating", "water/*"),
    no=("energy/coal", "health/clinic", "cultural/*"),
)
WHOLE_BY_NAME = SiteList(
    yes=tuple(c for c in words("site_categories") if c.startswith("cultural/"))
)

CATEGORIES = [
    (LISTED, "energy/substation", "yes", "substation", "named"),
    (LISTED, "energy/heating", "undetermined(clause)", "heating", "disputed"),
    (LISTED, "energy/coal", "no", "coal", "expressly left out"),
    (LISTED, "energy/refinery", "no", "refinery", "not named"),
    (LISTED, "energy/gas_metering", "no", "gas metering", "not named"),
    (LISTED, "energy/other", "undetermined(kind)", "energy, kind not stated", "only some kinds"),
    (LISTED, "energy", "undetermined(kind)", "energy, kind not stated", "only some kinds"),
    (LISTED, "health/hospital", "yes", "hospital", "named"),
    (LISTED, "health/clinic", "no", "clinic", "expressly left out"),
    (LISTED, "health/other", "undetermined(kind)", "health, kind not stated", "only some kinds"),
    (LISTED, "water/other", "undetermined(clause)", "water, kind not stated", "disputed"),
    (LISTED, "cultural/other", "no", "cultural, kind not stated", "expressly left out"),
    (LISTED, "transport/other", "no", "transport, kind not stated", "not named"),
    (LISTED, "other/other", "no", "anything else", "not named"),
    (SiteList(yes=("energy/*",)), "energy/other", "yes", "energy, kind not stated", "named"),
    (SiteList(yes=("energy/*",)), "energy", "yes", "energy, kind not stated", "named"),
    (SiteList(no=("energy/coal",)), "energy/other", "no", "energy, kind not stated", "not named"),
    (WHOLE_BY_NAME, "cultural/other", "yes", "cultural, kind not stated", "named"),
    (SiteList(yes=("other/other",)), "other/other", "yes", "anything else", "named"),
    (SiteList(yes=("x/y",)), "unheard/of", "no", "of", "not named"),
    (SiteList(yes=("energy/coal",), clause=("energy/coal",)), "energy/coal", "undetermined(clause)", "coal", "disputed"),
]  # fmt: skip


@pytest.mark.parametrize(("sites", "category", "verdict", "noun", "note"), CATEGORIES)
def test_covers_category(sites, category, verdict, noun, note):
    answer = covers_category(sites, category, "FRE")
    assert said(answer) == verdict
    assert answer.question == f"{noun} is in the list of reading FRE"
    assert note in answer.note


def test_the_question_names_no_reading_when_none_is_given():
    assert covers_category(LISTED, "energy/coal").question == "coal is in the list"


STRIKES = ProhibitedActs(
    id="no_strikes",
    acts=("air/*", "fire/*", "sabotage/*"),
    open_acts=("air/drone_intercepted", "sea/*"),
    in_force=MAY,
)
ONE_ACT = ProhibitedActs(id="no_mortars", acts=("fire/mortar",), in_force=MAY)
NARROW = ProhibitedActs(id="x", acts=("sea/mine",), open_acts=("sea/*",), in_force=MAY)

ACTS = [
    (STRIKES, "air/drone_strike", "yes"),
    (STRIKES, "air/drone_intercepted", "undetermined(clause)"),
    (STRIKES, "air", "undetermined(kind)"),
    (STRIKES, "fire", "yes"),
    (STRIKES, "fire/other", "yes"),
    (STRIKES, "sea/mine", "undetermined(clause)"),
    (STRIKES, "sea", "undetermined(clause)"),
    (STRIKES, "ground/movement", "no"),
    (STRIKES, "effect/outage", "no"),
    (STRIKES, "other/other", "no"),
    (STRIKES, "attack/unspecified", "yes"),
    (STRIKES, "attack", "yes"),
    (STRIKES.but(acts=("attack/*",), open_acts=()), "attack/unspecified", "yes"),
    (STRIKES.but(open_acts=("attack/*",)), "attack/unspecified", "undetermined(clause)"),
    (ONE_ACT, "attack/unspecified", "undetermined(kind)"),
    (ONE_ACT, "fire", "undetermined(kind)"),
    (ONE_ACT, "fire/mortar", "yes"),
    (ONE_ACT, "fire/tank", "no"),
    (ONE_ACT.but(acts=("access/*",)), "attack/unspecified", "no"),
    (NARROW, "sea/mine", "yes"),
    (NARROW, "sea/obstruction", "undetermined(clause)"),
]


@pytest.mark.parametrize(("term", "act", "verdict"), ACTS)
def test_covers_act(term, act, verdict):
    assert said(covers_act(term, act)) == verdict


def test_the_question_about_an_act_is_plain_english():
    question = covers_act(STRIKES, "air/drone_strike", "RUR").question
    assert question == "drone strike is forbidden by no strikes of reading RUR"


patterns = st.lists(st.sampled_from(["energy/*", "energy/coal", "energy/heating", "water/dam"]))


@given(patterns, patterns, patterns, st.randoms())
def test_the_order_of_a_list_never_matters(yes, clause, no, random):
    lists = {"yes": yes, "clause": clause, "no": no}
    mixed = {k: tuple(random.sample(v, len(v))) for k, v in lists.items()}
    one, two = SiteList(**{k: tuple(v) for k, v in lists.items()}), SiteList(**mixed)
    for category in ("energy/coal", "energy/other", "energy", "water/dam", "other/other"):
        assert covers_category(one, category) == covers_category(two, category)


def term(starts=(1,), ends=(20,), sites=("energy/*",), **more):
    window = Window(starts=tuple(map(day, starts)), ends=tuple(map(day, ends)))
    plain = {"id": "t", "binds": ("RUR", "FRE"), "acts": ("air/*",)} | more
    return ProtectedSites(sites=SiteList(yes=sites), in_force=window, **plain)


def agreement(*terms, **more):
    readings = tuple(Reading(party=f"P{n}", terms=(t,)) for n, t in enumerate(terms))
    parties = tuple(r.party for r in readings)
    return Agreement(title="T", parties=parties, terms=terms[:1], readings=readings, **more)


def test_the_core_is_what_all_readings_share():
    core = common_core(
        agreement(
            term((1,), (20,), ("energy/*",), open_acts=("air/drone_intercepted",)),
            term((3, 4), (18, 25), ("energy/coal", "energy/heating", "water/*")),
        )
    )
    (only,) = core
    assert only.sites == SiteList(yes=("energy/coal", "energy/heating"))
    assert (only.window.start, only.window.end) == (day(4), day(18))
    assert only.binds == ("RUR", "FRE")
    assert "air/drone_strike" in only.acts
    assert not {"air/*", "air/drone_intercepted"} & set(only.acts)


def test_a_whole_family_stays_a_pattern_in_the_core():
    (core,) = common_core(agreement(term(), term(sites=("energy/*", "water/dam"))))
    assert (core.acts, core.sites.yes) == (("air/*", "attack/unspecified"), ("energy/*",))


def test_windows_without_a_common_moment_have_no_core_window():
    (core,) = common_core(agreement(term((1,), (5,)), term((5,), (9,))))
    assert core.window is None
    (core,) = common_core(agreement(term(), term((9,), (9,))))
    assert core.window is None


def test_a_term_that_one_reading_drops_is_no_core():
    assert [c.id for c in common_core(agreement(term(), term(id="other")))] == []
    assert common_core(Agreement(title="T", parties=("A",), terms=())) == ()


def test_no_list_means_all_objects_in_the_core():
    every = term().but(sites=None)
    (core,) = common_core(agreement(every, every))
    assert core.sites is None
    (core,) = common_core(agreement(every, term()))
    assert core.sites.yes == ("energy/*",)


@given(st.permutations([0, 1, 2]))
def test_the_core_doesnt_depend_on_the_order_of_readings(order):
    terms = [term((1, 2), (19,)), term((3,), (25, 15)), term(sites=("energy/coal",))]
    one, two = common_core(agreement(*terms)), common_core(agreement(*[terms[n] for n in order]))
    assert one == two


def test_the_core_is_inside_every_reading():
    versions = [term((1,), (20,)), term((2, 3), (19,), ("energy/coal", "energy/other", "water/*"))]
    (core,) = common_core(agreement(*versions))
    for version, category in product(versions, core.sites.yes):
        assert said(covers_category(version.sites, category)) == "yes"
    for version, act in product(versions, core.acts):
        assert said(covers_act(version, act)) == "yes"


def test_a_party_without_a_reading_reads_the_text_as_written():
    bare = Agreement(
        title="T",
        parties=("RUR", "FRE"),
        terms=(term(),),
        readings=(Reading(party="FRE", terms=(term((5,)),)),),
    )
    assert [(r.party, r.terms[0].in_force.starts) for r in all_readings(bare)] == [
        ("RUR", (day(1),)),
        ("FRE", (day(5),)),
    ]
    signed = bare.but(common_text=CommonText(document="d.txt"))
    assert [r.party for r in all_readings(signed)] == ["common", "FRE"]


def test_a_reading_that_holds_no_term_is_none():
    empty = agreement(term()).but(readings=(Reading(party="P0", terms=()),))
    assert all_readings(empty) == ()
