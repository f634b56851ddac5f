"""Restatement: what an earlier issue said, what is known now, and why they differ.

What was published stays published; nothing here changes an earlier issue.
"""

from collections import defaultdict
from collections.abc import Iterable

from truceline.foundation.phrase import count, listed
from truceline.model.finding import Figure
from truceline.model.mission import Issue, IssuedIncident, Restated
from truceline.stages.brief.case import Case
from truceline.stages.brief.ledgers import outcome
from truceline.stages.brief.words import moment_words


def issue_of(case: Case, figures: Iterable[Figure]) -> Issue:
    """This brief as a later restatement will see it."""
    return Issue(
        as_of=case.as_of,
        release=case.release,
        root=case.mission.root,
        figures={f.id: f.value for f in figures},
        incidents=tuple(_issued(case, i.id) for i in sorted(case.incidents, key=lambda i: i.id)),
        accounts=tuple(sorted(key for a in case.accounts for key in a.report_ids)),
    )


def _issued(case: Case, incident_id: str) -> IssuedIncident:
    incident = case.by_id[incident_id]
    outcomes = {
        f"{reading.party}/{accused}": outcome(case.row.get((reading.party, accused, incident_id)))
        for reading in case.readings
        for accused in incident.accused
    }
    return IssuedIncident(
        id=incident_id,
        report_ids=incident.report_ids,
        occurrence=str(case.status[incident_id].occurrence),
        accused=incident.accused,
        outcomes=outcomes,
    )


def restate(then: Issue | None, now: Issue) -> tuple[Restated, ...]:
    """One row per change since the earlier issue, incidents first, then the counts."""
    if then is None:
        return ()
    return (*_incidents(then, now), *_counts(then, now))


def restatement_note(case: Case, then: Issue | None, now: Issue) -> str:
    """The restatement in a sentence."""
    if then is None:
        return "First issue: nothing said earlier is changed. Later issues list here what was said, what is known since, and why."
    since = moment_words(then.as_of, case.zone)
    old = {key for i in then.incidents for key in i.report_ids} | set(then.accounts)
    added = {key for i in now.incidents for key in i.report_ids} - old
    summed = set(now.accounts) - old
    fresh = [i for i in now.incidents if not old & set(i.report_ids)]
    if fresh:
        number = len(added | summed)
        return f"Since the issue as of {since}: {count(number, 'report')} added, {count(len(fresh), 'new incident')}."
    if summed:
        return f"Since the issue as of {since} nothing new happened: {count(len(added | summed), 'report')} added, about incidents that were known or about no one act."
    if added:
        return f"Since the issue as of {since} nothing new happened: {count(len(added), 'report')} added, every one about an incident that was known."
    return f"Since the issue as of {since} nothing was added and nothing is changed."


def _incidents(then: Issue, now: Issue) -> Iterable[Restated]:
    before = {i.id: i for i in then.incidents}
    owner = {key: i.id for i in then.incidents for key in i.report_ids}
    heirs: dict[str, list[str]] = defaultdict(list)
    for incident in now.incidents:
        old = sorted({owner[key] for key in incident.report_ids if key in owner})
        for id_ in old:
            heirs[id_].append(incident.id)
        yield from _one(incident, [before[id_] for id_ in old])
    for id_, new in sorted(heirs.items()):
        if len(new) > 1:
            yield Restated(
                what=id_,
                then="one incident",
                now=f"split into {listed(new)}",
                why="its reports now speak of different acts",
                basis=tuple(new),
            )
    for id_ in sorted(set(before) - set(heirs)):
        yield Restated(
            what=id_,
            then="an incident",
            now="withdrawn",
            why="its reports speak of no one act"
            if set(before[id_].report_ids) & set(now.accounts)
            else "none of its reports stands any more",
            basis=before[id_].report_ids,
        )


def _one(now: IssuedIncident, old: list[IssuedIncident]) -> Iterable[Restated]:
    added = tuple(sorted(set(now.report_ids) - {key for i in old for key in i.report_ids}))
    if not old:
        yield Restated(
            what=now.id,
            then="not known",
            now=f"alleged, {count(len(now.report_ids), 'report')}",
            why="first reported since",
            basis=now.report_ids,
        )
        return
    if len(old) > 1:
        names = listed(i.id for i in old)
        yield Restated(
            what=now.id,
            then=names,
            now=f"one incident, supersedes {names}",
            why="reports now known to speak of one act",
            basis=now.report_ids,
        )
    why = f"{count(len(added), 'report')} added" if added else "reports fused or judged anew"
    changed = list(_changes(old[0], now))
    for label, was, is_ in changed:
        yield Restated(
            what=f"{now.id} {label}", then=was, now=is_, why=why, basis=added or now.report_ids
        )
    if added and not changed and len(old) == 1:
        yield Restated(
            what=now.id,
            then=count(len(old[0].report_ids), "report"),
            now=count(len(now.report_ids), "report"),
            why="later copies of a known incident",
            basis=added,
        )


def _changes(old: IssuedIncident, now: IssuedIncident) -> Iterable[tuple[str, str, str]]:
    if old.occurrence != now.occurrence:
        yield "occurrence", old.occurrence, now.occurrence
    if old.accused != now.accused:
        yield "accused", listed(old.accused), listed(now.accused)
    for key in sorted(set(old.outcomes) & set(now.outcomes)):
        if old.outcomes[key] != now.outcomes[key]:
            yield key, old.outcomes[key], now.outcomes[key]


COUNTS = ("reports", "incidents", "origins")


def _counts(then: Issue, now: Issue) -> Iterable[Restated]:
    for id_ in COUNTS:
        was, is_ = then.figures.get(id_), now.figures.get(id_)
        if was != is_:
            yield Restated(what=id_, then=str(was), now=str(is_), why="later publications taken in")
