"""How well each side's conduct could be seen and told: hours, denials, lists and their gaps.

Sides stand beside each other and are never added: what differs between them is how they were watched
and who itemised, and that comes before any difference of their numbers.
"""

from collections.abc import Iterable, Sequence

from truceline.foundation.vocabulary import family
from truceline.model.brief import SourceView
from truceline.model.holding import Holding, SideAccess
from truceline.model.incident import Incident
from truceline.stages.brief.case import Case
from truceline.stages.brief.ledgers import source_limits

ACCESS = "access"
"""Family of the acts that keep monitors from seeing."""


def with_access(case: Case, sources: Sequence[SourceView]) -> Holding | None:
    """The case's holding with each side's access filled in, where the level may see any."""
    held = case.holding
    if held is None:
        return None
    return held.but(access=tuple(_side(case, side, sources) for side in held.access))


def _side(case: Case, side: SideAccess, sources: Sequence[SourceView]) -> SideAccess:
    against = tuple(i.id for i in case.against(side.party) if not _keeps_out(i))
    itemised, gaps = source_limits(side.party, sources)
    return side.but(
        hours=case.mission.spec.access_hours.get(side.party),
        denials=tuple(i.id for i in case.against(side.party) if _keeps_out(i)),
        against=against,
        listed=tuple(_listed(case, side.party, against, sources)),
        itemised=itemised,
        gaps=gaps,
    )


def _keeps_out(incident: Incident) -> bool:
    likeliest = max(incident.acts, key=lambda a: (a.share, a.value), default=None)
    return likeliest is not None and family(likeliest.value) == ACCESS


def _listed(
    case: Case, party: str, ids: Iterable[str], sources: Sequence[SourceView]
) -> Iterable[str]:
    """Incidents that a source with a cadence blames on the party."""
    regular = {s.name for s in sources if s.days}
    for one in ids:
        reports = [case.reports[key] for key in case.by_id[one].report_ids]
        if any(r.voice in regular and r.alleged_actor == party for r in reports):
            yield one
