"""Which incident a reply belongs to: reports may be fused otherwise after it was given."""

from collections.abc import Iterable, Mapping, Sequence

from truceline.model.incident import Incident
from truceline.model.release import Reply


def replies_by_incident(
    replies: Iterable[Reply], incidents: Iterable[Incident]
) -> Mapping[str, Sequence[Reply]]:
    """Incident id → its replies, oldest first: those to the incident of that name, else to whatever
    holds most of its reports now. A reply to what is no incident any more is left out.
    """
    every = tuple(replies)
    if not every:
        return {}
    known = {i.id: i for i in incidents}
    home = {key: i.id for i in known.values() for key in i.report_ids}
    found: dict[str, list[Reply]] = {}
    for reply in every:
        if (at := _home(reply, known, home)) is not None:
            found.setdefault(at, []).append(reply)
    return found


def _home(reply: Reply, known: Mapping[str, Incident], home: Mapping[str, str]) -> str | None:
    if reply.incident in known:
        return reply.incident
    held = [home[key] for key in reply.about if key in home]
    return min(held, key=lambda at: (-held.count(at), at), default=None)
