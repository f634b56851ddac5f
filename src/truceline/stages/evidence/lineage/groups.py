"""Documents that go back to one text are one origin of what they say on their own word.

How this joins the origins of reports: a report taken from a document whose claimant is somebody
else (a ministry, a governor) keeps that claimant's group, however many documents carry it, as
`origin.trace_origins` has it. A report on the document's own word takes the group that
`origins_of_documents` gives its document in place of its outlet's: two outlets that print one wire
story are one group. Nothing here makes a group out of what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from truceline.model.claim import Document, Lineage


def components(edges: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Names that edges connect, as sorted groups in order."""
    above: dict[str, str] = {}
    for a, b in edges:
        low, high = sorted((_top(above, a), _top(above, b)))
        above[high] = low
    groups: dict[str, list[str]] = {}
    for name in sorted(above):
        groups.setdefault(_top(above, name), []).append(name)
    return tuple(tuple(groups[top]) for top in sorted(groups) if len(groups[top]) > 1)


def _top(above: dict[str, str], name: str) -> str:
    above.setdefault(name, name)
    while above[name] != name:
        above[name] = above[above[name]]
        name = above[name]
    return name


def origins_of_documents(lineage: Lineage, documents: Sequence[Document]) -> Mapping[str, str]:
    """Per document the name of its independence group: the first name of its lineage group, its
    own where it has none. Documents that the lineage doesn't know stand alone.
    """
    first = {name: group[0] for group in lineage.groups for name in group}
    return MappingProxyType({d.name: first.get(d.name, d.name) for d in documents})
