"""How a picture was made, kept so that it needn't be made again."""

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.findings import Findings
from truceline.assess.picture.sheets import Sheets
from truceline.assess.run import Evidence
from truceline.assess.texts import origins_with_texts
from truceline.model.claim import Lineage
from truceline.model.evidence import Judgement
from truceline.model.mission import Mission
from truceline.model.table import GROUP_SCHEMA
from truceline.stages.fusion.again import Kept
from truceline.stages.fusion.judgements import Revision, revised, revision


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """The steps to a picture: `evidence` before any judgement, its reports' `origins`, `kept` groups
    (None without any report), what judgements change of reports (`told`), the `sheets`, and the
    `findings` of all of them as a table.
    """

    evidence: Evidence
    origins: pa.Table
    lineage: Lineage | None
    kept: Kept | None
    told: Revision
    sheets: Sheets
    findings: Findings

    @property
    def groups(self) -> pa.Table:
        """Where each report belongs (`GROUP_SCHEMA`)."""
        return self.kept.groups if self.kept else GROUP_SCHEMA.empty_table()

    def rows(self, keys: pa.ChunkedArray | pa.Array) -> pa.Array:
        """Rows of `evidence.located` by key, in the table's order."""
        if self.kept is None:
            return pa.array([], pa.int64())
        return pa.array(self.kept.table.rows_of(keys.to_pylist()))

    def reports(
        self, keys: pa.ChunkedArray | pa.Array, judgements: tuple[Judgement, ...]
    ) -> pa.Table:
        """Some reports as judgements changed them."""
        return revised(self.evidence.located.take(self.rows(keys)), judgements)


def origins_of(
    evidence: Evidence, mission: Mission, before: Work | None
) -> tuple[pa.Table, Lineage | None]:
    """Origins of all located reports. Where texts hang together, who stands behind a report depends
    on which others are left: then they are traced anew.
    """
    if before is not None and not evidence.texts.sources:
        return before.origins, before.lineage
    told = revised(evidence.located, mission.judgements)
    return origins_with_texts(
        mission, told if evidence.texts.sources else evidence.located, evidence.texts
    )


def left(origins: pa.Table, mission: Mission) -> pa.Table:
    """Origins of those reports that nobody rejected."""
    gone = revision(mission.judgements).gone
    if not gone:
        return origins
    out = pc.is_in(origins["report_id"], value_set=pa.array(sorted(gone), pa.string()))
    return origins.filter(pc.invert(out))
