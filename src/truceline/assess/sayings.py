"""What a brief may show of a mission's documents: their register, at the brief's release level.

A document is as public as its dataset says. What a level may not see takes no part in its register:
no row, count or relation may tell of it. A public brief shows no claim about an act, since those of
the incident record are told there in sums alone, and no more of a text than is quoted.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC

from truceline.assess.folder import belongs
from truceline.assess.run import Assessment
from truceline.foundation.zones import zone_of
from truceline.model.claim import Claim, ClaimKind, Document, Lineage
from truceline.model.mission import MissionSpec
from truceline.model.register import Sayings
from truceline.model.release import RELEASES
from truceline.stages.brief.release import may_see

PUBLIC = "public"


def sayings(result: Assessment, refused: Mapping[str, int], level: str) -> Sayings | None:
    """The register of what `level` may read; None for a mission without documents, so that its
    brief stays as it was. `refused` counts drafts by document.
    """
    if not result.documents:
        return None
    from truceline.stages.evidence.register import register  # noqa: PLC0415

    spec = result.mission.spec
    seen = tuple(d for d in result.documents if may_see(level, release_of(d, spec)))
    kept = register(
        seen,
        _shown(result.claims, level),
        _lineage(result, seen),
        zone_of(spec.timezone) or UTC,
        sum(refused.get(document.name, 0) for document in seen),
    )
    withheld = len(result.documents) - len(seen)
    return Sayings(
        register=kept,
        documents=seen,
        zone=spec.timezone,
        whole=level != PUBLIC,
        withheld=withheld,
    )


def _lineage(result: Assessment, seen: tuple[Document, ...]) -> Lineage:
    """Of what is seen alone: a text that a level may not see joins no others."""
    if result.lineage is not None and seen == result.documents:
        return result.lineage
    from truceline.stages.evidence.lineage import trace_lineage  # noqa: PLC0415 - heavy

    return trace_lineage(seen)


def release_of(document: Document, spec: MissionSpec) -> str:
    """The widest audience of a document: that of its dataset, the narrowest where it has several."""
    file = document.name.partition("#")[0]
    levels = [d.release for d in spec.datasets if belongs(file, d)]
    return min(levels, key=RELEASES.index, default=RELEASES[0])


def _shown(claims: Sequence[Claim], level: str) -> Sequence[Claim]:
    if level != PUBLIC:
        return claims
    return [claim for claim in claims if claim.kind is not ClaimKind.INCIDENT]
