"""What is known at a moment, ready to be asked: the assessment, its rows, and how it was made."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pyarrow as pa

from truceline.assess.load import Loaded
from truceline.assess.picture.findings import finding_rows
from truceline.assess.picture.rows import rows_of
from truceline.assess.run import (
    Assessment,
    Evidence,
    Worked,
    assessed,
    evidence_at,
    known_mission,
    worked,
)
from truceline.model.ports import Engine


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment, its `rows` (`rows.row_schema`: one per incident, by id) and its `findings`
    (`findings.FINDING_SCHEMA`). `root` and `entries`
    name the log that it rests on; `evidence` and `worked` are the steps on the way, from which a
    judgement is derived again.
    """

    assessment: Assessment
    rows: pa.Table
    findings: pa.Table
    as_of: datetime
    root: str
    entries: int
    evidence: Evidence
    worked: Worked


def picture_of(
    loaded: Loaded,
    as_of: datetime,
    engine: Engine,
    *,
    cache: Path | None = None,  # noqa: ARG001
    progress: Callable[[str, int, int], None] | None = None,  # noqa: ARG001
) -> Picture:
    """The picture of a loaded mission at `as_of`: judgements made later don't count."""
    evidence = evidence_at(loaded.mission, loaded.reports, as_of, loaded.documents, loaded.claims)
    mission = known_mission(loaded.mission, as_of)
    found = worked(evidence, mission, engine)
    return pictured(evidence, found, assessed(evidence, mission, found))


def pictured(evidence: Evidence, found: Worked, assessment: Assessment) -> Picture:
    """A picture of an assessment and the steps that led to it."""
    mission = assessment.mission
    return Picture(
        assessment=assessment,
        rows=rows_of(assessment, found.groups),
        findings=finding_rows(assessment.findings),
        as_of=assessment.as_of,
        root=mission.root,
        entries=mission.entries,
        evidence=evidence,
        worked=found,
    )
