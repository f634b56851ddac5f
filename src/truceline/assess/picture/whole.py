"""What is known at a moment, ready to be asked: the assessment, its rows, and how it was made."""

from datetime import datetime
from functools import cached_property

import msgspec
import pyarrow as pa

from truceline.assess.picture.sheets import Sheet
from truceline.assess.picture.work import Work
from truceline.assess.run import Assessment, Evidence, Worked
from truceline.stages.fusion.judgements import revised


class Picture(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """An assessment and its `rows` (`rows.row_schema`: one per incident, by id). `root` and `entries`
    name the log that it rests on; `work` is how it was made, from which a judgement derives it again.

    The assessment's incidents, statuses, findings and ledger are sequences that are read or made when
    they are asked for: ask `sheet` for one incident.
    """

    assessment: Assessment
    rows: pa.Table
    as_of: datetime
    root: str
    entries: int
    work: Work

    def sheet(self, incident_id: str) -> Sheet:
        """All that is derived of one incident. Raises `KeyError` where there is none."""
        return self.work.sheets[incident_id]

    @property
    def evidence(self) -> Evidence:
        """What was known before anybody judged it."""
        return self.work.evidence

    @cached_property
    def worked(self) -> Worked:
        """The steps as a whole assessment has them; its reports are made when first asked for."""
        work, made = self.work, self.assessment.mission.judgements
        return Worked(
            reports=revised(work.evidence.located, made),
            origins=self.assessment.origins,
            lineage=work.lineage,
            groups=work.groups,
            model=work.kept.model if work.kept else None,
        )

    @cached_property
    def findings(self) -> pa.Table:
        """All findings (`findings.FINDING_SCHEMA`), without their traces; made when first asked for."""
        return self.work.findings.table()
