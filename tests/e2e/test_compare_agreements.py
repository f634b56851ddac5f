"""The drafter's bench on the real record: an edited agreement flips what it must, nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLE, copy_of
from truceline.assess.compare import compare_agreements
from truceline.assess.folder import ingest
from truceline.assess.load import Loaded, agreement_of, load
from truceline.assess.produce import CACHE, as_of_moment
from truceline.assess.run import assess
from truceline.errors import UnreadableError
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.evidence import Judgement
from truceline.stages.brief.ledgers import outcome

TEXT = (EXAMPLE / "agreement.yaml").read_text(encoding="utf-8")
UA_START = "from: 2025-03-25T00:00:00+02:00"
COMMON_EXEMPT = "    exempt: [{act: air/*, when: announced_exercise}]\n    standard:"


@pytest.fixture(scope="module")
def loaded(halt, halt_folder):
    with open_store(halt_folder) as store:
        return load(store, halt_folder / CACHE)


def edited(*changes: tuple[str, str]):
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    agreement, problems = agreement_of(text, "agreement.yaml")
    assert [p for p in problems if p.severity == "error"] == []
    return agreement


def flips_of(loaded, agreement, as_of="2025-04-19"):
    moment = as_of_moment(as_of, loaded.mission.spec)
    return compare_agreements(loaded, edited(), agreement, moment, EmbeddedEngine())


def outcomes(loaded, agreement):
    """(incident, reading, accused) → outcome, straight from an assessment."""
    moment = as_of_moment("2025-04-19", loaded.mission.spec)
    mission = loaded.mission.but(agreement=agreement)
    result = assess(mission, loaded.reports, moment, EmbeddedEngine())
    return {(r.incident_id, r.reading, r.accused): outcome(r) for r in result.ledger}


def test_identical_agreements_flip_nothing(loaded):
    assert flips_of(loaded, edited()) == ()


def test_words_that_bind_nobody_flip_nothing(loaded):
    assert flips_of(loaded, edited(("title: Halt of", "title: Another halt of"))) == ()


def test_an_earlier_start_flips_the_week_between_under_that_reading_alone(halt, loaded):
    """Ukraine's start moved to 18 March: its reading now forbids what was before it."""
    flips = flips_of(loaded, edited((UA_START, "from: 2025-03-18T00:00:00+03:00")))
    assert {f.reading for f in flips} == {"UA"}
    assert all(f.before in {"none", "undetermined (time)"} for f in flips)
    assert {f.after for f in flips} >= {"would breach"}
    for report in ("halt.R061", "halt.R104", "halt.R107"):
        incident = halt.incident_of(report)
        assert [(f.before, f.after) for f in flips if f.incident_id == incident] == [
            ("none", "would breach")
        ]
    starts = {f["id"]: f["properties"]["start"] for f in halt.features}
    assert all("2025-03-17T20" < starts[f.incident_id] < "2025-03-25" for f in flips)


def test_a_dropped_category_flips_its_incidents_under_that_reading_alone(halt, loaded):
    flips = flips_of(loaded, edited(("          - energy/gas_distribution\n", "")))
    assert {f.reading for f in flips} == {"UA"}
    stood = {
        i for (i, r, _), o in outcomes(loaded, edited()).items() if (r, o) == ("UA", "would breach")
    }
    kinds = {f["id"]: f["properties"]["category"] for f in halt.features}
    dropped = {i for i in stood if kinds[i] == "energy/gas_distribution"}
    assert dropped
    assert {f.incident_id for f in flips if f.before == "would breach"} >= dropped
    assert all(f.after != "would breach" for f in flips)


def test_an_exemption_without_a_ruling_exempts_nothing(loaded):
    """Whether its condition holds is for a reviewer to say: until then nothing flips."""
    flips = flips_of(loaded, edited(("    standard:", COMMON_EXEMPT)))
    assert all(f.after != "exempt" for f in flips)


def test_an_exemption_that_a_reviewer_found_met_flips_its_incident_alone(halt, loaded):
    ruling = Judgement(
        about=("halt.R061",),
        verdict="exempt",
        value="announced_exercise",
        reason="announced a day ahead",
        reviewer="desk",
        at=datetime(2025, 4, 1, tzinfo=UTC),
    )
    ruled = Loaded(mission=loaded.mission.but(judgements=(ruling,)), reports=loaded.reports)
    flips = flips_of(ruled, edited(("    standard:", COMMON_EXEMPT)))
    assert {(f.incident_id, f.reading, f.before, f.after) for f in flips} == {
        (halt.incident_of("halt.R061"), "RU", "would breach", "exempt")
    }


def test_flips_are_the_difference_of_two_assessments(loaded):
    agreement = edited((UA_START, "from: 2025-03-18T00:00:00+03:00"))
    before, after = outcomes(loaded, edited()), outcomes(loaded, agreement)
    differ = {
        k: (before.get(k), after.get(k)) for k in before | after if before.get(k) != after.get(k)
    }
    flips = {
        (f.incident_id, f.reading, f.accused): (f.before, f.after)
        for f in flips_of(loaded, agreement)
    }
    assert flips == differ


def test_a_reading_that_only_one_agreement_knows_is_not_judged(loaded):
    """Both ways round: flips turn, and say so."""
    signed = edited(("common_text: null", "common_text: {document: text.pdf, date: 2025-03-18}"))
    forth = flips_of(loaded, signed)
    assert {f.reading for f in forth} == {"common"}
    assert {f.before for f in forth} == {"not judged"}


def test_the_bench_works_as_of_a_date(loaded):
    """What wasn't known by then isn't compared."""
    agreement = edited((UA_START, "from: 2025-03-18T00:00:00+03:00"))
    early = {f.incident_id for f in flips_of(loaded, agreement, "2025-03-20")}
    late = {f.incident_id for f in flips_of(loaded, agreement)}
    assert early < late


@settings(max_examples=4, deadline=None)
@given(start=st.integers(18, 31), end=st.integers(5, 24))
def test_a_narrower_window_never_adds_a_breach(loaded, start, end):
    """Ukraine's window cut at either end: no finding moves towards breach."""
    inside = max(start, 25)
    agreement = edited(
        (UA_START, f"from: 2025-03-{inside:02d}T00:00:00+03:00"),
        ("        until: 2025-04-24T00:00:00+03:00\n        days: 30\n      sites:\n        # The Energy",
         f"        until: 2025-04-{end:02d}T00:00:00+03:00\n      sites:\n        # The Energy"),
    )  # fmt: skip
    wide, narrow = outcomes(loaded, edited()), outcomes(loaded, agreement)
    assert wide.keys() == narrow.keys()
    worse = {k for k in wide if narrow[k] == "would breach" and wide[k] != "would breach"}
    assert worse == set()
    assert {k for k in wide if k[1] == "RU" and wide[k] != narrow[k]} == set()


@settings(max_examples=4, deadline=None)
@given(st.sets(st.sampled_from(["refinery", "oil_depot", "pipeline", "substation"]), min_size=1))
def test_a_shorter_list_never_adds_a_breach(loaded, dropped):
    agreement = edited(*((f"          - energy/{name}\n", "") for name in sorted(dropped)))
    wide, narrow = outcomes(loaded, edited()), outcomes(loaded, agreement)
    assert {k for k in wide if narrow[k] == "would breach" != wide[k]} == set()


@pytest.mark.parametrize(
    "text",
    ["", "title: t\n", "title: t\nparties: [RU, UA]\nterms: []\n", "- a\n- b\n", "title: ["],
)
def test_an_agreement_that_says_nothing_is_an_error(loaded, text):
    """Never compliance."""
    with pytest.raises(UnreadableError):
        flips_of(loaded, agreement_of(text, "agreement.yaml")[0])


def test_an_agreement_that_incidents_cannot_show_is_an_error(loaded):
    unseen = edited(("clause: protected_sites", "clause: orders_discipline"))
    with pytest.raises(UnreadableError):
        flips_of(loaded, unseen)


def test_a_changed_agreement_obeys_the_same_rules(tmp_path_factory):
    """Nothing about this case stands in code: the parties swap their readings, findings follow."""
    folder = copy_of(EXAMPLE, tmp_path_factory.mktemp("swapped") / "mission")
    text = (
        TEXT.replace("\n  RU:\n", "\n  XX:\n")
        .replace("\n  UA:\n", "\n  RU:\n")
        .replace("\n  XX:\n", "\n  UA:\n")
    )
    with open_store(folder) as store:
        ingest(folder, store)
        loaded = load(store, folder / CACHE)
    swapped, _ = agreement_of(text, "agreement.yaml")
    assert swapped is not None
    one, two = outcomes(loaded, edited()), outcomes(loaded, swapped)
    other = {"RU": "UA", "UA": "RU"}
    assert {(i, other[r], a): o for (i, r, a), o in one.items()} == two
