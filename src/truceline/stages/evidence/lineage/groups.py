"""Documents that go back to one text are one origin of what they say on their own word.

How this joins the origins of reports: a report taken from a document whose claimant is somebody
else (a ministry, a governor) keeps that claimant's group, however many documents carry it, as
`origin.trace_origins` has it. A report on the document's own word is the word of the document that
`origins_of_documents` names, and takes that one's outlet and owner as its source: two outlets that
print one wire story are one group. Nothing here makes a group out of what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from truceline.model.claim import Document, Lineage, TextPair

JOINING = frozenset({"copy", "derived"})
"""Verdicts that make two documents one origin."""


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
    """Per document the document whose word it is, which names its independence group.

    In a lineage group that is the only one that no pair calls the later one; where several are
    left, or none, the first by name stands for them all. A document without a group, or unknown to
    the lineage, is its own.
    """
    later = {_later(pair) for pair in lineage.pairs if pair.verdict in JOINING}
    origin: dict[str, str] = {}
    for group in lineage.groups:
        first = [name for name in group if name not in later]
        origin |= dict.fromkeys(group, first[0] if len(first) == 1 else group[0])
    return MappingProxyType({d.name: origin.get(d.name, d.name) for d in documents})


def _later(pair: TextPair) -> str:
    """The document that came second; empty where nobody knows."""
    return {"a": pair.b, "b": pair.a}.get(pair.direction, "")
