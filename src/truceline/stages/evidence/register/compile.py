"""The register of a set of documents, from their claims and their lineage."""

from collections.abc import Sequence
from datetime import UTC, tzinfo

from truceline.foundation.claimlines import in_line
from truceline.model.claim import Claim, Document, Lineage
from truceline.model.register import Register
from truceline.stages.evidence.lineage import origins_of_documents
from truceline.stages.evidence.register.contributions import contributions
from truceline.stages.evidence.register.copies import Copies
from truceline.stages.evidence.register.estimates import estimate_rows, estimates, scopes
from truceline.stages.evidence.register.issues import issues
from truceline.stages.evidence.register.meetings import meetings, met
from truceline.stages.evidence.register.pledges import pledge_rows
from truceline.stages.evidence.register.positions import exclusions, held, positions
from truceline.stages.evidence.register.relations import relations
from truceline.stages.evidence.register.setting import order, settings, widened


def register(
    documents: Sequence[Document],
    claims: Sequence[Claim],
    lineage: Lineage,
    zone: tzinfo = UTC,
    refused: int = 0,
) -> Register:
    """Claims of all documents side by side. `zone` is that of days; `refused` counts drafts that the
    gate kept out. The order of documents and claims doesn't matter.
    """
    origin_of = dict(sorted(origins_of_documents(lineage, documents).items()))
    every = sorted(settings(claims, documents, zone), key=order)
    copies = Copies(every, origin_of)
    given = [one for said in every for one in contributions(said)]
    rows = pledge_rows(given, copies)
    cells = positions(held(every, given), copies)
    numbers = list(estimates(every))
    gatherings = meetings(met(every), copies)
    return Register(
        claims=tuple(in_line(said.claim for said in every)),
        relations=relations(every, rows, cells, numbers, gatherings, copies),
        pledges=rows,
        positions=cells,
        exclusions=exclusions(cells),
        estimates=estimate_rows(numbers, copies),
        meetings=gatherings,
        origin_of=origin_of,
        shown={said.id: span for said in every if (span := widened(said))},
        labels=_labels(),
        refused=refused,
    )


def _labels() -> dict[str, str]:
    named = {issue.id: issue.label for issue in issues().values()}
    return named | {scope.id: scope.label for scope in scopes()}
