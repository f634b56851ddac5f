"""Whose word an incident is: group, claimant, and by which way each report came.

Copies count once, however many they are; which reports copy another is told by their cells alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from truceline.model.evidence import PUBLISHER_ITSELF, Report, RosterEntry
from truceline.model.incident import Origin
from truceline.model.record import Record


class Leaf(Record, frozen=True, kw_only=True):
    """One report on its way: `own` (the publisher's own word), `direct` (it names whose word it is),
    `copy` (says the same as an earlier one, cell for cell) or `via` an owner or agency (`through`).
    """

    report: str
    source: str
    way: str
    through: str = ""
    url: str = ""


class Branch(Record, frozen=True, kw_only=True):
    """A claimant of a group and its reports, in order of publication."""

    claimant: str
    reports: tuple[Leaf, ...]


class Group(Record, frozen=True, kw_only=True):
    """An independence group: `side` it speaks for, what it says of each proposition, whom it blames.
    `group` is empty where its reports are nobody's independent word.
    """

    group: str
    side: str
    occurrence: str
    object: str
    actor: str
    blames: tuple[str, ...]
    claimants: tuple[Branch, ...]


def tree(
    origins: Iterable[Origin], reports: Mapping[str, Report], roster: Sequence[RosterEntry]
) -> tuple[Group, ...]:
    """The origin tree of an incident, groups in the order of its status."""
    publishers = {r.name: r for r in roster if r.role == "publisher"}
    return tuple(
        Group(
            group=origin.group,
            side=origin.side,
            occurrence=origin.occurrence,
            object=origin.object,
            actor=origin.actor,
            blames=origin.actors,
            claimants=tuple(_branches([reports[k] for k in origin.report_ids], publishers)),
        )
        for origin in origins
    )


def _branches(reports: Sequence[Report], publishers: Mapping[str, RosterEntry]) -> Iterable[Branch]:
    by_voice: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=_age):
        by_voice[report.voice].append(report)
    for voice, said in sorted(by_voice.items(), key=lambda v: (-len(v[1]), v[0])):
        yield Branch(claimant=voice, reports=tuple(_leaves(said, publishers)))


def _age(report: Report) -> tuple[str, str]:
    moment = report.published or report.known
    return moment.isoformat() if moment else "9999", report.key


def _leaves(said: Sequence[Report], publishers: Mapping[str, RosterEntry]) -> Iterable[Leaf]:
    seen: set[tuple[object, ...]] = set()
    for report in said:
        cells = _cells(report)
        way, through = _way(report, publishers.get(report.source))
        if cells in seen and way == "direct":
            way = "copy"
        seen.add(cells)
        yield Leaf(
            report=report.key,
            source=report.source,
            way=way,
            through=through,
            url=report.source_url or "",
        )


def _way(report: Report, publisher: RosterEntry | None) -> tuple[str, str]:
    if report.claimant in {None, "", PUBLISHER_ITSELF, report.source}:
        return "own", ""
    owner = publisher.owner if publisher else ""
    return ("via", owner) if owner and owner != report.source else ("direct", "")


def _cells(report: Report) -> tuple[object, ...]:
    """What a copy repeats."""
    return (
        report.start,
        report.end,
        report.place_name,
        report.kind,
        report.target_category,
        report.target_name,
        report.alleged_actor,
        report.stance,
        report.about,
        report.text,
    )
