"""Why an incident's reports were put together, from the blocks that it lies in and no others."""

import numpy as np
import pyarrow.compute as pc

from truceline.assess.picture.whole import Picture
from truceline.assess.run import Worked, explanations_of
from truceline.model.explanation import Explanation
from truceline.stages.fusion.again import Kept
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS


def why(picture: Picture, incident_id: str) -> Explanation | None:
    """The explanation of one incident; None without any report."""
    work, mission = picture.work, picture.assessment.mission
    if work.kept is None:
        return None
    keys = picture.sheet(incident_id).incident.report_ids
    rows = _beside(work.kept, [work.kept.table.index[key] for key in keys])
    around = work.kept.table.keys.texts(rows)
    groups = work.groups.filter(pc.is_in(work.groups["report_id"], value_set=around))
    found = Worked(
        reports=work.reports(groups["report_id"], mission.judgements),
        origins=work.origins,
        lineage=None,
        groups=groups,
        model=work.kept.model,
    )
    return explanations_of(found, mission, [incident_id])[0]


def _beside(kept: Kept, rows: list[int]) -> np.ndarray:
    """Located rows that blocks of these rows read, with the originals of late copies among them."""
    table = kept.table
    day = table.day
    blocks = np.unique(day[table.rank[rows]] // BLOCK_DAYS)
    near = np.zeros(len(table), bool)
    for block in blocks.tolist():
        low, high = block * BLOCK_DAYS - READ_DAYS, (block + 1) * BLOCK_DAYS + READ_DAYS
        near |= (day >= low) & (day < high)
    older = kept.memory[0].older
    while (more := np.setdiff1d(older[near], [-1])).size and not near[more].all():
        near[more] = True
    found: np.ndarray = np.sort(table.place[near])
    return found
