"""The drafter's bench: what another agreement would make of the incidents."""

from truceline.assess.load import agreement_of
from truceline.assess.picture.changes import Changes, changes_of
from truceline.assess.picture.rejudged import rejudged
from truceline.assess.picture.whole import Picture


def bench(picture: Picture, agreement_text: str) -> Changes:
    """The drafter's bench: the same incidents judged under an edited agreement (YAML), and what flips.
    Raises `UnreadableError` with the lines that can't be used.
    """
    mission = picture.assessment.mission
    agreement, _ = agreement_of(agreement_text, mission.spec.agreement)
    edited = mission.but(agreement=agreement)
    rows = rejudged(picture, edited)
    return changes_of(picture.rows, rows, mission, edited)
