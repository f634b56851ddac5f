"""A picture that judgements changed is the one that is derived from scratch."""

from datetime import timedelta

from hypothesis import given, settings
from small_mission import AS_OF, judgements, loaded, said

from truceline.assess.picture.derive import first_picture, judged
from truceline.assess.picture.findings import finding_rows
from truceline.assess.picture.rows import rows_of
from truceline.assess.run import assess
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.record import content_id

ENGINE = EmbeddedEngine()
MISSION = loaded()
FIRST = first_picture(MISSION, AS_OF, ENGINE)


def scratch(made):
    mission = MISSION.mission.but(judgements=tuple(made))
    return assess(mission, MISSION.reports, AS_OF, ENGINE)


def parts(assessment):
    """Everything of an assessment, as plain values."""
    return {
        "mission": assessment.mission,
        "reports": dict(assessment.reports),
        "origins": assessment.origins.to_pylist(),
        "grades": dict(assessment.grades),
        "incidents": tuple(assessment.incidents),
        "accounts": assessment.accounts,
        "statuses": tuple(assessment.statuses),
        "findings": tuple(assessment.findings),
        "ledger": tuple(assessment.ledger),
        "problems": assessment.problems,
    }


def assert_same(picture, whole):
    ours, theirs = parts(picture.assessment), parts(whole)
    for name in theirs:
        assert ours[name] == theirs[name], name
    assert picture.rows.equals(rows_of(whole, picture.work.groups))
    assert picture.findings.to_pylist() == finding_rows(whole.findings).to_pylist()


@settings(max_examples=5, deadline=None)
@given(judgements(), judgements())
def test_judged_is_derived_from_scratch(before, after):
    picture = judged(FIRST, MISSION, before, ENGINE)
    picture = judged(picture, MISSION, after, ENGINE)
    assert_same(picture, scratch(sorted(after, key=lambda j: j.at)))


def test_an_incident_that_is_contested_no_more_is_judged_again():
    """Whoever denied it in general is rejected: its own reports are what they were."""
    mission = loaded(seed=5)
    first = first_picture(mission, AS_OF, ENGINE)
    denying = [a for a in first.assessment.accounts if a.denies and any(c.sure for c in a.covers)]
    made = [said("reject", *(k.removeprefix("press.") for a in denying for k in a.report_ids))]
    whole = assess(mission.mission.but(judgements=tuple(made)), mission.reports, AS_OF, ENGINE)
    assert denying
    assert_same(judged(first, mission, made, ENGINE), whole)


def test_undoing_leaves_no_trace():
    made = (said("relocate", "R05"), said("same", "R01", "R09", minute=1))
    undone = [over(j, minute) for minute, j in enumerate(made, 5)]
    picture = judged(judged(FIRST, MISSION, made, ENGINE), MISSION, (*made, *undone), ENGINE)
    assert picture.rows.equals(FIRST.rows)
    assert tuple(picture.assessment.findings) == tuple(FIRST.assessment.findings)


def over(judgement, minute):
    return judgement.but(
        verdict="withdraw",
        value="",
        supersedes=content_id(judgement),
        at=judgement.at + timedelta(minutes=minute),
    )
