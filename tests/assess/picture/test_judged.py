"""A picture that judgements changed is the one that is derived from scratch."""

import pytest
from hypothesis import given, settings

from small_mission import AS_OF, judgements, loaded, said
from truceline.assess.picture.changes import changes, preview
from truceline.assess.picture.derive import first_picture, judged
from truceline.assess.picture.judging import with_judgements
from truceline.assess.picture.rows import rows_of
from truceline.assess.run import assess
from truceline.io.engines.embedded import EmbeddedEngine

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


@settings(max_examples=12, deadline=None)
@given(judgements(), judgements())
def test_judged_is_derived_from_scratch(before, after):
    picture = judged(FIRST, MISSION, before, ENGINE)
    picture = judged(picture, MISSION, after, ENGINE)
    assert_same(picture, scratch(sorted(after, key=lambda j: j.at)))
