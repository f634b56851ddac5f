"""Groups of reports into incidents: when, where, what and who, with what the reports leave open.

Nothing is averaged that can't be: times are intersected, places weighed by their precision, and
words kept as shares of the weight of origins behind them, so that ten copies of one ministry
weigh as one. Who is right isn't asked here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.propositions import accuses, said
from truceline.model.evidence import About, Report, Stance
from truceline.model.incident import Incident, Share
from truceline.model.table import report_keys, report_rows
from truceline.stages.fusion.locus import best_place
from truceline.stages.fusion.moment import best_time

UNCONFIRMED_WEIGHT = 0.5
"""A report that doesn't vouch for what it says weighs half of one that does."""


class _Member(msgspec.Struct, frozen=True):
    """A report of an incident, its probability and whose word it is."""

    report: Report
    probability: float
    origin: str


def gather(reports: pa.Table, groups: pa.Table, origins: pa.Table) -> tuple[Incident, ...]:
    """One incident per group, by id. `reports` (REPORT_SCHEMA) are those that were fused, after
    `revised`; `groups` (GROUP_SCHEMA) says where each belongs; `origins` (ORIGIN_SCHEMA) whose
    word each is. Reports without a group are left out, and accounts, which speak of no one act.
    """
    groups = groups.filter(pc.is_null(groups["role"]))
    origin = dict(zip(*(origins[n].to_pylist() for n in ("report_id", "group")), strict=True))
    group = {row["report_id"]: row for row in groups.to_pylist()}
    keys = report_keys(reports)
    kept = reports.filter(pc.is_in(keys, value_set=groups["report_id"].combine_chunks()))
    members: dict[str, list[_Member]] = defaultdict(list)
    for report in report_rows(kept):
        row = group[report.key]
        member = _Member(report, row["probability"], _origin(report, origin))
        members[row["incident_id"]].append(member)
    return tuple(_incident(name, members[name]) for name in sorted(members))


def _origin(report: Report, origin: dict[str, str | None]) -> str:
    """Whose word it is; where nobody is known to stand behind it, the claimant's own."""
    return origin.get(report.key) or f"?{report.claimant or report.source}"


def _incident(name: str, members: Sequence[_Member]) -> Incident:
    members = sorted(members, key=lambda m: m.report.key)
    reports = [m.report for m in members]
    weight = [2 if _affirms(r) else 1 for r in reports]
    when, uncertainty, outside = best_time(reports, weight)
    known = [r.known for r in reports if r.known is not None]
    return Incident(
        id=name,
        report_ids=tuple(r.key for r in reports),
        probabilities=tuple(m.probability for m in members),
        when=when,
        time_uncertainty_h=uncertainty,
        outside=outside,
        where=best_place(reports),
        acts=_shares(_speakers(members, _affirms), lambda r: r.kind),
        categories=_shares(_speakers(members, _names_object), lambda r: r.target_category),
        sites=_shares(_speakers(members, _names_object), lambda r: r.target_name),
        accused=_accused(reports),
        known=min(known) if known else None,
    )


def _affirms(report: Report) -> bool:
    return said(report.stance, report.about, "occurrence") == "affirms"


def _names_object(report: Report) -> bool:
    """Does it vouch for what was hit? Who says that the other side did it speaks of that object."""
    counter = report.stance == Stance.DENIES and report.about == About.ACTOR
    return counter or said(report.stance, report.about, "object") == "affirms"


def _speakers(members: Sequence[_Member], affirms: Callable[[Report], bool]) -> list[_Member]:
    """Who speaks for a proposition: those that affirm it and those that leave it unconfirmed;
    else those that affirm the occurrence; else, since denials repeat what they deny, all.
    """
    for speaks in (affirms, _affirms):
        found = [m for m in members if speaks(m.report) or _unsure(m.report)]
        if found:
            return found
    return list(members)


def _unsure(report: Report) -> bool:
    return report.stance == Stance.UNCONFIRMED


def _shares(members: Sequence[_Member], value: Callable[[Report], str | None]) -> tuple[Share, ...]:
    """Shares of values: each origin weighs alike, in it each claimant, in him each report."""
    spoken = [m for m in members if value(m.report)]
    origins = len({m.origin for m in spoken})
    claimants = Counter(origin for origin, _ in {_voice(m) for m in spoken})
    reports = Counter(_voice(m) for m in spoken)
    weight: dict[str, float] = defaultdict(float)
    for m in spoken:
        trust = UNCONFIRMED_WEIGHT if _unsure(m.report) else 1.0
        parts = origins * claimants[m.origin] * reports[_voice(m)]
        weight[value(m.report) or ""] += trust / parts
    total = sum(weight.values())
    shares = [Share(value=v, share=round(w / total, 9)) for v, w in weight.items()]
    return tuple(sorted(shares, key=lambda s: (-s.share, s.value)))


def _voice(member: _Member) -> tuple[str, str]:
    return member.origin, member.report.claimant or ""


def _accused(reports: Iterable[Report]) -> tuple[str, ...]:
    """Every party that some report accuses."""
    found = {accuses(r.stance, r.about, r.claimant_side, r.alleged_actor) for r in reports}
    return tuple(sorted(found - {""}))
