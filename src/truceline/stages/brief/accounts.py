"""Accounts in the brief: totals and summaries that were told, calm, and denials of what nobody tells.

Each stands beside the incidents that lie within it, and on their cards. Must never add to a count of
incidents: an account says how somebody summed up, not what happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import time

from truceline.foundation.phrase import called, count
from truceline.foundation.propositions import NOBODY
from truceline.foundation.vocabulary import family
from truceline.model.brief import AccountRow, SetAside, Within
from truceline.model.evidence import Report, Stance
from truceline.model.incident import Account, AccountKind
from truceline.model.record import Interval
from truceline.stages.brief.case import Case
from truceline.stages.brief.words import (
    days_words,
    interval_words,
    last_day,
    short_moment,
)

MOST_WITHIN = 5
"""So many accounts are told on an incident's card; a busy month has dozens of totals."""
SUMMARIES = "speaks of several acts at once"
CALM = "says that nothing happened, or denies an act that nobody tells"
_UNTOLD = frozenset({"attack", "other"})
_SUMMED = "kept as told, beside the incidents within it; counted as none"
_CONTESTS = "kept as told, beside the incidents that it contests; counted as none"


def account_rows(case: Case) -> tuple[AccountRow, ...]:
    """One row per telling, however many print it; summaries first, then by time and speaker."""
    told: dict[AccountRow, list[Account]] = defaultdict(list)
    for account in case.accounts:
        told[_telling(case, case.reports[account.report_ids[0]], account.kind)].append(account)
    rows = [_with_covers(case, row, accounts) for row, accounts in told.items()]
    return tuple(sorted(rows, key=lambda r: (r.kind != AccountKind.SUMMARY, r.since, r.by, r.id)))


def _telling(case: Case, report: Report, kind: AccountKind) -> AccountRow:
    """What one report says, without what differs between those that print it."""
    return AccountRow(
        id="",
        kind=str(kind),
        by=report.voice,
        side=case.name(report.claimant_side or ""),
        said=_said(case, report),
        since=report.start.isoformat() if report.start else "",
        when=_when(case, report),
        where=report.place_name or report.admin1 or "no place named",
        denies=report.stance is Stance.DENIES,
    )


def _said(case: Case, report: Report) -> str:
    """`30 attacks on energy (kind not stated), blamed on Ruritania`, or `denies drone strike`."""
    site = report.target_name or (called(report.target_category) if report.target_category else "")
    actor = "" if report.alleged_actor in NOBODY else case.name(report.alleged_actor or "")
    denies = report.stance is Stance.DENIES
    parts = [*(["denies"] if denies else []), *_acts(report), f"on {site}" if site else ""]
    words = " ".join(part for part in parts if part)
    author = f" by {actor}" if denies else f", blamed on {actor}"
    return words + author if actor else words


def _acts(report: Report) -> Iterable[str]:
    """How many of what; the kind of act goes without saying where its words say no more than that."""
    number = report.count is not None
    if number:
        yield f"{report.count:g} {report.count_unit or ''}".strip()
    if not (number and family(report.kind) in _UNTOLD):
        yield f"({called(report.kind)})" if number else called(report.kind)


def _when(case: Case, report: Report) -> str:
    """Whole days as days."""
    if report.start is None or report.end is None:
        return f"before {short_moment(report.end, case.zone)}" if report.end else "not stated"
    when = Interval(start=report.start, end=report.end)
    ends = [moment.astimezone(case.zone) for moment in (report.start, report.end)]
    if ends[0] < ends[1] and all(end.time() == time() for end in ends):
        return f"{days_words(when, case.zone)} {last_day(report.end, case.zone).year}"
    return interval_words(when, case.zone)


def _with_covers(case: Case, row: AccountRow, accounts: Sequence[Account]) -> AccountRow:
    keys = sorted(key for a in accounts for key in a.report_ids)
    covers = [c for a in accounts for c in a.covers if c.incident_id in case.numbers]
    sure = {c.incident_id for c in covers if c.sure}
    return row.but(
        id=min(a.id for a in accounts),
        report_ids=tuple(keys),
        url=next((url for key in keys if (url := case.reports[key].source_url)), ""),
        cites=tuple(sorted(sure, key=case.numbers.__getitem__)),
        maybe=tuple(sorted({c.incident_id for c in covers} - sure, key=case.numbers.__getitem__)),
    )


def within(rows: Iterable[AccountRow]) -> dict[str, tuple[Within, ...]]:
    """By incident the accounts that cover it, in the order of their rows."""
    found: dict[str, list[Within]] = defaultdict(list)
    for row in rows:
        words = f"{row.by}: {row.said}, {row.when}, {row.where}"
        label = "Also within" if row.kind == AccountKind.SUMMARY else "Reported calm"
        sure = Within(account=row.id, label="Contested by" if row.denies else label, words=words)
        for incident in row.cites:
            found[incident].append(sure)
        for incident in row.maybe:
            found[incident].append(sure.but(words=f"{words} (maybe)"))
    return {incident: tuple(told) for incident, told in found.items()}


def accounts_aside(case: Case) -> Iterable[SetAside]:
    """How many reports are accounts."""
    for summed, why, treatment in ((True, SUMMARIES, _SUMMED), (False, CALM, _CONTESTS)):
        those = [a for a in case.accounts if (a.kind is AccountKind.SUMMARY) is summed]
        cites = {c.incident_id for a in those for c in a.covers if c.incident_id in case.numbers}
        yield SetAside(
            rows=sum(len(a.report_ids) for a in those),
            why=why,
            treatment=treatment,
            cites=tuple(sorted(cites, key=case.numbers.__getitem__)),
        )


def accounts_said(case: Case) -> str:
    """A sentence for the summary; empty where there is none."""
    number = sum(len(a.report_ids) for a in case.accounts)
    if not number:
        return ""
    speak = "speaks" if number == 1 else "speak"
    return f" {count(number, 'report')} of these {speak} of several acts, or of none, and form no incident."
