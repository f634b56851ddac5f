"""What holds for any set of reports, through a whole assessment."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from truceline.assess.run import Assessment, assess
from truceline.assess.write import case_of
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.propositions import said
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.evidence import About, Judgement, Report, RosterEntry, Stance
from truceline.model.mission import Mandate, Mission, MissionSpec, Party
from truceline.model.table import report_table
from truceline.stages.brief.compose import compose
from truceline.stages.brief.datafiles import data_files

AGREEMENT = """
title: Lake truce
parties: [RUR, FRE]
terms:
  - id: no_strikes
    clause: protected_sites
    binds: [RUR, FRE]
    acts: [air/*, fire/*]
    open_acts: [air/drone_intercepted]
    sites: [energy/*]
    in_force: {from: 2031-05-02T00:00:00Z, until: 2031-05-09T00:00:00Z}
readings:
  RUR: {}
  FRE:
    no_strikes:
      in_force: {from: 2031-05-04T00:00:00Z, until: [2031-05-09T00:00:00Z, 2031-05-10T00:00:00Z]}
      sites: {yes: [energy/power_plant], clause: [energy/heating]}
"""
DAY = datetime(2031, 5, 1, tzinfo=UTC)
AS_OF = datetime(2031, 6, 1, tzinfo=UTC)
RANK = (
    "refuted",
    "unverifiable_no_access",
    "alleged",
    "under_verification",
    "corroborated",
    "verified",
)
PLACES = {"Lakeview": (48.0, 30.0), "Oldmill": (49.5, 31.0)}
ROSTER = (
    RosterEntry(id="a", role="claimant", name="Ruritanian ministry", side="RUR"),
    RosterEntry(id="b", role="claimant", name="Freedonian staff", side="FRE"),
    RosterEntry(id="c", role="claimant", name="Camera", side="third", access=("occurrence",)),
)


def mission(agreement=AGREEMENT, **more) -> Mission:
    read, problems = read_agreement(agreement, "agreement.yaml")
    assert read, problems
    spec = MissionSpec(
        name="lake",
        mandate=Mandate(),
        parties=(Party(id="RUR", name="Ruritania"), Party(id="FRE", name="Freedonia")),
    )
    return Mission(spec=spec, agreement=read, roster=ROSTER, **more)


def report(n, place, hour, claimant, accused, kind, category, stance, about) -> Report:
    lat, lon = PLACES[place]
    start = DAY + timedelta(hours=hour)
    published = start.replace(hour=0) + timedelta(days=1)
    return Report(
        dataset="press",
        report_id=f"R{n:02d}",
        source="Gazette",
        published=published,
        known=published + timedelta(days=1),
        claimant=claimant.name,
        claimant_side=claimant.side,
        start=start,
        end=start + timedelta(hours=2),
        zone="+00:00",
        place_name=place,
        lat=lat,
        lon=lon,
        place_uncertainty_km=3.0,
        kind=kind,
        target_category=category,
        target_name=f"{place} works",
        alleged_actor=accused,
        stance=stance,
        about=about,
    )


FIELDS = st.tuples(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from([2, 3, 50, 75, 100, 190, 220]),
    st.sampled_from(ROSTER),
    st.sampled_from(["RUR", "FRE", "unknown"]),
    st.sampled_from(["air/drone_strike", "air/drone_intercepted", "fire/shelling"]),
    st.sampled_from(["energy/power_plant", "energy/heating", "other/other"]),
    st.sampled_from([Stance.CLAIMS, Stance.CLAIMS, Stance.DENIES, Stance.UNCONFIRMED]),
    st.sampled_from([About.ALL, About.ALL, About.OCCURRENCE, About.ACTOR]),
)
REPORTS = st.lists(FIELDS, min_size=1, max_size=8).map(
    lambda rows: [report(n, *row) for n, row in enumerate(rows)]
)
few = settings(max_examples=25, deadline=None)


def assessed(reports, **more) -> Assessment:
    return assess(mission(**more), report_table(reports), AS_OF, EmbeddedEngine())


def written(result: Assessment) -> dict[str, bytes]:
    """The brief's data files: figures, findings, ledgers, incidents."""
    brief, _ = compose(case_of(result, "restricted", None))
    return data_files(brief)


def of_report(result: Assessment) -> dict[str, str]:
    """Report → incident, or the account that denials of what nobody tells are."""
    return {key: i.id for i in (*result.incidents, *result.accounts) for key in i.report_ids}


def occurrence(result: Assessment) -> dict[str, str]:
    return {s.incident_id: str(s.occurrence) for s in result.statuses}


def origins(result: Assessment) -> dict[str, set[str]]:
    return {s.incident_id: {o.group for o in s.origins if o.group} for s in result.statuses}


@few
@given(REPORTS, st.integers())
def test_order_never_matters(reports, seed):
    mixed = list(reports)
    random.Random(seed).shuffle(mixed)
    assert written(assessed(mixed)) == written(assessed(reports))


@few
@given(REPORTS, st.data())
def test_a_copied_story_raises_no_status_and_adds_no_origin(reports, data):
    """The same claimant's words, printed by another outlet the same day."""
    before = assessed(reports)
    original = data.draw(st.sampled_from(reports))
    copy = original.but(report_id="R99", source="Wire", source_url="https://example.org/copy")
    after = assessed([*reports, copy])
    assert of_report(after)["press.R99"] == of_report(after)[original.key]
    kept = {key: id_ for key, id_ in of_report(after).items() if key != "press.R99"}
    assert kept == of_report(before)
    assert origins(after) == origins(before)
    for id_, level in occurrence(after).items():
        assert RANK.index(level) <= RANK.index(occurrence(before)[id_])
    assert outcomes(after) == outcomes(before)


def outcomes(result: Assessment):
    return {
        (r.incident_id, r.reading, r.accused): (r.breach, r.why, r.alleged, r.origins)
        for r in result.ledger
    }


@few
@given(REPORTS, FIELDS)
def test_a_report_more_takes_no_report_away(reports, row):
    more = assessed([*reports, report(98, *row)])
    assert set(of_report(more)) == {r.key for r in reports} | {"press.R98"}
    assert set(more.reports) == set(of_report(more))


@few
@given(REPORTS)
def test_every_report_stands_in_one_incident_or_account_and_the_figures_agree(reports):
    result = assessed(reports)
    listed = [key for i in (*result.incidents, *result.accounts) for key in i.report_ids]
    assert sorted(listed) == sorted(r.key for r in reports)
    for incident in result.incidents:  # somebody says of each that something happened
        told = [result.reports[key] for key in incident.report_ids]
        assert any(said(r.stance, r.about, "occurrence") != "denies" for r in told)
    brief, _ = compose(case_of(result, "restricted", None))
    figures = {f.id: f.value for f in brief.figures}
    assert figures["reports"] == len(reports)
    assert figures["incidents"] == len(result.incidents)
    for view in brief.ledgers:
        for reading in brief.readings:
            tail = f"{reading.id}.by.{view.party}"
            parts = [v for i, v in figures.items() if tail in i and not i.startswith("only.")]
            assert sum(parts) == sum(view.party in i.accused for i in result.incidents)


@few
@given(REPORTS)
def test_nothing_is_verified_and_nothing_corroborated_by_one_side(reports):
    result = assessed(reports)
    for status in result.statuses:
        assert status.occurrence != "verified"
        if status.occurrence == "corroborated":
            assert len({o.side for o in status.origins if o.group}) > 1


@few
@given(REPORTS, st.data())
def test_what_a_reviewer_calls_the_same_is_one_incident(reports, data):
    assume(len(reports) > 1)
    a, b = data.draw(st.permutations(reports))[:2]
    result = assessed(reports, judgements=(ruling("same", a, b),))
    assert of_report(result)[a.key] == of_report(result)[b.key]


@few
@given(REPORTS, st.data())
def test_what_a_reviewer_calls_different_is_two(reports, data):
    original = data.draw(st.sampled_from(reports))
    copy = original.but(report_id="R99", source="Wire")
    result = assessed([*reports, copy], judgements=(ruling("different", original, copy),))
    assert of_report(result)[original.key] != of_report(result)["press.R99"]


@few
@given(REPORTS, st.data())
def test_a_judgement_made_later_changes_nothing_yet(reports, data):
    original = data.draw(st.sampled_from(reports))
    copy = original.but(report_id="R99", source="Wire")
    late = ruling("different", original, copy).but(at=AS_OF + timedelta(days=1))
    assert written(assessed([*reports, copy], judgements=(late,))) == written(
        assessed([*reports, copy])
    )


def ruling(verdict: str, *about: Report) -> Judgement:
    keys = tuple(sorted(r.key for r in about))
    return Judgement(about=keys, verdict=verdict, reason="seen", reviewer="desk", at=DAY)


@few
@given(REPORTS)
def test_an_agreement_without_a_term_that_incidents_show_is_an_error(reports):
    """Never "compliant"."""
    unseen = AGREEMENT.replace("protected_sites", "orders_discipline")
    with pytest.raises(UnreadableError):
        assessed(reports, agreement=unseen)


@few
@given(REPORTS)
def test_the_same_input_gives_the_same_public_bytes(reports):
    def public(rows):
        brief, issue = compose(case_of(assessed(rows), "public", None))
        return data_files(brief), issue

    assert public(reports) == public(list(reversed(reports)))
